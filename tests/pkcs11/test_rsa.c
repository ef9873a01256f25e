/* SPDX-License-Identifier: Apache-2.0 */
/* RSA keys, made and brought along, through the whole stack. */
#include "support/kat.h"
#include "support/keys.h"
#include "support/suite.h"

#include <string.h>

#define K 256

static CK_BYTE message[100] = "what is signed or encrypted here";
static CK_RSA_PKCS_OAEP_PARAMS oaep = { .hashAlg = CKM_SHA256,
	.mgf = CKG_MGF1_SHA256, .source = CKZ_DATA_SPECIFIED };
static struct kat keys;
static struct pair pair;

/* ---- keys ---- */

static CK_ATTRIBUTE
number(CK_ATTRIBUTE_TYPE type, const char *field)
{
	size_t len;
	const unsigned char *at = kat_bytes(&keys.cases[1], field, &len);

	return (CK_ATTRIBUTE){ type, (void *)(uintptr_t)at, len };
}

/* The second key of the file, without its primes: both halves. */
static struct pair
pair_import(void)
{
	CK_OBJECT_CLASS public = CKO_PUBLIC_KEY, private = CKO_PRIVATE_KEY;
	CK_KEY_TYPE type = CKK_RSA;
	CK_ATTRIBUTE pub[] = {
		ATTR(CKA_CLASS, public), ATTR(CKA_KEY_TYPE, type),
		ATTR(CKA_VERIFY, yes), ATTR(CKA_ENCRYPT, yes),
		ATTR(CKA_WRAP, yes), number(CKA_MODULUS, "modulus"),
		number(CKA_PUBLIC_EXPONENT, "exponent"),
	};
	CK_ATTRIBUTE priv[] = {
		ATTR(CKA_CLASS, private), ATTR(CKA_KEY_TYPE, type),
		ATTR(CKA_SIGN, yes), ATTR(CKA_DECRYPT, yes),
		ATTR(CKA_UNWRAP, yes), ATTR(CKA_TOKEN, yes),
		number(CKA_MODULUS, "modulus"),
		number(CKA_PUBLIC_EXPONENT, "exponent"),
		number(CKA_PRIVATE_EXPONENT, "private"),
	};
	struct pair p;

	OK(P11(CreateObject, fx.session, pub, ATTR_COUNT(pub), &p.pub));
	OK(P11(CreateObject, fx.session, priv, ATTR_COUNT(priv), &p.priv));
	return p;
}

static void
setup(void)
{
	fixture_login();
	keys = kat_load("RSA_KEYS");
	pair = pair_import();
}

static void
teardown(void)
{
	kat_free(&keys);
	fixture_end();
}

/* ---- signatures ---- */

static const struct {
	CK_MECHANISM_TYPE type;
	CK_ULONG in_len;
} signers[] = { { CKM_RSA_PKCS, 51 }, { CKM_RSA_X_509, 100 },
	{ CKM_SHA1_RSA_PKCS, 100 }, { CKM_SHA256_RSA_PKCS, 100 },
	{ CKM_SHA3_512_RSA_PKCS, 100 } };

START_TEST(signature_verifies_and_an_altered_one_does_not)
{
	CK_BYTE signature[K];
	CK_ULONG len = sizeof(signature);

	OK(sign(signers[_i].type, pair.priv, message, signers[_i].in_len,
	    signature, &len));
	ck_assert_uint_eq(len, K);
	OK(verify(signers[_i].type, pair.pub, message, signers[_i].in_len,
	    signature, len));
	signature[9] ^= 1;
	GIVES(CKR_SIGNATURE_INVALID, verify(signers[_i].type, pair.pub,
	    message, signers[_i].in_len, signature, len));
	GIVES(CKR_SIGNATURE_LEN_RANGE, verify(signers[_i].type, pair.pub,
	    message, signers[_i].in_len, signature, len - 1));
}
END_TEST

