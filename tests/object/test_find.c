/* SPDX-License-Identifier: Apache-2.0 */
/* Searches: what narrows, what is shown to whom, versions, hidden keys. */
#include "object/find.h"

#include "support/core_fixture.h"

static CK_OBJECT_HANDLE aes;
static struct core_pair pair;
static CK_OBJECT_CLASS secret = CKO_SECRET_KEY, private = CKO_PRIVATE_KEY,
    public = CKO_PUBLIC_KEY, data = CKO_DATA;
static CK_ULONG every = CK_UNAVAILABLE_INFORMATION;

#define CLASS(c) VALUE(CKA_CLASS, c)
#define found(...) \
	core_find(core.s, (CK_ATTRIBUTE[]){ __VA_ARGS__ }, \
	    sizeof((CK_ATTRIBUTE[]){ __VA_ARGS__ }) / sizeof(CK_ATTRIBUTE), \
	    &first)
static CK_OBJECT_HANDLE first;

static void
setup(void)
{
	core_login();
	aes = core_aes("aes");
	pair = core_ec("pair");
}

START_TEST(an_empty_template_finds_everything)
{
	ck_assert_uint_eq(core_find(core.s, NULL, 0, NULL), 3);
}
END_TEST

START_TEST(a_null_template_with_entries_is_refused)
{
	ck_refused(flow_find_begin(core.s, NULL, 1), E_ARGUMENTS);
}
END_TEST

START_TEST(a_null_value_with_a_length_is_refused)
{
	CK_ATTRIBUTE a = { CKA_LABEL, NULL, 3 };

	ck_refused(flow_find_begin(core.s, &a, 1), E_ARGUMENTS);
}
END_TEST

START_TEST(a_class_finds_its_objects)
{
	ck_assert_uint_eq(found(CLASS(secret)), 1);
	ck_assert_uint_eq(first, aes);
	ck_assert_uint_eq(found(CLASS(private)), 1);
	ck_assert_uint_eq(first, pair.private);
	ck_assert_uint_eq(found(CLASS(public)), 1);
	ck_assert_uint_eq(first, pair.public);
	ck_assert_uint_eq(found(CLASS(data)), 0);
}
END_TEST

START_TEST(a_label_finds_its_objects)
{
	ck_assert_uint_eq(found(TEXT(CKA_LABEL, "pair")), 2);
	ck_assert_uint_eq(found(TEXT(CKA_LABEL, "aes")), 1);
	ck_assert_uint_eq(found(TEXT(CKA_LABEL, "ae")), 0);
	ck_assert_uint_eq(found(TEXT(CKA_LABEL, "aes"), CLASS(public)), 0);
}
END_TEST

START_TEST(an_id_finds_its_objects)
{
	ck_assert_uint_eq(found(TEXT(CKA_ID, "pair")), 2);
	ck_assert_uint_eq(found(TEXT(CKA_ID, "pair"), CLASS(private)), 1);
	ck_assert_uint_eq(found(TEXT(CKA_ID, "other")), 0);
}
END_TEST

START_TEST(an_empty_id_finds_those_without)
{
	CK_ATTRIBUTE a = { CKA_ID, NULL, 0 };

	ck_assert_uint_eq(core_find(core.s, &a, 1, &first), 1);
	ck_assert_uint_eq(first, aes);
}
END_TEST

START_TEST(a_unique_id_finds_one)
{
	char uid[32];
	CK_ULONG len = sizeof(uid);

	ck_ok(core_get(core.s, pair.public, CKA_UNIQUE_ID, uid, &len));
	ck_assert_uint_eq(found(BYTES(CKA_UNIQUE_ID, uid, 32)), 1);
	ck_assert_uint_eq(first, pair.public);
	uid[31] = (char)(uid[31] ^ 1);
	ck_assert_uint_eq(found(BYTES(CKA_UNIQUE_ID, uid, 32)), 0);
	ck_assert_uint_eq(found(BYTES(CKA_UNIQUE_ID, uid, 31)), 0);
	ck_assert_uint_eq(found(TEXT(CKA_UNIQUE_ID,
	    "gggggggggggggggggggggggggggggggg")), 0);
}
END_TEST

