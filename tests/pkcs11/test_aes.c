/* SPDX-License-Identifier: Apache-2.0 */
/* AES through the whole stack: GCM, key wrapping, operations and their ends. */
#include "support/hex.h"
#include "support/keys.h"
#include "support/suite.h"

#include <string.h>

#define TAG 16

/* ---- published vectors ---- */

/* McGrew and Viega, The Galois/Counter Mode of Operation, appendix B: test
 * cases 4 and 16. */
static const char gcm_iv[] = "cafebabefacedbaddecaf888";
static const char gcm_aad[] = "feedfacedeadbeeffeedfacedeadbeefabaddad2";
static const char gcm_plain[] =
    "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
    "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39";
static const struct {
	const char *key, *cipher;
} gcm_cases[] = {
	{ "feffe9928665731c6d6a8f9467308308",
	    "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"
	    "21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091"
	    "5bc94fbc3221a5db94fae95ae7121a47" },
	{ "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
	    "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
	    "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
	    "76fc6ece0f4e1768cddf8853bb2d551b" },
};

struct gcm_case {
	struct hex_bytes iv, aad, plain, cipher;
	CK_GCM_PARAMS params;
	CK_MECHANISM mechanism;
	CK_OBJECT_HANDLE key;
};

static void
gcm_case(int i, struct gcm_case *c)
{
	struct hex_bytes key = hex(gcm_cases[i].key);

	c->iv = hex(gcm_iv);
	c->aad = hex(gcm_aad);
	c->plain = hex(gcm_plain);
	c->cipher = hex(gcm_cases[i].cipher);
	c->params = (CK_GCM_PARAMS){ .pIv = c->iv.data, .ulIvLen = c->iv.len,
		.ulIvBits = 8 * c->iv.len, .pAAD = c->aad.data,
		.ulAADLen = c->aad.len, .ulTagBits = 8 * TAG };
	c->mechanism = (CK_MECHANISM){ CKM_AES_GCM, &c->params,
		sizeof(c->params) };
	c->key = aes_import(key.data, key.len);
}

START_TEST(gcm_encrypts_as_published)
{
	struct gcm_case c;
	CK_BYTE out[128];
	CK_ULONG len = sizeof(out);

	gcm_case(_i, &c);
	OK(P11(EncryptInit, fx.session, &c.mechanism, c.key));
	OK(P11(Encrypt, fx.session, c.plain.data, c.plain.len, out, &len));
	ck_assert_uint_eq(len, c.cipher.len);
	ck_assert_mem_eq(out, c.cipher.data, len);
}
END_TEST

START_TEST(gcm_encrypts_in_parts_as_published)
{
	struct gcm_case c;
	CK_BYTE out[128];
	CK_ULONG done = 0, len;

	gcm_case(_i, &c);
	OK(P11(EncryptInit, fx.session, &c.mechanism, c.key));
	for (CK_ULONG at = 0; at < c.plain.len; at += 15) {
		len = sizeof(out) - done;
		OK(P11(EncryptUpdate, fx.session, c.plain.data + at, 15,
		    out + done, &len));
		done += len;
	}
	len = sizeof(out) - done;
	OK(P11(EncryptFinal, fx.session, out + done, &len));
	ck_assert_uint_eq(done + len, c.cipher.len);
	ck_assert_mem_eq(out, c.cipher.data, c.cipher.len);
}
END_TEST

START_TEST(gcm_decrypts_in_parts_and_gives_nothing_before_the_end)
{
	struct gcm_case c;
	CK_BYTE out[128];
	CK_ULONG len, half;

	gcm_case(_i, &c);
	half = c.cipher.len / 2;
	OK(P11(DecryptInit, fx.session, &c.mechanism, c.key));
	len = sizeof(out);
	OK(P11(DecryptUpdate, fx.session, c.cipher.data, half, out, &len));
	ck_assert_uint_eq(len, 0);
	len = sizeof(out);
	OK(P11(DecryptUpdate, fx.session, c.cipher.data + half,
	    c.cipher.len - half, out, &len));
	ck_assert_uint_eq(len, 0);
	len = sizeof(out);
	OK(P11(DecryptFinal, fx.session, out, &len));
	ck_assert_uint_eq(len, c.plain.len);
	ck_assert_mem_eq(out, c.plain.data, len);
}
END_TEST

