/* SPDX-License-Identifier: Apache-2.0 */
/* Making tokens, PINs, and who is logged in. */
#include "support/keys.h"
#include "support/suite.h"

#include <ctype.h>
#include <string.h>
#include <unistd.h>

static CK_FLAGS
token_flags(CK_SLOT_ID slot)
{
	CK_TOKEN_INFO info;

	OK(P11(GetTokenInfo, slot, &info));
	return info.flags;
}

static CK_RV
init_token(CK_SLOT_ID slot, const char *pin)
{
	CK_UTF8CHAR label[32];

	memset(label, ' ', sizeof(label));
	memcpy(label, "another", 7);
	return P11(InitToken, slot, (CK_UTF8CHAR *)pin, strlen(pin), label);
}

static CK_RV
init_pin(CK_SESSION_HANDLE s, const char *pin)
{
	return P11(InitPIN, s, (CK_UTF8CHAR *)pin, strlen(pin));
}

static CK_RV
set_pin(CK_SESSION_HANDLE s, const char *old, const char *new)
{
	return P11(SetPIN, s, (CK_UTF8CHAR *)old, strlen(old),
	    (CK_UTF8CHAR *)new, strlen(new));
}

static CK_RV
login_user(CK_SESSION_HANDLE s, const char *pin, const char *name)
{
	return P11(LoginUser, s, CKU_USER, (CK_UTF8CHAR *)pin, strlen(pin),
	    (CK_UTF8CHAR *)name, strlen(name));
}

static CK_STATE
state_of(CK_SESSION_HANDLE s)
{
	CK_SESSION_INFO info;

	OK(P11(GetSessionInfo, s, &info));
	return info.state;
}

/* ---- tokens ---- */

START_TEST(initialized_token_says_so)
{
	CK_FLAGS want = CKF_TOKEN_INITIALIZED | CKF_USER_PIN_INITIALIZED |
	    CKF_LOGIN_REQUIRED | CKF_RNG;

	ck_assert_uint_eq(token_flags(0) & want, want);
	ck_assert_uint_eq(token_flags(0) & CKF_WRITE_PROTECTED, 0);
}
END_TEST

START_TEST(token_info_is_padded_text)
{
	CK_TOKEN_INFO info;

	OK(P11(GetTokenInfo, 0, &info));
	ck_assert_mem_eq(info.label, TOKEN_LABEL "                      ", 32);
	for (size_t i = 0; i < sizeof(info.serialNumber); i++)
		ck_assert(isxdigit(info.serialNumber[i]));
}
END_TEST

START_TEST(free_slot_follows_the_tokens)
{
	CK_SLOT_ID slots[8];
	CK_ULONG count = 8;

	OK(P11(GetSlotList, CK_FALSE, slots, &count));
	ck_assert_uint_eq(count, 2);
	ck_assert_uint_eq(slots[0], 0);
	ck_assert_uint_eq(slots[1], 1);
	ck_assert_uint_eq(fixture_free_slot(), 1);
}
END_TEST

START_TEST(slot_list_follows_the_length_protocol)
{
	CK_SLOT_ID slot;
	CK_ULONG count = 0;

	OK(P11(GetSlotList, CK_FALSE, NULL, &count));
	ck_assert_uint_eq(count, 2);
	count = 1;
	GIVES(CKR_BUFFER_TOO_SMALL, P11(GetSlotList, CK_FALSE, &slot, &count));
	ck_assert_uint_eq(count, 2);
}
END_TEST

START_TEST(second_token_is_independent)
{
	CK_SESSION_HANDLE s;

	OK(init_token(1, "other so pin"));
	ck_assert_uint_eq(token_flags(1) & CKF_USER_PIN_INITIALIZED, 0);
	fx.slot = 1;
	s = fixture_open(CKF_RW_SESSION);
	GIVES(CKR_PIN_INCORRECT, fixture_login_as(s, CKU_SO, SO_PIN));
	OK(fixture_login_as(s, CKU_SO, "other so pin"));
	fx.slot = 0;
	ck_assert_uint_eq(state_of(fixture_open(0)), CKS_RO_PUBLIC_SESSION);
}
END_TEST

