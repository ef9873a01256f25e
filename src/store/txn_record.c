/* SPDX-License-Identifier: Apache-2.0 */
/* Records within a transaction: finding, reading, writing, removing. */
#include "store/index_key.h"
#include "store/inside.h"
#include "store/record.h"
#include "store/trie.h"

#include <string.h>

/* With its seal it must fit what the engine takes for a row. */
#define MAX_RECORD ((size_t)15 << 20)

/* ---- reading ---- */

enum err
txn_find_serial(struct txn *t, uint64_t serial, struct index_entry *out)
{
	unsigned char hash[HASH_LEN];

	TRY(index_key_serial(t->store->index_key, serial, hash));
	return trie_find(t->store->pool, &t->head.top, hash, ENTRY_SERIAL,
	    out);
}

static struct entry
entry_of(const struct index_entry *e)
{
	return (struct entry){
		.serial = e->serial,
		.revision = e->revision,
		.token = e->token,
		.kind = e->kind,
		.class = e->class,
		.key_type = e->key_type,
		.flags = e->flags,
	};
}

static enum err
damaged(const struct index_entry *e, const char *what)
{
	return refuse(E_STORE_DAMAGED, "record %llu %s",
	    (unsigned long long)e->serial, what);
}

static enum err
open_row(struct store *s, const struct index_entry *e, struct record *out)
{
	unsigned char tag[ROW_TAG_LEN];
	uint64_t revision;
	enum err err;

	row_tag(&s->row, tag);
	if (memcmp(tag, e->ref, sizeof tag) != 0)
		return damaged(e, "is not the one the index vouches for");
	err = row_open(&s->seal[TABLE_RECORD], e->serial, &s->row, &revision,
	    &s->plain);
	if (err == E_OK && revision != e->revision)
		err = E_STORE_DAMAGED;
	if (err == E_OK)
		err = record_decode(&s->plain, out);
	return err == E_STORE_DAMAGED ? damaged(e, "is not authentic") : err;
}

enum err
txn_open(struct txn *t, const struct index_entry *e, struct record *out)
{
	struct store *s = t->store;
	enum err err;

	record_clear(out);
	err = s->engine->get(s->state, TABLE_RECORD, e->serial, &s->row);
	if (err == E_NOT_FOUND)
		return damaged(e, "is missing");
	TRY(err);
	TRY(open_row(s, e, out));
	out->serial = e->serial;
	out->revision = e->revision;
	memcpy(out->uid, e->hash, sizeof out->uid);
	return E_OK;
}

enum err
txn_get(struct txn *t, uint64_t serial, struct record *out)
{
	struct index_entry e;

	record_clear(out);
	TRY(txn_find_serial(t, serial, &e));
	return txn_open(t, &e, out);
}

enum err
txn_entry(struct txn *t, uint64_t serial, struct entry *out)
{
	struct index_entry e;

	TRY(txn_find_serial(t, serial, &e));
	*out = entry_of(&e);
	return E_OK;
}

enum err
txn_find_uid(struct txn *t, const unsigned char uid[static 16],
    uint64_t *serial)
{
	struct index_entry e;

	TRY(trie_find(t->store->pool, &t->head.top, uid, ENTRY_SERIAL, &e));
	*serial = e.serial;
	return E_OK;
}

enum err
txn_find(struct txn *t, enum record_kind kind, uint32_t token,
    const void *name, size_t len, uint64_t *serial)
{
	unsigned char hash[HASH_LEN];
	struct index_entry e;

	TRY(index_key_name(t->store->index_key, kind, token, name, len,
	    hash));
	TRY(trie_find(t->store->pool, &t->head.top, hash, ENTRY_NAME, &e));
	*serial = e.serial;
	return E_OK;
}

/* ---- visiting ---- */

struct visiting {
	struct txn *t;
	enum entry_type type;
	enum record_kind kind; /* for ENTRY_SERIAL */
	uint32_t token;
	entry_visit *visit;
	void *arg;
};

