/* SPDX-License-Identifier: Apache-2.0 */
/* Objects coming into being and changing, each in one commit. */
#include "flow/common.h"

#include "crypto/random.h"
#include "flow/binding.h"

/* ---- changing ---- */

/* The public object of a pair is found, or hidden, as its key is. */
static enum err
rewrite_public(struct txn *t, uint32_t token, const struct object *owner)
{
	SCOPED(object) *public = NULL;
	enum err e;

	if (owner->pair == 0 || !object_owns_key(owner))
		return E_OK;
	e = object_read(t, owner->pair, &public);
	if (e != E_OK)
		return e == E_NOT_FOUND ? E_OK : e;
	return object_write(t, token, public);
}

/* What is bound to nothing yet looks for its pair; an owner, once written,
 * for what was there before it. */
static enum err
write_bound(struct txn *t, uint32_t token, struct object *o)
{
	SCOPED(object) *owner = NULL;

	if (o->pair == 0)
		TRY(binding_make(t, token, o, &owner));
	TRY(object_write(t, token, o));
	if (o->class == CKO_PRIVATE_KEY)
		return binding_adopt(t, token, o);
	if (owner == NULL)
		return E_OK;
	owner->pair = o->serial;
	return object_write(t, token, owner);
}

/* CKA_ID as it was, to see whether it is another now. */
static enum err
id_before(const struct object *o, struct bytes *out)
{
	const struct bytes *id = attrs_get(&o->attrs, CKA_ID);

	return id == NULL ? E_OK : bytes_set(out, id->data, id->len);
}

static bool
id_changed(const struct object *o, const struct bytes *before)
{
	const struct bytes *id = attrs_get(&o->attrs, CKA_ID);

	return id != NULL && !bytes_equal(id, before->data, before->len);
}

enum err
flow_change(struct session *s, uint64_t serial, object_change *change,
    void *arg)
{
	SCOPED(txn) *t = NULL;
	SCOPED(object) *o = NULL;
	SCOPED_VALUE(bytes) id = { 0 };
	uint32_t token = s->token->number;
	bool hidden;
	enum err e;

	TRY(txn_write(s->token->store, &t));
	e = object_read(t, serial, &o);
	if (e == E_NOT_FOUND)
		return refuse(E_OBJECT_HANDLE, "the object is gone");
	if (e != E_OK)
		return e;
	hidden = object_hidden(o);
	TRY(id_before(o, &id));
	TRY(change(arg, t, o));
	TRY(id_changed(o, &id) ? write_bound(t, token, o)
	    : object_write(t, token, o));
	if (hidden != object_hidden(o))
		TRY(rewrite_public(t, token, o));
	return txn_commit(&t);
}

/* ---- making ---- */

enum err
flow_may_make(struct session *s, const struct template *t)
{
	bool owner = t->class == CKO_SECRET_KEY || t->class == CKO_PRIVATE_KEY;
	bool private = attrs_bool(&t->attrs, CKA_PRIVATE);

	if (t->token)
		TRY(session_may_write(s));
	if ((private || (t->token && owner)) && !flow_user_in(s))
		return refuse(E_NOT_LOGGED_IN, "making %s needs a login",
		    private ? "a private object" : "a token key");
	return E_OK;
}

static enum err
write_object(const struct key_place *place, struct txn *t, struct object *o)
{
	if (object_has_material(o))
		TRY(key_seal(o->key, place, t));
	return write_bound(t, place->token, o);
}

static enum err
token_handle(struct session *s, const struct object *o,
    CK_OBJECT_HANDLE *out)
{
	struct table_key key = {
		.serial = o->serial,
		.version = o->class == CKO_PRIVATE_KEY ? o->key->current : 0,
		.private = o->private,
	};
	enum err e;

	pthread_rwlock_wrlock(&s->token->lock);
	e = table_handle(s->token->objects, &key, out);
	pthread_rwlock_unlock(&s->token->lock);
	return e;
}

