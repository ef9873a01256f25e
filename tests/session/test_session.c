/* SPDX-License-Identifier: Apache-2.0 */
/* The session table: handles that never match twice, locks of their own. */
#include "session/session.h"

#include "support/core_fixture.h"

#include <pthread.h>

static struct session *one;
static CK_SESSION_HANDLE h;

static void
setup(void)
{
	core_session();
	ck_ok(session_open(core.sessions, core.token, false, &h));
}

static enum err
enter(CK_SESSION_HANDLE handle)
{
	enum err e = session_enter(core.sessions, handle, &one);

	if (e == E_OK)
		session_leave(one);
	return e;
}

static void
close_one(CK_SESSION_HANDLE handle)
{
	ck_ok(session_enter(core.sessions, handle, &one));
	session_close(core.sessions, one);
}

START_TEST(a_session_is_entered_by_its_handle)
{
	ck_ok(session_enter(core.sessions, h, &one));
	ck_assert_uint_eq(one->handle, h);
	ck_assert_ptr_eq(one->token, core.token);
	ck_assert(!one->writable);
	session_leave(one);
}
END_TEST

START_TEST(an_invented_handle_is_refused)
{
	ck_refused(enter(0), E_SESSION);
	ck_refused(enter(h + 1), E_SESSION);
	ck_refused(enter(h ^ (1ul << 30)), E_SESSION);
	ck_refused(enter(~0ul), E_SESSION);
	ck_assert_str_ne(reason_text(), "");
}
END_TEST

START_TEST(a_closed_sessions_handle_never_matches_again)
{
	CK_SESSION_HANDLE before = h;

	close_one(h);
	ck_refused(enter(before), E_SESSION);
	ck_ok(session_open(core.sessions, core.token, true, &h));
	ck_assert_uint_ne(h, before);
	ck_refused(enter(before), E_SESSION);
	ck_ok(enter(h));
}
END_TEST

START_TEST(sessions_are_counted)
{
	ck_assert_uint_eq(atomic_load(&core.token->sessions), 2);
	ck_assert_uint_eq(atomic_load(&core.token->writable_sessions), 1);
	close_one(h);
	ck_assert_uint_eq(atomic_load(&core.token->sessions), 1);
}
END_TEST

START_TEST(many_sessions_are_told_apart)
{
	static CK_SESSION_HANDLE list[300];

	for (size_t i = 0; i < 300; i++)
		ck_ok(session_open(core.sessions, core.token, false,
		    &list[i]));
	for (size_t i = 0; i < 300; i++) {
		ck_ok(session_enter(core.sessions, list[i], &one));
		ck_assert_uint_eq(one->handle, list[i]);
		session_leave(one);
	}
	for (size_t i = 0; i < 300; i += 2)
		close_one(list[i]);
	for (size_t i = 0; i < 300; i++)
		ck_refused(enter(list[i]), i % 2 ? E_OK : E_SESSION);
}
END_TEST

START_TEST(only_some_sessions_write)
{
	ck_ok(session_enter(core.sessions, h, &one));
	ck_refused(session_may_write(one), E_SESSION_READ_ONLY);
	session_leave(one);
	ck_ok(session_may_write(core.s));
}
END_TEST

static const struct {
	enum principal_kind kind;
	CK_STATE read_only, writable;
} states[] = {
	{ PRINCIPAL_NOBODY, CKS_RO_PUBLIC_SESSION, CKS_RW_PUBLIC_SESSION },
	{ PRINCIPAL_USER, CKS_RO_USER_FUNCTIONS, CKS_RW_USER_FUNCTIONS },
	{ PRINCIPAL_OFFICER, CKS_RW_SO_FUNCTIONS, CKS_RW_SO_FUNCTIONS },
};

START_TEST(a_state_is_who_and_how)
{
	core.token->who.kind = states[_i].kind;
	ck_ok(session_enter(core.sessions, h, &one));
	ck_assert_uint_eq(session_state(one), states[_i].read_only);
	session_leave(one);
	ck_assert_uint_eq(session_state(core.s), states[_i].writable);
	core.token->who.kind = PRINCIPAL_NOBODY;
}
END_TEST

START_TEST(closing_all_leaves_none)
{
	CK_SESSION_HANDLE mine = core.s->handle;

	session_leave(core.s);
	core.s = NULL;
	session_close_all(core.sessions, core.token);
	ck_refused(enter(h), E_SESSION);
	ck_refused(enter(mine), E_SESSION);
	ck_assert_uint_eq(atomic_load(&core.token->sessions), 0);
	ck_ok(session_open(core.sessions, core.token, false, &h));
	ck_ok(enter(h));
}
END_TEST

START_TEST(a_cleared_table_can_be_used_again)
{
	session_leave(core.s);
	core.s = NULL;
	session_table_clear(core.sessions);
	ck_refused(enter(h), E_SESSION);
	ck_ok(session_open(core.sessions, core.token, false, &h));
	ck_ok(enter(h));
}
END_TEST

/* ---- threads ---- */

static void *
work(void *arg)
{
	CK_SESSION_HANDLE mine;
	struct session *inner;

	(void)arg;
	for (int i = 0; i < 500; i++) {
		ck_ok(session_open(core.sessions, core.token, i % 2, &mine));
		ck_ok(session_enter(core.sessions, mine, &inner));
		session_close(core.sessions, inner);
		ck_refused(session_enter(core.sessions, mine, &inner),
		    E_SESSION);
	}
	return NULL;
}

START_TEST(threads_open_and_close_at_once)
{
	pthread_t threads[3];

	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, work,
		    NULL), 0);
	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
	ck_assert_uint_eq(atomic_load(&core.token->sessions), 2);
}
END_TEST

static void *
try_enter(void *arg)
{
	struct session *inner;

	ck_ok(session_enter(core.sessions, h, &inner));
	++*(atomic_int *)arg;
	session_leave(inner);
	return NULL;
}

START_TEST(a_session_serves_one_call_at_a_time)
{
	atomic_int entered = 0;
	pthread_t thread;

	ck_ok(session_enter(core.sessions, h, &one));
	ck_assert_int_eq(pthread_create(&thread, NULL, try_enter, &entered),
	    0);
	ck_assert_int_eq(atomic_load(&entered), 0);
	session_leave(one);
	ck_assert_int_eq(pthread_join(thread, NULL), 0);
	ck_assert_int_eq(atomic_load(&entered), 1);
}
END_TEST

SUITE("session/session",
    core_suite(tc);
    tcase_add_checked_fixture(tc, setup, core_end);
    tcase_add_test(tc, a_session_is_entered_by_its_handle);
    tcase_add_test(tc, an_invented_handle_is_refused);
    tcase_add_test(tc, a_closed_sessions_handle_never_matches_again);
    tcase_add_test(tc, sessions_are_counted);
    tcase_add_test(tc, many_sessions_are_told_apart);
    tcase_add_test(tc, only_some_sessions_write);
    tcase_add_loop_test(tc, a_state_is_who_and_how, 0, 3);
    tcase_add_test(tc, closing_all_leaves_none);
    tcase_add_test(tc, a_cleared_table_can_be_used_again);
    tcase_add_test(tc, threads_open_and_close_at_once);
    tcase_add_test(tc, a_session_serves_one_call_at_a_time))
