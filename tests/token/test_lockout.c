/* SPDX-License-Identifier: Apache-2.0 */
/* What wrong PINs cost: nothing, then ever longer, never for good. */
#include "token/bench.h"
#include "token/lockout.h"

#include <sys/stat.h>
#include <sys/wait.h>

#define NOBODY 65534

static struct token *token;

static void
setup(void)
{
	bench_store();
	ck_ok(token_new(bench.store, 0, &token));
}

static void
teardown(void)
{
	token_free(token);
	bench_end();
}

static void
miss(const char *name, int times)
{
	for (int i = 0; i < times; i++)
		ck_refused(lockout_count(token, name), E_PIN_INCORRECT);
}

static uint32_t
failures(const char *name)
{
	uint32_t n;
	uint64_t seconds;

	ck_ok(lockout_read(bench.store, 0, name, &n, &seconds));
	return n;
}

START_TEST(nobody_is_locked_at_first)
{
	ck_ok(lockout_check(token, "user"));
	ck_assert_uint_eq(failures("user"), 0);
}
END_TEST

START_TEST(three_failures_are_free)
{
	miss("user", 3);
	ck_assert_uint_eq(failures("user"), 3);
	ck_ok(lockout_check(token, "user"));
}
END_TEST

START_TEST(the_fourth_locks)
{
	miss("user", 4);
	ck_refused(lockout_check(token, "user"), E_PIN_LOCKED);
}
END_TEST

/* After so many failures the delay is this long, less the second that may
 * have begun meanwhile. */
static const struct {
	int failures;
	uint64_t delay;
} delays[] = {
	{ 3, 0 },
	{ 4, 1 },
	{ 5, 2 },
	{ 6, 4 },
	{ 13, 512 },
	{ 14, 900 },
	{ 40, 900 },
};

START_TEST(delays_double_to_15_minutes)
{
	uint64_t seconds;
	uint32_t n;

	miss("user", delays[_i].failures);
	ck_ok(lockout_read(bench.store, 0, "user", &n, &seconds));
	ck_assert_uint_le(seconds, delays[_i].delay);
	ck_assert_uint_ge(seconds + 1, delays[_i].delay);
}
END_TEST

START_TEST(a_delay_ends)
{
	miss("user", 8);
	clock_shift(14);
	ck_refused(lockout_check(token, "user"), E_PIN_LOCKED);
	clock_shift(16);
	ck_ok(lockout_check(token, "user"));
	ck_assert_uint_eq(failures("user"), 8);
}
END_TEST

START_TEST(the_next_failure_after_a_delay_costs_twice)
{
	miss("user", 8);
	clock_shift(16);
	miss("user", 1);
	clock_shift(16 + 30);
	ck_refused(lockout_check(token, "user"), E_PIN_LOCKED);
	clock_shift(16 + 32);
	ck_ok(lockout_check(token, "user"));
}
END_TEST

START_TEST(a_failure_from_a_wrong_clock_does_not_lock_for_good)
{
	struct attempt a = { .failures = 20, .last = clock_now() + 1000000 };

	ck_ok(store_attempt_set(bench.store, 0, "user", getuid(), &a));
	ck_ok(lockout_check(token, "user"));
}
END_TEST

START_TEST(names_are_counted_apart)
{
	miss("user", 4);
	ck_ok(lockout_check(token, "so"));
	ck_assert_uint_eq(failures("so"), 0);
}
END_TEST

START_TEST(tokens_are_counted_apart)
{
	struct token *other;

	miss("user", 4);
	ck_ok(token_new(bench.store, 1, &other));
	ck_ok(lockout_check(other, "user"));
	token_free(other);
}
END_TEST

START_TEST(uids_are_counted_apart)
{
	struct attempt a = { .failures = 20, .last = clock_now() };

	ck_ok(store_attempt_set(bench.store, 0, "user", getuid() + 1, &a));
	ck_ok(lockout_check(token, "user"));
}
END_TEST

START_TEST(another_process_is_locked_as_well)
{
	struct tokens *other = bench_tokens();
	struct store *s;
	struct token *theirs;

	miss("user", 4);
	ck_ok(tokens_store(other, &s));
	ck_ok(token_new(s, 0, &theirs));
	ck_refused(lockout_check(theirs, "user"), E_PIN_LOCKED);
	token_free(theirs);
	tokens_free(other);
}
END_TEST

START_TEST(a_good_login_sets_the_count_back)
{
	miss("user", 3);
	ck_ok(lockout_forget(token, "user"));
	ck_assert_uint_eq(failures("user"), 0);
}
END_TEST

