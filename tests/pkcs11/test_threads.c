/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Many at once: threads with a session each, processes with a store between
 * them, and the module being stopped under their feet.
 */
#include "support/keys.h"
#include "support/suite.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define THREADS 4
#define PROCESSES 4

static atomic_bool stop;
static atomic_ulong done;

/* How many times, unless CHECK_SCALE says full. */
static int
scaled(int few, int full)
{
	const char *scale = getenv("CHECK_SCALE");

	return scale != NULL && strcmp(scale, "full") == 0 ? full : few;
}

/* One encryption and its decryption in a session of its own; CKR_OK only if
 * the plaintext came back. */
static CK_RV
round_trip(CK_SESSION_HANDLE s, CK_OBJECT_HANDLE key)
{
	CK_GCM_PARAMS params = { .pIv = (CK_BYTE *)"twelve bytes",
		.ulIvLen = 12, .ulIvBits = 96, .ulTagBits = 128 };
	CK_MECHANISM mechanism = { CKM_AES_GCM, &params, sizeof(params) };
	CK_BYTE cipher[64], plain[64];
	CK_ULONG len = sizeof(cipher), plain_len = sizeof(plain);
	CK_RV rv = P11(EncryptInit, s, &mechanism, key);

	if (rv == CKR_OK)
		rv = P11(Encrypt, s, (CK_BYTE *)"data", 4, cipher, &len);
	if (rv == CKR_OK)
		rv = P11(DecryptInit, s, &mechanism, key);
	if (rv == CKR_OK)
		rv = P11(Decrypt, s, cipher, len, plain, &plain_len);
	if (rv == CKR_OK && (plain_len != 4 || memcmp(plain, "data", 4) != 0))
		rv = CKR_GENERAL_ERROR;
	return rv;
}

struct worker {
	pthread_t thread;
	CK_SESSION_HANDLE session;
	CK_OBJECT_HANDLE key;
	CK_RV rv;
};

static void *
work(void *arg)
{
	struct worker *w = arg;

	while (!stop && w->rv == CKR_OK) {
		w->rv = round_trip(w->session, w->key);
		atomic_fetch_add(&done, w->rv == CKR_OK);
	}
	return NULL;
}

static void
start(struct worker w[static THREADS], CK_OBJECT_HANDLE key)
{
	for (int i = 0; i < THREADS; i++) {
		w[i].session = fixture_open(0);
		w[i].key = key;
		w[i].rv = CKR_OK;
		pthread_create(&w[i].thread, NULL, work, &w[i]);
	}
	while (done < THREADS)
		usleep(100);
}

static void
finish(struct worker w[static THREADS])
{
	for (int i = 0; i < THREADS; i++)
		pthread_join(w[i].thread, NULL);
}

START_TEST(threads_work_while_the_key_rotates)
{
	struct worker w[THREADS];
	CK_OBJECT_HANDLE key = aes_key("k");

	start(w, key);
	for (int i = 0; i < scaled(10, 60); i++)
		OK(CLV(RotateKey, fx.session, key, 0, NULL));
	stop = true;
	finish(w);
	for (int i = 0; i < THREADS; i++)
		ck_assert_msg(w[i].rv == CKR_OK, "%lx", w[i].rv);
}
END_TEST

START_TEST(threads_work_while_objects_come_and_go)
{
	struct worker w[THREADS];

	start(w, aes_key("k"));
	for (int i = 0; i < scaled(50, 500); i++)
		OK(P11(DestroyObject, fx.session, aes_import("0123456789abcdef",
		    16)));
	stop = true;
	finish(w);
	for (int i = 0; i < THREADS; i++)
		ck_assert_msg(w[i].rv == CKR_OK, "%lx", w[i].rv);
}
END_TEST

/* What a thread may see of it: it was logged out under its feet. */
static bool
is_logout(CK_RV rv)
{
	return rv == CKR_KEY_HANDLE_INVALID || rv == CKR_USER_NOT_LOGGED_IN ||
	    rv == CKR_OPERATION_NOT_INITIALIZED;
}

START_TEST(logout_stops_working_threads)
{
	struct worker w[THREADS];

	start(w, aes_key("k"));
	OK(P11(Logout, fx.session));
	finish(w);
	for (int i = 0; i < THREADS; i++)
		ck_assert_msg(is_logout(w[i].rv), "%lx", w[i].rv);
}
END_TEST

