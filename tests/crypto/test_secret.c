/* SPDX-License-Identifier: Apache-2.0 */
/* Secrets hold bytes as anything would, and give them to nobody. */
#include "crypto/library.h"
#include "crypto/secret.h"
#include "support/suite.h"

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static struct secret *
secret_of(const char *text)
{
	struct secret *s;

	ck_assert_int_eq(secret_from(text, strlen(text), &s), E_OK);
	return s;
}

START_TEST(a_new_one_is_zeroed)
{
	SCOPED(secret) *s = NULL;

	ck_assert_int_eq(secret_new(100, &s), E_OK);
	ck_assert_uint_eq(secret_len(s), 100);
	for (size_t i = 0; i < 100; i++)
		ck_assert_uint_eq(secret_peek(s)[i], 0);
}
END_TEST

START_TEST(an_empty_one_has_an_address)
{
	SCOPED(secret) *s = NULL;

	ck_assert_int_eq(secret_from(NULL, 0, &s), E_OK);
	ck_assert_uint_eq(secret_len(s), 0);
	ck_assert_ptr_nonnull(secret_data(s));
}
END_TEST

START_TEST(a_copy_is_its_own)
{
	SCOPED(secret) *a = secret_of("abc");
	SCOPED(secret) *b = NULL;

	ck_assert_int_eq(secret_dup(a, &b), E_OK);
	secret_data(a)[0] = 'x';
	ck_assert_mem_eq(secret_peek(b), "abc", 3);
}
END_TEST

START_TEST(random_ones_differ)
{
	SCOPED(secret) *a = NULL;
	SCOPED(secret) *b = NULL;

	ck_assert_int_eq(secret_random(32, &a), E_OK);
	ck_assert_int_eq(secret_random(32, &b), E_OK);
	ck_assert(!secret_equal(a, b));
}
END_TEST

START_TEST(one_too_long_is_refused)
{
	struct secret *s = NULL;

	ck_assert_int_eq(secret_new(((size_t)16 << 20) + 1, &s), E_NO_MEMORY);
	ck_assert_ptr_null(s);
}
END_TEST

START_TEST(the_longest_is_had)
{
	SCOPED(secret) *s = NULL;

	ck_assert_int_eq(secret_new((size_t)16 << 20, &s), E_OK);
	secret_data(s)[((size_t)16 << 20) - 1] = 1;
}
END_TEST

START_TEST(equality_is_of_length_and_bytes)
{
	SCOPED(secret) *a = secret_of("abc");
	SCOPED(secret) *b = secret_of("abc");
	SCOPED(secret) *c = secret_of("abd");
	SCOPED(secret) *d = secret_of("ab");

	ck_assert(secret_equal(a, b));
	ck_assert(!secret_equal(a, c));
	ck_assert(!secret_equal(a, d));
}
END_TEST

START_TEST(truncating_wipes_the_rest)
{
	SCOPED(secret) *s = secret_of("abcdef");

	secret_truncate(s, 2);
	ck_assert_uint_eq(secret_len(s), 2);
	ck_assert_mem_eq(secret_peek(s), "ab\0\0\0\0", 6);
}
END_TEST

START_TEST(freeing_nothing_is_fine)
{
	secret_free(NULL);
}
END_TEST

START_TEST(a_freed_one_leaves_no_trace)
{
	struct secret *s = secret_of("0123456789abcdef0123456789");
	SCOPED(secret) *neighbour = secret_of("keeps the region");
	const unsigned char *at = secret_peek(s);

	(void)neighbour;
	secret_free(s);
	/* The first bytes may be the arena's own. */
	for (size_t i = 16; i < 26; i++)
		ck_assert_uint_eq(at[i], 0);
}
END_TEST

/* 0 if everything is as it should be in a child. */
static int
child_exit(const struct secret *s, struct secret *to_free)
{
	struct secret *mine;

	secret_abandon();
	for (size_t i = 0; i < secret_len(s); i++)
		if (secret_peek(s)[i] != 0)
			return 1;
	secret_free(to_free);
	if (secret_from("new", 3, &mine) != E_OK ||
	    memcmp(secret_peek(mine), "new", 3) != 0)
		return 2;
	secret_free(mine);
	secret_trim();
	return secret_peek(s)[0] == 0 ? 0 : 3;
}

START_TEST(a_child_reads_zeroes_and_works)
{
	SCOPED(secret) *s = secret_of("the parent's");
	SCOPED(secret) *other = secret_of("the parent's too");
	SCOPED(secret) *large = NULL;
	pid_t child;
	int status;

	ck_assert_int_eq(secret_new(100000, &large), E_OK);
	secret_data(large)[5] = 1;
	child = fork();
	if (child == 0)
		_exit(child_exit(s, other) + 10 * secret_peek(large)[5]);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
	ck_assert_mem_eq(secret_peek(s), "the parent's", 12);
}
END_TEST

static void
give_back(void)
{
	library_close();
	secret_trim();
}

SUITE("crypto/secret",
    tcase_add_checked_fixture(tc, NULL, give_back);
    tcase_add_test(tc, a_new_one_is_zeroed);
    tcase_add_test(tc, an_empty_one_has_an_address);
    tcase_add_test(tc, a_copy_is_its_own);
    tcase_add_test(tc, random_ones_differ);
    tcase_add_test(tc, one_too_long_is_refused);
    tcase_add_test(tc, the_longest_is_had);
    tcase_add_test(tc, equality_is_of_length_and_bytes);
    tcase_add_test(tc, truncating_wipes_the_rest);
    tcase_add_test(tc, freeing_nothing_is_fine);
    tcase_add_test(tc, a_freed_one_leaves_no_trace);
    tcase_add_test(tc, a_child_reads_zeroes_and_works))
