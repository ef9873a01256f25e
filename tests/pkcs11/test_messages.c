/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Encrypted messages: vectors and tags of their own, one key and one process
 * for all of them.
 */
#include "support/hex.h"
#include "support/keys.h"
#include "support/suite.h"

#include <string.h>

#define TAG 16

/* McGrew and Viega, The Galois/Counter Mode of Operation, appendix B: test
 * case 4. */
static const char key_hex[] = "feffe9928665731c6d6a8f9467308308";
static const char iv_hex[] = "cafebabefacedbaddecaf888";
static const char aad_hex[] = "feedfacedeadbeeffeedfacedeadbeefabaddad2";
static const char plain_hex[] =
    "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
    "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39";
static const char cipher_hex[] =
    "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"
    "21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091";
static const char tag_hex[] = "5bc94fbc3221a5db94fae95ae7121a47";

static CK_MECHANISM gcm = { CKM_AES_GCM, NULL, 0 };
static struct hex_bytes iv, aad, plain, cipher, tag;
static CK_GCM_MESSAGE_PARAMS params;
static CK_OBJECT_HANDLE key;
static CK_BYTE out[256];
static CK_ULONG len;

#define PARAMS &params, sizeof(params)

static void
setup(void)
{
	struct hex_bytes value = hex(key_hex);

	fixture_login();
	iv = hex(iv_hex);
	aad = hex(aad_hex);
	plain = hex(plain_hex);
	cipher = hex(cipher_hex);
	tag = hex(tag_hex);
	key = aes_import(value.data, value.len);
	params = (CK_GCM_MESSAGE_PARAMS){ .pIv = iv.data, .ulIvLen = iv.len,
		.ivGenerator = CKG_NO_GENERATE, .pTag = tag.data,
		.ulTagBits = 8 * TAG };
	len = sizeof(out);
}

static void
begin_encrypting(void)
{
	memset(tag.data, 0, TAG);
	OK(P11(MessageEncryptInit, fx.session, &gcm, key));
}

static void
begin_decrypting(void)
{
	OK(P11(MessageDecryptInit, fx.session, &gcm, key));
}

static CK_RV
encrypt(CK_BYTE *to)
{
	return P11(EncryptMessage, fx.session, PARAMS, aad.data, aad.len,
	    plain.data, plain.len, to, &len);
}

static CK_RV
decrypt(CK_BYTE *to)
{
	return P11(DecryptMessage, fx.session, PARAMS, aad.data, aad.len,
	    cipher.data, cipher.len, to, &len);
}

static void
check_sealed(const CK_BYTE *at, CK_ULONG n)
{
	ck_assert_uint_eq(n, cipher.len);
	ck_assert_mem_eq(at, cipher.data, cipher.len);
	ck_assert_mem_eq(tag.data, hex(tag_hex).data, TAG);
}

static void
check_opened(const CK_BYTE *at, CK_ULONG n)
{
	ck_assert_uint_eq(n, plain.len);
	ck_assert_mem_eq(at, plain.data, plain.len);
}

/* ---- at once ---- */

START_TEST(messages_encrypt_as_published)
{
	begin_encrypting();
	for (int i = 0; i < 3; i++) {
		memset(tag.data, 0, TAG);
		len = sizeof(out);
		OK(encrypt(out));
		check_sealed(out, len);
	}
	OK(P11(MessageEncryptFinal, fx.session));
	GIVES(CKR_OPERATION_NOT_INITIALIZED, encrypt(out));
	GIVES(CKR_OPERATION_NOT_INITIALIZED, P11(MessageEncryptFinal,
	    fx.session));
}
END_TEST

START_TEST(messages_decrypt_as_published)
{
	begin_decrypting();
	for (int i = 0; i < 3; i++) {
		len = plain.len;
		OK(decrypt(out));
		check_opened(out, len);
	}
	OK(P11(MessageDecryptFinal, fx.session));
	GIVES(CKR_OPERATION_NOT_INITIALIZED, decrypt(out));
}
END_TEST

START_TEST(message_is_made_where_it_is)
{
	struct hex_bytes text = plain;

	begin_encrypting();
	OK(P11(EncryptMessage, fx.session, PARAMS, aad.data, aad.len,
	    text.data, text.len, text.data, &len));
	check_sealed(text.data, len);
	begin_decrypting();
	OK(P11(DecryptMessage, fx.session, PARAMS, aad.data, aad.len,
	    text.data, text.len, text.data, &len));
	check_opened(text.data, len);
}
END_TEST

