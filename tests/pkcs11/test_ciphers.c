/* SPDX-License-Identifier: Apache-2.0 */
/* Every cipher through the whole stack: a key of its kind made, data in one
 * part and in several, a key wrapped; that each computes what it should is
 * shown in tests/mech. */
#include "support/keys.h"
#include "support/suite.h"

#include <stdbool.h>
#include <string.h>

static CK_BYTE some[64] = { 1, 2, 3 }, nonce[13];
static CK_AES_CTR_PARAMS ctr = { 128, { 0 } };
static CK_CHACHA20_PARAMS chacha = { some, 32, nonce, 96 };
static CK_GCM_PARAMS gcm = { nonce, 12, 96, some, 20, 128 };
static CK_CCM_PARAMS ccm = { 64, nonce, 13, some, 20, 16 };
static CK_SALSA20_CHACHA20_POLY1305_PARAMS poly = { nonce, 96, some, 20 };

#define PARAM(p) &(p), sizeof(p)
#define KEY_AES CKM_AES_KEY_GEN, 32
#define KEY_XTS CKM_AES_XTS_KEY_GEN, 64
#define KEY_CHACHA CKM_CHACHA20_KEY_GEN, 32

/* clang-format off */
static const struct {
	CK_MECHANISM mechanism;
	CK_MECHANISM_TYPE generation;
	CK_ULONG key_len;
	bool parts, wraps;
	CK_ULONG added;
} rows[] = {
	{ { CKM_AES_ECB, NULL, 0 },                       KEY_AES,    true,  true,  0 },
	{ { CKM_AES_CBC, some, 16 },                      KEY_AES,    true,  true,  0 },
	{ { CKM_AES_CBC_PAD, some, 16 },                  KEY_AES,    true,  true,  16 },
	{ { CKM_AES_CTR, PARAM(ctr) },                    KEY_AES,    true,  true,  0 },
	{ { CKM_AES_CTS, some, 16 },                      KEY_AES,    true,  true,  0 },
	{ { CKM_AES_XTS, some, 16 },                      KEY_XTS,    true,  true,  0 },
	{ { CKM_CHACHA20, PARAM(chacha) },                KEY_CHACHA, true,  true,  0 },
	{ { CKM_AES_GCM, PARAM(gcm) },                    KEY_AES,    true,  true,  16 },
	{ { CKM_AES_CCM, PARAM(ccm) },                    KEY_AES,    true,  true,  16 },
	{ { CKM_CHACHA20_POLY1305, PARAM(poly) },         KEY_CHACHA, true,  false, 16 },
	{ { CKM_AES_KEY_WRAP, NULL, 0 },                  KEY_AES,    false, true,  8 },
	{ { CKM_AES_KEY_WRAP_PAD, NULL, 0 },              KEY_AES,    false, true,  16 },
	{ { CKM_AES_KEY_WRAP_KWP, NULL, 0 },              KEY_AES,    false, true,  8 },
	{ { CKM_AES_KEY_WRAP_PKCS7, NULL, 0 },            KEY_AES,    false, true,  16 },
};
/* clang-format on */
#define ROWS ((int)(sizeof(rows) / sizeof(*rows)))

static CK_MECHANISM mechanism;

static CK_OBJECT_HANDLE
key_for(int i)
{
	CK_ULONG len = rows[i].key_len;
	CK_ATTRIBUTE template[] = {
		ATTR(CKA_TOKEN, yes),
		ATTR(CKA_ENCRYPT, yes),
		ATTR(CKA_DECRYPT, yes),
		ATTR(CKA_WRAP, yes),
		ATTR(CKA_UNWRAP, yes),
		ATTR(CKA_VALUE_LEN, len),
	};
	CK_MECHANISM generation = { rows[i].generation, NULL, 0 };
	CK_OBJECT_HANDLE key;

	mechanism = rows[i].mechanism;
	OK(P11(GenerateKey, fx.session, &generation, template,
	    ATTR_COUNT(template), &key));
	return key;
}

/* In the input's place, in parts of 7 bytes. */
static CK_ULONG
decrypt_in_parts(CK_BYTE *data, CK_ULONG len)
{
	CK_ULONG done = 0, made;
	CK_BYTE room[64];

	for (CK_ULONG at = 0; at < len; at += 7) {
		CK_ULONG part = len - at < 7 ? len - at : 7;

		memcpy(room, data + at, part);
		made = sizeof(room);
		OK(P11(DecryptUpdate, fx.session, room, part, room, &made));
		memcpy(data + done, room, made);
		done += made;
	}
	made = 128;
	OK(P11(DecryptFinal, fx.session, data + done, &made));
	return done + made;
}

