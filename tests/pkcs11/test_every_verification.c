/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What holds for every mechanism that verifies, and for every one that takes
 * messages: with the signature last or first, at once or in parts, alone or
 * as one of many.
 */
#include "every_mechanism.h"
#include "findings.h"
#include "support/suite.h"

#include <string.h>

#define ROOM 20480 /* signatures may be long */

/* A mechanism, its key, and what goes into it. */
struct job {
	const struct every_mechanism *m;
	CK_MECHANISM mechanism;
	struct pair key;
	bool parts; /* whether it takes its input so */
	CK_BYTE in[ROOM], made[ROOM];
	CK_ULONG len, made_len;
};

static struct job
job_of(const struct every_mechanism *m)
{
	struct job j = { .m = m, .mechanism = every_mechanism_for(m, 0),
		.key = every_key(m->key), .len = m->len, .made_len = ROOM };

	findings_about("%s", m->name);
	memset(j.in, 'a', j.len);
	if (m->len == 256)
		j.in[0] = 0; /* a number below the modulus */
	return j;
}

static void
each(CK_FLAGS flag, void (*check)(struct job *))
{
	CK_MECHANISM_TYPE list[MECHANISMS_MAX];
	size_t count = every_mechanism_list(list), done = 0;
	struct job j;

	for (size_t i = 0; i < count; i++) {
		if (!(every_mechanism_info(list[i]).flags & flag))
			continue;
		j = job_of(every_mechanism_find(list[i]));
		check(&j);
		P11(SessionCancel, fx.session, ~0UL);
		done++;
	}
	ck_assert_uint_gt(done, 0);
	findings_end();
}

static void
setup(void)
{
	fixture_login();
	every_mechanism_prepare();
}

/* ---- the signature last ---- */

static void
make_signature(struct job *j)
{
	CK_BYTE byte = 'a';

	WANT(CKR_OK, P11(SignInit, fx.session, &j->mechanism, j->key.priv));
	WANT(CKR_OK, P11(Sign, fx.session, j->in, j->len, j->made,
	    &j->made_len));
	WANT(CKR_OK, P11(SignInit, fx.session, &j->mechanism, j->key.priv));
	j->parts = P11(SignUpdate, fx.session, &byte, 1) == CKR_OK;
	P11(SignInit, fx.session, NULL, 0);
}

static CK_RV
verify_begun(struct job *j)
{
	return P11(VerifyInit, fx.session, &j->mechanism, j->key.pub);
}

static CK_RV
verify_made(struct job *j, CK_ULONG len)
{
	CK_RV rv = verify_begun(j);

	return rv != CKR_OK ? rv : P11(Verify, fx.session, j->in, j->len,
	    j->made, len);
}

/* Of the two that say so, the standard's text prefers neither where lengths
 * vary. */
static bool
is_no_signature(CK_RV rv)
{
	return rv == CKR_SIGNATURE_LEN_RANGE || rv == CKR_SIGNATURE_INVALID;
}

static void
check_verify(struct job *j)
{
	make_signature(j);
	WANT(CKR_OK, verify_made(j, j->made_len));
	WANT(CKR_OPERATION_NOT_INITIALIZED, P11(Verify, fx.session, j->in,
	    j->len, j->made, j->made_len));
	HOLDS(is_no_signature(verify_made(j, j->made_len - 1)));
	WANT(CKR_SIGNATURE_LEN_RANGE, verify_made(j, j->made_len + 1));
	HOLDS(is_no_signature(verify_made(j, 0)));
	j->made[j->made_len / 2] ^= 4;
	WANT(CKR_SIGNATURE_INVALID, verify_made(j, j->made_len));
	WANT(CKR_OPERATION_NOT_INITIALIZED, P11(VerifyFinal, fx.session,
	    j->made, j->made_len));
	j->made[j->made_len / 2] ^= 4;
	j->in[j->len - 1] ^= 1;
	WANT(CKR_SIGNATURE_INVALID, verify_made(j, j->made_len));
}

START_TEST(signatures_are_told_from_others)
{
	each(CKF_VERIFY, check_verify);
}
END_TEST

