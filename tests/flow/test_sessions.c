/* SPDX-License-Identifier: Apache-2.0 */
/* Sessions through their calls: flags, the last one logs out, cancelling. */
#include "flow/sessions.h"

#include "flow/messages.h"
#include "support/core_fixture.h"

static CK_SESSION_HANDLE handle;

static enum err
open_with(CK_SLOT_ID slot, CK_FLAGS flags)
{
	return flow_session_open(core.tokens, core.sessions, slot, flags,
	    &handle);
}

START_TEST(a_session_says_what_it_is)
{
	CK_SESSION_INFO info;
	struct session *ro = world_session(&core, 0);

	ck_ok(flow_session_info(core.s, &info));
	ck_assert_uint_eq(info.slotID, 0);
	ck_assert_uint_eq(info.flags, CKF_SERIAL_SESSION | CKF_RW_SESSION);
	ck_assert_uint_eq(info.state, CKS_RW_PUBLIC_SESSION);
	ck_ok(flow_session_info(ro, &info));
	ck_assert_uint_eq(info.flags, CKF_SERIAL_SESSION);
	ck_assert_uint_eq(info.state, CKS_RO_PUBLIC_SESSION);
	ck_refused(flow_session_info(ro, NULL), E_ARGUMENTS);
	session_leave(ro);
}
END_TEST

START_TEST(flags_are_judged)
{
	ck_refused(open_with(0, CKF_RW_SESSION), E_SESSION_PARALLEL);
	ck_refused(open_with(0, CKF_SERIAL_SESSION | CKF_ASYNC_SESSION),
	    E_SESSION_ASYNC);
	ck_refused(flow_session_open(core.tokens, core.sessions, 0,
	    CKF_SERIAL_SESSION, NULL), E_ARGUMENTS);
}
END_TEST

START_TEST(a_session_needs_a_token)
{
	ck_refused(open_with(1, CKF_SERIAL_SESSION), E_TOKEN_ABSENT);
	ck_refused(open_with(7, CKF_SERIAL_SESSION), E_SLOT);
	ck_refused(open_with(~0ul, CKF_SERIAL_SESSION), E_SLOT);
}
END_TEST

START_TEST(the_officer_wants_sessions_that_write)
{
	ck_ok(world_login(&core, CKU_SO, CORE_SO_PIN));
	ck_refused(open_with(0, CKF_SERIAL_SESSION), E_SESSION_SO_EXISTS);
	ck_ok(open_with(0, CKF_SERIAL_SESSION | CKF_RW_SESSION));
}
END_TEST

START_TEST(the_last_session_logs_out)
{
	ck_ok(world_login(&core, CKU_USER, CORE_USER_PIN));
	ck_ok(flow_session_close(core.sessions, core.s));
	core.s = world_session(&core, CKF_RW_SESSION);
	ck_assert_uint_eq(session_state(core.s), CKS_RW_PUBLIC_SESSION);
}
END_TEST

START_TEST(another_one_keeps_the_login)
{
	struct session *other = world_session(&core, 0);

	ck_ok(world_login(&core, CKU_USER, CORE_USER_PIN));
	ck_ok(flow_session_close(core.sessions, other));
	ck_assert_uint_eq(session_state(core.s), CKS_RW_USER_FUNCTIONS);
}
END_TEST

START_TEST(closing_all_closes_all_and_logs_out)
{
	CK_SESSION_HANDLE mine = core.s->handle;
	struct session *s;

	ck_ok(world_login(&core, CKU_USER, CORE_USER_PIN));
	ck_ok(open_with(0, CKF_SERIAL_SESSION));
	session_leave(core.s);
	core.s = NULL;
	ck_ok(flow_session_close_all(core.tokens, core.sessions, 0));
	ck_refused(session_enter(core.sessions, mine, &s), E_SESSION);
	ck_refused(session_enter(core.sessions, handle, &s), E_SESSION);
	ck_assert_int_eq(core.token->who.kind, PRINCIPAL_NOBODY);
	ck_refused(flow_session_close_all(core.tokens, core.sessions, 9),
	    E_SLOT);
	ck_ok(flow_session_close_all(core.tokens, core.sessions, 1));
}
END_TEST

START_TEST(session_objects_go_with_their_session)
{
	struct session *other = world_session(&core, 0);
	CK_OBJECT_CLASS data = CKO_DATA;
	CK_ATTRIBUTE list[] = { VALUE(CKA_CLASS, data) };
	CK_OBJECT_HANDLE h;

	ck_ok(flow_object_create(other, LIST(list), &h));
	ck_assert_uint_eq(core_find(core.s, LIST(list), NULL), 1);
	ck_ok(flow_session_close(core.sessions, other));
	ck_assert_uint_eq(core_find(core.s, LIST(list), NULL), 0);
}
END_TEST

