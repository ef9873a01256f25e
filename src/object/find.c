/* SPDX-License-Identifier: Apache-2.0 */
/* From a template to handles. */
#include "object/find.h"

#include "object/attr.h"
#include "object/builtin.h"
#include "pkcs11-claviger.h"

#include <stdlib.h>
#include <string.h>

/* What a template asks, read once. */
struct question {
	struct token *token;
	const CK_ATTRIBUTE *list;
	CK_ULONG count;
	const CK_ATTRIBUTE *class, *key_type, *private, *on_token;
	const CK_ATTRIBUTE *label, *id, *unique_id, *version;
	bool nothing; /* asks for an attribute that there is not */
	bool builtin; /* asks for what is built in */
	bool hidden;  /* scheduled keys may match */
	bool open;    /* needs more than an index entry tells */
	bool user;    /* a user is logged in */
	struct key_place place;
	find_visit *visit;
	void *arg;
};

/* Candidates from the index, taken before records are opened. */
struct candidates {
	size_t count, capacity;
	struct entry *list;
};

static enum err
candidate_add(void *arg, const struct entry *e)
{
	struct candidates *c = arg;

	if (c->count == c->capacity) {
		size_t capacity = c->capacity == 0 ? 64 : c->capacity * 2;
		struct entry *list = realloc(c->list,
		    capacity * sizeof(*list));

		if (list == NULL)
			return E_NO_MEMORY;
		c->list = list;
		c->capacity = capacity;
	}
	c->list[c->count++] = *e;
	return E_OK;
}

/* ---- the question ---- */

static const CK_ATTRIBUTE **
question_part(struct question *q, CK_ATTRIBUTE_TYPE type)
{
	switch (type) {
	case CKA_CLASS:
		return &q->class;
	case CKA_KEY_TYPE:
		return &q->key_type;
	case CKA_PRIVATE:
		return &q->private;
	case CKA_TOKEN:
		return &q->on_token;
	case CKA_LABEL:
		return &q->label;
	case CKA_ID:
		return &q->id;
	case CKA_UNIQUE_ID:
		return &q->unique_id;
	case CKA_CLV_VERSION:
		return &q->version;
	default:
		return NULL;
	}
}

static bool
entry_tells(CK_ATTRIBUTE_TYPE type)
{
	return type == CKA_CLASS || type == CKA_KEY_TYPE ||
	    type == CKA_PRIVATE || type == CKA_TOKEN;
}

static enum err
question_read(struct question *q)
{
	for (CK_ULONG i = 0; i < q->count; i++) {
		const CK_ATTRIBUTE *a = &q->list[i];
		const CK_ATTRIBUTE **part = question_part(q, a->type);

		if (a->pValue == NULL && a->ulValueLen != 0)
			return refuse(E_ARGUMENTS,
			    "a value in the template is NULL");
		if (part != NULL)
			*part = a;
		q->nothing = q->nothing || attr_find(a->type) == NULL;
		q->builtin = q->builtin || builtin_asked(a);
		q->open = q->open || !entry_tells(a->type);
		q->hidden = q->hidden || a->type == CKA_CLV_STATE ||
		    a->type == CKA_CLV_KEY_ID;
	}
	return E_OK;
}

static bool
is_ulong(const CK_ATTRIBUTE *a, CK_ULONG value)
{
	return a == NULL || (a->ulValueLen == sizeof(value) &&
	    memcmp(a->pValue, &value, sizeof(value)) == 0);
}

static bool
is_bool(const CK_ATTRIBUTE *a, bool value)
{
	return a == NULL || (a->ulValueLen == sizeof(CK_BBOOL) &&
	    (*(const CK_BBOOL *)a->pValue != CK_FALSE) == value);
}

static CK_ULONG
version_asked(const struct question *q)
{
	CK_ULONG v = 0;

	if (q->version->ulValueLen == sizeof(v))
		memcpy(&v, q->version->pValue, sizeof(v));
	return v;
}

/* ---- matching ---- */

static bool
view_fits(const struct question *q, const struct view *v)
{
	for (CK_ULONG i = 0; i < q->count; i++)
		if (q->list[i].type != CKA_CLV_VERSION &&
		    !view_matches(v, &q->list[i]))
			return false;
	return true;
}

static bool
entry_fits(const struct question *q, const struct entry *e)
{
	CK_KEY_TYPE type = e->key_type == 0xffffffffu
	    ? CK_UNAVAILABLE_INFORMATION : e->key_type;

	if ((e->flags & RECORD_PRIVATE) && !q->user)
		return false;
	if ((e->flags & RECORD_HIDDEN) && !q->hidden)
		return false;
	return is_ulong(q->class, e->class) && is_ulong(q->key_type, type) &&
	    is_bool(q->private, (e->flags & RECORD_PRIVATE) != 0);
}

static enum err
give_handle(const struct question *q, const struct entry *e, uint32_t version)
{
	struct table_key key = {
		.serial = e->serial,
		.version = version,
		.private = (e->flags & RECORD_PRIVATE) != 0,
		.hidden = q->hidden,
	};
	CK_OBJECT_HANDLE h;

	TRY(table_handle(q->token->objects, &key, &h));
	return q->visit(q->arg, h);
}

/* A template that names CKA_CLV_VERSION gets a handle for each version it
 * fits, bound to it. */
static enum err
give_versions(const struct question *q, const struct entry *e,
    struct object *o)
{
	CK_ULONG asked = version_asked(q);
	struct view v = { .object = o, .place = &q->place };

