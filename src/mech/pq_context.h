/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What goes into an ML-DSA or SLH-DSA signature besides the message: the
 * hedge, a context string, and for the pre-hash variants which hash it was.
 * For src/mech only.
 */
#ifndef CLAVIGER_MECH_PQ_CONTEXT_H
#define CLAVIGER_MECH_PQ_CONTEXT_H

#include "mech/mech.h"

#define PQ_CONTEXT_MAX 255
#define PQ_HASH_MAX 64

/* A function to hash with beforehand (FIPS 204, 5.4.1). */
struct prehash {
	CK_MECHANISM_TYPE type; /* CK_UNAVAILABLE_INFORMATION: Cryptoki has no
				   digest of that kind */
	const char *digest;	/* libcrypto's name */
	unsigned char arc;	/* the last of its OID */
	bool extendable;	/* gives as much as is asked for */
	size_t len;
};

/* Kept in the run's param. */
struct pq_context {
	bool deterministic;
	const struct prehash *hash; /* NULL: pure */
	size_t len;
	unsigned char text[PQ_CONTEXT_MAX];
};

/* The params of rows: of those that hash, or do not; of those that are given
 * a hash. */
enum err pq_context_param(struct run *run, const CK_MECHANISM *mechanism)
    MUST_USE;
enum err pq_context_hash_param(struct run *run, const CK_MECHANISM *mechanism)
    MUST_USE;
const struct pq_context *pq_context(const struct run *run);

/* What stands before the message, or before its hash (FIPS 204, 5.2 and 5.4;
 * FIPS 205, 10.2); *out is empty. */
enum err pq_context_head(const struct pq_context *c, struct bytes *out)
    MUST_USE;

#endif
