/* SPDX-License-Identifier: Apache-2.0 */
/* Purging what is due. */
#include "flow/upkeep.h"

#include "base/clock.h"
#include "object/object.h"
#include "token/slot.h"

#include <stdlib.h>

struct owner {
	uint64_t serial; /* of an object that owns a key */
	uint32_t token;
};

struct work {
	struct store *store;
	upkeep_report *report;
	void *report_arg;
	size_t count, capacity;
	struct owner *owners;
	size_t leaf_count, leaf_capacity;
	uint32_t *leaves; /* to puncture */
	uint64_t next;	  /* due date of what is left; 0: none */
};

static enum err
grow(void **list, size_t *capacity, size_t count, size_t size)
{
	size_t more = *capacity == 0 ? 32 : *capacity * 2;
	void *bigger;

	if (count < *capacity)
		return E_OK;
	bigger = realloc(*list, more * size);
	if (bigger == NULL)
		return E_NO_MEMORY;
	*list = bigger;
	*capacity = more;
	return E_OK;
}

static void
work_clear(struct work *w)
{
	free(w->owners);
	free(w->leaves);
}

/* ---- what is due ---- */

static void
sooner(uint64_t *next, uint64_t when)
{
	if (when != 0 && (*next == 0 || when < *next))
		*next = when;
}

static uint64_t
version_due(const struct version *v)
{
	switch (v->state) {
	case STATE_SCHEDULED:
		return v->deletion;
	case STATE_PURGING:
		return 1; /* overdue since it became so */
	case STATE_ENABLED:
	case STATE_DISABLED:
	case STATE_STAGED:
	case STATE_PURGED:
		break;
	}
	return 0;
}

static uint64_t
key_due(const struct key *k)
{
	uint64_t next = 0;

	if (k->state == STATE_SCHEDULED)
		next = k->deletion;
	if (k->state == STATE_PURGING || k->state == STATE_PURGED)
		next = 1;
	for (size_t i = 0; i < k->count; i++)
		sooner(&next, version_due(&k->versions[i]));
	return next;
}

void
upkeep_note(struct txn *t, const struct key *k)
{
	uint64_t due = txn_due(t), when = key_due(k);

	if (when == 1)
		when = txn_time(t) + UPKEEP_DELAY;
	sooner(&due, when);
	txn_set_due(t, due);
}

/* ---- step 1: tombstones ---- */

static enum err
collect_owner(void *arg, const struct entry *e)
{
	struct work *w = arg;

	if (e->class != CKO_SECRET_KEY && e->class != CKO_PRIVATE_KEY)
		return E_OK;
	TRY(grow((void **)&w->owners, &w->capacity, w->count,
	    sizeof(*w->owners)));
	w->owners[w->count++] = (struct owner){ e->serial, e->token };
	return E_OK;
}

static enum err
bury(struct work *w, struct version *v)
{
	version_wipe(v);
	v->state = STATE_PURGING;
	TRY(grow((void **)&w->leaves, &w->leaf_capacity, w->leaf_count,
	    sizeof(*w->leaves)));
	w->leaves[w->leaf_count++] = v->leaf;
	return E_OK;
}

static enum err
bury_due(struct work *w, struct key *k, uint64_t now)
{
	bool all = (k->state == STATE_SCHEDULED && k->deletion <= now) ||
	    k->state == STATE_PURGING;

	if (all)
		k->state = STATE_PURGING;
	for (size_t i = 0; i < k->count; i++) {
		struct version *v = &k->versions[i];
		uint64_t due = version_due(v);

		if (v->state != STATE_PURGED &&
		    (all || (due != 0 && due <= now)))
			TRY(bury(w, v));
	}
	return E_OK;
}

static enum err
bury_object(struct work *w, struct txn *t, const struct owner *owner)
{
	SCOPED(object) *o = NULL;
	size_t before = w->leaf_count;
	uint64_t due;

	TRY(object_read(t, owner->serial, &o));
	due = key_due(o->key);
	if (due == 0 || due > txn_time(t)) {
		sooner(&w->next, due);
		return E_OK;
	}
	TRY(bury_due(w, o->key, txn_time(t)));
	if (w->leaf_count == before && o->key->state != STATE_PURGING)
		return E_OK;
	return object_write(t, owner->token, o);
}

/* The due date is the store's, so the work is too. */
static enum err
collect(struct work *w, struct txn *t)
{
	for (uint32_t token = 0; token < SLOT_MAX; token++) {
		uint64_t serial;
		enum err e = token_find(t, token, &serial);

		if (e == E_OK)
			e = txn_each(t, RECORD_OBJECT, token, collect_owner,
			    w);
		if (e != E_OK && e != E_TOKEN_ABSENT)
			return e;
	}
	return E_OK;
}

