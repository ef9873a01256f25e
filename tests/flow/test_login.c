/* SPDX-License-Identifier: Apache-2.0 */
/* Logging in and out, and PINs. */
#include "flow/sessions.h"

#include "support/core_fixture.h"

#define PIN(text) (const CK_UTF8CHAR *)(text), strlen(text)

static enum err
login(CK_USER_TYPE user, const char *pin)
{
	return world_login(&core, user, pin);
}

static CK_STATE
state(struct session *s)
{
	CK_SESSION_INFO info;

	ck_ok(flow_session_info(s, &info));
	return info.state;
}

START_TEST(the_user_logs_in_and_out)
{
	ck_ok(login(CKU_USER, CORE_USER_PIN));
	ck_assert_uint_eq(state(core.s), CKS_RW_USER_FUNCTIONS);
	ck_ok(flow_logout(core.sessions, core.s));
	ck_assert_uint_eq(state(core.s), CKS_RW_PUBLIC_SESSION);
}
END_TEST

START_TEST(the_officer_logs_in)
{
	ck_ok(login(CKU_SO, CORE_SO_PIN));
	ck_assert_uint_eq(state(core.s), CKS_RW_SO_FUNCTIONS);
}
END_TEST

START_TEST(the_name_may_stand_before_the_secret)
{
	ck_ok(login(CKU_USER, "user:" CORE_USER_PIN));
}
END_TEST

START_TEST(the_name_may_come_apart)
{
	ck_ok(flow_login_user(core.s, CKU_USER, PIN(CORE_USER_PIN),
	    PIN("user")));
	ck_refused(flow_login_user(core.s, CKU_USER, PIN(CORE_USER_PIN),
	    PIN("user")), E_ALREADY_LOGGED_IN);
}
END_TEST

START_TEST(no_name_is_the_default_users)
{
	ck_ok(flow_login_user(core.s, CKU_USER, PIN(CORE_USER_PIN), NULL, 0));
}
END_TEST

START_TEST(a_wrong_pin_is_refused)
{
	ck_refused(login(CKU_USER, "wrong one"), E_PIN_INCORRECT);
	ck_refused(login(CKU_SO, CORE_USER_PIN), E_PIN_INCORRECT);
	ck_assert_uint_eq(state(core.s), CKS_RW_PUBLIC_SESSION);
}
END_TEST

START_TEST(an_unknown_name_is_a_wrong_pin)
{
	ck_refused(login(CKU_USER, "nobody:" CORE_USER_PIN),
	    E_PIN_INCORRECT);
	ck_refused(flow_login_user(core.s, CKU_USER, PIN(CORE_USER_PIN),
	    (const CK_UTF8CHAR *)"us\0er", 5), E_PIN_INCORRECT);
}
END_TEST

START_TEST(a_name_that_is_too_long_is_a_wrong_pin)
{
	CK_UTF8CHAR name[PRINCIPAL_NAME_MAX + 1];

	memset(name, 'a', sizeof(name));
	ck_refused(flow_login_user(core.s, CKU_USER, PIN(CORE_USER_PIN),
	    name, sizeof(name)), E_PIN_INCORRECT);
}
END_TEST

START_TEST(null_pins_are_refused)
{
	ck_refused(flow_login(core.s, CKU_USER, NULL, 4), E_ARGUMENTS);
	ck_refused(flow_login_user(core.s, CKU_USER, NULL, 4, PIN("user")),
	    E_ARGUMENTS);
	ck_refused(flow_login_user(core.s, CKU_USER, PIN("x"), NULL, 4),
	    E_ARGUMENTS);
	ck_refused(flow_set_pin(core.s, NULL, 4, PIN("new one")),
	    E_ARGUMENTS);
	ck_refused(flow_set_pin(core.s, PIN("old one"), NULL, 4),
	    E_ARGUMENTS);
}
END_TEST

START_TEST(there_are_three_kinds_of_users)
{
	ck_refused(login(3, CORE_USER_PIN), E_USER_TYPE);
}
END_TEST

