/* SPDX-License-Identifier: Apache-2.0 */
/* Templates that a key holds for the keys it makes or wraps. */
#include "support/keys.h"
#include "support/suite.h"

#include <string.h>

static CK_OBJECT_CLASS secret = CKO_SECRET_KEY;
static CK_KEY_TYPE aes = CKK_AES;
static CK_ULONG len32 = 32;
static CK_MECHANISM kwp = { CKM_AES_KEY_WRAP_KWP, NULL, 0 };

/* A session key that wraps and unwraps with these conditions. */
static CK_OBJECT_HANDLE
wrapping_key(CK_ATTRIBUTE_TYPE type, CK_ATTRIBUTE *inner, CK_ULONG count)
{
	CK_ATTRIBUTE template[] = { ATTR(CKA_WRAP, yes), ATTR(CKA_UNWRAP, yes),
		ATTR(CKA_VALUE_LEN, len32),
		{ type, inner, count * sizeof(*inner) } };
	CK_OBJECT_HANDLE h = CK_INVALID_HANDLE;

	OK(aes_generate(template, ATTR_COUNT(template), &h));
	return h;
}

static CK_RV
wrap(CK_OBJECT_HANDLE under, CK_OBJECT_HANDLE key, CK_BYTE out[64],
    CK_ULONG *len)
{
	*len = 64;
	return P11(WrapKey, fx.session, &kwp, under, key, out, len);
}

START_TEST(a_key_that_does_not_match_is_not_wrapped)
{
	CK_ATTRIBUTE inner[] = { ATTR_TEXT(CKA_LABEL, "open to it") };
	CK_OBJECT_HANDLE under = wrapping_key(CKA_WRAP_TEMPLATE, inner, 1);
	CK_BYTE value[16] = { 1 }, out[64];
	CK_OBJECT_HANDLE key = aes_import(value, sizeof(value));
	CK_ULONG len;

	GIVES(CKR_KEY_NOT_WRAPPABLE, wrap(under, key, out, &len));
	OK(set_text(key, CKA_LABEL, "open to it"));
	OK(wrap(under, key, out, &len));
}
END_TEST

static CK_RV
unwrap(CK_OBJECT_HANDLE under, CK_BBOOL *decrypt, CK_OBJECT_HANDLE *out)
{
	CK_ATTRIBUTE template[] = { ATTR(CKA_CLASS, secret),
		ATTR(CKA_KEY_TYPE, aes), { CKA_DECRYPT, decrypt, 1 } };
	CK_BYTE value[16] = { 1 }, wrapped[64];
	CK_ULONG len;

	OK(wrap(under, aes_import(value, sizeof(value)), wrapped, &len));
	return P11(UnwrapKey, fx.session, &kwp, under, wrapped, len, template,
	    decrypt == NULL ? 2 : 3, out);
}

START_TEST(an_unwrapped_key_gets_what_the_template_says)
{
	CK_ATTRIBUTE inner[] = { ATTR(CKA_DECRYPT, yes), ATTR(CKA_ENCRYPT, no),
		ATTR_TEXT(CKA_LABEL, "imposed") };
	CK_OBJECT_HANDLE under = wrapping_key(CKA_UNWRAP_TEMPLATE, inner, 3);
	CK_OBJECT_HANDLE key = CK_INVALID_HANDLE;
	char label[16];
	CK_ULONG len = sizeof(label);

	OK(unwrap(under, NULL, &key));
	ck_assert_uint_eq(get_bool(key, CKA_DECRYPT), CK_TRUE);
	ck_assert_uint_eq(get_bool(key, CKA_ENCRYPT), CK_FALSE);
	OK(get_attr(key, CKA_LABEL, label, &len));
	ck_assert_mem_eq(label, "imposed", 7);
	OK(unwrap(under, &yes, &key));
	GIVES(CKR_TEMPLATE_INCONSISTENT, unwrap(under, &no, &key));
}
END_TEST

START_TEST(a_template_is_read_in_three_steps)
{
	CK_ATTRIBUTE inner[] = { ATTR_TEXT(CKA_LABEL, "imposed"),
		ATTR(CKA_ENCRYPT, no) };
	CK_OBJECT_HANDLE key = wrapping_key(CKA_UNWRAP_TEMPLATE, inner, 2);
	CK_ATTRIBUTE array[2], a = { CKA_UNWRAP_TEMPLATE, NULL, 0 };
	CK_BBOOL encrypt = CK_TRUE;
	char label[7];

	OK(P11(GetAttributeValue, fx.session, key, &a, 1));
	ck_assert_uint_eq(a.ulValueLen, sizeof(array));
	for (int i = 0; i < 2; i++)
		array[i] = (CK_ATTRIBUTE){ CK_UNAVAILABLE_INFORMATION, NULL,
			0 };
	a.pValue = array;
	OK(P11(GetAttributeValue, fx.session, key, &a, 1));
	ck_assert_uint_eq(array[0].type, CKA_LABEL);
	ck_assert_uint_eq(array[0].ulValueLen, 7);
	ck_assert_uint_eq(array[1].type, CKA_ENCRYPT);
	ck_assert_uint_eq(array[1].ulValueLen, 1);
	array[0].pValue = label;
	array[1].pValue = &encrypt;
	OK(P11(GetAttributeValue, fx.session, key, &a, 1));
	ck_assert_mem_eq(label, "imposed", 7);
	ck_assert_uint_eq(encrypt, CK_FALSE);
}
END_TEST

START_TEST(a_token_key_keeps_its_template)
{
	CK_ATTRIBUTE inner[] = { ATTR(CKA_ENCRYPT, no) };
	CK_ATTRIBUTE template[] = { ATTR(CKA_TOKEN, yes),
		ATTR(CKA_VALUE_LEN, len32), ATTR_TEXT(CKA_LABEL, "kept"),
		{ CKA_DERIVE_TEMPLATE, inner, sizeof(inner) } };
	CK_OBJECT_HANDLE h;

	OK(aes_generate(template, ATTR_COUNT(template), &h));
	ck_assert_uint_eq(find(fx.session, &template[3], 1, &h, 1), 1);
	inner[0].pValue = &yes;
	ck_assert_uint_eq(find(fx.session, &template[3], 1, &h, 1), 0);
}
END_TEST

START_TEST(templates_within_templates_are_refused)
{
	CK_ATTRIBUTE inner[] = { { CKA_WRAP_TEMPLATE, NULL, 0 } };
	CK_ATTRIBUTE template[] = { ATTR(CKA_VALUE_LEN, len32),
		{ CKA_UNWRAP_TEMPLATE, inner, sizeof(inner) } };
	CK_OBJECT_HANDLE h;

	GIVES(CKR_TEMPLATE_INCONSISTENT, aes_generate(template, 2, &h));
	inner[0] = (CK_ATTRIBUTE){ CKA_SIGN, &len32, 8 };
	GIVES(CKR_ATTRIBUTE_VALUE_INVALID, aes_generate(template, 2, &h));
}
END_TEST

SUITE("pkcs11/attribute_templates",
    fixture_suite(tc);
    tcase_add_checked_fixture(tc, fixture_login, fixture_end);
    tcase_add_test(tc, a_key_that_does_not_match_is_not_wrapped);
    tcase_add_test(tc, an_unwrapped_key_gets_what_the_template_says);
    tcase_add_test(tc, a_template_is_read_in_three_steps);
    tcase_add_test(tc, a_token_key_keeps_its_template);
    tcase_add_test(tc, templates_within_templates_are_refused))
