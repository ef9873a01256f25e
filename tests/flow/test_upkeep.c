/* SPDX-License-Identifier: Apache-2.0 */
/* What is due is purged: record, material and, for good, the erase leaf. */
#include "flow/upkeep.h"

#include "base/clock.h"
#include "flow/common.h"
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

static uint32_t
leaf_of(CK_OBJECT_HANDLE h, size_t i)
{
	struct view v = { 0 };
	uint32_t leaf;

	ck_ok(flow_key(core.s, h, E_KEY_HANDLE, &v));
	leaf = v.object->key->versions[i].leaf;
	view_clear(&v);
	return leaf;
}

static enum err
leaf_there(uint32_t leaf)
{
	SCOPED(secret) *value = NULL;

	return store_leaf(core.token->store, leaf, &value);
}

static uint32_t purged[8];
static size_t purged_count;

static void
note(void *arg, const char *key_id, uint32_t version)
{
	ck_assert_ptr_eq(arg, &purged_count);
	ck_assert_uint_eq(strlen(key_id), KEY_ID_LEN);
	purged[purged_count++] = version;
}

static void
run(void)
{
	purged_count = 0;
	ck_ok(upkeep_run(core.token->store, note, &purged_count));
}

static size_t
all_objects(void)
{
	CK_ULONG state = CLV_STATE_SCHEDULED, gone = CLV_STATE_PURGED;
	CK_ATTRIBUTE a[] = { VALUE(CKA_CLV_STATE, state) };
	CK_ATTRIBUTE b[] = { VALUE(CKA_CLV_STATE, gone) };

	return core_find(core.s, NULL, 0, NULL) +
	    core_find(core.s, LIST(a), NULL) +
	    core_find(core.s, LIST(b), NULL);
}

START_TEST(nothing_is_due_at_first)
{
	size_t count = 1;

	ck_assert_uint_eq(store_due(core.token->store), 0);
	ck_ok(upkeep_count(core.token->store, &count));
	ck_assert_uint_eq(count, 0);
	run();
	ck_assert_uint_eq(purged_count, 0);
	ck_assert_uint_eq(all_objects(), 3);
}
END_TEST

START_TEST(the_store_knows_when_something_is_due)
{
	uint64_t due;

	ck_ok(flow_object_destroy(core.s, aes));
	due = store_due(core.token->store);
	ck_assert_uint_ge(due + 60, clock_now() + 30 * DAY);
	ck_ok(flow_key_schedule(core.s, pair.private, 0, 7));
	ck_assert_uint_lt(store_due(core.token->store), due - 20 * DAY);
}
END_TEST

START_TEST(a_key_is_not_purged_before_its_time)
{
	uint32_t leaf = leaf_of(aes, 0);

	ck_ok(flow_object_destroy(core.s, aes));
	clock_shift(29 * DAY);
	run();
	ck_assert_uint_eq(purged_count, 0);
	ck_ok(leaf_there(leaf));
}
END_TEST

START_TEST(a_key_is_purged_after_30_days)
{
	uint32_t leaf = leaf_of(aes, 0);
	size_t count;

	ck_ok(flow_object_destroy(core.s, aes));
	clock_shift(31 * DAY);
	ck_ok(upkeep_count(core.token->store, &count));
	ck_assert_uint_ge(count, 1);
	run();
	ck_assert_uint_eq(purged_count, 1);
	ck_assert_uint_eq(purged[0], 0);
	ck_refused(leaf_there(leaf), E_PURGED);
	ck_assert_uint_eq(all_objects(), 2);
	ck_assert_uint_eq(store_due(core.token->store), 0);
}
END_TEST

START_TEST(every_version_of_it_goes)
{
	uint32_t first = leaf_of(aes, 0), second;

	ck_ok(flow_key_rotate(core.s, aes, 0, NULL));
	second = leaf_of(aes, 1);
	ck_ok(flow_object_destroy(core.s, aes));
	clock_shift(31 * DAY);
	run();
	ck_refused(leaf_there(first), E_PURGED);
	ck_refused(leaf_there(second), E_PURGED);
}
END_TEST

START_TEST(the_public_object_goes_with_its_pair)
{
	CK_OBJECT_HANDLE c;

	ck_ok(core_certificate(core.s, pair.public, "pair", &c));
	ck_ok(flow_object_destroy(core.s, pair.private));
	clock_shift(31 * DAY);
	run();
	ck_assert_uint_eq(all_objects(), 2); /* the certificate, the AES key */
	ck_assert_uint_eq(core_ulong(core.s, c, CKA_CLASS),
	    CKO_CERTIFICATE);
}
END_TEST

START_TEST(a_purged_version_leaves_its_tombstone)
{
	uint32_t leaf = leaf_of(aes, 0);
	CK_OBJECT_HANDLE old;

	ck_ok(flow_key_rotate(core.s, aes, 0, NULL));
	ck_ok(flow_key_schedule(core.s, aes, 1, 7));
	clock_shift(8 * DAY);
	run();
	ck_assert_uint_eq(purged_count, 1);
	ck_assert_uint_eq(purged[0], 1);
	ck_refused(leaf_there(leaf), E_PURGED);
	old = core_version(core.s, CKO_SECRET_KEY, "aes", 1);
	ck_assert_uint_eq(core_ulong(core.s, old, CKA_CLV_STATE),
	    CLV_STATE_PURGED);
	ck_assert_uint_eq(core_ulong(core.s, aes, CKA_CLV_VERSIONS), 2);
}
END_TEST