static enum err
visit_record(void *arg, const struct index_entry *e)
{
	const struct visiting *v = arg;
	struct entry entry;

	if (e->type != ENTRY_SERIAL || e->kind != v->kind ||
	    e->token != v->token)
		return E_OK;
	entry = entry_of(e);
	return v->visit(v->arg, &entry);
}

static enum err
visit_link(void *arg, const struct index_entry *e)
{
	const struct visiting *v = arg;
	struct index_entry target;
	struct entry entry;
	enum err err;

	if (e->type != v->type)
		return E_OK;
	err = trie_find(v->t->store->pool, &v->t->head.top, e->ref,
	    ENTRY_SERIAL, &target);
	if (err == E_NOT_FOUND)
		return damaged(e, "is in the index by halves");
	TRY(err);
	entry = entry_of(&target);
	return v->visit(v->arg, &entry);
}

static enum err
walk(struct txn *t, const unsigned char hash[static HASH_LEN],
    unsigned nibbles, trie_visit *visit, struct visiting *v)
{
	enum err e;

	t->walking++;
	e = trie_walk(t->store->pool, &t->head.top, hash, nibbles, visit, v);
	t->walking--;
	return e;
}

static enum err
each_value(struct visiting *v, const void *value, size_t len)
{
	unsigned char hash[HASH_LEN];

	TRY(index_key_value(v->t->store->index_key, v->type, v->token, value,
	    len, NULL, hash));
	return walk(v->t, hash, VALUE_NIBBLES, visit_link, v);
}

enum err
txn_each_label(struct txn *t, uint32_t token, const void *label, size_t len,
    entry_visit *visit, void *arg)
{
	struct visiting v = { t, ENTRY_LABEL, 0, token, visit, arg };

	return each_value(&v, label, len);
}

enum err
txn_each_id(struct txn *t, uint32_t token, const void *id, size_t len,
    entry_visit *visit, void *arg)
{
	struct visiting v = { t, ENTRY_ID, 0, token, visit, arg };

	return each_value(&v, id, len);
}

/* Records' hashes start with a 0 bit: half of the first nibbles. */
enum err
txn_each(struct txn *t, enum record_kind kind, uint32_t token,
    entry_visit *visit, void *arg)
{
	struct visiting v = { t, ENTRY_SERIAL, kind, token, visit, arg };
	unsigned char hash[HASH_LEN] = { 0 };
	unsigned nibble;

	for (nibble = 0; nibble < PAGE_FANOUT / 2; nibble++) {
		hash[0] = (unsigned char)(nibble << 4);
		TRY(walk(t, hash, 1, visit_record, &v));
	}
	return E_OK;
}

/* ---- writing ---- */

/* What leads to a record. */
struct links {
	struct index_entry entry[MAX_LINKS];
	size_t count;
};

static bool
links_hold(const struct links *l, const struct index_entry *e)
{
	size_t i;

	for (i = 0; i < l->count; i++)
		if (entry_compare(&l->entry[i], e) == 0)
			return true;
	return false;
}

static enum err
move_links(struct txn *t, const struct links *old, const struct links *new)
{
	struct page_pool *pool = t->store->pool;
	size_t i;

	for (i = 0; i < old->count; i++)
		if (!links_hold(new, &old->entry[i]))
			TRY(trie_remove(pool, &t->head.top, &old->entry[i]));
	for (i = 0; i < new->count; i++)
		if (!links_hold(old, &new->entry[i]))
			TRY(trie_put(pool, &t->head.top, &new->entry[i]));
	return E_OK;
}

static enum err
links_of(struct txn *t, const struct record *r, struct links *out)
{
	return index_key_links(t->store->index_key, r, out->entry,
	    &out->count);
}

static enum err
links_before(struct txn *t, uint64_t serial, struct links *out)
{
	SCOPED_VALUE(record) before = { 0 };

	TRY(txn_get(t, serial, &before));
	return links_of(t, &before, out);
}

