/* SPDX-License-Identifier: Apache-2.0 */
/* Keys are deleted by schedule and can be brought back; the rest goes at
 * once. */
#include "flow/deletion.h"

#include "base/clock.h"
#include "support/core_fixture.h"

#define DAY 86400

static CK_OBJECT_HANDLE aes;
static struct core_pair pair;

static void
setup(void)
{
	core_login();
	aes = core_aes("aes");
	pair = core_ec("pair");
}

static CK_OBJECT_HANDLE
scheduled(void)
{
	CK_ULONG state = CLV_STATE_SCHEDULED;
	CK_OBJECT_CLASS class = CKO_SECRET_KEY;
	CK_ATTRIBUTE list[] = { VALUE(CKA_CLV_STATE, state),
		VALUE(CKA_CLASS, class) };
	CK_OBJECT_HANDLE h;

	ck_assert_uint_eq(core_find(core.s, LIST(list), &h), 1);
	return h;
}

static void
due_in(CK_ULONG days)
{
	CK_ULONG when = core_ulong(core.s, scheduled(),
	    CKA_CLV_DELETION_DATE);

	ck_assert_uint_ge(when + 60, clock_now() + days * DAY);
	ck_assert_uint_le(when, clock_now() + days * DAY);
}

START_TEST(destroying_a_key_schedules_it_for_30_days)
{
	ck_ok(flow_object_destroy(core.s, aes));
	due_in(30);
}
END_TEST

START_TEST(the_waiting_period_can_be_chosen)
{
	ck_ok(flow_key_schedule(core.s, aes, 0, _i == 0 ? 7 : 30));
	due_in(_i == 0 ? 7 : 30);
}
END_TEST

static const CK_ULONG bad_days[] = { 1, 6, 31, ~0ul };

START_TEST(it_is_7_to_30_days)
{
	ck_refused(flow_key_schedule(core.s, aes, 0, bad_days[_i]),
	    E_ARGUMENTS);
}
END_TEST

START_TEST(a_scheduled_key_is_no_key_any_more)
{
	ck_ok(flow_object_destroy(core.s, aes));
	ck_refused(flow_begin(core.s, USE_ENCRYPT, core_gcm_mechanism(),
	    aes), E_KEY_HANDLE);
	ck_refused(flow_object_destroy(core.s, aes), E_OBJECT_HANDLE);
}
END_TEST

START_TEST(its_hidden_handle_is_no_use_either)
{
	ck_ok(flow_object_destroy(core.s, aes));
	ck_refused(flow_begin(core.s, USE_ENCRYPT, core_gcm_mechanism(),
	    scheduled()), E_KEY_STATE);
	ck_refused(flow_key_schedule(core.s, scheduled(), 0, 7),
	    E_KEY_STATE);
	ck_refused(flow_key_set_state(core.s, scheduled(), 0,
	    CLV_STATE_ENABLED), E_KEY_STATE);
}
END_TEST

START_TEST(a_key_that_comes_back_is_disabled)
{
	CK_ATTRIBUTE list[] = { TEXT(CKA_LABEL, "aes") };
	CK_OBJECT_HANDLE h;

	ck_ok(flow_object_destroy(core.s, aes));
	ck_ok(flow_key_undelete(core.s, scheduled(), 0));
	ck_assert_uint_eq(core_find(core.s, LIST(list), &h), 1);
	ck_assert_uint_eq(core_ulong(core.s, h, CKA_CLV_STATE),
	    CLV_STATE_DISABLED);
	ck_assert_uint_eq(core_ulong(core.s, h, CKA_CLV_DELETION_DATE), 0);
}
END_TEST

START_TEST(it_works_again_when_enabled)
{
	CK_ATTRIBUTE list[] = { TEXT(CKA_LABEL, "aes") };
	CK_BYTE out[32];
	CK_ULONG len = sizeof(out);
	CK_OBJECT_HANDLE h;

	ck_ok(core_gcm(core.s, USE_ENCRYPT, aes, "text", 4, out, &len));
	ck_ok(flow_object_destroy(core.s, aes));
	ck_ok(flow_key_undelete(core.s, scheduled(), 0));
	ck_assert_uint_eq(core_find(core.s, LIST(list), &h), 1);
	ck_ok(flow_key_set_state(core.s, h, 0, CLV_STATE_ENABLED));
	ck_ok(core_opens(core.s, h, out, len, "text"));
}
END_TEST