START_TEST(finalize_stops_working_threads)
{
	struct worker w[THREADS];

	start(w, aes_key("k"));
	OK(P11(Finalize, NULL));
	finish(w);
	for (int i = 0; i < THREADS; i++)
		ck_assert_msg(w[i].rv == CKR_CRYPTOKI_NOT_INITIALIZED ||
		    w[i].rv == CKR_SESSION_HANDLE_INVALID, "%lx", w[i].rv);
	OK(P11(Initialize, NULL));
}
END_TEST

static void *
close_sessions(void *arg)
{
	(void)arg;
	while (!stop)
		if (P11(CloseSession, fixture_open(0)) != CKR_OK)
			return &stop;
	return NULL;
}

START_TEST(sessions_come_and_go_in_many_threads)
{
	pthread_t threads[THREADS];
	void *failed;

	for (int i = 0; i < THREADS; i++)
		pthread_create(&threads[i], NULL, close_sessions, NULL);
	usleep(200000);
	stop = true;
	for (int i = 0; i < THREADS; i++) {
		pthread_join(threads[i], &failed);
		ck_assert_ptr_null(failed);
	}
}
END_TEST

/* ---- processes ---- */

static int
make_objects(int count)
{
	CK_OBJECT_CLASS class = CKO_DATA;
	CK_ATTRIBUTE template[] = {
		ATTR(CKA_CLASS, class),
		ATTR(CKA_TOKEN, yes),
		ATTR_TEXT(CKA_LABEL, "by many"),
		ATTR_TEXT(CKA_VALUE, "data"),
	};
	CK_OBJECT_HANDLE object;

	if (P11(Initialize, NULL) != CKR_OK)
		return 1;
	if (P11(OpenSession, fx.slot, CKF_SERIAL_SESSION | CKF_RW_SESSION,
	    NULL, NULL, &fx.session) != CKR_OK)
		return 2;
	for (int i = 0; i < count; i++)
		if (P11(CreateObject, fx.session, template,
		    ATTR_COUNT(template), &object) != CKR_OK)
			return 3;
	return P11(Finalize, NULL) == CKR_OK ? 0 : 4;
}

START_TEST(processes_create_objects_at_once)
{
	CK_ATTRIBUTE label = ATTR_TEXT(CKA_LABEL, "by many");
	int count = scaled(25, 200), status;

	for (int i = 0; i < PROCESSES; i++)
		if (fork() == 0)
			_exit(make_objects(count));
	for (int i = 0; i < PROCESSES; i++) {
		ck_assert_int_gt(wait(&status), 0);
		ck_assert_int_eq(status, 0);
	}
	ck_assert_uint_eq(find(fx.session, &label, 1, NULL, 0),
	    (CK_ULONG)(PROCESSES * count));
}
END_TEST

static int
look_for_token(int times)
{
	CK_TOKEN_INFO info;
	int ok = 0;

	for (int i = 0; i < times; i++) {
		if (P11(Initialize, NULL) != CKR_OK)
			return 1;
		ok += P11(GetTokenInfo, fx.slot, &info) == CKR_OK;
		if (P11(Finalize, NULL) != CKR_OK)
			return 2;
	}
	return ok == times ? 0 : 3;
}

START_TEST(processes_start_while_others_write)
{
	int count = scaled(25, 200), status;

	for (int i = 0; i < PROCESSES; i++)
		if (fork() == 0)
			_exit(i % 2 == 0 ? make_objects(count)
			    : look_for_token(count));
	for (int i = 0; i < PROCESSES; i++) {
		ck_assert_int_gt(wait(&status), 0);
		ck_assert_int_eq(status, 0);
	}
}
END_TEST

SUITE("pkcs11/threads",
    fixture_suite(tc);
    tcase_add_checked_fixture(tc, fixture_login, fixture_end);
    tcase_add_test(tc, threads_work_while_the_key_rotates);
    tcase_add_test(tc, threads_work_while_objects_come_and_go);
    tcase_add_test(tc, logout_stops_working_threads);
    tcase_add_test(tc, finalize_stops_working_threads);
    tcase_add_test(tc, sessions_come_and_go_in_many_threads);
    tcase_add_test(tc, processes_create_objects_at_once);
    tcase_add_test(tc, processes_start_while_others_write))
