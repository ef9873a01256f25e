/* SPDX-License-Identifier: Apache-2.0 */
/* Material that comes from outside (or from a generator) becoming a key. */
#ifndef CLAVIGER_FLOW_IMPORT_H
#define CLAVIGER_FLOW_IMPORT_H

#include "object/template.h"

/* A secret key's value, checked against its type and the template's
 * CKA_VALUE_LEN and CKA_CHECK_VALUE: E_ATTRIBUTE_VALUE,
 * E_TEMPLATE_INCONSISTENT. */
enum err import_secret(const struct template *t, const struct secret *value,
    struct material **out) MUST_USE;
/* An unpublished key object with one version of this material. */
enum err import_object(struct template *t, struct material *m,
    struct object **out) MUST_USE;

#endif
