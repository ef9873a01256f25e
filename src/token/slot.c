/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From a configuration to slots. A store that is refused does not fail
 * C_Initialize: it shows as one slot whose token is not recognised.
 */
#include "token/slot.h"

#include "token/login.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Numbers of the tokens in a store, ascending. */
struct numbers {
	uint32_t list[SLOT_MAX];
	size_t count;
};

enum err
tokens_new(const struct conf *conf, enum err conf_error, struct tokens **out)
{
	struct tokens *t = calloc(1, sizeof(*t));

	if (t == NULL)
		return E_NO_MEMORY;
	if (pthread_mutex_init(&t->lock, NULL) != 0) {
		free(t);
		return E_NO_MEMORY;
	}
	t->conf = *conf;
	t->conf_error = conf_error;
	if (conf_error != E_OK)
		snprintf(t->conf_reason, sizeof(t->conf_reason), "%s",
		    reason_text());
	*out = t;
	return E_OK;
}

void
tokens_free(struct tokens *t)
{
	if (t == NULL)
		return;
	for (size_t i = 0; i < SLOT_MAX; i++)
		token_free(t->slots[i]);
	if (t->store != NULL)
		store_close(t->store);
	pthread_mutex_destroy(&t->lock);
	free(t);
}

/* The lock may be held by a thread that is not in the child, and the wiped
 * secrets are the arena's to forget: neither is touched. */
void
tokens_abandon(struct tokens *t)
{
	struct store *s = t->store;

	t->store = NULL;
	if (s != NULL)
		store_abandon(s);
}

/* ---- the store ---- */

typedef enum err store_opener(const char *dir, const char *root_key,
    struct store **out);

/* Under t->lock. */
static enum err
store_need(struct tokens *t, store_opener *opener)
{
	enum err e;

	if (t->store != NULL)
		return E_OK;
	e = opener(t->conf.store, t->conf.root_key, &t->store);
	t->store_error = e;
	snprintf(t->store_reason, sizeof(t->store_reason), "%s",
	    e != E_OK ? reason_text() : "");
	return e;
}

static enum err
tokens_open(struct tokens *t, store_opener *opener, struct store **out)
{
	enum err e;

	if (t->conf_error != E_OK)
		return refuse(t->conf_error, "%s", t->conf_reason);
	pthread_mutex_lock(&t->lock);
	e = store_need(t, opener);
	if (e == E_OK)
		*out = t->store;
	pthread_mutex_unlock(&t->lock);
	return e;
}

enum err
tokens_store(struct tokens *t, struct store **out)
{
	return tokens_open(t, store_open, out);
}

enum err
tokens_make_store(struct tokens *t, struct store **out)
{
	return tokens_open(t, store_create, out);
}

/* ---- the slots ---- */

static enum err
entry_count(void *arg, const struct entry *e)
{
	size_t *count = arg;

	(void)e;
	(*count)++;
	return E_OK;
}

/* Every token's number, from the index alone: a token whose record is damaged
 * is there, and is not recognised when it is read. */
static enum err
numbers_read(struct store *s, struct numbers *out)
{
	SCOPED(txn) *txn = NULL;
	struct numbers n = { 0 };
	size_t total = 0;

	TRY(txn_read(s, &txn));
	TRY(txn_each(txn, RECORD_TOKEN, 0, entry_count, &total));
	for (uint32_t i = 0; i < SLOT_MAX && n.count < total; i++) {
		uint64_t serial;
		enum err e = token_find(txn, i, &serial);

		if (e == E_OK)
			n.list[n.count++] = i;
		else if (e != E_TOKEN_ABSENT)
			return e;
	}
	*out = n;
	return E_OK;
}

/* The slot a new token would get, or SLOT_MAX if this process could not make
 * one. */
static uint32_t
number_free(const struct tokens *t, const struct numbers *n)
{
	uint32_t next = n->count > 0 ? n->list[n->count - 1] + 1 : 0;

	if (next >= SLOT_MAX || !store_writable(t->conf.store))
		return SLOT_MAX;
	return next;
}

