/* SPDX-License-Identifier: Apache-2.0 */
/* Objects: attributes, copies, destruction, searches. */
#include "flow/objects.h"

#include "flow/common.h"
#include "flow/deletion.h"
#include "flow/upkeep.h"

#include <string.h>

/* ---- attributes ---- */

/* The first refusal by rank is the call's; every entry is answered. */
static enum err
worse(enum err before, enum err now)
{
	if (now == E_OK || before == E_ATTRIBUTE_SENSITIVE)
		return before;
	if (before == E_ATTRIBUTE_TYPE && now == E_BUFFER_TOO_SMALL)
		return before;
	return now;
}

static bool
is_answer(enum err e)
{
	return e == E_OK || e == E_ATTRIBUTE_SENSITIVE ||
	    e == E_ATTRIBUTE_TYPE || e == E_BUFFER_TOO_SMALL;
}

static enum err
get_all(struct view *v, CK_ATTRIBUTE *list, CK_ULONG count)
{
	enum err result = E_OK;

	for (CK_ULONG i = 0; i < count; i++) {
		enum err e = view_get(v, &list[i]);

		if (!is_answer(e))
			return e;
		result = worse(result, e);
	}
	return result;
}

enum err
flow_object_get(struct session *s, CK_OBJECT_HANDLE object,
    CK_ATTRIBUTE *template, CK_ULONG count)
{
	struct key_place place = flow_place(s);
	struct view v = { 0 };
	enum err e;

	if (template == NULL && count != 0)
		return refuse(E_ARGUMENTS, "the template is NULL");
	TRY(flow_object(s, object, E_OBJECT_HANDLE, &v));
	v.place = &place;
	pthread_rwlock_rdlock(&s->token->lock);
	e = get_all(&v, template, count);
	pthread_rwlock_unlock(&s->token->lock);
	view_clear(&v);
	return e;
}

struct modification {
	const CK_ATTRIBUTE *list;
	CK_ULONG count;
	struct template_place place;
};

static enum err
modify(void *arg, struct txn *t, struct object *o)
{
	const struct modification *m = arg;

	(void)t;
	return template_modify(o, m->list, m->count, &m->place);
}

/* A session object is replaced by a changed copy that shares its key. */
static enum err
modify_session_object(struct session *s, CK_OBJECT_HANDLE h,
    const struct object *o, struct modification *m)
{
	SCOPED(object) *fresh = NULL;
	struct table_slot *slot;
	enum err e = E_OK;

	TRY(object_new(o->class, o->key_type, &fresh));
	memcpy(fresh->uid, o->uid, sizeof(fresh->uid));
	fresh->private = o->private;
	fresh->key = o->key == NULL ? NULL : key_ref(o->key);
	TRY(attrs_copy(&fresh->attrs, &o->attrs));
	TRY(modify(m, NULL, fresh));
	pthread_rwlock_wrlock(&s->token->lock);
	slot = table_find(s->token->objects, h);
	if (slot == NULL) {
		e = refuse(E_OBJECT_HANDLE, "the object is gone");
	} else {
		object_free(slot->object);
		slot->object = fresh;
		fresh = NULL;
	}
	pthread_rwlock_unlock(&s->token->lock);
	return e;
}

static enum err
may_change(struct session *s, const struct object *o)
{
	if (o->serial == 0)
		return E_OK;
	TRY(session_may_write(s));
	if (object_owns_key(o) && !flow_user_in(s))
		return refuse(E_NOT_LOGGED_IN, "changing a key needs a login");
	return E_OK;
}

/* Trust in a key is the security officer's to give, and all he may change. */
static bool
officer_trusts(const struct modification *m)
{
	for (CK_ULONG i = 0; i < m->count; i++)
		if (m->list[i].type != CKA_TRUSTED)
			return false;
	return m->place.officer;
}

static enum err
may_modify(struct session *s, const struct object *o,
    const struct modification *m)
{
	if (o->serial != 0 && officer_trusts(m))
		return session_may_write(s);
	return may_change(s, o);
}

enum err
flow_object_set(struct session *s, CK_OBJECT_HANDLE object,
    const CK_ATTRIBUTE *template, CK_ULONG count)
{
	struct modification m = { .list = template, .count = count };
	struct view v = { 0 };
	enum err e;

	if (template == NULL && count != 0)
		return refuse(E_ARGUMENTS, "the template is NULL");
	TRY(flow_template_place(s, &m.place));
	TRY(flow_object(s, object, E_OBJECT_HANDLE, &v));
	e = may_modify(s, v.object, &m);
	if (e == E_OK)
		e = v.object->serial != 0
		    ? flow_change(s, v.object->serial, modify, &m)
		    : modify_session_object(s, object, v.object, &m);
	view_clear(&v);
	return e;
}

/* What an object takes in the store, about: its attributes and its key. */
enum err
flow_object_size(struct session *s, CK_OBJECT_HANDLE object, CK_ULONG *out)
{
	struct view v = { 0 };
	CK_ULONG size = 0;

	if (out == NULL)
		return refuse(E_ARGUMENTS, "the size pointer is NULL");
	TRY(flow_object(s, object, E_OBJECT_HANDLE, &v));
	for (size_t i = 0; i < v.object->attrs.count; i++)
		size += 12 + v.object->attrs.list[i].value.len;
	for (size_t i = 0; v.object->key != NULL &&
	    i < v.object->key->count; i++)
		size += 40 + v.object->key->versions[i].spki.len +
		    v.object->key->versions[i].sealed.len;
	view_clear(&v);
	*out = size;
	return E_OK;
}