static enum err
session_handle(struct session *s, struct object *o, CK_OBJECT_HANDLE *out)
{
	enum err e;

	TRY(random_bytes(o->uid, sizeof(o->uid)));
	s->objects = true;
	pthread_rwlock_wrlock(&s->token->lock);
	e = table_add(s->token->objects, o, s->handle, out);
	pthread_rwlock_unlock(&s->token->lock);
	return e;
}

/* ---- several at once ---- */

static enum err
write_all(struct session *s, struct publication *list, size_t count)
{
	SCOPED_VALUE(keyring) ring = { 0 };
	SCOPED(txn) *t = NULL;
	struct key_place place = flow_place(s);

	TRY(flow_ring(s, &ring));
	place.ring = &ring;
	TRY(txn_write(s->token->store, &t));
	for (size_t i = 0; i < count; i++)
		if (list[i].token)
			TRY(write_object(&place, t, list[i].object));
	return txn_commit(&t);
}

static enum err
publish_all(struct session *s, struct publication *list, size_t count)
{
	bool token = false;

	for (size_t i = 0; i < count; i++) {
		token = token || list[i].token;
		if (!list[i].token)
			TRY(session_handle(s, list[i].object,
			    &list[i].handle));
	}
	if (token)
		TRY(write_all(s, list, count));
	for (size_t i = 0; i < count; i++)
		if (list[i].token)
			TRY(token_handle(s, list[i].object, &list[i].handle));
	return E_OK;
}

/* Session objects come first: they can be taken back. */
enum err
flow_publish_all(struct session *s, struct publication *list, size_t count)
{
	enum err e;

	for (size_t i = 0; i < count; i++)
		list[i].handle = CK_INVALID_HANDLE;
	e = publish_all(s, list, count);
	if (e == E_OK)
		return E_OK;
	pthread_rwlock_wrlock(&s->token->lock);
	for (size_t i = 0; i < count; i++)
		if (list[i].handle != CK_INVALID_HANDLE && !list[i].token)
			table_drop(s->token->objects, list[i].handle);
	pthread_rwlock_unlock(&s->token->lock);
	return e;
}

enum err
flow_publish(struct session *s, struct object *o, bool token,
    CK_OBJECT_HANDLE *out)
{
	struct publication one = { .object = o, .token = token };

	TRY(flow_publish_all(s, &one, 1));
	*out = one.handle;
	return E_OK;
}

/* ---- pairs ---- */

/* Both halves on the token: each names the other's record. */
static enum err
write_pair(struct session *s, struct object *private, struct object *public)
{
	SCOPED_VALUE(keyring) ring = { 0 };
	SCOPED(txn) *t = NULL;
	struct key_place place = flow_place(s);

	TRY(flow_ring(s, &ring));
	place.ring = &ring;
	TRY(txn_write(s->token->store, &t));
	TRY(key_seal(private->key, &place, t));
	TRY(object_write(t, place.token, private));
	public->pair = private->serial;
	TRY(object_write(t, place.token, public));
	private->pair = public->serial;
	TRY(object_write(t, place.token, private));
	return txn_commit(&t);
}

enum err
flow_publish_pair(struct session *s, struct object *private,
    struct object *public, bool private_token, bool public_token,
    CK_OBJECT_HANDLE *out_private, CK_OBJECT_HANDLE *out_public)
{
	struct publication halves[] = {
		{ .object = private, .token = private_token },
		{ .object = public, .token = public_token },
	};

	if (!private_token || !public_token) {
		TRY(flow_publish_all(s, halves, 2));
	} else {
		TRY(write_pair(s, private, public));
		TRY(token_handle(s, private, &halves[0].handle));
		TRY(token_handle(s, public, &halves[1].handle));
	}
	*out_private = halves[0].handle;
	*out_public = halves[1].handle;
	return E_OK;
}
