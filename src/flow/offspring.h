/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A key (or data) made from other keys: derived, encapsulated or decapsulated.
 * Its template may leave class and type out, and what its parents hide it may
 * have to hide.
 */
#ifndef CLAVIGER_FLOW_OFFSPRING_H
#define CLAVIGER_FLOW_OFFSPRING_H

#include "flow/common.h"

struct offspring {
	struct template template;
	CK_ULONG value_len;	 /* for data, which have no CKA_VALUE_LEN */
	size_t len;		 /* wanted; 0: whatever is natural */
	struct object *object;	 /* unpublished */
};

/* What the parents have in common. */
struct heritage {
	unsigned traits; /* MECH_BYTES, MECH_LIKE_BASE */
	bool sensitive, extractable;
	bool always_sensitive, never_extractable;
};

/* The heritage of one parent; of both with a second one. */
struct heritage heritage_of(const struct object *parent,
    const struct object *second, unsigned traits);

/* Read the template; it is a data object's if traits has MECH_DATA. imposed
 * is CKA_DERIVE_TEMPLATE or its like, or NULL. */
enum err offspring_read(struct offspring *o, const CK_ATTRIBUTE *list,
    CK_ULONG count, unsigned traits, const struct bytes *imposed) MUST_USE;
/* Apply the rules for where it will live and for what it inherits (NULL:
 * nothing); after this, len is known. */
enum err offspring_complete(struct session *s, struct offspring *o,
    const struct heritage *heritage) MUST_USE;
/* Make the object of this value. */
enum err offspring_fill(struct offspring *o, const struct secret *value)
    MUST_USE;
void offspring_clear(struct offspring *o);

#endif
