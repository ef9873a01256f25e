/* SPDX-License-Identifier: Apache-2.0 */
/* Who is logged in, and what happens to who guesses. */
#include "support/keys.h"
#include "support/suite.h"

#include <string.h>
#include <unistd.h>

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

	OK(fixture_init_token(1, SO_PIN));
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
	ck_assert_uint_ne(fixture_flags(0) & CKF_USER_PIN_LOCKED, 0);
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

SUITE("pkcs11/login",
    fixture_suite(tc);
    tcase_add_checked_fixture(tc, fixture_token, fixture_end);
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
    tcase_add_test(tc, lockout_of_the_user_is_not_the_so_s))
