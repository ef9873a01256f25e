/* SPDX-License-Identifier: Apache-2.0 */
/* One writer at a time, in this process and in all. */
#include "store/inside.h"
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

START_TEST(taken_lock_is_refused_to_another_connection)
{
	struct store *other = open_store();

	OK(store_lock(store));
	ck_assert(!store_try_lock(other));
	store_unlock(store);
	ck_assert(store_try_lock(other));
	store_unlock(other);
	store_close(other);
}
END_TEST

START_TEST(taken_lock_is_refused_to_another_thread)
{
	OK(store_lock(store));
	ck_assert(!store_try_lock(store));
	store_unlock(store);
}
END_TEST

static void
try_it(void *arg)
{
	struct store *own = open_store();

	(void)arg;
	ck_assert(!store_try_lock(own));
}

START_TEST(taken_lock_is_refused_to_another_process)
{
	OK(store_lock(store));
	child_end(child_start(try_it, NULL));
	store_unlock(store);
}
END_TEST

static void
die_with_it(void *arg)
{
	struct store *own = open_store();

	(void)arg;
	OK(store_lock(own));
	_exit(0);
}

START_TEST(lock_of_the_dead_is_free)
{
	child_end(child_start(die_with_it, NULL));
	ck_assert(store_try_lock(store));
	store_unlock(store);
}
END_TEST

START_TEST(lock_file_tells_that_a_store_was_here)
{
	put_object(store, "x", "", "");
	ck_assert(store_was_here(store_path));
	ck_assert(!store_was_here(scratch));
	ck_assert(!store_was_here(scratch_name("none")));
}
END_TEST

SUITE("store/lock",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, taken_lock_is_refused_to_another_connection);
    tcase_add_test(tc, taken_lock_is_refused_to_another_thread);
    tcase_add_test(tc, taken_lock_is_refused_to_another_process);
    tcase_add_test(tc, lock_of_the_dead_is_free);
    tcase_add_test(tc, lock_file_tells_that_a_store_was_here))
