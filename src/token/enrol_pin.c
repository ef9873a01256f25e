/* SPDX-License-Identifier: Apache-2.0 */
/* Giving secrets: the SO to the default user, everybody to himself. */
#include "token/enrol.h"

#include "crypto/ct.h"
#include "token/domain.h"
#include "token/lockout.h"
#include "token/proof.h"

#include <stdio.h>
#include <string.h>

/* A default user about to be made or reset. */
struct newcomer {
	char serial_number[TOKEN_SERIAL_LEN + 1]; /* of the token meant */
	struct principal_record user;
	struct principal_keys keys;
};

static void
newcomer_clear(struct newcomer *n)
{
	principal_record_clear(&n->user);
	principal_keys_clear(&n->keys);
}

enum err
enrol_pin_check(const char *name, const unsigned char *pin, size_t len)
{
	if (len < TOKEN_PIN_MIN || len > TOKEN_PIN_MAX)
		return refuse(E_PIN_LEN, "a PIN has %d to %d bytes",
		    TOKEN_PIN_MIN, TOKEN_PIN_MAX);
	if (strcmp(name, PRINCIPAL_DEFAULT) == 0 &&
	    memchr(pin, ':', len) != NULL)
		return refuse(E_PIN_INVALID, "the default user's PIN may not "
		    "contain ':', which ends a principal's name at login");
	return E_OK;
}

/* Under t->lock. */
static enum err
officer_present(const struct token *t)
{
	if (t->officer == NULL)
		return refuse(E_NOT_LOGGED_IN, "only the security officer can "
		    "set the user's PIN");
	return E_OK;
}

/* What the newcomer needs to know of the SO: whose key to pin. */
static enum err
officer_pin(struct token *t, struct newcomer *n)
{
	enum err e;

	pthread_rwlock_rdlock(&t->lock);
	e = officer_present(t);
	if (e == E_OK) {
		memcpy(n->keys.officer, t->officer->keys.officer,
		    P256_POINT_LEN);
		memcpy(n->serial_number, t->officer->serial_number,
		    sizeof(n->serial_number));
	}
	pthread_rwlock_unlock(&t->lock);
	return e;
}

static enum err
token_meant(const struct token_record *token, const struct newcomer *n)
{
	if (strcmp(token->serial_number, n->serial_number) != 0)
		return refuse(E_NOT_LOGGED_IN, "token %u has been initialised "
		    "anew since the security officer logged in",
		    token->number);
	return E_OK;
}

/* Everything that takes time. */
static enum err
newcomer_fill(struct token *t, struct newcomer *n, const unsigned char *pin,
    size_t pin_len)
{
	SCOPED_VALUE(principal_keys) pairs = { 0 };
	SCOPED(secret) *key64 = NULL;
	struct token_record token;

	TRY(token_now(t, &token));
	TRY(token_meant(&token, n));
	n->user.token = t->number;
	n->user.kind = PRINCIPAL_USER;
	snprintf(n->user.name, sizeof(n->user.name), "%s", PRINCIPAL_DEFAULT);
	TRY(stretch_new(&n->user.stretch));
	TRY(principal_generate(&n->user, &pairs));
	memcpy(pairs.officer, n->keys.officer, P256_POINT_LEN);
	n->keys = pairs;
	pairs = (struct principal_keys){ 0 };
	TRY(principal_stretch(t->store, &token, &n->user, pin, pin_len,
	    &key64));
	return principal_seal(t->store, &token, &n->user, key64, &n->keys);
}

/* ---- the domain ---- */

/* Grants to everyone who is there beside the newcomer. */
struct regrant {
	struct txn *txn;
	struct store *store;
	const struct token_record *token;
	struct domain *domain;
	const struct newcomer *newcomer;
	const struct keyring *ring;
};

static enum err
regrant_visit(void *arg, const struct entry *e)
{
	struct regrant *g = arg;
	SCOPED_VALUE(principal_record) p = { 0 };

	TRY(principal_read_at(g->txn, e->serial, &p));
	if (p.kind != PRINCIPAL_USER ||
	    strcmp(p.name, g->newcomer->user.name) == 0)
		return E_OK;
	return domain_grant(g->store, g->token, g->domain,
	    g->newcomer->keys.officer, &p, g->ring);
}

/* The domain so far, opened with the recovery key; empty before the first
 * user. */
