/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A store of its own for each test of the token layer, in a temporary
 * directory, and the steps most of them begin with. Every PIN costs a
 * stretching (0.1 s): tests take the least bench that serves.
 */
#ifndef CLAVIGER_TESTS_TOKEN_BENCH_H
#define CLAVIGER_TESTS_TOKEN_BENCH_H

#include "base/clock.h"
#include "crypto/library.h"
#include "support/suite.h"
#include "token/enrol.h"
#include "token/login.h"
#include "token/slot.h"

#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define SO_PIN "12345678"
#define USER_PIN "1234"
#define LABEL "bench                           " /* 32 bytes */

#define PIN(text) (const unsigned char *)(text), strlen(text)

#define ck_ok(call) \
	do { \
		enum err ok_ = (call); \
		ck_assert_msg(ok_ == E_OK, "%s: %s: %s", #call, \
		    err_name(ok_), reason_text()); \
	} while (0)

#define ck_refused(call, wanted) \
	do { \
		enum err got_ = (call); \
		ck_assert_msg(got_ == (wanted), "%s: %s (%s), not %s", #call, \
		    err_name(got_), reason_text(), err_name(wanted)); \
	} while (0)

static struct {
	char dir[64];
	struct conf conf;
	struct tokens *tokens;
	struct store *store;
	struct token *token;
} bench;

/* Another process's view of the same store: own tokens, own connection. */
static inline struct tokens *
bench_tokens(void)
{
	struct tokens *t;

	ck_ok(tokens_new(&bench.conf, E_OK, &t));
	return t;
}

/* A place without a store. */
static inline void
bench_place(void)
{
	ck_ok(library_open());
	snprintf(bench.dir, sizeof(bench.dir), "/tmp/claviger-token-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(bench.dir));
	snprintf(bench.conf.store, sizeof(bench.conf.store), "%s/store",
	    bench.dir);
	snprintf(bench.conf.root_key, sizeof(bench.conf.root_key),
	    "%s/root.key", bench.dir);
	bench.tokens = bench_tokens();
}

/* A store without a token. */
static inline void
bench_store(void)
{
	bench_place();
	ck_ok(tokens_make_store(bench.tokens, &bench.store));
}

/* Initialise a slot. */
static inline enum err
bench_init(unsigned long slot, struct token_choice choice)
{
	return enrol_token(bench.tokens, slot, PIN(SO_PIN),
	    (const unsigned char *)LABEL, &choice, NULL, NULL);
}

/* A store whose slot 0 has a token. */
static inline void
bench_token(void)
{
	bench_place();
	ck_ok(bench_init(0, (struct token_choice){ 0 }));
	ck_ok(slot_token(bench.tokens, 0, &bench.token));
	bench.store = bench.token->store;
}

static inline void
bench_logout(struct token *t)
{
	pthread_rwlock_wrlock(&t->lock);
	login_end(t);
	pthread_rwlock_unlock(&t->lock);
}

static inline enum err
bench_officer_in(void)
{
	return login_principal(bench.token, PRINCIPAL_OFFICER, PRINCIPAL_SO,
	    PIN(SO_PIN));
}

static inline enum err
bench_user_in(const char *pin)
{
	return login_principal(bench.token, PRINCIPAL_USER,
	    PRINCIPAL_DEFAULT, PIN(pin));
}

/* A token whose default user has a PIN; nobody is logged in. */
static inline void
bench_user(void)
{
	bench_token();
	ck_ok(bench_officer_in());
	ck_ok(enrol_user_pin(bench.token, PIN(USER_PIN)));
	bench_logout(bench.token);
}

static inline int
bench_unlink(const char *path, const struct stat *st, int flag,
    struct FTW *ftw)
{
	(void)st;
	(void)flag;
	(void)ftw;
	return remove(path);
}

static inline void
bench_end(void)
{
	clock_shift(0);
	tokens_free(bench.tokens); /* NULL is fine */
	if (bench.dir[0] != '\0')
		nftw(bench.dir, bench_unlink, 16, FTW_DEPTH | FTW_PHYS);
	memset(&bench, 0, sizeof(bench));
	library_close();
}

#endif