static const CK_MECHANISM digest = { CKM_SHA256, NULL, 0 };

START_TEST(operations_are_cancelled_by_their_flags)
{
	CK_ULONG n;

	ck_ok(flow_begin(core.s, USE_DIGEST, &digest, 0));
	ck_ok(flow_find_begin(core.s, NULL, 0));
	ck_ok(flow_session_cancel(core.s, CKF_ENCRYPT | CKF_SIGN));
	ck_ok(flow_absorb(core.s, USE_DIGEST, NULL, 0));
	ck_ok(flow_session_cancel(core.s, CKF_DIGEST | CKF_FIND_OBJECTS));
	ck_refused(flow_absorb(core.s, USE_DIGEST, NULL, 0),
	    E_OPERATION_NONE);
	ck_refused(flow_find_next(core.s, NULL, 0, &n), E_OPERATION_NONE);
}
END_TEST

static const struct {
	enum use use;
	CK_FLAGS flag;
} message_flags[] = {
	{ USE_ENCRYPT, CKF_MESSAGE_ENCRYPT },
	{ USE_DECRYPT, CKF_MESSAGE_DECRYPT },
	{ USE_SIGN, CKF_MESSAGE_SIGN },
	{ USE_VERIFY, CKF_MESSAGE_VERIFY },
};

START_TEST(messages_are_cancelled_by_flags_of_their_own)
{
	enum use use = message_flags[_i].use;
	CK_MECHANISM ecdsa = { CKM_ECDSA_SHA256, NULL, 0 };
	struct core_pair pair;
	const CK_MECHANISM *m = &ecdsa;
	CK_OBJECT_HANDLE key;

	ck_ok(world_login(&core, CKU_USER, CORE_USER_PIN));
	pair = core_ec("pair");
	key = use == USE_SIGN ? pair.private : pair.public;
	if (use == USE_ENCRYPT || use == USE_DECRYPT) {
		m = core_gcm_mechanism();
		key = core_aes("aes");
	}
	ck_ok(flow_messages_begin(core.s, use, m, key));
	ck_ok(flow_session_cancel(core.s, ~message_flags[_i].flag));
	ck_refused(flow_messages_begin(core.s, use, m, key),
	    E_OPERATION_ACTIVE);
	ck_ok(flow_session_cancel(core.s, message_flags[_i].flag));
	ck_refused(flow_messages_end(core.s, use), E_OPERATION_NONE);
}
END_TEST

START_TEST(a_session_ends_its_operations)
{
	struct session *other = world_session(&core, 0);

	ck_ok(flow_begin(other, USE_DIGEST, &digest, 0));
	ck_ok(flow_find_begin(other, NULL, 0));
	ck_ok(flow_session_close(core.sessions, other));
	other = world_session(&core, 0);
	ck_refused(flow_absorb(other, USE_DIGEST, NULL, 0),
	    E_OPERATION_NONE);
	ck_ok(flow_find_begin(other, NULL, 0));
	session_leave(other);
}
END_TEST

START_TEST(there_are_no_validation_flags)
{
	CK_FLAGS flags = 1;

	ck_ok(flow_session_validation(core.s, 1, &flags));
	ck_assert_uint_eq(flags, 0);
	ck_refused(flow_session_validation(core.s, 1, NULL), E_ARGUMENTS);
}
END_TEST

SUITE("flow/sessions",
    core_suite(tc);
    tcase_add_checked_fixture(tc, core_session, core_end);
    tcase_add_test(tc, a_session_says_what_it_is);
    tcase_add_test(tc, flags_are_judged);
    tcase_add_test(tc, a_session_needs_a_token);
    tcase_add_test(tc, the_officer_wants_sessions_that_write);
    tcase_add_test(tc, the_last_session_logs_out);
    tcase_add_test(tc, another_one_keeps_the_login);
    tcase_add_test(tc, closing_all_closes_all_and_logs_out);
    tcase_add_test(tc, session_objects_go_with_their_session);
    tcase_add_test(tc, operations_are_cancelled_by_their_flags);
    tcase_add_loop_test(tc, messages_are_cancelled_by_flags_of_their_own, 0,
	4);
    tcase_add_test(tc, a_session_ends_its_operations);
    tcase_add_test(tc, there_are_no_validation_flags))