START_TEST(pss_signature_in_parts_verifies)
{
	CK_RSA_PKCS_PSS_PARAMS params = { CKM_SHA256, CKG_MGF1_SHA256, 32 };
	CK_MECHANISM mechanism = { CKM_SHA256_RSA_PKCS_PSS, &params,
		sizeof(params) };
	CK_BYTE signature[K];
	CK_ULONG len = sizeof(signature);

	OK(P11(SignInit, fx.session, &mechanism, pair.priv));
	OK(P11(SignUpdate, fx.session, message, 40));
	OK(P11(SignUpdate, fx.session, message + 40, 60));
	OK(P11(SignFinal, fx.session, signature, &len));
	OK(P11(VerifyInit, fx.session, &mechanism, pair.pub));
	OK(P11(Verify, fx.session, message, 100, signature, len));
	params.sLen = K;
	GIVES(CKR_MECHANISM_PARAM_INVALID, P11(SignInit, fx.session,
	    &mechanism, pair.priv));
}
END_TEST

START_TEST(too_long_data_are_refused)
{
	static CK_BYTE data[K];
	CK_BYTE signature[K];
	CK_ULONG len = sizeof(signature);

	GIVES(CKR_DATA_LEN_RANGE, sign(CKM_RSA_PKCS, pair.priv, data, K - 10,
	    signature, &len));
	memset(data, 0xff, sizeof(data));
	len = sizeof(signature);
	GIVES(CKR_DATA_INVALID, sign(CKM_RSA_X_509, pair.priv, data, K,
	    signature, &len));
}
END_TEST

/* ---- encryption ---- */

static CK_RV
crypt(bool decrypt, CK_MECHANISM *mechanism, CK_BYTE *in, CK_ULONG len,
    CK_BYTE *out, CK_ULONG *out_len)
{
	if (decrypt) {
		OK(P11(DecryptInit, fx.session, mechanism, pair.priv));
		return P11(Decrypt, fx.session, in, len, out, out_len);
	}
	OK(P11(EncryptInit, fx.session, mechanism, pair.pub));
	return P11(Encrypt, fx.session, in, len, out, out_len);
}

START_TEST(oaep_decrypts_what_it_encrypted_and_nothing_else)
{
	CK_MECHANISM mechanism = { CKM_RSA_PKCS_OAEP, &oaep, sizeof(oaep) };
	CK_BYTE cipher[K], plain[K];
	CK_ULONG len = sizeof(cipher), plain_len = sizeof(plain);

	OK(crypt(false, &mechanism, message, 100, cipher, &len));
	OK(crypt(true, &mechanism, cipher, len, plain, &plain_len));
	ck_assert_uint_eq(plain_len, 100);
	ck_assert_mem_eq(plain, message, 100);
	cipher[100] ^= 1;
	plain_len = sizeof(plain);
	GIVES(CKR_ENCRYPTED_DATA_INVALID, crypt(true, &mechanism, cipher, len,
	    plain, &plain_len));
	GIVES(CKR_ENCRYPTED_DATA_LEN_RANGE, crypt(true, &mechanism, cipher,
	    len - 1, plain, &plain_len));
}
END_TEST

START_TEST(v1_5_never_says_that_the_padding_is_wrong)
{
	CK_MECHANISM mechanism = { CKM_RSA_PKCS, NULL, 0 };
	CK_BYTE cipher[K], plain[K];
	CK_ULONG len = sizeof(cipher), plain_len = sizeof(plain);

	OK(crypt(false, &mechanism, message, 100, cipher, &len));
	OK(crypt(true, &mechanism, cipher, len, plain, &plain_len));
	ck_assert_uint_eq(plain_len, 100);
	ck_assert_mem_eq(plain, message, 100);
	for (int i = 0; i < 16; i++) {
		cipher[K - 1]++;
		plain_len = sizeof(plain);
		OK(crypt(true, &mechanism, cipher, len, plain, &plain_len));
	}
}
END_TEST

/* ---- wrapping ---- */

