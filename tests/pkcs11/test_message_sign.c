/* SPDX-License-Identifier: Apache-2.0 */
/* Signed messages: one key and one process, a signature for each. */
#include "support/keys.h"
#include "support/suite.h"

#include <string.h>

static CK_MECHANISM ecdsa = { CKM_ECDSA_SHA256, NULL, 0 };
static CK_MECHANISM one_part = { CKM_ECDSA, NULL, 0 };
static struct pair pair;
static CK_BYTE signature[64];
static CK_ULONG len;

#define TEXT(text) (CK_BYTE *)(text), strlen(text)

static void
setup(void)
{
	fixture_login();
	pair = ec_pair(P256, "pair");
	len = sizeof(signature);
}

static CK_RV
sign_message(const char *text)
{
	return P11(SignMessage, fx.session, NULL, 0, TEXT(text), signature,
	    &len);
}

static CK_RV
verify_message(const char *text)
{
	return P11(VerifyMessage, fx.session, NULL, 0, TEXT(text), signature,
	    len);
}

static void
begin_signing(void)
{
	OK(P11(MessageSignInit, fx.session, &ecdsa, pair.priv));
}

static void
begin_verifying(void)
{
	OK(P11(MessageVerifyInit, fx.session, &ecdsa, pair.pub));
}

START_TEST(each_message_is_signed)
{
	begin_signing();
	begin_verifying();
	for (int i = 0; i < 3; i++) {
		len = sizeof(signature);
		OK(sign_message(i == 0 ? "one" : "another"));
		OK(verify_message(i == 0 ? "one" : "another"));
		OK(verify(CKM_ECDSA_SHA256, pair.pub, i == 0 ? "one"
		    : "another", i == 0 ? 3 : 7, signature, len));
	}
	OK(P11(MessageSignFinal, fx.session));
	OK(P11(MessageVerifyFinal, fx.session));
	GIVES(CKR_OPERATION_NOT_INITIALIZED, sign_message("one"));
	GIVES(CKR_OPERATION_NOT_INITIALIZED, verify_message("one"));
}
END_TEST

START_TEST(bad_signature_ends_its_message_only)
{
	begin_signing();
	begin_verifying();
	OK(sign_message("one"));
	GIVES(CKR_SIGNATURE_INVALID, verify_message("two"));
	OK(verify_message("one"));
	len--;
	GIVES(CKR_SIGNATURE_LEN_RANGE, verify_message("one"));
	GIVES(CKR_ARGUMENTS_BAD, P11(VerifyMessage, fx.session, NULL, 0,
	    TEXT("one"), NULL, 64));
	len++;
	OK(verify_message("one"));
}
END_TEST

START_TEST(size_is_told)
{
	begin_signing();
	OK(P11(SignMessage, fx.session, NULL, 0, TEXT("one"), NULL, &len));
	ck_assert_uint_eq(len, 64);
	len = 63;
	GIVES(CKR_BUFFER_TOO_SMALL, sign_message("one"));
	ck_assert_uint_eq(len, 64);
	OK(sign_message("one"));
}
END_TEST

static CK_RV
sign_next(const char *text, CK_BYTE *to, CK_ULONG *to_len)
{
	return P11(SignMessageNext, fx.session, NULL, 0, TEXT(text), to,
	    to_len);
}

static CK_RV
verify_next(const char *text, CK_BYTE *with)
{
	return P11(VerifyMessageNext, fx.session, NULL, 0, TEXT(text), with,
	    len);
}

START_TEST(message_is_signed_and_verified_in_parts)
{
	begin_signing();
	begin_verifying();
	for (int i = 0; i < 2; i++) {
		OK(P11(SignMessageBegin, fx.session, NULL, 0));
		OK(sign_next("some ", NULL, NULL));
		OK(sign_next("te", NULL, NULL));
		OK(sign_next("xt", NULL, &len));
		ck_assert_uint_eq(len, 64);
		len = 1;
		GIVES(CKR_BUFFER_TOO_SMALL, sign_next("xt", signature, &len));
		OK(sign_next("xt", signature, &len));
		OK(verify_message("some text"));
		OK(P11(VerifyMessageBegin, fx.session, NULL, 0));
		OK(verify_next("some", NULL));
		OK(verify_next(" ", NULL));
		OK(verify_next("text", signature));
	}
}
END_TEST

