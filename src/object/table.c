/* SPDX-License-Identifier: Apache-2.0 */
/* The handle table: slots with generations, a hash from records to slots. */
#include "object/table.h"

#include <stdlib.h>
#include <string.h>

#define INDEX_BITS 24
#define INDEX_MAX ((1u << INDEX_BITS) - 2)
#define NONE 0xffffffffu

struct object_table {
	size_t count, capacity;
	struct table_slot *slots;
	uint32_t free; /* list of unused slots */
	size_t bucket_count; /* a power of two, at least count */
	uint32_t *buckets;
	uint64_t generation; /* of the next handle */
};

enum err
table_new(struct object_table **out)
{
	struct object_table *t = calloc(1, sizeof(*t));

	if (t == NULL)
		return E_NO_MEMORY;
	t->free = NONE;
	t->generation = 1;
	*out = t;
	return E_OK;
}

void
table_free(struct object_table *t)
{
	if (t == NULL)
		return;
	table_drop_all(t);
	free(t->slots);
	free(t->buckets);
	free(t);
}

/* ---- handles ---- */

static CK_OBJECT_HANDLE
handle_of(const struct object_table *t, const struct table_slot *s)
{
	return (CK_OBJECT_HANDLE)(s->generation << INDEX_BITS |
	    (uint64_t)(s - t->slots + 1));
}

struct table_slot *
table_find(struct object_table *t, CK_OBJECT_HANDLE h)
{
	size_t i = (size_t)(h & ((1u << INDEX_BITS) - 1));
	struct table_slot *s;

	if (i == 0 || i > t->count)
		return NULL;
	s = &t->slots[i - 1];
	return s->used && handle_of(t, s) == h ? s : NULL;
}

/* ---- hashing of (serial, version, hidden) ---- */

static size_t
bucket_of(const struct object_table *t, const struct table_key *k)
{
	uint64_t x = k->serial * 0x9e3779b97f4a7c15u;

	x ^= (uint64_t)k->version * 0xc2b2ae3d27d4eb4fu + k->hidden;
	x ^= x >> 29;
	return (size_t)(x & (t->bucket_count - 1));
}

static bool
key_equal(const struct table_key *a, const struct table_key *b)
{
	return a->serial == b->serial && a->version == b->version &&
	    a->hidden == b->hidden;
}

static void
chain_add(struct object_table *t, uint32_t i)
{
	size_t b = bucket_of(t, &t->slots[i].key);

	t->slots[i].next = t->buckets[b];
	t->buckets[b] = i;
}

static void
chain_remove(struct object_table *t, uint32_t i)
{
	uint32_t *link = &t->buckets[bucket_of(t, &t->slots[i].key)];

	while (*link != i)
		link = &t->slots[*link].next;
	*link = t->slots[i].next;
}

static enum err
buckets_grow(struct object_table *t)
{
	size_t count = t->bucket_count == 0 ? 64 : t->bucket_count * 2;
	uint32_t *buckets = malloc(count * sizeof(*buckets));

	if (buckets == NULL)
		return E_NO_MEMORY;
	memset(buckets, 0xff, count * sizeof(*buckets));
	free(t->buckets);
	t->buckets = buckets;
	t->bucket_count = count;
	for (uint32_t i = 0; i < t->count; i++)
		if (t->slots[i].used && t->slots[i].key.serial != 0)
			chain_add(t, i);
	return E_OK;
}

/* ---- slots ---- */

static enum err
slots_grow(struct object_table *t)
{
	size_t capacity = t->capacity == 0 ? 64 : t->capacity * 2;
	struct table_slot *slots;

	if (t->count >= INDEX_MAX)
		return E_NO_MEMORY;
	slots = realloc(t->slots, capacity * sizeof(*slots));
	if (slots == NULL)
		return E_NO_MEMORY;
	t->slots = slots;
	t->capacity = capacity;
	return E_OK;
}

static enum err
slot_take(struct object_table *t, uint32_t *out)
{
	if (t->free != NONE) {
		*out = t->free;
		t->free = t->slots[*out].next;
	} else {
		if (t->count == t->capacity)
			TRY(slots_grow(t));
		if (t->count >= t->bucket_count)
			TRY(buckets_grow(t));
		*out = (uint32_t)t->count++;
	}
	memset(&t->slots[*out], 0, sizeof(t->slots[*out]));
	t->slots[*out].used = true;
	t->slots[*out].generation = t->generation++;
	return E_OK;
}

static void
slot_drop(struct object_table *t, uint32_t i)
{
	struct table_slot *s = &t->slots[i];

	if (s->key.serial != 0)
		chain_remove(t, i);
	object_free(s->object);
	s->object = NULL;
	s->used = false;
	s->next = t->free;
	t->free = i;
}

enum err
table_handle(struct object_table *t, const struct table_key *k,
    CK_OBJECT_HANDLE *out)
{
	uint32_t i = NONE;

	if (t->bucket_count > 0)
		i = t->buckets[bucket_of(t, k)];
	while (i != NONE && !key_equal(&t->slots[i].key, k))
		i = t->slots[i].next;
	if (i == NONE) {
		TRY(slot_take(t, &i));
		t->slots[i].key = *k;
		chain_add(t, i);
	}
	*out = handle_of(t, &t->slots[i]);
	return E_OK;
}

enum err
table_add(struct object_table *t, struct object *o, CK_SESSION_HANDLE owner,
    CK_OBJECT_HANDLE *out)
{
	uint32_t i;

	TRY(slot_take(t, &i));
	t->slots[i].key.private = o->private;
	t->slots[i].owner = owner;
	t->slots[i].object = object_ref(o);
	*out = handle_of(t, &t->slots[i]);
	return E_OK;
}

void
table_drop(struct object_table *t, CK_OBJECT_HANDLE h)
{
	struct table_slot *s = table_find(t, h);

	if (s != NULL)
		slot_drop(t, (uint32_t)(s - t->slots));
}

void
table_drop_session(struct object_table *t, CK_SESSION_HANDLE owner)
{
	for (uint32_t i = 0; i < t->count; i++)
		if (t->slots[i].used && t->slots[i].key.serial == 0 &&
		    t->slots[i].owner == owner)
			slot_drop(t, i);
}

void
table_drop_private(struct object_table *t)
{
	for (uint32_t i = 0; i < t->count; i++) {
		struct table_slot *s = &t->slots[i];

		if (!s->used)
			continue;
		if (s->key.private) {
			slot_drop(t, i);
		} else if (s->key.serial != 0) {
			object_free(s->object);
			s->object = NULL;
		}
	}
}

void
table_drop_all(struct object_table *t)
{
	for (uint32_t i = 0; i < t->count; i++)
		if (t->slots[i].used)
			slot_drop(t, i);
}

enum err
table_each_session_object(struct object_table *t, table_visit *visit,
    void *arg)
{
	for (uint32_t i = 0; i < t->count; i++)
		if (t->slots[i].used && t->slots[i].key.serial == 0)
			TRY(visit(arg, handle_of(t, &t->slots[i]),
			    t->slots[i].object));
	return E_OK;
}