START_TEST(forgetting_nothing_writes_nothing)
{
	uint64_t before = store_revision(bench.store);

	ck_ok(lockout_forget(token, "user"));
	ck_assert_uint_eq(store_revision(bench.store), before);
}
END_TEST

START_TEST(failures_do_not_move_the_revision)
{
	uint64_t before = store_revision(bench.store);

	miss("user", 1);
	ck_assert_uint_eq(store_revision(bench.store), before);
}
END_TEST

START_TEST(a_secret_is_settled_right_or_wrong)
{
	ck_refused(lockout_settle(token, "user", false), E_PIN_INCORRECT);
	ck_assert_uint_eq(failures("user"), 1);
	ck_ok(lockout_settle(token, "user", true));
	ck_assert_uint_eq(failures("user"), 0);
}
END_TEST

START_TEST(a_delay_that_began_meanwhile_hides_what_it_was)
{
	miss("user", 10);
	ck_refused(lockout_settle(token, "user", true), E_PIN_LOCKED);
	ck_refused(lockout_settle(token, "user", false), E_PIN_LOCKED);
	ck_assert_uint_eq(failures("user"), 10);
}
END_TEST

/* Make the store readable to, and not writable by, whom we become. */
static void
become_reader(void)
{
	char path[PATH_MAX + 32];

	if (geteuid() != 0) {
		ck_assert_int_eq(chmod(bench.conf.store, 0500), 0);
		return;
	}
	ck_assert_int_eq(chmod(bench.dir, 0755), 0);
	ck_assert_int_eq(chmod(bench.conf.store, 0755), 0);
	snprintf(path, sizeof(path), "chmod 0644 %s/*", bench.conf.store);
	ck_assert_int_eq(system(path), 0);
	ck_assert_int_eq(chown(bench.conf.root_key, 0, NOBODY), 0);
	ck_assert_int_eq(chmod(bench.conf.root_key, 0640), 0);
	ck_assert_int_eq(setgid(NOBODY), 0);
	ck_assert_int_eq(setuid(NOBODY), 0);
}

static enum err
reader_locks(void)
{
	struct tokens *t;
	struct store *s;
	struct token *theirs;
	enum err e;

	become_reader();
	t = bench_tokens();
	ck_ok(tokens_store(t, &s));
	ck_ok(token_new(s, 0, &theirs));
	for (int i = 0; i < 4; i++)
		ck_refused(lockout_count(theirs, "user"), E_PIN_INCORRECT);
	e = lockout_check(theirs, "user");
	ck_ok(lockout_forget(theirs, "user"));
	ck_ok(lockout_check(theirs, "user"));
	token_free(theirs);
	tokens_free(t);
	return e;
}

START_TEST(who_cannot_write_is_delayed_in_memory)
{
	int status;
	pid_t child;

	token_free(token);
	token = NULL;
	tokens_free(bench.tokens);
	bench.tokens = NULL;
	child = fork();
	if (child == 0) {
		library_abandon();
		secret_abandon();
		_exit(reader_locks() == E_PIN_LOCKED ? 0 : 1);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(chmod(bench.conf.store, 0700), 0);
	ck_assert_int_eq(status, 0);
}
END_TEST

SUITE("token/lockout",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, nobody_is_locked_at_first);
    tcase_add_test(tc, three_failures_are_free);
    tcase_add_test(tc, the_fourth_locks);
    tcase_add_loop_test(tc, delays_double_to_15_minutes, 0,
	sizeof(delays) / sizeof(delays[0]));
    tcase_add_test(tc, a_delay_ends);
    tcase_add_test(tc, the_next_failure_after_a_delay_costs_twice);
    tcase_add_test(tc, a_failure_from_a_wrong_clock_does_not_lock_for_good);
    tcase_add_test(tc, names_are_counted_apart);
    tcase_add_test(tc, tokens_are_counted_apart);
    tcase_add_test(tc, uids_are_counted_apart);
    tcase_add_test(tc, another_process_is_locked_as_well);
    tcase_add_test(tc, a_good_login_sets_the_count_back);
    tcase_add_test(tc, forgetting_nothing_writes_nothing);
    tcase_add_test(tc, failures_do_not_move_the_revision);
    tcase_add_test(tc, a_secret_is_settled_right_or_wrong);
    tcase_add_test(tc, a_delay_that_began_meanwhile_hides_what_it_was);
    tcase_add_test(tc, who_cannot_write_is_delayed_in_memory))
