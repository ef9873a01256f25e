/* SPDX-License-Identifier: Apache-2.0 */
#include "mech/param.h"

#include "support/suite.h"

#include <string.h>

static unsigned char some[8] = { 1, 2, 3, 4, 5, 6, 7, 8 };

START_TEST(none_accepts_nothing_at_all)
{
	CK_MECHANISM m = { CKM_ECDSA, NULL, 0 };

	ck_assert_int_eq(param_none(&m), E_OK);
}
END_TEST

START_TEST(none_accepts_a_pointer_without_length)
{
	CK_MECHANISM m = { CKM_ECDSA, some, 0 };

	ck_assert_int_eq(param_none(&m), E_OK);
}
END_TEST

START_TEST(none_refuses_a_length)
{
	CK_MECHANISM m = { CKM_ECDSA, NULL, 1 };

	ck_assert_int_eq(param_none(&m), E_MECHANISM_PARAM);
}
END_TEST

START_TEST(fixed_copies_what_has_the_length)
{
	CK_MECHANISM m = { CKM_AES_KEY_WRAP, some, sizeof(some) };
	unsigned char copy[8] = { 0 };

	ck_assert_int_eq(param_fixed(&m, copy, sizeof(copy)), E_OK);
	ck_assert_mem_eq(copy, some, sizeof(copy));
}
END_TEST

START_TEST(fixed_refuses_other_lengths_and_null)
{
	CK_MECHANISM shorter = { CKM_AES_KEY_WRAP, some, 7 };
	CK_MECHANISM nowhere = { CKM_AES_KEY_WRAP, NULL, 8 };
	unsigned char copy[8];

	ck_assert_int_eq(param_fixed(&shorter, copy, 8), E_MECHANISM_PARAM);
	ck_assert_int_eq(param_fixed(&nowhere, copy, 8), E_MECHANISM_PARAM);
}
END_TEST

START_TEST(room_is_the_runs_own_and_ends_with_it)
{
	struct run run = { .state = NULL };
	unsigned char *at;

	ck_assert_int_eq(param_room(&run, 100, &at), E_OK);
	memset(at, 1, 100);
	ck_assert_ptr_eq(run.param_extra, at);
	ck_assert_uint_eq(run.param_extra_len, 100);
	ck_assert_int_eq(param_room(&run, 0, &at), E_OK);
	ck_assert_uint_eq(run.param_extra_len, 0);
	run_end(&run);
	ck_assert_ptr_null(run.param_extra);
}
END_TEST

START_TEST(block_may_be_empty)
{
	ck_assert_int_eq(param_block("it", NULL, 0, 8), E_OK);
	ck_assert_int_eq(param_block("it", some, 8, 8), E_OK);
}
END_TEST

START_TEST(block_is_refused_when_null_or_too_long)
{
	ck_assert_int_eq(param_block("it", NULL, 1, 8), E_MECHANISM_PARAM);
	ck_assert_int_eq(param_block("it", some, 9, 8), E_MECHANISM_PARAM);
}
END_TEST

SUITE("mech/param",
    tcase_add_test(tc, none_accepts_nothing_at_all);
    tcase_add_test(tc, none_accepts_a_pointer_without_length);
    tcase_add_test(tc, none_refuses_a_length);
    tcase_add_test(tc, fixed_copies_what_has_the_length);
    tcase_add_test(tc, fixed_refuses_other_lengths_and_null);
    tcase_add_test(tc, room_is_the_runs_own_and_ends_with_it);
    tcase_add_test(tc, block_may_be_empty);
    tcase_add_test(tc, block_is_refused_when_null_or_too_long))