static void
check_verify_parts(struct job *j)
{
	make_signature(j);
	WANT(CKR_OK, verify_begun(j));
	if (!j->parts) {
		WANT(CKR_OPERATION_ACTIVE, P11(VerifyUpdate, fx.session, j->in,
		    1));
		WANT(CKR_OPERATION_NOT_INITIALIZED, P11(Verify, fx.session,
		    j->in, j->len, j->made, j->made_len));
		return;
	}
	WANT(CKR_OK, P11(VerifyUpdate, fx.session, j->in, 1));
	WANT(CKR_OK, P11(VerifyUpdate, fx.session, j->in + 1, 0));
	WANT(CKR_OK, P11(VerifyUpdate, fx.session, j->in + 1, j->len - 1));
	WANT(CKR_OK, P11(VerifyFinal, fx.session, j->made, j->made_len));
	WANT(CKR_OPERATION_NOT_INITIALIZED, P11(VerifyFinal, fx.session,
	    j->made, j->made_len));
	WANT(CKR_OK, verify_begun(j));
	WANT(CKR_OK, P11(VerifyUpdate, fx.session, j->in, 1));
	WANT(CKR_OPERATION_ACTIVE, P11(Verify, fx.session, j->in, j->len,
	    j->made, j->made_len));
	WANT(CKR_OPERATION_NOT_INITIALIZED, P11(VerifyUpdate, fx.session,
	    j->in, 1));
}

START_TEST(parts_verify_as_the_whole_does)
{
	each(CKF_VERIFY, check_verify_parts);
}
END_TEST

/* ---- the signature first ---- */

static CK_RV
signature_begun(struct job *j)
{
	return P11(VerifySignatureInit, fx.session, &j->mechanism, j->key.pub,
	    j->made, j->made_len);
}

static void
check_first(struct job *j)
{
	make_signature(j);
	WANT(CKR_OK, signature_begun(j));
	WANT(CKR_OK, P11(VerifySignature, fx.session, j->in, j->len));
	WANT(CKR_OPERATION_NOT_INITIALIZED, P11(VerifySignature, fx.session,
	    j->in, j->len));
	WANT(CKR_OK, signature_begun(j));
	j->in[0] ^= 1;
	WANT(CKR_SIGNATURE_INVALID, P11(VerifySignature, fx.session, j->in,
	    j->len));
	j->in[0] ^= 1;
	if (!j->parts)
		return;
	WANT(CKR_OK, signature_begun(j));
	WANT(CKR_OK, P11(VerifySignatureUpdate, fx.session, j->in, 5));
	WANT(CKR_OK, P11(VerifySignatureUpdate, fx.session, j->in + 5,
	    j->len - 5));
	WANT(CKR_OK, P11(VerifySignatureFinal, fx.session));
	WANT(CKR_OPERATION_NOT_INITIALIZED, P11(VerifySignatureFinal,
	    fx.session));
}

START_TEST(signature_may_come_first)
{
	each(CKF_VERIFY, check_first);
}
END_TEST

/* ---- parameters and keys ---- */

static void
check_verify_init(struct job *j)
{
	CK_MECHANISM longer = j->mechanism;

	longer.pParameter = j->in;
	longer.ulParameterLen++;
	WANT(CKR_MECHANISM_PARAM_INVALID, P11(VerifyInit, fx.session, &longer,
	    j->key.pub));
	WANT(CKR_MECHANISM_PARAM_INVALID, P11(VerifySignatureInit, fx.session,
	    &longer, j->key.pub, j->in, 64));
	WANT(CKR_MECHANISM_PARAM_INVALID, P11(MessageVerifyInit, fx.session,
	    &longer, j->key.pub));
	j->key = every_key(every_key_wrong(j->m));
	WANT(CKR_KEY_TYPE_INCONSISTENT, verify_begun(j));
	WANT(CKR_KEY_TYPE_INCONSISTENT, signature_begun(j));
	WANT(CKR_KEY_TYPE_INCONSISTENT, P11(MessageVerifyInit, fx.session,
	    &j->mechanism, j->key.pub));
}

