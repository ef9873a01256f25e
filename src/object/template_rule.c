/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What silence means, and what a token key may not be: the rules of the
 * design for token keys, session keys and copies.
 */
#include "object/template.h"

#include "crypto/ec.h"
#include "object/template_certificate.h"
#include "object/template_key.h"
#include "object/template_usage.h"

#include <string.h>

static bool
is_owner(const struct template *t)
{
	return t->class == CKO_SECRET_KEY || t->class == CKO_PRIVATE_KEY;
}

static enum err
set_silent(struct attrs *a, CK_ATTRIBUTE_TYPE type, bool value)
{
	return attrs_get(a, type) != NULL ? E_OK
	    : attrs_set_bool(a, type, value);
}

/* ---- defaults from the table ---- */

static enum err
complete_row(struct attrs *a, const struct attr_row *row)
{
	if (row->silent == SILENT_ABSENT || attrs_get(a, row->type) != NULL)
		return E_OK;
	switch (row->silent) {
	case SILENT_FALSE:
	case SILENT_TRUE:
		return attrs_set_bool(a, row->type,
		    row->silent == SILENT_TRUE);
	case SILENT_EMPTY:
		return attrs_set(a, row->type, NULL, 0);
	case SILENT_ZERO:
		return attrs_set_ulong(a, row->type, 0);
	case SILENT_ABSENT:
		break;
	}
	return E_OK;
}

static enum err
complete_rows(struct template *t)
{
	const struct attr_row *row;

	for (size_t i = 0; (row = attr_at(i)) != NULL; i++)
		if (attr_belongs(row, t->class, t->key_type))
			TRY(complete_row(&t->attrs, row));
	return E_OK;
}

/* A curve has names other than ours: who gave one finds the key by it. */
static enum err
keep_curve_name(struct template *t)
{
	const CK_ATTRIBUTE *a = template_part(t, CKA_EC_PARAMS);
	const struct curve *c;

	if (a == NULL)
		return E_OK;
	c = curve_by_params(a->pValue, a->ulValueLen);
	if (c == NULL || (a->ulValueLen == c->oid_len &&
	    memcmp(a->pValue, c->oid, c->oid_len) == 0))
		return E_OK;
	return attrs_set(&t->attrs, CKA_EC_PARAMS, a->pValue, a->ulValueLen);
}

/* An empty check value says that there is to be none. */
static enum err
keep_no_check_value(struct template *t)
{
	const CK_ATTRIBUTE *a = template_part(t, CKA_CHECK_VALUE);

	return a != NULL && a->ulValueLen == 0
	    ? attrs_set(&t->attrs, CKA_CHECK_VALUE, NULL, 0) : E_OK;
}

/* ---- token and session keys ---- */

static enum err
check_token_key(const struct template *t, const struct template_place *p)
{
	if (attrs_bool(&t->attrs, CKA_EXTRACTABLE) && !p->allow_extractable)
		return refuse(E_TEMPLATE_INCONSISTENT, "CKA_EXTRACTABLE is "
		    "TRUE, but this token keeps its keys (it was not set up "
		    "with allow-extractable)");
	if (attrs_bool(&t->attrs, CKA_COPYABLE))
		return refuse(E_TEMPLATE_INCONSISTENT,
		    "CKA_COPYABLE is TRUE, but token keys are never copied");
	return E_OK;
}

/* A session secret key is a data key: readable unless its template says
 * otherwise. */
static enum err
complete_owner(struct template *t)
{
	bool open = !t->token && t->class == CKO_SECRET_KEY;

	TRY(set_silent(&t->attrs, CKA_PRIVATE, true));
	TRY(set_silent(&t->attrs, CKA_SENSITIVE, !open));
	TRY(set_silent(&t->attrs, CKA_EXTRACTABLE, open));
	return set_silent(&t->attrs, CKA_COPYABLE, !t->token);
}

static enum err
check_rules(const struct template *t, const struct template_place *p)
{
	if (is_owner(t) && t->token)
		TRY(check_token_key(t, p));
	if (t->class == CKO_CERTIFICATE)
		TRY(certificate_check(t));
	if (attrs_bool(&t->attrs, CKA_ALWAYS_AUTHENTICATE) &&
	    !attrs_bool(&t->attrs, CKA_PRIVATE))
		return refuse(E_TEMPLATE_INCONSISTENT,
		    "CKA_ALWAYS_AUTHENTICATE needs CKA_PRIVATE");
	if (attrs_bool(&t->attrs, CKA_TRUSTED) && !p->officer)
		return refuse(E_ATTRIBUTE_READ_ONLY,
		    "only the security officer sets CKA_TRUSTED");
	return E_OK;
}

static enum err
check_needed(const struct template *t)
{
	const struct attr_row *row;

	for (size_t i = 0; (row = attr_at(i)) != NULL; i++)
		if ((row->when & AT_NEEDED) && row->read == NULL &&
		    attr_belongs(row, t->class, t->key_type) &&
		    attrs_get(&t->attrs, row->type) == NULL)
			return refuse(E_TEMPLATE_INCOMPLETE,
			    "CKA_%s is missing", row->name);
	return E_OK;
}

static enum err
set_history(struct template *t, bool local)
{
	struct attrs *a = &t->attrs;

	if (!is_owner(t))
		return t->class == CKO_PUBLIC_KEY
		    ? attrs_set_bool(a, CKA_LOCAL, local) : E_OK;
	TRY(attrs_set_bool(a, CKA_LOCAL, local));
	TRY(attrs_set_bool(a, CKA_ALWAYS_SENSITIVE,
	    local && attrs_bool(a, CKA_SENSITIVE)));
	return attrs_set_bool(a, CKA_NEVER_EXTRACTABLE,
	    local && !attrs_bool(a, CKA_EXTRACTABLE));
}