START_TEST(one_is_logged_in_at_a_time)
{
	ck_ok(login(CKU_USER, CORE_USER_PIN));
	ck_refused(login(CKU_USER, "whatever"), E_ALREADY_LOGGED_IN);
	ck_refused(login(CKU_SO, CORE_SO_PIN), E_ANOTHER_LOGGED_IN);
	ck_refused(login(CKU_USER, "alice:whatever"), E_ANOTHER_LOGGED_IN);
}
END_TEST

START_TEST(the_officer_wants_no_read_only_session)
{
	struct session *ro = world_session(&core, 0);

	ck_refused(login(CKU_SO, CORE_SO_PIN), E_SESSION_RO_EXISTS);
	ck_ok(flow_session_close(core.sessions, ro));
	ck_ok(login(CKU_SO, CORE_SO_PIN));
}
END_TEST

START_TEST(a_login_is_every_sessions)
{
	struct session *ro = world_session(&core, 0);

	ck_ok(login(CKU_USER, CORE_USER_PIN));
	ck_assert_uint_eq(state(ro), CKS_RO_USER_FUNCTIONS);
	session_leave(ro);
}
END_TEST

START_TEST(a_login_is_this_process)
{
	struct world other;

	ck_ok(login(CKU_USER, CORE_USER_PIN));
	world_open(&other);
	ck_assert_uint_eq(state(other.s), CKS_RW_PUBLIC_SESSION);
	world_close(&other);
}
END_TEST

START_TEST(nobody_logs_out_twice)
{
	ck_refused(flow_logout(core.sessions, core.s), E_NOT_LOGGED_IN);
	ck_ok(login(CKU_USER, CORE_USER_PIN));
	ck_ok(flow_logout(core.sessions, core.s));
	ck_refused(flow_logout(core.sessions, core.s), E_NOT_LOGGED_IN);
}
END_TEST

START_TEST(a_login_for_an_operation_needs_one)
{
	ck_refused(login(CKU_CONTEXT_SPECIFIC, CORE_USER_PIN),
	    E_NOT_LOGGED_IN);
	ck_ok(login(CKU_USER, CORE_USER_PIN));
	ck_refused(login(CKU_CONTEXT_SPECIFIC, CORE_USER_PIN),
	    E_OPERATION_NONE);
	ck_refused(login(CKU_CONTEXT_SPECIFIC, "alice:secret"),
	    E_ANOTHER_LOGGED_IN);
}
END_TEST

/* ---- PINs ---- */

START_TEST(the_user_changes_his_pin)
{
	ck_ok(login(CKU_USER, CORE_USER_PIN));
	ck_ok(flow_set_pin(core.s, PIN(CORE_USER_PIN), PIN("another one")));
	ck_ok(flow_logout(core.sessions, core.s));
	ck_refused(login(CKU_USER, CORE_USER_PIN), E_PIN_INCORRECT);
	ck_ok(login(CKU_USER, "another one"));
}
END_TEST

START_TEST(a_public_session_changes_the_users_pin)
{
	ck_ok(flow_set_pin(core.s, PIN("user:" CORE_USER_PIN),
	    PIN("another one")));
	ck_ok(login(CKU_USER, "another one"));
}
END_TEST

START_TEST(the_officer_changes_his_own)
{
	ck_ok(login(CKU_SO, CORE_SO_PIN));
	ck_ok(flow_set_pin(core.s, PIN(CORE_SO_PIN), PIN("another one")));
	ck_ok(flow_logout(core.sessions, core.s));
	ck_ok(login(CKU_SO, "another one"));
}
END_TEST

START_TEST(a_pin_is_changed_by_who_knows_it)
{
	ck_refused(flow_set_pin(core.s, PIN("wrong one"), PIN("another")),
	    E_PIN_INCORRECT);
	ck_ok(login(CKU_USER, CORE_USER_PIN));
	ck_refused(flow_set_pin(core.s, PIN("alice:secret"), PIN("another")),
	    E_PIN_INCORRECT);
}
END_TEST