START_TEST(data_come_back)
{
	CK_OBJECT_HANDLE key = key_for(_i);
	CK_BYTE sealed[256], plain[256];
	CK_ULONG len = 0, told;

	OK(P11(EncryptInit, fx.session, &mechanism, key));
	OK(P11(Encrypt, fx.session, some, 64, NULL, &len));
	ck_assert_uint_eq(len, 64 + rows[_i].added);
	told = --len;
	GIVES(CKR_BUFFER_TOO_SMALL,
	    P11(Encrypt, fx.session, some, 64, sealed, &len));
	ck_assert_uint_eq(len, told + 1);
	OK(P11(Encrypt, fx.session, some, 64, sealed, &len));
	ck_assert_uint_eq(len, told + 1);
	told = sizeof(plain);
	OK(P11(DecryptInit, fx.session, &mechanism, key));
	OK(P11(Decrypt, fx.session, sealed, len, plain, &told));
	ck_assert_uint_eq(told, 64);
	ck_assert_mem_eq(plain, some, 64);
	if (!rows[_i].parts)
		return;
	OK(P11(DecryptInit, fx.session, &mechanism, key));
	ck_assert_uint_eq(decrypt_in_parts(sealed, len), 64);
	ck_assert_mem_eq(sealed, some, 64);
}
END_TEST

START_TEST(parts_give_the_same_as_one)
{
	CK_OBJECT_HANDLE key = key_for(_i);
	CK_BYTE whole[256], parts[256];
	CK_ULONG len = sizeof(whole), done = 0, made;

	OK(P11(EncryptInit, fx.session, &mechanism, key));
	OK(P11(Encrypt, fx.session, some, 64, whole, &len));
	OK(P11(EncryptInit, fx.session, &mechanism, key));
	made = sizeof(parts);
	if (!rows[_i].parts) {
		GIVES(CKR_OPERATION_ACTIVE, P11(EncryptUpdate, fx.session,
		    some, 64, parts, &made));
		return;
	}
	for (CK_ULONG at = 0; at < 64; at += 8) {
		made = sizeof(parts) - done;
		OK(P11(EncryptUpdate, fx.session, some + at, 8, parts + done,
		    &made));
		done += made;
	}
	made = sizeof(parts) - done;
	OK(P11(EncryptFinal, fx.session, parts + done, &made));
	ck_assert_uint_eq(done + made, len);
	ck_assert_mem_eq(parts, whole, len);
}
END_TEST

static CK_RV
unwrap(CK_OBJECT_HANDLE under, CK_BYTE *wrapped, CK_ULONG len,
    CK_ULONG value_len, CK_OBJECT_HANDLE *out)
{
	CK_OBJECT_CLASS class = CKO_SECRET_KEY;
	CK_KEY_TYPE type = CKK_GENERIC_SECRET;
	CK_ATTRIBUTE template[] = {
		ATTR(CKA_CLASS, class),
		ATTR(CKA_KEY_TYPE, type),
		ATTR(CKA_SENSITIVE, no),
		ATTR(CKA_EXTRACTABLE, yes),
		ATTR(CKA_VALUE_LEN, value_len),
	};

	return P11(UnwrapKey, fx.session, &mechanism, under, wrapped, len,
	    template, ATTR_COUNT(template), out);
}

/* 20 bytes: no whole blocks of any cipher. */
START_TEST(keys_come_back)
{
	CK_OBJECT_HANDLE under = key_for(_i), key, back;
	CK_MECHANISM generation = { CKM_GENERIC_SECRET_KEY_GEN, NULL, 0 };
	CK_ULONG value_len = 20, len, got;
	CK_ATTRIBUTE template[] = {
		ATTR(CKA_VALUE_LEN, value_len),
		ATTR(CKA_SENSITIVE, no),
		ATTR(CKA_EXTRACTABLE, yes),
	};
	CK_BYTE value[64], other[64], wrapped[128];

	OK(P11(GenerateKey, fx.session, &generation, template,
	    ATTR_COUNT(template), &key));
	len = sizeof(wrapped);
	if (!rows[_i].wraps) {
		GIVES(CKR_MECHANISM_INVALID, P11(WrapKey, fx.session,
		    &mechanism, under, key, wrapped, &len));
		return;
	}
	OK(P11(WrapKey, fx.session, &mechanism, under, key, wrapped, &len));
	OK(unwrap(under, wrapped, len, value_len, &back));
	got = sizeof(value);
	OK(get_attr(key, CKA_VALUE, value, &got));
	got = sizeof(other);
	OK(get_attr(back, CKA_VALUE, other, &got));
	ck_assert_uint_eq(got, 20);
	ck_assert_mem_eq(value, other, 20);
}
END_TEST