static enum err
refuse_taken(struct txn *t, const struct record *r, const struct links *new)
{
	struct index_entry e;
	enum err err;

	if (r->name.len == 0)
		return E_OK;
	err = trie_find(t->store->pool, &t->head.top, new->entry[0].hash,
	    ENTRY_NAME, &e);
	if (err == E_NOT_FOUND || (err == E_OK && e.serial == r->serial))
		return E_OK;
	TRY(err);
	return refuse(E_GENERAL, "the name is taken by record %llu",
	    (unsigned long long)e.serial);
}

static enum err
refuse_change(const struct txn *t)
{
	if (!t->write || t->walking > 0)
		return refuse(E_GENERAL, "the store is only being read");
	if (t->broken)
		return refuse(E_GENERAL, "a change failed half-way");
	return E_OK;
}

static enum err
refuse_record(const struct record *r)
{
	if (r->kind < RECORD_TOKEN || r->kind > RECORD_OBJECT)
		return refuse(E_GENERAL, "no kind of record: %d",
		    (int)r->kind);
	if (r->name.len > MAX_RECORD || r->label.len > MAX_RECORD ||
	    r->id.len > MAX_RECORD || r->body.len > MAX_RECORD ||
	    r->name.len + r->label.len + r->id.len + r->body.len > MAX_RECORD)
		return refuse(E_DATA_LEN, "a record may hold %zu bytes",
		    MAX_RECORD);
	return E_OK;
}

static enum err
write_record(struct txn *t, const struct record *r)
{
	struct store *s = t->store;
	struct index_entry e = {
		.type = ENTRY_SERIAL,
		.serial = r->serial,
		.revision = r->revision,
		.token = r->token,
		.kind = r->kind,
		.class = r->class,
		.key_type = r->key_type,
		.flags = r->flags,
	};

	memcpy(e.hash, r->uid, sizeof e.hash);
	TRY(record_encode(r, &s->plain));
	TRY(row_seal(&s->seal[TABLE_RECORD], r->serial, r->revision,
	    &s->plain, &s->row, e.ref));
	TRY(s->engine->put(s->state, TABLE_RECORD, r->serial, s->row.data,
	    s->row.len));
	return trie_put(s->pool, &t->head.top, &e);
}

/* From here to the end it must all succeed or the transaction is lost. */
static enum err
apply_put(struct txn *t, const struct record *r, const struct links *old,
    const struct links *new)
{
	t->broken = true;
	TRY(move_links(t, old, new));
	TRY(write_record(t, r));
	t->broken = false;
	t->changed = true;
	return E_OK;
}

enum err
txn_put(struct txn *t, struct record *r)
{
	struct record next = *r; /* borrows the strings */
	struct links old = { .count = 0 }, new;

	TRY(refuse_change(t));
	TRY(refuse_record(r));
	next.revision = t->head.revision + 1;
	if (r->serial == 0)
		next.serial = t->head.next_serial;
	else
		TRY(links_before(t, r->serial, &old));
	TRY(index_key_serial(t->store->index_key, next.serial, next.uid));
	TRY(links_of(t, &next, &new));
	TRY(refuse_taken(t, &next, &new));
	TRY(apply_put(t, &next, &old, &new));
	if (r->serial == 0)
		t->head.next_serial++;
	*r = next;
	return E_OK;
}

static enum err
apply_remove(struct txn *t, const struct index_entry *e,
    const struct links *old)
{
	const struct links none = { .count = 0 };
	struct store *s = t->store;

	t->broken = true;
	TRY(move_links(t, old, &none));
	TRY(trie_remove(s->pool, &t->head.top, e));
	TRY(s->engine->remove(s->state, TABLE_RECORD, e->serial));
	t->broken = false;
	t->changed = true;
	return E_OK;
}

enum err
txn_remove(struct txn *t, uint64_t serial)
{
	struct index_entry e;
	struct links old;

	TRY(refuse_change(t));
	TRY(txn_find_serial(t, serial, &e));
	TRY(links_before(t, serial, &old));
	return apply_remove(t, &e, &old);
}
