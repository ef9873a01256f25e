/* SPDX-License-Identifier: Apache-2.0 */
#include "mech/use.h"

#include "support/suite.h"

#include <string.h>

START_TEST(row_is_filled_in)
{
	ck_assert_ptr_nonnull(use_table[_i].name);
	ck_assert_uint_ne(use_table[_i].flag, 0);
}
END_TEST

START_TEST(row_shares_nothing_with_later_ones)
{
	for (int i = _i + 1; i < USE_COUNT; i++) {
		ck_assert_str_ne(use_table[i].name, use_table[_i].name);
		ck_assert_uint_ne(use_table[i].flag, use_table[_i].flag);
		if (use_table[i].usage != CK_UNAVAILABLE_INFORMATION)
			ck_assert_uint_ne(use_table[i].usage,
			    use_table[_i].usage);
	}
}
END_TEST

START_TEST(digesting_and_generating_need_no_attribute)
{
	static const enum use free_uses[] = { USE_DIGEST, USE_GENERATE,
		USE_GENERATE_PAIR };

	for (size_t i = 0; i < 3; i++)
		ck_assert_uint_eq(use_table[free_uses[i]].usage,
		    CK_UNAVAILABLE_INFORMATION);
}
END_TEST

START_TEST(what_makes_ciphertext_or_signatures_protects)
{
	for (int i = 0; i < USE_COUNT; i++) {
		bool want = i == USE_ENCRYPT || i == USE_SIGN ||
		    i == USE_SIGN_RECOVER || i == USE_WRAP;

		ck_assert_msg(use_table[i].protects == want, "%s",
		    use_table[i].name);
	}
}
END_TEST

SUITE("mech/use",
    tcase_add_loop_test(tc, row_is_filled_in, 0, USE_COUNT);
    tcase_add_loop_test(tc, row_shares_nothing_with_later_ones, 0, USE_COUNT);
    tcase_add_test(tc, digesting_and_generating_need_no_attribute);
    tcase_add_test(tc, what_makes_ciphertext_or_signatures_protects))
