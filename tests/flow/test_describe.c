/* SPDX-License-Identifier: Apache-2.0 */
/* CLV_DescribeKey and CLV_Maintain tell in JSON what is and what was done. */
#include "flow/versions.h"

#include "base/clock.h"
#include "support/core_fixture.h"

#include <jansson.h>

#define DAY 86400

static CK_UTF8CHAR text[16384];
static CK_ULONG len;
static json_t *j;

static void
teardown(void)
{
	json_decref(j);
	j = NULL;
	core_end();
}

static void
describe(CK_OBJECT_HANDLE key)
{
	CK_ULONG size = 0;

	ck_ok(flow_key_describe(core.s, key, NULL, &size));
	len = sizeof(text);
	ck_ok(flow_key_describe(core.s, key, text, &len));
	ck_assert_uint_eq(len, size);
	j = json_loadb((const char *)text, len, 0, NULL);
	ck_assert_ptr_nonnull(j);
}

static const char *
string(const char *name)
{
	return json_string_value(json_object_get(j, name));
}

START_TEST(a_key_is_described)
{
	describe(core_aes("my key"));
	ck_assert_str_eq(string("label"), "my key");
	ck_assert_str_eq(string("type"), "aes-256");
	ck_assert_str_eq(string("class"), "secret");
	ck_assert_str_eq(string("state"), "enabled");
	ck_assert_uint_eq(strlen(string("keyId")), 36);
	ck_assert(json_is_null(json_object_get(j, "deletionDate")));
	ck_assert_uint_eq(json_array_size(json_object_get(j, "usage")), 4);
	ck_assert(json_is_false(json_object_get(j, "rawUsed")));
}
END_TEST

START_TEST(either_half_describes_the_pair)
{
	struct core_pair pair = core_ec("pair");
	char id[40];

	describe(pair.private);
	ck_assert_str_eq(string("class"), "pair");
	ck_assert_str_eq(string("id"), "70616972");
	strcpy(id, string("keyId"));
	json_decref(j);
	describe(pair.public);
	ck_assert_str_eq(string("class"), "public");
	ck_assert_str_eq(string("keyId"), id);
}
END_TEST

START_TEST(its_versions_are_listed)
{
	CK_OBJECT_HANDLE aes = core_aes("aes");
	json_t *list, *second;

	ck_ok(flow_key_rotate(core.s, aes, 0, NULL));
	ck_ok(flow_key_set_state(core.s, aes, 1, CLV_STATE_DISABLED));
	describe(aes);
	list = json_object_get(j, "versions");
	second = json_array_get(list, 1);
	ck_assert_uint_eq(json_array_size(list), 2);
	ck_assert_str_eq(json_string_value(json_object_get(
	    json_array_get(list, 0), "state")), "disabled");
	ck_assert_int_eq(json_integer_value(json_object_get(second,
	    "version")), 2);
	ck_assert(json_is_true(json_object_get(second, "current")));
	ck_assert_uint_eq(strlen(json_string_value(json_object_get(second,
	    "checkValue"))), 6);
}
END_TEST

START_TEST(a_label_that_is_no_text_is_described)
{
	CK_ATTRIBUTE label[] = { BYTES(CKA_LABEL, "\xff\x00z", 3) };
	CK_OBJECT_HANDLE aes = core_aes("aes");

	ck_ok(flow_object_set(core.s, aes, LIST(label)));
	describe(aes);
	ck_assert_uint_eq(json_string_length(json_object_get(j, "label")),
	    3);
}
END_TEST

START_TEST(what_is_no_key_is_not_described)
{
	CK_OBJECT_CLASS data = CKO_DATA;
	CK_ATTRIBUTE list[] = { VALUE(CKA_CLASS, data) };
	CK_OBJECT_HANDLE h;

	ck_ok(flow_object_create(core.s, LIST(list), &h));
	ck_refused(flow_key_describe(core.s, h, NULL, &len), E_KEY_HANDLE);
	ck_refused(flow_key_describe(core.s, 99, NULL, &len), E_KEY_HANDLE);
}
END_TEST

START_TEST(a_short_buffer_is_told_the_size)
{
	len = 10;
	ck_refused(flow_key_describe(core.s, core_aes("aes"), text, &len),
	    E_BUFFER_TOO_SMALL);
	ck_assert_uint_gt(len, 10);
	ck_refused(flow_key_describe(core.s, core_aes("aes"), text, NULL),
	    E_ARGUMENTS);
}
END_TEST

/* ---- maintenance ---- */

static void
maintain(size_t purged)
{
	CK_ULONG size = 0;

	ck_ok(flow_maintain(core.s, 0, NULL, &size));
	ck_assert_uint_le(size, sizeof(text));
	ck_ok(flow_maintain(core.s, 0, text, &size));
	j = json_loadb((const char *)text, size, 0, NULL);
	ck_assert_ptr_nonnull(j);
	ck_assert_uint_eq(json_array_size(json_object_get(j, "purged")),
	    purged);
}

START_TEST(nothing_is_purged_when_nothing_is_due)
{
	core_aes("aes");
	maintain(0);
}
END_TEST

START_TEST(what_was_purged_is_told)
{
	CK_OBJECT_HANDLE aes = core_aes("aes");
	char id[37] = "";
	CK_ULONG n = 36;

	ck_ok(core_get(core.s, aes, CKA_CLV_KEY_ID, id, &n));
	ck_ok(flow_object_destroy(core.s, aes));
	ck_ok(flow_logout(core.sessions, core.s));
	clock_shift(31 * DAY);
	maintain(1);
	ck_assert_str_eq(json_string_value(json_object_get(json_array_get(
	    json_object_get(j, "purged"), 0), "keyId")), id);
}
END_TEST

START_TEST(asking_for_the_size_purges_nothing)
{
	CK_ULONG size = 1;

	ck_ok(flow_object_destroy(core.s, core_aes("aes")));
	clock_shift(31 * DAY);
	ck_ok(flow_maintain(core.s, 0, NULL, &size));
	size = 1;
	ck_refused(flow_maintain(core.s, 0, text, &size),
	    E_BUFFER_TOO_SMALL);
	maintain(1);
}
END_TEST

START_TEST(maintenance_has_no_flags)
{
	ck_refused(flow_maintain(core.s, 1, text, &len), E_ARGUMENTS);
	ck_refused(flow_maintain(core.s, 0, text, NULL), E_ARGUMENTS);
}
END_TEST

SUITE("flow/describe",
    core_suite(tc);
    tcase_add_checked_fixture(tc, core_login, teardown);
    tcase_add_test(tc, a_key_is_described);
    tcase_add_test(tc, either_half_describes_the_pair);
    tcase_add_test(tc, its_versions_are_listed);
    tcase_add_test(tc, a_label_that_is_no_text_is_described);
    tcase_add_test(tc, what_is_no_key_is_not_described);
    tcase_add_test(tc, a_short_buffer_is_told_the_size);
    tcase_add_test(tc, nothing_is_purged_when_nothing_is_due);
    tcase_add_test(tc, what_was_purged_is_told);
    tcase_add_test(tc, asking_for_the_size_purges_nothing);
    tcase_add_test(tc, maintenance_has_no_flags))
