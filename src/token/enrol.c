/* SPDX-License-Identifier: Apache-2.0 */
/* Making a token, and making one anew in place of another. */
#include "token/enrol.h"

#include "crypto/random.h"
#include "cryptoki.h"
#include "token/lockout.h"
#include "token/proof.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A token about to be made: all that takes time is done before the
 * transaction begins. */
struct enrolment {
	struct token_record token;
	char replaces[TOKEN_SERIAL_LEN + 1]; /* "" for a new token */
	struct principal_record officer;
	struct principal_keys keys;
	enrol_wipe *wipe;
	void *arg;
};

static void
enrolment_clear(struct enrolment *n)
{
	principal_record_clear(&n->officer);
	principal_keys_clear(&n->keys);
}

/* ---- wiping ---- */

struct serials {
	uint64_t *list;
	size_t count;
};

static void
serials_clear(struct serials *s)
{
	free(s->list);
}

static enum err
serial_visit(void *arg, const struct entry *e)
{
	struct serials *s = arg;
	uint64_t *list = reallocarray(s->list, s->count + 1, sizeof(*list));

	if (list == NULL)
		return E_NO_MEMORY;
	list[s->count++] = e->serial;
	s->list = list;
	return E_OK;
}

static enum err
key_visit(void *arg, const struct entry *e)
{
	(void)arg;
	if (e->class != CKO_PRIVATE_KEY && e->class != CKO_SECRET_KEY)
		return E_OK;
	return refuse(E_TOKEN_HAS_KEYS, "token %u holds keys (those scheduled "
	    "for deletion count)", e->token);
}

/* A token that holds any key is not initialised anew, unless it is a sandbox.
 */
static enum err
keys_absent(struct txn *t, const struct token_record *token)
{
	if (token->sandbox)
		return E_OK;
	return txn_each(t, RECORD_OBJECT, token->number, key_visit, NULL);
}

static enum err
wipe_one(struct txn *t, uint64_t serial, const struct enrolment *n)
{
	SCOPED_VALUE(record) r = { 0 };

	TRY(txn_get(t, serial, &r));
	if (r.kind == RECORD_OBJECT && n->wipe != NULL)
		TRY(n->wipe(n->arg, t, &r));
	return txn_remove(t, serial);
}

static enum err
wipe_kind(struct txn *t, enum record_kind kind, const struct enrolment *n)
{
	SCOPED_VALUE(serials) s = { 0 };

	TRY(txn_each(t, kind, n->token.number, serial_visit, &s));
	for (size_t i = 0; i < s.count; i++)
		TRY(wipe_one(t, s.list[i], n));
	return E_OK;
}

/* ---- the new token ---- */

static enum err
token_fill(uint32_t number, const unsigned char *label,
    const struct token_choice *choice, struct token_record *out)
{
	unsigned char random[TOKEN_SERIAL_LEN / 2];

	TRY(random_bytes(random, sizeof(random)));
	*out = (struct token_record){
		.number = number,
		.sandbox = choice->sandbox,
		.allow_extractable = choice->allow_extractable,
		.purge_protected = choice->purge_protected,
	};
	memcpy(out->label, label, TOKEN_LABEL_LEN);
	for (size_t i = 0; i < sizeof(random); i++)
		snprintf(out->serial_number + 2 * i, 3, "%02x", random[i]);
	return E_OK;
}

/* A new SO; the slow part is stretching his PIN. */
static enum err
officer_fill(struct store *s, struct enrolment *n, const unsigned char *pin,
    size_t pin_len)
{
	SCOPED(secret) *key64 = NULL;

	n->officer.token = n->token.number;
	n->officer.kind = PRINCIPAL_OFFICER;
	snprintf(n->officer.name, sizeof(n->officer.name), "%s", PRINCIPAL_SO);
	TRY(stretch_new(&n->officer.stretch));
	TRY(principal_generate(&n->officer, &n->keys));
	TRY(principal_stretch(s, &n->token, &n->officer, pin, pin_len,
	    &key64));
	return principal_seal(s, &n->token, &n->officer, key64, &n->keys);
}

/* The slot is still what it was when we looked. */
static enum err
slot_unchanged(struct txn *t, const struct enrolment *n,
    struct token_record *old)
{
	enum err e = token_read(t, n->token.number, old);

	if (e == E_TOKEN_ABSENT && n->replaces[0] == '\0')
		return E_OK;
	if (e == E_OK && strcmp(old->serial_number, n->replaces) == 0)
		return keys_absent(t, old);
	if (e != E_OK && e != E_TOKEN_ABSENT)
		return e;
	return refuse(E_STORE_BUSY, "another process has just initialised "
	    "slot %u", n->token.number);
}

static enum err
enrolment_write(struct store *s, struct enrolment *n)
{
	static const enum record_kind wiped[] = {
		RECORD_OBJECT, RECORD_PRINCIPAL, RECORD_DOMAIN,
	};
	struct token_record old = { 0 };
	SCOPED(txn) *t = NULL;

	TRY(txn_write(s, &t));
	TRY(slot_unchanged(t, n, &old));
	for (size_t i = 0; i < sizeof(wiped) / sizeof(wiped[0]); i++)
		TRY(wipe_kind(t, wiped[i], n));
	n->token.serial = old.serial;
	n->token.created = txn_time(t);
	TRY(token_write(t, &n->token));
	TRY(principal_certify(&n->officer, &n->token, n->keys.signing,
	    n->keys.officer, txn_revision(t) + 1));
	TRY(principal_write(t, &n->officer));
	return txn_commit(&t);
}

/* What is in the slot may be replaced, and the PIN is that of its SO. */
static enum err
replacement_check(struct token *token, const unsigned char *pin,
    size_t pin_len, char serial_number[static TOKEN_SERIAL_LEN + 1])
{
	SCOPED_VALUE(proof) p = { 0 };
	SCOPED(txn) *t = NULL;
	struct token_record old;

	TRY(txn_read(token->store, &t));
	TRY(token_read(t, token->number, &old));
	TRY(keys_absent(t, &old));
	txn_free(t);
	t = NULL;
	TRY(proof_of(token, PRINCIPAL_OFFICER, PRINCIPAL_SO, pin, pin_len,
	    &p));
	TRY(lockout_forget(token, PRINCIPAL_DEFAULT));
	memcpy(serial_number, p.token.serial_number, TOKEN_SERIAL_LEN + 1);
	return E_OK;
}

enum err
enrol_token(struct tokens *t, unsigned long slot, const unsigned char *pin,
    size_t pin_len, const unsigned char *label,
    const struct token_choice *choice, enrol_wipe *wipe, void *arg)
{
	SCOPED_VALUE(enrolment) n = { .wipe = wipe, .arg = arg };
	struct token *token = NULL;
	struct store *s;
	enum err e = slot_token(t, slot, &token);

	if (e != E_OK && e != E_TOKEN_ABSENT)
		return e;
	if (choice->sandbox && choice->purge_protected)
		return refuse(E_ARGUMENTS, "a sandbox token, whose keys are "
		    "destroyed at once, cannot be purge-protected");
	if (token != NULL)
		TRY(replacement_check(token, pin, pin_len, n.replaces));
	else
		TRY(enrol_pin_check(PRINCIPAL_SO, pin, pin_len));
	TRY(tokens_make_store(t, &s));
	TRY(token_fill((uint32_t)slot, label, choice, &n.token));
	TRY(officer_fill(s, &n, pin, pin_len));
	return enrolment_write(s, &n);
}
