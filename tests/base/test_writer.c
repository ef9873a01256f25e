/* SPDX-License-Identifier: Apache-2.0 */
/* What the writer writes, the reader reads. */
#include "base/reader.h"
#include "base/scope.h"
#include "base/writer.h"
#include "support/suite.h"

START_TEST(integers_are_big_endian)
{
	static const unsigned char expected[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
		11, 12, 13, 14, 15 };
	SCOPED_VALUE(bytes) b = { 0 };
	struct writer w;

	writer_init(&w, &b);
	writer_u8(&w, 1);
	writer_u16(&w, 0x0203);
	writer_u32(&w, 0x04050607);
	writer_u64(&w, 0x08090a0b0c0d0e0fu);
	ck_assert_int_eq(writer_done(&w), E_OK);
	ck_assert(bytes_equal(&b, expected, sizeof(expected)));
}
END_TEST

START_TEST(it_appends_to_what_is_there)
{
	SCOPED_VALUE(bytes) b = { 0 };
	struct writer w;

	ck_assert_int_eq(bytes_set(&b, "head", 4), E_OK);
	writer_init(&w, &b);
	writer_raw(&w, "-tail", 5);
	ck_assert_int_eq(writer_done(&w), E_OK);
	ck_assert(bytes_equal(&b, "head-tail", 9));
}
END_TEST

START_TEST(blocks_come_back)
{
	SCOPED_VALUE(bytes) b = { 0 };
	struct writer w;
	struct reader r;
	size_t len;

	writer_init(&w, &b);
	writer_block(&w, "hello", 5);
	writer_block(&w, NULL, 0);
	ck_assert_int_eq(writer_done(&w), E_OK);
	reader_init(&r, b.data, b.len);
	ck_assert_mem_eq(reader_block(&r, &len), "hello", 5);
	ck_assert_ptr_nonnull(reader_block(&r, &len));
	ck_assert_uint_eq(len, 0);
	ck_assert(reader_done(&r));
}
END_TEST

START_TEST(a_block_too_long_for_its_length_fails)
{
	SCOPED_VALUE(bytes) b = { 0 };
	struct writer w;

	writer_init(&w, &b);
	writer_block(&w, "x", (size_t)UINT32_MAX + 1);
	ck_assert_int_eq(writer_done(&w), E_NO_MEMORY);
	ck_assert_uint_eq(b.len, 0);
}
END_TEST

START_TEST(a_failure_stays)
{
	SCOPED_VALUE(bytes) b = { 0 };
	struct writer w;

	writer_init(&w, &b);
	writer_raw(&w, "x", SIZE_MAX - 1);
	writer_u8(&w, 1);
	ck_assert_int_eq(writer_done(&w), E_NO_MEMORY);
	ck_assert_uint_eq(b.len, 0);
}
END_TEST

SUITE("base/writer",
    tcase_add_test(tc, integers_are_big_endian);
    tcase_add_test(tc, it_appends_to_what_is_there);
    tcase_add_test(tc, blocks_come_back);
    tcase_add_test(tc, a_block_too_long_for_its_length_fails);
    tcase_add_test(tc, a_failure_stays))
