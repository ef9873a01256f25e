/* SPDX-License-Identifier: Apache-2.0 */
/* C_CreateObject: what a template brings along becomes a key, or nothing. */
#include "flow/objects.h"

#include "crypto/ec.h"
#include "crypto/x509.h"
#include "flow/common.h"
#include "flow/import.h"

#include <string.h>

/* ---- material from a template ---- */

static enum err
missing(const char *name)
{
	return refuse(E_TEMPLATE_INCOMPLETE, "CKA_%s is missing", name);
}

static enum err
value_secret(const struct template *t, struct secret **out)
{
	const CK_ATTRIBUTE *value = template_part(t, CKA_VALUE);

	if (value == NULL)
		return missing("VALUE");
	return secret_from(value->pValue, value->ulValueLen, out);
}

static enum err
from_secret_value(const struct template *t, struct material **out)
{
	SCOPED(secret) *value = NULL;

	TRY(value_secret(t, &value));
	return import_secret(t, value, out);
}

static enum err
template_curve(const struct template *t, const struct curve **out)
{
	const CK_ATTRIBUTE *params = template_part(t, CKA_EC_PARAMS);

	if (params == NULL)
		return missing("EC_PARAMS");
	*out = curve_by_params(params->pValue, params->ulValueLen);
	return *out != NULL ? E_OK : refuse(E_CURVE,
	    "CKA_EC_PARAMS names no curve that is supported");
}

static enum err
from_ec_private(const struct template *t, struct material **out)
{
	SCOPED(secret) *value = NULL;
	const struct curve *curve;

	TRY(template_curve(t, &curve));
	TRY(value_secret(t, &value));
	return ec_from_private(curve, value, out);
}

static enum err
from_ec_public(const struct template *t, struct material **out)
{
	const CK_ATTRIBUTE *point = template_part(t, CKA_EC_POINT);
	const struct curve *curve;

	TRY(template_curve(t, &curve));
	if (point == NULL)
		return missing("EC_POINT");
	return ec_from_point(curve, point->pValue, point->ulValueLen, out);
}

static const struct {
	CK_OBJECT_CLASS class;
	CK_KEY_TYPE type;
	enum err (*material)(const struct template *, struct material **);
} importers[] = {
	{ CKO_SECRET_KEY, CKK_AES, from_secret_value },
	{ CKO_SECRET_KEY, CKK_GENERIC_SECRET, from_secret_value },
	{ CKO_PRIVATE_KEY, CKK_EC, from_ec_private },
	{ CKO_PUBLIC_KEY, CKK_EC, from_ec_public },
};

static enum err
key_material(const struct template *t, struct material **out)
{
	for (size_t i = 0; i < sizeof(importers) / sizeof(importers[0]); i++)
		if (importers[i].class == t->class &&
		    importers[i].type == t->key_type)
			return importers[i].material(t, out);
	return refuse(E_ATTRIBUTE_VALUE, "keys of type %#lx are not supported",
	    (unsigned long)t->key_type);
}

/* ---- certificates ---- */

/* Whose key it certifies is read once, when it comes in. */
static enum err
certificate_read(struct object *o)
{
	const struct bytes *der = attrs_get(&o->attrs, CKA_VALUE);
	struct bytes spki = { 0 };
	enum err e = E_OK;

	if (der != NULL && der->len > 0 &&
	    x509_spki(der->data, der->len, &spki) == E_OK)
		e = attrs_set(&o->attrs, CKA_PUBLIC_KEY_INFO, spki.data,
		    spki.len);
	bytes_clear(&spki);
	return e;
}

/* ---- private data ---- */

/* Its value is sealed like a key: who holds the root alone does not read it. */
static enum err
data_object(struct template *t, struct object **out)
{
	const struct bytes *value = attrs_get(&t->attrs, CKA_VALUE);
	SCOPED(secret) *kept = NULL;
	SCOPED(material) *m = NULL;

	if (t->class != CKO_DATA || !attrs_bool(&t->attrs, CKA_PRIVATE))
		return template_object(t, out);
	TRY(secret_from(value->data, value->len, &kept));
	TRY(material_from_secret(kept, &m));
	attrs_remove(&t->attrs, CKA_VALUE);
	return import_object(t, m, out);
}

/* ---- the call ---- */

static enum err
create(struct session *s, struct template *t, CK_OBJECT_HANDLE *out)
{
	SCOPED(object) *o = NULL;
	SCOPED(material) *m = NULL;
	struct template_place place;
	bool key = (attr_class(t->class) & ON_KEYS) != 0;

	TRY(flow_template_place(s, &place));
	if (key)
		TRY(key_material(t, &m));
	TRY(template_complete(t, &place, false));
	TRY(flow_may_make(s, t));
	if (key)
		TRY(import_object(t, m, &o));
	else
		TRY(data_object(t, &o));
	if (t->class == CKO_CERTIFICATE)
		TRY(certificate_read(o));
	return flow_publish(s, o, t->token, out);
}

enum err
flow_object_create(struct session *s, const CK_ATTRIBUTE *template,
    CK_ULONG count, CK_OBJECT_HANDLE *out)
{
	struct template t = { 0 };
	enum err e;

	if (out == NULL)
		return refuse(E_ARGUMENTS, "the handle pointer is NULL");
	e = template_read(AT_CREATE, CK_UNAVAILABLE_INFORMATION,
	    CK_UNAVAILABLE_INFORMATION, template, count, &t);
	if (e == E_OK)
		e = create(s, &t, out);
	template_clear(&t);
	return e;
}
