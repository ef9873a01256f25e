/* SPDX-License-Identifier: Apache-2.0 */
/* Logging in and out of a token. */
#include "token/login.h"

#include "cryptoki.h"
#include "token/domain.h"
#include "token/lockout.h"
#include "token/proof.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum err
login_split(const unsigned char *pin, size_t len,
    char name[static PRINCIPAL_NAME_MAX + 1], const unsigned char **secret,
    size_t *secret_len)
{
	const unsigned char *colon = len > 0 ? memchr(pin, ':', len) : NULL;
	size_t name_len;

	if (colon == NULL) {
		snprintf(name, PRINCIPAL_NAME_MAX + 1, "%s",
		    PRINCIPAL_DEFAULT);
		*secret = pin;
		*secret_len = len;
		return E_OK;
	}
	name_len = (size_t)(colon - pin);
	if (!principal_name_valid(pin, name_len))
		return refuse(E_PIN_INCORRECT, "what stands before ':' in the "
		    "PIN is not a principal's name");
	memcpy(name, pin, name_len);
	name[name_len] = '\0';
	*secret = colon + 1;
	*secret_len = len - name_len - 1;
	return E_OK;
}

/* The SO's opened keys, moved out of a proof. */
static enum err
officer_keys_take(struct proof *p, struct officer_keys **out)
{
	struct officer_keys *o = calloc(1, sizeof(*o));

	if (o == NULL)
		return E_NO_MEMORY;
	memcpy(o->serial_number, p->token.serial_number,
	    sizeof(o->serial_number));
	o->record = p->principal;
	o->keys = p->keys;
	p->principal.sealed = (struct bytes){ 0 };
	p->keys = (struct principal_keys){ 0 };
	*out = o;
	return E_OK;
}

SCOPED_DEFINE(officer_keys)

/* What came about while we stretched. Under t->lock. */
static enum err
login_permitted(const struct token *t, enum principal_kind kind,
    const char *name)
{
	if (t->who.kind == kind && strcmp(t->who.name, name) == 0)
		return refuse(E_ALREADY_LOGGED_IN, "%s has logged in "
		    "meanwhile", name);
	if (t->who.kind != PRINCIPAL_NOBODY)
		return refuse(E_ANOTHER_LOGGED_IN, "%s has logged in "
		    "meanwhile", t->who.name);
	if (kind == PRINCIPAL_OFFICER &&
	    atomic_load(&t->sessions) != atomic_load(&t->writable_sessions))
		return refuse(E_SESSION_RO_EXISTS, "a read-only session has "
		    "been opened meanwhile");
	return E_OK;
}

/* Under t->lock for writing. Takes what it is given on success. */
static enum err
login_begin(struct token *t, enum principal_kind kind, const char *name,
    struct keyring *ring, struct officer_keys **officer)
{
	TRY(login_permitted(t, kind, name));
	t->who = (struct principal){ .kind = kind };
	snprintf(t->who.name, sizeof(t->who.name), "%s", name);
	t->ring = *ring;
	*ring = (struct keyring){ 0 };
	t->officer = *officer;
	*officer = NULL;
	atomic_fetch_add(&t->logins, 1);
	return E_OK;
}

enum err
login_principal(struct token *t, enum principal_kind kind, const char *name,
    const unsigned char *secret, size_t len)
{
	SCOPED_VALUE(proof) p = { 0 };
	SCOPED_VALUE(keyring) ring = { 0 };
	SCOPED(officer_keys) *officer = NULL;
	enum err e;

	if (kind != PRINCIPAL_OFFICER && kind != PRINCIPAL_USER)
		return E_USER_TYPE;
	TRY(proof_of(t, kind, name, secret, len, &p));
	if (kind == PRINCIPAL_USER)
		TRY(domain_open(t->store, &p.token, &p.domain, &p.principal,
		    &p.keys, &ring));
	else
		TRY(officer_keys_take(&p, &officer));
	pthread_rwlock_wrlock(&t->lock);
	e = login_begin(t, kind, name, &ring, &officer);
	pthread_rwlock_unlock(&t->lock);
	return e;
}

enum err
login_check(struct token *t, const char *name, const unsigned char *secret,
    size_t len)
{
	SCOPED_VALUE(proof) p = { 0 };
	struct principal who;

	pthread_rwlock_rdlock(&t->lock);
	who = t->who;
	pthread_rwlock_unlock(&t->lock);
	if (who.kind == PRINCIPAL_NOBODY)
		return E_NOT_LOGGED_IN;
	if (strcmp(who.name, name) != 0)
		return refuse(E_PIN_INCORRECT, "%s is logged in, not the "
		    "principal the PIN names", who.name);
	return proof_of(t, who.kind, name, secret, len, &p);
}

void
login_end(struct token *t)
{
	keyring_clear(&t->ring);
	officer_keys_free(t->officer);
	t->officer = NULL;
	t->who = (struct principal){ 0 };
	atomic_fetch_add(&t->logins, 1);
}

enum err
login_flags(struct store *s, uint32_t token, unsigned long *flags)
{
	static const struct {
		const char *name;
		unsigned long low, locked;
	} rows[] = {
		{ PRINCIPAL_DEFAULT, CKF_USER_PIN_COUNT_LOW,
		    CKF_USER_PIN_LOCKED },
		{ PRINCIPAL_SO, CKF_SO_PIN_COUNT_LOW, CKF_SO_PIN_LOCKED },
	};
	unsigned long found = 0;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint32_t failures;
		uint64_t seconds;

		TRY(lockout_read(s, token, rows[i].name, &failures,
		    &seconds));
		found |= failures > 0 ? rows[i].low : 0;
		found |= seconds > 0 ? rows[i].locked : 0;
	}
	*flags = found;
	return E_OK;
}
