/* SPDX-License-Identifier: Apache-2.0 */
/* CLV_GetStatus answers whatever state things are in. */
#include "flow/slots.h"

#include "support/core_fixture.h"

#include <jansson.h>
#include <stdio.h>

static json_t *
status(struct tokens *t)
{
	CK_UTF8CHAR text[8192];
	CK_ULONG len = 0, room = sizeof(text);
	json_t *j;

	ck_ok(flow_status(t, NULL, &len));
	ck_assert_uint_gt(len, 0);
	ck_ok(flow_status(t, text, &room));
	j = json_loadb((const char *)text, room, 0, NULL);
	ck_assert_ptr_nonnull(j);
	return j;
}

static const char *
string(json_t *j, const char *object, const char *name)
{
	return json_string_value(json_object_get(json_object_get(j, object),
	    name));
}

START_TEST(a_store_that_works_says_so)
{
	json_t *j = status(core.tokens);

	ck_assert_str_eq(string(j, "store", "state"), "ok");
	ck_assert_str_eq(string(j, "rootKey", "state"), "ok");
	ck_assert_uint_eq(strlen(string(j, "store", "id")), 32);
	ck_assert_str_eq(string(j, "store", "path"), core_conf.store);
	ck_assert(json_is_true(json_object_get(j, "sameDevice")));
	ck_assert(json_is_null(json_object_get(j, "configurationError")));
	json_decref(j);
}
END_TEST

START_TEST(slots_are_described)
{
	json_t *j = status(core.tokens);
	json_t *slots = json_object_get(j, "slots");
	json_t *first = json_array_get(slots, 0);

	ck_assert_uint_eq(json_array_size(slots), 2);
	ck_assert_str_eq(json_string_value(json_object_get(first, "label")),
	    "core test token");
	ck_assert(json_is_true(json_object_get(first, "initialized")));
	ck_assert(json_is_true(json_object_get(first, "userPinSet")));
	ck_assert(json_is_false(json_object_get(first, "sandbox")));
	ck_assert(json_is_false(json_object_get(json_array_get(slots, 1),
	    "initialized")));
	json_decref(j);
}
END_TEST

START_TEST(a_short_buffer_is_told_the_size)
{
	CK_UTF8CHAR text[4];
	CK_ULONG len = sizeof(text);

	ck_refused(flow_status(core.tokens, text, &len), E_BUFFER_TOO_SMALL);
	ck_assert_uint_gt(len, sizeof(text));
	ck_refused(flow_status(core.tokens, text, NULL), E_ARGUMENTS);
}
END_TEST

START_TEST(an_absent_store_is_absent)
{
	struct conf conf = core_conf;
	struct tokens *t;
	json_t *j;

	snprintf(conf.store, sizeof(conf.store), "%.100s-none",
	    core_conf.store);
	ck_ok(tokens_new(&conf, E_OK, &t));
	j = status(t);
	ck_assert_str_eq(string(j, "store", "state"), "absent");
	json_decref(j);
	tokens_free(t);
}
END_TEST

START_TEST(a_store_without_its_root_key_is_refused_with_a_reason)
{
	struct conf conf = core_conf;
	struct tokens *t;
	json_t *j;

	snprintf(conf.root_key, sizeof(conf.root_key), "%.100s-none",
	    core_conf.root_key);
	ck_ok(tokens_new(&conf, E_OK, &t));
	j = status(t);
	ck_assert_str_eq(string(j, "store", "state"), "refused");
	ck_assert_str_eq(string(j, "rootKey", "state"), "absent");
	ck_assert_str_ne(string(j, "store", "reason"), "");
	ck_assert_uint_eq(json_array_size(json_object_get(j, "slots")), 1);
	json_decref(j);
	tokens_free(t);
}
END_TEST

START_TEST(a_bad_configuration_is_told)
{
	struct tokens *t;
	json_t *j;

	ck_ok(tokens_new(&core_conf, refuse(E_CONFIGURATION, "line 7: no"),
	    &t));
	j = status(t);
	ck_assert_str_eq(json_string_value(json_object_get(j,
	    "configurationError")), "line 7: no");
	ck_assert_uint_eq(json_array_size(json_object_get(j, "slots")), 0);
	json_decref(j);
	tokens_free(t);
}
END_TEST

SUITE("flow/status",
    core_suite(tc);
    tcase_add_checked_fixture(tc, core_session, core_end);
    tcase_add_test(tc, a_store_that_works_says_so);
    tcase_add_test(tc, slots_are_described);
    tcase_add_test(tc, a_short_buffer_is_told_the_size);
    tcase_add_test(tc, an_absent_store_is_absent);
    tcase_add_test(tc, a_store_without_its_root_key_is_refused_with_a_reason);
    tcase_add_test(tc, a_bad_configuration_is_told))