START_TEST(unknown_slot_is_refused)
{
	CK_TOKEN_INFO info;
	CK_SESSION_HANDLE s;

	GIVES(CKR_SLOT_ID_INVALID, P11(GetTokenInfo, 77, &info));
	GIVES(CKR_SLOT_ID_INVALID, P11(OpenSession, 77, CKF_SERIAL_SESSION,
	    NULL, NULL, &s));
}
END_TEST

START_TEST(token_without_keys_is_initialized_again)
{
	OK(init_token(0, SO_PIN));
	ck_assert_uint_eq(token_flags(0) & CKF_USER_PIN_INITIALIZED, 0);
}
END_TEST

START_TEST(initializing_again_needs_the_so_pin)
{
	GIVES(CKR_PIN_INCORRECT, init_token(0, "not the so pin"));
	ck_assert_uint_ne(token_flags(0) & CKF_USER_PIN_INITIALIZED, 0);
}
END_TEST

START_TEST(initializing_with_a_session_open_is_refused)
{
	fixture_open(0);
	GIVES(CKR_SESSION_EXISTS, init_token(0, SO_PIN));
}
END_TEST

START_TEST(token_with_a_key_is_not_initialized_again)
{
	fx.session = fixture_open(CKF_RW_SESSION);
	OK(fixture_login_as(fx.session, CKU_USER, USER_PIN));
	aes_key("in the way");
	OK(P11(CloseSession, fx.session));
	GIVES(CKR_TOKEN_WRITE_PROTECTED, init_token(0, SO_PIN));
}
END_TEST

START_TEST(sandbox_with_a_key_is_wiped)
{
	aes_key("in the way");
	OK(P11(CloseSession, fx.session));
	OK(init_token(0, SO_PIN));
	fx.session = fixture_open(CKF_RW_SESSION);
	ck_assert_uint_eq(find(fx.session, NULL, 0, NULL, 0), 0);
}
END_TEST

/* ---- login ---- */

START_TEST(login_changes_the_state_of_all_sessions)
{
	CK_SESSION_HANDLE rw = fixture_open(CKF_RW_SESSION);
	CK_SESSION_HANDLE ro = fixture_open(0);

	ck_assert_uint_eq(state_of(ro), CKS_RO_PUBLIC_SESSION);
	OK(fixture_login_as(rw, CKU_USER, USER_PIN));
	ck_assert_uint_eq(state_of(rw), CKS_RW_USER_FUNCTIONS);
	ck_assert_uint_eq(state_of(ro), CKS_RO_USER_FUNCTIONS);
	OK(P11(Logout, ro));
	ck_assert_uint_eq(state_of(rw), CKS_RW_PUBLIC_SESSION);
}
END_TEST

static const struct {
	CK_USER_TYPE user;
	const char *pin;
	CK_RV want;
} logins[] = {
	{ CKU_USER, USER_PIN, CKR_OK },
	{ CKU_USER, "user:" USER_PIN, CKR_OK },
	{ CKU_USER, "wrong", CKR_PIN_INCORRECT },
	{ CKU_USER, "", CKR_PIN_INCORRECT },
	{ CKU_USER, "user:wrong", CKR_PIN_INCORRECT },
	{ CKU_USER, "nobody:" USER_PIN, CKR_PIN_INCORRECT },
	{ CKU_USER, ":" USER_PIN, CKR_PIN_INCORRECT },
	{ CKU_USER, SO_PIN, CKR_PIN_INCORRECT },
	{ CKU_SO, SO_PIN, CKR_OK },
	{ CKU_SO, USER_PIN, CKR_PIN_INCORRECT },
	{ 99, USER_PIN, CKR_USER_TYPE_INVALID },
	{ CKU_CONTEXT_SPECIFIC, USER_PIN, CKR_USER_NOT_LOGGED_IN },
};
#define LOGINS (int)(sizeof(logins) / sizeof(logins[0]))

