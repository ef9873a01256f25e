/* SPDX-License-Identifier: Apache-2.0 */
/* What a template says of a key that exists already. */
#ifndef CLAVIGER_OBJECT_TEMPLATE_KEY_H
#define CLAVIGER_OBJECT_TEMPLATE_KEY_H

#include "object/object.h"

/* Whether this says the truth of an object's key: CKA_PUBLIC_KEY_INFO and
 * what else template_check_key() looks at; E_ATTRIBUTE_VALUE,
 * E_TEMPLATE_INCONSISTENT. */
enum err key_is_said(struct object *o, const CK_ATTRIBUTE *a) MUST_USE;

#endif
