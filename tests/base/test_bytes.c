/* SPDX-License-Identifier: Apache-2.0 */
/* The byte string grows, and survives what cannot be had. */
#include "base/bytes.h"
#include "base/scope.h"
#include "support/suite.h"

#include <stdint.h>
#include <string.h>

START_TEST(a_zeroed_one_is_empty)
{
	struct bytes b = { 0 };

	ck_assert(bytes_equal(&b, NULL, 0));
	bytes_clear(&b);
}
END_TEST

START_TEST(setting_replaces_the_content)
{
	SCOPED_VALUE(bytes) b = { 0 };

	ck_assert_int_eq(bytes_set(&b, "long content", 12), E_OK);
	ck_assert_int_eq(bytes_set(&b, "short", 5), E_OK);
	ck_assert(bytes_equal(&b, "short", 5));
}
END_TEST

START_TEST(setting_to_nothing_empties)
{
	SCOPED_VALUE(bytes) b = { 0 };

	ck_assert_int_eq(bytes_set(&b, "x", 1), E_OK);
	ck_assert_int_eq(bytes_set(&b, NULL, 0), E_OK);
	ck_assert(bytes_equal(&b, "", 0));
}
END_TEST

START_TEST(a_part_of_its_own_can_be_set)
{
	SCOPED_VALUE(bytes) b = { 0 };

	ck_assert_int_eq(bytes_set(&b, "abcdef", 6), E_OK);
	ck_assert_int_eq(bytes_set(&b, b.data + 2, 4), E_OK);
	ck_assert(bytes_equal(&b, "cdef", 4));
}
END_TEST

START_TEST(appending_keeps_order)
{
	SCOPED_VALUE(bytes) b = { 0 };

	for (unsigned i = 0; i < 5000; i++) {
		unsigned char c = (unsigned char)i;

		ck_assert_int_eq(bytes_append(&b, &c, 1), E_OK);
	}
	ck_assert_uint_eq(b.len, 5000);
	for (unsigned i = 0; i < 5000; i++)
		ck_assert_uint_eq(b.data[i], (unsigned char)i);
}
END_TEST

START_TEST(reserving_moves_nothing_later)
{
	SCOPED_VALUE(bytes) b = { 0 };
	unsigned char *at;

	ck_assert_int_eq(bytes_reserve(&b, 1000), E_OK);
	at = b.data;
	ck_assert_int_eq(bytes_append(&b, "x", 1), E_OK);
	ck_assert_int_eq(bytes_reserve(&b, 999), E_OK);
	ck_assert_ptr_eq(b.data, at);
}
END_TEST

START_TEST(too_much_is_refused_and_changes_nothing)
{
	SCOPED_VALUE(bytes) b = { 0 };

	ck_assert_int_eq(bytes_set(&b, "abc", 3), E_OK);
	ck_assert_int_eq(bytes_reserve(&b, SIZE_MAX - 1), E_NO_MEMORY);
	ck_assert_int_eq(bytes_reserve(&b, SIZE_MAX / 2), E_NO_MEMORY);
	ck_assert(bytes_equal(&b, "abc", 3));
}
END_TEST

START_TEST(other_content_or_length_is_not_equal)
{
	SCOPED_VALUE(bytes) b = { 0 };

	ck_assert_int_eq(bytes_set(&b, "abc", 3), E_OK);
	ck_assert(!bytes_equal(&b, "abd", 3));
	ck_assert(!bytes_equal(&b, "ab", 2));
}
END_TEST

START_TEST(a_cleared_one_is_usable_again)
{
	SCOPED_VALUE(bytes) b = { 0 };

	ck_assert_int_eq(bytes_set(&b, "abc", 3), E_OK);
	bytes_clear(&b);
	ck_assert_ptr_null(b.data);
	ck_assert_int_eq(bytes_append(&b, "d", 1), E_OK);
	ck_assert(bytes_equal(&b, "d", 1));
}
END_TEST

SUITE("base/bytes",
    tcase_add_test(tc, a_zeroed_one_is_empty);
    tcase_add_test(tc, setting_replaces_the_content);
    tcase_add_test(tc, setting_to_nothing_empties);
    tcase_add_test(tc, a_part_of_its_own_can_be_set);
    tcase_add_test(tc, appending_keeps_order);
    tcase_add_test(tc, reserving_moves_nothing_later);
    tcase_add_test(tc, too_much_is_refused_and_changes_nothing);
    tcase_add_test(tc, other_content_or_length_is_not_equal);
    tcase_add_test(tc, a_cleared_one_is_usable_again))
