/* SPDX-License-Identifier: Apache-2.0 */
/* The head comes back whole or not at all; its time only moves on. */
#include "base/clock.h"
#include "store/head.h"
#include "store_fixture.h"

static const unsigned char id[STORE_ID_LEN] = { 4, 5, 6 };
static struct row_seal seal;
static struct head head;
static struct bytes row;

static void
setup(void)
{
	SCOPED(secret) *key = NULL;

	OK(library_open());
	OK(secret_random(32, &key));
	seal = (struct row_seal){ .store_id = id, .table = TABLE_HEAD };
	OK(seal_key_new(key, &seal.key));
	head_init(&head);
	head.top = (struct link){ 5, { 1, 2 }, 6 };
	head.next_leaf = 9;
	head.generation = 10;
	head.due = 11;
	OK(head_seal(&seal, &head, &row));
}

static void
teardown(void)
{
	seal_key_free(seal.key);
	bytes_clear(&row);
	library_close();
	clock_shift(0);
}

START_TEST(head_comes_back)
{
	struct head again;

	OK(head_open(&seal, &row, &again));
	ck_assert_uint_eq(again.top.number, 5);
	ck_assert_uint_eq(again.top.entries, 6);
	ck_assert_mem_eq(again.top.tag, head.top.tag, ROW_TAG_LEN);
	ck_assert_uint_eq(again.revision, 1);
	ck_assert_uint_eq(again.next_serial, 1);
	ck_assert_uint_eq(again.next_page, 1);
	ck_assert_uint_eq(again.next_leaf, 9);
	ck_assert_uint_eq(again.generation, 10);
	ck_assert_uint_eq(again.due, 11);
}
END_TEST

START_TEST(written_form_has_the_length_the_format_says)
{
	ck_assert_uint_eq(row.len, 22 + 24 + 142 + 16);
	ck_assert_mem_eq(row.data, "CLVH\0\1", 6);
	ck_assert_mem_eq(row.data + 6, id, STORE_ID_LEN);
}
END_TEST

START_TEST(every_flipped_bit_is_noticed)
{
	struct head again;
	size_t i;

	for (i = 0; i < row.len * 8; i++) {
		row.data[i / 8] ^= (unsigned char)(1 << i % 8);
		GIVES(E_STORE_DAMAGED, head_open(&seal, &row, &again));
		row.data[i / 8] ^= (unsigned char)(1 << i % 8);
	}
}
END_TEST

START_TEST(every_truncation_is_noticed)
{
	struct head again;

	while (row.len-- > 0)
		GIVES(E_STORE_DAMAGED, head_open(&seal, &row, &again));
	row.len = 0;
}
END_TEST

START_TEST(head_being_made_is_told_from_a_made_one)
{
	unsigned char found[STORE_ID_LEN];
	bool made;

	OK(head_clear_part(&row, found, &made));
	ck_assert(made);
	OK(head_begin(id, &row));
	OK(head_clear_part(&row, found, &made));
	ck_assert(!made);
	ck_assert_mem_eq(found, id, STORE_ID_LEN);
}
END_TEST

START_TEST(first_commit_sets_the_time)
{
	head_tick(&head);
	ck_assert_uint_ge(head.time + 5, clock_now());
}
END_TEST

START_TEST(clock_set_back_does_not_turn_time_back)
{
	uint64_t before;

	head_tick(&head);
	before = head.time;
	clock_shift(-100000);
	head_tick(&head);
	ck_assert_uint_eq(head.time, before);
	ck_assert_uint_eq(head_now(&head), before);
}
END_TEST

START_TEST(time_follows_the_clock_for_a_day)
{
	uint64_t before;

	head_tick(&head);
	before = head.time;
	clock_shift(24 * 3600);
	head_tick(&head);
	ck_assert_uint_ge(head.time, before + 24 * 3600);
}
END_TEST

START_TEST(wild_clock_does_not_raise_the_mark)
{
	uint64_t before;

	head_tick(&head);
	before = head.time;
	clock_shift(26 * 3600);
	head_tick(&head);
	ck_assert_uint_eq(head.time, before);
	ck_assert_uint_gt(head_now(&head), before);
}
END_TEST

START_TEST(boot_is_noted_once)
{
	head_tick(&head);
	head_note_boot(&head);
	ck_assert_uint_eq(head.boot_time, head.time);
	head.boot_clock = 1;
	head_note_boot(&head);
	ck_assert_uint_eq(head.boot_clock, 1);
}
END_TEST

SUITE("store/head",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, head_comes_back);
    tcase_add_test(tc, written_form_has_the_length_the_format_says);
    tcase_add_test(tc, every_flipped_bit_is_noticed);
    tcase_add_test(tc, every_truncation_is_noticed);
    tcase_add_test(tc, head_being_made_is_told_from_a_made_one);
    tcase_add_test(tc, first_commit_sets_the_time);
    tcase_add_test(tc, clock_set_back_does_not_turn_time_back);
    tcase_add_test(tc, time_follows_the_clock_for_a_day);
    tcase_add_test(tc, wild_clock_does_not_raise_the_mark);
    tcase_add_test(tc, boot_is_noted_once))
