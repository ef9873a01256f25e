/* SPDX-License-Identifier: Apache-2.0 */
/* Checking and packing material into new key objects. */
#include "flow/import.h"

#include "base/clock.h"
#include "key/key_type.h"
#include "mech/check_value.h"

#include <string.h>

/* ---- lengths ---- */

static enum err
no_length(const struct template *t, size_t len)
{
	const struct key_type *type = key_type_find(t->key_type);

	return refuse(E_ATTRIBUTE_VALUE, "a key of type %s cannot have %zu "
	    "bytes", type != NULL && type->name != NULL ? type->name
	    : "unknown", len);
}

enum err
import_length(const struct template *t, size_t *out)
{
	size_t wanted = template_number(t, CKA_VALUE_LEN);
	size_t only = key_type_length(t->key_type);

	if (wanted != 0 && only != 0 && wanted != only)
		return refuse(E_TEMPLATE_INCONSISTENT, "CKA_VALUE_LEN is %zu, "
		    "keys of this type have %zu bytes", wanted, only);
	if (wanted != 0 && !key_type_fits(t->key_type, wanted))
		return no_length(t, wanted);
	*out = wanted != 0 ? wanted : only;
	return E_OK;
}

static enum err
check_length(const struct template *t, size_t len)
{
	size_t wanted = template_number(t, CKA_VALUE_LEN);

	if (!key_type_fits(t->key_type, len))
		return no_length(t, len);
	if (wanted != 0 && wanted != len)
		return refuse(E_TEMPLATE_INCONSISTENT, "CKA_VALUE_LEN is %zu, "
		    "the value has %zu bytes", wanted, len);
	return E_OK;
}

/* ---- values ---- */

enum err
import_agrees(const struct template *t, const struct material *m)
{
	const CK_ATTRIBUTE *given = template_part(t, CKA_CHECK_VALUE);
	unsigned char value[CHECK_VALUE_LEN];
	size_t len;

	if (given == NULL || given->ulValueLen == 0)
		return E_OK;
	TRY(check_value(t->key_type, m, value, &len));
	if (given->ulValueLen != len || memcmp(given->pValue, value, len) != 0)
		return refuse(E_ATTRIBUTE_VALUE,
		    "CKA_CHECK_VALUE does not fit the value");
	return E_OK;
}

enum err
import_secret(const struct template *t, const struct secret *value,
    struct material **out)
{
	SCOPED(material) *m = NULL;

	TRY(check_length(t, secret_len(value)));
	TRY(material_from_secret(value, &m));
	TRY(import_agrees(t, m));
	*out = m;
	m = NULL;
	return E_OK;
}

/* ---- objects ---- */

enum err
import_object(struct template *t, struct material *m, struct object **out)
{
	SCOPED(object) *o = NULL;
	uint64_t now = clock_now();

	TRY(template_object(t, &o));
	TRY(key_new(t->key_type, now, &o->key));
	TRY(key_append(o->key, m, STATE_ENABLED, now, NULL));
	TRY(template_check_key(t, o));
	*out = o;
	o = NULL;
	return E_OK;
}

enum err
import_data(struct template *t, const struct secret *value,
    struct object **out)
{
	SCOPED(material) *m = NULL;

	if (!attrs_bool(&t->attrs, CKA_PRIVATE)) {
		TRY(attrs_set(&t->attrs, CKA_VALUE, secret_peek(value),
		    secret_len(value)));
		return template_object(t, out);
	}
	TRY(material_from_secret(value, &m));
	attrs_remove(&t->attrs, CKA_VALUE);
	return import_object(t, m, out);
}
