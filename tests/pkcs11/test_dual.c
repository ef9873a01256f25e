/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two operations at one go: the plaintext goes to both, and neither half moves
 * unless the other does.
 */
#include "support/hex.h"
#include "support/keys.h"
#include "support/suite.h"

#include <string.h>

static CK_BYTE iv[16];
static CK_MECHANISM cbc = { CKM_AES_CBC, iv, sizeof(iv) };
static CK_MECHANISM sha = { CKM_SHA256, NULL, 0 };
static CK_MECHANISM ecdsa = { CKM_ECDSA_SHA256, NULL, 0 };
static CK_OBJECT_HANDLE key;
static struct pair pair;
static CK_BYTE text[48], sealed[48], out[128], digest[32];
static CK_ULONG len;

static void
setup(void)
{
	CK_ULONG n = sizeof(digest);

	fixture_login();
	key = aes_import("0123456789abcdef", 16);
	pair = ec_pair(P256, "pair");
	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (CK_BYTE)i;
	OK(P11(DigestInit, fx.session, &sha));
	OK(P11(Digest, fx.session, text, sizeof(text), digest, &n));
	n = sizeof(sealed);
	OK(P11(EncryptInit, fx.session, &cbc, key));
	OK(P11(Encrypt, fx.session, text, sizeof(text), sealed, &n));
	len = sizeof(out);
}

static void
check_digest(void)
{
	CK_BYTE got[32];
	CK_ULONG n = sizeof(got);

	OK(P11(DigestFinal, fx.session, got, &n));
	ck_assert_mem_eq(got, digest, sizeof(digest));
}

/* ---- digest and encrypt ---- */

static void
begin_sealing(void)
{
	OK(P11(EncryptInit, fx.session, &cbc, key));
	OK(P11(DigestInit, fx.session, &sha));
}

START_TEST(text_is_digested_and_encrypted)
{
	CK_ULONG first = sizeof(out);

	begin_sealing();
	OK(P11(DigestEncryptUpdate, fx.session, text, 20, out, &first));
	ck_assert_uint_eq(first, 16);
	len = sizeof(out) - first;
	OK(P11(DigestEncryptUpdate, fx.session, text + 20, 28, out + first,
	    &len));
	ck_assert_uint_eq(first + len, 48);
	ck_assert_mem_eq(out, sealed, 48);
	len = 0;
	OK(P11(EncryptFinal, fx.session, out, &len));
	check_digest();
}
END_TEST

START_TEST(text_may_be_encrypted_where_it_is)
{
	CK_BYTE copy[48];

	memcpy(copy, text, sizeof(copy));
	len = sizeof(copy);
	begin_sealing();
	OK(P11(DigestEncryptUpdate, fx.session, copy, 48, copy, &len));
	ck_assert_mem_eq(copy, sealed, 48);
	check_digest();
}
END_TEST

START_TEST(size_query_and_short_buffer_move_neither)
{
	begin_sealing();
	len = 0;
	OK(P11(DigestEncryptUpdate, fx.session, text, 48, NULL, &len));
	ck_assert_uint_eq(len, 48);
	len = 47;
	GIVES(CKR_BUFFER_TOO_SMALL, P11(DigestEncryptUpdate, fx.session, text,
	    48, out, &len));
	ck_assert_uint_eq(len, 48);
	OK(P11(DigestEncryptUpdate, fx.session, text, 48, out, &len));
	ck_assert_mem_eq(out, sealed, 48);
	check_digest();
}
END_TEST

START_TEST(both_have_to_be_active)
{
	GIVES(CKR_OPERATION_NOT_INITIALIZED, P11(DigestEncryptUpdate,
	    fx.session, text, 48, out, &len));
	OK(P11(DigestInit, fx.session, &sha));
	GIVES(CKR_OPERATION_NOT_INITIALIZED, P11(DigestEncryptUpdate,
	    fx.session, text, 48, out, &len));
	OK(P11(DigestUpdate, fx.session, text, 48));
	check_digest();
	OK(P11(EncryptInit, fx.session, &cbc, key));
	GIVES(CKR_OPERATION_NOT_INITIALIZED, P11(DigestEncryptUpdate,
	    fx.session, text, 48, out, &len));
}
END_TEST

START_TEST(bad_arguments_end_both)
{
	begin_sealing();
	GIVES(CKR_ARGUMENTS_BAD, P11(DigestEncryptUpdate, fx.session, NULL, 48,
	    out, &len));
	GIVES(CKR_OPERATION_NOT_INITIALIZED, P11(EncryptFinal, fx.session, out,
	    &len));
	GIVES(CKR_OPERATION_NOT_INITIALIZED, P11(DigestFinal, fx.session, out,
	    &len));
	begin_sealing();
	GIVES(CKR_ARGUMENTS_BAD, P11(DigestEncryptUpdate, fx.session, text, 48,
	    out, NULL));
	GIVES(CKR_OPERATION_NOT_INITIALIZED, P11(EncryptFinal, fx.session, out,
	    &len));
}
END_TEST