static enum err
bury_all(struct work *w)
{
	SCOPED(txn) *t = NULL;

	TRY(txn_write(w->store, &t));
	TRY(collect(w, t));
	for (size_t i = 0; i < w->count; i++)
		TRY(bury_object(w, t, &w->owners[i]));
	return txn_commit(&t);
}

/* ---- step 3: gone ---- */

static int
leaf_order(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

/* Whether this run punctured the leaves of whatever of this key is buried:
 * another process may have buried more since. */
static bool
all_punctured(const struct work *w, const struct key *k)
{
	for (size_t i = 0; i < k->count; i++)
		if (k->versions[i].state == STATE_PURGING &&
		    (w->leaf_count == 0 || bsearch(&k->versions[i].leaf,
		    w->leaves, w->leaf_count, sizeof(*w->leaves),
		    leaf_order) == NULL))
			return false;
	return true;
}

static void
report(struct work *w, const struct key *k, uint32_t version)
{
	if (w->report != NULL)
		w->report(w->report_arg, k->id, version);
}

/* A purged key leaves nothing behind but its certificates. */
static enum err
remove_key(struct work *w, struct txn *t, const struct object *o)
{
	enum err e = E_OK;

	report(w, o->key, 0);
	if (o->pair != 0)
		e = txn_remove(t, o->pair);
	if (e != E_OK && e != E_NOT_FOUND)
		return e;
	return txn_remove(t, o->serial);
}

static enum err
close_object(struct work *w, struct txn *t, const struct owner *owner)
{
	SCOPED(object) *o = NULL;
	bool changed = false;
	enum err e = object_read(t, owner->serial, &o);

	if (e != E_OK)
		return e == E_NOT_FOUND ? E_OK : e;
	if (!all_punctured(w, o->key)) {
		sooner(&w->next, txn_time(t) + UPKEEP_DELAY);
		return E_OK;
	}
	if (o->key->state == STATE_PURGING)
		return remove_key(w, t, o);
	for (size_t i = 0; i < o->key->count; i++) {
		struct version *v = &o->key->versions[i];

		if (v->state != STATE_PURGING)
			continue;
		v->state = STATE_PURGED;
		v->deletion = 0;
		report(w, o->key, v->number);
		changed = true;
	}
	sooner(&w->next, key_due(o->key));
	return changed ? object_write(t, owner->token, o) : E_OK;
}

static enum err
close_all(struct work *w)
{
	SCOPED(txn) *t = NULL;

	TRY(txn_write(w->store, &t));
	w->next = 0;
	w->count = 0; /* once more: keys may have come since */
	TRY(collect(w, t));
	if (w->leaf_count > 0)
		qsort(w->leaves, w->leaf_count, sizeof(*w->leaves),
		    leaf_order);
	for (size_t i = 0; i < w->count; i++)
		TRY(close_object(w, t, &w->owners[i]));
	txn_set_due(t, w->next);
	return txn_commit(&t);
}

/* ---- the whole ---- */

enum err
upkeep_run(struct store *s, upkeep_report *reporter, void *arg)
{
	struct work w = { .store = s, .report = reporter, .report_arg = arg };
	enum err e;

	e = bury_all(&w);
	if (e == E_OK && w.leaf_count > 0)
		e = store_puncture(s, w.leaves, w.leaf_count);
	if (e == E_OK)
		e = close_all(&w);
	work_clear(&w);
	return e;
}

enum err
upkeep_count(struct store *s, size_t *out)
{
	SCOPED(txn) *t = NULL;
	struct work w = { .store = s };
	size_t due = 0;
	enum err e;

	TRY(txn_read(s, &t));
	e = collect(&w, t);
	for (size_t i = 0; e == E_OK && i < w.count; i++) {
		SCOPED(object) *o = NULL;

		e = object_read(t, w.owners[i].serial, &o);
		if (e == E_OK && key_due(o->key) != 0)
			due += 1 + o->key->count;
	}
	work_clear(&w);
	if (e == E_OK)
		*out = due;
	return e;
}

void
upkeep_if_due(struct store *s)
{
	uint64_t due = store_due(s);

	if (due != 0 && clock_now() >= due &&
	    upkeep_run(s, NULL, NULL) != E_OK)
		reason_clear();
}

void
upkeep_last(struct store *s)
{
	uint64_t due = store_due(s);

	if (due != 0 && clock_now() + UPKEEP_DELAY >= due &&
	    upkeep_run(s, NULL, NULL) != E_OK)
		reason_clear();
}
