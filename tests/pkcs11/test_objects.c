/* SPDX-License-Identifier: Apache-2.0 */
/* Objects: what templates may say, what is visible, what can be changed. */
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

/* ---- what a token key is when its template is silent ---- */

static const struct {
	CK_ATTRIBUTE_TYPE type;
	CK_BBOOL want;
} silent[] = {
	{ CKA_TOKEN, CK_TRUE },
	{ CKA_PRIVATE, CK_TRUE },
	{ CKA_SENSITIVE, CK_TRUE },
	{ CKA_EXTRACTABLE, CK_FALSE },
	{ CKA_NEVER_EXTRACTABLE, CK_TRUE },
	{ CKA_ALWAYS_SENSITIVE, CK_TRUE },
	{ CKA_LOCAL, CK_TRUE },
	{ CKA_COPYABLE, CK_FALSE },
	{ CKA_MODIFIABLE, CK_TRUE },
	{ CKA_DESTROYABLE, CK_TRUE },
	{ CKA_ENCRYPT, CK_TRUE },
	{ CKA_SIGN, CK_FALSE },
};

START_TEST(token_key_keeps_its_value_when_the_template_is_silent)
{
	ck_assert_uint_eq(get_bool(aes_key("k"), silent[_i].type),
	    silent[_i].want);
}
END_TEST

START_TEST(token_key_value_is_never_revealed)
{
	CK_BYTE value[64];
	CK_ULONG len = sizeof(value);

	GIVES(CKR_ATTRIBUTE_SENSITIVE, get_attr(aes_key("k"), CKA_VALUE, value,
	    &len));
	ck_assert_uint_eq(len, CK_UNAVAILABLE_INFORMATION);
}
END_TEST

/* Exactly what pkcs11-tool --keygen sends. */
START_TEST(not_sensitive_token_key_is_not_revealed_either)
{
	CK_OBJECT_CLASS class = CKO_SECRET_KEY;
	CK_KEY_TYPE type = CKK_AES;
	CK_ULONG value_len = 32;
	CK_ATTRIBUTE template[] = {
		ATTR(CKA_CLASS, class),
		ATTR(CKA_KEY_TYPE, type),
		ATTR(CKA_TOKEN, yes),
		ATTR(CKA_SENSITIVE, no),
		ATTR(CKA_EXTRACTABLE, no),
		ATTR(CKA_PRIVATE, no),
		ATTR(CKA_ENCRYPT, yes),
		ATTR(CKA_DECRYPT, yes),
		ATTR(CKA_VALUE_LEN, value_len),
	};
	CK_OBJECT_HANDLE key;
	CK_BYTE value[64];
	CK_ULONG len = sizeof(value);

	OK(aes_generate(template, ATTR_COUNT(template), &key));
	ck_assert_uint_eq(get_bool(key, CKA_SENSITIVE), CK_FALSE);
	GIVES(CKR_ATTRIBUTE_SENSITIVE, get_attr(key, CKA_VALUE, value, &len));
}
END_TEST

static CK_RV
generate_with(CK_ATTRIBUTE_TYPE type, CK_BBOOL value)
{
	CK_ULONG len = 32;
	CK_ATTRIBUTE template[] = {
		ATTR(CKA_TOKEN, yes),
		ATTR(CKA_VALUE_LEN, len),
		ATTR(type, value),
	};
	CK_OBJECT_HANDLE key;

	return aes_generate(template, ATTR_COUNT(template), &key);
}

START_TEST(token_key_that_could_leave_is_refused)
{
	GIVES(CKR_TEMPLATE_INCONSISTENT, generate_with(CKA_EXTRACTABLE,
	    CK_TRUE));
	GIVES(CKR_TEMPLATE_INCONSISTENT, generate_with(CKA_COPYABLE, CK_TRUE));
}
END_TEST

START_TEST(token_that_allows_it_makes_extractable_keys)
{
	CK_BYTE value[64];
	CK_ULONG len = sizeof(value), value_len = 32;
	CK_ATTRIBUTE template[] = {
		ATTR(CKA_TOKEN, yes),
		ATTR(CKA_VALUE_LEN, value_len),
		ATTR(CKA_EXTRACTABLE, yes),
		ATTR(CKA_SENSITIVE, no),
	};
	CK_OBJECT_HANDLE key;

	OK(aes_generate(template, ATTR_COUNT(template), &key));
	OK(get_attr(key, CKA_VALUE, value, &len));
	ck_assert_uint_eq(len, 32);
}
END_TEST

START_TEST(session_key_is_a_data_key)
{
	CK_BYTE value[64];
	CK_ULONG len = 16;
	CK_ATTRIBUTE template[] = { ATTR(CKA_VALUE_LEN, len) };
	CK_OBJECT_HANDLE key;

	OK(aes_generate(template, 1, &key));
	ck_assert_uint_eq(get_bool(key, CKA_TOKEN), CK_FALSE);
	ck_assert_uint_eq(get_bool(key, CKA_EXTRACTABLE), CK_TRUE);
	len = sizeof(value);
	OK(get_attr(key, CKA_VALUE, value, &len));
	ck_assert_uint_eq(len, 16);
}
END_TEST

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

/* ---- creating ---- */