START_TEST(a_unique_id_and_another_label_find_nothing)
{
	char uid[32];
	CK_ULONG len = sizeof(uid);

	ck_ok(core_get(core.s, aes, CKA_UNIQUE_ID, uid, &len));
	ck_assert_uint_eq(found(BYTES(CKA_UNIQUE_ID, uid, 32),
	    TEXT(CKA_LABEL, "pair")), 0);
}
END_TEST

START_TEST(a_flag_finds_what_has_it)
{
	ck_assert_uint_eq(found(IS(CKA_SIGN)), 1);
	ck_assert_uint_eq(first, pair.private);
	ck_assert_uint_eq(found(IS(CKA_ENCRYPT)), 1);
	ck_assert_uint_eq(found(IS(CKA_PRIVATE)), 2);
	ck_assert_uint_eq(found(NOT(CKA_PRIVATE)), 1);
}
END_TEST

START_TEST(a_type_finds_its_keys)
{
	CK_KEY_TYPE type = CKK_AES, ec = CKK_EC, des = CKK_DES3;

	ck_assert_uint_eq(found(VALUE(CKA_KEY_TYPE, type)), 1);
	ck_assert_uint_eq(found(VALUE(CKA_KEY_TYPE, ec)), 2);
	ck_assert_uint_eq(found(VALUE(CKA_KEY_TYPE, des)), 0);
}
END_TEST

START_TEST(values_of_another_form_find_nothing)
{
	ck_assert_uint_eq(found({ CKA_CLASS, &secret, 4 }), 0);
	ck_assert_uint_eq(found({ CKA_TOKEN, &secret, 8 }), 0);
	ck_assert_uint_eq(found({ CKA_CLV_VERSION, &every, 4 }), 0);
	ck_assert_uint_eq(found(TEXT(CKA_MODULUS, "x")), 0);
}
END_TEST

/* ---- session objects ---- */

START_TEST(session_objects_are_found_too)
{
	CK_OBJECT_HANDLE h = core_session_aes(7);

	ck_assert_uint_eq(found(CLASS(secret)), 2);
	ck_assert_uint_eq(first, h);
	ck_assert_uint_eq(found(CLASS(secret), IS(CKA_TOKEN)), 1);
	ck_assert_uint_eq(found(CLASS(secret), NOT(CKA_TOKEN)), 1);
}
END_TEST

START_TEST(other_sessions_find_them_until_theirs_is_closed)
{
	struct session *other = world_session(&core, 0);
	CK_ATTRIBUTE list[] = { NOT(CKA_TOKEN) };

	core_session_aes(7);
	ck_assert_uint_eq(core_find(other, LIST(list), NULL), 1);
	session_leave(other);
}
END_TEST

START_TEST(an_open_session_key_is_found_by_its_value)
{
	unsigned char value[32];

	core_session_aes(7);
	memset(value, 7, sizeof(value));
	ck_assert_uint_eq(found(BYTES(CKA_VALUE, value, 32)), 1);
	value[0] = 8;
	ck_assert_uint_eq(found(BYTES(CKA_VALUE, value, 32)), 0);
}
END_TEST

START_TEST(no_closed_key_is_found_by_its_value)
{
	unsigned char value[32] = { 0 };

	ck_assert_uint_eq(found(BYTES(CKA_VALUE, value, 32)), 0);
}
END_TEST

