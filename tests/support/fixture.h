/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a black-box test needs: a place of its own (directory, configuration,
 * CLAVIGER_CONF), the built module loaded as a host loads it, a token in it, a
 * session with a user logged in. Every step asserts that it succeeds.
 *
 * The place's parent directory is made and removed by the suite's process
 * (fixture_suite), so that nothing stays behind when a test dies.
 */
#ifndef CLAVIGER_TESTS_FIXTURE_H
#define CLAVIGER_TESTS_FIXTURE_H

#include "cryptoki.h"
#include "pkcs11-claviger.h"

#include <check.h>
#include <limits.h>
#include <stddef.h>

#define SO_PIN "so-secret-42"
#define USER_PIN "user-secret-42"
#define TOKEN_LABEL "test token"

/* A test's own world; each test process has one. */
struct fixture {
	char dir[PATH_MAX];	/* of this test */
	char conf[PATH_MAX];	/* dir/claviger.conf, also CLAVIGER_CONF */
	char store[PATH_MAX];	/* dir/store */
	char root_key[PATH_MAX]; /* dir/root.key */
	char log[PATH_MAX];	/* dir/log */
	void *module;
	CK_FUNCTION_LIST_3_2 *p11;
	struct CLV_FUNCTION_LIST *clv;
	CK_SLOT_ID slot;
	CK_SESSION_HANDLE session; /* read-write */
};
extern struct fixture fx;

/* The calls under test, by their own names. */
#define P11(name, ...) (fx.p11->C_##name(__VA_ARGS__))
#define CLV(name, ...) (fx.clv->CLV_##name(__VA_ARGS__))

/* A call that must succeed, and one that must give this. A failure shows both
 * numbers and the module's reason. */
#define OK(call) fixture_check(__FILE__, __LINE__, #call, (call), CKR_OK)
#define GIVES(rv, call) fixture_check(__FILE__, __LINE__, #call, (call), (rv))
void fixture_check(const char *file, int line, const char *call, CK_RV got,
    CK_RV want);

/* Add the parent directory to the suite. */
void fixture_suite(TCase *tc);

/* Setups, each doing what the one before does and more; fixture_end undoes
 * any of them. */
void fixture_place(void);   /* directory, configuration */
void fixture_load(void);    /* the module */
void fixture_start(void);   /* C_Initialize */
void fixture_token(void);   /* a token, its SO and its user, in slot 0 */
void fixture_session(void); /* a session */
void fixture_login(void);   /* the user logged in */
void fixture_sandbox(void); /* the same on a CLV_TOKEN_SANDBOX token */
void fixture_extractable(void); /* on one with CLV_TOKEN_ALLOW_EXTRACTABLE */
void fixture_end(void);

/* Write the configuration anew: the four paths, then these lines. */
void fixture_configure(const char *lines);
/* C_OpenSession on fx.slot. */
CK_SESSION_HANDLE fixture_open(CK_FLAGS flags);
/* C_Login with a PIN. */
CK_RV fixture_login_as(CK_SESSION_HANDLE s, CK_USER_TYPE user,
    const char *pin);
/* C_InitToken with this SO PIN, and the flags of C_GetTokenInfo. */
CK_RV fixture_init_token(CK_SLOT_ID slot, const char *pin);
CK_FLAGS fixture_flags(CK_SLOT_ID slot);
/* A slot whose token is not initialised; the module must offer one. */
CK_SLOT_ID fixture_free_slot(void);
/* The module's last reason, in a buffer of its own. */
const char *fixture_reason(void);

#endif
