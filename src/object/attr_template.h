/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Attributes whose value is a template (CKA_WRAP_TEMPLATE, CKA_UNWRAP_TEMPLATE,
 * CKA_DERIVE_TEMPLATE, CKA_ENCAPSULATE_TEMPLATE, CKA_DECAPSULATE_TEMPLATE). A
 * caller's array points into memory of his own, so it is kept as one value: the
 * encoding of a struct attrs. Templates do not nest.
 */
#ifndef CLAVIGER_OBJECT_ATTR_TEMPLATE_H
#define CLAVIGER_OBJECT_ATTR_TEMPLATE_H

#include "object/object.h"
#include "object/template.h"

#define ATTR_TEMPLATE_MAX 64 /* entries */

/* What C_WrapKey, C_UnwrapKey and so on look up on the key they are given:
 * attrs_get(&object->attrs, CKA_WRAP_TEMPLATE) and so on; NULL is no template
 * and means no condition everywhere below. */

/* From the caller's array in `a` to what is stored. E_ATTRIBUTE_VALUE,
 * E_ATTRIBUTE_TYPE, E_TEMPLATE_INCONSISTENT. */
enum err attr_template_pack(const CK_ATTRIBUTE *a, struct bytes *out) MUST_USE;
/* One entry of C_GetAttributeValue, with its nested array (PKCS#11 3.2,
 * 5.7.5). E_BUFFER_TOO_SMALL, E_TEMPLATE_INCONSISTENT. */
enum err attr_template_get(const struct bytes *stored, CK_ATTRIBUTE *out)
    MUST_USE;
/* Whether the array a search asks for is this template. */
bool attr_template_equal(const struct bytes *stored, const CK_ATTRIBUTE *want);
/* Whether the object has every value (WRAP_, ENCAPSULATE_TEMPLATE; what does
 * not match is E_KEY_NOT_WRAPPABLE). */
bool attr_template_matches(const struct bytes *stored, const struct view *v);
/*
 * Give a new key what the template says (UNWRAP_, DERIVE_,
 * DECAPSULATE_TEMPLATE): between template_read and template_complete.
 * E_TEMPLATE_INCONSISTENT if the caller's template says otherwise.
 */
enum err template_apply(struct template *t, const struct bytes *stored)
    MUST_USE;

#endif
