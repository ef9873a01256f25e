/* SPDX-License-Identifier: Apache-2.0 */
/* Edwards and Montgomery keys, agreement and wrapping through the whole
 * stack, with curves named as callers name them. */
#include "support/hex.h"
#include "support/keys.h"
#include "support/suite.h"

#include <string.h>

#define P521 "06052b81040023"
#define BP256 "06092b2403030208010107"
#define ED25519 "06032b6570"
#define ED25519_OLD "06092b06010401da470f01"
#define ED25519_NAME "130c656477617264733235353139"
#define ED448 "06032b6571"
#define X25519 "06032b656e"
#define X25519_NAME "130a63757276653235353139"
#define X448 "06032b656f"

/* A session pair that may do everything. */
static CK_RV
pair_make(CK_MECHANISM_TYPE type, const char *params, struct pair *out)
{
	CK_MECHANISM mechanism = { type, NULL, 0 };
	struct hex_bytes curve = hex(params);
	CK_ATTRIBUTE pub[] = {
		{ CKA_EC_PARAMS, curve.data, curve.len },
		ATTR(CKA_VERIFY, yes), ATTR(CKA_WRAP, yes),
		ATTR(CKA_ENCAPSULATE, yes),
	};
	CK_ATTRIBUTE priv[] = {
		ATTR(CKA_SIGN, yes), ATTR(CKA_DERIVE, yes),
		ATTR(CKA_UNWRAP, yes), ATTR(CKA_DECAPSULATE, yes),
	};

	return P11(GenerateKeyPair, fx.session, &mechanism, pub,
	    ATTR_COUNT(pub), priv, ATTR_COUNT(priv), &out->pub, &out->priv);
}

/* ---- keys ---- */

static const struct {
	CK_MECHANISM_TYPE type;
	CK_KEY_TYPE key_type;
	const char *params;
	CK_ULONG point_len; /* in its OCTET STRING */
} kinds[] = {
	{ CKM_EC_KEY_PAIR_GEN, CKK_EC, P521, 136 },
	{ CKM_EC_KEY_PAIR_GEN, CKK_EC, BP256, 67 },
	{ CKM_EC_EDWARDS_KEY_PAIR_GEN, CKK_EC_EDWARDS, ED25519, 34 },
	{ CKM_EC_EDWARDS_KEY_PAIR_GEN, CKK_EC_EDWARDS, ED25519_OLD, 34 },
	{ CKM_EC_EDWARDS_KEY_PAIR_GEN, CKK_EC_EDWARDS, ED25519_NAME, 34 },
	{ CKM_EC_EDWARDS_KEY_PAIR_GEN, CKK_EC_EDWARDS, ED448, 59 },
	{ CKM_EC_MONTGOMERY_KEY_PAIR_GEN, CKK_EC_MONTGOMERY, X25519, 34 },
	{ CKM_EC_MONTGOMERY_KEY_PAIR_GEN, CKK_EC_MONTGOMERY, X25519_NAME, 34 },
	{ CKM_EC_MONTGOMERY_KEY_PAIR_GEN, CKK_EC_MONTGOMERY, X448, 58 },
};
#define KINDS ((int)(sizeof(kinds) / sizeof(kinds[0])))

START_TEST(curve_is_given_back_as_it_was_named)
{
	struct hex_bytes params = hex(kinds[_i].params);
	struct pair pair;
	CK_BYTE data[160];
	CK_ULONG len = sizeof(data);

	OK(pair_make(kinds[_i].type, kinds[_i].params, &pair));
	OK(get_attr(pair.pub, CKA_EC_PARAMS, data, &len));
	ck_assert_uint_eq(len, params.len);
	ck_assert_mem_eq(data, params.data, len);
	ck_assert_uint_eq(get_ulong(pair.priv, CKA_KEY_TYPE),
	    kinds[_i].key_type);
	len = sizeof(data);
	OK(get_attr(pair.pub, CKA_EC_POINT, data, &len));
	ck_assert_uint_eq(len, kinds[_i].point_len);
	ck_assert_uint_eq(data[0], 0x04);
}
END_TEST

START_TEST(curve_of_another_mechanism_is_refused)
{
	struct pair pair;

	GIVES(CKR_CURVE_NOT_SUPPORTED, pair_make(CKM_EC_KEY_PAIR_GEN, ED25519,
	    &pair));
	GIVES(CKR_CURVE_NOT_SUPPORTED, pair_make(CKM_EC_EDWARDS_KEY_PAIR_GEN,
	    X25519, &pair));
	GIVES(CKR_DOMAIN_PARAMS_INVALID, pair_make(CKM_EC_KEY_PAIR_GEN,
	    "3003020101", &pair));
}
END_TEST

/* ---- EdDSA ---- */

