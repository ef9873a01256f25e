/* SPDX-License-Identifier: Apache-2.0 */
/* Making tokens, and what a slot says of its token. */
#include "support/keys.h"
#include "support/suite.h"

#include <ctype.h>
#include <string.h>

START_TEST(initialized_token_says_so)
{
	CK_FLAGS want = CKF_TOKEN_INITIALIZED | CKF_USER_PIN_INITIALIZED |
	    CKF_LOGIN_REQUIRED | CKF_RNG;

	ck_assert_uint_eq(fixture_flags(0) & want, want);
	ck_assert_uint_eq(fixture_flags(0) & CKF_WRITE_PROTECTED, 0);
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
	CK_SESSION_INFO info;
	CK_SESSION_HANDLE s;

	OK(fixture_init_token(1, "other so pin"));
	ck_assert_uint_eq(fixture_flags(1) & CKF_USER_PIN_INITIALIZED, 0);
	fx.slot = 1;
	s = fixture_open(CKF_RW_SESSION);
	GIVES(CKR_PIN_INCORRECT, fixture_login_as(s, CKU_SO, SO_PIN));
	OK(fixture_login_as(s, CKU_SO, "other so pin"));
	fx.slot = 0;
	OK(P11(GetSessionInfo, fixture_open(0), &info));
	ck_assert_uint_eq(info.state, CKS_RO_PUBLIC_SESSION);
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
	OK(fixture_init_token(0, SO_PIN));
	ck_assert_uint_eq(fixture_flags(0) & CKF_USER_PIN_INITIALIZED, 0);
}
END_TEST

START_TEST(initializing_again_needs_the_so_pin)
{
	GIVES(CKR_PIN_INCORRECT, fixture_init_token(0, "not the so pin"));
	ck_assert_uint_ne(fixture_flags(0) & CKF_USER_PIN_INITIALIZED, 0);
}
END_TEST

START_TEST(initializing_with_a_session_open_is_refused)
{
	fixture_open(0);
	GIVES(CKR_SESSION_EXISTS, fixture_init_token(0, SO_PIN));
}
END_TEST

START_TEST(token_with_a_key_is_not_initialized_again)
{
	fx.session = fixture_open(CKF_RW_SESSION);
	OK(fixture_login_as(fx.session, CKU_USER, USER_PIN));
	aes_key("in the way");
	OK(P11(CloseSession, fx.session));
	GIVES(CKR_TOKEN_WRITE_PROTECTED, fixture_init_token(0, SO_PIN));
}
END_TEST

START_TEST(sandbox_with_a_key_is_wiped)
{
	aes_key("in the way");
	OK(P11(CloseSession, fx.session));
	OK(fixture_init_token(0, SO_PIN));
	fx.session = fixture_open(CKF_RW_SESSION);
	ck_assert_uint_eq(find(fx.session, NULL, 0, NULL, 0), 0);
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

	suite_add_tcase(s, sandbox);
	tcase_set_timeout(sandbox, SUITE_TIMEOUT);
	fixture_suite(sandbox);
	tcase_add_checked_fixture(sandbox, fixture_sandbox, fixture_end);
	tcase_add_test(sandbox, sandbox_with_a_key_is_wiped);
}

SUITE("pkcs11/token", fill(s, tc))
