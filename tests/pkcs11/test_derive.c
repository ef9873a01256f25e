/* SPDX-License-Identifier: Apache-2.0 */
/* Keys derived and shared, as programs ask for them. */
#include "support/keys.h"
#include "support/suite.h"

#include <string.h>

static CK_OBJECT_CLASS secret = CKO_SECRET_KEY, data = CKO_DATA;
static CK_KEY_TYPE aes = CKK_AES, generic = CKK_GENERIC_SECRET;
static CK_ULONG n16 = 16, n32 = 32;
static CK_OBJECT_HANDLE h;
static CK_BYTE p256[] = { 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03,
	0x01, 0x07 };

static struct pair
agreeing_pair(CK_ATTRIBUTE_TYPE extra)
{
	CK_MECHANISM m = { CKM_EC_KEY_PAIR_GEN, NULL, 0 };
	CK_ATTRIBUTE pub[] = { { CKA_EC_PARAMS, p256, sizeof(p256) },
		ATTR(CKA_TOKEN, yes) };
	CK_ATTRIBUTE priv[] = { ATTR(CKA_TOKEN, yes), ATTR(CKA_DERIVE, yes),
		ATTR(extra, yes) };
	struct pair p;

	OK(P11(GenerateKeyPair, fx.session, &m, pub, 2, priv, 3, &p.pub,
	    &p.priv));
	return p;
}

/* Derive with ours from the point of theirs. */
static CK_RV
agree(struct pair ours, struct pair theirs, CK_ATTRIBUTE *template,
    CK_ULONG count, CK_OBJECT_HANDLE *out)
{
	CK_BYTE point[80];
	CK_ULONG len = sizeof(point);
	CK_ECDH1_DERIVE_PARAMS params = { .kdf = CKD_NULL };
	CK_MECHANISM m = { CKM_ECDH1_DERIVE, &params, sizeof(params) };

	OK(get_attr(theirs.pub, CKA_EC_POINT, point, &len));
	params.pPublicData = point;
	params.ulPublicDataLen = len;
	return P11(DeriveKey, fx.session, &m, ours.priv, template, count, out);
}

START_TEST(two_sides_agree)
{
	struct pair a = agreeing_pair(CKA_SIGN), b = agreeing_pair(CKA_SIGN);
	CK_ATTRIBUTE template[] = { ATTR(CKA_CLASS, secret),
		ATTR(CKA_KEY_TYPE, aes), ATTR(CKA_VALUE_LEN, n16) };
	CK_OBJECT_HANDLE other;
	CK_BYTE x[16], y[16];
	CK_ULONG len = 16;

	OK(agree(a, b, template, 3, &h));
	OK(agree(b, a, template, 3, &other));
	OK(get_attr(h, CKA_VALUE, x, &len));
	OK(get_attr(other, CKA_VALUE, y, &len));
	ck_assert_mem_eq(x, y, 16);
	ck_assert_int_eq(get_bool(h, CKA_LOCAL), CK_FALSE);
	ck_assert_int_eq(get_bool(h, CKA_ALWAYS_SENSITIVE), CK_FALSE);
}
END_TEST

START_TEST(what_was_always_hidden_can_stay_so)
{
	struct pair a = agreeing_pair(CKA_SIGN);
	CK_ATTRIBUTE template[] = { ATTR(CKA_SENSITIVE, yes),
		ATTR(CKA_EXTRACTABLE, no) };

	OK(agree(a, a, template, 2, &h));
	ck_assert_int_eq(get_bool(h, CKA_ALWAYS_SENSITIVE), CK_TRUE);
	ck_assert_int_eq(get_bool(h, CKA_NEVER_EXTRACTABLE), CK_TRUE);
	ck_assert_uint_eq(get_ulong(h, CKA_KEY_TYPE), CKK_GENERIC_SECRET);
	ck_assert_uint_eq(get_ulong(h, CKA_VALUE_LEN), 32);
}
END_TEST

START_TEST(refusals_have_their_codes)
{
	struct pair a = agreeing_pair(CKA_SIGN);
	struct pair strict = agreeing_pair(CKA_ALWAYS_AUTHENTICATE);
	struct pair signs = ec_pair(P256, "signs");
	CK_ATTRIBUTE bad[] = { ATTR(CKA_CLASS, data) };
	CK_MECHANISM gcm = { CKM_AES_GCM, NULL, 0 };

	GIVES(CKR_USER_NOT_LOGGED_IN, agree(strict, a, NULL, 0, &h));
	GIVES(CKR_KEY_FUNCTION_NOT_PERMITTED, agree(signs, a, NULL, 0, &h));
	GIVES(CKR_TEMPLATE_INCONSISTENT, agree(a, a, bad, 1, &h));
	a.priv = 999;
	GIVES(CKR_KEY_HANDLE_INVALID, agree(a, a, NULL, 0, &h));
	a.priv = aes_key("aes");
	GIVES(CKR_KEY_TYPE_INCONSISTENT, agree(a, signs, NULL, 0, &h));
	GIVES(CKR_MECHANISM_INVALID, P11(DeriveKey, fx.session, &gcm, a.priv,
	    NULL, 0, &h));
}
END_TEST

