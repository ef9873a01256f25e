/* SPDX-License-Identifier: Apache-2.0 */
/* C_InitToken and CLV_InitToken. */
#include "flow/slots.h"

#include "object/table.h"
#include "token/enrol.h"

#include <stdlib.h>

/* The erase leaves of a sandbox token's keys, punctured after the wipe. */
struct leaves {
	size_t count;
	uint32_t *list;
};

static enum err
leaf_add(struct leaves *l, uint32_t leaf)
{
	uint32_t *list = realloc(l->list, (l->count + 1) * sizeof(*list));

	if (list == NULL)
		return E_NO_MEMORY;
	l->list = list;
	l->list[l->count++] = leaf;
	return E_OK;
}

static enum err
collect_leaves(void *arg, struct txn *t, const struct record *r)
{
	SCOPED(object) *o = NULL;
	enum err e = object_read(t, r->serial, &o);

	if (e != E_OK || !object_owns_key(o))
		return e == E_NOT_FOUND ? E_OK : e;
	for (size_t i = 0; i < o->key->count; i++)
		if (o->key->versions[i].state != STATE_PURGED)
			TRY(leaf_add(arg, o->key->versions[i].leaf));
	return E_OK;
}

/* An initialised token must have no session open. */
static enum err
check_idle(struct tokens *t, CK_SLOT_ID slot)
{
	struct token *token;
	enum err e = slot_token(t, slot, &token);

	if (e == E_TOKEN_ABSENT)
		return E_OK;
	if (e != E_OK)
		return e;
	return atomic_load(&token->sessions) == 0 ? E_OK
	    : refuse(E_SESSION_EXISTS, "a session of the token is open");
}

/* Handles and decoded objects of what the slot held before. */
static void
forget_objects(struct tokens *t, CK_SLOT_ID slot)
{
	struct token *token;

	if (slot_token(t, slot, &token) != E_OK)
		return;
	pthread_rwlock_wrlock(&token->lock);
	if (token->objects != NULL)
		table_drop_all(token->objects);
	pthread_rwlock_unlock(&token->lock);
}

static enum err
init_token(struct tokens *t, CK_SLOT_ID slot, const CK_UTF8CHAR *pin,
    CK_ULONG pin_len, const CK_UTF8CHAR *label,
    const struct token_choice *choice)
{
	struct leaves leaves = { 0 };
	struct store *store;
	enum err e;

	if (pin == NULL || label == NULL)
		return refuse(E_ARGUMENTS, "the PIN or the label is NULL");
	TRY(check_idle(t, slot));
	e = enrol_token(t, slot, pin, pin_len, label, choice, collect_leaves,
	    &leaves);
	if (e == E_OK)
		forget_objects(t, slot);
	if (e == E_OK && leaves.count > 0)
		e = tokens_store(t, &store);
	if (e == E_OK && leaves.count > 0)
		e = store_puncture(store, leaves.list, leaves.count);
	free(leaves.list);
	return e;
}

enum err
flow_init_token(struct tokens *t, CK_SLOT_ID slot, const CK_UTF8CHAR *pin, CK_ULONG pin_len,
    const CK_UTF8CHAR *label)
{
	struct token_choice choice = {
		.sandbox = t->conf.init_sandbox,
		.allow_extractable = t->conf.init_allow_extractable,
	};

	return init_token(t, slot, pin, pin_len, label, &choice);
}

enum err
flow_init_token_with(struct tokens *t, CK_SLOT_ID slot,
    const CK_UTF8CHAR *pin, CK_ULONG pin_len, const CK_UTF8CHAR *label, CK_FLAGS flags)
{
	const CK_FLAGS known = CLV_TOKEN_SANDBOX |
	    CLV_TOKEN_ALLOW_EXTRACTABLE | CLV_TOKEN_PURGE_PROTECTED;
	struct token_choice choice = {
		.sandbox = (flags & CLV_TOKEN_SANDBOX) != 0,
		.allow_extractable =
		    (flags & CLV_TOKEN_ALLOW_EXTRACTABLE) != 0,
		.purge_protected = (flags & CLV_TOKEN_PURGE_PROTECTED) != 0,
	};

	if (flags & ~known)
		return refuse(E_ARGUMENTS, "unknown flags %#lx",
		    (unsigned long)(flags & ~known));
	return init_token(t, slot, pin, pin_len, label, &choice);
}