static enum err
domain_so_far(struct token *t, struct txn *txn,
    const struct token_record *token, struct domain *d, struct keyring *ring)
{
	enum err e = domain_read(txn, t->number, d);

	if (e == E_NOT_FOUND && !token->user_pin_set)
		return E_OK;
	if (e == E_NOT_FOUND)
		return refuse(E_STORE_DAMAGED, "the domain record of token %u "
		    "is missing", t->number);
	TRY(e);
	return domain_recover(t->store, token, d, t->officer, ring);
}

static enum err
domain_renew(struct token *t, struct txn *txn,
    const struct token_record *token, const struct newcomer *n)
{
	SCOPED_VALUE(domain) d = { 0 };
	SCOPED_VALUE(keyring) ring = { 0 };
	struct regrant others = {
		.txn = txn,
		.store = t->store,
		.token = token,
		.domain = &d,
		.newcomer = n,
		.ring = &ring,
	};

	TRY(domain_so_far(t, txn, token, &d, &ring));
	TRY(domain_advance(t->store, token, &d, t->officer, &ring));
	TRY(domain_grant(t->store, token, &d, n->keys.officer, &n->user,
	    &ring));
	TRY(txn_each(txn, RECORD_PRINCIPAL, t->number, regrant_visit,
	    &others));
	return domain_write(txn, t->number, &d);
}

/* ---- C_InitPIN ---- */

/* In place of the user there was, if there was one. */
static enum err
newcomer_place(struct txn *txn, struct newcomer *n)
{
	SCOPED_VALUE(principal_record) old = { 0 };
	enum err e = principal_read(txn, n->user.token, n->user.name, &old);

	if (e == E_NOT_FOUND)
		return E_OK;
	n->user.serial = old.serial;
	return e;
}

/* Under t->lock: the SO's keys stay where they are. */
static enum err
newcomer_write(struct token *t, struct newcomer *n)
{
	SCOPED(txn) *txn = NULL;
	struct token_record token;

	TRY(officer_present(t));
	TRY(txn_write(t->store, &txn));
	TRY(token_read(txn, t->number, &token));
	TRY(token_meant(&token, n));
	if (!ct_equal(t->officer->keys.officer, n->keys.officer,
	    P256_POINT_LEN))
		return refuse(E_NOT_LOGGED_IN, "the security officer has "
		    "changed meanwhile");
	TRY(newcomer_place(txn, n));
	TRY(principal_certify(&n->user, &token, t->officer->keys.signing,
	    n->keys.officer, txn_revision(txn) + 1));
	TRY(domain_renew(t, txn, &token, n));
	TRY(principal_write(txn, &n->user));
	token.user_pin_set = true;
	TRY(token_write(txn, &token));
	return txn_commit(&txn);
}

enum err
enrol_user_pin(struct token *t, const unsigned char *pin, size_t pin_len)
{
	SCOPED_VALUE(newcomer) n = { 0 };
	enum err e;

	TRY(officer_pin(t, &n));
	TRY(enrol_pin_check(PRINCIPAL_DEFAULT, pin, pin_len));
	TRY(newcomer_fill(t, &n, pin, pin_len));
	TRY(lockout_forget(t, PRINCIPAL_DEFAULT));
	pthread_rwlock_rdlock(&t->lock);
	e = newcomer_write(t, &n);
	pthread_rwlock_unlock(&t->lock);
	return e;
}

/* ---- C_SetPIN ---- */

/* Unless somebody has changed the record since it was read. */
static enum err
principal_replace(struct store *s, struct principal_record *p)
{
	SCOPED_VALUE(principal_record) now = { 0 };
	SCOPED(txn) *t = NULL;

	TRY(txn_write(s, &t));
	TRY(principal_read(t, p->token, p->name, &now));
	if (now.serial != p->serial || now.revision != p->revision)
		return refuse(E_PIN_INCORRECT, "the PIN of %s has been changed "
		    "meanwhile", p->name);
	TRY(principal_write(t, p));
	return txn_commit(&t);
}

enum err
enrol_set_pin(struct token *t, const char *name, const unsigned char *old,
    size_t old_len, const unsigned char *new, size_t new_len)
{
	SCOPED_VALUE(proof) p = { 0 };
	SCOPED(secret) *key64 = NULL;

	TRY(enrol_pin_check(name, new, new_len));
	TRY(proof_of(t, PRINCIPAL_NOBODY, name, old, old_len, &p));
	TRY(stretch_new(&p.principal.stretch));
	TRY(principal_stretch(t->store, &p.token, &p.principal, new, new_len,
	    &key64));
	TRY(principal_seal(t->store, &p.token, &p.principal, key64, &p.keys));
	return principal_replace(t->store, &p.principal);
}
