/* SPDX-License-Identifier: Apache-2.0 */
/* EC key pairs and ECDSA through the whole stack. */
#include "support/hex.h"
#include "support/keys.h"
#include "support/suite.h"

#include <string.h>

static const struct {
	enum curve curve;
	CK_MECHANISM_TYPE type;
	CK_ULONG in_len, signature_len;
} cases[] = {
	{ P256, CKM_ECDSA, 32, 64 },
	{ P256, CKM_ECDSA_SHA256, 100, 64 },
	{ P256, CKM_ECDSA_SHA512, 100, 64 },
	{ P384, CKM_ECDSA, 48, 96 },
	{ P384, CKM_ECDSA_SHA256, 100, 96 },
	{ P384, CKM_ECDSA_SHA384, 100, 96 },
};
#define CASES (int)(sizeof(cases) / sizeof(cases[0]))

static CK_BYTE message[100] = "what is signed here";

START_TEST(signature_verifies)
{
	struct pair pair = ec_pair(cases[_i].curve, "pair");
	CK_BYTE signature[128];
	CK_ULONG len = sizeof(signature);

	OK(sign(cases[_i].type, pair.priv, message, cases[_i].in_len,
	    signature, &len));
	ck_assert_uint_eq(len, cases[_i].signature_len);
	OK(verify(cases[_i].type, pair.pub, message, cases[_i].in_len,
	    signature, len));
}
END_TEST

START_TEST(altered_message_or_signature_does_not_verify)
{
	struct pair pair = ec_pair(cases[_i].curve, "pair");
	CK_BYTE signature[128];
	CK_ULONG len = sizeof(signature);

	OK(sign(cases[_i].type, pair.priv, message, cases[_i].in_len,
	    signature, &len));
	signature[7] ^= 1;
	GIVES(CKR_SIGNATURE_INVALID, verify(cases[_i].type, pair.pub, message,
	    cases[_i].in_len, signature, len));
	signature[7] ^= 1;
	message[0] ^= 1;
	GIVES(CKR_SIGNATURE_INVALID, verify(cases[_i].type, pair.pub, message,
	    cases[_i].in_len, signature, len));
	message[0] ^= 1;
}
END_TEST

START_TEST(signing_in_parts_is_the_same)
{
	struct pair pair = ec_pair(P256, "pair");
	CK_MECHANISM mechanism = { CKM_ECDSA_SHA256, NULL, 0 };
	CK_BYTE signature[64];
	CK_ULONG len = sizeof(signature);

	OK(P11(SignInit, fx.session, &mechanism, pair.priv));
	OK(P11(SignUpdate, fx.session, message, 33));
	OK(P11(SignUpdate, fx.session, message + 33, 67));
	OK(P11(SignFinal, fx.session, signature, &len));
	OK(P11(VerifyInit, fx.session, &mechanism, pair.pub));
	OK(P11(VerifyUpdate, fx.session, message, 100));
	OK(P11(VerifyFinal, fx.session, signature, len));
}
END_TEST

START_TEST(size_query_leaves_the_operation)
{
	struct pair pair = ec_pair(P256, "pair");
	CK_MECHANISM mechanism = { CKM_ECDSA, NULL, 0 };
	CK_BYTE signature[64];
	CK_ULONG len = 0;

	OK(P11(SignInit, fx.session, &mechanism, pair.priv));
	OK(P11(Sign, fx.session, message, 32, NULL, &len));
	ck_assert_uint_eq(len, 64);
	len = 63;
	GIVES(CKR_BUFFER_TOO_SMALL, P11(Sign, fx.session, message, 32,
	    signature, &len));
	OK(P11(Sign, fx.session, message, 32, signature, &len));
}
END_TEST

START_TEST(signature_of_odd_length_is_refused)
{
	struct pair pair = ec_pair(P256, "pair");
	CK_BYTE signature[128] = { 1 };

	GIVES(CKR_SIGNATURE_LEN_RANGE, verify(CKM_ECDSA_SHA256, pair.pub,
	    message, 100, signature, 63));
	GIVES(CKR_SIGNATURE_LEN_RANGE, verify(CKM_ECDSA_SHA256, pair.pub,
	    message, 100, signature, 66));
}
END_TEST

/* RFC 6979, A.2.5: SHA-256, "sample". */
static const char public_point[] = "044104"
    "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
    "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299";
static const char published[] =
    "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
    "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8";

START_TEST(published_signature_verifies)
{
	struct hex_bytes point = hex(public_point), signature = hex(published);
	struct hex_bytes params = hex("06082a8648ce3d030107");
	CK_OBJECT_CLASS class = CKO_PUBLIC_KEY;
	CK_KEY_TYPE type = CKK_EC;
	CK_ATTRIBUTE template[] = {
		ATTR(CKA_CLASS, class),
		ATTR(CKA_KEY_TYPE, type),
		ATTR(CKA_VERIFY, yes),
		{ CKA_EC_PARAMS, params.data, params.len },
		{ CKA_EC_POINT, point.data, point.len },
	};
	CK_OBJECT_HANDLE key;

	OK(P11(CreateObject, fx.session, template, ATTR_COUNT(template), &key));
	OK(verify(CKM_ECDSA_SHA256, key, "sample", 6, signature.data,
	    signature.len));
	GIVES(CKR_SIGNATURE_INVALID, verify(CKM_ECDSA_SHA256, key, "simple", 6,
	    signature.data, signature.len));
}
END_TEST