/* The tokens of the store as it is now; none if it is absent. */
static enum err
tokens_numbers(struct tokens *t, struct numbers *out)
{
	struct store *s;
	enum err e = tokens_store(t, &s);

	if (e == E_STORE_ABSENT) {
		*out = (struct numbers){ 0 };
		return E_OK;
	}
	TRY(e);
	return numbers_read(s, out);
}

enum err
slot_list(struct tokens *t, uint32_t *list, size_t *count)
{
	struct numbers n = { 0 };
	uint32_t next;
	enum err e;

	*count = 0;
	if (t->conf_error != E_OK)
		return E_OK;
	e = tokens_numbers(t, &n);
	if (e == E_NO_MEMORY)
		return e;
	if (e != E_OK) { /* one slot, whose token is not recognised */
		list[(*count)++] = 0;
		return E_OK;
	}
	memcpy(list, n.list, n.count * sizeof(list[0]));
	*count = n.count;
	next = number_free(t, &n);
	if (next < SLOT_MAX)
		list[(*count)++] = next;
	return E_OK;
}

/* The object that stands for a slot, made when first asked for. */
static enum err
slot_object(struct tokens *t, struct store *s, uint32_t slot,
    struct token **out)
{
	enum err e = E_OK;

	pthread_mutex_lock(&t->lock);
	if (t->slots[slot] == NULL)
		e = token_new(s, slot, &t->slots[slot]);
	if (e == E_OK)
		t->slots[slot]->aead_buffer = t->conf.aead_buffer;
	*out = t->slots[slot];
	pthread_mutex_unlock(&t->lock);
	return e;
}

/* Why a slot has no token: E_TOKEN_ABSENT for the free one, else E_SLOT. */
static enum err
slot_vacant(struct tokens *t, uint32_t slot)
{
	struct numbers n;

	TRY(tokens_numbers(t, &n));
	if (slot == number_free(t, &n))
		return refuse(E_TOKEN_ABSENT, "slot %u has no token yet",
		    slot);
	return refuse(E_SLOT, "there is no slot %u", slot);
}

/* What cannot be trusted shows as a token that is not recognised. */
static enum err
slot_refused(unsigned long slot, enum err e)
{
	char why[512];

	if (e == E_NO_MEMORY)
		return e;
	snprintf(why, sizeof(why), "%s", reason_text());
	return refuse(E_TOKEN_UNRECOGNIZED, "slot %lu: %s", slot,
	    why[0] != '\0' ? why : err_text(e));
}

/* The token object and its record as it is now. */
static enum err
slot_find(struct tokens *t, unsigned long slot, struct token **token,
    struct token_record *record)
{
	struct store *s;
	enum err e;

	if (t->conf_error != E_OK || slot >= SLOT_MAX)
		return refuse(E_SLOT, "there is no slot %lu", slot);
	e = tokens_store(t, &s);
	if (e == E_STORE_ABSENT)
		return slot_vacant(t, (uint32_t)slot);
	if (e != E_OK && slot != 0)
		return refuse(E_SLOT, "there is no slot %lu", slot);
	if (e != E_OK)
		return slot_refused(slot, e);
	TRY(slot_object(t, s, (uint32_t)slot, token));
	e = token_now(*token, record);
	if (e == E_TOKEN_ABSENT)
		e = slot_vacant(t, (uint32_t)slot);
	if (e == E_OK || e == E_TOKEN_ABSENT || e == E_SLOT)
		return e;
	return slot_refused(slot, e);
}

enum err
slot_read(struct tokens *t, unsigned long slot, struct token_record *out)
{
	struct token *token;

	return slot_find(t, slot, &token, out);
}

enum err
slot_token(struct tokens *t, unsigned long slot, struct token **out)
{
	struct token_record record;
	struct token *token;

	TRY(slot_find(t, slot, &token, &record));
	*out = token;
	return E_OK;
}
