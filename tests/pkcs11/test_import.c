/* SPDX-License-Identifier: Apache-2.0 */
/* Keys from elsewhere, with the templates that programs send. */
#include "support/hex.h"
#include "support/keys.h"
#include "support/suite.h"

#include <string.h>

static CK_OBJECT_CLASS secret = CKO_SECRET_KEY, private = CKO_PRIVATE_KEY,
    public = CKO_PUBLIC_KEY;
static CK_KEY_TYPE aes = CKK_AES, rsa = CKK_RSA, generic = CKK_GENERIC_SECRET,
    edwards = CKK_EC_EDWARDS, hmac = CKK_SHA256_HMAC;
static CK_OBJECT_HANDLE h;

/* ---- RSA ---- */

static const CK_ATTRIBUTE_TYPE parts[] = { CKA_MODULUS, CKA_PUBLIC_EXPONENT,
	CKA_PRIVATE_EXPONENT, CKA_PRIME_1, CKA_PRIME_2, CKA_EXPONENT_1,
	CKA_EXPONENT_2, CKA_COEFFICIENT };
#define PARTS (sizeof(parts) / sizeof(parts[0]))
static CK_BYTE numbers[PARTS][256];
static CK_ATTRIBUTE given[PARTS];

/* The numbers of a new key, made in the session and readable. */
static void
rsa_numbers(void)
{
	CK_MECHANISM m = { CKM_RSA_PKCS_KEY_PAIR_GEN, NULL, 0 };
	CK_ULONG bits = 2048;
	CK_ATTRIBUTE pub[] = { ATTR(CKA_MODULUS_BITS, bits) };
	CK_ATTRIBUTE priv[] = { ATTR(CKA_EXTRACTABLE, yes),
		ATTR(CKA_SENSITIVE, no) };
	struct pair p;

	OK(P11(GenerateKeyPair, fx.session, &m, pub, 1, priv, 2, &p.pub,
	    &p.priv));
	for (size_t i = 0; i < PARTS; i++)
		given[i] = (CK_ATTRIBUTE){ parts[i], numbers[i], 256 };
	OK(P11(GetAttributeValue, fx.session, p.priv, given, PARTS));
}

/* The first n numbers, on the token. */
static CK_RV
rsa_import(CK_OBJECT_CLASS *class, size_t n)
{
	CK_ATTRIBUTE template[16] = { ATTR(CKA_CLASS, *class),
		ATTR(CKA_KEY_TYPE, rsa), ATTR(CKA_TOKEN, yes),
		ATTR_TEXT(CKA_ID, "rsa"), ATTR_TEXT(CKA_LABEL, "rsa") };

	memcpy(template + 5, given, n * sizeof(given[0]));
	return P11(CreateObject, fx.session, template, 5 + n, &h);
}

START_TEST(an_rsa_pair_comes_in)
{
	CK_BYTE signature[256];
	CK_ULONG len = sizeof(signature);
	CK_OBJECT_HANDLE pub;

	rsa_numbers();
	OK(rsa_import(&public, 2));
	pub = h;
	OK(rsa_import(&private, PARTS));
	OK(sign(CKM_SHA256_RSA_PKCS, h, "text", 4, signature, &len));
	OK(verify(CKM_SHA256_RSA_PKCS, pub, "text", 4, signature, len));
	ck_assert_int_eq(get_bool(h, CKA_LOCAL), CK_FALSE);
	ck_assert_int_eq(get_bool(h, CKA_EXTRACTABLE), CK_FALSE);
	/* The public key was there first: it belongs to the pair. */
	OK(CLV(RotateKey, fx.session, h, 0, NULL));
	ck_assert_uint_eq(get_ulong(pub, CKA_CLV_VERSION), 2);
}
END_TEST

START_TEST(an_rsa_key_needs_its_numbers)
{
	rsa_numbers();
	GIVES(CKR_TEMPLATE_INCOMPLETE, rsa_import(&private, 1));
	GIVES(CKR_TEMPLATE_INCOMPLETE, rsa_import(&public, 1));
	numbers[3][20] ^= 1;
	GIVES(CKR_ATTRIBUTE_VALUE_INVALID, rsa_import(&private, PARTS));
}
END_TEST

/* ---- Ed25519 ---- */

/* RFC 8032, 7.1, test 2. */
static const char ed_secret[] =
    "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb";