START_TEST(altered_message_is_refused_and_the_next_is_not)
{
	begin_decrypting();
	for (size_t i = 0; i < cipher.len; i += 7) {
		cipher.data[i] ^= 1;
		len = sizeof(out);
		memset(out, '-', sizeof(out));
		GIVES(CKR_AEAD_DECRYPT_FAILED, decrypt(out));
		cipher.data[i] ^= 1;
		ck_assert_mem_ne(out, plain.data, plain.len);
	}
	tag.data[0] ^= 1;
	GIVES(CKR_AEAD_DECRYPT_FAILED, decrypt(out));
	tag.data[0] ^= 1;
	aad.data[0] ^= 1;
	GIVES(CKR_AEAD_DECRYPT_FAILED, decrypt(out));
	aad.data[0] ^= 1;
	len = sizeof(out);
	OK(decrypt(out));
	check_opened(out, len);
}
END_TEST

START_TEST(size_is_told_and_nothing_done)
{
	begin_encrypting();
	OK(encrypt(NULL));
	ck_assert_uint_eq(len, plain.len);
	len--;
	GIVES(CKR_BUFFER_TOO_SMALL, encrypt(out));
	ck_assert_uint_eq(len, plain.len);
	OK(encrypt(out));
	check_sealed(out, len);
	begin_decrypting();
	OK(decrypt(NULL));
	ck_assert_uint_eq(len, plain.len);
	len--;
	GIVES(CKR_BUFFER_TOO_SMALL, decrypt(out));
	OK(decrypt(out));
	check_opened(out, len);
}
END_TEST

START_TEST(empty_message_has_a_tag)
{
	begin_encrypting();
	OK(P11(EncryptMessage, fx.session, PARAMS, NULL, 0, NULL, 0, out,
	    &len));
	ck_assert_uint_eq(len, 0);
	begin_decrypting();
	OK(P11(DecryptMessage, fx.session, PARAMS, NULL, 0, NULL, 0, out,
	    &len));
	tag.data[3] ^= 1;
	GIVES(CKR_AEAD_DECRYPT_FAILED, P11(DecryptMessage, fx.session, PARAMS,
	    NULL, 0, NULL, 0, out, &len));
}
END_TEST

START_TEST(bad_argument_ends_the_message_only)
{
	begin_encrypting();
	GIVES(CKR_ARGUMENTS_BAD, P11(EncryptMessage, fx.session, PARAMS,
	    NULL, 5, plain.data, plain.len, out, &len));
	GIVES(CKR_ARGUMENTS_BAD, P11(EncryptMessage, fx.session, PARAMS,
	    NULL, 0, NULL, 5, out, &len));
	GIVES(CKR_ARGUMENTS_BAD, P11(EncryptMessage, fx.session, PARAMS,
	    NULL, 0, plain.data, plain.len, out, NULL));
	GIVES(CKR_MECHANISM_PARAM_INVALID, P11(EncryptMessage, fx.session,
	    NULL, 0, NULL, 0, plain.data, plain.len, out, &len));
	GIVES(CKR_MECHANISM_PARAM_INVALID, P11(EncryptMessage, fx.session,
	    &params, 3, NULL, 0, plain.data, plain.len, out, &len));
	params.pTag = NULL;
	GIVES(CKR_MECHANISM_PARAM_INVALID, encrypt(out));
	params.pTag = tag.data;
	OK(encrypt(out));
	check_sealed(out, len);
}
END_TEST

/* ---- vectors made here ---- */

START_TEST(each_message_has_a_vector_of_its_own)
{
	CK_BYTE first[12], zero[12] = { 0 };

	params.ivGenerator = CKG_GENERATE;
	memset(iv.data, 0, iv.len);
	begin_encrypting();
	OK(encrypt(NULL));
	ck_assert_mem_eq(iv.data, zero, 12);
	OK(encrypt(out));
	memcpy(first, iv.data, 12);
	OK(encrypt(out));
	ck_assert_mem_ne(iv.data, first, 12);
	memcpy(cipher.data, out, len);
	begin_decrypting();
	OK(decrypt(out));
	check_opened(out, len);
}
END_TEST

START_TEST(counter_counts_messages)
{
	params.ivGenerator = CKG_GENERATE_COUNTER;
	params.ulIvFixedBits = 32;
	begin_encrypting();
	for (CK_BYTE i = 0; i < 3; i++) {
		OK(encrypt(NULL));
		OK(encrypt(out));
		ck_assert_mem_eq(iv.data, hex(iv_hex).data, 4);
		ck_assert_int_eq(iv.data[11], i);
	}
}
END_TEST