START_TEST(eddsa_signs_in_parts_and_at_once)
{
	CK_MECHANISM mechanism = { CKM_EDDSA, NULL, 0 };
	CK_BYTE a[114], b[114];
	CK_ULONG a_len = sizeof(a), b_len = sizeof(b);
	struct pair pair;

	OK(pair_make(CKM_EC_EDWARDS_KEY_PAIR_GEN, _i == 0 ? ED25519 : ED448,
	    &pair));
	OK(sign(CKM_EDDSA, pair.priv, "message", 7, a, &a_len));
	ck_assert_uint_eq(a_len, _i == 0 ? 64 : 114);
	OK(P11(SignInit, fx.session, &mechanism, pair.priv));
	OK(P11(SignUpdate, fx.session, (CK_BYTE *)"mess", 4));
	OK(P11(SignUpdate, fx.session, (CK_BYTE *)"age", 3));
	OK(P11(SignFinal, fx.session, b, &b_len));
	ck_assert_uint_eq(b_len, a_len);
	ck_assert_mem_eq(a, b, a_len);
	OK(verify(CKM_EDDSA, pair.pub, "message", 7, a, a_len));
	GIVES(CKR_SIGNATURE_INVALID, verify(CKM_EDDSA, pair.pub, "massage", 7,
	    a, a_len));
}
END_TEST

/* RFC 8032, 7.1, test 2, its point as some give it: raw. */
START_TEST(imported_edwards_keys_work)
{
	struct hex_bytes value = hex("4ccd089b28ff96da9db6c346ec114e0f"
	    "5b8a319f35aba624da8cf6ed4fb8a6fb");
	struct hex_bytes point = hex("3d4017c3e843895a92b70aa74d1b7ebc"
	    "9c982ccf2ec4968cc0cd55f12af4660c");
	struct hex_bytes want = hex("92a009a9f0d4cab8720e820b5f642540"
	    "a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
	    "387b2eaeb4302aeeb00d291612bb0c00");
	struct hex_bytes params = hex(ED25519_NAME);
	CK_OBJECT_CLASS class = CKO_PRIVATE_KEY;
	CK_KEY_TYPE type = CKK_EC_EDWARDS;
	CK_ATTRIBUTE template[] = {
		ATTR(CKA_CLASS, class), ATTR(CKA_KEY_TYPE, type),
		{ CKA_EC_PARAMS, params.data, params.len },
		{ CKA_VALUE, value.data, value.len }, ATTR(CKA_SIGN, yes),
	};
	CK_OBJECT_HANDLE priv, pub;
	CK_BYTE signature[64];
	CK_ULONG len = sizeof(signature);

	OK(P11(CreateObject, fx.session, template, 5, &priv));
	class = CKO_PUBLIC_KEY;
	template[3] = (CK_ATTRIBUTE){ CKA_EC_POINT, point.data, point.len };
	template[4].type = CKA_VERIFY;
	OK(P11(CreateObject, fx.session, template, 5, &pub));
	OK(sign(CKM_EDDSA, priv, "\x72", 1, signature, &len));
	ck_assert_uint_eq(len, want.len);
	ck_assert_mem_eq(signature, want.data, len);
	OK(verify(CKM_EDDSA, pub, "\x72", 1, signature, len));
}
END_TEST

/* ---- agreement ---- */

static CK_OBJECT_HANDLE
agree(CK_OBJECT_HANDLE own, CK_OBJECT_HANDLE other, CK_ULONG key_len)
{
	CK_OBJECT_CLASS class = CKO_SECRET_KEY;
	CK_KEY_TYPE type = CKK_GENERIC_SECRET;
	CK_BYTE point[160];
	CK_ULONG len = sizeof(point);
	CK_ECDH1_DERIVE_PARAMS param = { .kdf = CKD_NULL,
		.pPublicData = point };
	CK_MECHANISM mechanism = { CKM_ECDH1_DERIVE, &param, sizeof(param) };
	CK_ATTRIBUTE template[] = {
		ATTR(CKA_CLASS, class), ATTR(CKA_KEY_TYPE, type),
		ATTR(CKA_EXTRACTABLE, yes), ATTR(CKA_SENSITIVE, no),
		ATTR(CKA_VALUE_LEN, key_len),
	};
	CK_OBJECT_HANDLE key;

	OK(get_attr(other, CKA_EC_POINT, point, &len));
	param.ulPublicDataLen = len;
	OK(P11(DeriveKey, fx.session, &mechanism, own, template,
	    key_len != 0 ? 5 : 4, &key));
	return key;
}

static const struct {
	CK_MECHANISM_TYPE type;
	const char *params;
	CK_ULONG len;
} agreements[] = {
	{ CKM_EC_KEY_PAIR_GEN, P521, 66 },
	{ CKM_EC_KEY_PAIR_GEN, BP256, 32 },
	{ CKM_EC_MONTGOMERY_KEY_PAIR_GEN, X25519, 32 },
	{ CKM_EC_MONTGOMERY_KEY_PAIR_GEN, X448, 56 },
};
#define AGREEMENTS ((int)(sizeof(agreements) / sizeof(agreements[0])))

