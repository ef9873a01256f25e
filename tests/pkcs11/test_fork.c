/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A host that forks: the child starts with a module that was never
 * initialised, initialises its own, and the parent notices nothing.
 */
#include "support/fixture.h"
#include "support/suite.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* A sanitizer's allocator has locks of its own, and a child may find them
 * taken: under one, forking amid busy threads proves nothing about us. */
#ifndef __has_feature
#define __has_feature(x) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || \
    __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#else
#define SANITIZED 0
#endif

/* A child says what happened by its exit status: 0, or a step's number. */
#define STEP(number, condition) \
	do { \
		if (!(condition)) \
			_exit(number); \
	} while (0)

static void
expect_success(pid_t child)
{
	int status = 0;

	ck_assert_int_gt(child, 0);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_msg(WIFEXITED(status), "killed by signal %d",
	    WTERMSIG(status));
	ck_assert_msg(WEXITSTATUS(status) == 0, "failed at step %d",
	    WEXITSTATUS(status));
}

static void
child_is_not_initialized(void)
{
	CK_INFO info;
	CK_ULONG count = 0;
	CK_BYTE bytes[4];

	STEP(1, P11(GetInfo, &info) == CKR_CRYPTOKI_NOT_INITIALIZED);
	STEP(2, P11(GetSlotList, CK_FALSE, NULL, &count) ==
	    CKR_CRYPTOKI_NOT_INITIALIZED);
	STEP(3, P11(GenerateRandom, fx.session, bytes, 4) ==
	    CKR_CRYPTOKI_NOT_INITIALIZED);
	STEP(4, P11(CloseSession, fx.session) ==
	    CKR_CRYPTOKI_NOT_INITIALIZED);
	STEP(5, P11(Finalize, NULL) == CKR_CRYPTOKI_NOT_INITIALIZED);
	_exit(0);
}

START_TEST(child_starts_uninitialized)
{
	pid_t child = fork();

	if (child == 0)
		child_is_not_initialized();
	expect_success(child);
}
END_TEST

/* Not through the C library: no handler runs, only the kernel knows. */
START_TEST(child_of_a_bare_system_call_starts_uninitialized)
{
	pid_t child = (pid_t)syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, 0);

	if (child == 0)
		child_is_not_initialized();
	expect_success(child);
}
END_TEST

static void
child_works(const CK_INFO *before)
{
	CK_INFO after;
	CK_SESSION_HANDLE s;
	CK_BYTE bytes[4];

	STEP(1, P11(Initialize, NULL) == CKR_OK);
	STEP(2, P11(GetInfo, &after) == CKR_OK);
	STEP(3, memcmp(before, &after, sizeof(after)) == 0);
	STEP(4, P11(GenerateRandom, fx.session, bytes, 4) ==
	    CKR_SESSION_HANDLE_INVALID);
	STEP(5, P11(OpenSession, fx.slot, CKF_SERIAL_SESSION, NULL, NULL,
	    &s) == CKR_OK);
	STEP(6, P11(GenerateRandom, s, bytes, 4) == CKR_OK);
	STEP(7, fixture_login_as(s, CKU_USER, USER_PIN) == CKR_OK);
	STEP(8, P11(Finalize, NULL) == CKR_OK);
}

/* What threads of the parent had allocated is lost in a child, what a
 * grandparent had is given up: leave in a way no checker of leaks sees. */
static void
leave(void)
{
	execl("/bin/true", "true", (char *)NULL);
	_exit(127);
}

static void
fork_one_that_works(void)
{
	CK_INFO before;
	pid_t child;

	OK(P11(GetInfo, &before));
	child = fork();
	if (child == 0) {
		child_works(&before);
		leave();
	}
	expect_success(child);
}

START_TEST(child_initializes_and_works)
{
	fork_one_that_works();
}
END_TEST

START_TEST(parent_is_undisturbed)
{
	CK_BYTE bytes[4];
	CK_SESSION_INFO info;

	fork_one_that_works();
	OK(P11(GetSessionInfo, fx.session, &info));
	ck_assert_uint_eq(info.state, CKS_RW_USER_FUNCTIONS);
	OK(P11(GenerateRandom, fx.session, bytes, 4));
}
END_TEST

START_TEST(grandchild_works_too)
{
	pid_t child = fork();
	CK_INFO info;

	if (child == 0) {
		STEP(21, P11(Initialize, NULL) == CKR_OK);
		STEP(22, P11(GetInfo, &info) == CKR_OK);
		child = fork();
		if (child == 0) {
			child_works(&info);
			leave();
		}
		expect_success(child);
		STEP(23, P11(Finalize, NULL) == CKR_OK);
		_exit(0);
	}
	expect_success(child);
}
END_TEST

START_TEST(child_of_a_finalized_parent_works)
{
	CK_INFO info;
	pid_t child;

	OK(P11(GetInfo, &info));
	OK(P11(Finalize, NULL));
	fx.session = CK_INVALID_HANDLE;
	child = fork();
	if (child == 0) {
		child_works(&info);
		_exit(0);
	}
	expect_success(child);
	OK(P11(Initialize, NULL));
}
END_TEST

START_TEST(random_numbers_do_not_repeat_in_the_child)
{
	CK_BYTE ours[32], theirs[32];
	CK_SESSION_HANDLE s;
	int ends[2];
	pid_t child;

	ck_assert_int_eq(pipe(ends), 0);
	child = fork();
	if (child == 0) {
		STEP(1, P11(Initialize, NULL) == CKR_OK);
		STEP(2, P11(OpenSession, fx.slot, CKF_SERIAL_SESSION, NULL,
		    NULL, &s) == CKR_OK);
		STEP(3, P11(GenerateRandom, s, theirs, 32) == CKR_OK);
		STEP(4, write(ends[1], theirs, 32) == 32);
		_exit(0);
	}
	OK(P11(GenerateRandom, fx.session, ours, 32));
	expect_success(child);
	ck_assert_int_eq(read(ends[0], theirs, 32), 32);
	ck_assert_mem_ne(ours, theirs, 32);
}
END_TEST

static atomic_bool stop;

static void *
keep_busy(void *arg)
{
	CK_TOKEN_INFO info;
	CK_RV rv = CKR_OK;

	(void)arg;
	while (!stop && rv == CKR_OK)
		rv = P11(GetTokenInfo, fx.slot, &info);
	return (void *)rv;
}

START_TEST(fork_amid_calls_of_other_threads_hangs_nobody)
{
	pthread_t busy[2];
	void *rv;

	for (int i = 0; i < 2; i++)
		pthread_create(&busy[i], NULL, keep_busy, NULL);
	for (int i = 0; i < 10; i++)
		fork_one_that_works();
	stop = true;
	for (int i = 0; i < 2; i++) {
		pthread_join(busy[i], &rv);
		ck_assert_uint_eq((CK_RV)rv, CKR_OK);
	}
}
END_TEST

SUITE("pkcs11/fork",
    fixture_suite(tc);
    tcase_add_checked_fixture(tc, fixture_login, fixture_end);
    tcase_add_test(tc, child_starts_uninitialized);
    tcase_add_test(tc, child_of_a_bare_system_call_starts_uninitialized);
    tcase_add_test(tc, child_initializes_and_works);
    tcase_add_test(tc, parent_is_undisturbed);
    tcase_add_test(tc, grandchild_works_too);
    tcase_add_test(tc, child_of_a_finalized_parent_works);
    tcase_add_test(tc, random_numbers_do_not_repeat_in_the_child);
    if (!SANITIZED)
	tcase_add_test(tc, fork_amid_calls_of_other_threads_hangs_nobody))
