/* SPDX-License-Identifier: Apache-2.0 */
/*
 * RSA keys between Cryptoki's numbers (CKA_MODULUS, CKA_PRIME_1, ...) and
 * struct material.
 */
#ifndef CLAVIGER_CRYPTO_RSA_H
#define CLAVIGER_CRYPTO_RSA_H

#include "crypto/material.h"

#include <stdbool.h>

enum rsa_part {
	RSA_MODULUS,
	RSA_PUBLIC_EXPONENT,
	RSA_PRIVATE_EXPONENT,
	RSA_PRIME_1,
	RSA_PRIME_2,
	RSA_EXPONENT_1,
	RSA_EXPONENT_2,
	RSA_COEFFICIENT,
	RSA_PARTS
};

/* Big-endian; leading zeroes do not matter. at is NULL for what is not
 * known. */
struct rsa_number {
	const unsigned char *at;
	size_t len;
};

/* bits: 2048 to 4096 in steps of 8 (E_KEY_SIZE). exponent NULL: 65537; else an
 * odd number of 17 to 64 bits (E_ATTRIBUTE_VALUE). */
enum err rsa_generate(size_t bits, const unsigned char *exponent,
    size_t exponent_len, struct material **out) MUST_USE;
/* Needs modulus and public exponent: E_TEMPLATE_INCOMPLETE;
 * E_ATTRIBUTE_VALUE, E_KEY_SIZE (1024 to 16384 bits may be used). */
enum err rsa_from_public(const struct rsa_number numbers[static RSA_PARTS],
    struct material **out) MUST_USE;
/* Needs the modulus and the private exponent, or the primes and an exponent
 * (one prime and the modulus will do): E_TEMPLATE_INCOMPLETE; what is not given
 * is computed, what is given has to fit: E_ATTRIBUTE_VALUE, E_KEY_SIZE. */
enum err rsa_from_private(const struct rsa_number numbers[static RSA_PARTS],
    struct material **out) MUST_USE;
bool material_is_rsa(const struct material *m);
/* One number of a key, without leading zeroes. E_ATTRIBUTE_TYPE if it has
 * none (private ones of a public key). */
enum err rsa_part(const struct material *m, enum rsa_part part,
    struct secret **out) MUST_USE;

#endif
