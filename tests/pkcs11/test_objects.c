/* SPDX-License-Identifier: Apache-2.0 */
/* Objects: reading, finding, changing, destroying. */
#include "support/keys.h"
#include "support/suite.h"

#include <string.h>

static CK_OBJECT_HANDLE
data_object(CK_BBOOL *token, CK_BBOOL *private, const char *label)
{
	CK_OBJECT_CLASS class = CKO_DATA;
	CK_ATTRIBUTE template[] = {
		ATTR(CKA_CLASS, class),
		ATTR(CKA_TOKEN, *token),
		ATTR(CKA_PRIVATE, *private),
		ATTR_TEXT(CKA_LABEL, label),
		ATTR_TEXT(CKA_VALUE, "some data"),
	};
	CK_OBJECT_HANDLE object = CK_INVALID_HANDLE;

	OK(P11(CreateObject, fx.session, template, ATTR_COUNT(template),
	    &object));
	return object;
}

START_TEST(session_objects_end_with_their_session)
{
	CK_SESSION_HANDLE s = fx.session;

	data_object(&no, &no, "fleeting");
	fx.session = fixture_open(CKF_RW_SESSION);
	ck_assert_uint_ne(find_label(fx.session, CKO_DATA, "fleeting"), 0);
	OK(P11(CloseSession, s));
	ck_assert_uint_eq(find_label(fx.session, CKO_DATA, "fleeting"), 0);
}
END_TEST

/* ---- reading ---- */

START_TEST(attribute_follows_the_length_protocol)
{
	CK_OBJECT_HANDLE object = data_object(&no, &no, "x");
	CK_BYTE value[64];
	CK_ULONG len = 0;

	OK(get_attr(object, CKA_VALUE, NULL, &len));
	ck_assert_uint_eq(len, 9);
	len = 8;
	GIVES(CKR_BUFFER_TOO_SMALL, get_attr(object, CKA_VALUE, value, &len));
	ck_assert_uint_eq(len, CK_UNAVAILABLE_INFORMATION);
}
END_TEST

START_TEST(one_bad_attribute_does_not_keep_the_others_back)
{
	CK_OBJECT_HANDLE object = data_object(&no, &no, "x");
	CK_BYTE value[64];
	CK_ATTRIBUTE template[] = {
		{ CKA_MODULUS, value, 0 },
		{ CKA_VALUE, value, sizeof(value) },
	};

	GIVES(CKR_ATTRIBUTE_TYPE_INVALID, P11(GetAttributeValue, fx.session,
	    object, template, 2));
	ck_assert_uint_eq(template[0].ulValueLen, CK_UNAVAILABLE_INFORMATION);
	ck_assert_uint_eq(template[1].ulValueLen, 9);
}
END_TEST

START_TEST(unique_ids_are_unique)
{
	CK_BYTE a[64], b[64];
	CK_ULONG a_len = sizeof(a), b_len = sizeof(b);

	OK(get_attr(aes_key("k"), CKA_UNIQUE_ID, a, &a_len));
	OK(get_attr(aes_key("k"), CKA_UNIQUE_ID, b, &b_len));
	ck_assert_uint_gt(a_len, 0);
	ck_assert(a_len != b_len || memcmp(a, b, a_len) != 0);
}
END_TEST

START_TEST(size_of_an_object_is_known)
{
	CK_ULONG size = 0;

	OK(P11(GetObjectSize, fx.session, data_object(&no, &no, "x"), &size));
	ck_assert_uint_gt(size, 0);
}
END_TEST

/* ---- searching ---- */

START_TEST(search_by_label_finds_it)
{
	CK_OBJECT_HANDLE key = aes_key("wanted");

	aes_key("other");
	ck_assert_uint_eq(find_label(fx.session, CKO_SECRET_KEY, "wanted"),
	    key);
}
END_TEST

START_TEST(search_for_an_unknown_class_finds_nothing)
{
	CK_OBJECT_CLASS class = CKA_VENDOR_DEFINED | 0x4e534350UL;
	CK_ATTRIBUTE template[] = { ATTR(CKA_CLASS, class) };

	aes_key("k");
	ck_assert_uint_eq(find(fx.session, template, 1, NULL, 0), 0);
}
END_TEST

START_TEST(search_without_template_finds_everything)
{
	for (int i = 0; i < 10; i++)
		data_object(&yes, &no, "many");
	ck_assert_uint_ge(find(fx.session, NULL, 0, NULL, 0), 10);
}
END_TEST

