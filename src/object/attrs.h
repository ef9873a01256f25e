/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A list of stored attributes, sorted by type, values owned. Values are in
 * Cryptoki's form in memory and in a machine-independent one in the store.
 * Key material is never in here: that is struct key's.
 */
#ifndef CLAVIGER_OBJECT_ATTRS_H
#define CLAVIGER_OBJECT_ATTRS_H

#include "base/reader.h"
#include "base/writer.h"
#include "cryptoki.h"

struct attr {
	CK_ATTRIBUTE_TYPE type;
	struct bytes value;
};

struct attrs {
	size_t count;
	struct attr *list;
};

/* NULL if it is not in the list. */
const struct bytes *attrs_get(const struct attrs *a, CK_ATTRIBUTE_TYPE type);
/* FALSE unless it is there and TRUE. */
bool attrs_bool(const struct attrs *a, CK_ATTRIBUTE_TYPE type);
/* Its CK_ULONG, or otherwise. */
CK_ULONG attrs_ulong(const struct attrs *a, CK_ATTRIBUTE_TYPE type,
    CK_ULONG otherwise);
/* Add or replace; copies. */
enum err attrs_set(struct attrs *a, CK_ATTRIBUTE_TYPE type, const void *value,
    size_t len) MUST_USE;
enum err attrs_set_bool(struct attrs *a, CK_ATTRIBUTE_TYPE type, bool value)
    MUST_USE;
enum err attrs_set_ulong(struct attrs *a, CK_ATTRIBUTE_TYPE type,
    CK_ULONG value) MUST_USE;
/* Nothing happens if it is not there. */
void attrs_remove(struct attrs *a, CK_ATTRIBUTE_TYPE type);
enum err attrs_copy(struct attrs *to, const struct attrs *from) MUST_USE;
void attrs_clear(struct attrs *a);

void attrs_encode(const struct attrs *a, struct writer *w);
/* Attributes the table does not know (written by a later version) are
 * refused: E_STORE_DAMAGED. */
enum err attrs_decode(struct reader *r, struct attrs *out) MUST_USE;

#endif
