/* SPDX-License-Identifier: Apache-2.0 */
/* C_Initialize in all the ways hosts call it, and C_Finalize. */
#include "support/fixture.h"
#include "support/suite.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define RACERS 8
#define ROUNDS 50

static CK_RV
must_not_create(void **mutex)
{
	(void)mutex;
	abort();
}

static CK_RV
must_not_use(void *mutex)
{
	(void)mutex;
	abort();
}

static const struct {
	int mutexes; /* bits: create, destroy, lock, unlock */
	CK_FLAGS flags;
	CK_RV want;
} modes[] = {
	{ 0, 0, CKR_OK },
	{ 0, CKF_OS_LOCKING_OK, CKR_OK },
	{ 0, CKF_LIBRARY_CANT_CREATE_OS_THREADS, CKR_OK },
	{ 0, CKF_OS_LOCKING_OK | CKF_LIBRARY_CANT_CREATE_OS_THREADS, CKR_OK },
	{ 15, 0, CKR_OK },
	{ 15, CKF_OS_LOCKING_OK, CKR_OK },
	{ 15, CKF_LIBRARY_CANT_CREATE_OS_THREADS, CKR_OK },
	{ 1, 0, CKR_ARGUMENTS_BAD },
	{ 2, 0, CKR_ARGUMENTS_BAD },
	{ 3, CKF_OS_LOCKING_OK, CKR_ARGUMENTS_BAD },
	{ 12, 0, CKR_ARGUMENTS_BAD },
	{ 7, CKF_OS_LOCKING_OK, CKR_ARGUMENTS_BAD },
	{ 14, 0, CKR_ARGUMENTS_BAD },
};
#define MODES (int)(sizeof(modes) / sizeof(modes[0]))

static CK_C_INITIALIZE_ARGS
args_of(int mutexes, CK_FLAGS flags)
{
	CK_C_INITIALIZE_ARGS args = { .flags = flags };

	args.CreateMutex = mutexes & 1 ? must_not_create : NULL;
	args.DestroyMutex = mutexes & 2 ? must_not_use : NULL;
	args.LockMutex = mutexes & 4 ? must_not_use : NULL;
	args.UnlockMutex = mutexes & 8 ? must_not_use : NULL;
	return args;
}

START_TEST(mode_is_accepted_or_refused)
{
	CK_C_INITIALIZE_ARGS args = args_of(modes[_i].mutexes, modes[_i].flags);
	CK_ULONG count = 0;

	GIVES(modes[_i].want, P11(Initialize, &args));
	if (modes[_i].want == CKR_OK)
		OK(P11(GetSlotList, CK_FALSE, NULL, &count));
	else
		GIVES(CKR_CRYPTOKI_NOT_INITIALIZED, P11(Finalize, NULL));
}
END_TEST

START_TEST(second_initialize_is_refused_and_harmless)
{
	CK_ULONG count = 0;

	OK(P11(Initialize, NULL));
	GIVES(CKR_CRYPTOKI_ALREADY_INITIALIZED, P11(Initialize, NULL));
	OK(P11(GetSlotList, CK_FALSE, NULL, &count));
}
END_TEST

START_TEST(finalize_needs_initialize)
{
	GIVES(CKR_CRYPTOKI_NOT_INITIALIZED, P11(Finalize, NULL));
	OK(P11(Initialize, NULL));
	OK(P11(Finalize, NULL));
	GIVES(CKR_CRYPTOKI_NOT_INITIALIZED, P11(Finalize, NULL));
}
END_TEST

START_TEST(finalize_takes_no_argument)
{
	int something = 0;

	OK(P11(Initialize, NULL));
	GIVES(CKR_ARGUMENTS_BAD, P11(Finalize, &something));
	OK(P11(Finalize, NULL));
}
END_TEST