/* A session key's open copy on a token that allows it. */
START_TEST(an_open_token_key_is_found_by_its_value)
{
	CK_ATTRIBUTE copy[] = { IS(CKA_TOKEN), IS(CKA_EXTRACTABLE),
		NOT(CKA_SENSITIVE), NOT(CKA_PRIVATE) };
	unsigned char value[32];
	CK_OBJECT_HANDLE h;

	ck_ok(flow_object_copy(core.s, core_session_aes(7), LIST(copy), &h));
	memset(value, 7, sizeof(value));
	ck_assert_uint_eq(found(BYTES(CKA_VALUE, value, 32), IS(CKA_TOKEN)),
	    1);
	ck_ok(flow_logout(core.sessions, core.s));
	ck_assert_uint_eq(found(BYTES(CKA_VALUE, value, 32), IS(CKA_TOKEN)),
	    0);
}
END_TEST

/* ---- who sees what ---- */

START_TEST(without_a_login_only_public_objects_are_shown)
{
	ck_ok(flow_logout(core.sessions, core.s));
	ck_assert_uint_eq(core_find(core.s, NULL, 0, &first), 1);
	ck_assert_uint_eq(first, pair.public);
	ck_assert_uint_eq(found(TEXT(CKA_LABEL, "aes")), 0);
	ck_assert_uint_eq(found(TEXT(CKA_ID, "pair")), 1);
	ck_assert_uint_eq(found(VALUE(CKA_CLV_VERSION, every)), 1);
}
END_TEST

/* ---- versions ---- */

START_TEST(every_version_has_a_handle)
{
	ck_ok(flow_key_rotate(core.s, aes, 0, NULL));
	ck_ok(flow_key_rotate(core.s, aes, CLV_ROTATE_KEEP_CURRENT, NULL));
	ck_assert_uint_eq(found(CLASS(secret), VALUE(CKA_CLV_VERSION, every)),
	    3);
	ck_assert_uint_eq(found(CLASS(secret)), 1);
	ck_assert_uint_eq(core_ulong(core.s, first, CKA_CLV_VERSION), 2);
}
END_TEST

START_TEST(a_version_is_found_by_its_number)
{
	CK_ULONG one = 1, three = 3;

	ck_ok(flow_key_rotate(core.s, aes, 0, NULL));
	ck_assert_uint_eq(found(CLASS(secret), VALUE(CKA_CLV_VERSION, one)),
	    1);
	ck_assert_uint_eq(core_ulong(core.s, first, CKA_CLV_VERSION), 1);
	ck_assert_uint_eq(found(CLASS(secret), VALUE(CKA_CLV_VERSION, three)),
	    0);
}
END_TEST

START_TEST(a_version_is_found_by_what_it_shows)
{
	unsigned char check[3];
	CK_ULONG len = 3;

	ck_ok(core_get(core.s, aes, CKA_CHECK_VALUE, check, &len));
	ck_ok(flow_key_rotate(core.s, aes, 0, NULL));
	ck_assert_uint_eq(found(BYTES(CKA_CHECK_VALUE, check, 3)), 0);
	ck_assert_uint_eq(found(BYTES(CKA_CHECK_VALUE, check, 3),
	    VALUE(CKA_CLV_VERSION, every)), 1);
	ck_assert_uint_eq(core_ulong(core.s, first, CKA_CLV_VERSION), 1);
}
END_TEST

START_TEST(a_private_handle_is_pinned_when_it_is_found)
{
	CK_OBJECT_HANDLE now;

	ck_ok(flow_key_rotate(core.s, pair.private, 0, NULL));
	ck_assert_uint_eq(core_ulong(core.s, pair.private, CKA_CLV_VERSION),
	    1);
	ck_assert_uint_eq(found(CLASS(private)), 1);
	now = first;
	ck_assert_uint_ne(now, pair.private);
	ck_assert_uint_eq(core_ulong(core.s, now, CKA_CLV_VERSION), 2);
}
END_TEST

START_TEST(a_public_handle_follows_the_key)
{
	ck_ok(flow_key_rotate(core.s, pair.private, 0, NULL));
	ck_assert_uint_eq(core_ulong(core.s, pair.public, CKA_CLV_VERSION),
	    2);
	ck_assert_uint_eq(found(CLASS(public)), 1);
	ck_assert_uint_eq(first, pair.public);
}
END_TEST

/* ---- hidden keys ---- */

