/* SPDX-License-Identifier: Apache-2.0 */
/* The token's record, and the copy of it that a process keeps. */
#include "token/bench.h"

static struct token_record
sample(void)
{
	struct token_record r = {
		.number = 3,
		.serial_number = "0123456789abcdef",
		.sandbox = true,
		.purge_protected = true,
		.user_pin_set = true,
		.created = 1700000000,
	};

	memcpy(r.label, LABEL, TOKEN_LABEL_LEN);
	return r;
}

static void
put(struct token_record *r)
{
	struct txn *t;

	ck_ok(txn_write(bench.store, &t));
	ck_ok(token_write(t, r));
	ck_ok(txn_commit(&t));
}

static enum err
get(uint32_t number, struct token_record *out)
{
	SCOPED(txn) *t = NULL;

	ck_ok(txn_read(bench.store, &t));
	return token_read(t, number, out);
}

START_TEST(a_record_comes_back_as_it_was_written)
{
	struct token_record r = sample(), got;

	put(&r);
	ck_assert_uint_ne(r.serial, 0);
	ck_ok(get(3, &got));
	ck_assert_uint_eq(got.serial, r.serial);
	ck_assert_uint_eq(got.number, 3);
	ck_assert_mem_eq(got.label, r.label, TOKEN_LABEL_LEN);
	ck_assert_str_eq(got.serial_number, r.serial_number);
	ck_assert(got.sandbox && !got.allow_extractable);
	ck_assert(got.purge_protected && got.user_pin_set);
	ck_assert_uint_eq(got.created, r.created);
}
END_TEST

START_TEST(a_slot_without_record_has_no_token)
{
	struct token_record r = sample(), got;

	put(&r);
	ck_refused(get(2, &got), E_TOKEN_ABSENT);
}
END_TEST

START_TEST(writing_again_changes_the_same_record)
{
	struct token_record r = sample(), got;
	uint64_t serial;

	put(&r);
	serial = r.serial;
	r.user_pin_set = false;
	put(&r);
	ck_ok(get(3, &got));
	ck_assert_uint_eq(got.serial, serial);
	ck_assert(!got.user_pin_set);
}
END_TEST

/* A body of the right length whose format, a flag or the switch is unknown,
 * and bodies too short and too long. */
static const struct {
	size_t len;
	size_t at;
	unsigned char value;
} odd_bodies[] = {
	{ 67, 1, 2 },	/* format */
	{ 67, 5, 4 },	/* another token's number */
	{ 67, 57, 8 },	/* a flag */
	{ 67, 66, 2 },	/* user_pin_set */
	{ 66, 1, 1 },
	{ 68, 1, 1 },
	{ 0, 0, 0 },
};

static void
body_put(size_t len, size_t at, unsigned char value)
{
	SCOPED_VALUE(record) r = { .kind = RECORD_TOKEN };
	unsigned char body[68] = { 0, 1, 0, 0, 0, 3 };
	struct txn *t;

	body[at] = value;
	ck_ok(bytes_set(&r.name, "token/3", 7));
	ck_ok(bytes_set(&r.body, body, len));
	ck_ok(txn_write(bench.store, &t));
	ck_ok(txn_put(t, &r));
	ck_ok(txn_commit(&t));
}

START_TEST(the_plain_body_of_these_tests_is_accepted)
{
	struct token_record got;

	body_put(67, 1, 1);
	ck_ok(get(3, &got));
}
END_TEST

START_TEST(an_unknown_form_is_refused)
{
	struct token_record got;

	body_put(odd_bodies[_i].len, odd_bodies[_i].at, odd_bodies[_i].value);
	ck_refused(get(3, &got), E_STORE_DAMAGED);
}
END_TEST

START_TEST(the_kept_copy_follows_the_store)
{
	struct token_record r = sample(), got;
	struct token *token;

	put(&r);
	ck_ok(token_new(bench.store, 3, &token));
	ck_ok(token_now(token, &got));
	ck_assert(got.sandbox);
	r.sandbox = false;
	put(&r);
	ck_ok(token_now(token, &got));
	ck_assert(!got.sandbox);
	token_free(token);
}
END_TEST

SUITE("token/token",
    tcase_add_checked_fixture(tc, bench_store, bench_end);
    tcase_add_test(tc, a_record_comes_back_as_it_was_written);
    tcase_add_test(tc, a_slot_without_record_has_no_token);
    tcase_add_test(tc, writing_again_changes_the_same_record);
    tcase_add_test(tc, the_plain_body_of_these_tests_is_accepted);
    tcase_add_loop_test(tc, an_unknown_form_is_refused, 0,
	sizeof(odd_bodies) / sizeof(odd_bodies[0]));
    tcase_add_test(tc, the_kept_copy_follows_the_store))