START_TEST(second_search_is_refused)
{
	OK(P11(FindObjectsInit, fx.session, NULL, 0));
	GIVES(CKR_OPERATION_ACTIVE, P11(FindObjectsInit, fx.session, NULL, 0));
	OK(P11(FindObjectsFinal, fx.session));
	GIVES(CKR_OPERATION_NOT_INITIALIZED, P11(FindObjectsFinal,
	    fx.session));
}
END_TEST

START_TEST(private_objects_are_invisible_without_login)
{
	aes_key("hidden");
	data_object(&yes, &no, "shown");
	OK(P11(Logout, fx.session));
	ck_assert_uint_eq(find_label(fx.session, CKO_SECRET_KEY, "hidden"), 0);
	ck_assert_uint_ne(find_label(fx.session, CKO_DATA, "shown"), 0);
}
END_TEST

START_TEST(private_handles_die_at_logout_for_good)
{
	CK_OBJECT_HANDLE key = aes_key("k");
	CK_BYTE label[8];
	CK_ULONG len = sizeof(label);

	OK(P11(Logout, fx.session));
	GIVES(CKR_OBJECT_HANDLE_INVALID, get_attr(key, CKA_LABEL, label, &len));
	OK(fixture_login_as(fx.session, CKU_USER, USER_PIN));
	len = sizeof(label);
	GIVES(CKR_OBJECT_HANDLE_INVALID, get_attr(key, CKA_LABEL, label, &len));
}
END_TEST

START_TEST(private_object_needs_a_login_to_be_made)
{
	CK_OBJECT_CLASS class = CKO_DATA;
	CK_ATTRIBUTE template[] = { ATTR(CKA_CLASS, class),
		ATTR(CKA_TOKEN, yes), ATTR(CKA_PRIVATE, yes),
		ATTR_TEXT(CKA_VALUE, "data") };
	CK_OBJECT_HANDLE object;

	OK(P11(Logout, fx.session));
	GIVES(CKR_USER_NOT_LOGGED_IN, P11(CreateObject, fx.session, template, 4,
	    &object));
}
END_TEST

START_TEST(token_objects_survive_a_restart)
{
	aes_key("kept");
	data_object(&yes, &yes, "kept");
	OK(P11(Finalize, NULL));
	OK(P11(Initialize, NULL));
	fx.session = fixture_open(0);
	OK(fixture_login_as(fx.session, CKU_USER, USER_PIN));
	ck_assert_uint_ne(find_label(fx.session, CKO_SECRET_KEY, "kept"), 0);
	ck_assert_uint_ne(find_label(fx.session, CKO_DATA, "kept"), 0);
}
END_TEST

/* ---- changing ---- */

START_TEST(label_and_id_can_be_set)
{
	CK_OBJECT_HANDLE key = aes_key("before");

	OK(set_text(key, CKA_LABEL, "after"));
	OK(set_text(key, CKA_ID, "\x01\x02"));
	ck_assert_uint_eq(find_label(fx.session, CKO_SECRET_KEY, "before"), 0);
	ck_assert_uint_eq(find_label(fx.session, CKO_SECRET_KEY, "after"), key);
}
END_TEST

START_TEST(what_never_changes_is_read_only)
{
	CK_OBJECT_HANDLE key = aes_key("k");

	GIVES(CKR_ATTRIBUTE_READ_ONLY, set_text(key, CKA_CLASS, "12345678"));
	GIVES(CKR_ATTRIBUTE_READ_ONLY, set_text(key, CKA_VALUE, "12345678"));
	GIVES(CKR_ATTRIBUTE_READ_ONLY, set_text(key, CKA_UNIQUE_ID, "mine"));
}
END_TEST

static CK_RV
set_bool(CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type, CK_BBOOL value)
{
	CK_ATTRIBUTE attr = ATTR(type, value);

	return P11(SetAttributeValue, fx.session, object, &attr, 1);
}

START_TEST(extractable_does_not_come_back)
{
	CK_RV rv = set_bool(aes_key("k"), CKA_EXTRACTABLE, CK_TRUE);

	ck_assert_uint_eq(rv, CKR_ATTRIBUTE_READ_ONLY);
}
END_TEST

START_TEST(unmodifiable_object_stays_as_it_is)
{
	CK_OBJECT_CLASS class = CKO_DATA;
	CK_ATTRIBUTE template[] = {
		ATTR(CKA_CLASS, class),
		ATTR(CKA_MODIFIABLE, no),
		ATTR_TEXT(CKA_VALUE, "data"),
	};
	CK_OBJECT_HANDLE object;

	OK(P11(CreateObject, fx.session, template, 3, &object));
	GIVES(CKR_ACTION_PROHIBITED, set_text(object, CKA_LABEL, "new"));
}
END_TEST

