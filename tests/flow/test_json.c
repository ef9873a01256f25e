/* SPDX-License-Identifier: Apache-2.0 */
/* JSON values, and their way out under the length protocol. */
#include "flow/json.h"

#include "support/suite.h"

#include <string.h>

static const struct {
	uint64_t when;
	const char *text; /* NULL: null */
} times[] = {
	{ 0, NULL },
	{ 1, "1970-01-01T00:00:01Z" },
	{ 1700000000, "2023-11-14T22:13:20Z" },
	{ UINT64_MAX, NULL },
	{ INT64_MAX, NULL },
};

START_TEST(a_time_is_written_as_people_do)
{
	json_t *j = json_time(times[_i].when);

	if (times[_i].text == NULL)
		ck_assert(json_is_null(j) || json_is_string(j));
	else
		ck_assert_str_eq(json_string_value(j), times[_i].text);
	json_decref(j);
}
END_TEST

START_TEST(bytes_are_hexadecimal)
{
	json_t *j = json_hex("\x00\x7f\xff", 3), *empty = json_hex(NULL, 0);

	ck_assert_str_eq(json_string_value(j), "007fff");
	ck_assert_str_eq(json_string_value(empty), "");
	json_decref(j);
	json_decref(empty);
}
END_TEST

START_TEST(text_is_kept)
{
	json_t *j = json_text("Schl\xc3\xbcssel", 10);

	ck_assert_str_eq(json_string_value(j), "Schl\xc3\xbcssel");
	json_decref(j);
}
END_TEST

START_TEST(what_is_not_utf_8_becomes_question_marks)
{
	json_t *j = json_text("a\xff\xfe z", 5), *empty = json_text(NULL, 0);

	ck_assert_str_eq(json_string_value(j), "a?? z");
	ck_assert_str_eq(json_string_value(empty), "");
	json_decref(j);
	json_decref(empty);
}
END_TEST

START_TEST(a_nul_becomes_a_question_mark)
{
	json_t *j = json_text("Schl\xc3\xbcssel", 11);

	ck_assert_str_eq(json_string_value(j), "Schl\xc3\xbcssel?");
	json_decref(j);
}
END_TEST

START_TEST(an_answer_follows_the_length_protocol)
{
	CK_UTF8CHAR out[16];
	CK_ULONG len = 0;

	ck_assert_int_eq(json_answer(json_pack("{s:i}", "a", 1), NULL, &len),
	    E_OK);
	ck_assert_uint_eq(len, 7);
	len = 6;
	ck_assert_int_eq(json_answer(json_pack("{s:i}", "a", 1), out, &len),
	    E_BUFFER_TOO_SMALL);
	ck_assert_uint_eq(len, 7);
	ck_assert_int_eq(json_answer(json_pack("{s:i}", "a", 1), out, &len),
	    E_OK);
	ck_assert_mem_eq(out, "{\"a\":1}", 7);
	ck_assert_int_eq(json_answer(json_array(), out, NULL), E_ARGUMENTS);
}
END_TEST

START_TEST(no_memory_is_said)
{
	CK_ULONG len = 0;

	ck_assert_int_eq(json_answer(NULL, NULL, &len), E_NO_MEMORY);
}
END_TEST

SUITE("flow/json",
    tcase_add_loop_test(tc, a_time_is_written_as_people_do, 0, 5);
    tcase_add_test(tc, bytes_are_hexadecimal);
    tcase_add_test(tc, text_is_kept);
    tcase_add_test(tc, what_is_not_utf_8_becomes_question_marks);
    tcase_add_test(tc, a_nul_becomes_a_question_mark);
    tcase_add_test(tc, an_answer_follows_the_length_protocol);
    tcase_add_test(tc, no_memory_is_said))
