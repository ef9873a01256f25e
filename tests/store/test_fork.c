/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Forking with the store open: no child hangs, the parent is not disturbed,
 * and what either was told is on disk stays there, whatever others do.
 */
#include "store_fixture.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>

static struct store *store;

static void
setup(void)
{
	scratch_setup();
	store_fork_init();
	store = create_store();
}

static void
teardown(void)
{
	store_close(store);
	scratch_teardown();
}

/* What the module does at the child's first call. */
static struct store *
reopen_in_child(void)
{
	store_abandon(store);
	return open_store();
}

static void
write_one(void *arg)
{
	struct store *own = reopen_in_child();

	(void)arg;
	put_object(own, "child", "", "");
	ck_assert_uint_eq(count_objects(own), 2);
	store_close(own);
}

START_TEST(child_reads_and_writes)
{
	put_object(store, "parent", "", "");
	child_end(child_start(write_one, NULL));
	ck_assert_uint_eq(count_objects(store), 2);
	put_object(store, "parent", "", "");
	ck_assert_uint_eq(count_objects(store), 3);
}
END_TEST

static void
use_inherited(void *arg)
{
	struct txn *t;

	(void)arg;
	GIVES(E_STORE_IO, txn_read(store, &t));
	GIVES(E_STORE_IO, txn_write(store, &t));
	ck_assert_uint_eq(store_revision(store), 0);
	store_close(store);
}

START_TEST(inherited_store_is_refused)
{
	put_object(store, "parent", "", "");
	child_end(child_start(use_inherited, NULL));
	put_object(store, "parent", "", "");
}
END_TEST

static void
leave_at_once(void *arg)
{
	(void)arg;
}

START_TEST(child_that_never_calls_disturbs_nothing)
{
	int i;

	for (i = 0; i < 20; i++) {
		child_end(child_start(leave_at_once, NULL));
		put_object(store, "parent", "", "");
	}
	ck_assert_uint_eq(count_objects(store), 20);
}
END_TEST

/*
 * ---- with other threads writing and reading at the fork ----
 *
 * Neither those threads nor the children assert anything: the test library
 * has a lock of its own that a child may inherit taken.
 */

static atomic_bool stop;
static atomic_uint written, failed;

static enum err
put_quietly(struct store *to)
{
	struct record r = { .token = 1, .kind = RECORD_OBJECT };
	struct txn *t;

	TRY(bytes_set(&r.label, "quiet", 5));
	TRY(txn_write(to, &t));
	TRY(txn_put(t, &r));
	TRY(txn_commit(&t));
	record_clear(&r);
	return E_OK;
}

static enum err
list_quietly(struct store *from)
{
	unsigned count = 0;
	struct txn *t;

	TRY(txn_read(from, &t));
	TRY(txn_each(t, RECORD_OBJECT, 1, count_visit, &count));
	txn_free(t);
	return E_OK;
}

static void *
write_always(void *arg)
{
	(void)arg;
	while (!stop) {
		failed += put_quietly(store) != E_OK;
		written++;
	}
	return NULL;
}

static void *
read_always(void *arg)
{
	(void)arg;
	while (!stop)
		failed += list_quietly(store) != E_OK;
	return NULL;
}

static enum err
write_in_child(void)
{
	struct store *own;

	library_abandon();
	secret_abandon();
	TRY(library_open());
	store_abandon(store);
	TRY(store_open(store_path, root_path, &own));
	TRY(put_quietly(own));
	store_close(own);
	return E_OK;
}

/* Whether a child could write; one that hangs is killed by its alarm. It goes
 * by a signal: what the parent's threads had in hand would look leaked. */
static bool
child_writes(void)
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		alarm(60);
		if (write_in_child() == E_OK)
			kill(getpid(), SIGKILL);
		_exit(1);
	}
	return waitpid(pid, &status, 0) == pid && WIFSIGNALED(status) &&
	    WTERMSIG(status) == SIGKILL;
}

START_TEST(no_child_of_a_busy_process_hangs)
{
	unsigned i, children = 30 * scale(), good = 0;
	pthread_t threads[3];

	stop = false;
	written = failed = 0;
	pthread_create(&threads[0], NULL, write_always, NULL);
	pthread_create(&threads[1], NULL, write_always, NULL);
	pthread_create(&threads[2], NULL, read_always, NULL);
	for (i = 0; i < children; i++)
		good += child_writes();
	stop = true;
	for (i = 0; i < 3; i++)
		pthread_join(threads[i], NULL);
	ck_assert_uint_eq(good, children);
	ck_assert_uint_eq(failed, 0);
	ck_assert_uint_eq(count_objects(store), written + children);
}
END_TEST

/* ---- with another process that opens and closes all the time ---- */

static void
open_and_close(void *arg)
{
	(void)arg;
	store_abandon(store);
	for (;;)
		store_close(open_store());
}

static void
write_fifty(void *arg)
{
	struct store *own = reopen_in_child();
	int i;

	(void)arg;
	for (i = 0; i < 50; i++)
		put_object(own, "child", "", "");
	/* 0: a clean end, 1: none */
	if (*(int *)arg == 0)
		store_close(own);
}

START_TEST(nothing_acknowledged_is_lost_among_openers)
{
	unsigned rounds = 4 * scale(), i;
	pid_t other = child_start(open_and_close, NULL);

	for (i = 0; i < rounds; i++) {
		pid_t child = child_start(write_fifty, &_i);
		int k;

		for (k = 0; k < 50; k++)
			put_object(store, "parent", "", "");
		child_end(child);
	}
	kill(other, SIGKILL);
	waitpid(other, NULL, 0);
	ck_assert_uint_eq(count_objects(store), 100 * rounds);
	store_close(store);
	assert_store_is_clean();
	store = open_store();
}
END_TEST

/* The parent goes while the child, which has a read of the parent's in
 * progress at the fork, still writes. */
static void
parent_that_goes(void *arg)
{
	struct store *own = reopen_in_child();
	pid_t grandchild;

	(void)arg;
	store = own;
	put_object(store, "parent", "", "");
	grandchild = child_start(write_fifty, &(int){ 0 });
	if (*(int *)arg == 0)
		store_close(store);
	/* the test is the one to wait for it */
	(void)grandchild;
	_exit(0);
}

START_TEST(child_outlives_its_parent)
{
	pid_t pid = child_start(parent_that_goes, &_i);
	int wait = 0;

	child_end(pid);
	while (count_objects(store) < 51 && wait++ < 500)
		usleep(20000);
	ck_assert_uint_eq(count_objects(store), 51);
}
END_TEST

SUITE("store/fork",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, child_reads_and_writes);
    tcase_add_test(tc, inherited_store_is_refused);
    tcase_add_test(tc, child_that_never_calls_disturbs_nothing);
    tcase_add_test(tc, no_child_of_a_busy_process_hangs);
    tcase_add_loop_test(tc, nothing_acknowledged_is_lost_among_openers, 0, 2);
    tcase_add_loop_test(tc, child_outlives_its_parent, 0, 2))
