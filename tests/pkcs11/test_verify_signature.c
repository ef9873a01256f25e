/* SPDX-License-Identifier: Apache-2.0 */
/* Verification that is given the signature first (PKCS#11 3.2). */
#include "support/keys.h"
#include "support/suite.h"

#include <string.h>

static CK_MECHANISM ecdsa = { CKM_ECDSA_SHA256, NULL, 0 };
static CK_MECHANISM one_part = { CKM_ECDSA, NULL, 0 };
static CK_MECHANISM hmac = { CKM_SHA256_HMAC, NULL, 0 };
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
	OK(sign(CKM_ECDSA_SHA256, pair.priv, "some text", 9, signature, &len));
}

static CK_RV
begin(void)
{
	return P11(VerifySignatureInit, fx.session, &ecdsa, pair.pub,
	    signature, len);
}

START_TEST(signature_verifies_at_once)
{
	OK(begin());
	OK(P11(VerifySignature, fx.session, TEXT("some text")));
	GIVES(CKR_OPERATION_NOT_INITIALIZED, P11(VerifySignature, fx.session,
	    TEXT("some text")));
}
END_TEST

START_TEST(signature_verifies_in_parts)
{
	OK(begin());
	OK(P11(VerifySignatureUpdate, fx.session, TEXT("some ")));
	OK(P11(VerifySignatureUpdate, fx.session, NULL, 0));
	OK(P11(VerifySignatureUpdate, fx.session, TEXT("text")));
	OK(P11(VerifySignatureFinal, fx.session));
	GIVES(CKR_OPERATION_NOT_INITIALIZED, P11(VerifySignatureFinal,
	    fx.session));
}
END_TEST

START_TEST(signature_was_copied)
{
	OK(begin());
	memset(signature, 0, sizeof(signature));
	OK(P11(VerifySignature, fx.session, TEXT("some text")));
}
END_TEST

START_TEST(other_text_is_refused)
{
	OK(begin());
	GIVES(CKR_SIGNATURE_INVALID, P11(VerifySignature, fx.session,
	    TEXT("some test")));
	OK(begin());
	OK(P11(VerifySignatureUpdate, fx.session, TEXT("some test")));
	GIVES(CKR_SIGNATURE_INVALID, P11(VerifySignatureFinal, fx.session));
	GIVES(CKR_OPERATION_NOT_INITIALIZED, P11(VerifySignatureFinal,
	    fx.session));
}
END_TEST

START_TEST(no_signature_can_be_this_long)
{
	len = 63;
	OK(begin());
	GIVES(CKR_SIGNATURE_LEN_RANGE, P11(VerifySignature, fx.session,
	    TEXT("some text")));
	len = 0;
	OK(begin());
	GIVES(CKR_SIGNATURE_LEN_RANGE, P11(VerifySignature, fx.session,
	    TEXT("some text")));
}
END_TEST

START_TEST(missing_arguments_are_refused)
{
	GIVES(CKR_ARGUMENTS_BAD, P11(VerifySignatureInit, fx.session, &ecdsa,
	    pair.pub, NULL, 64));
	OK(begin());
	GIVES(CKR_ARGUMENTS_BAD, P11(VerifySignature, fx.session, NULL, 9));
	GIVES(CKR_OPERATION_NOT_INITIALIZED, P11(VerifySignature, fx.session,
	    TEXT("some text")));
	OK(begin());
	GIVES(CKR_ARGUMENTS_BAD, P11(VerifySignatureUpdate, fx.session, NULL,
	    9));
	GIVES(CKR_OPERATION_NOT_INITIALIZED, P11(VerifySignatureFinal,
	    fx.session));
}
END_TEST

START_TEST(order_matters)
{
	GIVES(CKR_OPERATION_NOT_INITIALIZED, P11(VerifySignatureUpdate,
	    fx.session, TEXT("a")));
	OK(begin());
	GIVES(CKR_OPERATION_ACTIVE, begin());
	GIVES(CKR_OPERATION_NOT_INITIALIZED, P11(VerifyUpdate, fx.session,
	    TEXT("a")));
	OK(P11(VerifySignatureUpdate, fx.session, TEXT("some text")));
	GIVES(CKR_OPERATION_ACTIVE, P11(VerifySignature, fx.session,
	    TEXT("some text")));
	GIVES(CKR_OPERATION_NOT_INITIALIZED, P11(VerifySignatureFinal,
	    fx.session));
}
END_TEST

