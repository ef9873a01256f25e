/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Signatures that carry what they sign, and RSA keys that want a login for
 * each operation.
 */
#include "support/keys.h"
#include "support/suite.h"

#include <string.h>

#define MODULUS 256

static CK_MECHANISM pkcs = { CKM_RSA_PKCS, NULL, 0 };
static CK_MECHANISM raw = { CKM_RSA_X_509, NULL, 0 };
static struct pair pair;
static CK_BYTE signature[MODULUS], out[MODULUS];
static CK_ULONG len;

#define TEXT(text) (CK_BYTE *)(text), strlen(text)

static struct pair
rsa_pair(CK_BBOOL careful)
{
	CK_MECHANISM m = { CKM_RSA_PKCS_KEY_PAIR_GEN, NULL, 0 };
	CK_ULONG bits = 8 * MODULUS;
	CK_ATTRIBUTE pub[] = {
		ATTR(CKA_TOKEN, yes),
		ATTR(CKA_MODULUS_BITS, bits),
		ATTR(CKA_VERIFY, yes),
		ATTR(CKA_VERIFY_RECOVER, yes),
		ATTR(CKA_ENCRYPT, yes),
	};
	CK_ATTRIBUTE priv[] = {
		ATTR(CKA_TOKEN, yes),
		ATTR(CKA_SIGN, yes),
		ATTR(CKA_SIGN_RECOVER, yes),
		ATTR(CKA_DECRYPT, yes),
		ATTR(CKA_ALWAYS_AUTHENTICATE, careful),
	};
	struct pair p = { 0, 0 };

	OK(P11(GenerateKeyPair, fx.session, &m, pub, ATTR_COUNT(pub), priv,
	    ATTR_COUNT(priv), &p.pub, &p.priv));
	return p;
}

static void
setup(void)
{
	fixture_login();
	pair = rsa_pair(CK_FALSE);
	len = sizeof(signature);
}

static void
sign_recover(const char *text)
{
	OK(P11(SignRecoverInit, fx.session, &pkcs, pair.priv));
	len = sizeof(signature);
	OK(P11(SignRecover, fx.session, TEXT(text), signature, &len));
	ck_assert_uint_eq(len, MODULUS);
	len = sizeof(out);
}

static void
begin_recovering(void)
{
	OK(P11(VerifyRecoverInit, fx.session, &pkcs, pair.pub));
	memset(out, '-', sizeof(out));
}

static CK_RV
recover(CK_ULONG signature_len, CK_BYTE *to)
{
	return P11(VerifyRecover, fx.session, signature, signature_len, to,
	    &len);
}

START_TEST(text_is_recovered)
{
	sign_recover("some text");
	begin_recovering();
	OK(recover(MODULUS, out));
	ck_assert_uint_eq(len, 9);
	ck_assert_mem_eq(out, "some text", 9);
	GIVES(CKR_OPERATION_NOT_INITIALIZED, recover(MODULUS, out));
}
END_TEST

START_TEST(it_is_the_signature_that_signing_makes)
{
	CK_BYTE other[MODULUS];
	CK_ULONG n = sizeof(other);

	sign_recover("some text");
	OK(sign(CKM_RSA_PKCS, pair.priv, "some text", 9, other, &n));
	ck_assert_mem_eq(signature, other, MODULUS);
}
END_TEST

START_TEST(raw_block_is_recovered)
{
	CK_BYTE block[MODULUS];

	memset(block, 7, sizeof(block));
	OK(P11(SignRecoverInit, fx.session, &raw, pair.priv));
	OK(P11(SignRecover, fx.session, block, MODULUS, signature, &len));
	OK(P11(VerifyRecoverInit, fx.session, &raw, pair.pub));
	OK(recover(MODULUS, out));
	ck_assert_uint_eq(len, MODULUS);
	ck_assert_mem_eq(out, block, MODULUS);
}
END_TEST

/* ---- lengths ---- */

START_TEST(exact_buffer_suffices)
{
	sign_recover("some text");
	begin_recovering();
	len = 9;
	OK(recover(MODULUS, out));
	ck_assert_mem_eq(out, "some text-", 10);
}
END_TEST

START_TEST(short_buffer_may_be_tried_again)
{
	sign_recover("some text");
	begin_recovering();
	len = 8;
	GIVES(CKR_BUFFER_TOO_SMALL, recover(MODULUS, out));
	ck_assert_uint_eq(len, 9);
	ck_assert_int_eq(out[0], '-');
	OK(recover(MODULUS, NULL));
	ck_assert_uint_ge(len, 9);
	OK(recover(MODULUS, out));
	ck_assert_uint_eq(len, 9);
}
END_TEST

