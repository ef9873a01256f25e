/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From a handle to a current object. When nothing in the store has changed
 * since the object was last looked at, that is one comparison under a read
 * lock; otherwise the index says whether this very record changed, and only
 * then is it read again.
 */
#include "object/table.h"

#include "object/builtin.h"

static bool
slot_shown(const struct token *t, const struct table_slot *s)
{
	return s != NULL && (!s->key.private || token_user_in(t));
}

static bool
slot_current(const struct token *t, const struct table_slot *s)
{
	if (s->key.serial == 0)
		return true;
	return s->object != NULL &&
	    atomic_load(&s->object->checked) == store_revision(t->store);
}

static enum err
unchanged(struct txn *txn, uint64_t serial, uint64_t revision, bool *same)
{
	struct entry entry;
	enum err e = txn_entry(txn, serial, &entry);

	if (e == E_NOT_FOUND) {
		*same = false;
		return E_OK;
	}
	*same = *same && entry.revision == revision;
	return e;
}

/* Read the slot's object unless its records are the ones it came from. */
static enum err
slot_refresh(struct token *t, struct table_slot *s)
{
	SCOPED(txn) *txn = NULL;
	struct object *fresh = NULL;
	bool same = s->object != NULL;

	TRY(txn_read(t->store, &txn));
	if (same)
		TRY(unchanged(txn, s->key.serial, s->object->revision, &same));
	if (same && s->object->pair != 0 && !object_owns_key(s->object))
		TRY(unchanged(txn, s->object->pair, s->object->pair_revision,
		    &same));
	if (same) {
		atomic_store(&s->object->checked, txn_revision(txn));
		return E_OK;
	}
	TRY(object_read(txn, s->key.serial, &fresh));
	object_free(s->object);
	s->object = fresh;
	return E_OK;
}

static void
slot_view(const struct table_slot *s, struct view *out)
{
	out->object = object_ref(s->object);
	out->version = s->key.version;
	out->place = NULL;
}

/* Under the lock for writing. */
static enum err
resolve_slow(struct token *t, CK_OBJECT_HANDLE h, struct view *out)
{
	struct table_slot *s = table_find(t->objects, h);
	enum err e;

	if (!slot_shown(t, s))
		return E_OBJECT_HANDLE;
	if (!slot_current(t, s)) {
		e = slot_refresh(t, s);
		if (e == E_NOT_FOUND ||
		    (e == E_OK && object_hidden(s->object) &&
		    !s->key.hidden)) {
			table_drop(t->objects, h);
			return E_OBJECT_HANDLE;
		}
		if (e != E_OK)
			return e;
	}
	slot_view(s, out);
	return E_OK;
}

static enum err
resolve_builtin(CK_OBJECT_HANDLE h, struct view *out)
{
	struct object *o = NULL;

	TRY(builtin_object(h, &o));
	*out = (struct view){ .object = o };
	return E_OK;
}

enum err
object_resolve(struct token *t, CK_OBJECT_HANDLE h, struct view *out)
{
	struct table_slot *s;
	bool done = false;
	enum err e = E_OK;

	if (h < BUILTIN_END && resolve_builtin(h, out) == E_OK)
		return E_OK;
	pthread_rwlock_rdlock(&t->lock);
	s = table_find(t->objects, h);
	if (!slot_shown(t, s)) {
		e = E_OBJECT_HANDLE;
		done = true;
	} else if (slot_current(t, s)) {
		slot_view(s, out);
		done = true;
	}
	pthread_rwlock_unlock(&t->lock);
	if (!done) {
		pthread_rwlock_wrlock(&t->lock);
		e = resolve_slow(t, h, out);
		pthread_rwlock_unlock(&t->lock);
	}
	if (e == E_OBJECT_HANDLE)
		return refuse(E_OBJECT_HANDLE, "no object has handle %#lx",
		    (unsigned long)h);
	return e;
}
