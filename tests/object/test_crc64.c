/* SPDX-License-Identifier: Apache-2.0 */
/* CRC-64 as in ECMA-182. */
#include "object/crc64.h"

#include "support/suite.h"

/* The check value of CRC-64/ECMA-182 in the CRC RevEng catalogue. */
START_TEST(the_known_sum_comes_out)
{
	static const unsigned char digits[] = "123456789";

	ck_assert(crc64(digits, 9) == UINT64_C(0x6c40df5f0b497347));
}
END_TEST

START_TEST(nothing_sums_to_nothing)
{
	ck_assert(crc64(NULL, 0) == 0);
}
END_TEST

SUITE("object/crc64",
    tcase_add_test(tc, the_known_sum_comes_out);
    tcase_add_test(tc, nothing_sums_to_nothing))