START_TEST(login_is_answered)
{
	CK_RV rv = fixture_login_as(fixture_open(CKF_RW_SESSION),
	    logins[_i].user, logins[_i].pin);

	/* An empty PIN may also be told from a wrong one by its length. */
	if (logins[_i].pin[0] == '\0' && rv == CKR_PIN_LEN_RANGE)
		return;
	ck_assert_msg(rv == logins[_i].want, "row %d: %lx: %s", _i, rv,
	    fixture_reason());
}
END_TEST

START_TEST(context_specific_login_needs_an_operation)
{
	CK_SESSION_HANDLE s = fixture_open(CKF_RW_SESSION);

	OK(fixture_login_as(s, CKU_USER, USER_PIN));
	GIVES(CKR_OPERATION_NOT_INITIALIZED, fixture_login_as(s,
	    CKU_CONTEXT_SPECIFIC, USER_PIN));
}
END_TEST

START_TEST(login_by_name_does_not_split)
{
	CK_SESSION_HANDLE s = fixture_open(0);

	GIVES(CKR_PIN_INCORRECT, login_user(s, "user:" USER_PIN, "user"));
	GIVES(CKR_PIN_INCORRECT, login_user(s, USER_PIN, "somebody"));
	OK(login_user(s, USER_PIN, "user"));
}
END_TEST

START_TEST(second_login_is_refused)
{
	CK_SESSION_HANDLE s = fixture_open(CKF_RW_SESSION);

	OK(fixture_login_as(s, CKU_USER, USER_PIN));
	GIVES(CKR_USER_ALREADY_LOGGED_IN, fixture_login_as(s, CKU_USER,
	    USER_PIN));
	GIVES(CKR_USER_ANOTHER_ALREADY_LOGGED_IN, fixture_login_as(s, CKU_SO,
	    SO_PIN));
}
END_TEST

START_TEST(second_logout_is_refused)
{
	CK_SESSION_HANDLE s = fixture_open(0);

	OK(fixture_login_as(s, CKU_USER, USER_PIN));
	OK(P11(Logout, s));
	GIVES(CKR_USER_NOT_LOGGED_IN, P11(Logout, s));
}
END_TEST

START_TEST(closing_the_last_session_logs_out)
{
	CK_SESSION_HANDLE s = fixture_open(0), other = fixture_open(0);

	OK(fixture_login_as(s, CKU_USER, USER_PIN));
	OK(P11(CloseSession, s));
	ck_assert_uint_eq(state_of(other), CKS_RO_USER_FUNCTIONS);
	OK(P11(CloseSession, other));
	ck_assert_uint_eq(state_of(fixture_open(0)), CKS_RO_PUBLIC_SESSION);
}
END_TEST

START_TEST(closing_all_sessions_logs_out)
{
	CK_SESSION_HANDLE s = fixture_open(0);

	fixture_open(CKF_RW_SESSION);
	OK(fixture_login_as(s, CKU_USER, USER_PIN));
	OK(P11(CloseAllSessions, 0));
	GIVES(CKR_SESSION_HANDLE_INVALID, P11(Logout, s));
	ck_assert_uint_eq(state_of(fixture_open(0)), CKS_RO_PUBLIC_SESSION);
}
END_TEST