START_TEST(what_is_not_scheduled_is_not_brought_back)
{
	ck_refused(flow_key_undelete(core.s, aes, 0), E_KEY_STATE);
	ck_refused(flow_key_undelete(core.s, aes, 1), E_KEY_STATE);
	ck_refused(flow_key_undelete(core.s, aes, 2), E_ARGUMENTS);
}
END_TEST

START_TEST(nothing_comes_back_after_the_waiting_period)
{
	CK_OBJECT_HANDLE h;

	ck_ok(flow_object_destroy(core.s, aes));
	h = scheduled();
	clock_shift(31 * DAY);
	ck_refused(flow_key_undelete(core.s, h, 0), E_PURGED);
}
END_TEST

START_TEST(an_indestructible_key_is_not_scheduled)
{
	CK_MECHANISM m = { CKM_AES_KEY_GEN, NULL, 0 };
	CK_ULONG n = 32;
	CK_ATTRIBUTE list[] = { IS(CKA_TOKEN), VALUE(CKA_VALUE_LEN, n),
		NOT(CKA_DESTROYABLE) };
	CK_OBJECT_HANDLE h;

	ck_ok(flow_generate(core.s, &m, LIST(list), &h));
	ck_refused(flow_object_destroy(core.s, h), E_ACTION_PROHIBITED);
	ck_refused(flow_key_schedule(core.s, h, 0, 7), E_ACTION_PROHIBITED);
}
END_TEST

/* ---- one version ---- */

START_TEST(the_current_version_is_not_deleted)
{
	ck_refused(flow_key_schedule(core.s, aes, 1, 7), E_ACTION_PROHIBITED);
	ck_refused(flow_key_schedule(core.s, aes, 2, 7), E_ARGUMENTS);
}
END_TEST

START_TEST(an_old_version_is_scheduled_and_comes_back)
{
	CK_OBJECT_HANDLE old;

	ck_ok(flow_key_rotate(core.s, aes, 0, NULL));
	ck_ok(flow_key_schedule(core.s, aes, 1, 7));
	old = core_version(core.s, CKO_SECRET_KEY, "aes", 1);
	ck_assert_uint_eq(core_ulong(core.s, old, CKA_CLV_STATE),
	    CLV_STATE_SCHEDULED);
	ck_refused(flow_key_schedule(core.s, aes, 1, 7), E_KEY_STATE);
	ck_refused(flow_key_activate(core.s, aes, 1, 0), E_KEY_STATE);
	ck_ok(flow_key_undelete(core.s, aes, 1));
	ck_assert_uint_eq(core_ulong(core.s, old, CKA_CLV_STATE),
	    CLV_STATE_DISABLED);
}
END_TEST

START_TEST(a_staged_version_can_be_deleted)
{
	ck_ok(flow_key_rotate(core.s, aes, CLV_ROTATE_KEEP_CURRENT, NULL));
	ck_ok(flow_key_schedule(core.s, aes, 2, 0));
	ck_ok(flow_key_rotate(core.s, aes, 0, NULL));
	ck_assert_uint_eq(core_ulong(core.s, aes, CKA_CLV_CURRENT_VERSION),
	    3);
}
END_TEST

/* ---- at once ---- */

START_TEST(a_public_object_goes_alone_and_at_once)
{
	CK_BYTE signature[64];
	CK_ATTRIBUTE list[] = { TEXT(CKA_LABEL, "pair") };

	ck_ok(flow_object_destroy(core.s, pair.public));
	ck_assert_uint_eq(core_find(core.s, LIST(list), NULL), 1);
	ck_refused(core_verify(core.s, pair.public, "text", signature),
	    E_KEY_HANDLE);
	ck_ok(core_sign(core.s, pair.private, "text", signature));
}
END_TEST

