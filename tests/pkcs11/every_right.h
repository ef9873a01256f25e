/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every function as it should be called: arguments that are right, what has to
 * come before, what it says then. Tests take one thing away.
 */
#ifndef CLAVIGER_TESTS_EVERY_RIGHT_H
#define CLAVIGER_TESTS_EVERY_RIGHT_H

#include "every_call.h"
#include "every_mechanism.h"

#define ALONE 1u    /* changes the world: never called as it should be */
#define DECLINED 2u /* CKR_FUNCTION_NOT_SUPPORTED whatever it is given */
#define LATER 4u    /* NULL says that more is to come */
#define STAYS 8u    /* an error ends no operation of the session's */

struct expectation {
	const char *name;
	unsigned traits;
	void (*begin)(CK_SESSION_HANDLE); /* NULL: nothing has to come before */
	CK_MECHANISM *mechanism;
	CK_KEY_TYPE key; /* of the K, W or U */
	CK_ATTRIBUTE *template;
	CK_ULONG count;
	CK_RV answer; /* if everything is as it should be */
};

/* One row's call. */
struct right {
	size_t row;
	const struct expectation *x;
	CK_ULONG a[CALL_ARGS];
};

/* An AES key and a data object's template. */
extern CK_OBJECT_HANDLE right_aes;
extern CK_ATTRIBUTE right_data[1];

/* Log in, make the key. */
void right_setup(void);
/* That what is called in expectations is there; asserts. */
void right_check(void);
const struct expectation *right_expectation(size_t row);
/* The call for this session; findings are about it from now on. */
struct right right_call(size_t row, CK_SESSION_HANDLE s);
/* The same in a session of its own, begun or not. */
struct right right_in_session(size_t row, bool begun);
void right_close(const struct right *r);

CK_RV right_run(const struct right *r);
/* With one argument changed. */
CK_RV right_run_with(const struct right *r, size_t at, CK_ULONG value);
bool right_has(size_t row, char letter);

/* Operations, in a session. */
void begin_encrypt(CK_SESSION_HANDLE s);
void begin_digest(CK_SESSION_HANDLE s);

#endif
