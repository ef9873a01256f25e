/* SPDX-License-Identifier: Apache-2.0 */
/* The arithmetic of rsa.c: what is missing of a private key, computed. */
#ifndef CLAVIGER_CRYPTO_RSA_NUMBERS_H
#define CLAVIGER_CRYPTO_RSA_NUMBERS_H

#include "crypto/rsa.h"

struct rsa_numbers {
	BIGNUM *at[RSA_PARTS]; /* NULL: not known */
};

void rsa_numbers_clear(struct rsa_numbers *k);
/* E_ATTRIBUTE_VALUE for zero or for more than max bytes. */
enum err rsa_numbers_read(const struct rsa_number given[static RSA_PARTS],
    size_t max, struct rsa_numbers *out) MUST_USE;
/*
 * Compute what is NULL; E_TEMPLATE_INCOMPLETE if that cannot be done,
 * E_ATTRIBUTE_VALUE if the numbers are no key's. What is given is not checked.
 * Without primes and public exponent the latter is taken to be 65537.
 */
enum err rsa_numbers_complete(struct rsa_numbers *k) MUST_USE;

#endif