START_TEST(message_may_come_as_one_part)
{
	begin_signing();
	begin_verifying();
	OK(P11(SignMessageBegin, fx.session, NULL, 0));
	OK(sign_next("some text", signature, &len));
	OK(P11(VerifyMessageBegin, fx.session, NULL, 0));
	OK(verify_next("some text", signature));
	OK(P11(VerifyMessageBegin, fx.session, NULL, 0));
	GIVES(CKR_SIGNATURE_INVALID, verify_next("some test", signature));
	GIVES(CKR_OPERATION_NOT_INITIALIZED, verify_next("text", signature));
}
END_TEST

START_TEST(mechanism_of_one_part_gathers_the_pieces)
{
	char hash[33];

	memset(hash, 'h', 32);
	hash[32] = '\0';
	OK(P11(MessageSignInit, fx.session, &one_part, pair.priv));
	OK(P11(MessageVerifyInit, fx.session, &one_part, pair.pub));
	OK(sign_message(hash));
	OK(verify_message(hash));
	OK(P11(SignMessageBegin, fx.session, NULL, 0));
	OK(sign_next(hash, signature, &len));
	OK(P11(VerifyMessageBegin, fx.session, NULL, 0));
	OK(verify_next(hash, signature));
	OK(P11(SignMessageBegin, fx.session, NULL, 0));
	OK(sign_next("hhhhhhhhhhhhhhhh", NULL, NULL));
	OK(sign_next("hhhhhhhhhhhhhhhh", signature, &len));
	OK(verify_message(hash));
	OK(P11(VerifyMessageBegin, fx.session, NULL, 0));
	OK(verify_next("hhhhhhhhhhhhhhhh", NULL));
	OK(verify_next("hhhhhhhhhhhhhhhh", signature));
}
END_TEST

START_TEST(there_is_no_parameter)
{
	CK_BYTE parameter = 0;

	begin_signing();
	begin_verifying();
	GIVES(CKR_MECHANISM_PARAM_INVALID, P11(SignMessage, fx.session,
	    &parameter, 1, TEXT("a"), signature, &len));
	GIVES(CKR_MECHANISM_PARAM_INVALID, P11(SignMessageBegin, fx.session,
	    &parameter, 1));
	GIVES(CKR_MECHANISM_PARAM_INVALID, P11(VerifyMessage, fx.session,
	    &parameter, 1, TEXT("a"), signature, len));
	GIVES(CKR_MECHANISM_PARAM_INVALID, P11(VerifyMessageBegin, fx.session,
	    &parameter, 1));
	OK(sign_message("a"));
}
END_TEST

START_TEST(nothing_else_comes_within_a_message)
{
	begin_signing();
	GIVES(CKR_OPERATION_NOT_INITIALIZED, sign_next("a", NULL, NULL));
	OK(P11(SignMessageBegin, fx.session, NULL, 0));
	GIVES(CKR_OPERATION_ACTIVE, sign_message("a"));
	OK(P11(SignMessageBegin, fx.session, NULL, 0));
	GIVES(CKR_OPERATION_ACTIVE, P11(SignMessageBegin, fx.session, NULL,
	    0));
	OK(P11(SignMessageBegin, fx.session, NULL, 0));
	GIVES(CKR_OPERATION_ACTIVE, P11(MessageSignFinal, fx.session));
	OK(P11(MessageSignFinal, fx.session));
	begin_verifying();
	GIVES(CKR_OPERATION_NOT_INITIALIZED, verify_next("a", NULL));
	OK(P11(VerifyMessageBegin, fx.session, NULL, 0));
	GIVES(CKR_OPERATION_ACTIVE, verify_message("a"));
	OK(P11(MessageVerifyFinal, fx.session));
}
END_TEST