/* RFC 3394, 4.6, and RFC 5649, 6. */
static const struct {
	CK_MECHANISM_TYPE type;
	const char *key, *plain, *wrapped;
} wraps[] = {
	{ CKM_AES_KEY_WRAP,
	    "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
	    "00112233445566778899aabbccddeeff000102030405060708090a0b0c0d0e0f",
	    "28c9f404c4b810f4cbccb35cfb87f8263f5786e2d80ed326cbc7f0e71a99f43b"
	    "fb988b9b7a02dd21" },
	{ CKM_AES_KEY_WRAP_KWP,
	    "5840df6e29b02af1ab493b705bf16ea1ae8338f4dcc176a8",
	    "c37b7e6492584340bed12207808941155068f738",
	    "138bdeaa9b8fa7fc61f97742e72248ee5ae6ae5360d1ae6a5f54f373fa543b"
	    "6a" },
};

START_TEST(wrapping_mechanism_encrypts_as_published)
{
	struct hex_bytes key = hex(wraps[_i].key), in = hex(wraps[_i].plain);
	struct hex_bytes want = hex(wraps[_i].wrapped);
	CK_MECHANISM mechanism = { wraps[_i].type, NULL, 0 };
	CK_BYTE out[64];
	CK_ULONG len = sizeof(out);

	OK(P11(EncryptInit, fx.session, &mechanism, aes_import(key.data,
	    key.len)));
	OK(P11(Encrypt, fx.session, in.data, in.len, out, &len));
	ck_assert_uint_eq(len, want.len);
	ck_assert_mem_eq(out, want.data, len);
}
END_TEST

/* ---- a token key at work ---- */

START_TEST(token_key_decrypts_what_it_encrypted)
{
	CK_OBJECT_HANDLE key = aes_key("k");
	CK_BYTE cipher[64], plain[64];
	CK_ULONG len = sizeof(cipher), plain_len = sizeof(plain);

	OK(gcm_encrypt(key, "attack at dawn", 14, cipher, &len));
	ck_assert_uint_eq(len, 14 + TAG);
	OK(gcm_decrypt(key, cipher, len, plain, &plain_len));
	ck_assert_uint_eq(plain_len, 14);
	ck_assert_mem_eq(plain, "attack at dawn", 14);
}
END_TEST

START_TEST(every_altered_byte_is_noticed)
{
	CK_OBJECT_HANDLE key = aes_key("k");
	CK_BYTE cipher[64], plain[64];
	CK_ULONG len = sizeof(cipher), plain_len;

	OK(gcm_encrypt(key, "data", 4, cipher, &len));
	for (CK_ULONG i = 0; i < len; i++) {
		cipher[i] ^= 1;
		plain_len = sizeof(plain);
		GIVES(CKR_ENCRYPTED_DATA_INVALID, gcm_decrypt(key, cipher, len,
		    plain, &plain_len));
		cipher[i] ^= 1;
	}
}
END_TEST

START_TEST(ciphertext_shorter_than_a_tag_is_refused)
{
	CK_BYTE plain[64];
	CK_ULONG len = sizeof(plain);
	CK_RV rv = gcm_decrypt(aes_key("k"), "short", 5, plain, &len);

	ck_assert(rv == CKR_ENCRYPTED_DATA_LEN_RANGE ||
	    rv == CKR_ENCRYPTED_DATA_INVALID);
}
END_TEST

START_TEST(empty_plaintext_has_a_tag_too)
{
	CK_OBJECT_HANDLE key = aes_key("k");
	CK_BYTE cipher[TAG], plain[1];
	CK_ULONG len = sizeof(cipher), plain_len = sizeof(plain);

	OK(gcm_encrypt(key, "", 0, cipher, &len));
	ck_assert_uint_eq(len, TAG);
	OK(gcm_decrypt(key, cipher, len, plain, &plain_len));
	ck_assert_uint_eq(plain_len, 0);
}
END_TEST

/* ---- operations ---- */