START_TEST(bad_signature_comes_before_a_short_buffer)
{
	sign_recover("some text");
	signature[20] ^= 1;
	begin_recovering();
	len = 0;
	GIVES(CKR_SIGNATURE_INVALID, recover(MODULUS, out));
	GIVES(CKR_OPERATION_NOT_INITIALIZED, recover(MODULUS, out));
}
END_TEST

START_TEST(signature_of_another_length_is_refused)
{
	sign_recover("some text");
	begin_recovering();
	GIVES(CKR_SIGNATURE_LEN_RANGE, recover(MODULUS - 1, out));
	GIVES(CKR_OPERATION_NOT_INITIALIZED, recover(MODULUS, out));
}
END_TEST

START_TEST(signing_tells_its_size)
{
	OK(P11(SignRecoverInit, fx.session, &pkcs, pair.priv));
	OK(P11(SignRecover, fx.session, TEXT("a"), NULL, &len));
	ck_assert_uint_eq(len, MODULUS);
	len--;
	GIVES(CKR_BUFFER_TOO_SMALL, P11(SignRecover, fx.session, TEXT("a"),
	    signature, &len));
	OK(P11(SignRecover, fx.session, TEXT("a"), signature, &len));
}
END_TEST

START_TEST(too_much_to_sign_is_refused)
{
	OK(P11(SignRecoverInit, fx.session, &pkcs, pair.priv));
	GIVES(CKR_DATA_LEN_RANGE, P11(SignRecover, fx.session, out,
	    MODULUS - 10, signature, &len));
	GIVES(CKR_OPERATION_NOT_INITIALIZED, P11(SignRecover, fx.session, out,
	    1, signature, &len));
}
END_TEST

/* ---- what goes with what ---- */

START_TEST(recovery_is_another_operation_than_signing)
{
	OK(P11(SignRecoverInit, fx.session, &pkcs, pair.priv));
	GIVES(CKR_OPERATION_NOT_INITIALIZED, P11(Sign, fx.session, TEXT("a"),
	    signature, &len));
	GIVES(CKR_OPERATION_ACTIVE, P11(SignInit, fx.session, &pkcs,
	    pair.priv));
	OK(P11(SessionCancel, fx.session, CKF_SIGN | CKF_VERIFY_RECOVER));
	OK(P11(SignRecover, fx.session, TEXT("a"), signature, &len));
	OK(P11(SignRecoverInit, fx.session, &pkcs, pair.priv));
	OK(P11(SessionCancel, fx.session, CKF_SIGN_RECOVER));
	GIVES(CKR_OPERATION_NOT_INITIALIZED, P11(SignRecover, fx.session,
	    TEXT("a"), signature, &len));
}
END_TEST

START_TEST(null_mechanism_cancels)
{
	OK(P11(SignRecoverInit, fx.session, &pkcs, pair.priv));
	OK(P11(SignRecoverInit, fx.session, NULL, 0));
	GIVES(CKR_OPERATION_NOT_INITIALIZED, P11(SignRecover, fx.session,
	    TEXT("a"), signature, &len));
	begin_recovering();
	OK(P11(VerifyRecoverInit, fx.session, NULL, 0));
	GIVES(CKR_OPERATION_NOT_INITIALIZED, recover(MODULUS, out));
}
END_TEST

START_TEST(other_mechanisms_do_not_recover)
{
	CK_MECHANISM hashed = { CKM_SHA256_RSA_PKCS, NULL, 0 };

	GIVES(CKR_MECHANISM_INVALID, P11(SignRecoverInit, fx.session, &hashed,
	    pair.priv));
	GIVES(CKR_MECHANISM_INVALID, P11(VerifyRecoverInit, fx.session,
	    &hashed, pair.pub));
	GIVES(CKR_KEY_HANDLE_INVALID, P11(SignRecoverInit, fx.session, &pkcs,
	    4711));
	GIVES(CKR_KEY_FUNCTION_NOT_PERMITTED, P11(SignRecoverInit, fx.session,
	    &pkcs, pair.pub));
}
END_TEST

START_TEST(signature_of_an_older_version_is_recovered)
{
	sign_recover("older");
	OK(CLV(RotateKey, fx.session, pair.priv, 0, NULL));
	begin_recovering();
	OK(recover(MODULUS, out));
	ck_assert_uint_eq(len, 5);
	ck_assert_mem_eq(out, "older", 5);
}
END_TEST

