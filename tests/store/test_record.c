/* SPDX-License-Identifier: Apache-2.0 */
/* Records as bytes and back. */
#include "store/record.h"
#include "store_fixture.h"

static struct record r;
static struct bytes data;

static void
setup(void)
{
	fill_record(&r, "label", "id", "the body");
	OK(bytes_set(&r.name, "name", 4));
	r.flags = RECORD_PRIVATE | RECORD_HIDDEN;
	OK(record_encode(&r, &data));
}

static void
teardown(void)
{
	record_clear(&r);
	bytes_clear(&data);
}

START_TEST(record_comes_back)
{
	SCOPED_VALUE(record) again = { 0 };

	OK(record_decode(&data, &again));
	ck_assert_uint_eq(again.token, 1);
	ck_assert_int_eq(again.kind, RECORD_OBJECT);
	ck_assert_uint_eq(again.class, 3);
	ck_assert_uint_eq(again.key_type, 0x1f);
	ck_assert_uint_eq(again.flags, RECORD_PRIVATE | RECORD_HIDDEN);
	ck_assert(bytes_equal(&again.name, "name", 4));
	ck_assert(bytes_equal(&again.label, "label", 5));
	ck_assert(bytes_equal(&again.id, "id", 2));
	ck_assert(bytes_equal(&again.body, "the body", 8));
}
END_TEST

START_TEST(empty_fields_come_back_empty)
{
	SCOPED_VALUE(record) again = { 0 };
	const struct record empty = { .kind = RECORD_TOKEN };

	OK(record_encode(&empty, &data));
	OK(record_decode(&data, &again));
	ck_assert_uint_eq(again.name.len + again.body.len, 0);
}
END_TEST

START_TEST(every_truncation_is_refused)
{
	struct record again = { 0 };

	while (data.len-- > 0)
		GIVES(E_STORE_DAMAGED, record_decode(&data, &again));
	data.len = 0;
}
END_TEST

START_TEST(bytes_behind_are_refused)
{
	struct record again = { 0 };

	OK(bytes_append(&data, "x", 1));
	GIVES(E_STORE_DAMAGED, record_decode(&data, &again));
}
END_TEST

START_TEST(cleared_record_is_empty_and_usable)
{
	record_clear(&r);
	ck_assert_ptr_null(r.body.data);
	ck_assert_uint_eq(r.serial, 0);
	OK(bytes_set(&r.body, "again", 5));
}
END_TEST

SUITE("store/record",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, record_comes_back);
    tcase_add_test(tc, empty_fields_come_back_empty);
    tcase_add_test(tc, every_truncation_is_refused);
    tcase_add_test(tc, bytes_behind_are_refused);
    tcase_add_test(tc, cleared_record_is_empty_and_usable))
