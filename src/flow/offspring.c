/* SPDX-License-Identifier: Apache-2.0 */
/* Keys made from other keys. */
#include "flow/offspring.h"

#include "flow/import.h"
#include "object/attr_template.h"

#include <stdlib.h>
#include <string.h>

/* ---- the template ---- */

static const CK_ATTRIBUTE *
entry(const CK_ATTRIBUTE *list, CK_ULONG count, CK_ATTRIBUTE_TYPE type)
{
	for (CK_ULONG i = 0; i < count; i++)
		if (list[i].type == type)
			return &list[i];
	return NULL;
}

/* Data have no length of their own, so CKA_VALUE_LEN, which says how much is
 * to be derived, is taken out of their template. */
static enum err
read_data(struct offspring *o, const CK_ATTRIBUTE *list, CK_ULONG count)
{
	const CK_ATTRIBUTE *len = entry(list, count, CKA_VALUE_LEN);
	CK_ATTRIBUTE *rest;
	CK_ULONG n = 0;
	enum err e;

	if (len == NULL)
		return template_read(AT_UNWRAP, CKO_DATA,
		    CK_UNAVAILABLE_INFORMATION, list, count, &o->template);
	if (len->pValue == NULL || len->ulValueLen != sizeof(o->value_len))
		return refuse(E_ATTRIBUTE_VALUE,
		    "the value of CKA_VALUE_LEN has not its form");
	memcpy(&o->value_len, len->pValue, sizeof(o->value_len));
	rest = calloc(count, sizeof(*rest));
	if (rest == NULL)
		return E_NO_MEMORY;
	for (CK_ULONG i = 0; i < count; i++)
		if (&list[i] != len)
			rest[n++] = list[i];
	e = template_read(AT_UNWRAP, CKO_DATA, CK_UNAVAILABLE_INFORMATION,
	    rest, n, &o->template);
	free(rest); /* data have no parts, which would be borrowed from it */
	return e;
}

enum err
offspring_read(struct offspring *o, const CK_ATTRIBUTE *list, CK_ULONG count,
    unsigned traits, const struct bytes *imposed)
{
	CK_KEY_TYPE type;

	if (list == NULL && count != 0)
		return refuse(E_ARGUMENTS, "the template is NULL");
	if (traits & MECH_DATA) {
		TRY(read_data(o, list, count));
	} else {
		type = entry(list, count, CKA_KEY_TYPE) == NULL
		    ? CKK_GENERIC_SECRET : CK_UNAVAILABLE_INFORMATION;
		TRY(template_read(AT_UNWRAP, CKO_SECRET_KEY, type, list,
		    count, &o->template));
	}
	return template_apply(&o->template, imposed);
}

/* ---- what is inherited ---- */

struct heritage
heritage_of(const struct object *parent, const struct object *second,
    unsigned traits)
{
	const struct attrs *a = &parent->attrs;
	const struct attrs *b = second == NULL ? a : &second->attrs;

	return (struct heritage){
		.traits = traits,
		.sensitive = attrs_bool(a, CKA_SENSITIVE) ||
		    attrs_bool(b, CKA_SENSITIVE),
		.extractable = attrs_bool(a, CKA_EXTRACTABLE) &&
		    attrs_bool(b, CKA_EXTRACTABLE),
		.always_sensitive = attrs_bool(a, CKA_ALWAYS_SENSITIVE) &&
		    attrs_bool(b, CKA_ALWAYS_SENSITIVE),
		.never_extractable = attrs_bool(a, CKA_NEVER_EXTRACTABLE) &&
		    attrs_bool(b, CKA_NEVER_EXTRACTABLE),
	};
}

/* One attribute; forced: the parents' value is the only one. */
static enum err
inherit_one(struct attrs *a, CK_ATTRIBUTE_TYPE type, bool value, bool forced)
{
	if (attrs_get(a, type) == NULL)
		return attrs_set_bool(a, type, value);
	if (forced && attrs_bool(a, type) != value)
		return refuse(E_TEMPLATE_INCONSISTENT, "what is made of keys "
		    "that are %s is so as well", value ? "sensitive"
		    : "not extractable");
	return E_OK;
}

/* What is open is inherited by session keys only: on the token silence has a
 * meaning of its own. */
static enum err
inherit(struct template *t, const struct heritage *h)
{
	bool bytes = (h->traits & MECH_BYTES) != 0;
	bool like = (h->traits & MECH_LIKE_BASE) != 0;
	bool open = like && !t->token;

	if (t->class != CKO_SECRET_KEY)
		return E_OK;
	if (h->sensitive ? like || bytes : open)
		TRY(inherit_one(&t->attrs, CKA_SENSITIVE, h->sensitive,
		    bytes));
	if (h->extractable ? open : like || bytes)
		TRY(inherit_one(&t->attrs, CKA_EXTRACTABLE, h->extractable,
		    bytes));
	return E_OK;
}

static enum err
inherit_history(struct template *t, const struct heritage *h)
{
	struct attrs *a = &t->attrs;

	if (t->class != CKO_SECRET_KEY)
		return E_OK;
	TRY(attrs_set_bool(a, CKA_ALWAYS_SENSITIVE, h->always_sensitive &&
	    attrs_bool(a, CKA_SENSITIVE)));
	return attrs_set_bool(a, CKA_NEVER_EXTRACTABLE,
	    h->never_extractable && !attrs_bool(a, CKA_EXTRACTABLE));
}

enum err
offspring_complete(struct session *s, struct offspring *o,
    const struct heritage *heritage)
{
	struct template *t = &o->template;
	struct template_place place;

	o->len = o->value_len;
	if (t->class == CKO_SECRET_KEY)
		TRY(import_length(t, &o->len));
	TRY(flow_template_place(s, &place));
	if (heritage != NULL)
		TRY(inherit(t, heritage));
	TRY(template_complete(t, &place, false));
	if (heritage != NULL)
		TRY(inherit_history(t, heritage));
	return flow_may_make(s, t);
}

/* ---- the object ---- */

enum err
offspring_fill(struct offspring *o, const struct secret *value)
{
	SCOPED(material) *m = NULL;

	if (o->template.class == CKO_DATA)
		return import_data(&o->template, value, &o->object);
	TRY(import_secret(&o->template, value, &m));
	return import_object(&o->template, m, &o->object);
}

void
offspring_clear(struct offspring *o)
{
	template_clear(&o->template);
	object_free(o->object);
	o->object = NULL;
}
