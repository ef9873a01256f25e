/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A libcrypto cipher with a key in it, padding off, fed with any number of
 * bytes. For src/mech only.
 */
#ifndef CLAVIGER_MECH_CIPHER_H
#define CLAVIGER_MECH_CIPHER_H

#include "mech/mech.h"

#include <openssl/types.h>

/* Encrypting or wrapping; decrypting or unwrapping otherwise. */
bool cipher_encrypts(const struct run *run);

/* libcrypto's names for AES keys of 128, 192 and 256 bits. */
struct cipher_names {
	const char *name[3];
};

/* E_KEY_TYPE if the material is no secret, E_KEY_SIZE if AES has no keys of
 * this length. vector is NULL for ECB. */
enum err cipher_aes(const struct cipher_names *names,
    const struct material *m, const unsigned char *vector, bool encrypt,
    EVP_CIPHER_CTX **out) MUST_USE;
/* The same with a cipher at hand and key bytes. */
enum err cipher_new(EVP_CIPHER *cipher, const unsigned char *key,
    const unsigned char *vector, bool encrypt, EVP_CIPHER_CTX **out) MUST_USE;
/* As many bytes come out as go in: whole blocks only, where the cipher has
 * blocks. out is in, or apart from it. */
enum err cipher_feed(EVP_CIPHER_CTX *ctx, const unsigned char *in, size_t len,
    unsigned char *out) MUST_USE;

#endif