START_TEST(it_is_cancelled)
{
	begin_signing();
	begin_verifying();
	OK(P11(SessionCancel, fx.session, CKF_SIGN | CKF_VERIFY));
	OK(sign_message("a"));
	OK(P11(SessionCancel, fx.session, CKF_MESSAGE_SIGN));
	OK(verify_message("a"));
	OK(P11(SessionCancel, fx.session, CKF_MESSAGE_VERIFY));
	begin_signing();
	begin_verifying();
	OK(P11(MessageSignInit, fx.session, NULL, 0));
	OK(P11(MessageVerifyInit, fx.session, NULL, 0));
	GIVES(CKR_OPERATION_NOT_INITIALIZED, sign_message("a"));
	GIVES(CKR_OPERATION_NOT_INITIALIZED, verify_message("a"));
}
END_TEST

START_TEST(disabled_key_signs_no_further_message)
{
	begin_signing();
	OK(sign_message("a"));
	OK(CLV(SetKeyState, fx.session, pair.priv, 0, CLV_STATE_DISABLED));
	GIVES(CKR_FUNCTION_FAILED, sign_message("a"));
	OK(CLV(SetKeyState, fx.session, pair.priv, 0, CLV_STATE_ENABLED));
	OK(sign_message("a"));
}
END_TEST

START_TEST(codes_follow_rotation_and_old_ones_verify)
{
	CK_MECHANISM m = { CKM_GENERIC_SECRET_KEY_GEN, NULL, 0 };
	CK_MECHANISM hmac = { CKM_SHA256_HMAC, NULL, 0 };
	CK_ULONG size = 32;
	CK_ATTRIBUTE template[] = { ATTR(CKA_TOKEN, yes), ATTR(CKA_SIGN, yes),
		ATTR(CKA_VERIFY, yes), ATTR(CKA_VALUE_LEN, size) };
	CK_OBJECT_HANDLE key;
	CK_BYTE old[32];

	OK(P11(GenerateKey, fx.session, &m, template, ATTR_COUNT(template),
	    &key));
	OK(P11(MessageSignInit, fx.session, &hmac, key));
	OK(P11(MessageVerifyInit, fx.session, &hmac, key));
	OK(sign_message("a"));
	ck_assert_uint_eq(len, 32);
	OK(verify_message("a"));
	memcpy(old, signature, 32);
	OK(CLV(RotateKey, fx.session, key, 0, NULL));
	OK(sign_message("a"));
	ck_assert_mem_ne(old, signature, 32);
	OK(verify_message("a"));
	memcpy(signature, old, 32);
	OK(verify_message("a"));
	OK(P11(VerifyMessageBegin, fx.session, NULL, 0));
	OK(verify_next("", NULL));
	OK(verify_next("a", old));
	signature[0] ^= 1;
	GIVES(CKR_SIGNATURE_INVALID, verify_message("a"));
}
END_TEST

SUITE("pkcs11/message_sign",
    fixture_suite(tc);
    tcase_add_checked_fixture(tc, setup, fixture_end);
    tcase_add_test(tc, each_message_is_signed);
    tcase_add_test(tc, bad_signature_ends_its_message_only);
    tcase_add_test(tc, size_is_told);
    tcase_add_test(tc, message_is_signed_and_verified_in_parts);
    tcase_add_test(tc, message_may_come_as_one_part);
    tcase_add_test(tc, mechanism_of_one_part_gathers_the_pieces);
    tcase_add_test(tc, there_is_no_parameter);
    tcase_add_test(tc, nothing_else_comes_within_a_message);
    tcase_add_test(tc, it_is_cancelled);
    tcase_add_test(tc, disabled_key_signs_no_further_message);
    tcase_add_test(tc, codes_follow_rotation_and_old_ones_verify))