START_TEST(what_else_was_encrypted_still_decrypts)
{
	CK_BYTE old[32], new[32];
	CK_ULONG len = 32;

	ck_ok(core_gcm(core.s, USE_ENCRYPT, aes, "text", 4, old, &len));
	ck_ok(flow_key_rotate(core.s, aes, 0, NULL));
	len = 32;
	ck_ok(core_gcm(core.s, USE_ENCRYPT, aes, "text", 4, new, &len));
	ck_ok(flow_key_schedule(core.s, aes, 1, 7));
	clock_shift(8 * DAY);
	run();
	ck_refused(core_opens(core.s, aes, old, len, "text"), E_CIPHERTEXT);
	ck_ok(core_opens(core.s, aes, new, len, "text"));
}
END_TEST

START_TEST(other_keys_are_left_alone)
{
	uint32_t leaf = leaf_of(pair.private, 0);

	ck_ok(flow_object_destroy(core.s, aes));
	clock_shift(31 * DAY);
	run();
	ck_ok(leaf_there(leaf));
}
END_TEST

START_TEST(whoever_comes_by_does_it)
{
	uint32_t leaf = leaf_of(aes, 0);

	ck_ok(flow_object_destroy(core.s, aes));
	upkeep_if_due(core.token->store);
	ck_ok(leaf_there(leaf));
	clock_shift(31 * DAY);
	core_find(core.s, NULL, 0, NULL);
	ck_refused(leaf_there(leaf), E_PURGED);
}
END_TEST

START_TEST(another_process_sees_the_key_gone)
{
	struct world other;
	uint32_t leaf = leaf_of(aes, 0);
	SCOPED(secret) *value = NULL;

	world_open(&other);
	ck_ok(flow_object_destroy(core.s, aes));
	clock_shift(31 * DAY);
	run();
	ck_refused(store_leaf(other.token->store, leaf, &value), E_PURGED);
	world_close(&other);
}
END_TEST

START_TEST(nobody_needs_to_be_logged_in)
{
	ck_ok(flow_object_destroy(core.s, aes));
	ck_ok(flow_logout(core.sessions, core.s));
	clock_shift(31 * DAY);
	run();
	ck_assert_uint_eq(purged_count, 1);
}
END_TEST

/* ---- a sandbox ---- */

START_TEST(a_sandbox_purges_within_seconds)
{
	CK_OBJECT_HANDLE key = core_aes("aes");
	uint32_t leaf = leaf_of(key, 0);

	ck_ok(flow_object_destroy(core.s, key));
	clock_shift(UPKEEP_DELAY + 1);
	upkeep_if_due(core.token->store);
	ck_refused(leaf_there(leaf), E_PURGED);
	ck_assert_uint_eq(all_objects(), 0);
}
END_TEST

START_TEST(closing_does_not_wait_for_it)
{
	CK_OBJECT_HANDLE key = core_aes("aes");
	uint32_t leaf = leaf_of(key, 0);

	ck_ok(flow_object_destroy(core.s, key));
	upkeep_last(core.token->store);
	ck_refused(leaf_there(leaf), E_PURGED);
}
END_TEST

START_TEST(an_interrupted_purge_is_finished)
{
	CK_OBJECT_HANDLE key = core_aes("aes");
	uint32_t leaf = leaf_of(key, 0);

	ck_ok(flow_object_destroy(core.s, key));
	/* As if the process had died after the second step. */
	ck_ok(store_puncture(core.token->store, &leaf, 1));
	run();
	ck_assert_uint_eq(all_objects(), 0);
}
END_TEST

static void
add_sandbox(Suite *s)
{
	TCase *tc = tcase_create("sandbox");

	tcase_set_timeout(tc, SUITE_TIMEOUT);
	core_suite(tc);
	tcase_add_checked_fixture(tc, core_sandbox, core_end);
	tcase_add_test(tc, a_sandbox_purges_within_seconds);
	tcase_add_test(tc, closing_does_not_wait_for_it);
	tcase_add_test(tc, an_interrupted_purge_is_finished);
	suite_add_tcase(s, tc);
}

SUITE("flow/upkeep",
    core_suite(tc);
    tcase_add_checked_fixture(tc, setup, core_end);
    tcase_add_test(tc, nothing_is_due_at_first);
    tcase_add_test(tc, the_store_knows_when_something_is_due);
    tcase_add_test(tc, a_key_is_not_purged_before_its_time);
    tcase_add_test(tc, a_key_is_purged_after_30_days);
    tcase_add_test(tc, every_version_of_it_goes);
    tcase_add_test(tc, the_public_object_goes_with_its_pair);
    tcase_add_test(tc, a_purged_version_leaves_its_tombstone);
    tcase_add_test(tc, what_else_was_encrypted_still_decrypts);
    tcase_add_test(tc, other_keys_are_left_alone);
    tcase_add_test(tc, whoever_comes_by_does_it);
    tcase_add_test(tc, another_process_sees_the_key_gone);
    tcase_add_test(tc, nobody_needs_to_be_logged_in);
    add_sandbox(s))