static const struct {
	CK_OBJECT_CLASS class;
	CK_ATTRIBUTE_TYPE extra;
	CK_RV want;
} creations[] = {
	{ CKO_DATA, CKA_LABEL, CKR_OK },
	{ 0x4e534350UL | CKA_VENDOR_DEFINED, CKA_LABEL,
	    CKR_ATTRIBUTE_VALUE_INVALID },
	{ CKO_DATA, 0x40004000UL, CKR_ATTRIBUTE_TYPE_INVALID },
	{ CKO_DATA, CKA_MODULUS, CKR_ATTRIBUTE_TYPE_INVALID },
	{ CKO_SECRET_KEY, CKA_LABEL, CKR_TEMPLATE_INCOMPLETE },
};

START_TEST(template_of_a_new_object_is_judged)
{
	CK_OBJECT_CLASS class = creations[_i].class;
	CK_ATTRIBUTE template[] = {
		ATTR(CKA_CLASS, class),
		{ creations[_i].extra, (void *)"text", 4 },
	};
	CK_OBJECT_HANDLE object;
	CK_RV rv = P11(CreateObject, fx.session, template, 2, &object);

	ck_assert_msg(rv == creations[_i].want, "row %d: %lx", _i, rv);
}
END_TEST

START_TEST(creation_without_a_class_is_refused)
{
	CK_ATTRIBUTE template[] = { ATTR(CKA_TOKEN, no) };
	CK_OBJECT_HANDLE object;

	GIVES(CKR_TEMPLATE_INCOMPLETE, P11(CreateObject, fx.session, template,
	    1, &object));
}
END_TEST

START_TEST(imported_key_is_not_local)
{
	CK_OBJECT_CLASS class = CKO_SECRET_KEY;
	CK_KEY_TYPE type = CKK_AES;
	CK_ATTRIBUTE template[] = {
		ATTR(CKA_CLASS, class),
		ATTR(CKA_KEY_TYPE, type),
		ATTR(CKA_TOKEN, yes),
		ATTR_TEXT(CKA_VALUE, "0123456789abcdef"),
	};
	CK_OBJECT_HANDLE key;

	OK(P11(CreateObject, fx.session, template, ATTR_COUNT(template), &key));
	ck_assert_uint_eq(get_bool(key, CKA_LOCAL), CK_FALSE);
	ck_assert_uint_eq(get_bool(key, CKA_NEVER_EXTRACTABLE), CK_FALSE);
	ck_assert_uint_eq(get_bool(key, CKA_EXTRACTABLE), CK_FALSE);
}
END_TEST

START_TEST(certificate_is_kept_as_it_is)
{
	CK_OBJECT_CLASS class = CKO_CERTIFICATE;
	CK_CERTIFICATE_TYPE type = CKC_X_509;
	CK_ATTRIBUTE template[] = {
		ATTR(CKA_CLASS, class),
		ATTR(CKA_CERTIFICATE_TYPE, type),
		ATTR(CKA_TOKEN, yes),
		ATTR_TEXT(CKA_SUBJECT, "a subject"),
		ATTR_TEXT(CKA_VALUE, "a certificate"),
	};
	CK_OBJECT_HANDLE object;
	CK_BYTE value[64];
	CK_ULONG len = sizeof(value);

	OK(P11(CreateObject, fx.session, template, ATTR_COUNT(template),
	    &object));
	OK(get_attr(object, CKA_VALUE, value, &len));
	ck_assert_uint_eq(len, 13);
	ck_assert_mem_eq(value, "a certificate", 13);
	ck_assert_uint_eq(get_bool(object, CKA_PRIVATE), CK_FALSE);
}
END_TEST

START_TEST(read_only_session_makes_no_token_objects)
{
	CK_OBJECT_CLASS class = CKO_DATA;
	CK_ATTRIBUTE template[] = { ATTR(CKA_CLASS, class),
		ATTR(CKA_TOKEN, yes), ATTR_TEXT(CKA_VALUE, "data") };
	CK_OBJECT_HANDLE object;

	GIVES(CKR_SESSION_READ_ONLY, P11(CreateObject, fixture_open(0),
	    template, 3, &object));
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

static void
fill(Suite *s, TCase *tc)
{
	TCase *open = tcase_create("allow-extractable");

	fixture_suite(tc);
	tcase_add_checked_fixture(tc, fixture_login, fixture_end);
	tcase_add_loop_test(tc,
	    token_key_keeps_its_value_when_the_template_is_silent, 0,
	    (int)ATTR_COUNT(silent));
	tcase_add_test(tc, token_key_value_is_never_revealed);
	tcase_add_test(tc, not_sensitive_token_key_is_not_revealed_either);
	tcase_add_test(tc, token_key_that_could_leave_is_refused);
	tcase_add_test(tc, session_key_is_a_data_key);
	tcase_add_test(tc, session_objects_end_with_their_session);
	tcase_add_loop_test(tc, template_of_a_new_object_is_judged, 0,
	    (int)ATTR_COUNT(creations));
	tcase_add_test(tc, creation_without_a_class_is_refused);
	tcase_add_test(tc, imported_key_is_not_local);
	tcase_add_test(tc, certificate_is_kept_as_it_is);
	tcase_add_test(tc, read_only_session_makes_no_token_objects);
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
	tcase_add_test(tc, destroyed_key_leaves_searches_and_its_handle_dies);

	suite_add_tcase(s, open);
	tcase_set_timeout(open, SUITE_TIMEOUT);
	fixture_suite(open);
	tcase_add_checked_fixture(open, fixture_extractable, fixture_end);
	tcase_add_test(open, token_that_allows_it_makes_extractable_keys);
}

SUITE("pkcs11/objects", fill(s, tc))
