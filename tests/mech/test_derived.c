/* SPDX-License-Identifier: Apache-2.0 */
#include "mech/derived.h"

#include "mech/drive.h"
#include "support/suite.h"

static struct run run;
static size_t wanted, len;
static const struct derivation d = { .len = &wanted, .count = 1 };

static void
setup(void)
{
	drive_setup();
	run.mech = mech_find(CKM_SHA256_KEY_DERIVATION);
	wanted = 0;
	len = 99;
}

START_TEST(silence_means_the_natural_length)
{
	ck_assert_int_eq(derived_len(&run, &d, 32, 40, &len), E_OK);
	ck_assert_uint_eq(len, 32);
}
END_TEST

START_TEST(silence_is_refused_where_no_length_is_natural)
{
	ck_assert_int_eq(derived_len(&run, &d, 0, 40, &len),
	    E_TEMPLATE_INCOMPLETE);
	ck_assert_uint_eq(len, 99);
}
END_TEST

START_TEST(what_is_asked_for_is_given_up_to_the_most_there_is)
{
	wanted = 40;
	ck_assert_int_eq(derived_len(&run, &d, 32, 40, &len), E_OK);
	ck_assert_uint_eq(len, 40);
	wanted = 41;
	ck_assert_int_eq(derived_len(&run, &d, 32, 40, &len),
	    E_TEMPLATE_INCONSISTENT);
}
END_TEST

START_TEST(key_is_the_first_bytes_of_the_value)
{
	struct secret *value, *key = NULL;

	ck_assert_int_eq(secret_from("abcdef", 6, &value), E_OK);
	wanted = 7;
	ck_assert_int_eq(derived_from(&run, &d, &value, &key),
	    E_TEMPLATE_INCONSISTENT);
	ck_assert_ptr_nonnull(value);
	wanted = 4;
	ck_assert_int_eq(derived_from(&run, &d, &value, &key), E_OK);
	ck_assert_ptr_null(value);
	ck_assert_uint_eq(secret_len(key), 4);
	ck_assert_mem_eq(secret_peek(key), "abcd", 4);
	secret_free(key);
}
END_TEST

SUITE("mech/derived",
    tcase_add_checked_fixture(tc, setup, drive_teardown);
    tcase_add_test(tc, silence_means_the_natural_length);
    tcase_add_test(tc, silence_is_refused_where_no_length_is_natural);
    tcase_add_test(tc, what_is_asked_for_is_given_up_to_the_most_there_is);
    tcase_add_test(tc, key_is_the_first_bytes_of_the_value))