static CK_MECHANISM
start_encrypting(void)
{
	struct gcm_case c;
	static CK_GCM_PARAMS params;
	static struct hex_bytes iv;
	CK_MECHANISM mechanism = { CKM_AES_GCM, &params, sizeof(params) };

	gcm_case(0, &c);
	iv = c.iv;
	params = c.params;
	params.pIv = iv.data;
	params.pAAD = NULL;
	params.ulAADLen = 0;
	OK(P11(EncryptInit, fx.session, &mechanism, c.key));
	return mechanism;
}

START_TEST(size_query_and_short_buffer_leave_the_operation)
{
	CK_BYTE out[64];
	CK_ULONG len = 0;

	start_encrypting();
	OK(P11(Encrypt, fx.session, (CK_BYTE *)"data", 4, NULL, &len));
	ck_assert_uint_eq(len, 4 + TAG);
	len = 19;
	GIVES(CKR_BUFFER_TOO_SMALL, P11(Encrypt, fx.session, (CK_BYTE *)"data",
	    4, out, &len));
	ck_assert_uint_eq(len, 20);
	OK(P11(Encrypt, fx.session, (CK_BYTE *)"data", 4, out, &len));
	GIVES(CKR_OPERATION_NOT_INITIALIZED, P11(Encrypt, fx.session,
	    (CK_BYTE *)"data", 4, out, &len));
}
END_TEST

START_TEST(missing_argument_ends_the_operation)
{
	CK_BYTE out[64];
	CK_ULONG len = sizeof(out);

	start_encrypting();
	GIVES(CKR_ARGUMENTS_BAD, P11(Encrypt, fx.session, (CK_BYTE *)"data", 4,
	    out, NULL));
	GIVES(CKR_OPERATION_NOT_INITIALIZED, P11(Encrypt, fx.session,
	    (CK_BYTE *)"data", 4, out, &len));
}
END_TEST

START_TEST(second_init_is_refused)
{
	CK_MECHANISM mechanism = start_encrypting();

	GIVES(CKR_OPERATION_ACTIVE, P11(EncryptInit, fx.session, &mechanism,
	    aes_key("k")));
}
END_TEST

START_TEST(null_mechanism_cancels)
{
	CK_BYTE out[64];
	CK_ULONG len = sizeof(out);

	start_encrypting();
	OK(P11(EncryptInit, fx.session, NULL, 0));
	GIVES(CKR_OPERATION_NOT_INITIALIZED, P11(Encrypt, fx.session,
	    (CK_BYTE *)"data", 4, out, &len));
}
END_TEST

START_TEST(session_cancel_cancels)
{
	start_encrypting();
	OK(P11(SessionCancel, fx.session, CKF_DECRYPT));
	OK(P11(SessionCancel, fx.session, CKF_ENCRYPT));
	start_encrypting();
}
END_TEST

START_TEST(one_shot_after_update_is_refused)
{
	CK_BYTE out[64];
	CK_ULONG len = sizeof(out);

	start_encrypting();
	OK(P11(EncryptUpdate, fx.session, (CK_BYTE *)"data", 4, out, &len));
	len = sizeof(out);
	GIVES(CKR_OPERATION_ACTIVE, P11(Encrypt, fx.session, (CK_BYTE *)"data",
	    4, out, &len));
}
END_TEST

START_TEST(operations_of_different_kinds_go_together)
{
	CK_MECHANISM digest = { CKM_SHA256, NULL, 0 };
	CK_MECHANISM mechanism = start_encrypting();

	OK(P11(DecryptInit, fx.session, &mechanism, aes_key("k")));
	OK(P11(DigestInit, fx.session, &digest));
}
END_TEST