START_TEST(wrapped_keys_come_back)
{
	CK_RSA_AES_KEY_WRAP_PARAMS both = { 256, &oaep };
	CK_MECHANISM mechanisms[] = {
		{ CKM_RSA_PKCS, NULL, 0 },
		{ CKM_RSA_PKCS_OAEP, &oaep, sizeof(oaep) },
		{ CKM_RSA_AES_KEY_WRAP, &both, sizeof(both) },
	};
	CK_OBJECT_CLASS class = CKO_SECRET_KEY;
	CK_KEY_TYPE type = CKK_AES;
	CK_ATTRIBUTE template[] = {
		ATTR(CKA_CLASS, class), ATTR(CKA_KEY_TYPE, type),
		ATTR(CKA_DECRYPT, yes), ATTR(CKA_EXTRACTABLE, yes),
		ATTR(CKA_SENSITIVE, no),
	};
	CK_OBJECT_HANDLE key = aes_import(message, 32), back;
	CK_BYTE wrapped[2 * K], value[32];
	CK_ULONG len = sizeof(wrapped), value_len = sizeof(value);

	OK(P11(WrapKey, fx.session, &mechanisms[_i], pair.pub, key, wrapped,
	    &len));
	OK(P11(UnwrapKey, fx.session, &mechanisms[_i], pair.priv, wrapped,
	    len, template, ATTR_COUNT(template), &back));
	OK(get_attr(back, CKA_VALUE, value, &value_len));
	ck_assert_uint_eq(value_len, 32);
	ck_assert_mem_eq(value, message, 32);
}
END_TEST

/* ---- generation ---- */

START_TEST(new_pair_signs_and_shows_its_numbers)
{
	CK_MECHANISM mechanism = { CKM_RSA_PKCS_KEY_PAIR_GEN, NULL, 0 };
	CK_ULONG bits = 2048, len = K, signature_len = K;
	CK_ATTRIBUTE pub[] = { ATTR(CKA_MODULUS_BITS, bits),
		ATTR(CKA_VERIFY, yes), ATTR(CKA_TOKEN, yes) };
	CK_ATTRIBUTE priv[] = { ATTR(CKA_SIGN, yes), ATTR(CKA_TOKEN, yes) };
	CK_BYTE modulus[K], signature[K];

	OK(P11(GenerateKeyPair, fx.session, &mechanism, pub, ATTR_COUNT(pub),
	    priv, ATTR_COUNT(priv), &pair.pub, &pair.priv));
	OK(get_attr(pair.priv, CKA_MODULUS, modulus, &len));
	ck_assert_uint_eq(len, K);
	ck_assert_uint_ge(modulus[0], 0x80);
	ck_assert_uint_eq(get_ulong(pair.pub, CKA_MODULUS_BITS), 2048);
	len = K;
	OK(get_attr(pair.pub, CKA_PUBLIC_EXPONENT, modulus, &len));
	ck_assert_uint_eq(len, 3);
	OK(sign(CKM_SHA256_RSA_PKCS, pair.priv, message, 100, signature,
	    &signature_len));
	OK(verify(CKM_SHA256_RSA_PKCS, pair.pub, message, 100, signature,
	    signature_len));
}
END_TEST

START_TEST(pair_needs_a_size_within_bounds)
{
	CK_MECHANISM mechanism = { CKM_RSA_PKCS_KEY_PAIR_GEN, NULL, 0 };
	CK_ULONG bits = 1024;
	CK_ATTRIBUTE pub[] = { ATTR(CKA_VERIFY, yes),
		ATTR(CKA_MODULUS_BITS, bits) };
	CK_ATTRIBUTE priv[] = { ATTR(CKA_SIGN, yes) };

	GIVES(CKR_TEMPLATE_INCOMPLETE, P11(GenerateKeyPair, fx.session,
	    &mechanism, pub, 1, priv, 1, &pair.pub, &pair.priv));
	GIVES(CKR_KEY_SIZE_RANGE, P11(GenerateKeyPair, fx.session, &mechanism,
	    pub, 2, priv, 1, &pair.pub, &pair.priv));
}
END_TEST

SUITE("pkcs11/rsa",
    fixture_suite(tc);
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_loop_test(tc, signature_verifies_and_an_altered_one_does_not, 0,
	5);
    tcase_add_test(tc, pss_signature_in_parts_verifies);
    tcase_add_test(tc, too_long_data_are_refused);
    tcase_add_test(tc, oaep_decrypts_what_it_encrypted_and_nothing_else);
    tcase_add_test(tc, v1_5_never_says_that_the_padding_is_wrong);
    tcase_add_loop_test(tc, wrapped_keys_come_back, 0, 3);
    tcase_add_test(tc, new_pair_signs_and_shows_its_numbers);
    tcase_add_test(tc, pair_needs_a_size_within_bounds))
