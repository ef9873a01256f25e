/* SPDX-License-Identifier: Apache-2.0 */
#include "mech/pkcs7.h"

#include "support/suite.h"

#include <string.h>

static const size_t sizes[] = { 8, 16 };

START_TEST(what_is_filled_is_taken_again)
{
	size_t size = sizes[_i];

	for (size_t len = 0; len < size; len++) {
		unsigned char block[16];
		size_t got = 99;

		memset(block, 0xee, sizeof(block));
		pkcs7_fill(block, len, size);
		for (size_t i = 0; i < 16; i++)
			ck_assert_uint_eq(block[i], i < len || i >= size
			    ? 0xee : size - len);
		ck_assert(pkcs7_len(block, size, &got));
		ck_assert_uint_eq(got, len);
	}
}
END_TEST

START_TEST(last_byte_says_how_many)
{
	size_t size = sizes[_i];

	for (unsigned pad = 0; pad < 256; pad++) {
		unsigned char block[16];
		size_t got = 99;
		bool right = pad >= 1 && pad <= size;

		memset(block, (int)pad, sizeof(block));
		ck_assert(pkcs7_len(block, size, &got) == right);
		ck_assert_uint_eq(got, right ? size - pad : 99);
	}
}
END_TEST

START_TEST(every_byte_of_it_counts_and_no_other)
{
	size_t size = sizes[_i];

	for (size_t len = 0; len < size; len++) {
		for (size_t i = 0; i + 1 < size; i++) {
			unsigned char block[16] = { 0 };
			size_t got;

			pkcs7_fill(block, len, size);
			block[i] ^= 0x80;
			ck_assert(pkcs7_len(block, size, &got) == (i < len));
		}
	}
}
END_TEST

SUITE("mech/pkcs7",
    tcase_add_loop_test(tc, what_is_filled_is_taken_again, 0, 2);
    tcase_add_loop_test(tc, last_byte_says_how_many, 0, 2);
    tcase_add_loop_test(tc, every_byte_of_it_counts_and_no_other, 0, 2))
