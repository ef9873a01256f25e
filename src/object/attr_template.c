/* SPDX-License-Identifier: Apache-2.0 */
/* Templates as values: packed, given back entry by entry, matched, applied. */
#include "object/attr_template.h"

#include "object/attr.h"

#include <string.h>

/* Of the encoding: what is needed to tell keys apart is a fraction of it. */
#define PACKED_MAX 65536

/* ---- in ---- */

static enum err
check_entry(const struct attrs *before, const CK_ATTRIBUTE *a)
{
	const struct attr_row *row = attr_find(a->type);

	if (row == NULL)
		return refuse(E_ATTRIBUTE_TYPE,
		    "attribute %#lx, in a template's template, is unknown",
		    (unsigned long)a->type);
	if (row->kind == ATTR_TEMPLATE)
		return refuse(E_TEMPLATE_INCONSISTENT,
		    "CKA_%s cannot stand in a template's template", row->name);
	if (attrs_get(before, a->type) != NULL)
		return refuse(E_TEMPLATE_INCONSISTENT,
		    "CKA_%s is given twice in a template's template",
		    row->name);
	return attr_check(row, a);
}

static enum err
read_entries(const CK_ATTRIBUTE *a, struct attrs *out)
{
	size_t count = a->ulValueLen / sizeof(CK_ATTRIBUTE), total = 0;
	CK_ATTRIBUTE one;

	if (count > ATTR_TEMPLATE_MAX)
		return refuse(E_ATTRIBUTE_VALUE,
		    "a template's template has more than %d attributes",
		    ATTR_TEMPLATE_MAX);
	for (size_t i = 0; i < count; i++) {
		memcpy(&one, (const char *)a->pValue + i * sizeof(one),
		    sizeof(one));
		TRY(check_entry(out, &one));
		total += one.ulValueLen;
		if (total > PACKED_MAX)
			return refuse(E_ATTRIBUTE_VALUE,
			    "a template's template is too long");
		TRY(attrs_set(out, one.type, one.pValue, one.ulValueLen));
	}
	return E_OK;
}

enum err
attr_template_pack(const CK_ATTRIBUTE *a, struct bytes *out)
{
	SCOPED_VALUE(attrs) list = { 0 };
	struct writer w;

	TRY(read_entries(a, &list));
	out->len = 0;
	writer_init(&w, out);
	if (list.count > 0)
		attrs_encode(&list, &w);
	return writer_done(&w);
}

static enum err
unpack(const struct bytes *stored, struct attrs *out)
{
	struct reader r;

	if (stored == NULL || stored->len == 0)
		return E_OK;
	reader_init(&r, stored->data, stored->len);
	TRY(attrs_decode(&r, out));
	return reader_done(&r) ? E_OK : refuse(E_STORE_DAMAGED,
	    "a template within an object is not well formed");
}

/* ---- out ---- */

static enum err
fill_entry(const struct attr *from, CK_ATTRIBUTE *to)
{
	size_t len = from->value.len;

	to->type = from->type;
	if (to->pValue != NULL && to->ulValueLen < len) {
		to->ulValueLen = CK_UNAVAILABLE_INFORMATION;
		return E_BUFFER_TOO_SMALL;
	}
	if (to->pValue != NULL && len > 0)
		memcpy(to->pValue, from->value.data, len);
	to->ulValueLen = len;
	return E_OK;
}

static const struct attr *
entry_of(const struct attrs *list, CK_ATTRIBUTE_TYPE type)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->list[i].type == type)
			return &list->list[i];
	return NULL;
}

static CK_ATTRIBUTE
entry_at(const CK_ATTRIBUTE *array, size_t i)
{
	CK_ATTRIBUTE one;

	memcpy(&one, (const char *)array->pValue + i * sizeof(one),
	    sizeof(one));
	return one;
}

/* Whether every entry names another attribute that there is. */
static bool
is_named(const struct attrs *list, const CK_ATTRIBUTE *array, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		CK_ATTRIBUTE_TYPE type = entry_at(array, i).type;

		if (entry_of(list, type) == NULL)
			return false;
		for (size_t j = 0; j < i; j++)
			if (entry_at(array, j).type == type)
				return false;
	}
	return true;
}

/* Whether the caller leaves it to us what stands where: he says so, or has
 * given no room for values that could end up in the wrong place. */
static bool
is_open(const CK_ATTRIBUTE *array, size_t count)
{
	bool unnamed = true, empty = true;

	for (size_t i = 0; i < count; i++) {
		CK_ATTRIBUTE one = entry_at(array, i);

		unnamed = unnamed && one.type == CK_UNAVAILABLE_INFORMATION;
		empty = empty && one.pValue == NULL;
	}
	return unnamed || empty;
}

static enum err
fill_array(const struct attrs *list, const CK_ATTRIBUTE *array, size_t count,
    bool named)
{
	enum err result = E_OK;

	for (size_t i = 0; i < count; i++) {
		CK_ATTRIBUTE one = entry_at(array, i);
		enum err e = fill_entry(named ? entry_of(list, one.type)
		    : &list->list[i], &one);

		memcpy((char *)array->pValue + i * sizeof(one), &one,
		    sizeof(one));
		result = result == E_OK ? e : result;
	}
	return result;
}

