/* SPDX-License-Identifier: Apache-2.0 */
/* Saving the state of a digest and going on from it, there or elsewhere. */
#include "support/keys.h"
#include "support/suite.h"

#include <string.h>

#define STATE 32

static CK_MECHANISM sha = { CKM_SHA256, NULL, 0 };
static CK_BYTE state[STATE], out[64];
static CK_ULONG len;

static void
setup(void)
{
	fixture_session();
	len = sizeof(state);
}

static void
begin(const char *text)
{
	OK(P11(DigestInit, fx.session, &sha));
	OK(P11(DigestUpdate, fx.session, (CK_BYTE *)text, strlen(text)));
}

static void
save(CK_BYTE *to)
{
	CK_ULONG n = STATE;

	OK(P11(GetOperationState, fx.session, to, &n));
	ck_assert_uint_eq(n, STATE);
}

static CK_RV
restore(CK_SESSION_HANDLE s, const CK_BYTE *from)
{
	return P11(SetOperationState, s, (CK_BYTE *)from, STATE, 0, 0);
}

/* Whether the session's digest, with this added, is that of the text. */
static void
check(CK_SESSION_HANDLE s, const char *rest, const char *text)
{
	CK_SESSION_HANDLE other = fixture_open(0);
	CK_BYTE want[32], got[32];
	CK_ULONG n = 32, m = 32;

	OK(P11(DigestInit, other, &sha));
	OK(P11(Digest, other, (CK_BYTE *)text, strlen(text), want, &n));
	OK(P11(DigestUpdate, s, (CK_BYTE *)rest, strlen(rest)));
	OK(P11(DigestFinal, s, got, &m));
	ck_assert_mem_eq(got, want, 32);
	OK(P11(CloseSession, other));
}

START_TEST(digest_goes_on_from_where_it_was_saved)
{
	begin("one");
	save(state);
	check(fx.session, "two", "onetwo");
	OK(restore(fx.session, state));
	check(fx.session, "three", "onethree");
	OK(restore(fx.session, state));
	check(fx.session, "", "one");
}
END_TEST

START_TEST(state_serves_in_another_session)
{
	CK_SESSION_HANDLE other = fixture_open(0);

	begin("one");
	save(state);
	OK(restore(other, state));
	check(other, "two", "onetwo");
	check(fx.session, "three", "onethree");
}
END_TEST

START_TEST(state_outlives_its_session)
{
	CK_SESSION_HANDLE other = fixture_open(0);

	begin("one");
	save(state);
	OK(P11(CloseSession, fx.session));
	OK(restore(other, state));
	check(other, "two", "onetwo");
}
END_TEST

START_TEST(fresh_digest_can_be_saved_and_is_fresh)
{
	CK_BYTE want[32];

	OK(P11(DigestInit, fx.session, &sha));
	save(state);
	len = sizeof(want);
	OK(P11(Digest, fx.session, (CK_BYTE *)"abc", 3, want, &len));
	OK(restore(fx.session, state));
	len = sizeof(out);
	OK(P11(Digest, fx.session, (CK_BYTE *)"abc", 3, out, &len));
	ck_assert_mem_eq(out, want, 32);
}
END_TEST

START_TEST(size_is_told)
{
	begin("one");
	len = 0;
	OK(P11(GetOperationState, fx.session, NULL, &len));
	ck_assert_uint_eq(len, STATE);
	len = STATE - 1;
	GIVES(CKR_BUFFER_TOO_SMALL, P11(GetOperationState, fx.session, out,
	    &len));
	ck_assert_uint_eq(len, STATE);
	GIVES(CKR_ARGUMENTS_BAD, P11(GetOperationState, fx.session, out,
	    NULL));
	check(fx.session, "two", "onetwo");
}
END_TEST

START_TEST(nothing_active_is_nothing_to_save)
{
	GIVES(CKR_OPERATION_NOT_INITIALIZED, P11(GetOperationState, fx.session,
	    out, &len));
	OK(P11(FindObjectsInit, fx.session, NULL, 0));
	GIVES(CKR_OPERATION_NOT_INITIALIZED, P11(GetOperationState, fx.session,
	    out, &len));
}
END_TEST

START_TEST(keyed_operations_are_not_saved)
{
	CK_GCM_PARAMS params = { .pIv = (CK_BYTE *)"twelve bytes",
		.ulIvLen = 12, .ulIvBits = 96, .ulTagBits = 128 };
	CK_MECHANISM gcm = { CKM_AES_GCM, &params, sizeof(params) };

	OK(fixture_login_as(fx.session, CKU_USER, USER_PIN));
	OK(P11(EncryptInit, fx.session, &gcm, aes_key("k")));
	GIVES(CKR_STATE_UNSAVEABLE, P11(GetOperationState, fx.session, out,
	    &len));
	begin("one");
	GIVES(CKR_STATE_UNSAVEABLE, P11(GetOperationState, fx.session, out,
	    &len));
	OK(P11(SessionCancel, fx.session, CKF_ENCRYPT));
	save(state);
}
END_TEST

