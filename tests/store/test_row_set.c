/* SPDX-License-Identifier: Apache-2.0 */
/* Rows are claimed once. */
#include "store/row_set.h"
#include "store_fixture.h"

static struct row_set set;

static void
setup(void)
{
	uint64_t i;

	for (i = 0; i < 500; i++)
		OK(row_set_add(&set, 3 * i));
}

static void
teardown(void)
{
	row_set_clear(&set);
}

START_TEST(every_row_can_be_claimed)
{
	uint64_t i;

	for (i = 0; i < 500; i++)
		ck_assert_int_eq(row_set_claim(&set, 3 * i), CLAIM_OK);
	ck_assert_uint_eq(row_set_unclaimed(&set), 0);
}
END_TEST

START_TEST(second_claim_is_told)
{
	ck_assert_int_eq(row_set_claim(&set, 9), CLAIM_OK);
	ck_assert_int_eq(row_set_claim(&set, 9), CLAIM_TWICE);
	ck_assert_uint_eq(row_set_unclaimed(&set), 499);
}
END_TEST

START_TEST(row_that_is_not_there_is_told)
{
	ck_assert_int_eq(row_set_claim(&set, 10), CLAIM_ABSENT);
	ck_assert_int_eq(row_set_claim(&set, 100000), CLAIM_ABSENT);
	ck_assert_uint_eq(row_set_unclaimed(&set), 500);
}
END_TEST

SUITE("store/row_set",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, every_row_can_be_claimed);
    tcase_add_test(tc, second_claim_is_told);
    tcase_add_test(tc, row_that_is_not_there_is_told))