START_TEST(indestructible_object_stays)
{
	CK_OBJECT_CLASS class = CKO_DATA;
	CK_ATTRIBUTE template[] = {
		ATTR(CKA_CLASS, class),
		ATTR(CKA_DESTROYABLE, no),
		ATTR_TEXT(CKA_VALUE, "data"),
	};
	CK_OBJECT_HANDLE object;

	OK(P11(CreateObject, fx.session, template, 3, &object));
	GIVES(CKR_ACTION_PROHIBITED, P11(DestroyObject, fx.session, object));
}
END_TEST

START_TEST(token_key_is_not_copied)
{
	CK_OBJECT_HANDLE copy;

	GIVES(CKR_ACTION_PROHIBITED, P11(CopyObject, fx.session, aes_key("k"),
	    NULL, 0, &copy));
}
END_TEST

START_TEST(session_key_copied_to_the_token_stays_there)
{
	CK_ATTRIBUTE template[] = {
		ATTR(CKA_TOKEN, yes),
		ATTR(CKA_PRIVATE, yes),
		ATTR_TEXT(CKA_LABEL, "copy"),
	};
	CK_OBJECT_HANDLE copy, source = aes_import("0123456789abcdef", 16);

	OK(P11(CopyObject, fx.session, source, template, 3, &copy));
	ck_assert_uint_eq(get_bool(copy, CKA_TOKEN), CK_TRUE);
	ck_assert_uint_eq(get_bool(copy, CKA_EXTRACTABLE), CK_FALSE);
	ck_assert_uint_eq(get_bool(copy, CKA_SENSITIVE), CK_TRUE);
	ck_assert_uint_eq(find_label(fx.session, CKO_SECRET_KEY, "copy"), copy);
}
END_TEST

/* ---- destroying ---- */

START_TEST(destroyed_data_is_gone_at_once)
{
	CK_OBJECT_HANDLE object = data_object(&yes, &no, "x");

	OK(P11(DestroyObject, fx.session, object));
	GIVES(CKR_OBJECT_HANDLE_INVALID, P11(DestroyObject, fx.session,
	    object));
	ck_assert_uint_eq(find_label(fx.session, CKO_DATA, "x"), 0);
}
END_TEST

START_TEST(destroyed_key_leaves_searches_and_its_handle_dies)
{
	CK_OBJECT_HANDLE key = aes_key("k");
	CK_BYTE out[64];
	CK_ULONG len = sizeof(out);

	OK(P11(DestroyObject, fx.session, key));
	ck_assert_uint_eq(find_label(fx.session, CKO_SECRET_KEY, "k"), 0);
	GIVES(CKR_KEY_HANDLE_INVALID, gcm_encrypt(key, "data", 4, out, &len));
	GIVES(CKR_OBJECT_HANDLE_INVALID, P11(DestroyObject, fx.session, key));
}
END_TEST

SUITE("pkcs11/objects",
    fixture_suite(tc);
    tcase_add_checked_fixture(tc, fixture_login, fixture_end);
    tcase_add_test(tc, session_objects_end_with_their_session);
    tcase_add_test(tc, attribute_follows_the_length_protocol);
    tcase_add_test(tc, one_bad_attribute_does_not_keep_the_others_back);
    tcase_add_test(tc, unique_ids_are_unique);
    tcase_add_test(tc, size_of_an_object_is_known);
    tcase_add_test(tc, search_by_label_finds_it);
    tcase_add_test(tc, search_for_an_unknown_class_finds_nothing);
    tcase_add_test(tc, search_without_template_finds_everything);
    tcase_add_test(tc, second_search_is_refused);
    tcase_add_test(tc, private_objects_are_invisible_without_login);
    tcase_add_test(tc, private_handles_die_at_logout_for_good);
    tcase_add_test(tc, private_object_needs_a_login_to_be_made);
    tcase_add_test(tc, token_objects_survive_a_restart);
    tcase_add_test(tc, label_and_id_can_be_set);
    tcase_add_test(tc, what_never_changes_is_read_only);
    tcase_add_test(tc, extractable_does_not_come_back);
    tcase_add_test(tc, unmodifiable_object_stays_as_it_is);
    tcase_add_test(tc, indestructible_object_stays);
    tcase_add_test(tc, token_key_is_not_copied);
    tcase_add_test(tc, session_key_copied_to_the_token_stays_there);
    tcase_add_test(tc, destroyed_data_is_gone_at_once);
    tcase_add_test(tc, destroyed_key_leaves_searches_and_its_handle_dies))