START_TEST(restoring_cancels_what_was_active)
{
	CK_MECHANISM ecdsa = { CKM_ECDSA_SHA256, NULL, 0 };
	CK_OBJECT_HANDLE found;

	OK(fixture_login_as(fx.session, CKU_USER, USER_PIN));
	begin("one");
	save(state);
	OK(P11(SignInit, fx.session, &ecdsa, ec_pair(P256, "p").priv));
	OK(P11(FindObjectsInit, fx.session, NULL, 0));
	OK(restore(fx.session, state));
	GIVES(CKR_OPERATION_NOT_INITIALIZED, P11(SignUpdate, fx.session, out,
	    1));
	GIVES(CKR_OPERATION_NOT_INITIALIZED, P11(FindObjects, fx.session,
	    &found, 1, &len));
	check(fx.session, "two", "onetwo");
}
END_TEST

START_TEST(altered_state_is_refused_and_cancels_nothing)
{
	begin("one");
	save(state);
	for (int i = 0; i < STATE; i++) {
		state[i] ^= 1;
		GIVES(CKR_SAVED_STATE_INVALID, restore(fx.session, state));
		state[i] ^= 1;
	}
	GIVES(CKR_SAVED_STATE_INVALID, P11(SetOperationState, fx.session,
	    state, STATE - 1, 0, 0));
	GIVES(CKR_ARGUMENTS_BAD, P11(SetOperationState, fx.session, NULL,
	    STATE, 0, 0));
	check(fx.session, "two", "onetwo");
}
END_TEST

START_TEST(keys_are_not_needed)
{
	begin("one");
	save(state);
	GIVES(CKR_KEY_NOT_NEEDED, P11(SetOperationState, fx.session, state,
	    STATE, 1, 0));
	GIVES(CKR_KEY_NOT_NEEDED, P11(SetOperationState, fx.session, state,
	    STATE, 0, 1));
}
END_TEST

START_TEST(session_keeps_eight)
{
	CK_BYTE states[9][STATE];

	begin("one");
	for (int i = 0; i < 9; i++)
		save(states[i]);
	GIVES(CKR_SAVED_STATE_INVALID, restore(fx.session, states[0]));
	for (int i = 1; i < 9; i++)
		OK(restore(fx.session, states[i]));
	check(fx.session, "two", "onetwo");
}
END_TEST

START_TEST(many_sessions_keep_a_bounded_number)
{
	CK_BYTE last[STATE];

	begin("one");
	save(state);
	for (int i = 0; i < 64; i++) {
		CK_SESSION_HANDLE s = fixture_open(0);

		OK(P11(DigestInit, s, &sha));
		for (int j = 0; j < 8; j++) {
			len = STATE;
			OK(P11(GetOperationState, s, last, &len));
		}
		OK(P11(CloseSession, s));
	}
	GIVES(CKR_SAVED_STATE_INVALID, restore(fx.session, state));
	OK(restore(fx.session, last));
}
END_TEST

START_TEST(state_does_not_outlive_the_library)
{
	begin("one");
	save(state);
	OK(P11(Finalize, NULL));
	OK(P11(Initialize, NULL));
	GIVES(CKR_SAVED_STATE_INVALID, restore(fixture_open(0), state));
}
END_TEST

SUITE("pkcs11/state",
    fixture_suite(tc);
    tcase_add_checked_fixture(tc, setup, fixture_end);
    tcase_add_test(tc, digest_goes_on_from_where_it_was_saved);
    tcase_add_test(tc, state_serves_in_another_session);
    tcase_add_test(tc, state_outlives_its_session);
    tcase_add_test(tc, fresh_digest_can_be_saved_and_is_fresh);
    tcase_add_test(tc, size_is_told);
    tcase_add_test(tc, nothing_active_is_nothing_to_save);
    tcase_add_test(tc, keyed_operations_are_not_saved);
    tcase_add_test(tc, restoring_cancels_what_was_active);
    tcase_add_test(tc, altered_state_is_refused_and_cancels_nothing);
    tcase_add_test(tc, keys_are_not_needed);
    tcase_add_test(tc, session_keeps_eight);
    tcase_add_test(tc, many_sessions_keep_a_bounded_number);
    tcase_add_test(tc, state_does_not_outlive_the_library))