START_TEST(mechanism_of_one_part_gathers_the_pieces)
{
	CK_BYTE hash[32];

	memset(hash, 1, sizeof(hash));
	len = sizeof(signature);
	OK(sign(CKM_ECDSA, pair.priv, hash, 32, signature, &len));
	OK(P11(VerifySignatureInit, fx.session, &one_part, pair.pub, signature,
	    len));
	OK(P11(VerifySignatureUpdate, fx.session, hash, 20));
	OK(P11(VerifySignatureUpdate, fx.session, hash + 20, 12));
	OK(P11(VerifySignatureFinal, fx.session));
	OK(P11(VerifySignatureInit, fx.session, &one_part, pair.pub, signature,
	    len));
	OK(P11(VerifySignature, fx.session, hash, 32));
}
END_TEST

START_TEST(it_is_cancelled)
{
	OK(begin());
	OK(P11(VerifySignatureInit, fx.session, NULL, 0, NULL, 0));
	OK(begin());
	OK(P11(SessionCancel, fx.session, CKF_VERIFY));
	GIVES(CKR_OPERATION_NOT_INITIALIZED, P11(VerifySignatureFinal,
	    fx.session));
}
END_TEST

START_TEST(bad_init_is_refused)
{
	CK_MECHANISM sha = { CKM_SHA256, NULL, 0 };

	GIVES(CKR_KEY_HANDLE_INVALID, P11(VerifySignatureInit, fx.session,
	    &ecdsa, 4711, signature, len));
	GIVES(CKR_MECHANISM_INVALID, P11(VerifySignatureInit, fx.session, &sha,
	    pair.pub, signature, len));
	GIVES(CKR_KEY_FUNCTION_NOT_PERMITTED, P11(VerifySignatureInit,
	    fx.session, &ecdsa, pair.priv, signature, len));
}
END_TEST

/* ---- keys with several versions ---- */

static CK_OBJECT_HANDLE
hmac_key(void)
{
	CK_MECHANISM m = { CKM_GENERIC_SECRET_KEY_GEN, NULL, 0 };
	CK_ULONG size = 32;
	CK_ATTRIBUTE template[] = {
		ATTR(CKA_TOKEN, yes),
		ATTR(CKA_SIGN, yes),
		ATTR(CKA_VERIFY, yes),
		ATTR(CKA_VALUE_LEN, size),
	};
	CK_OBJECT_HANDLE key = 0;

	OK(P11(GenerateKey, fx.session, &m, template, ATTR_COUNT(template),
	    &key));
	return key;
}

START_TEST(code_of_every_version_verifies)
{
	CK_OBJECT_HANDLE key = hmac_key();
	CK_BYTE codes[4][32];

	for (int i = 0; i < 4; i++) {
		len = 32;
		OK(sign(CKM_SHA256_HMAC, key, "some text", 9, codes[i], &len));
		OK(CLV(RotateKey, fx.session, key, 0, NULL));
	}
	for (int i = 0; i < 4; i++) {
		OK(verify(CKM_SHA256_HMAC, key, "some text", 9, codes[i], 32));
		OK(P11(VerifySignatureInit, fx.session, &hmac, key, codes[i],
		    32));
		OK(P11(VerifySignatureUpdate, fx.session, TEXT("some ")));
		OK(P11(VerifySignatureUpdate, fx.session, TEXT("text")));
		OK(P11(VerifySignatureFinal, fx.session));
	}
	codes[2][31] ^= 1;
	GIVES(CKR_SIGNATURE_INVALID, verify(CKM_SHA256_HMAC, key, "some text",
	    9, codes[2], 32));
}
END_TEST

SUITE("pkcs11/verify_signature",
    fixture_suite(tc);
    tcase_add_checked_fixture(tc, setup, fixture_end);
    tcase_add_test(tc, signature_verifies_at_once);
    tcase_add_test(tc, signature_verifies_in_parts);
    tcase_add_test(tc, signature_was_copied);
    tcase_add_test(tc, other_text_is_refused);
    tcase_add_test(tc, no_signature_can_be_this_long);
    tcase_add_test(tc, missing_arguments_are_refused);
    tcase_add_test(tc, order_matters);
    tcase_add_test(tc, mechanism_of_one_part_gathers_the_pieces);
    tcase_add_test(tc, it_is_cancelled);
    tcase_add_test(tc, bad_init_is_refused);
    tcase_add_test(tc, code_of_every_version_verifies))
