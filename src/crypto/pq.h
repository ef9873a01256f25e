/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ML-KEM, ML-DSA and SLH-DSA keys (FIPS 203 to 205): there when libcrypto has
 * them (3.5), which is found out at run time.
 */
#ifndef CLAVIGER_CRYPTO_PQ_H
#define CLAVIGER_CRYPTO_PQ_H

#include "crypto/material.h"

#include <stdbool.h>

enum pq_family { PQ_ML_KEM, PQ_ML_DSA, PQ_SLH_DSA };

/* A row for each parameter set. */
struct parameter_set {
	enum pq_family family;
	unsigned long number; /* CKA_PARAMETER_SET */
	const char *name;     /* libcrypto's: "ML-KEM-768" */
	const char *text;     /* what a person types: "ml-kem-768" */
	size_t public_len, private_len; /* of CKA_VALUE, in bytes */
	size_t seed_len;		/* of CKA_SEED; 0: there are no seeds */
};

const struct parameter_set *parameter_set_find(enum pq_family family,
    unsigned long number);
/* By row number, NULL after the last. */
const struct parameter_set *parameter_set_at(size_t i);
/* Of a key; NULL if it is of no such family. */
const struct parameter_set *parameter_set_of(const struct material *m);
/* Whether libcrypto has it. */
bool parameter_set_offered(const struct parameter_set *set);

/* E_PARAMETER_SET where libcrypto lacks the set, in all of them. */
enum err pq_generate(const struct parameter_set *set, struct material **out)
    MUST_USE;
/* From CKA_VALUE of a private key, from CKA_SEED, from both: E_ATTRIBUTE_VALUE
 * if they are malformed or do not fit. Either may be NULL, not both. */
enum err pq_from_private(const struct parameter_set *set,
    const struct secret *value, const struct secret *seed,
    struct material **out) MUST_USE;
enum err pq_from_public(const struct parameter_set *set, const void *value,
    size_t len, struct material **out) MUST_USE;
/* CKA_VALUE of the public half, of the private one; CKA_SEED
 * (E_ATTRIBUTE_TYPE if it is not known). */
enum err pq_public(const struct material *m, struct bytes *out) MUST_USE;
enum err pq_private(const struct material *m, struct secret **out) MUST_USE;
enum err pq_seed(const struct material *m, struct secret **out) MUST_USE;

#endif