START_TEST(a_derived_token_key_keeps_the_rules)
{
	struct pair a = agreeing_pair(CKA_SIGN);
	CK_ATTRIBUTE template[] = { ATTR(CKA_TOKEN, yes),
		ATTR(CKA_EXTRACTABLE, yes) };

	GIVES(CKR_TEMPLATE_INCONSISTENT, agree(a, a, template, 2, &h));
	OK(agree(a, a, template, 1, &h));
	ck_assert_int_eq(get_bool(h, CKA_SENSITIVE), CK_TRUE);
	ck_assert_int_eq(get_bool(h, CKA_EXTRACTABLE), CK_FALSE);
}
END_TEST

/* RFC 5869, A.1. */
START_TEST(hkdf_gives_the_published_key)
{
	static const CK_BYTE okm[] = { 0x3c, 0xb2, 0x5f, 0x25, 0xfa, 0xac,
		0xd5, 0x7a, 0x90, 0x43, 0x4f, 0x64, 0xd0, 0x36, 0x2f, 0x2a,
		0x2d, 0x2d, 0x0a, 0x90, 0xcf, 0x1a, 0x5a, 0x4c, 0x5d, 0xb0,
		0x2d, 0x56, 0xec, 0xc4, 0xc5, 0xbf };
	CK_BYTE ikm[22], salt[13], info[10], got[32];
	CK_HKDF_PARAMS params = { .bExtract = CK_TRUE, .bExpand = CK_TRUE,
		.prfHashMechanism = CKM_SHA256,
		.ulSaltType = CKF_HKDF_SALT_DATA, .pSalt = salt,
		.ulSaltLen = 13, .pInfo = info, .ulInfoLen = 10 };
	CK_MECHANISM m = { CKM_HKDF_DERIVE, &params, sizeof(params) };
	CK_ATTRIBUTE base[] = { ATTR(CKA_CLASS, secret),
		ATTR(CKA_KEY_TYPE, generic), { CKA_VALUE, ikm, 22 },
		ATTR(CKA_DERIVE, yes) };
	CK_ATTRIBUTE template[] = { ATTR(CKA_VALUE_LEN, n32) };
	CK_ULONG len = sizeof(got);
	CK_OBJECT_HANDLE key;

	memset(ikm, 0x0b, 22);
	for (CK_BYTE i = 0; i < 13; i++)
		salt[i] = i;
	for (CK_BYTE i = 0; i < 10; i++)
		info[i] = (CK_BYTE)(0xf0 + i);
	OK(P11(CreateObject, fx.session, base, 4, &key));
	OK(P11(DeriveKey, fx.session, &m, key, template, 1, &h));
	OK(get_attr(h, CKA_VALUE, got, &len));
	ck_assert_mem_eq(got, okm, 32);
	m.mechanism = CKM_HKDF_DATA;
	OK(P11(DeriveKey, fx.session, &m, key, template, 1, &h));
	ck_assert_uint_eq(get_ulong(h, CKA_CLASS), CKO_DATA);
	OK(get_attr(h, CKA_VALUE, got, &len));
	ck_assert_mem_eq(got, okm, 32);
}
END_TEST

START_TEST(a_public_key_encapsulates)
{
	CK_MECHANISM generate = { CKM_EC_KEY_PAIR_GEN, NULL, 0 };
	CK_ATTRIBUTE pub[] = { { CKA_EC_PARAMS, p256, sizeof(p256) },
		ATTR(CKA_ENCAPSULATE, yes) };
	CK_ATTRIBUTE priv[] = { ATTR(CKA_DECAPSULATE, yes) };
	CK_ECDH1_DERIVE_PARAMS params = { .kdf = CKD_NULL };
	CK_MECHANISM m = { CKM_ECDH1_DERIVE, &params, sizeof(params) };
	CK_ATTRIBUTE template[] = { ATTR(CKA_CLASS, secret),
		ATTR(CKA_KEY_TYPE, aes), ATTR(CKA_VALUE_LEN, n32) };
	CK_BYTE cipher[65], x[32], y[32];
	CK_ULONG cipher_len = 0, len = 32;
	CK_OBJECT_HANDLE other;
	struct pair p;

	OK(P11(GenerateKeyPair, fx.session, &generate, pub, 2, priv, 1, &p.pub,
	    &p.priv));
	OK(P11(EncapsulateKey, fx.session, &m, p.pub, template, 3, NULL,
	    &cipher_len, &h));
	ck_assert_uint_eq(cipher_len, sizeof(cipher));
	OK(P11(EncapsulateKey, fx.session, &m, p.pub, template, 3, cipher,
	    &cipher_len, &h));
	OK(P11(DecapsulateKey, fx.session, &m, p.priv, template, 3, cipher,
	    cipher_len, &other));
	OK(get_attr(h, CKA_VALUE, x, &len));
	OK(get_attr(other, CKA_VALUE, y, &len));
	ck_assert_mem_eq(x, y, 32);
	GIVES(CKR_KEY_FUNCTION_NOT_PERMITTED, P11(EncapsulateKey, fx.session,
	    &m, p.priv, template, 3, cipher, &cipher_len, &h));
}
END_TEST

SUITE("pkcs11/derive",
    fixture_suite(tc);
    tcase_add_checked_fixture(tc, fixture_login, fixture_end);
    tcase_add_test(tc, two_sides_agree);
    tcase_add_test(tc, what_was_always_hidden_can_stay_so);
    tcase_add_test(tc, refusals_have_their_codes);
    tcase_add_test(tc, a_derived_token_key_keeps_the_rules);
    tcase_add_test(tc, hkdf_gives_the_published_key);
    tcase_add_test(tc, a_public_key_encapsulates))