START_TEST(one_half_may_be_cancelled)
{
	begin_sealing();
	OK(P11(DigestEncryptUpdate, fx.session, text, 48, out, &len));
	OK(P11(SessionCancel, fx.session, CKF_ENCRYPT));
	check_digest();
}
END_TEST

/* ---- decrypt and digest ---- */

START_TEST(text_is_decrypted_and_digested)
{
	CK_ULONG first = sizeof(out);

	OK(P11(DecryptInit, fx.session, &cbc, key));
	OK(P11(DigestInit, fx.session, &sha));
	OK(P11(DecryptDigestUpdate, fx.session, sealed, 16, NULL, &first));
	first = 15;
	GIVES(CKR_BUFFER_TOO_SMALL, P11(DecryptDigestUpdate, fx.session,
	    sealed, 16, out, &first));
	OK(P11(DecryptDigestUpdate, fx.session, sealed, 16, out, &first));
	len = sizeof(out) - first;
	OK(P11(DecryptDigestUpdate, fx.session, sealed + 16, 32, out + first,
	    &len));
	ck_assert_uint_eq(first + len, 48);
	ck_assert_mem_eq(out, text, 48);
	len = 0;
	OK(P11(DecryptFinal, fx.session, out, &len));
	check_digest();
}
END_TEST

START_TEST(what_waits_for_its_tag_is_not_digested_yet)
{
	CK_GCM_PARAMS params = { .pIv = iv, .ulIvLen = 12, .ulIvBits = 96,
		.ulTagBits = 128 };
	CK_MECHANISM gcm = { CKM_AES_GCM, &params, sizeof(params) };
	CK_BYTE cipher[64];
	CK_ULONG n = sizeof(cipher);

	OK(P11(EncryptInit, fx.session, &gcm, key));
	OK(P11(Encrypt, fx.session, text, 48, cipher, &n));
	OK(P11(DecryptInit, fx.session, &gcm, key));
	OK(P11(DigestInit, fx.session, &sha));
	OK(P11(DecryptDigestUpdate, fx.session, cipher, n, out, &len));
	ck_assert_uint_eq(len, 0);
	len = sizeof(out);
	OK(P11(DecryptFinal, fx.session, out, &len));
	OK(P11(DigestUpdate, fx.session, out, len));
	check_digest();
}
END_TEST

/* ---- sign and encrypt, decrypt and verify ---- */

START_TEST(signed_and_encrypted_is_decrypted_and_verified)
{
	CK_BYTE signature[64], cipher[48];
	CK_ULONG n = sizeof(signature);

	OK(P11(EncryptInit, fx.session, &cbc, key));
	OK(P11(SignInit, fx.session, &ecdsa, pair.priv));
	OK(P11(SignEncryptUpdate, fx.session, text, 48, NULL, &len));
	len = sizeof(cipher);
	OK(P11(SignEncryptUpdate, fx.session, text, 48, cipher, &len));
	OK(P11(SignFinal, fx.session, signature, &n));
	OK(P11(SessionCancel, fx.session, CKF_ENCRYPT));
	OK(verify(CKM_ECDSA_SHA256, pair.pub, text, 48, signature, n));
	OK(P11(DecryptInit, fx.session, &cbc, key));
	OK(P11(VerifyInit, fx.session, &ecdsa, pair.pub));
	len = 3;
	GIVES(CKR_BUFFER_TOO_SMALL, P11(DecryptVerifyUpdate, fx.session,
	    cipher, 48, out, &len));
	OK(P11(DecryptVerifyUpdate, fx.session, cipher, 48, out, &len));
	ck_assert_mem_eq(out, text, 48);
	OK(P11(VerifyFinal, fx.session, signature, n));
}
END_TEST

START_TEST(what_takes_no_parts_takes_no_half)
{
	CK_MECHANISM sha256 = { CKM_SHA256, NULL, 0 };
	CK_MECHANISM kwp = { CKM_AES_KEY_WRAP_KWP, NULL, 0 };

	OK(P11(EncryptInit, fx.session, &kwp, key));
	OK(P11(DigestInit, fx.session, &sha256));
	GIVES(CKR_OPERATION_ACTIVE, P11(DigestEncryptUpdate, fx.session, text,
	    32, out, &len));
	GIVES(CKR_OPERATION_NOT_INITIALIZED, P11(DigestFinal, fx.session, out,
	    &len));
}
END_TEST

SUITE("pkcs11/dual",
    fixture_suite(tc);
    tcase_add_checked_fixture(tc, setup, fixture_end);
    tcase_add_test(tc, text_is_digested_and_encrypted);
    tcase_add_test(tc, text_may_be_encrypted_where_it_is);
    tcase_add_test(tc, size_query_and_short_buffer_move_neither);
    tcase_add_test(tc, both_have_to_be_active);
    tcase_add_test(tc, bad_arguments_end_both);
    tcase_add_test(tc, one_half_may_be_cancelled);
    tcase_add_test(tc, text_is_decrypted_and_digested);
    tcase_add_test(tc, what_waits_for_its_tag_is_not_digested_yet);
    tcase_add_test(tc, signed_and_encrypted_is_decrypted_and_verified);
    tcase_add_test(tc, what_takes_no_parts_takes_no_half))