START_TEST(a_scheduled_key_leaves_plain_searches)
{
	ck_ok(flow_object_destroy(core.s, aes));
	ck_assert_uint_eq(found(TEXT(CKA_LABEL, "aes")), 0);
	ck_assert_uint_eq(found(CLASS(secret)), 0);
	ck_assert_uint_eq(found(CLASS(secret),
	    VALUE(CKA_CLV_VERSION, every)), 0);
}
END_TEST

START_TEST(a_scheduled_key_is_found_by_its_state)
{
	CK_ULONG scheduled = CLV_STATE_SCHEDULED, enabled = CLV_STATE_ENABLED;

	ck_ok(flow_object_destroy(core.s, aes));
	ck_assert_uint_eq(found(VALUE(CKA_CLV_STATE, scheduled)), 1);
	ck_assert_uint_eq(core_ulong(core.s, first, CKA_CLV_STATE),
	    CLV_STATE_SCHEDULED);
	ck_assert_uint_eq(found(VALUE(CKA_CLV_STATE, enabled)), 2);
}
END_TEST

START_TEST(a_scheduled_key_is_found_by_its_key_id)
{
	char id[36];
	CK_ULONG len = sizeof(id);

	ck_ok(core_get(core.s, pair.private, CKA_CLV_KEY_ID, id, &len));
	ck_ok(flow_object_destroy(core.s, pair.private));
	ck_assert_uint_eq(core_find(core.s, NULL, 0, NULL), 1);
	ck_assert_uint_eq(found(BYTES(CKA_CLV_KEY_ID, id, 36)), 2);
}
END_TEST

static void
add_versions(TCase *tc)
{
	tcase_add_test(tc, without_a_login_only_public_objects_are_shown);
	tcase_add_test(tc, every_version_has_a_handle);
	tcase_add_test(tc, a_version_is_found_by_its_number);
	tcase_add_test(tc, a_version_is_found_by_what_it_shows);
	tcase_add_test(tc, a_private_handle_is_pinned_when_it_is_found);
	tcase_add_test(tc, a_public_handle_follows_the_key);
	tcase_add_test(tc, a_scheduled_key_leaves_plain_searches);
	tcase_add_test(tc, a_scheduled_key_is_found_by_its_state);
	tcase_add_test(tc, a_scheduled_key_is_found_by_its_key_id);
}

static void
add_open(Suite *s)
{
	TCase *tc = tcase_create("extractable");

	tcase_set_timeout(tc, SUITE_TIMEOUT);
	tcase_add_checked_fixture(tc, core_extractable, core_end);
	tcase_add_test(tc, an_open_token_key_is_found_by_its_value);
	core_suite(tc);
	suite_add_tcase(s, tc);
}

SUITE("object/find",
    core_suite(tc);
    tcase_add_checked_fixture(tc, setup, core_end);
    tcase_add_test(tc, an_empty_template_finds_everything);
    tcase_add_test(tc, a_null_template_with_entries_is_refused);
    tcase_add_test(tc, a_null_value_with_a_length_is_refused);
    tcase_add_test(tc, a_class_finds_its_objects);
    tcase_add_test(tc, a_label_finds_its_objects);
    tcase_add_test(tc, an_id_finds_its_objects);
    tcase_add_test(tc, an_empty_id_finds_those_without);
    tcase_add_test(tc, a_unique_id_finds_one);
    tcase_add_test(tc, a_unique_id_and_another_label_find_nothing);
    tcase_add_test(tc, a_flag_finds_what_has_it);
    tcase_add_test(tc, a_type_finds_its_keys);
    tcase_add_test(tc, values_of_another_form_find_nothing);
    tcase_add_test(tc, session_objects_are_found_too);
    tcase_add_test(tc, other_sessions_find_them_until_theirs_is_closed);
    tcase_add_test(tc, an_open_session_key_is_found_by_its_value);
    tcase_add_test(tc, no_closed_key_is_found_by_its_value);
    add_versions(tc);
    add_open(s))