/*
 * The caller names what he wants (all, or some), or has us say what there is.
 * Once he knows, he comes back with room for the values.
 */
static enum err
give(const struct attrs *list, CK_ATTRIBUTE *out)
{
	size_t room = out->ulValueLen / sizeof(CK_ATTRIBUTE);
	bool named = room > 0 && is_named(list, out, room);
	size_t count = named ? room : list->count;

	if (room < count) {
		out->ulValueLen = CK_UNAVAILABLE_INFORMATION;
		return E_BUFFER_TOO_SMALL;
	}
	if (!named && !is_open(out, room)) {
		out->ulValueLen = CK_UNAVAILABLE_INFORMATION;
		return refuse(E_TEMPLATE_INCONSISTENT, "the array for a "
		    "template names attributes that are not in it");
	}
	out->ulValueLen = count * sizeof(CK_ATTRIBUTE);
	return fill_array(list, out, count, named);
}

enum err
attr_template_get(const struct bytes *stored, CK_ATTRIBUTE *out)
{
	SCOPED_VALUE(attrs) list = { 0 };

	TRY(unpack(stored, &list));
	if (out->pValue != NULL)
		return give(&list, out);
	out->ulValueLen = list.count * sizeof(CK_ATTRIBUTE);
	return E_OK;
}

/* ---- comparing ---- */

bool
attr_template_equal(const struct bytes *stored, const CK_ATTRIBUTE *want)
{
	static const struct bytes empty;
	SCOPED_VALUE(bytes) packed = { 0 };

	if (stored == NULL)
		stored = &empty;
	return want->ulValueLen % sizeof(CK_ATTRIBUTE) == 0 &&
	    attr_template_pack(want, &packed) == E_OK &&
	    bytes_equal(&packed, stored->data, stored->len);
}

static CK_ATTRIBUTE
as_attribute(const struct attr *a)
{
	return (CK_ATTRIBUTE){ a->type, a->value.data, a->value.len };
}

bool
attr_template_matches(const struct bytes *stored, const struct view *v)
{
	SCOPED_VALUE(attrs) list = { 0 };

	if (unpack(stored, &list) != E_OK)
		return false;
	for (size_t i = 0; i < list.count; i++) {
		CK_ATTRIBUTE want = as_attribute(&list.list[i]);

		if (!view_matches(v, &want))
			return false;
	}
	return true;
}

/* ---- applying ---- */

static bool
same(const CK_ATTRIBUTE *a, const struct bytes *value)
{
	return bytes_equal(value, a->pValue, a->ulValueLen);
}

static bool
is_number(const struct bytes *value, CK_ULONG number)
{
	return bytes_equal(value, &number, sizeof(number));
}

/* The caller's template says the same or nothing. */
static bool
agrees(const struct template *t, const struct attr_row *row,
    const struct bytes *value)
{
	const CK_ATTRIBUTE *part = template_part(t, row->type);
	const struct bytes *said = attrs_get(&t->attrs, row->type);

	if (row->type == CKA_CLASS)
		return is_number(value, t->class);
	if (row->type == CKA_KEY_TYPE)
		return is_number(value, t->key_type);
	if (row->type == CKA_TOKEN)
		return !t->token_given || t->token == (value->data[0] != 0);
	if (part != NULL)
		return same(part, value);
	return said == NULL || bytes_equal(said, value->data, value->len);
}

static enum err
take_part(struct template *t, const struct attr *a)
{
	const struct bytes *kept;

	if (template_part(t, a->type) != NULL)
		return E_OK;
	if (t->part_count == TEMPLATE_PARTS_MAX)
		return E_TEMPLATE_INCONSISTENT;
	TRY(attrs_set(&t->held, a->type, a->value.data, a->value.len));
	kept = attrs_get(&t->held, a->type);
	t->parts[t->part_count++] = (CK_ATTRIBUTE){ a->type, kept->data,
		kept->len };
	return E_OK;
}

static enum err
apply_entry(struct template *t, const struct attr *a)
{
	const struct attr_row *row = attr_find(a->type);

	if (!attr_belongs(row, t->class, t->key_type) ||
	    !(row->when & t->when) || !agrees(t, row, &a->value))
		return refuse(E_TEMPLATE_INCONSISTENT, "the other key's "
		    "template gives CKA_%s another value", row->name);
	if (row->type == CKA_CLASS || row->type == CKA_KEY_TYPE)
		return E_OK;
	if (row->type == CKA_TOKEN) {
		t->token = a->value.data[0] != CK_FALSE;
		t->token_given = true;
		return E_OK;
	}
	if (template_is_part(t, row))
		return take_part(t, a);
	return attrs_set(&t->attrs, a->type, a->value.data, a->value.len);
}

enum err
template_apply(struct template *t, const struct bytes *stored)
{
	SCOPED_VALUE(attrs) list = { 0 };

	TRY(unpack(stored, &list));
	for (size_t i = 0; i < list.count; i++)
		TRY(apply_entry(t, &list.list[i]));
	return E_OK;
}
