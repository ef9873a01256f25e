/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Transactions: all or nothing, on disk when it says so, one after the other
 * across threads and processes, and whatever happens in between.
 */
#include "base/clock.h"
#include "store_fixture.h"

#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>

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
	clock_shift(0);
}

START_TEST(dropped_write_never_was)
{
	SCOPED_VALUE(record) r = { 0 };
	struct txn *t;

	fill_record(&r, "label", "", "");
	OK(txn_write(store, &t));
	OK(txn_put(t, &r));
	txn_free(t);
	ck_assert_uint_eq(count_objects(store), 0);
	ck_assert_uint_eq(store_revision(store), 1);
}
END_TEST

START_TEST(several_changes_are_one_revision)
{
	put_many(store, 50);
	ck_assert_uint_eq(store_revision(store), 2);
	ck_assert_uint_eq(count_objects(store), 50);
}
END_TEST

START_TEST(commit_without_a_change_is_no_revision)
{
	struct txn *t;

	OK(txn_write(store, &t));
	OK(txn_commit(&t));
	ck_assert_ptr_null(t);
	ck_assert_uint_eq(store_revision(store), 1);
}
END_TEST

START_TEST(change_is_seen_within_its_transaction)
{
	SCOPED_VALUE(record) r = { 0 };
	struct entry e;
	struct txn *t;

	fill_record(&r, "label", "", "");
	OK(txn_write(store, &t));
	OK(txn_put(t, &r));
	OK(txn_entry(t, r.serial, &e));
	ck_assert_uint_eq(e.revision, txn_revision(t) + 1);
	txn_free(t);
}
END_TEST

START_TEST(time_follows_the_mark_not_the_clock)
{
	struct txn *t;
	uint64_t before;

	put_object(store, "x", "", "");
	OK(txn_read(store, &t));
	before = txn_time(t);
	txn_free(t);
	clock_shift(-50000);
	OK(txn_read(store, &t));
	ck_assert_uint_ge(txn_time(t) + 5, before);
	txn_free(t);
}
END_TEST

START_TEST(free_of_nothing_is_fine)
{
	txn_free(NULL);
}
END_TEST

/* As on a full disk: the commit fails, the old state stays, the next one
 * works. */
START_TEST(failed_commit_leaves_the_old_state)
{
	SCOPED_VALUE(record) r = { 0 };
	struct rlimit limit, none;
	struct txn *t;

	put_object(store, "before", "", "");
	fill_record(&r, "label", "", "");
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &none);
	limit = none;
	limit.rlim_cur = 8192;
	OK(txn_write(store, &t));
	OK(txn_put(t, &r));
	setrlimit(RLIMIT_FSIZE, &limit);
	GIVES(E_STORE_IO, txn_commit(&t));
	setrlimit(RLIMIT_FSIZE, &none);
	ck_assert_ptr_null(t);
	ck_assert_uint_eq(store_revision(store), 2);
	ck_assert_uint_eq(count_objects(store), 1);
	put_object(store, "after", "", "");
	ck_assert_uint_eq(count_objects(store), 2);
	store_close(store);
	assert_store_is_clean();
	store = open_store();
}
END_TEST

/* ---- threads ---- */

static void *
put_hundred(void *arg)
{
	int i;

	(void)arg;
	for (i = 0; i < 100; i++)
		put_object(store, "thread", "", "");
	return NULL;
}

START_TEST(threads_take_turns)
{
	pthread_t threads[4];
	int i;

	for (i = 0; i < 4; i++)
		pthread_create(&threads[i], NULL, put_hundred, NULL);
	for (i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	ck_assert_uint_eq(count_objects(store), 400);
	ck_assert_uint_eq(store_revision(store), 401);
}
END_TEST

/* ---- processes ---- */

static void
put_two_hundred(void *arg)
{
	struct store *own = open_store();
	unsigned i;

	(void)arg;
	for (i = 0; i < 200 * scale(); i++)
		put_object(own, "process", "", "some body");
	store_close(own);
}

START_TEST(four_processes_put_at_once)
{
	pid_t pids[4];
	int i;

	store_close(store);
	for (i = 0; i < 4; i++)
		pids[i] = child_start(put_two_hundred, NULL);
	for (i = 0; i < 4; i++)
		child_end(pids[i]);
	assert_store_is_clean();
	store = open_store();
	ck_assert_uint_eq(count_objects(store), 800 * scale());
}
END_TEST

/* Counts what it was told is on disk, until it is killed. */
static void
put_until_killed(void *arg)
{
	struct store *own = open_store();
	volatile unsigned *told = arg;

	for (;;) {
		put_object(own, "victim", "id", "some body");
		++*told;
	}
}

START_TEST(what_was_acknowledged_survives_kill)
{
	unsigned *told = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0), round, now;

	store_close(store);
	for (round = 0; round < 40 * scale(); round++) {
		pid_t pid = child_start(put_until_killed, told);

		usleep((useconds_t)(5000 + random() % 40000));
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
		store = open_store();
		now = count_objects(store);
		/* the last one may be there without having been told */
		ck_assert_uint_ge(now, *told);
		ck_assert_uint_le(now, *told + 1);
		*told = now;
		store_close(store);
	}
	assert_store_is_clean();
	store = open_store();
	munmap(told, 4096);
}
END_TEST

SUITE("store/txn",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, dropped_write_never_was);
    tcase_add_test(tc, several_changes_are_one_revision);
    tcase_add_test(tc, commit_without_a_change_is_no_revision);
    tcase_add_test(tc, change_is_seen_within_its_transaction);
    tcase_add_test(tc, time_follows_the_mark_not_the_clock);
    tcase_add_test(tc, free_of_nothing_is_fine);
    tcase_add_test(tc, failed_commit_leaves_the_old_state);
    tcase_add_test(tc, threads_take_turns);
    tcase_add_test(tc, four_processes_put_at_once);
    tcase_add_test(tc, what_was_acknowledged_survives_kill))
