/* SPDX-License-Identifier: Apache-2.0 */
/* Reading and comparing attributes of an object at one version. */
#include "object/object.h"

#include "crypto/ct.h"
#include "object/attr.h"
#include "object/attr_template.h"

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

static const struct attr_row *
view_row(const struct view *v, CK_ATTRIBUTE_TYPE type)
{
	const struct attr_row *row = attr_find(type);

	return row != NULL && attr_belongs(row, v->object->class,
	    v->object->key_type) ? row : NULL;
}

/* A value where it lies. */
struct span {
	const void *at;
	size_t len;
};

/* What an object shows that was made before there was the row. */
static bool
silence(const struct attr_row *row, struct span *out)
{
	static const CK_BBOOL yes = CK_TRUE, no = CK_FALSE;
	static const CK_ULONG zero = 0;
	static const struct span spans[] = {
		[SILENT_FALSE] = { &no, sizeof(no) },
		[SILENT_TRUE] = { &yes, sizeof(yes) },
		[SILENT_EMPTY] = { NULL, 0 },
		[SILENT_ZERO] = { &zero, sizeof(zero) },
	};

	*out = spans[row->silent];
	return row->silent != SILENT_ABSENT;
}

static bool
view_stored(const struct view *v, const struct attr_row *row,
    struct span *out)
{
	const struct bytes *stored = attrs_get(&v->object->attrs, row->type);

	if (stored == NULL)
		return silence(row, out);
	*out = (struct span){ stored->data, stored->len };
	return true;
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
hand_out(const void *value, size_t len, CK_ATTRIBUTE *out)
{
	if (out->pValue == NULL) {
		out->ulValueLen = len;
		return E_OK;
	}
	if (out->ulValueLen < len) {
		out->ulValueLen = CK_UNAVAILABLE_INFORMATION;
		return E_BUFFER_TOO_SMALL;
	}
	if (len > 0)
		memcpy(out->pValue, value, len);
	out->ulValueLen = len;
	return E_OK;
}

static enum err
get_computed(const struct view *v, const struct attr_row *row,
    CK_ATTRIBUTE *out)
{
	struct bytes value = { 0 };
	enum err e = row->read(v, &value);

	if (e == E_OK)
		e = hand_out(value.data, value.len, out);
	else
		out->ulValueLen = CK_UNAVAILABLE_INFORMATION;
	forget(&value);
	return e;
}

enum err
view_get(const struct view *v, CK_ATTRIBUTE *out)
{
	const struct attr_row *row = view_row(v, out->type);
	struct span value;

	if (row != NULL && row->read != NULL)
		return get_computed(v, row, out);
	if (row != NULL && row->kind == ATTR_TEMPLATE)
		return attr_template_get(attrs_get(&v->object->attrs,
		    row->type), out);
	if (row != NULL && view_stored(v, row, &value))
		return hand_out(value.at, value.len, out);
	out->ulValueLen = CK_UNAVAILABLE_INFORMATION;
	return E_ATTRIBUTE_TYPE;
}

static bool
computed_matches(const struct view *v, const struct attr_row *row,
    const CK_ATTRIBUTE *want)
{
	struct bytes value = { 0 };
	bool same = row->read(v, &value) == E_OK &&
	    bytes_equal(&value, want->pValue, want->ulValueLen);

	forget(&value);
	return same;
}

bool
view_matches(const struct view *v, const CK_ATTRIBUTE *want)
{
	const struct attr_row *row = view_row(v, want->type);
	struct span value;

	if (row == NULL)
		return false;
	if (row->read != NULL)
		return computed_matches(v, row, want);
	if (row->kind == ATTR_TEMPLATE)
		return attr_template_equal(attrs_get(&v->object->attrs,
		    row->type), want);
	return view_stored(v, row, &value) && value.len == want->ulValueLen &&
	    (value.len == 0 || memcmp(value.at, want->pValue, value.len) == 0);
}
