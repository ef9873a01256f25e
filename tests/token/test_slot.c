/* SPDX-License-Identifier: Apache-2.0 */
/* Which slots there are, and what is in them, whatever became of the store. */
#include "token/bench.h"

#include <fcntl.h>
#include <sys/stat.h>

static uint32_t list[SLOT_MAX];
static size_t count;

static void
look(void)
{
	ck_ok(slot_list(bench.tokens, list, &count));
}

/* A record alone: no PIN needs stretching to fill a slot. */
static void
fill(uint32_t number)
{
	struct token_record r = { .number = number };
	struct txn *t;

	memset(r.serial_number, '0', TOKEN_SERIAL_LEN);
	ck_ok(txn_write(bench.store, &t));
	ck_ok(token_write(t, &r));
	ck_ok(txn_commit(&t));
}

static void
spoil(const char *path)
{
	int fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, "nonsense", 8), 8);
	close(fd);
}

START_TEST(without_a_store_the_free_slot_is_0)
{
	struct token_record r;

	look();
	ck_assert_uint_eq(count, 1);
	ck_assert_uint_eq(list[0], 0);
	ck_refused(slot_read(bench.tokens, 0, &r), E_TOKEN_ABSENT);
	ck_refused(slot_read(bench.tokens, 1, &r), E_SLOT);
}
END_TEST

START_TEST(listing_creates_nothing)
{
	look();
	ck_assert_int_ne(access(bench.conf.store, F_OK), 0);
	ck_assert_int_ne(access(bench.conf.root_key, F_OK), 0);
}
END_TEST

START_TEST(a_bad_configuration_has_no_slots)
{
	struct tokens *t;
	struct token_record r;
	struct store *s;

	(void)refuse(E_CONFIGURATION, "claviger.conf:3: no");
	ck_ok(tokens_new(&bench.conf, E_CONFIGURATION, &t));
	ck_ok(slot_list(t, list, &count));
	ck_assert_uint_eq(count, 0);
	ck_refused(slot_read(t, 0, &r), E_SLOT);
	ck_refused(tokens_store(t, &s), E_CONFIGURATION);
	ck_assert_str_eq(reason_text(), "claviger.conf:3: no");
	tokens_free(t);
}
END_TEST

START_TEST(an_empty_store_has_the_free_slot_only)
{
	look();
	ck_assert_uint_eq(count, 1);
	ck_assert_uint_eq(list[0], 0);
}
END_TEST

START_TEST(tokens_are_listed_before_the_free_slot)
{
	fill(0);
	fill(1);
	look();
	ck_assert_uint_eq(count, 3);
	for (uint32_t i = 0; i < 3; i++)
		ck_assert_uint_eq(list[i], i);
}
END_TEST

START_TEST(the_free_slot_is_behind_the_highest)
{
	fill(4);
	fill(2);
	look();
	ck_assert_uint_eq(count, 3);
	ck_assert_uint_eq(list[0], 2);
	ck_assert_uint_eq(list[1], 4);
	ck_assert_uint_eq(list[2], 5);
}
END_TEST

START_TEST(a_full_store_has_no_free_slot)
{
	fill(SLOT_MAX - 1);
	look();
	ck_assert_uint_eq(count, 1);
}
END_TEST

START_TEST(a_slot_is_read_free_or_not_there)
{
	struct token_record r;

	fill(0);
	ck_ok(slot_read(bench.tokens, 0, &r));
	ck_refused(slot_read(bench.tokens, 1, &r), E_TOKEN_ABSENT);
	ck_refused(slot_read(bench.tokens, 2, &r), E_SLOT);
	ck_refused(slot_read(bench.tokens, 1ul << 40, &r), E_SLOT);
}
END_TEST

START_TEST(a_slot_has_one_token_object)
{
	struct token *a, *b;

	fill(0);
	ck_ok(slot_token(bench.tokens, 0, &a));
	ck_ok(slot_token(bench.tokens, 0, &b));
	ck_assert_ptr_eq(a, b);
	ck_refused(slot_token(bench.tokens, 1, &b), E_TOKEN_ABSENT);
}
END_TEST

