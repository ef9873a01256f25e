/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of stored attributes. */
#include "object/attrs.h"

#include "object/attr.h"

#include <stdlib.h>
#include <string.h>

#define ATTRS_MAX 256

static size_t
attrs_place(const struct attrs *a, CK_ATTRIBUTE_TYPE type)
{
	size_t low = 0, high = a->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (a->list[middle].type < type)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool
attrs_has(const struct attrs *a, size_t i, CK_ATTRIBUTE_TYPE type)
{
	return i < a->count && a->list[i].type == type;
}

const struct bytes *
attrs_get(const struct attrs *a, CK_ATTRIBUTE_TYPE type)
{
	size_t i = attrs_place(a, type);

	return attrs_has(a, i, type) ? &a->list[i].value : NULL;
}

bool
attrs_bool(const struct attrs *a, CK_ATTRIBUTE_TYPE type)
{
	const struct bytes *v = attrs_get(a, type);

	return v != NULL && v->len == sizeof(CK_BBOOL) &&
	    v->data[0] != CK_FALSE;
}

CK_ULONG
attrs_ulong(const struct attrs *a, CK_ATTRIBUTE_TYPE type, CK_ULONG otherwise)
{
	const struct bytes *v = attrs_get(a, type);
	CK_ULONG n;

	if (v == NULL || v->len != sizeof(n))
		return otherwise;
	memcpy(&n, v->data, sizeof(n));
	return n;
}

static enum err
attrs_insert(struct attrs *a, size_t at, CK_ATTRIBUTE_TYPE type)
{
	struct attr *list = realloc(a->list, (a->count + 1) * sizeof(*list));

	if (list == NULL)
		return E_NO_MEMORY;
	memmove(&list[at + 1], &list[at], (a->count - at) * sizeof(*list));
	memset(&list[at], 0, sizeof(*list));
	list[at].type = type;
	a->list = list;
	a->count++;
	return E_OK;
}

enum err
attrs_set(struct attrs *a, CK_ATTRIBUTE_TYPE type, const void *value,
    size_t len)
{
	size_t at = attrs_place(a, type);

	if (!attrs_has(a, at, type))
		TRY(attrs_insert(a, at, type));
	return bytes_set(&a->list[at].value, value, len);
}

enum err
attrs_set_bool(struct attrs *a, CK_ATTRIBUTE_TYPE type, bool value)
{
	CK_BBOOL b = value ? CK_TRUE : CK_FALSE;

	return attrs_set(a, type, &b, sizeof(b));
}

enum err
attrs_set_ulong(struct attrs *a, CK_ATTRIBUTE_TYPE type, CK_ULONG value)
{
	return attrs_set(a, type, &value, sizeof(value));
}

void
attrs_remove(struct attrs *a, CK_ATTRIBUTE_TYPE type)
{
	size_t at = attrs_place(a, type);

	if (!attrs_has(a, at, type))
		return;
	bytes_clear(&a->list[at].value);
	a->count--;
	memmove(&a->list[at], &a->list[at + 1],
	    (a->count - at) * sizeof(*a->list));
}

enum err
attrs_copy(struct attrs *to, const struct attrs *from)
{
	for (size_t i = 0; i < from->count; i++)
		TRY(attrs_set(to, from->list[i].type, from->list[i].value.data,
		    from->list[i].value.len));
	return E_OK;
}

void
attrs_clear(struct attrs *a)
{
	for (size_t i = 0; i < a->count; i++)
		bytes_clear(&a->list[i].value);
	free(a->list);
	a->list = NULL;
	a->count = 0;
}

/* CK_ULONGs, single or in a list, are eight bytes big-endian in the store. */
static void
ulongs_encode(const struct bytes *v, struct writer *w)
{
	size_t n = v->len / sizeof(CK_ULONG);

	writer_u32(w, (uint32_t)(n * 8));
	for (size_t i = 0; i < n; i++) {
		CK_ULONG one;

		memcpy(&one, v->data + i * sizeof(one), sizeof(one));
		writer_u64(w, one);
	}
}

static enum err
ulongs_decode(const unsigned char *data, size_t len, struct attrs *out,
    CK_ATTRIBUTE_TYPE type)
{
	struct bytes v = { 0 };
	struct reader r;
	enum err e = E_OK;

	reader_init(&r, data, len);
	while (e == E_OK && r.left >= 8) {
		CK_ULONG one = (CK_ULONG)reader_u64(&r);

		e = bytes_append(&v, &one, sizeof(one));
	}
	if (e == E_OK)
		e = reader_done(&r) ? attrs_set(out, type, v.data, v.len)
		    : E_STORE_DAMAGED;
	bytes_clear(&v);
	return e;
}

static bool
in_ulongs(const struct attr_row *row)
{
	return row->kind == ATTR_ULONG || row->kind == ATTR_MECHANISMS;
}

void
attrs_encode(const struct attrs *a, struct writer *w)
{
	writer_u32(w, (uint32_t)a->count);
	for (size_t i = 0; i < a->count; i++) {
		const struct attr *one = &a->list[i];
		const struct attr_row *row = attr_find(one->type);

		writer_u64(w, one->type);
		if (row != NULL && in_ulongs(row))
			ulongs_encode(&one->value, w);
		else
			writer_block(w, one->value.data, one->value.len);
	}
}

static enum err
attr_decode(struct reader *r, struct attrs *out)
{
	CK_ATTRIBUTE_TYPE type = (CK_ATTRIBUTE_TYPE)reader_u64(r);
	const struct attr_row *row = attr_find(type);
	size_t len;
	const unsigned char *data = reader_block(r, &len);

	if (r->failed || row == NULL)
		return refuse(E_STORE_DAMAGED,
		    "an object holds attribute %#lx, unknown to this version",
		    (unsigned long)type);
	if (in_ulongs(row))
		return ulongs_decode(data, len, out, type);
	return attrs_set(out, type, data, len);
}

enum err
attrs_decode(struct reader *r, struct attrs *out)
{
	uint32_t count = reader_u32(r);

	if (count > ATTRS_MAX)
		return E_STORE_DAMAGED;
	for (uint32_t i = 0; i < count; i++)
		TRY(attr_decode(r, out));
	return E_OK;
}
