/* SPDX-License-Identifier: Apache-2.0 */
/* Leaves, purging, and what older copies of store and root key file give. */
#include "store_fixture.h"

static struct store *store;

static void
setup(void)
{
	scratch_setup();
	store = create_store();
}

static void
teardown(void)
{
	store_close(store);
	scratch_teardown();
}

static uint32_t
new_leaf(void)
{
	struct txn *t;
	uint32_t leaf;

	OK(txn_write(store, &t));
	OK(txn_new_leaf(t, &leaf));
	OK(txn_commit(&t));
	return leaf;
}

static struct secret *
leaf_of(uint32_t leaf)
{
	struct secret *value;

	OK(store_leaf(store, leaf, &value));
	return value;
}

static void
assert_purged(uint32_t leaf)
{
	struct secret *value;

	GIVES(E_PURGED, store_leaf(store, leaf, &value));
}

START_TEST(leaves_are_given_out_once)
{
	uint32_t a = new_leaf(), b = new_leaf();

	ck_assert_uint_ne(a, b);
	store_close(store);
	store = open_store();
	ck_assert_uint_gt(new_leaf(), b);
}
END_TEST

START_TEST(dropped_leaf_is_given_again)
{
	struct txn *t;
	uint32_t leaf;

	OK(txn_write(store, &t));
	OK(txn_new_leaf(t, &leaf));
	txn_free(t);
	ck_assert_uint_eq(new_leaf(), leaf);
}
END_TEST

START_TEST(leaf_is_the_same_after_opening_again)
{
	uint32_t leaf = new_leaf();
	SCOPED(secret) *before = leaf_of(leaf);
	SCOPED(secret) *after = NULL;

	store_close(store);
	store = open_store();
	after = leaf_of(leaf);
	ck_assert(secret_equal(before, after));
}
END_TEST

START_TEST(punctured_leaf_is_purged_and_others_are_not)
{
	uint32_t a = new_leaf(), b = new_leaf();
	SCOPED(secret) *before = leaf_of(b);
	SCOPED(secret) *after = NULL;

	OK(store_puncture(store, &a, 1));
	assert_purged(a);
	after = leaf_of(b);
	ck_assert(secret_equal(before, after));
	store_close(store);
	assert_store_is_clean();
	store = open_store();
	assert_purged(a);
}
END_TEST

START_TEST(puncture_is_seen_by_other_connections)
{
	struct store *other = open_store();
	uint32_t leaf = new_leaf();
	struct secret *value;

	OK(store_puncture(store, &leaf, 1));
	GIVES(E_PURGED, store_leaf(other, leaf, &value));
	put_object(other, "goes on", "", "");
	store_close(other);
}
END_TEST

START_TEST(puncturing_again_is_no_commit)
{
	uint32_t leaf = new_leaf();
	uint64_t revision;

	OK(store_puncture(store, &leaf, 1));
	revision = store_revision(store);
	OK(store_puncture(store, &leaf, 1));
	ck_assert_uint_eq(store_revision(store), revision);
}
END_TEST

/* Opening each time: the root key file may change in the midst of that. */
static void
puncture_own(void *arg)
{
	const uint32_t *first = arg;
	uint32_t i, leaf;

	for (i = 0; i < 20; i++) {
		struct store *own = open_store();

		leaf = *first + 3 * i;
		OK(store_puncture(own, &leaf, 1));
		store_close(own);
	}
}

START_TEST(processes_that_purge_at_once_lose_nothing)
{
	uint32_t starts[4] = { 0, 1, 2, 1000 };
	pid_t pids[4];
	uint32_t i;

	for (i = 0; i < 4; i++)
		pids[i] = child_start(puncture_own, &starts[i]);
	for (i = 0; i < 4; i++)
		child_end(pids[i]);
	for (i = 0; i < 60; i++)
		assert_purged(i);
	for (i = 0; i < 60; i++)
		if (i % 3 == 0)
			assert_purged(1000 + i);
	secret_free(leaf_of(60));
	secret_free(leaf_of(1001));
}
END_TEST

/* ---- older copies ---- */

