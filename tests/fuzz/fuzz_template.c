/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Templates as callers write them: any attribute of any length, in any order,
 * twice, nested where an attribute is a template. What is taken has a form
 * that searches and reads can rely on; every refusal has a reason.
 */
#include "fuzz/fuzz.h"

#include "base/reader.h"
#include "crypto/library.h"
#include "object/template.h"

#include <string.h>

#define ENTRIES_MAX 24
#define VALUES_MAX 64

struct maker {
	struct reader r;
	void *values[VALUES_MAX];
	size_t count;
};

static void *
keep(struct maker *m, void *value)
{
	HOLDS(value != NULL && m->count < VALUES_MAX);
	m->values[m->count++] = value;
	return value;
}

static void
plain_value(struct maker *m, CK_ATTRIBUTE *a)
{
	size_t len = reader_u8(&m->r);
	const unsigned char *from = reader_take(&m->r, len);

	if (from == NULL)
		len = 0;
	a->pValue = keep(m, malloc(len > 0 ? len : 1));
	if (len > 0)
		memcpy(a->pValue, from, len);
	a->ulValueLen = len;
}

static CK_ATTRIBUTE_TYPE
some_type(struct maker *m)
{
	size_t count = 0;
	uint8_t n = reader_u8(&m->r);

	while (attr_at(count) != NULL)
		count++;
	return n < count ? attr_at(n)->type : reader_u32(&m->r);
}

static void
nested_value(struct maker *m, CK_ATTRIBUTE *a)
{
	size_t n = reader_u8(&m->r) % 4;
	CK_ATTRIBUTE *inner = keep(m, calloc(n + 1, sizeof(*inner)));

	for (size_t i = 0; i < n; i++) {
		inner[i].type = some_type(m);
		if (attr_find(inner[i].type) == NULL ||
		    attr_find(inner[i].type)->kind != ATTR_TEMPLATE)
			plain_value(m, &inner[i]);
	}
	a->pValue = inner;
	a->ulValueLen = n * sizeof(*inner);
}

static CK_ULONG
entries(struct maker *m, CK_ATTRIBUTE *list, CK_ULONG max)
{
	CK_ULONG n = 0;

	while (n < max && m->r.left > 0 && m->count + 8 < VALUES_MAX) {
		CK_ATTRIBUTE *a = &list[n++];
		const struct attr_row *row;

		a->type = some_type(m);
		row = attr_find(a->type);
		if (row != NULL && row->kind == ATTR_TEMPLATE)
			nested_value(m, a);
		else
			plain_value(m, a);
	}
	return n;
}

/* What a stored key has: one version. */
static void
give_key(struct object *o)
{
	static const unsigned char value[32] = "a key that everybody knows";
	struct material *m = NULL;
	struct secret *s = NULL;

	HOLDS(secret_from(value, sizeof(value), &s) == E_OK);
	HOLDS(material_from_secret(s, &m) == E_OK);
	HOLDS(key_new(o->key_type, 1, &o->key) == E_OK);
	HOLDS(key_append(o->key, m, STATE_ENABLED, 1, NULL) == E_OK);
	material_free(m);
	secret_free(s);
}

static void
modify(struct template *t, const CK_ATTRIBUTE *list, CK_ULONG count,
    const struct template_place *place)
{
	struct object *o = NULL;

	if (t->class == CKO_PUBLIC_KEY || t->class == CKO_PRIVATE_KEY)
		return;
	HOLDS(template_object(t, &o) == E_OK);
	if (t->class == CKO_SECRET_KEY)
		give_key(o);
	reason_clear();
	if (template_modify(o, list, count, place) != E_OK)
		HOLDS(reason_text()[0] != '\0');
	object_free(o);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const unsigned whens[] = { AT_CREATE, AT_GENERATE, AT_UNWRAP };
	static const CK_OBJECT_CLASS classes[] = { CKO_DATA, CKO_CERTIFICATE,
	    CKO_PUBLIC_KEY, CKO_PRIVATE_KEY, CKO_SECRET_KEY,
	    CK_UNAVAILABLE_INFORMATION };
	static const CK_KEY_TYPE types[] = { CKK_AES, CKK_EC, CKK_RSA,
	    CKK_GENERIC_SECRET, CKK_EC_EDWARDS, CK_UNAVAILABLE_INFORMATION };
	CK_ATTRIBUTE list[ENTRIES_MAX] = { 0 };
	struct template_place place;
	struct maker m = { 0 };
	CK_OBJECT_CLASS class;
	CK_KEY_TYPE type;
	struct template t;
	CK_ULONG count;
	uint8_t how;
	enum err e;

	HOLDS(library_open() == E_OK);
	reader_init(&m.r, data, size);
	how = reader_u8(&m.r);
	place.allow_extractable = how & 64;
	place.officer = how & 128;
	class = classes[reader_u8(&m.r) % 6];
	type = types[reader_u8(&m.r) % 6];
	memset(&t, 0, sizeof(t));
	reason_clear();
	count = entries(&m, list, ENTRIES_MAX);
	e = template_read(whens[how % 3], class, type, list, count, &t);
	if (e == E_OK)
		e = template_complete(&t, &place, how & 32);
	HOLDS(e == E_OK || reason_text()[0] != '\0');
	if (e == E_OK)
		modify(&t, list, count / 2, &place);
	template_clear(&t);
	for (size_t i = 0; i < m.count; i++)
		free(m.values[i]);
	return 0;
}

/* One entry of each attribute, for each class. */
bool
fuzz_seed(unsigned n, struct bytes *out)
{
	unsigned char head[3] = { (unsigned char)n, (unsigned char)(n % 6),
	    (unsigned char)(n % 5) };
	unsigned char entry[10] = { 0, 8, 1 };

	if (n >= 12)
		return false;
	HOLDS(bytes_set(out, head, sizeof(head)) == E_OK);
	for (size_t i = n; attr_at(i) != NULL && i < n + 20; i++) {
		entry[0] = (unsigned char)i;
		entry[1] = attr_at(i)->kind == ATTR_BOOL ? 1 : 8;
		HOLDS(bytes_append(out, entry, 2 + entry[1]) == E_OK);
	}
	return true;
}
