/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Public keys and certificates find the pair they belong to: the private key
 * with the same CKA_ID, one of whose versions has that public half.
 */
#ifndef CLAVIGER_FLOW_BINDING_H
#define CLAVIGER_FLOW_BINDING_H

#include "object/object.h"

/* *owner is NULL if there is no such pair; *version is the one that fits. */
enum err binding_find(struct txn *t, uint32_t token, const struct bytes *id,
    const struct bytes *spki, struct object **owner, uint32_t *version)
    MUST_USE;
/* Bind a new certificate, or a new public key whose pair has no public object,
 * before it is written. The owner, if it changed, is in *owner to be written
 * after o (its pair then is o's serial); else NULL. */
enum err binding_make(struct txn *t, uint32_t token, struct object *o,
    struct object **owner) MUST_USE;
/* The other way round: a private key that has been written, or has got its
 * CKA_ID, takes in the certificates and the public key of that id which were
 * stored before it. */
enum err binding_adopt(struct txn *t, uint32_t token, struct object *owner)
    MUST_USE;
/* Whether a certificate of this version of the key is there. */
enum err binding_certified(struct txn *t, uint32_t token,
    const struct object *owner, uint32_t version, bool *yes) MUST_USE;

#endif
