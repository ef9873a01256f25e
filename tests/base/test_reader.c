/* SPDX-License-Identifier: Apache-2.0 */
/* A reader never leaves its bounds, and a failure stays. */
#include "base/reader.h"
#include "support/suite.h"

#include <string.h>

static const unsigned char input[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12,
	13, 14, 15 };

START_TEST(integers_are_big_endian)
{
	struct reader r;

	reader_init(&r, input, sizeof(input));
	ck_assert_uint_eq(reader_u8(&r), 1);
	ck_assert_uint_eq(reader_u16(&r), 0x0203);
	ck_assert_uint_eq(reader_u32(&r), 0x04050607);
	ck_assert(reader_u64(&r) == 0x08090a0b0c0d0e0fu);
	ck_assert(reader_done(&r));
}
END_TEST

START_TEST(a_short_integer_is_zero_and_fails)
{
	struct reader r;

	reader_init(&r, input, 3);
	ck_assert_uint_eq(reader_u32(&r), 0);
	ck_assert(!reader_done(&r));
}
END_TEST

START_TEST(nothing_can_be_read_after_a_failure)
{
	struct reader r;

	reader_init(&r, input, 3);
	(void)reader_u32(&r);
	ck_assert_uint_eq(reader_u8(&r), 0);
	ck_assert_ptr_null(reader_take(&r, 0));
}
END_TEST

START_TEST(taken_bytes_are_borrowed)
{
	struct reader r;

	reader_init(&r, input, sizeof(input));
	(void)reader_u8(&r);
	ck_assert_ptr_eq(reader_take(&r, 4), input + 1);
	ck_assert_uint_eq(r.left, sizeof(input) - 5);
}
END_TEST

START_TEST(nothing_can_be_taken_from_nothing)
{
	struct reader r;

	reader_init(&r, NULL, 0);
	ck_assert_ptr_nonnull(reader_take(&r, 0));
	ck_assert(reader_done(&r));
	ck_assert_ptr_null(reader_take(&r, 1));
}
END_TEST

START_TEST(a_huge_length_does_not_wrap)
{
	struct reader r;

	reader_init(&r, input, sizeof(input));
	ck_assert_ptr_null(reader_take(&r, SIZE_MAX));
	ck_assert(!reader_done(&r));
}
END_TEST

START_TEST(a_short_copy_zeroes)
{
	unsigned char out[4] = { 9, 9, 9, 9 }, zero[4] = { 0 };
	struct reader r;

	reader_init(&r, input, 3);
	reader_copy(&r, out, sizeof(out));
	ck_assert_mem_eq(out, zero, sizeof(out));
	ck_assert(!reader_done(&r));
}
END_TEST

START_TEST(a_copy_copies)
{
	unsigned char out[3];
	struct reader r;

	reader_init(&r, input, 3);
	reader_copy(&r, out, sizeof(out));
	ck_assert_mem_eq(out, input, sizeof(out));
}
END_TEST

START_TEST(a_block_has_its_length_before_it)
{
	static const unsigned char block[] = { 0, 0, 0, 2, 'h', 'i' };
	struct reader r;
	size_t len;

	reader_init(&r, block, sizeof(block));
	ck_assert_ptr_eq(reader_block(&r, &len), block + 4);
	ck_assert_uint_eq(len, 2);
	ck_assert(reader_done(&r));
}
END_TEST

START_TEST(a_block_longer_than_the_input_fails)
{
	static const unsigned char block[] = { 0xff, 0xff, 0xff, 0xff, 'h' };
	struct reader r;
	size_t len = 7;

	reader_init(&r, block, sizeof(block));
	ck_assert_ptr_null(reader_block(&r, &len));
	ck_assert_uint_eq(len, 0);
}
END_TEST

START_TEST(what_is_left_over_is_not_done)
{
	struct reader r;

	reader_init(&r, input, 2);
	(void)reader_u8(&r);
	ck_assert(!reader_done(&r));
}
END_TEST

START_TEST(a_bad_value_can_be_marked)
{
	struct reader r;

	reader_init(&r, input, 1);
	(void)reader_u8(&r);
	reader_fail(&r);
	ck_assert(!reader_done(&r));
}
END_TEST

SUITE("base/reader",
    tcase_add_test(tc, integers_are_big_endian);
    tcase_add_test(tc, a_short_integer_is_zero_and_fails);
    tcase_add_test(tc, nothing_can_be_read_after_a_failure);
    tcase_add_test(tc, taken_bytes_are_borrowed);
    tcase_add_test(tc, nothing_can_be_taken_from_nothing);
    tcase_add_test(tc, a_huge_length_does_not_wrap);
    tcase_add_test(tc, a_short_copy_zeroes);
    tcase_add_test(tc, a_copy_copies);
    tcase_add_test(tc, a_block_has_its_length_before_it);
    tcase_add_test(tc, a_block_longer_than_the_input_fails);
    tcase_add_test(tc, what_is_left_over_is_not_done);
    tcase_add_test(tc, a_bad_value_can_be_marked))
