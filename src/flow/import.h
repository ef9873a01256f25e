/* SPDX-License-Identifier: Apache-2.0 */
/* Material that comes from outside (or from a generator) becoming a key. */
#ifndef CLAVIGER_FLOW_IMPORT_H
#define CLAVIGER_FLOW_IMPORT_H

#include "object/template.h"

/*
 * How long the value of the secret key is to be: what CKA_VALUE_LEN says, or
 * the one length its type has, else 0. E_ATTRIBUTE_VALUE for a length the type
 * does not have, E_TEMPLATE_INCONSISTENT where there is only one and it is
 * another.
 */
enum err import_length(const struct template *t, size_t *out) MUST_USE;
/* A secret key's value, checked against its type and the template's
 * CKA_VALUE_LEN and CKA_CHECK_VALUE: E_ATTRIBUTE_VALUE,
 * E_TEMPLATE_INCONSISTENT. */
enum err import_secret(const struct template *t, const struct secret *value,
    struct material **out) MUST_USE;
/* Whether a CKA_CHECK_VALUE of the template is that of the secret:
 * E_ATTRIBUTE_VALUE. */
enum err import_agrees(const struct template *t, const struct material *m)
    MUST_USE;
/* The key that a C_CreateObject template spells out: importer.c. */
enum err import_key(const struct template *t, struct material **out)
    MUST_USE;
/* An unpublished key object with one version of this material; what the
 * template says of its public half has to fit. */
enum err import_object(struct template *t, struct material *m,
    struct object **out) MUST_USE;
/* An unpublished data object with this value, which is sealed like a key if
 * it is private: who holds the root alone does not read it. */
enum err import_data(struct template *t, const struct secret *value,
    struct object **out) MUST_USE;

#endif
