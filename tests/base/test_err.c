/* SPDX-License-Identifier: Apache-2.0 */
/* Outcomes have words, and a refusal leaves its reason with its thread. */
#include "base/err.h"
#include "support/suite.h"

#include <pthread.h>
#include <string.h>

START_TEST(every_row_has_a_text_and_a_name)
{
	ck_assert(err_text((enum err)_i)[0] != '\0');
	ck_assert(err_name((enum err)_i)[0] != '\0');
}
END_TEST

START_TEST(names_are_those_of_the_table)
{
	ck_assert_str_eq(err_name(E_PIN_LOCKED), "PIN_LOCKED");
}
END_TEST

START_TEST(a_number_outside_the_table_is_unknown)
{
	ck_assert_str_eq(err_text(E_COUNT), "unknown error");
	ck_assert_str_eq(err_text((enum err)-1), "unknown error");
}
END_TEST

START_TEST(refusing_returns_the_error_and_keeps_the_reason)
{
	ck_assert_int_eq(refuse(E_QUOTA, "%u of %s", 3u, "x"), E_QUOTA);
	ck_assert_str_eq(reason_text(), "3 of x");
}
END_TEST

START_TEST(a_reason_can_be_cleared)
{
	(void)refuse(E_QUOTA, "full");
	reason_clear();
	ck_assert_str_eq(reason_text(), "");
}
END_TEST

START_TEST(a_long_reason_is_cut)
{
	char text[2000];

	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	(void)refuse(E_QUOTA, "%s", text);
	ck_assert_uint_eq(strlen(reason_text()), 511);
}
END_TEST

START_TEST(a_reason_can_quote_the_one_before)
{
	(void)refuse(E_QUOTA, "inner");
	(void)refuse(E_STORE_IO, "outer: %s", reason_text());
	ck_assert_str_eq(reason_text(), "outer: inner");
}
END_TEST

static void *
look(void *out)
{
	*(char *)out = reason_text()[0];
	(void)refuse(E_QUOTA, "theirs");
	return NULL;
}

START_TEST(threads_have_reasons_of_their_own)
{
	char first = 'x';
	pthread_t t;

	(void)refuse(E_QUOTA, "mine");
	ck_assert_int_eq(pthread_create(&t, NULL, look, &first), 0);
	ck_assert_int_eq(pthread_join(t, NULL), 0);
	ck_assert_int_eq(first, '\0');
	ck_assert_str_eq(reason_text(), "mine");
}
END_TEST

SUITE("base/err",
    tcase_add_loop_test(tc, every_row_has_a_text_and_a_name, 0, E_COUNT);
    tcase_add_test(tc, names_are_those_of_the_table);
    tcase_add_test(tc, a_number_outside_the_table_is_unknown);
    tcase_add_test(tc, refusing_returns_the_error_and_keeps_the_reason);
    tcase_add_test(tc, a_reason_can_be_cleared);
    tcase_add_test(tc, a_long_reason_is_cut);
    tcase_add_test(tc, a_reason_can_quote_the_one_before);
    tcase_add_test(tc, threads_have_reasons_of_their_own))