	if (o->class == CKO_CERTIFICATE)
		return o->bound != 0 && (asked == o->bound ||
		    asked == CK_UNAVAILABLE_INFORMATION) && view_fits(q, &v)
		    ? give_handle(q, e, 0) : E_OK;
	for (size_t i = 0; o->key != NULL && i < o->key->count; i++) {
		v.version = o->key->versions[i].number;
		if ((asked == v.version ||
		    asked == CK_UNAVAILABLE_INFORMATION) && view_fits(q, &v))
			TRY(give_handle(q, e, v.version));
	}
	return E_OK;
}

/* Plain searches show the certificates of the current version. */
static bool
certifies_other(const struct object *o)
{
	return o->class == CKO_CERTIFICATE && o->bound != 0 &&
	    o->key != NULL && o->key->current != o->bound;
}

/* A private key's handle is pinned to the version current when found. */
static uint32_t
pinned_version(const struct object *o)
{
	return o->class == CKO_PRIVATE_KEY ? o->key->current : 0;
}

static enum err
open_candidate(const struct question *q, struct txn *txn,
    const struct entry *e)
{
	SCOPED(object) *o = NULL;
	struct view v = { .place = &q->place };
	enum err err = object_read(txn, e->serial, &o);

	if (err != E_OK)
		return err == E_NOT_FOUND ? E_OK : err;
	if (q->version != NULL)
		return give_versions(q, e, o);
	v.object = o;
	if (certifies_other(o) || !view_fits(q, &v))
		return E_OK;
	return give_handle(q, e, pinned_version(o));
}

/* Whether the index entry alone decides. */
static bool
entry_decides(const struct question *q, const struct entry *e)
{
	return !q->open && q->version == NULL &&
	    e->class != CKO_PRIVATE_KEY && e->class != CKO_CERTIFICATE;
}

/* ---- token objects ---- */

static int
hex_digit(unsigned char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool
uid_parse(const CK_ATTRIBUTE *a, unsigned char uid[static 16])
{
	const unsigned char *text = a->pValue;

	if (a->ulValueLen != 32)
		return false;
	for (size_t i = 0; i < 16; i++) {
		int high = hex_digit(text[2 * i]);
		int low = hex_digit(text[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		uid[i] = (unsigned char)(high << 4 | low);
	}
	return true;
}

static enum err
collect_unique(const struct question *q, struct txn *txn,
    struct candidates *c)
{
	unsigned char uid[16];
	struct entry entry;
	uint64_t serial;
	enum err e = E_NOT_FOUND;

	if (uid_parse(q->unique_id, uid))
		e = txn_find_uid(txn, uid, &serial);
	if (e == E_OK)
		e = txn_entry(txn, serial, &entry);
	if (e != E_OK)
		return e == E_NOT_FOUND ? E_OK : e;
	if (entry.kind != RECORD_OBJECT ||
	    entry.token != q->token->number)
		return E_OK;
	return candidate_add(c, &entry);
}

static enum err
collect(const struct question *q, struct txn *txn, struct candidates *c)
{
	uint32_t token = q->token->number;

	if (q->unique_id != NULL)
		return collect_unique(q, txn, c);
	if (q->id != NULL && q->id->ulValueLen > 0)
		return txn_each_id(txn, token, q->id->pValue,
		    q->id->ulValueLen, candidate_add, c);
	if (q->label != NULL && q->label->ulValueLen > 0)
		return txn_each_label(txn, token, q->label->pValue,
		    q->label->ulValueLen, candidate_add, c);
	return txn_each(txn, RECORD_OBJECT, token, candidate_add, c);
}

static enum err
find_stored(const struct question *q)
{
	SCOPED(txn) *txn = NULL;
	struct candidates c = { 0 };
	enum err e;

	TRY(txn_read(q->token->store, &txn));
	e = collect(q, txn, &c);
	for (size_t i = 0; e == E_OK && i < c.count; i++) {
		if (!entry_fits(q, &c.list[i]))
			continue;
		e = entry_decides(q, &c.list[i])
		    ? give_handle(q, &c.list[i], 0)
		    : open_candidate(q, txn, &c.list[i]);
	}
	free(c.list);
	return e;
}

/* ---- session objects ---- */

static enum err
try_session_object(void *arg, CK_OBJECT_HANDLE h, const struct object *o)
{
	const struct question *q = arg;
	struct view v = { .object = (struct object *)(uintptr_t)o };

	if ((o->private && !q->user) || q->version != NULL ||
	    !view_fits(q, &v))
		return E_OK;
	return q->visit(q->arg, h);
}

/* ---- what is built in ---- */

static enum err
find_builtin(const struct question *q)
{
	CK_OBJECT_HANDLE h = CK_INVALID_HANDLE;

	while ((h = builtin_next(h)) != CK_INVALID_HANDLE) {
		SCOPED(object) *o = NULL;
		struct view v = { 0 };

		TRY(builtin_object(h, &o));
		v.object = o;
		if (view_fits(q, &v))
			TRY(q->visit(q->arg, h));
	}
	return E_OK;
}

enum err
object_find(struct token *t, const CK_ATTRIBUTE *list, CK_ULONG count,
    find_visit *visit, void *arg)
{
	struct question q = { .token = t, .list = list, .count = count,
	    .visit = visit, .arg = arg,
	    .place = { t->store, t->number, &t->ring } };
	enum err e;

	if (list == NULL && count != 0)
		return refuse(E_ARGUMENTS, "the template is NULL");
	TRY(question_read(&q));
	if (q.nothing)
		return E_OK;
	if (q.builtin)
		return find_builtin(&q);
	pthread_rwlock_wrlock(&t->lock);
	q.user = token_user_in(t);
	e = is_bool(q.on_token, false) ? table_each_session_object(t->objects,
	    try_session_object, &q) : E_OK;
	if (e == E_OK && is_bool(q.on_token, true))
		e = find_stored(&q);
	pthread_rwlock_unlock(&t->lock);
	return e;
}