START_TEST(a_pin_has_a_form)
{
	ck_ok(login(CKU_USER, CORE_USER_PIN));
	ck_refused(flow_set_pin(core.s, PIN(CORE_USER_PIN), PIN("abc")),
	    E_PIN_LEN);
	ck_refused(flow_set_pin(core.s, PIN(CORE_USER_PIN), PIN("ab:cd")),
	    E_PIN_INVALID);
}
END_TEST

START_TEST(a_read_only_session_changes_no_pin)
{
	struct session *ro = world_session(&core, 0);

	ck_refused(flow_set_pin(ro, PIN(CORE_USER_PIN), PIN("another")),
	    E_SESSION_READ_ONLY);
	session_leave(ro);
}
END_TEST

START_TEST(the_officer_sets_the_users_pin_and_keys_remain)
{
	CK_BYTE out[32];
	CK_ULONG len = sizeof(out);
	CK_ATTRIBUTE list[] = { TEXT(CKA_LABEL, "aes") };
	CK_OBJECT_HANDLE key;

	ck_ok(login(CKU_USER, CORE_USER_PIN));
	ck_ok(core_gcm(core.s, USE_ENCRYPT, core_aes("aes"), "text", 4, out,
	    &len));
	ck_refused(flow_init_pin(core.s, PIN("another one")),
	    E_NOT_LOGGED_IN);
	ck_ok(flow_logout(core.sessions, core.s));
	ck_ok(login(CKU_SO, CORE_SO_PIN));
	ck_refused(flow_init_pin(core.s, NULL, 4), E_ARGUMENTS);
	ck_ok(flow_init_pin(core.s, PIN("another one")));
	ck_ok(flow_logout(core.sessions, core.s));
	ck_ok(login(CKU_USER, "another one"));
	ck_assert_uint_eq(core_find(core.s, LIST(list), &key), 1);
	ck_ok(core_opens(core.s, key, out, len, "text"));
	ck_ok(core_opens(core.s, key, out, len, "text"));
	ck_ok(flow_key_rotate(core.s, key, 0, NULL));
	ck_ok(core_opens(core.s, key, out, len, "text"));
}
END_TEST

static void
add_pins(TCase *tc)
{
	tcase_add_test(tc, the_user_changes_his_pin);
	tcase_add_test(tc, a_public_session_changes_the_users_pin);
	tcase_add_test(tc, the_officer_changes_his_own);
	tcase_add_test(tc, a_pin_is_changed_by_who_knows_it);
	tcase_add_test(tc, a_pin_has_a_form);
	tcase_add_test(tc, a_read_only_session_changes_no_pin);
	tcase_add_test(tc, the_officer_sets_the_users_pin_and_keys_remain);
}

SUITE("flow/login",
    core_suite(tc);
    tcase_add_checked_fixture(tc, core_session, core_end);
    tcase_add_test(tc, the_user_logs_in_and_out);
    tcase_add_test(tc, the_officer_logs_in);
    tcase_add_test(tc, the_name_may_stand_before_the_secret);
    tcase_add_test(tc, the_name_may_come_apart);
    tcase_add_test(tc, no_name_is_the_default_users);
    tcase_add_test(tc, a_wrong_pin_is_refused);
    tcase_add_test(tc, an_unknown_name_is_a_wrong_pin);
    tcase_add_test(tc, a_name_that_is_too_long_is_a_wrong_pin);
    tcase_add_test(tc, null_pins_are_refused);
    tcase_add_test(tc, there_are_three_kinds_of_users);
    tcase_add_test(tc, one_is_logged_in_at_a_time);
    tcase_add_test(tc, the_officer_wants_no_read_only_session);
    tcase_add_test(tc, a_login_is_every_sessions);
    tcase_add_test(tc, a_login_is_this_process);
    tcase_add_test(tc, nobody_logs_out_twice);
    tcase_add_test(tc, a_login_for_an_operation_needs_one);
    add_pins(tc))