START_TEST(additional_data_come_apart)
{
	CK_OBJECT_HANDLE under = key_for(_i), back;
	CK_OBJECT_HANDLE key = aes_import(some, 32);
	CK_BYTE tag[16], iv[12], wrapped[64], value[64];
	CK_GCM_MESSAGE_PARAMS g = { iv, 12, 32, CKG_GENERATE, tag, 128 };
	CK_CCM_MESSAGE_PARAMS c = { 0, iv, 12, 32, CKG_GENERATE, tag, 16 };
	CK_OBJECT_CLASS class = CKO_SECRET_KEY;
	CK_KEY_TYPE type = CKK_AES;
	CK_ATTRIBUTE template[] = {
		ATTR(CKA_CLASS, class),
		ATTR(CKA_KEY_TYPE, type),
		ATTR(CKA_SENSITIVE, no),
		ATTR(CKA_EXTRACTABLE, yes),
	};
	CK_ULONG len = sizeof(wrapped), got = sizeof(value);

	if (mechanism.mechanism == CKM_AES_GCM)
		mechanism = (CK_MECHANISM){ CKM_AES_GCM, PARAM(g) };
	else
		mechanism = (CK_MECHANISM){ CKM_AES_CCM, PARAM(c) };
	OK(P11(WrapKeyAuthenticated, fx.session, &mechanism, under, key, some,
	    9, wrapped, &len));
	ck_assert_uint_eq(len, 32);
	GIVES(CKR_WRAPPED_KEY_INVALID, P11(UnwrapKeyAuthenticated, fx.session,
	    &mechanism, under, wrapped, len, template, ATTR_COUNT(template),
	    some, 8, &back));
	OK(P11(UnwrapKeyAuthenticated, fx.session, &mechanism, under, wrapped,
	    len, template, ATTR_COUNT(template), some, 9, &back));
	OK(get_attr(back, CKA_VALUE, value, &got));
	ck_assert_uint_eq(got, 32);
	ck_assert_mem_eq(value, some, 32);
}
END_TEST

/* ---- refusals ---- */

static CK_RV
decrypts(int i, CK_ULONG len)
{
	CK_OBJECT_HANDLE key = key_for(i);
	CK_BYTE out[128];
	CK_ULONG out_len = sizeof(out);

	OK(P11(DecryptInit, fx.session, &mechanism, key));
	return P11(Decrypt, fx.session, some, len, out, &out_len);
}

static CK_RV
encrypts(int i, CK_ULONG len)
{
	CK_OBJECT_HANDLE key = key_for(i);
	CK_BYTE out[128];
	CK_ULONG out_len = sizeof(out);

	OK(P11(EncryptInit, fx.session, &mechanism, key));
	return P11(Encrypt, fx.session, some, len, out, &out_len);
}

START_TEST(lengths_that_cannot_be_are_told)
{
	for (int i = 0; i < 2; i++) {
		GIVES(CKR_DATA_LEN_RANGE, encrypts(i, 17));
		GIVES(CKR_ENCRYPTED_DATA_LEN_RANGE, decrypts(i, 17));
	}
	GIVES(CKR_ENCRYPTED_DATA_LEN_RANGE, decrypts(2, 17));
	GIVES(CKR_ENCRYPTED_DATA_LEN_RANGE, decrypts(2, 0));
	for (int i = 4; i < 6; i++) {
		GIVES(CKR_DATA_LEN_RANGE, encrypts(i, 15));
		GIVES(CKR_ENCRYPTED_DATA_LEN_RANGE, decrypts(i, 15));
	}
	for (int i = 7; i < 10; i++)
		GIVES(CKR_ENCRYPTED_DATA_LEN_RANGE, decrypts(i, 15));
	GIVES(CKR_DATA_LEN_RANGE, encrypts(8, 63));
}
END_TEST

START_TEST(wrong_padding_and_tags_are_told)
{
	/* Ends in proper padding once in 256 times. */
	CK_RV rv = decrypts(2, 64);

	ck_assert(rv == CKR_ENCRYPTED_DATA_INVALID || rv == CKR_OK);
	GIVES(CKR_ENCRYPTED_DATA_INVALID, decrypts(7, 64));
	GIVES(CKR_ENCRYPTED_DATA_INVALID, decrypts(9, 64));
}
END_TEST

START_TEST(counter_that_would_run_over_is_told)
{
	ctr.ulCounterBits = 1;
	GIVES(CKR_DATA_LEN_RANGE, encrypts(3, 33));
	OK(encrypts(3, 32));
	GIVES(CKR_DATA_LEN_RANGE, decrypts(3, 33));
}
END_TEST

SUITE("pkcs11/ciphers",
    fixture_suite(tc);
    tcase_add_checked_fixture(tc, fixture_login, fixture_end);
    tcase_add_loop_test(tc, data_come_back, 0, ROWS);
    tcase_add_loop_test(tc, parts_give_the_same_as_one, 0, ROWS);
    tcase_add_loop_test(tc, keys_come_back, 0, ROWS);
    tcase_add_loop_test(tc, additional_data_come_apart, 7, 9);
    tcase_add_test(tc, lengths_that_cannot_be_are_told);
    tcase_add_test(tc, wrong_padding_and_tags_are_told);
    tcase_add_test(tc, counter_that_would_run_over_is_told))
