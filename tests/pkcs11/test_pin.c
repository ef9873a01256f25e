/* SPDX-License-Identifier: Apache-2.0 */
/* Setting, changing and resetting PINs. */
#include "support/keys.h"
#include "support/suite.h"

#include <string.h>

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

	OK(fixture_init_token(1, "so:pin"));
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

SUITE("pkcs11/pin",
    fixture_suite(tc);
    tcase_add_checked_fixture(tc, fixture_token, fixture_end);
    tcase_add_test(tc, user_changes_the_pin);
    tcase_add_test(tc, keys_survive_a_change_of_the_pin);
    tcase_add_test(tc, keys_survive_a_reset_of_the_pin);
    tcase_add_test(tc, pin_can_be_changed_without_login);
    tcase_add_test(tc, so_changes_his_pin);
    tcase_add_loop_test(tc, bad_change_of_the_pin_is_refused, 0, 3);
    tcase_add_test(tc, so_pin_may_hold_a_colon);
    tcase_add_test(tc, only_the_so_sets_the_user_pin);
    tcase_add_test(tc, user_pin_may_not_hold_a_colon))
