/* SPDX-License-Identifier: Apache-2.0 */
/* Counts of failed logins. */
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

static void
set(const char *who, uint32_t uid, uint32_t failures)
{
	const struct attempt a = { failures, 1000 };

	OK(store_attempt_set(store, 1, who, uid, &a));
}

static uint32_t
get(const char *who, uint32_t uid)
{
	struct attempt a = { 99, 99 };

	OK(store_attempt_get(store, 1, who, uid, &a));
	ck_assert_uint_eq(a.last, a.failures == 0 ? 0 : 1000);
	return a.failures;
}

START_TEST(no_failures_are_none)
{
	ck_assert_uint_eq(get("alice", 1000), 0);
}
END_TEST

START_TEST(count_is_kept_per_name_and_uid)
{
	set("alice", 1000, 3);
	set("bob", 1000, 1);
	ck_assert_uint_eq(get("alice", 1000), 3);
	ck_assert_uint_eq(get("bob", 1000), 1);
	ck_assert_uint_eq(get("alice", 1001), 0);
}
END_TEST

START_TEST(count_is_on_disk)
{
	set("alice", 1000, 3);
	store_close(store);
	store = open_store();
	ck_assert_uint_eq(get("alice", 1000), 3);
}
END_TEST

START_TEST(count_of_none_is_removed)
{
	set("alice", 1000, 3);
	set("alice", 1000, 0);
	ck_assert_uint_eq(get("alice", 1000), 0);
}
END_TEST

START_TEST(counting_makes_no_revision)
{
	set("alice", 1000, 3);
	ck_assert_uint_eq(store_revision(store), 1);
	store_close(store);
	assert_store_is_clean();
	store = open_store();
}
END_TEST

START_TEST(altered_count_is_refused)
{
	struct attempt a;

	set("alice", 1000, 3);
	store_close(store);
	database_run("UPDATE attempt SET body=zeroblob(61)");
	ck_assert_uint_eq(check_store(NULL), 1);
	store = open_store();
	GIVES(E_STORE_DAMAGED, store_attempt_get(store, 1, "alice", 1000,
	    &a));
}
END_TEST

START_TEST(count_of_another_is_refused)
{
	struct attempt a;

	set("alice", 1000, 3);
	set("bob", 1000, 1);
	store_close(store);
	database_run("UPDATE attempt SET body=(SELECT body FROM attempt "
	    "ORDER BY number LIMIT 1)");
	store = open_store();
	ck_assert_int_ne(store_attempt_get(store, 1, "alice", 1000, &a),
	    store_attempt_get(store, 1, "bob", 1000, &a));
}
END_TEST

SUITE("store/attempt",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, no_failures_are_none);
    tcase_add_test(tc, count_is_kept_per_name_and_uid);
    tcase_add_test(tc, count_is_on_disk);
    tcase_add_test(tc, count_of_none_is_removed);
    tcase_add_test(tc, counting_makes_no_revision);
    tcase_add_test(tc, altered_count_is_refused);
    tcase_add_test(tc, count_of_another_is_refused))