START_TEST(bad_init_is_refused)
{
	CK_GCM_PARAMS params = { .pIv = (CK_BYTE *)"twelve bytes",
		.ulIvLen = 12, .ulIvBits = 96, .ulTagBits = 128 };
	CK_MECHANISM good = { CKM_AES_GCM, &params, sizeof(params) };
	CK_MECHANISM other = { CKM_DES3_CBC, NULL, 0 };
	CK_MECHANISM bare = { CKM_AES_GCM, NULL, 0 };
	CK_OBJECT_HANDLE key = aes_key("k");

	GIVES(CKR_KEY_HANDLE_INVALID, P11(EncryptInit, fx.session, &good,
	    4711));
	GIVES(CKR_MECHANISM_INVALID, P11(EncryptInit, fx.session, &other, key));
	GIVES(CKR_MECHANISM_PARAM_INVALID, P11(EncryptInit, fx.session, &bare,
	    key));
	params.ulIvLen = 0;
	params.ulIvBits = 0;
	GIVES(CKR_MECHANISM_PARAM_INVALID, P11(EncryptInit, fx.session, &good,
	    key));
}
END_TEST

START_TEST(key_is_used_for_what_it_is_for)
{
	CK_ULONG len = 32;
	CK_ATTRIBUTE template[] = {
		ATTR(CKA_VALUE_LEN, len),
		ATTR(CKA_ENCRYPT, yes),
		ATTR(CKA_DECRYPT, no),
		ATTR(CKA_TOKEN, yes),
	};
	CK_OBJECT_HANDLE key;
	CK_BYTE out[64];
	CK_ULONG out_len = sizeof(out);

	OK(aes_generate(template, ATTR_COUNT(template), &key));
	OK(gcm_encrypt(key, "data", 4, out, &out_len));
	GIVES(CKR_KEY_FUNCTION_NOT_PERMITTED, gcm_decrypt(key, out, out_len,
	    out, &out_len));
}
END_TEST

START_TEST(logout_ends_an_operation)
{
	CK_OBJECT_HANDLE key = aes_key("k");
	CK_GCM_PARAMS params = { .pIv = (CK_BYTE *)"twelve bytes",
		.ulIvLen = 12, .ulIvBits = 96, .ulTagBits = 128 };
	CK_MECHANISM mechanism = { CKM_AES_GCM, &params, sizeof(params) };
	CK_BYTE out[64];
	CK_ULONG len = sizeof(out);
	CK_RV rv;

	OK(P11(EncryptInit, fx.session, &mechanism, key));
	OK(P11(Logout, fx.session));
	rv = P11(Encrypt, fx.session, (CK_BYTE *)"data", 4, out, &len);
	ck_assert(rv == CKR_OPERATION_NOT_INITIALIZED ||
	    rv == CKR_USER_NOT_LOGGED_IN);
}
END_TEST

/* ---- wrapping keys ---- */

static CK_RV
unwrap(CK_MECHANISM_TYPE type, CK_OBJECT_HANDLE with, CK_BYTE *in,
    CK_ULONG len, CK_OBJECT_HANDLE *out)
{
	CK_MECHANISM mechanism = { type, NULL, 0 };
	CK_OBJECT_CLASS class = CKO_SECRET_KEY;
	CK_KEY_TYPE key_type = CKK_AES;
	CK_ATTRIBUTE template[] = {
		ATTR(CKA_CLASS, class),
		ATTR(CKA_KEY_TYPE, key_type),
		ATTR(CKA_ENCRYPT, yes),
		ATTR(CKA_DECRYPT, yes),
	};

	return P11(UnwrapKey, fx.session, &mechanism, with, in, len, template,
	    ATTR_COUNT(template), out);
}

static const CK_MECHANISM_TYPE wrappers[] = { CKM_AES_KEY_WRAP,
	CKM_AES_KEY_WRAP_KWP };

START_TEST(data_key_comes_back_from_its_wrapping)
{
	CK_MECHANISM mechanism = { wrappers[_i], NULL, 0 };
	CK_OBJECT_HANDLE with = aes_key("kek"), back = 0;
	CK_OBJECT_HANDLE data_key = aes_import("0123456789abcdef", 16);
	CK_BYTE wrapped[64], value[64];
	CK_ULONG len = sizeof(wrapped), value_len = sizeof(value);

	OK(P11(WrapKey, fx.session, &mechanism, with, data_key, wrapped, &len));
	ck_assert_uint_eq(len, 24);
	OK(unwrap(wrappers[_i], with, wrapped, len, &back));
	OK(get_attr(back, CKA_VALUE, value, &value_len));
	ck_assert_uint_eq(value_len, 16);
	ck_assert_mem_eq(value, "0123456789abcdef", 16);
}
END_TEST