START_TEST(older_store_needs_acceptance)
{
	uint32_t leaf = new_leaf();

	store_close(store);
	keep_store("older");
	store = open_store();
	put_object(store, "x", "", "");
	OK(store_puncture(store, &leaf, 1));
	store_close(store);
	bring_back_store("older");
	store = NULL;
	GIVES(E_STORE_ROLLED_BACK, store_open(store_path, root_path, &store));
	ck_assert_uint_eq(check_store(NULL), 1);
	OK(store_accept_rollback(store_path, root_path));
	store = open_store();
	store_close(store);
	assert_store_is_clean();
	store = open_store();
}
END_TEST

START_TEST(older_store_with_the_root_key_of_today_yields_all_but_the_purged)
{
	uint32_t purged = new_leaf(), kept = new_leaf();
	SCOPED(secret) *before = leaf_of(kept);
	SCOPED(secret) *after = NULL;
	uint64_t serial = put_object(store, "kept", "", "sealed under kept");
	SCOPED_VALUE(record) r = { 0 };
	struct txn *t;

	store_close(store);
	keep_store("older");
	store = open_store();
	OK(store_puncture(store, &purged, 1));
	store_close(store);
	bring_back_store("older");
	OK(store_accept_rollback(store_path, root_path));
	store = open_store();
	assert_purged(purged);
	after = leaf_of(kept);
	ck_assert(secret_equal(before, after));
	OK(txn_read(store, &t));
	OK(txn_get(t, serial, &r));
	txn_free(t);
}
END_TEST

START_TEST(leaf_punctured_after_the_copy_is_not_given_out_again)
{
	uint32_t leaf;

	store_close(store);
	keep_store("older");
	store = open_store();
	leaf = new_leaf();
	OK(store_puncture(store, &leaf, 1));
	store_close(store);
	bring_back_store("older");
	OK(store_accept_rollback(store_path, root_path));
	store = open_store();
	ck_assert_uint_gt(new_leaf(), leaf);
}
END_TEST

START_TEST(older_root_key_is_refused_because_it_would_revive)
{
	uint32_t leaf = new_leaf();
	struct txn *t;

	copy_file(root_path, scratch_name("old.key"));
	OK(store_puncture(store, &leaf, 1));
	copy_file(scratch_name("old.key"), root_path);
	GIVES(E_ROOT_KEY, txn_write(store, &t));
	store_close(store);
	store = NULL;
	GIVES(E_ROOT_KEY, store_open(store_path, root_path, &store));
	ck_assert_ptr_nonnull(strstr(reason_text(), "revive purged keys"));
	ck_assert_uint_eq(check_store(NULL), 1);
}
END_TEST

/* A crash between the root key file and the head's commit. */
START_TEST(next_writer_completes_a_purge)
{
	uint32_t leaf = new_leaf();
	struct root_key *key;

	OK(root_key_open(root_path, store_id(store), geteuid(), &key));
	OK(root_key_puncture(key, &leaf, 1, 1, store_revision(store)));
	root_key_free(key);
	put_object(store, "next", "", "");
	store_close(store);
	assert_store_is_clean();
	/* now the head knows: an older file is refused */
	store = open_store();
	assert_purged(leaf);
	OK(root_key_open(root_path, store_id(store), geteuid(), &key));
	ck_assert_uint_eq(root_key_generation(key), 1);
	root_key_free(key);
}
END_TEST

SUITE("store/leaf",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, leaves_are_given_out_once);
    tcase_add_test(tc, dropped_leaf_is_given_again);
    tcase_add_test(tc, leaf_is_the_same_after_opening_again);
    tcase_add_test(tc, punctured_leaf_is_purged_and_others_are_not);
    tcase_add_test(tc, puncture_is_seen_by_other_connections);
    tcase_add_test(tc, puncturing_again_is_no_commit);
    tcase_add_test(tc, processes_that_purge_at_once_lose_nothing);
    tcase_add_test(tc, older_store_needs_acceptance);
    tcase_add_test(tc,
	older_store_with_the_root_key_of_today_yields_all_but_the_purged);
    tcase_add_test(tc, leaf_punctured_after_the_copy_is_not_given_out_again);
    tcase_add_test(tc, older_root_key_is_refused_because_it_would_revive);
    tcase_add_test(tc, next_writer_completes_a_purge))
