/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the parameters of GCM, CCM and ChaCha20-Poly1305 come down to, however
 * they are given, kept in the run. For src/mech only.
 */
#ifndef CLAVIGER_MECH_AEAD_PARAM_H
#define CLAVIGER_MECH_AEAD_PARAM_H

#include "mech/mech.h"

struct aead_param {
	const unsigned char *vector; /* or nonce */
	CK_ULONG vector_len;
	const unsigned char *extra; /* additional data */
	CK_ULONG extra_len;
	CK_ULONG tag_len;
	CK_ULONG text_len; /* where it has to be told */
};

/* E_MECHANISM_PARAM where a pointer is NULL or a length beyond reason. */
enum err aead_param_check(const struct aead_param *given) MUST_USE;
/* Keep a copy of what has been checked. */
enum err aead_param_set(struct run *run, const struct aead_param *given)
    MUST_USE;
/* What was kept; points into the run. */
struct aead_param aead_param_get(const struct run *run);
size_t aead_tag_len(const struct run *run);
/* The place of a tag given anew; its length must be what it was. */
enum err aead_tag_at(const struct run *run, CK_BYTE *at, CK_ULONG len,
    struct message_tag *tag) MUST_USE;

#endif