static CK_RV
initialize_with(const char *words)
{
	char copy[2 * PATH_MAX];
	CK_C_INITIALIZE_ARGS args = { .flags = CKF_OS_LOCKING_OK,
		.pReserved = copy };

	snprintf(copy, sizeof(copy), "%s", words);
	return P11(Initialize, &args);
}

START_TEST(reserved_string_names_a_configuration)
{
	char words[2 * PATH_MAX];

	snprintf(words, sizeof(words), "configfile=%s", fx.conf);
	unsetenv("CLAVIGER_CONF");
	OK(initialize_with(words));
	ck_assert_uint_eq(fixture_free_slot(), 0);
}
END_TEST

START_TEST(reserved_string_may_be_empty)
{
	OK(initialize_with(""));
}
END_TEST

START_TEST(unknown_reserved_string_is_refused)
{
	GIVES(CKR_ARGUMENTS_BAD, initialize_with("configdir=/nowhere"));
	ck_assert_str_ne(fixture_reason(), "");
	OK(P11(Initialize, NULL));
}
END_TEST

static CK_ULONG
slot_count(void)
{
	CK_ULONG count = 99;

	OK(P11(GetSlotList, CK_FALSE, NULL, &count));
	return count;
}

START_TEST(bad_configuration_line_leaves_no_slots)
{
	fixture_configure("no-such-word = 1\n");
	OK(P11(Initialize, NULL));
	ck_assert_uint_eq(slot_count(), 0);
}
END_TEST

START_TEST(bad_configuration_line_is_logged_with_its_place)
{
	char line[1024] = "";
	FILE *f;

	fixture_configure("no-such-word = 1\n");
	OK(P11(Initialize, NULL));
	f = fopen(fx.log, "r");
	ck_assert_ptr_nonnull(f);
	ck_assert_ptr_nonnull(fgets(line, sizeof(line), f));
	fclose(f);
	ck_assert_ptr_nonnull(strstr(line, "claviger.conf"));
	ck_assert_ptr_nonnull(strstr(line, "no-such-word"));
}
END_TEST

START_TEST(missing_configuration_file_leaves_no_slots)
{
	ck_assert_int_eq(setenv("CLAVIGER_CONF", "/nowhere/at.all", 1), 0);
	OK(P11(Initialize, NULL));
	ck_assert_uint_eq(slot_count(), 0);
}
END_TEST

START_TEST(configuration_is_read_again_after_finalize)
{
	fixture_configure("no-such-word = 1\n");
	OK(P11(Initialize, NULL));
	OK(P11(Finalize, NULL));
	fixture_configure("");
	OK(P11(Initialize, NULL));
	ck_assert_uint_eq(slot_count(), 1);
}
END_TEST

START_TEST(looking_around_makes_nothing)
{
	CK_TOKEN_INFO info;

	OK(P11(Initialize, NULL));
	OK(P11(GetTokenInfo, fixture_free_slot(), &info));
	ck_assert_int_ne(access(fx.store, F_OK), 0);
	ck_assert_int_ne(access(fx.root_key, F_OK), 0);
}
END_TEST

/* The standard's fields are padded with blanks, not with NUL. */
static void
check_field(const unsigned char *field, const char *want)
{
	char padded[33];

	snprintf(padded, sizeof(padded), "%-32s", want);
	ck_assert_mem_eq(field, padded, 32);
}

START_TEST(info_says_what_this_is)
{
	CK_INFO info;

	OK(P11(Initialize, NULL));
	OK(P11(GetInfo, &info));
	ck_assert_uint_eq(info.cryptokiVersion.major, 3);
	ck_assert_uint_eq(info.cryptokiVersion.minor, 2);
	ck_assert_uint_eq(info.flags, 0);
	check_field(info.manufacturerID, "Claviger");
	check_field(info.libraryDescription, "Claviger virtual HSM");
}
END_TEST

static double
seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Tens of microseconds each; the bound leaves room for valgrind. */
START_TEST(starting_and_stopping_is_cheap)
{
	double start = seconds();

	for (int i = 0; i < 1000; i++) {
		OK(P11(Initialize, NULL));
		OK(P11(Finalize, NULL));
	}
	ck_assert_double_lt(seconds() - start, 5.0);
}
END_TEST