START_TEST(a_pair_without_its_public_object_is_deleted_too)
{
	ck_ok(flow_object_destroy(core.s, pair.public));
	ck_ok(flow_object_destroy(core.s, pair.private));
	ck_assert_uint_eq(core_find(core.s, NULL, 0, NULL), 1);
}
END_TEST

START_TEST(a_certificate_goes_at_once)
{
	CK_OBJECT_HANDLE c;

	ck_ok(core_certificate(core.s, pair.public, "pair", &c));
	ck_ok(flow_object_destroy(core.s, c));
	ck_refused(flow_object_destroy(core.s, c), E_OBJECT_HANDLE);
	ck_ok(flow_key_rotate(core.s, pair.private, 0, NULL));
}
END_TEST

START_TEST(nobody_deletes_a_key)
{
	CK_MECHANISM m = { CKM_AES_KEY_GEN, NULL, 0 };
	CK_ULONG n = 32;
	CK_ATTRIBUTE list[] = { IS(CKA_TOKEN), VALUE(CKA_VALUE_LEN, n),
		NOT(CKA_PRIVATE) };
	CK_OBJECT_HANDLE h;

	ck_ok(flow_generate(core.s, &m, LIST(list), &h));
	ck_ok(flow_logout(core.sessions, core.s));
	ck_refused(flow_object_destroy(core.s, h), E_NOT_LOGGED_IN);
}
END_TEST

/* ---- a sandbox ---- */

START_TEST(a_sandbox_deletes_at_once)
{
	CK_ULONG enabled = CLV_STATE_ENABLED, state = CLV_STATE_SCHEDULED;
	CK_ATTRIBUTE live[] = { VALUE(CKA_CLV_STATE, enabled) };
	CK_ATTRIBUTE pending[] = { VALUE(CKA_CLV_STATE, state) };

	aes = core_aes("aes");
	ck_ok(flow_object_destroy(core.s, aes));
	ck_assert_uint_eq(core_find(core.s, LIST(live), NULL), 0);
	ck_assert_uint_eq(core_find(core.s, LIST(pending), NULL), 0);
}
END_TEST

START_TEST(a_sandbox_waits_when_told_to)
{
	aes = core_aes("aes");
	ck_ok(flow_key_schedule(core.s, aes, 0, 7));
	due_in(7);
}
END_TEST

static void
add_sandbox(Suite *s)
{
	TCase *tc = tcase_create("sandbox");

	tcase_set_timeout(tc, SUITE_TIMEOUT);
	core_suite(tc);
	tcase_add_checked_fixture(tc, core_sandbox, core_end);
	tcase_add_test(tc, a_sandbox_deletes_at_once);
	tcase_add_test(tc, a_sandbox_waits_when_told_to);
	suite_add_tcase(s, tc);
}

SUITE("flow/deletion",
    core_suite(tc);
    tcase_add_checked_fixture(tc, setup, core_end);
    tcase_add_test(tc, destroying_a_key_schedules_it_for_30_days);
    tcase_add_loop_test(tc, the_waiting_period_can_be_chosen, 0, 2);
    tcase_add_loop_test(tc, it_is_7_to_30_days, 0, 4);
    tcase_add_test(tc, a_scheduled_key_is_no_key_any_more);
    tcase_add_test(tc, its_hidden_handle_is_no_use_either);
    tcase_add_test(tc, a_key_that_comes_back_is_disabled);
    tcase_add_test(tc, it_works_again_when_enabled);
    tcase_add_test(tc, what_is_not_scheduled_is_not_brought_back);
    tcase_add_test(tc, nothing_comes_back_after_the_waiting_period);
    tcase_add_test(tc, an_indestructible_key_is_not_scheduled);
    tcase_add_test(tc, the_current_version_is_not_deleted);
    tcase_add_test(tc, an_old_version_is_scheduled_and_comes_back);
    tcase_add_test(tc, a_staged_version_can_be_deleted);
    tcase_add_test(tc, a_public_object_goes_alone_and_at_once);
    tcase_add_test(tc, a_pair_without_its_public_object_is_deleted_too);
    tcase_add_test(tc, a_certificate_goes_at_once);
    tcase_add_test(tc, nobody_deletes_a_key);
    add_sandbox(s))
