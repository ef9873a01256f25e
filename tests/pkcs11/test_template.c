/* SPDX-License-Identifier: Apache-2.0 */
/* What templates may say, and what their silence means. */
#include "support/keys.h"
#include "support/suite.h"

#include <string.h>

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
	tcase_add_loop_test(tc, template_of_a_new_object_is_judged, 0,
	    (int)ATTR_COUNT(creations));
	tcase_add_test(tc, creation_without_a_class_is_refused);
	tcase_add_test(tc, imported_key_is_not_local);
	tcase_add_test(tc, certificate_is_kept_as_it_is);
	tcase_add_test(tc, read_only_session_makes_no_token_objects);

	suite_add_tcase(s, open);
	tcase_set_timeout(open, SUITE_TIMEOUT);
	fixture_suite(open);
	tcase_add_checked_fixture(open, fixture_extractable, fixture_end);
	tcase_add_test(open, token_that_allows_it_makes_extractable_keys);
}

SUITE("pkcs11/template", fill(s, tc))
