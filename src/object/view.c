/* SPDX-License-Identifier: Apache-2.0 */
/* Reading and comparing attributes of an object at one version. */
#include "object/object.h"

#include "crypto/ct.h"
#include "object/attr.h"

#include <string.h>

void
view_clear(struct view *v)
{
	object_free(v->object);
	v->object = NULL;
	v->version = 0;
}

struct version *
view_version(const struct view *v)
{
	const struct key *k = v->object->key;

	if (k == NULL || v->object->class == CKO_CERTIFICATE)
		return NULL;
	return v->version != 0 ? key_version(k, v->version) : key_current(k);
}

static enum err
view_read(const struct view *v, CK_ATTRIBUTE_TYPE type, struct bytes *out)
{
	const struct attr_row *row = attr_find(type);
	const struct bytes *stored;

	if (row == NULL || !(row->classes & attr_class(v->object->class)))
		return E_ATTRIBUTE_TYPE;
	if (row->read != NULL)
		return row->read(v, out);
	stored = attrs_get(&v->object->attrs, type);
	if (stored == NULL)
		return E_ATTRIBUTE_TYPE;
	return bytes_set(out, stored->data, stored->len);
}

/* What was read may be a key's value. */
static void
forget(struct bytes *b)
{
	if (b->len > 0)
		ct_wipe(b->data, b->len);
	bytes_clear(b);
}

static enum err
hand_out(const struct bytes *value, CK_ATTRIBUTE *out)
{
	if (out->pValue == NULL) {
		out->ulValueLen = value->len;
		return E_OK;
	}
	if (out->ulValueLen < value->len) {
		out->ulValueLen = CK_UNAVAILABLE_INFORMATION;
		return E_BUFFER_TOO_SMALL;
	}
	if (value->len > 0)
		memcpy(out->pValue, value->data, value->len);
	out->ulValueLen = value->len;
	return E_OK;
}

enum err
view_get(const struct view *v, CK_ATTRIBUTE *out)
{
	struct bytes value = { 0 };
	enum err e = view_read(v, out->type, &value);

	if (e == E_OK)
		e = hand_out(&value, out);
	else
		out->ulValueLen = CK_UNAVAILABLE_INFORMATION;
	forget(&value);
	return e;
}

bool
view_matches(const struct view *v, const CK_ATTRIBUTE *want)
{
	struct bytes value = { 0 };
	bool same = view_read(v, want->type, &value) == E_OK &&
	    bytes_equal(&value, want->pValue, want->ulValueLen);

	forget(&value);
	return same;
}
