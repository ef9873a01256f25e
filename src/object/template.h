/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From a caller's template to the attributes of a new object: checked against
 * the table, completed by the rules of PKCS#11 3.2, 4.1 and of the design for
 * token and session keys.
 */
#ifndef CLAVIGER_OBJECT_TEMPLATE_H
#define CLAVIGER_OBJECT_TEMPLATE_H

#include "object/attr.h"
#include "object/object.h"

/* An RSA private key has eight, and its public half's info. */
#define TEMPLATE_PARTS_MAX 16

struct template {
	unsigned when; /* AT_CREATE, AT_GENERATE, AT_UNWRAP or AT_COPY */
	CK_OBJECT_CLASS class;
	CK_KEY_TYPE key_type; /* CK_UNAVAILABLE_INFORMATION: not a key */
	bool token, token_given;
	struct attrs attrs;
	/* What goes into the key: template_part(). The caller's memory, or
	 * that of `held` (from another key's template). */
	CK_ATTRIBUTE parts[TEMPLATE_PARTS_MAX];
	size_t part_count;
	struct attrs held;
};

/* What the object will live on. */
struct template_place {
	bool allow_extractable;
	bool officer; /* the SO is logged in */
};

/*
 * Read and check a template. class and type are what the call is about, or
 * CK_UNAVAILABLE_INFORMATION if the template must say (C_CreateObject,
 * C_UnwrapKey). template_clear must follow in any case.
 */
enum err template_read(unsigned when, CK_OBJECT_CLASS class, CK_KEY_TYPE type,
    const CK_ATTRIBUTE *list, CK_ULONG count, struct template *out) MUST_USE;
/* What the template says of the key itself (AT_MATERIAL rows, CKA_VALUE,
 * CKA_CHECK_VALUE, CKA_PUBLIC_KEY_INFO); NULL if silent. */
const CK_ATTRIBUTE *template_part(const struct template *t,
    CK_ATTRIBUTE_TYPE type);
/* The same as a number; 0 if silent. */
CK_ULONG template_number(const struct template *t, CK_ATTRIBUTE_TYPE type);
/* Whether attributes of this row go into the key, not into the list. */
bool template_is_part(const struct template *t, const struct attr_row *row);
/* Apply defaults and the rules for token and session objects. local: the
 * material was generated in here. */
enum err template_complete(struct template *t,
    const struct template_place *place, bool local) MUST_USE;
/* For C_CopyObject: what the source has, then the template, then the rules
 * for where the copy goes. */
enum err template_copy(struct template *t, const struct object *source,
    const struct template_place *place) MUST_USE;
void template_clear(struct template *t);

/* An unpublished object from it (attributes moved); the key is the caller's
 * to add. */
enum err template_object(struct template *t, struct object **out) MUST_USE;

/*
 * Once the object has its key: what the template says of the public half
 * (CKA_PUBLIC_KEY_INFO, CKA_PUBLIC_CRC64_VALUE, a private key's CKA_EC_POINT
 * and CKA_PUBLIC_EXPONENT) has to fit it. E_ATTRIBUTE_VALUE.
 */
enum err template_check_key(const struct template *t, struct object *o)
    MUST_USE;

/* Change a (not published) object as C_SetAttributeValue would: nothing of it
 * when anything of the list is refused. */
enum err template_modify(struct object *o, const CK_ATTRIBUTE *list,
    CK_ULONG count, const struct template_place *place) MUST_USE;

#endif