START_TEST(so_and_read_only_sessions_exclude_each_other)
{
	CK_SESSION_HANDLE rw = fixture_open(CKF_RW_SESSION), s;
	CK_SESSION_HANDLE ro = fixture_open(0);

	GIVES(CKR_SESSION_READ_ONLY_EXISTS, fixture_login_as(rw, CKU_SO,
	    SO_PIN));
	OK(P11(CloseSession, ro));
	OK(fixture_login_as(rw, CKU_SO, SO_PIN));
	GIVES(CKR_SESSION_READ_WRITE_SO_EXISTS, P11(OpenSession, 0,
	    CKF_SERIAL_SESSION, NULL, NULL, &s));
}
END_TEST

START_TEST(sessions_are_serial_and_synchronous)
{
	CK_SESSION_HANDLE s;

	GIVES(CKR_SESSION_PARALLEL_NOT_SUPPORTED, P11(OpenSession, 0, 0, NULL,
	    NULL, &s));
	GIVES(CKR_SESSION_ASYNC_NOT_SUPPORTED, P11(OpenSession, 0,
	    CKF_SERIAL_SESSION | CKF_ASYNC_SESSION, NULL, NULL, &s));
}
END_TEST

START_TEST(login_without_a_user_pin_says_so)
{
	CK_SESSION_HANDLE s;

	OK(init_token(1, SO_PIN));
	fx.slot = 1;
	s = fixture_open(CKF_RW_SESSION);
	GIVES(CKR_USER_PIN_NOT_INITIALIZED, fixture_login_as(s, CKU_USER,
	    USER_PIN));
}
END_TEST

START_TEST(so_does_not_use_keys)
{
	CK_OBJECT_HANDLE key;
	CK_MECHANISM mechanism = { CKM_AES_KEY_GEN, NULL, 0 };
	CK_ULONG len = 32;
	CK_ATTRIBUTE template[] = { ATTR(CKA_TOKEN, yes),
		ATTR(CKA_VALUE_LEN, len) };
	CK_SESSION_HANDLE s = fixture_open(CKF_RW_SESSION);

	OK(fixture_login_as(s, CKU_SO, SO_PIN));
	GIVES(CKR_USER_NOT_LOGGED_IN, P11(GenerateKey, s, &mechanism, template,
	    2, &key));
}
END_TEST

/* ---- lockout ---- */

static CK_RV
fail_until_locked(CK_SESSION_HANDLE s)
{
	CK_RV rv = CKR_PIN_INCORRECT;

	for (int i = 0; i < 6 && rv == CKR_PIN_INCORRECT; i++)
		rv = fixture_login_as(s, CKU_USER, "wrong");
	return rv;
}

START_TEST(three_failures_are_free)
{
	CK_SESSION_HANDLE s = fixture_open(0);

	for (int i = 0; i < 3; i++)
		GIVES(CKR_PIN_INCORRECT, fixture_login_as(s, CKU_USER,
		    "wrong"));
	OK(fixture_login_as(s, CKU_USER, USER_PIN));
}
END_TEST

START_TEST(more_failures_lock_for_a_while)
{
	CK_SESSION_HANDLE s = fixture_open(0);

	GIVES(CKR_PIN_LOCKED, fail_until_locked(s));
	GIVES(CKR_PIN_LOCKED, fixture_login_as(s, CKU_USER, USER_PIN));
	ck_assert_uint_ne(token_flags(0) & CKF_USER_PIN_LOCKED, 0);
	sleep(5);
	OK(fixture_login_as(s, CKU_USER, USER_PIN));
}
END_TEST

START_TEST(lockout_survives_a_restart)
{
	GIVES(CKR_PIN_LOCKED, fail_until_locked(fixture_open(0)));
	OK(P11(Finalize, NULL));
	OK(P11(Initialize, NULL));
	GIVES(CKR_PIN_LOCKED, fixture_login_as(fixture_open(0), CKU_USER,
	    USER_PIN));
}
END_TEST

START_TEST(lockout_of_the_user_is_not_the_so_s)
{
	CK_SESSION_HANDLE s = fixture_open(CKF_RW_SESSION);

	GIVES(CKR_PIN_LOCKED, fail_until_locked(s));
	OK(fixture_login_as(s, CKU_SO, SO_PIN));
}
END_TEST