/* ---- C_CopyObject ---- */

/* Within the session a copy shares its key; else it is a new key with the
 * material of the version shown. */
static enum err
copy_key(struct session *s, const struct view *source, bool to_token,
    struct object *copy)
{
	struct key *k = source->object->key;
	struct version *shown = view_version(source);
	SCOPED(material) *m = NULL;
	SCOPED(key) *fresh = NULL;

	if (shown == NULL)
		return E_OK;
	if (!to_token && source->object->serial == 0) {
		copy->key = key_ref(k);
		return E_OK;
	}
	TRY(flow_material(s, source, shown, &m));
	TRY(key_new(k->type, k->created, &fresh));
	TRY(key_append(fresh, m, STATE_ENABLED, k->created, NULL));
	copy->key = fresh;
	fresh = NULL;
	return E_OK;
}

/* A copy of private data stays private: its value is sealed. */
static enum err
stays_private(const struct object *source, const struct template *t)
{
	if (source->class == CKO_DATA && source->private &&
	    !attrs_bool(&t->attrs, CKA_PRIVATE))
		return refuse(E_TEMPLATE_INCONSISTENT,
		    "a copy of private data is private");
	return E_OK;
}

static enum err
copy_object(struct session *s, const struct view *source, struct template *t,
    CK_OBJECT_HANDLE *out)
{
	SCOPED(object) *copy = NULL;
	struct template_place place;

	if (!t->token_given)
		t->token = source->object->serial != 0;
	TRY(flow_template_place(s, &place));
	TRY(template_copy(t, source->object, &place));
	TRY(stays_private(source->object, t));
	TRY(flow_may_make(s, t));
	TRY(template_object(t, &copy));
	TRY(copy_key(s, source, t->token, copy));
	TRY(template_check_key(t, copy));
	return flow_publish(s, copy, t->token, out);
}

static enum err
may_copy(const struct object *o)
{
	if (object_guarded(o) || !attrs_bool(&o->attrs, CKA_COPYABLE))
		return refuse(E_ACTION_PROHIBITED, "%s",
		    object_guarded(o) ? "a token key is never copied"
		    : "the object was made with CKA_COPYABLE FALSE");
	return E_OK;
}

enum err
flow_object_copy(struct session *s, CK_OBJECT_HANDLE object,
    const CK_ATTRIBUTE *template, CK_ULONG count, CK_OBJECT_HANDLE *out)
{
	struct template t = { 0 };
	struct view v = { 0 };
	enum err e;

	if (out == NULL)
		return refuse(E_ARGUMENTS, "the handle pointer is NULL");
	TRY(flow_object(s, object, E_OBJECT_HANDLE, &v));
	e = may_copy(v.object);
	if (e == E_OK)
		e = template_read(AT_COPY, v.object->class,
		    v.object->key_type, template, count, &t);
	if (e == E_OK)
		e = copy_object(s, &v, &t, out);
	template_clear(&t);
	view_clear(&v);
	return e;
}

/* ---- C_DestroyObject ---- */

static enum err
destroy(struct session *s, CK_OBJECT_HANDLE h, const struct object *o)
{
	TRY(may_change(s, o));
	if (!attrs_bool(&o->attrs, CKA_DESTROYABLE))
		return refuse(E_ACTION_PROHIBITED,
		    "the object was made with CKA_DESTROYABLE FALSE");
	if (o->serial != 0)
		TRY(object_guarded(o) ? deletion_of_key(s, o->serial, 0)
		    : deletion_of_object(s, o));
	pthread_rwlock_wrlock(&s->token->lock);
	table_drop(s->token->objects, h);
	pthread_rwlock_unlock(&s->token->lock);
	return E_OK;
}

enum err
flow_object_destroy(struct session *s, CK_OBJECT_HANDLE object)
{
	struct view v = { 0 };
	enum err e;

	TRY(flow_object(s, object, E_OBJECT_HANDLE, &v));
	e = destroy(s, object, v.object);
	view_clear(&v);
	if (e == E_OK)
		upkeep_if_due(s->token->store);
	return e;
}

/* ---- searches ---- */

static enum err
found(void *arg, CK_OBJECT_HANDLE h)
{
	return search_add(arg, h);
}

enum err
flow_find_begin(struct session *s, const CK_ATTRIBUTE *template,
    CK_ULONG count)
{
	enum err e;

	if (s->search.active)
		return refuse(E_OPERATION_ACTIVE, "a search is active");
	upkeep_if_due(s->token->store);
	e = object_find(s->token, template, count, found, &s->search);
	if (e != E_OK)
		search_end(&s->search);
	else
		s->search.active = true;
	return e;
}

enum err
flow_find_next(struct session *s, CK_OBJECT_HANDLE *list, CK_ULONG max,
    CK_ULONG *count)
{
	size_t n;

	if (!s->search.active)
		return refuse(E_OPERATION_NONE, "no search is active");
	if ((list == NULL && max != 0) || count == NULL)
		return refuse(E_ARGUMENTS, "the list or the count is NULL");
	search_next(&s->search, list, max, &n);
	*count = (CK_ULONG)n;
	return E_OK;
}

enum err
flow_find_end(struct session *s)
{
	if (!s->search.active)
		return refuse(E_OPERATION_NONE, "no search is active");
	search_end(&s->search);
	return E_OK;
}
