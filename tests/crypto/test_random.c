/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers do not repeat, in a child neither. */
#include "crypto/library.h"
#include "crypto/random.h"
#include "support/suite.h"

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static enum err (*const generators[])(void *, size_t) = { random_bytes,
	random_private };

START_TEST(two_draws_differ)
{
	unsigned char a[32] = { 0 }, b[32] = { 0 };

	ck_assert_int_eq(generators[_i](a, sizeof(a)), E_OK);
	ck_assert_int_eq(generators[_i](b, sizeof(b)), E_OK);
	ck_assert_mem_ne(a, b, sizeof(a));
}
END_TEST

START_TEST(none_and_many_can_be_had)
{
	static unsigned char many[1 << 20];
	unsigned char zero[64] = { 0 };

	ck_assert_int_eq(generators[_i](many, 0), E_OK);
	ck_assert_int_eq(generators[_i](many, sizeof(many)), E_OK);
	ck_assert_mem_ne(many + sizeof(many) - 64, zero, 64);
}
END_TEST

/* A child that has abandoned the parent's context, or not yet. */
START_TEST(a_child_draws_other_numbers)
{
	unsigned char mine[16], its[16] = { 0 };
	int pipes[2], status;
	pid_t child;

	ck_assert_int_eq(random_bytes(mine, sizeof(mine)), E_OK);
	ck_assert_int_eq(pipe(pipes), 0);
	child = fork();
	if (child == 0) {
		if (_i == 1)
			library_abandon();
		if (random_bytes(its, sizeof(its)) != E_OK ||
		    write(pipes[1], its, sizeof(its)) != sizeof(its))
			_exit(1);
		_exit(0);
	}
	ck_assert_int_eq(random_bytes(mine, sizeof(mine)), E_OK);
	ck_assert_int_eq(read(pipes[0], its, sizeof(its)), sizeof(its));
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
	ck_assert_mem_ne(mine, its, sizeof(mine));
	close(pipes[0]);
	close(pipes[1]);
}
END_TEST

START_TEST(a_uuid_has_the_form_of_version_4)
{
	char uuid[37];

	ck_assert_int_eq(random_uuid(uuid), E_OK);
	ck_assert_uint_eq(strlen(uuid), 36);
	ck_assert_uint_eq(strspn(uuid, "0123456789abcdef-"), 36);
	for (int i = 8; i <= 23; i += 5)
		ck_assert_int_eq(uuid[i], '-');
	ck_assert_int_eq(uuid[14], '4');
	ck_assert_ptr_nonnull(strchr("89ab", uuid[19]));
}
END_TEST

START_TEST(uuids_differ)
{
	char a[37], b[37];

	ck_assert_int_eq(random_uuid(a), E_OK);
	ck_assert_int_eq(random_uuid(b), E_OK);
	ck_assert_str_ne(a, b);
}
END_TEST

static void
close_all(void)
{
	library_close();
}

SUITE("crypto/random",
    tcase_add_checked_fixture(tc, NULL, close_all);
    tcase_add_loop_test(tc, two_draws_differ, 0, 2);
    tcase_add_loop_test(tc, none_and_many_can_be_had, 0, 2);
    tcase_add_loop_test(tc, a_child_draws_other_numbers, 0, 2);
    tcase_add_test(tc, a_uuid_has_the_form_of_version_4);
    tcase_add_test(tc, uuids_differ))
