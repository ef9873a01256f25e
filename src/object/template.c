/* SPDX-License-Identifier: Apache-2.0 */
/* Templates against the attribute table. */
#include "object/template.h"

#include "object/attr_template.h"
#include "object/template_certificate.h"

#include <string.h>

/* A copy may differ in what could be changed later. */
static bool
may_copy(const struct template *t, const struct attr_row *row)
{
	return t->when != AT_COPY || t->class != CKO_CERTIFICATE ||
	    !(row->when & AT_MODIFY) || certificate_may_change(row->type);
}

static enum err
check_entry(const struct template *t, const struct attr_row *row,
    const CK_ATTRIBUTE *a)
{
	if (row == NULL)
		return refuse(E_ATTRIBUTE_TYPE, "attribute %#lx is unknown",
		    (unsigned long)a->type);
	if (!attr_belongs(row, t->class, t->key_type))
		return refuse(E_ATTRIBUTE_TYPE, "objects of this class and "
		    "type have no CKA_%s", row->name);
	if (!(row->when & t->when) || !may_copy(t, row))
		return refuse(E_ATTRIBUTE_READ_ONLY,
		    "CKA_%s cannot be given here", row->name);
	return attr_check(row, a);
}

static enum err
keep_ulong(const CK_ATTRIBUTE *a, CK_ULONG expected, const char *name,
    CK_ULONG *out)
{
	CK_ULONG v;

	memcpy(&v, a->pValue, sizeof(v));
	if (expected != CK_UNAVAILABLE_INFORMATION && v != expected)
		return refuse(E_TEMPLATE_INCONSISTENT,
		    "CKA_%s is not what this call makes", name);
	*out = v;
	return E_OK;
}

const CK_ATTRIBUTE *
template_part(const struct template *t, CK_ATTRIBUTE_TYPE type)
{
	for (size_t i = 0; i < t->part_count; i++)
		if (t->parts[i].type == type)
			return &t->parts[i];
	return NULL;
}

CK_ULONG
template_number(const struct template *t, CK_ATTRIBUTE_TYPE type)
{
	const CK_ATTRIBUTE *a = template_part(t, type);
	CK_ULONG v = 0;

	if (a != NULL)
		memcpy(&v, a->pValue, sizeof(v));
	return v;
}

/* Values, check values and public halves are a key's, but of data and
 * certificates they are attributes like others. */
bool
template_is_part(const struct template *t, const struct attr_row *row)
{
	bool key = (attr_class(t->class) & ON_KEYS) != 0;

	return (row->when & AT_MATERIAL) ||
	    (key && (row->type == CKA_VALUE || row->type == CKA_CHECK_VALUE ||
	    row->type == CKA_PUBLIC_KEY_INFO));
}

static enum err
take_attribute(struct template *t, const struct attr_row *row,
    const CK_ATTRIBUTE *a)
{
	SCOPED_VALUE(bytes) packed = { 0 };

	if (row->kind != ATTR_TEMPLATE)
		return attrs_set(&t->attrs, a->type, a->pValue,
		    a->ulValueLen);
	TRY(attr_template_pack(a, &packed));
	return attrs_set(&t->attrs, a->type, packed.data, packed.len);
}

static enum err
take_entry(struct template *t, const CK_ATTRIBUTE *a)
{
	const struct attr_row *row = attr_find(a->type);
	bool part = template_is_part(t, row);

	if (part ? template_part(t, a->type) != NULL
	    : attrs_get(&t->attrs, a->type) != NULL)
		return refuse(E_TEMPLATE_INCONSISTENT,
		    "CKA_%s is given twice", row->name);
	if (!part)
		return take_attribute(t, row, a);
	if (t->part_count == TEMPLATE_PARTS_MAX)
		return refuse(E_TEMPLATE_INCONSISTENT,
		    "the template says too much of the key");
	t->parts[t->part_count++] = *a;
	return E_OK;
}

/* Class and key type decide what the other entries mean, so they are found
 * first, wherever they stand. */
static enum err
read_identity(struct template *t, const CK_ATTRIBUTE *list, CK_ULONG count)
{
	CK_ULONG class = t->class, type = t->key_type;

	for (CK_ULONG i = 0; i < count; i++) {
		const CK_ATTRIBUTE *a = &list[i];

		if (a->type != CKA_CLASS && a->type != CKA_KEY_TYPE)
			continue;
		TRY(attr_check(attr_find(a->type), a));
		if (a->type == CKA_CLASS)
			TRY(keep_ulong(a, class, "CLASS", &class));
		else
			TRY(keep_ulong(a, type, "KEY_TYPE", &type));
	}
	t->class = class;
	t->key_type = type;
	if (t->class == CK_UNAVAILABLE_INFORMATION)
		return refuse(E_TEMPLATE_INCOMPLETE, "CKA_CLASS is missing");
	if (!(attr_class(t->class) & ON_STORED))
		return refuse(E_ATTRIBUTE_VALUE,
		    "objects of class %#lx are not supported",
		    (unsigned long)t->class);
	if ((attr_class(t->class) & ON_KEYS) &&
	    t->key_type == CK_UNAVAILABLE_INFORMATION)
		return refuse(E_TEMPLATE_INCOMPLETE,
		    "CKA_KEY_TYPE is missing");
	return E_OK;
}

static enum err
read_entry(struct template *t, const CK_ATTRIBUTE *a)
{
	TRY(check_entry(t, attr_find(a->type), a));
	if (a->type == CKA_CLASS || a->type == CKA_KEY_TYPE)
		return E_OK;
	if (a->type == CKA_TOKEN) {
		if (t->token_given)
			return refuse(E_TEMPLATE_INCONSISTENT,
			    "CKA_TOKEN is given twice");
		t->token = *(const CK_BBOOL *)a->pValue != CK_FALSE;
		t->token_given = true;
		return E_OK;
	}
	return take_entry(t, a);
}

enum err
template_read(unsigned when, CK_OBJECT_CLASS class, CK_KEY_TYPE type,
    const CK_ATTRIBUTE *list, CK_ULONG count, struct template *out)
{
	memset(out, 0, sizeof(*out));
	out->when = when;
	out->class = class;
	out->key_type = type;
	if (list == NULL && count != 0)
		return refuse(E_ARGUMENTS, "the template is NULL");
	TRY(read_identity(out, list, count));
	for (CK_ULONG i = 0; i < count; i++)
		TRY(read_entry(out, &list[i]));
	return E_OK;
}

void
template_clear(struct template *t)
{
	attrs_clear(&t->attrs);
	attrs_clear(&t->held);
}

enum err
template_object(struct template *t, struct object **out)
{
	TRY(object_new(t->class, t->key_type, out));
	(*out)->private = attrs_bool(&t->attrs, CKA_PRIVATE);
	(*out)->attrs = t->attrs;
	t->attrs = (struct attrs){ 0 };
	return E_OK;
}
