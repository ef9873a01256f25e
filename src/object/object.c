/* SPDX-License-Identifier: Apache-2.0 */
/* Objects and their records: doc/FORMAT.md, Record bodies, Object. */
#include "object/object.h"

#include <stdlib.h>
#include <string.h>

#define OBJECT_FORMAT 1
#define NO_KEY_TYPE 0xffffffffu

enum err
object_new(CK_OBJECT_CLASS class, CK_KEY_TYPE type, struct object **out)
{
	struct object *o = calloc(1, sizeof(*o));

	if (o == NULL)
		return E_NO_MEMORY;
	atomic_init(&o->refs, 1);
	o->class = class;
	o->key_type = type;
	*out = o;
	return E_OK;
}

struct object *
object_ref(struct object *o)
{
	atomic_fetch_add_explicit(&o->refs, 1, memory_order_relaxed);
	return o;
}

void
object_free(struct object *o)
{
	if (o == NULL || atomic_fetch_sub(&o->refs, 1) != 1)
		return;
	attrs_clear(&o->attrs);
	key_free(o->key);
	free(o);
}

bool
object_owns_key(const struct object *o)
{
	return o->class == CKO_SECRET_KEY || o->class == CKO_PRIVATE_KEY;
}

bool
object_has_material(const struct object *o)
{
	return object_owns_key(o) || (o->class == CKO_DATA && o->key != NULL);
}

bool
object_guarded(const struct object *o)
{
	return o->serial != 0 && object_owns_key(o);
}

bool
object_hidden(const struct object *o)
{
	return o->key != NULL && o->class != CKO_CERTIFICATE &&
	    (o->key->state == STATE_SCHEDULED ||
	    o->key->state == STATE_PURGED || o->key->state == STATE_PURGING);
}

/* ---- records ---- */

static void
body_encode(const struct object *o, struct writer *w)
{
	bool key = o->key != NULL && (o->pair == 0 || object_owns_key(o));

	writer_u16(w, OBJECT_FORMAT);
	writer_u64(w, o->class);
	writer_u64(w, o->key_type);
	writer_u8(w, o->private);
	writer_u64(w, o->pair);
	writer_u32(w, o->bound);
	attrs_encode(&o->attrs, w);
	writer_u8(w, key);
	if (key)
		key_encode(o->key, w);
}

static enum err
fields_decode(struct reader *r, struct object *o)
{
	if (reader_u16(r) != OBJECT_FORMAT)
		reader_fail(r);
	o->class = (CK_OBJECT_CLASS)reader_u64(r);
	o->key_type = (CK_KEY_TYPE)reader_u64(r);
	o->private = reader_u8(r) != 0;
	o->pair = reader_u64(r);
	o->bound = reader_u32(r);
	TRY(attrs_decode(r, &o->attrs));
	if (reader_u8(r) != 0)
		TRY(key_decode(r, &o->key));
	return reader_done(r) && (o->key != NULL || !object_owns_key(o))
	    ? E_OK : E_STORE_DAMAGED;
}

static enum err
body_decode(const struct record *record, struct object **out)
{
	SCOPED(object) *o = NULL;
	struct reader r;
	enum err e;

	TRY(object_new(0, 0, &o));
	reader_init(&r, record->body.data, record->body.len);
	e = fields_decode(&r, o);
	if (e == E_STORE_DAMAGED)
		return refuse(e, "object %llu is not well formed",
		    (unsigned long long)record->serial);
	if (e != E_OK)
		return e;
	o->serial = record->serial;
	o->revision = record->revision;
	memcpy(o->uid, record->uid, sizeof(o->uid));
	*out = o;
	o = NULL;
	return E_OK;
}

static enum err
record_open(struct txn *t, uint64_t serial, struct object **out)
{
	struct record record = { 0 };
	enum err e = txn_get(t, serial, &record);

	if (e == E_OK && record.kind != RECORD_OBJECT)
		e = E_NOT_FOUND;
	if (e == E_OK)
		e = body_decode(&record, out);
	record_clear(&record);
	return e;
}

/* Public objects and certificates show the key of their pair; when that has
 * been purged they have none. */
static enum err
pair_fetch(struct txn *t, struct object *o)
{
	SCOPED(object) *owner = NULL;
	enum err e = record_open(t, o->pair, &owner);

	if (e == E_NOT_FOUND)
		return E_OK;
	if (e != E_OK)
		return e;
	o->key = owner->key;
	owner->key = NULL;
	o->pair_revision = owner->revision;
	return E_OK;
}

enum err
object_read(struct txn *t, uint64_t serial, struct object **out)
{
	SCOPED(object) *o = NULL;

	TRY(record_open(t, serial, &o));
	if (o->pair != 0 && !object_owns_key(o))
		TRY(pair_fetch(t, o));
	if (o->key == NULL && o->class == CKO_PUBLIC_KEY)
		return E_NOT_FOUND;
	atomic_store(&o->checked, txn_revision(t));
	*out = o;
	o = NULL;
	return E_OK;
}

static enum err
record_fill(const struct object *o, uint32_t token, struct record *r)
{
	const struct bytes *label = attrs_get(&o->attrs, CKA_LABEL);
	const struct bytes *id = attrs_get(&o->attrs, CKA_ID);
	struct writer w;

	r->serial = o->serial;
	r->token = token;
	r->kind = RECORD_OBJECT;
	r->class = (uint32_t)o->class;
	r->key_type = o->key_type == CK_UNAVAILABLE_INFORMATION ? NO_KEY_TYPE
	    : (uint32_t)o->key_type;
	r->flags = (o->private ? RECORD_PRIVATE : 0) |
	    (object_hidden(o) ? RECORD_HIDDEN : 0);
	if (label != NULL)
		TRY(bytes_set(&r->label, label->data, label->len));
	if (id != NULL)
		TRY(bytes_set(&r->id, id->data, id->len));
	writer_init(&w, &r->body);
	body_encode(o, &w);
	return writer_done(&w);
}

enum err
object_write(struct txn *t, uint32_t token, struct object *o)
{
	struct record record = { 0 };
	enum err e = record_fill(o, token, &record);

	if (e == E_OK)
		e = txn_put(t, &record);
	if (e == E_OK) {
		o->serial = record.serial;
		o->revision = record.revision;
		memcpy(o->uid, record.uid, sizeof(o->uid));
	}
	record_clear(&record);
	return e;
}