START_TEST(another_process_sees_a_new_token)
{
	struct tokens *other = bench_tokens();
	struct token_record r;

	ck_refused(slot_read(other, 0, &r), E_TOKEN_ABSENT);
	fill(0);
	ck_ok(slot_read(other, 0, &r));
	tokens_free(other);
}
END_TEST

START_TEST(a_refused_store_is_one_slot_not_recognised)
{
	struct tokens *other = bench_tokens();
	struct token_record r;

	fill(0);
	fill(1);
	spoil(bench.conf.root_key);
	ck_ok(slot_list(other, list, &count));
	ck_assert_uint_eq(count, 1);
	ck_assert_uint_eq(list[0], 0);
	ck_refused(slot_read(other, 0, &r), E_TOKEN_UNRECOGNIZED);
	ck_assert_ptr_nonnull(strstr(reason_text(), bench.conf.root_key));
	ck_refused(slot_read(other, 1, &r), E_SLOT);
	tokens_free(other);
}
END_TEST

START_TEST(a_refused_store_is_tried_again)
{
	struct tokens *other = bench_tokens();
	struct token_record r;

	fill(0);
	ck_assert_int_eq(chmod(bench.conf.root_key, 0644), 0);
	ck_refused(slot_read(other, 0, &r), E_TOKEN_UNRECOGNIZED);
	ck_assert_int_ne(other->store_error, E_OK);
	ck_assert_uint_gt(strlen(other->store_reason), 0);
	ck_assert_int_eq(chmod(bench.conf.root_key, 0600), 0);
	ck_ok(slot_read(other, 0, &r));
	ck_assert_int_eq(other->store_error, E_OK);
	tokens_free(other);
}
END_TEST

START_TEST(a_token_of_unknown_form_hides_no_other)
{
	SCOPED_VALUE(record) r = { .kind = RECORD_TOKEN };
	struct token_record got;
	struct txn *t;

	ck_ok(bytes_set(&r.name, "token/1", 7));
	ck_ok(bytes_set(&r.body, "?", 1));
	ck_ok(txn_write(bench.store, &t));
	ck_ok(txn_put(t, &r));
	ck_ok(txn_commit(&t));
	fill(0);
	look();
	ck_assert_uint_eq(count, 3);
	ck_ok(slot_read(bench.tokens, 0, &got));
	ck_refused(slot_read(bench.tokens, 1, &got), E_TOKEN_UNRECOGNIZED);
}
END_TEST

static void
more(Suite *s)
{
	TCase *tc = tcase_create("with a store");

	tcase_set_timeout(tc, SUITE_TIMEOUT);
	suite_add_tcase(s, tc);
	tcase_add_checked_fixture(tc, bench_store, bench_end);
	tcase_add_test(tc, an_empty_store_has_the_free_slot_only);
	tcase_add_test(tc, tokens_are_listed_before_the_free_slot);
	tcase_add_test(tc, the_free_slot_is_behind_the_highest);
	tcase_add_test(tc, a_full_store_has_no_free_slot);
	tcase_add_test(tc, a_slot_is_read_free_or_not_there);
	tcase_add_test(tc, a_slot_has_one_token_object);
	tcase_add_test(tc, another_process_sees_a_new_token);
	tcase_add_test(tc, a_refused_store_is_one_slot_not_recognised);
	tcase_add_test(tc, a_refused_store_is_tried_again);
	tcase_add_test(tc, a_token_of_unknown_form_hides_no_other);
}

SUITE("token/slot",
    tcase_add_checked_fixture(tc, bench_place, bench_end);
    tcase_add_test(tc, without_a_store_the_free_slot_is_0);
    tcase_add_test(tc, listing_creates_nothing);
    tcase_add_test(tc, a_bad_configuration_has_no_slots);
    more(s))