START_TEST(verifying_wants_what_signing_wants)
{
	each(CKF_VERIFY, check_verify_init);
}
END_TEST

/* ---- signed messages ---- */

static void
sign_parts(struct job *j)
{
	CK_ULONG n = 0;

	WANT(CKR_OK, P11(SignMessageBegin, fx.session, NULL, 0));
	WANT(CKR_OK, P11(SignMessageNext, fx.session, NULL, 0, j->in, 1, NULL,
	    NULL));
	WANT(CKR_OK, P11(SignMessageNext, fx.session, NULL, 0, j->in + 1,
	    j->len - 1, NULL, &n));
	HOLDS(n >= j->made_len);
	n = 1;
	WANT(CKR_BUFFER_TOO_SMALL, P11(SignMessageNext, fx.session, NULL, 0,
	    j->in + 1, j->len - 1, j->made, &n));
	WANT(CKR_OK, P11(SignMessageNext, fx.session, NULL, 0, j->in + 1,
	    j->len - 1, j->made, &n));
	HOLDS(n == j->made_len);
}

static void
verify_parts(struct job *j)
{
	WANT(CKR_OK, P11(VerifyMessageBegin, fx.session, NULL, 0));
	WANT(CKR_OK, P11(VerifyMessageNext, fx.session, NULL, 0, j->in, 1,
	    NULL, 0));
	WANT(CKR_OK, P11(VerifyMessageNext, fx.session, NULL, 0, j->in + 1,
	    j->len - 1, j->made, j->made_len));
}

static void
check_signed_messages(struct job *j)
{
	bool parts = (every_mechanism_info(j->m->type).flags &
	    CKF_MULTI_MESSAGE) != 0;

	WANT(CKR_OK, P11(MessageSignInit, fx.session, &j->mechanism,
	    j->key.priv));
	WANT(CKR_OK, P11(MessageVerifyInit, fx.session, &j->mechanism,
	    j->key.pub));
	for (int i = 0; i < 2; i++) {
		j->made_len = ROOM;
		WANT(CKR_OK, P11(SignMessage, fx.session, NULL, 0, j->in,
		    j->len, j->made, &j->made_len));
		WANT(CKR_OK, P11(VerifyMessage, fx.session, NULL, 0, j->in,
		    j->len, j->made, j->made_len));
		WANT(CKR_OK, verify_made(j, j->made_len));
		if (parts)
			sign_parts(j);
		if (parts)
			verify_parts(j);
		j->made[1] ^= 8;
		WANT(CKR_SIGNATURE_INVALID, P11(VerifyMessage, fx.session,
		    NULL, 0, j->in, j->len, j->made, j->made_len));
	}
	WANT(CKR_OK, P11(MessageSignFinal, fx.session));
	WANT(CKR_OK, P11(MessageVerifyFinal, fx.session));
	WANT(CKR_OPERATION_NOT_INITIALIZED, P11(MessageSignFinal, fx.session));
}

START_TEST(messages_are_signed_and_verified)
{
	each(CKF_MESSAGE_SIGN, check_signed_messages);
}
END_TEST

/* ---- encrypted messages ---- */

static CK_BYTE aad[] = "associated";

/* Of the last message, and once more at once. */
static void
open_sealed(struct job *j, void *param, CK_ULONG param_len)
{
	CK_BYTE out[ROOM];
	CK_ULONG n = j->len - 1;

	WANT(CKR_BUFFER_TOO_SMALL, P11(DecryptMessage, fx.session, param,
	    param_len, aad, 10, j->made, j->made_len, out, &n));
	HOLDS(n == j->len);
	WANT(CKR_OK, P11(DecryptMessage, fx.session, param, param_len, aad, 10,
	    j->made, j->made_len, out, &n));
	HOLDS(n == j->len && memcmp(out, j->in, n) == 0);
	j->made[0] ^= 1;
	WANT(CKR_AEAD_DECRYPT_FAILED, P11(DecryptMessage, fx.session, param,
	    param_len, aad, 10, j->made, j->made_len, out, &n));
	j->made[0] ^= 1;
	WANT(CKR_AEAD_DECRYPT_FAILED, P11(DecryptMessage, fx.session, param,
	    param_len, aad, 9, j->made, j->made_len, out, &n));
}

