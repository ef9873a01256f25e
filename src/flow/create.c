/* SPDX-License-Identifier: Apache-2.0 */
/* C_CreateObject: what a template brings along becomes a key, or nothing. */
#include "flow/objects.h"

#include "crypto/x509.h"
#include "flow/common.h"
#include "flow/import.h"

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

/* ---- data ---- */

static enum err
data_object(struct template *t, struct object **out)
{
	const struct bytes *value = attrs_get(&t->attrs, CKA_VALUE);
	SCOPED(secret) *kept = NULL;

	if (t->class != CKO_DATA || !attrs_bool(&t->attrs, CKA_PRIVATE))
		return template_object(t, out);
	TRY(secret_from(value->data, value->len, &kept));
	return import_data(t, kept, out);
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
		TRY(import_key(t, &m));
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
