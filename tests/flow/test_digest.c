/* SPDX-License-Identifier: Apache-2.0 */
/* Digests of keys; states that are saved and restored. */
#include "flow/crypt.h"

#include "session/saved.h"
#include "support/core_fixture.h"

static const CK_MECHANISM digest = { CKM_SHA256, NULL, 0 };
static CK_BYTE out[64], state[SAVED_LEN];
static CK_ULONG len;

#define IN(text) (const CK_BYTE *)(text), strlen(text)

static void
setup(void)
{
	core_login();
	len = sizeof(out);
}

static bool
active(void)
{
	return core.s->operations[OPERATION_DIGEST].active;
}

/* ---- C_DigestKey ---- */

START_TEST(an_open_session_key_is_digested)
{
	CK_BYTE whole[32], value[32];
	CK_ULONG n = 32;

	memset(value, 7, sizeof(value));
	ck_ok(flow_begin(core.s, USE_DIGEST, &digest, 0));
	ck_ok(flow_once(core.s, USE_DIGEST, value, 32, whole, &n));
	ck_ok(flow_begin(core.s, USE_DIGEST, &digest, 0));
	ck_ok(flow_digest_key(core.s, core_session_aes(7)));
	ck_ok(flow_finish(core.s, USE_DIGEST, out, &len));
	ck_assert_mem_eq(out, whole, 32);
}
END_TEST

START_TEST(a_closed_key_is_not)
{
	ck_ok(flow_begin(core.s, USE_DIGEST, &digest, 0));
	ck_refused(flow_digest_key(core.s, core_aes("aes")),
	    E_KEY_INDIGESTIBLE);
	ck_assert(!active());
	ck_ok(flow_begin(core.s, USE_DIGEST, &digest, 0));
	ck_refused(flow_digest_key(core.s, 999), E_KEY_HANDLE);
}
END_TEST

/* ---- states ---- */

static enum err
save(void)
{
	CK_ULONG n = sizeof(state);

	return flow_state_save(core.sessions, core.s, state, &n);
}

static enum err
restore(struct session *s)
{
	return flow_state_restore(core.sessions, s, state, SAVED_LEN, 0, 0);
}

START_TEST(a_state_is_restored_in_any_session)
{
	struct session *other = world_session(&core, 0);
	CK_BYTE want[32];
	CK_ULONG n = 32;

	ck_ok(flow_begin(core.s, USE_DIGEST, &digest, 0));
	ck_ok(flow_absorb(core.s, USE_DIGEST, IN("ab")));
	ck_ok(save());
	ck_ok(flow_absorb(core.s, USE_DIGEST, IN("c")));
	ck_ok(flow_finish(core.s, USE_DIGEST, want, &n));
	ck_ok(restore(other));
	ck_ok(flow_absorb(other, USE_DIGEST, IN("c")));
	ck_ok(flow_finish(other, USE_DIGEST, out, &len));
	ck_assert_mem_eq(out, want, 32);
	session_leave(other);
}
END_TEST

START_TEST(it_knows_whether_it_had_begun)
{
	ck_ok(flow_begin(core.s, USE_DIGEST, &digest, 0));
	ck_ok(flow_absorb(core.s, USE_DIGEST, IN("ab")));
	ck_ok(save());
	ck_ok(restore(core.s));
	ck_refused(flow_once(core.s, USE_DIGEST, IN("c"), out, &len),
	    E_OPERATION_ACTIVE);
}
END_TEST

START_TEST(another_process_knows_nothing_of_it)
{
	struct world other;

	ck_ok(flow_begin(core.s, USE_DIGEST, &digest, 0));
	ck_ok(save());
	world_open(&other);
	ck_refused(flow_state_restore(other.sessions, other.s, state,
	    SAVED_LEN, 0, 0), E_SAVED_STATE);
	world_close(&other);
}
END_TEST

START_TEST(only_digests_are_saved)
{
	ck_refused(save(), E_OPERATION_NONE);
	ck_ok(flow_begin(core.s, USE_ENCRYPT, core_gcm_mechanism(),
	    core_aes("aes")));
	ck_refused(save(), E_STATE_UNSAVEABLE);
	ck_ok(flow_begin(core.s, USE_DIGEST, &digest, 0));
	ck_refused(save(), E_STATE_UNSAVEABLE);
	ck_ok(flow_begin(core.s, USE_ENCRYPT, NULL, 0));
	ck_ok(save());
}
END_TEST

START_TEST(a_key_is_not_needed)
{
	ck_ok(flow_begin(core.s, USE_DIGEST, &digest, 0));
	ck_ok(save());
	ck_refused(flow_state_restore(core.sessions, core.s, state, SAVED_LEN,
	    1, 0), E_KEY_NOT_NEEDED);
	ck_refused(flow_state_restore(core.sessions, core.s, state, 31, 0, 0),
	    E_SAVED_STATE);
	ck_refused(flow_state_restore(core.sessions, core.s, NULL, 32, 0, 0),
	    E_ARGUMENTS);
	ck_assert(active());
}
END_TEST

SUITE("flow/digest",
    core_suite(tc);
    tcase_add_checked_fixture(tc, setup, core_end);
    tcase_add_test(tc, an_open_session_key_is_digested);
    tcase_add_test(tc, a_closed_key_is_not);
    tcase_add_test(tc, a_state_is_restored_in_any_session);
    tcase_add_test(tc, it_knows_whether_it_had_begun);
    tcase_add_test(tc, another_process_knows_nothing_of_it);
    tcase_add_test(tc, only_digests_are_saved);
    tcase_add_test(tc, a_key_is_not_needed))