START_TEST(altered_wrapping_is_refused)
{
	CK_MECHANISM mechanism = { wrappers[_i], NULL, 0 };
	CK_OBJECT_HANDLE with = aes_key("kek"), back = 0;
	CK_OBJECT_HANDLE data_key = aes_import("0123456789abcdef", 16);
	CK_BYTE wrapped[64];
	CK_ULONG len = sizeof(wrapped);

	OK(P11(WrapKey, fx.session, &mechanism, with, data_key, wrapped, &len));
	wrapped[3] ^= 1;
	GIVES(CKR_WRAPPED_KEY_INVALID, unwrap(wrappers[_i], with, wrapped, len,
	    &back));
}
END_TEST

START_TEST(token_key_is_not_wrapped)
{
	CK_MECHANISM mechanism = { wrappers[_i], NULL, 0 };
	CK_BYTE wrapped[64];
	CK_ULONG len = sizeof(wrapped);

	GIVES(CKR_KEY_UNEXTRACTABLE, P11(WrapKey, fx.session, &mechanism,
	    aes_key("kek"), aes_key("k"), wrapped, &len));
}
END_TEST

START_TEST(wrapping_with_nothing_says_which_handle)
{
	CK_MECHANISM mechanism = { CKM_AES_KEY_WRAP, NULL, 0 };
	CK_OBJECT_HANDLE data_key = aes_import("0123456789abcdef", 16), back;
	CK_BYTE wrapped[64] = { 0 };
	CK_ULONG len = sizeof(wrapped);

	GIVES(CKR_WRAPPING_KEY_HANDLE_INVALID, P11(WrapKey, fx.session,
	    &mechanism, 4711, data_key, wrapped, &len));
	GIVES(CKR_KEY_HANDLE_INVALID, P11(WrapKey, fx.session, &mechanism,
	    aes_key("kek"), 4711, wrapped, &len));
	GIVES(CKR_UNWRAPPING_KEY_HANDLE_INVALID, unwrap(CKM_AES_KEY_WRAP, 4711,
	    wrapped, 24, &back));
}
END_TEST

SUITE("pkcs11/aes",
    fixture_suite(tc);
    tcase_add_checked_fixture(tc, fixture_login, fixture_end);
    tcase_add_loop_test(tc, gcm_encrypts_as_published, 0, 2);
    tcase_add_loop_test(tc, gcm_encrypts_in_parts_as_published, 0, 2);
    tcase_add_loop_test(tc,
	gcm_decrypts_in_parts_and_gives_nothing_before_the_end, 0, 2);
    tcase_add_loop_test(tc, wrapping_mechanism_encrypts_as_published, 0, 2);
    tcase_add_test(tc, token_key_decrypts_what_it_encrypted);
    tcase_add_test(tc, every_altered_byte_is_noticed);
    tcase_add_test(tc, ciphertext_shorter_than_a_tag_is_refused);
    tcase_add_test(tc, empty_plaintext_has_a_tag_too);
    tcase_add_test(tc, size_query_and_short_buffer_leave_the_operation);
    tcase_add_test(tc, missing_argument_ends_the_operation);
    tcase_add_test(tc, second_init_is_refused);
    tcase_add_test(tc, null_mechanism_cancels);
    tcase_add_test(tc, session_cancel_cancels);
    tcase_add_test(tc, one_shot_after_update_is_refused);
    tcase_add_test(tc, operations_of_different_kinds_go_together);
    tcase_add_test(tc, bad_init_is_refused);
    tcase_add_test(tc, key_is_used_for_what_it_is_for);
    tcase_add_test(tc, logout_ends_an_operation);
    tcase_add_loop_test(tc, data_key_comes_back_from_its_wrapping, 0, 2);
    tcase_add_loop_test(tc, altered_wrapping_is_refused, 0, 2);
    tcase_add_loop_test(tc, token_key_is_not_wrapped, 0, 2);
    tcase_add_test(tc, wrapping_with_nothing_says_which_handle))