/* ---- in parts ---- */

static CK_RV
next(int encrypts, CK_BYTE *in, CK_ULONG n, CK_BYTE *to, CK_FLAGS flags)
{
	return encrypts ? P11(EncryptMessageNext, fx.session, PARAMS, in, n,
	    to, &len, flags) : P11(DecryptMessageNext, fx.session, PARAMS,
	    in, n, to, &len, flags);
}

START_TEST(message_encrypts_in_parts)
{
	CK_ULONG done = 0;

	begin_encrypting();
	OK(P11(EncryptMessageBegin, fx.session, PARAMS, aad.data, aad.len));
	while (done < 45) {
		len = 0;
		OK(next(1, plain.data + done, 15, NULL, 0));
		ck_assert_uint_eq(len, 15);
		len = 14;
		GIVES(CKR_BUFFER_TOO_SMALL, next(1, plain.data + done, 15,
		    out + done, 0));
		OK(next(1, plain.data + done, 15, out + done, 0));
		done += len;
	}
	len = 0;
	OK(next(1, plain.data + done, plain.len - done, NULL,
	    CKF_END_OF_MESSAGE));
	ck_assert_uint_eq(len, plain.len - done);
	OK(next(1, plain.data + done, plain.len - done, out + done,
	    CKF_END_OF_MESSAGE));
	check_sealed(out, done + len);
	GIVES(CKR_OPERATION_NOT_INITIALIZED, next(1, plain.data, 1, out, 0));
	len = sizeof(out);
	OK(encrypt(out));
	OK(P11(MessageEncryptFinal, fx.session));
}
END_TEST

START_TEST(message_decrypts_in_parts_and_gives_nothing_before_the_end)
{
	CK_ULONG half = cipher.len / 2;

	params.pTag = NULL; /* it may come as late as the last part */
	begin_decrypting();
	OK(P11(DecryptMessageBegin, fx.session, PARAMS, aad.data, aad.len));
	OK(next(0, cipher.data, half, out, 0));
	ck_assert_uint_eq(len, 0);
	params.pTag = tag.data;
	OK(next(0, cipher.data + half, cipher.len - half, NULL,
	    CKF_END_OF_MESSAGE));
	ck_assert_uint_eq(len, plain.len);
	len--;
	GIVES(CKR_BUFFER_TOO_SMALL, next(0, cipher.data + half,
	    cipher.len - half, out, CKF_END_OF_MESSAGE));
	OK(next(0, cipher.data + half, cipher.len - half, out,
	    CKF_END_OF_MESSAGE));
	check_opened(out, len);
	OK(P11(MessageDecryptFinal, fx.session));
}
END_TEST

START_TEST(bad_tag_at_the_end_ends_the_message)
{
	tag.data[5] ^= 1;
	begin_decrypting();
	OK(P11(DecryptMessageBegin, fx.session, PARAMS, aad.data, aad.len));
	GIVES(CKR_AEAD_DECRYPT_FAILED, next(0, cipher.data, cipher.len, out,
	    CKF_END_OF_MESSAGE));
	GIVES(CKR_OPERATION_NOT_INITIALIZED, next(0, cipher.data, cipher.len,
	    out, CKF_END_OF_MESSAGE));
	tag.data[5] ^= 1;
	len = sizeof(out);
	OK(decrypt(out));
}
END_TEST

START_TEST(parameter_comes_with_the_last_part_too)
{
	begin_decrypting();
	OK(P11(DecryptMessageBegin, fx.session, PARAMS, aad.data, aad.len));
	GIVES(CKR_MECHANISM_PARAM_INVALID, P11(DecryptMessageNext, fx.session,
	    NULL, 0, cipher.data, cipher.len, out, &len, CKF_END_OF_MESSAGE));
	begin_encrypting();
	OK(P11(EncryptMessageBegin, fx.session, PARAMS, aad.data, aad.len));
	OK(P11(EncryptMessageNext, fx.session, NULL, 0, plain.data, 16, out,
	    &len, 0));
	GIVES(CKR_MECHANISM_PARAM_INVALID, P11(EncryptMessageNext, fx.session,
	    NULL, 0, plain.data, 16, out, &len, CKF_END_OF_MESSAGE));
}
END_TEST