/* ---- a login for each operation ---- */

static CK_RV
log_in(void)
{
	return fixture_login_as(fx.session, CKU_CONTEXT_SPECIFIC, USER_PIN);
}

static void
careful_decryption(void)
{
	pair = rsa_pair(CK_TRUE);
	OK(P11(EncryptInit, fx.session, &pkcs, pair.pub));
	OK(P11(Encrypt, fx.session, TEXT("some text"), signature, &len));
	OK(P11(DecryptInit, fx.session, &pkcs, pair.priv));
}

static CK_RV
decrypt(CK_ULONG room)
{
	len = room;
	return P11(Decrypt, fx.session, signature, MODULUS, out, &len);
}

START_TEST(short_buffer_needs_and_uses_up_no_login)
{
	careful_decryption();
	GIVES(CKR_BUFFER_TOO_SMALL, decrypt(9));
	OK(P11(Decrypt, fx.session, signature, MODULUS, NULL, &len));
	OK(log_in());
	GIVES(CKR_BUFFER_TOO_SMALL, decrypt(8));
	ck_assert_uint_eq(len, 9);
	OK(decrypt(9));
	ck_assert_mem_eq(out, "some text", 9);
	OK(P11(DecryptInit, fx.session, &pkcs, pair.priv));
	GIVES(CKR_USER_NOT_LOGGED_IN, decrypt(MODULUS));
	GIVES(CKR_OPERATION_NOT_INITIALIZED, decrypt(MODULUS));
}
END_TEST

START_TEST(recovery_wants_a_login_as_well)
{
	pair = rsa_pair(CK_TRUE);
	OK(P11(SignRecoverInit, fx.session, &pkcs, pair.priv));
	OK(P11(SignRecover, fx.session, TEXT("a"), NULL, &len));
	GIVES(CKR_USER_NOT_LOGGED_IN, P11(SignRecover, fx.session, TEXT("a"),
	    signature, &len));
	OK(P11(SignRecoverInit, fx.session, &pkcs, pair.priv));
	OK(log_in());
	OK(P11(SignRecover, fx.session, TEXT("a"), signature, &len));
}
END_TEST

START_TEST(each_message_wants_a_login)
{
	CK_MECHANISM hashed = { CKM_SHA256_RSA_PKCS, NULL, 0 };

	pair = rsa_pair(CK_TRUE);
	OK(P11(MessageSignInit, fx.session, &hashed, pair.priv));
	OK(P11(SignMessage, fx.session, NULL, 0, TEXT("a"), NULL, &len));
	GIVES(CKR_USER_NOT_LOGGED_IN, P11(SignMessage, fx.session, NULL, 0,
	    TEXT("a"), signature, &len));
	OK(log_in());
	OK(P11(SignMessage, fx.session, NULL, 0, TEXT("a"), signature, &len));
	GIVES(CKR_USER_NOT_LOGGED_IN, P11(SignMessage, fx.session, NULL, 0,
	    TEXT("a"), signature, &len));
	OK(P11(MessageSignFinal, fx.session));
}
END_TEST

SUITE("pkcs11/recover",
    fixture_suite(tc);
    tcase_add_checked_fixture(tc, setup, fixture_end);
    tcase_add_test(tc, text_is_recovered);
    tcase_add_test(tc, it_is_the_signature_that_signing_makes);
    tcase_add_test(tc, raw_block_is_recovered);
    tcase_add_test(tc, exact_buffer_suffices);
    tcase_add_test(tc, short_buffer_may_be_tried_again);
    tcase_add_test(tc, bad_signature_comes_before_a_short_buffer);
    tcase_add_test(tc, signature_of_another_length_is_refused);
    tcase_add_test(tc, signing_tells_its_size);
    tcase_add_test(tc, too_much_to_sign_is_refused);
    tcase_add_test(tc, recovery_is_another_operation_than_signing);
    tcase_add_test(tc, null_mechanism_cancels);
    tcase_add_test(tc, other_mechanisms_do_not_recover);
    tcase_add_test(tc, signature_of_an_older_version_is_recovered);
    tcase_add_test(tc, short_buffer_needs_and_uses_up_no_login);
    tcase_add_test(tc, recovery_wants_a_login_as_well);
    tcase_add_test(tc, each_message_wants_a_login))
