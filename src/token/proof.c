/* SPDX-License-Identifier: Apache-2.0 */
/* Checking a PIN: read, stretch, open, check, count. */
#include "token/proof.h"

#include "token/lockout.h"

#include <stdio.h>
#include <string.h>

void
proof_clear(struct proof *p)
{
	principal_record_clear(&p->principal);
	domain_clear(&p->domain);
	secret_free(p->key);
	principal_keys_clear(&p->keys);
	*p = (struct proof){ 0 };
}

/* Someone to stretch for who does not exist: today's parameters, and a salt
 * that is the same at every try, as a real one is. */
static enum err
stranger(struct store *s, uint32_t token, const char *name,
    struct principal_record *out)
{
	struct principal_record p = {
		.token = token,
		.kind = PRINCIPAL_NOBODY,
	};
	SCOPED(secret) *salt = NULL;

	TRY(stretch_new(&p.stretch));
	TRY(store_derive(s, "principal-unknown", name, strlen(name), &salt));
	if (secret_len(salt) < sizeof(p.stretch.salt))
		return refuse(E_GENERAL, "a derived salt is too short");
	memcpy(p.stretch.salt, secret_peek(salt), sizeof(p.stretch.salt));
	snprintf(p.name, sizeof(p.name), "%s", name);
	*out = p;
	return E_OK;
}

/* The principal's record if he is there and of the right kind, else a
 * stranger's. */
static enum err
read_principal(struct token *t, struct txn *txn, enum principal_kind kind,
    const char *name, struct principal_record *out)
{
	SCOPED_VALUE(principal_record) found = { 0 };
	enum err e = principal_read(txn, t->number, name, &found);

	if (e == E_NOT_FOUND)
		return stranger(t->store, t->number, name, out);
	TRY(e);
	if (kind != PRINCIPAL_NOBODY && kind != found.kind)
		return stranger(t->store, t->number, name, out);
	*out = found;
	found = (struct principal_record){ 0 };
	return E_OK;
}

static enum err
read_domain(struct txn *txn, const struct principal_record *p,
    struct domain *out)
{
	enum err e;

	if (p->kind != PRINCIPAL_USER)
		return E_OK;
	e = domain_read(txn, p->token, out);
	if (e == E_NOT_FOUND)
		return refuse(E_STORE_DAMAGED, "the token's domain record is "
		    "missing");
	return e;
}

static enum err
proof_read(struct token *t, enum principal_kind kind, const char *name,
    struct proof *p)
{
	SCOPED(txn) *txn = NULL;

	TRY(txn_read(t->store, &txn));
	TRY(token_read(txn, t->number, &p->token));
	if (!p->token.user_pin_set && strcmp(name, PRINCIPAL_DEFAULT) == 0)
		return refuse(E_PIN_UNSET, "the user of token %u has no PIN "
		    "yet", t->number);
	TRY(read_principal(t, txn, kind, name, &p->principal));
	return read_domain(txn, &p->principal, &p->domain);
}

/* The secret against the record; nobody's secret opens a stranger. */
static enum err
proof_open(struct token *t, const char *name, struct proof *p)
{
	enum err e = E_PIN_INCORRECT;

	if (p->principal.kind != PRINCIPAL_NOBODY)
		e = principal_open(t->store, &p->token, &p->principal, p->key,
		    &p->keys);
	if (e == E_OK || e == E_PIN_INCORRECT)
		return lockout_settle(t, name, e == E_OK);
	if (e == E_STORE_DAMAGED)
		return refuse(e, "the sealed keys of principal %s are damaged",
		    name);
	return e;
}

enum err
proof_of(struct token *t, enum principal_kind kind, const char *name,
    const unsigned char *secret, size_t len, struct proof *out)
{
	SCOPED_VALUE(proof) p = { 0 };

	if (!principal_name_valid(name, strlen(name)) || len > TOKEN_PIN_MAX)
		return refuse(E_PIN_INCORRECT, "no name or PIN looks like "
		    "this");
	TRY(lockout_check(t, name));
	TRY(proof_read(t, kind, name, &p));
	TRY(principal_stretch(t->store, &p.token, &p.principal, secret, len,
	    &p.key));
	TRY(proof_open(t, name, &p));
	TRY(principal_certified(&p.principal, &p.token, p.keys.officer));
	*out = p;
	p = (struct proof){ 0 };
	return E_OK;
}