static void
seal_parts(struct job *j, void *param, CK_ULONG param_len)
{
	CK_BYTE out[ROOM];
	CK_ULONG first = ROOM, last = ROOM;

	WANT(CKR_OK, P11(EncryptMessageBegin, fx.session, param, param_len,
	    aad, 10));
	WANT(CKR_OPERATION_ACTIVE, P11(EncryptMessage, fx.session, param,
	    param_len, aad, 10, j->in, j->len, out, &first));
	WANT(CKR_OK, P11(EncryptMessageBegin, fx.session, param, param_len,
	    aad, 10));
	first = ROOM;
	WANT(CKR_OK, P11(EncryptMessageNext, fx.session, param, param_len,
	    j->in, 7, out, &first, 0));
	WANT(CKR_OK, P11(EncryptMessageNext, fx.session, param, param_len,
	    j->in + 7, j->len - 7, out + first, &last, CKF_END_OF_MESSAGE));
	HOLDS(first + last == j->made_len &&
	    memcmp(out, j->made, j->made_len) == 0);
}

static void
open_parts(struct job *j, void *param, CK_ULONG param_len)
{
	CK_BYTE out[ROOM];
	CK_ULONG first = ROOM, last = ROOM;

	WANT(CKR_OK, P11(DecryptMessageBegin, fx.session, param, param_len,
	    aad, 10));
	WANT(CKR_OK, P11(DecryptMessageNext, fx.session, param, param_len,
	    j->made, 7, out, &first, 0));
	HOLDS(first == 0);
	WANT(CKR_OK, P11(DecryptMessageNext, fx.session, param, param_len,
	    j->made + 7, j->made_len - 7, out, &last, CKF_END_OF_MESSAGE));
	HOLDS(last == j->len && memcmp(out, j->in, last) == 0);
}

static void
check_sealed_messages(struct job *j)
{
	CK_MECHANISM bare = { j->m->type, NULL, 0 };
	CK_ULONG param_len, n = 0;
	void *param = every_message_param(j->m->type, &param_len);

	WANT(CKR_OK, P11(MessageEncryptInit, fx.session, &bare, j->key.pub));
	WANT(CKR_OK, P11(MessageDecryptInit, fx.session, &bare, j->key.priv));
	for (int i = 0; i < 2; i++) {
		WANT(CKR_OK, P11(EncryptMessage, fx.session, param, param_len,
		    aad, 10, j->in, j->len, NULL, &n));
		HOLDS(n == j->len);
		j->made_len = n - 1;
		WANT(CKR_BUFFER_TOO_SMALL, P11(EncryptMessage, fx.session,
		    param, param_len, aad, 10, j->in, j->len, j->made,
		    &j->made_len));
		WANT(CKR_OK, P11(EncryptMessage, fx.session, param, param_len,
		    aad, 10, j->in, j->len, j->made, &j->made_len));
		open_sealed(j, param, param_len);
		seal_parts(j, param, param_len);
		open_parts(j, param, param_len);
		WANT(CKR_MECHANISM_PARAM_INVALID, P11(EncryptMessage,
		    fx.session, param, param_len - 1, aad, 10, j->in, j->len,
		    j->made, &j->made_len));
	}
	WANT(CKR_OK, P11(MessageEncryptFinal, fx.session));
	WANT(CKR_OK, P11(MessageDecryptFinal, fx.session));
}

START_TEST(messages_are_sealed_and_opened)
{
	each(CKF_MESSAGE_ENCRYPT, check_sealed_messages);
}
END_TEST

SUITE("pkcs11/every_verification",
    fixture_suite(tc);
    tcase_add_checked_fixture(tc, setup, fixture_end);
    tcase_add_test(tc, signatures_are_told_from_others);
    tcase_add_test(tc, parts_verify_as_the_whole_does);
    tcase_add_test(tc, signature_may_come_first);
    tcase_add_test(tc, verifying_wants_what_signing_wants);
    tcase_add_test(tc, messages_are_signed_and_verified);
    tcase_add_test(tc, messages_are_sealed_and_opened))