/* ---- PINs ---- */

START_TEST(user_changes_the_pin)
{
	CK_SESSION_HANDLE s = fixture_open(CKF_RW_SESSION);

	OK(fixture_login_as(s, CKU_USER, USER_PIN));
	OK(set_pin(s, USER_PIN, "a new one"));
	OK(P11(Logout, s));
	GIVES(CKR_PIN_INCORRECT, fixture_login_as(s, CKU_USER, USER_PIN));
	OK(fixture_login_as(s, CKU_USER, "a new one"));
}
END_TEST

START_TEST(keys_survive_a_change_of_the_pin)
{
	CK_BYTE out[64];
	CK_ULONG len = sizeof(out);

	fx.session = fixture_open(CKF_RW_SESSION);
	OK(fixture_login_as(fx.session, CKU_USER, USER_PIN));
	aes_key("k");
	OK(set_pin(fx.session, USER_PIN, "a new one"));
	OK(P11(Logout, fx.session));
	OK(fixture_login_as(fx.session, CKU_USER, "a new one"));
	OK(gcm_encrypt(find_label(fx.session, CKO_SECRET_KEY, "k"), "data", 4,
	    out, &len));
}
END_TEST

START_TEST(keys_survive_a_reset_of_the_pin)
{
	CK_BYTE out[64];
	CK_ULONG len = sizeof(out);

	fx.session = fixture_open(CKF_RW_SESSION);
	OK(fixture_login_as(fx.session, CKU_USER, USER_PIN));
	aes_key("k");
	OK(P11(Logout, fx.session));
	OK(fixture_login_as(fx.session, CKU_SO, SO_PIN));
	OK(init_pin(fx.session, "reset"));
	OK(P11(Logout, fx.session));
	OK(fixture_login_as(fx.session, CKU_USER, "reset"));
	OK(gcm_encrypt(find_label(fx.session, CKO_SECRET_KEY, "k"), "data", 4,
	    out, &len));
}
END_TEST

START_TEST(pin_can_be_changed_without_login)
{
	CK_SESSION_HANDLE s = fixture_open(CKF_RW_SESSION);

	OK(set_pin(s, USER_PIN, "a new one"));
	OK(fixture_login_as(s, CKU_USER, "a new one"));
}
END_TEST

START_TEST(so_changes_his_pin)
{
	CK_SESSION_HANDLE s = fixture_open(CKF_RW_SESSION);

	OK(fixture_login_as(s, CKU_SO, SO_PIN));
	OK(set_pin(s, SO_PIN, "so again"));
	OK(P11(Logout, s));
	OK(fixture_login_as(s, CKU_SO, "so again"));
}
END_TEST

static const struct {
	const char *old, *new;
	CK_RV want;
} changes[] = {
	{ "wrong", "a new one", CKR_PIN_INCORRECT },
	{ USER_PIN, "abc", CKR_PIN_LEN_RANGE },
	{ USER_PIN, "with:colon", CKR_PIN_INVALID },
};

START_TEST(bad_change_of_the_pin_is_refused)
{
	CK_SESSION_HANDLE s = fixture_open(CKF_RW_SESSION);

	OK(fixture_login_as(s, CKU_USER, USER_PIN));
	GIVES(changes[_i].want, set_pin(s, changes[_i].old, changes[_i].new));
	OK(P11(Logout, s));
	OK(fixture_login_as(s, CKU_USER, USER_PIN));
}
END_TEST

START_TEST(so_pin_may_hold_a_colon)
{
	CK_SESSION_HANDLE s;

	OK(init_token(1, "so:pin"));
	fx.slot = 1;
	s = fixture_open(CKF_RW_SESSION);
	OK(fixture_login_as(s, CKU_SO, "so:pin"));
}
END_TEST