START_TEST(tag_is_as_long_as_it_was_said)
{
	begin_decrypting();
	OK(P11(DecryptMessageBegin, fx.session, PARAMS, aad.data, aad.len));
	params.ulTagBits = 96;
	GIVES(CKR_MECHANISM_PARAM_INVALID, next(0, cipher.data, cipher.len,
	    out, CKF_END_OF_MESSAGE));
}
END_TEST

START_TEST(nothing_else_comes_within_a_message)
{
	begin_encrypting();
	GIVES(CKR_OPERATION_NOT_INITIALIZED, next(1, plain.data, 1, out, 0));
	OK(P11(EncryptMessageBegin, fx.session, PARAMS, NULL, 0));
	GIVES(CKR_OPERATION_ACTIVE, encrypt(out));
	OK(P11(EncryptMessageBegin, fx.session, PARAMS, NULL, 0));
	GIVES(CKR_OPERATION_ACTIVE, P11(EncryptMessageBegin, fx.session,
	    PARAMS, NULL, 0));
	OK(P11(EncryptMessageBegin, fx.session, PARAMS, NULL, 0));
	GIVES(CKR_OPERATION_ACTIVE, P11(MessageEncryptFinal, fx.session));
	OK(P11(MessageEncryptFinal, fx.session));
}
END_TEST

START_TEST(unknown_flag_ends_the_message)
{
	begin_encrypting();
	OK(P11(EncryptMessageBegin, fx.session, PARAMS, NULL, 0));
	GIVES(CKR_ARGUMENTS_BAD, next(1, plain.data, 1, out, 2));
	GIVES(CKR_OPERATION_NOT_INITIALIZED, next(1, plain.data, 1, out, 0));
}
END_TEST

/* ---- CCM, which has to know the length ---- */

START_TEST(ccm_messages_come_back)
{
	CK_MECHANISM ccm = { CKM_AES_CCM, NULL, 0 };
	CK_CCM_MESSAGE_PARAMS p = { .ulDataLen = plain.len,
		.pNonce = iv.data, .ulNonceLen = 12,
		.nonceGenerator = CKG_NO_GENERATE, .pMAC = tag.data,
		.ulMACLen = TAG };
	CK_ULONG n = sizeof(out);

	OK(P11(MessageEncryptInit, fx.session, &ccm, key));
	OK(P11(EncryptMessageBegin, fx.session, &p, sizeof(p), aad.data,
	    aad.len));
	OK(P11(EncryptMessageNext, fx.session, &p, sizeof(p), plain.data, 20,
	    out, &n, 0));
	len = sizeof(out) - n;
	OK(P11(EncryptMessageNext, fx.session, &p, sizeof(p), plain.data + 20,
	    plain.len - 20, out + n, &len, CKF_END_OF_MESSAGE));
	ck_assert_uint_eq(n + len, plain.len);
	OK(P11(MessageDecryptInit, fx.session, &ccm, key));
	len = plain.len;
	OK(P11(DecryptMessage, fx.session, &p, sizeof(p), aad.data, aad.len,
	    out, plain.len, out, &len));
	check_opened(out, len);
}
END_TEST

static void
add_parts(TCase *tc)
{
	tcase_add_test(tc, message_encrypts_in_parts);
	tcase_add_test(tc,
	    message_decrypts_in_parts_and_gives_nothing_before_the_end);
	tcase_add_test(tc, bad_tag_at_the_end_ends_the_message);
	tcase_add_test(tc, parameter_comes_with_the_last_part_too);
	tcase_add_test(tc, tag_is_as_long_as_it_was_said);
	tcase_add_test(tc, nothing_else_comes_within_a_message);
	tcase_add_test(tc, unknown_flag_ends_the_message);
	tcase_add_test(tc, ccm_messages_come_back);
}

SUITE("pkcs11/messages",
    fixture_suite(tc);
    tcase_add_checked_fixture(tc, setup, fixture_end);
    tcase_add_test(tc, messages_encrypt_as_published);
    tcase_add_test(tc, messages_decrypt_as_published);
    tcase_add_test(tc, message_is_made_where_it_is);
    tcase_add_test(tc, altered_message_is_refused_and_the_next_is_not);
    tcase_add_test(tc, size_is_told_and_nothing_done);
    tcase_add_test(tc, empty_message_has_a_tag);
    tcase_add_test(tc, bad_argument_ends_the_message_only);
    tcase_add_test(tc, each_message_has_a_vector_of_its_own);
    tcase_add_test(tc, counter_counts_messages);
    add_parts(tc))