static pthread_barrier_t line_up;
static atomic_int winners, losers;

static void *
race(void *arg)
{
	CK_RV rv;

	(void)arg;
	for (int i = 0; i < ROUNDS; i++) {
		pthread_barrier_wait(&line_up);
		rv = P11(Initialize, NULL);
		atomic_fetch_add(&winners, rv == CKR_OK);
		atomic_fetch_add(&losers,
		    rv == CKR_CRYPTOKI_ALREADY_INITIALIZED);
		if (pthread_barrier_wait(&line_up) != 0)
			P11(Finalize, NULL);
	}
	return NULL;
}

START_TEST(of_racing_threads_exactly_one_initializes)
{
	pthread_t racers[RACERS];

	pthread_barrier_init(&line_up, NULL, RACERS);
	for (int i = 0; i < RACERS; i++)
		pthread_create(&racers[i], NULL, race, NULL);
	for (int i = 0; i < RACERS; i++)
		pthread_join(racers[i], NULL);
	ck_assert_int_eq(winners, ROUNDS);
	ck_assert_int_eq(losers, ROUNDS * (RACERS - 1));
}
END_TEST

static atomic_bool stop;

static void *
ask_for_slots(void *arg)
{
	CK_ULONG count;
	CK_RV rv = CKR_OK;

	(void)arg;
	while (!stop && (rv == CKR_OK || rv == CKR_CRYPTOKI_NOT_INITIALIZED))
		rv = P11(GetSlotList, CK_FALSE, NULL, &count);
	return (void *)(size_t)!stop;
}

START_TEST(calls_may_race_with_starting_and_stopping)
{
	pthread_t asker;
	void *failed;

	pthread_create(&asker, NULL, ask_for_slots, NULL);
	for (int i = 0; i < 200; i++) {
		OK(P11(Initialize, NULL));
		usleep(50);
		OK(P11(Finalize, NULL));
	}
	stop = true;
	pthread_join(asker, &failed);
	ck_assert_ptr_null(failed);
}
END_TEST

/* What makes a wiped page a page with an open lock (pkcs11/context.c). */
START_TEST(zeroes_are_an_open_lock)
{
	pthread_rwlock_t zeroes, open = PTHREAD_RWLOCK_INITIALIZER;

	memset(&zeroes, 0, sizeof(zeroes));
	ck_assert_mem_eq(&zeroes, &open, sizeof(open));
}
END_TEST

SUITE("pkcs11/initialize",
    fixture_suite(tc);
    tcase_add_checked_fixture(tc, fixture_load, fixture_end);
    tcase_add_loop_test(tc, mode_is_accepted_or_refused, 0, MODES);
    tcase_add_test(tc, second_initialize_is_refused_and_harmless);
    tcase_add_test(tc, finalize_needs_initialize);
    tcase_add_test(tc, finalize_takes_no_argument);
    tcase_add_test(tc, reserved_string_names_a_configuration);
    tcase_add_test(tc, reserved_string_may_be_empty);
    tcase_add_test(tc, unknown_reserved_string_is_refused);
    tcase_add_test(tc, bad_configuration_line_leaves_no_slots);
    tcase_add_test(tc, bad_configuration_line_is_logged_with_its_place);
    tcase_add_test(tc, missing_configuration_file_leaves_no_slots);
    tcase_add_test(tc, configuration_is_read_again_after_finalize);
    tcase_add_test(tc, looking_around_makes_nothing);
    tcase_add_test(tc, info_says_what_this_is);
    tcase_add_test(tc, starting_and_stopping_is_cheap);
    tcase_add_test(tc, of_racing_threads_exactly_one_initializes);
    tcase_add_test(tc, calls_may_race_with_starting_and_stopping);
    tcase_add_test(tc, zeroes_are_an_open_lock))