START_TEST(only_the_so_sets_the_user_pin)
{
	CK_SESSION_HANDLE s = fixture_open(CKF_RW_SESSION);

	GIVES(CKR_USER_NOT_LOGGED_IN, init_pin(s, "whatever"));
	OK(fixture_login_as(s, CKU_USER, USER_PIN));
	GIVES(CKR_USER_NOT_LOGGED_IN, init_pin(s, "whatever"));
}
END_TEST

START_TEST(user_pin_may_not_hold_a_colon)
{
	CK_SESSION_HANDLE s = fixture_open(CKF_RW_SESSION);

	OK(fixture_login_as(s, CKU_SO, SO_PIN));
	GIVES(CKR_PIN_INVALID, init_pin(s, "with:colon"));
	GIVES(CKR_PIN_LEN_RANGE, init_pin(s, "abc"));
}
END_TEST

static void
fill(Suite *s, TCase *tc)
{
	TCase *sandbox = tcase_create("sandbox");

	fixture_suite(tc);
	tcase_add_checked_fixture(tc, fixture_token, fixture_end);
	tcase_add_test(tc, initialized_token_says_so);
	tcase_add_test(tc, token_info_is_padded_text);
	tcase_add_test(tc, free_slot_follows_the_tokens);
	tcase_add_test(tc, slot_list_follows_the_length_protocol);
	tcase_add_test(tc, second_token_is_independent);
	tcase_add_test(tc, unknown_slot_is_refused);
	tcase_add_test(tc, token_without_keys_is_initialized_again);
	tcase_add_test(tc, initializing_again_needs_the_so_pin);
	tcase_add_test(tc, initializing_with_a_session_open_is_refused);
	tcase_add_test(tc, token_with_a_key_is_not_initialized_again);
	tcase_add_test(tc, login_changes_the_state_of_all_sessions);
	tcase_add_loop_test(tc, login_is_answered, 0, LOGINS);
	tcase_add_test(tc, context_specific_login_needs_an_operation);
	tcase_add_test(tc, login_by_name_does_not_split);
	tcase_add_test(tc, second_login_is_refused);
	tcase_add_test(tc, second_logout_is_refused);
	tcase_add_test(tc, closing_the_last_session_logs_out);
	tcase_add_test(tc, closing_all_sessions_logs_out);
	tcase_add_test(tc, so_and_read_only_sessions_exclude_each_other);
	tcase_add_test(tc, sessions_are_serial_and_synchronous);
	tcase_add_test(tc, login_without_a_user_pin_says_so);
	tcase_add_test(tc, so_does_not_use_keys);
	tcase_add_test(tc, three_failures_are_free);
	tcase_add_test(tc, more_failures_lock_for_a_while);
	tcase_add_test(tc, lockout_survives_a_restart);
	tcase_add_test(tc, lockout_of_the_user_is_not_the_so_s);
	tcase_add_test(tc, user_changes_the_pin);
	tcase_add_test(tc, keys_survive_a_change_of_the_pin);
	tcase_add_test(tc, keys_survive_a_reset_of_the_pin);
	tcase_add_test(tc, pin_can_be_changed_without_login);
	tcase_add_test(tc, so_changes_his_pin);
	tcase_add_loop_test(tc, bad_change_of_the_pin_is_refused, 0, 3);
	tcase_add_test(tc, so_pin_may_hold_a_colon);
	tcase_add_test(tc, only_the_so_sets_the_user_pin);
	tcase_add_test(tc, user_pin_may_not_hold_a_colon);

	suite_add_tcase(s, sandbox);
	tcase_set_timeout(sandbox, SUITE_TIMEOUT);
	fixture_suite(sandbox);
	tcase_add_checked_fixture(sandbox, fixture_sandbox, fixture_end);
	tcase_add_test(sandbox, sandbox_with_a_key_is_wiped);
}

SUITE("pkcs11/token", fill(s, tc))
