/* SPDX-License-Identifier: Apache-2.0 */
/* Comparing and wiping do what they say. */
#include "crypto/ct.h"
#include "support/suite.h"

START_TEST(equal_bytes_are_equal)
{
	ck_assert(ct_equal("abc", "abc", 3));
	ck_assert(ct_equal("abc", "xyz", 0));
}
END_TEST

START_TEST(one_bit_is_a_difference)
{
	unsigned char a[64] = { 0 }, b[64] = { 0 };

	for (unsigned i = 0; i < 8 * sizeof(a); i++) {
		b[i / 8] ^= (unsigned char)(1u << i % 8);
		ck_assert(!ct_equal(a, b, sizeof(a)));
		b[i / 8] = 0;
	}
}
END_TEST

START_TEST(wiping_zeroes_no_more_than_asked)
{
	char a[] = "abcdef";

	ct_wipe(a + 1, 3);
	ck_assert_mem_eq(a, "a\0\0\0ef", 7);
}
END_TEST

SUITE("crypto/ct",
    tcase_add_test(tc, equal_bytes_are_equal);
    tcase_add_test(tc, one_bit_is_a_difference);
    tcase_add_test(tc, wiping_zeroes_no_more_than_asked))