enum err
template_complete(struct template *t, const struct template_place *place,
    bool local)
{
	if (t->when == AT_CREATE)
		TRY(check_needed(t));
	if (is_owner(t))
		TRY(complete_owner(t));
	TRY(template_complete_usage(t));
	TRY(check_rules(t, place));
	TRY(complete_rows(t));
	TRY(keep_curve_name(t));
	TRY(keep_no_check_value(t));
	if (t->class == CKO_DATA && attrs_get(&t->attrs, CKA_VALUE) == NULL)
		TRY(attrs_set(&t->attrs, CKA_VALUE, NULL, 0));
	return set_history(t, local);
}

/* ---- copies ---- */

/* A session key stored on the token becomes one that never leaves it, unless
 * the template says otherwise. */
static enum err
copy_defaults(struct template *t, struct attrs *merged)
{
	if (!is_owner(t) || !t->token)
		return E_OK;
	TRY(attrs_set_bool(merged, CKA_EXTRACTABLE, false));
	TRY(attrs_set_bool(merged, CKA_SENSITIVE, true));
	return attrs_set_bool(merged, CKA_COPYABLE, false);
}

static enum err
check_latches(const struct attrs *before, const struct attrs *after)
{
	const struct attr_row *row;

	for (size_t i = 0; (row = attr_at(i)) != NULL; i++) {
		bool was = attrs_bool(before, row->type);
		bool is = attrs_bool(after, row->type);

		if (attrs_get(before, row->type) == NULL)
			continue;
		if (((row->when & AT_LATCH_ON) && was && !is) ||
		    ((row->when & AT_LATCH_OFF) && !was && is))
			return refuse(E_ATTRIBUTE_READ_ONLY,
			    "CKA_%s cannot become %s again", row->name,
			    is ? "TRUE" : "FALSE");
	}
	return E_OK;
}

enum err
template_copy(struct template *t, const struct object *source,
    const struct template_place *place)
{
	struct attrs merged = { 0 };
	enum err e;

	e = attrs_copy(&merged, &source->attrs);
	if (e == E_OK)
		e = copy_defaults(t, &merged);
	if (e == E_OK)
		e = attrs_copy(&merged, &t->attrs);
	if (e == E_OK)
		e = check_latches(&source->attrs, &merged);
	attrs_clear(&t->attrs);
	t->attrs = merged;
	if (e != E_OK)
		return e;
	return check_rules(t, place);
}

/* ---- C_SetAttributeValue ---- */

/* What the table lets change of some classes only. */
static bool
may_modify(const struct object *o, const struct attr_row *row,
    const CK_ATTRIBUTE *a)
{
	if (!(row->when & AT_MODIFY))
		return false;
	if (o->class == CKO_CERTIFICATE)
		return certificate_may_change(a->type);
	if (a->type == CKA_PUBLIC_KEY_INFO)
		return o->class == CKO_PRIVATE_KEY;
	return a->type != CKA_CHECK_VALUE || a->ulValueLen == 0;
}

static enum err
modify_entry(struct object *o, struct attrs *to, const CK_ATTRIBUTE *a)
{
	const struct attr_row *row = attr_find(a->type);

	if (row == NULL || !attr_belongs(row, o->class, o->key_type))
		return refuse(E_ATTRIBUTE_TYPE,
		    "the object has no attribute %#lx",
		    (unsigned long)a->type);
	if (!may_modify(o, row, a))
		return refuse(E_ATTRIBUTE_READ_ONLY,
		    "CKA_%s never changes", row->name);
	TRY(attr_check(row, a));
	if (a->type == CKA_PUBLIC_KEY_INFO)
		return key_is_said(o, a);
	return attrs_set(to, a->type, a->pValue, a->ulValueLen);
}

static enum err
modify_all(struct object *o, struct attrs *to, const CK_ATTRIBUTE *list,
    CK_ULONG count, const struct template_place *place)
{
	struct template t = { .class = o->class, .key_type = o->key_type,
	    .token = o->serial != 0 };

	TRY(attrs_copy(to, &o->attrs));
	for (CK_ULONG i = 0; i < count; i++)
		TRY(modify_entry(o, to, &list[i]));
	TRY(check_latches(&o->attrs, to));
	if (attrs_bool(to, CKA_TRUSTED) == attrs_bool(&o->attrs, CKA_TRUSTED))
		return E_OK;
	t.attrs = *to; /* borrowed: the rules only read */
	return check_rules(&t, place);
}

enum err
template_modify(struct object *o, const CK_ATTRIBUTE *list, CK_ULONG count,
    const struct template_place *place)
{
	struct attrs changed = { 0 };
	enum err e;

	if (!attrs_bool(&o->attrs, CKA_MODIFIABLE))
		return refuse(E_ACTION_PROHIBITED,
		    "the object was made with CKA_MODIFIABLE FALSE");
	if (o->class == CKO_CERTIFICATE && !place->officer &&
	    attrs_bool(&o->attrs, CKA_TRUSTED))
		return refuse(E_ACTION_PROHIBITED,
		    "only the security officer changes trusted certificates");
	e = modify_all(o, &changed, list, count, place);
	if (e != E_OK) {
		attrs_clear(&changed);
		return e;
	}
	attrs_clear(&o->attrs);
	o->attrs = changed;
	return E_OK;
}