static const char ed_public[] =
    "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
static const char ed_signature[] =
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";
static CK_BYTE ed_params[] = { 0x06, 0x03, 0x2b, 0x65, 0x70 };

static CK_RV
ed_import(const char *point)
{
	struct hex_bytes value = hex(ed_secret), q = hex(point);
	CK_ATTRIBUTE template[] = { ATTR(CKA_CLASS, private),
		ATTR(CKA_KEY_TYPE, edwards), ATTR(CKA_SIGN, yes),
		{ CKA_EC_PARAMS, ed_params, sizeof(ed_params) },
		{ CKA_VALUE, value.data, value.len },
		{ CKA_EC_POINT, q.data, q.len } };

	return P11(CreateObject, fx.session, template, q.len != 0 ? 6 : 5, &h);
}

START_TEST(an_edwards_key_comes_in)
{
	struct hex_bytes want = hex(ed_signature);
	CK_BYTE signature[64];
	CK_ULONG len = sizeof(signature);

	OK(ed_import(""));
	OK(sign(CKM_EDDSA, h, "\x72", 1, signature, &len));
	ck_assert_mem_eq(signature, want.data, 64);
	OK(ed_import(ed_public));
}
END_TEST

/* The public half, where it is given, is that of the private one. */
START_TEST(halves_of_two_keys_are_no_pair)
{
	static const char other[] = "d75a980182b10ab7d54bfed3c964073a"
	    "0ee172f3daa62325af021a68f707511a";

	GIVES(CKR_ATTRIBUTE_VALUE_INVALID, ed_import(other));
}
END_TEST

/* ---- secret keys ---- */

static const struct {
	CK_KEY_TYPE *type;
	CK_ULONG len;
	CK_RV rv;
} secrets[] = {
	{ &aes, 32, CKR_OK },
	{ &aes, 20, CKR_ATTRIBUTE_VALUE_INVALID },
	{ &generic, 48, CKR_OK }, /* SunPKCS11 probes with this */
	{ &generic, 1, CKR_OK },
	{ &hmac, 5, CKR_OK }, /* shorter than the digest */
	{ &hmac, 0, CKR_ATTRIBUTE_VALUE_INVALID },
	{ &rsa, 32, CKR_ATTRIBUTE_VALUE_INVALID },
};

START_TEST(a_secret_key_comes_in)
{
	CK_BYTE value[64] = { 1 };
	CK_ATTRIBUTE template[] = { ATTR(CKA_CLASS, secret),
		ATTR(CKA_KEY_TYPE, *secrets[_i].type),
		{ CKA_VALUE, value, secrets[_i].len } };

	GIVES(secrets[_i].rv, P11(CreateObject, fx.session, template, 3, &h));
}
END_TEST

/* pkcs11-tool --write-object --type secrkey */
START_TEST(a_secret_key_comes_in_as_pkcs11_tool_sends_it)
{
	CK_BYTE value[32] = { 1 };
	CK_ATTRIBUTE template[] = { ATTR(CKA_CLASS, secret),
		ATTR(CKA_KEY_TYPE, aes), { CKA_VALUE, value, 32 },
		ATTR(CKA_TOKEN, yes), ATTR(CKA_PRIVATE, no),
		ATTR(CKA_SENSITIVE, no), ATTR(CKA_EXTRACTABLE, no),
		ATTR_TEXT(CKA_LABEL, "secret") };
	CK_ULONG len = sizeof(value);

	OK(P11(CreateObject, fx.session, template, 8, &h));
	GIVES(CKR_ATTRIBUTE_SENSITIVE, get_attr(h, CKA_VALUE, value, &len));
}
END_TEST

SUITE("pkcs11/import",
    fixture_suite(tc);
    tcase_add_checked_fixture(tc, fixture_login, fixture_end);
    tcase_add_test(tc, an_rsa_pair_comes_in);
    tcase_add_test(tc, an_rsa_key_needs_its_numbers);
    tcase_add_test(tc, an_edwards_key_comes_in);
    tcase_add_test(tc, halves_of_two_keys_are_no_pair);
    tcase_add_loop_test(tc, a_secret_key_comes_in, 0,
	(int)(sizeof(secrets) / sizeof(secrets[0])));
    tcase_add_test(tc, a_secret_key_comes_in_as_pkcs11_tool_sends_it))