START_TEST(both_sides_derive_the_same)
{
	struct pair a, b;
	CK_BYTE left[66], right[66];
	CK_ULONG left_len = sizeof(left), right_len = sizeof(right);

	OK(pair_make(agreements[_i].type, agreements[_i].params, &a));
	OK(pair_make(agreements[_i].type, agreements[_i].params, &b));
	OK(get_attr(agree(a.priv, b.pub, 0), CKA_VALUE, left, &left_len));
	ck_assert_uint_eq(left_len, agreements[_i].len);
	OK(get_attr(agree(b.priv, a.pub, 16), CKA_VALUE, right, &right_len));
	ck_assert_uint_eq(right_len, 16);
	ck_assert_mem_eq(left + left_len - 16, right, 16);
}
END_TEST

START_TEST(encapsulated_secret_is_decapsulated)
{
	CK_OBJECT_CLASS class = CKO_SECRET_KEY;
	CK_KEY_TYPE type = CKK_AES;
	CK_ULONG key_len = 32, len = 160, a_len = 32, b_len = 32;
	CK_ECDH1_DERIVE_PARAMS param = { .kdf = CKD_SHA256_KDF };
	CK_MECHANISM mechanism = { CKM_ECDH1_DERIVE, &param, sizeof(param) };
	CK_ATTRIBUTE template[] = {
		ATTR(CKA_CLASS, class), ATTR(CKA_KEY_TYPE, type),
		ATTR(CKA_VALUE_LEN, key_len), ATTR(CKA_EXTRACTABLE, yes),
		ATTR(CKA_SENSITIVE, no),
	};
	CK_BYTE cipher[160], a[32], b[32];
	CK_OBJECT_HANDLE sent, got;
	struct pair pair;

	OK(pair_make(agreements[_i].type, agreements[_i].params, &pair));
	OK(P11(EncapsulateKey, fx.session, &mechanism, pair.pub, template, 5,
	    cipher, &len, &sent));
	OK(P11(DecapsulateKey, fx.session, &mechanism, pair.priv, template, 5,
	    cipher, len, &got));
	OK(get_attr(sent, CKA_VALUE, a, &a_len));
	OK(get_attr(got, CKA_VALUE, b, &b_len));
	ck_assert_uint_eq(a_len, 32);
	ck_assert_mem_eq(a, b, 32);
	cipher[len - 1] ^= 1;
	if (_i < 2)
		GIVES(CKR_WRAPPED_KEY_INVALID, P11(DecapsulateKey, fx.session,
		    &mechanism, pair.priv, template, 5, cipher, len, &got));
}
END_TEST

START_TEST(what_was_wrapped_to_a_public_key_comes_back)
{
	CK_BYTE value[32] = { 1, 2, 3 }, back[32], wrapped[256];
	CK_ULONG len = sizeof(wrapped), back_len = sizeof(back);
	CK_ECDH_AES_KEY_WRAP_PARAMS param = { 256, CKD_SHA512_KDF, 0, NULL };
	CK_MECHANISM mechanism = { CKM_ECDH_AES_KEY_WRAP, &param,
		sizeof(param) };
	CK_OBJECT_CLASS class = CKO_SECRET_KEY;
	CK_KEY_TYPE type = CKK_AES;
	CK_ATTRIBUTE template[] = {
		ATTR(CKA_CLASS, class), ATTR(CKA_KEY_TYPE, type),
		ATTR(CKA_EXTRACTABLE, yes), ATTR(CKA_SENSITIVE, no),
	};
	CK_OBJECT_HANDLE key;
	struct pair pair;

	OK(pair_make(agreements[_i].type, agreements[_i].params, &pair));
	OK(P11(WrapKey, fx.session, &mechanism, pair.pub,
	    aes_import(value, 32), wrapped, &len));
	OK(P11(UnwrapKey, fx.session, &mechanism, pair.priv, wrapped, len,
	    template, 4, &key));
	OK(get_attr(key, CKA_VALUE, back, &back_len));
	ck_assert_uint_eq(back_len, 32);
	ck_assert_mem_eq(back, value, 32);
	wrapped[len - 1] ^= 1;
	GIVES(CKR_WRAPPED_KEY_INVALID, P11(UnwrapKey, fx.session, &mechanism,
	    pair.priv, wrapped, len, template, 4, &key));
}
END_TEST

SUITE("pkcs11/curves",
    fixture_suite(tc);
    tcase_add_checked_fixture(tc, fixture_login, fixture_end);
    tcase_add_loop_test(tc, curve_is_given_back_as_it_was_named, 0, KINDS);
    tcase_add_test(tc, curve_of_another_mechanism_is_refused);
    tcase_add_loop_test(tc, eddsa_signs_in_parts_and_at_once, 0, 2);
    tcase_add_test(tc, imported_edwards_keys_work);
    tcase_add_loop_test(tc, both_sides_derive_the_same, 0, AGREEMENTS);
    tcase_add_loop_test(tc, encapsulated_secret_is_decapsulated, 0,
	AGREEMENTS);
    tcase_add_loop_test(tc, what_was_wrapped_to_a_public_key_comes_back, 0,
	AGREEMENTS))