START_TEST(point_is_an_octet_string)
{
	CK_BYTE point[128];
	CK_ULONG len = sizeof(point);

	OK(get_attr(ec_pair(P256, "pair").pub, CKA_EC_POINT, point, &len));
	ck_assert_uint_eq(len, 67);
	ck_assert_mem_eq(point, "\x04\x41\x04", 3);
}
END_TEST

START_TEST(halves_tell_the_same_public_key)
{
	struct pair pair = ec_pair(P256, "pair");
	CK_BYTE a[128], b[128];
	CK_ULONG a_len = sizeof(a), b_len = sizeof(b);

	OK(get_attr(pair.pub, CKA_PUBLIC_KEY_INFO, a, &a_len));
	OK(get_attr(pair.priv, CKA_PUBLIC_KEY_INFO, b, &b_len));
	ck_assert_uint_eq(a_len, 91); /* SubjectPublicKeyInfo for P-256 */
	ck_assert_uint_eq(b_len, a_len);
	ck_assert_mem_eq(a, b, a_len);
}
END_TEST

START_TEST(private_value_is_never_revealed)
{
	CK_BYTE value[64];
	CK_ULONG len = sizeof(value);

	GIVES(CKR_ATTRIBUTE_SENSITIVE, get_attr(ec_pair(P256, "pair").priv,
	    CKA_VALUE, value, &len));
}
END_TEST

START_TEST(public_half_serves_without_login)
{
	struct pair pair = ec_pair(P256, "pair");
	CK_BYTE signature[64];
	CK_ULONG len = sizeof(signature);

	OK(sign(CKM_ECDSA_SHA256, pair.priv, message, 100, signature, &len));
	OK(P11(Logout, fx.session));
	ck_assert_uint_eq(find_label(fx.session, CKO_PRIVATE_KEY, "pair"), 0);
	pair.pub = find_label(fx.session, CKO_PUBLIC_KEY, "pair");
	ck_assert_uint_ne(pair.pub, 0);
	OK(verify(CKM_ECDSA_SHA256, pair.pub, message, 100, signature, len));
}
END_TEST

START_TEST(unknown_curve_is_refused)
{
	CK_MECHANISM mechanism = { CKM_EC_KEY_PAIR_GEN, NULL, 0 };
	struct hex_bytes oid = hex("06052b81040009"); /* secp160k1 */
	CK_ATTRIBUTE template[] = { { CKA_EC_PARAMS, oid.data, oid.len } };
	CK_OBJECT_HANDLE pub, priv;

	GIVES(CKR_CURVE_NOT_SUPPORTED, P11(GenerateKeyPair, fx.session,
	    &mechanism, template, 1, NULL, 0, &pub, &priv));
}
END_TEST

START_TEST(java_s_empty_private_template_will_do)
{
	CK_MECHANISM mechanism = { CKM_EC_KEY_PAIR_GEN, NULL, 0 };
	struct hex_bytes oid = hex("06082a8648ce3d030107");
	CK_ATTRIBUTE template[] = { { CKA_EC_PARAMS, oid.data, oid.len } };
	CK_OBJECT_HANDLE pub, priv;
	CK_BYTE signature[64];
	CK_ULONG len = sizeof(signature);

	OK(P11(GenerateKeyPair, fx.session, &mechanism, template, 1, NULL, 0,
	    &pub, &priv));
	OK(sign(CKM_ECDSA_SHA256, priv, message, 100, signature, &len));
	OK(verify(CKM_ECDSA_SHA256, pub, message, 100, signature, len));
}
END_TEST

SUITE("pkcs11/ecdsa",
    fixture_suite(tc);
    tcase_add_checked_fixture(tc, fixture_login, fixture_end);
    tcase_add_loop_test(tc, signature_verifies, 0, CASES);
    tcase_add_loop_test(tc, altered_message_or_signature_does_not_verify, 0,
	CASES);
    tcase_add_test(tc, signing_in_parts_is_the_same);
    tcase_add_test(tc, size_query_leaves_the_operation);
    tcase_add_test(tc, signature_of_odd_length_is_refused);
    tcase_add_test(tc, published_signature_verifies);
    tcase_add_test(tc, point_is_an_octet_string);
    tcase_add_test(tc, halves_tell_the_same_public_key);
    tcase_add_test(tc, private_value_is_never_revealed);
    tcase_add_test(tc, public_half_serves_without_login);
    tcase_add_test(tc, unknown_curve_is_refused);
    tcase_add_test(tc, java_s_empty_private_template_will_do))
