/* SPDX-License-Identifier: Apache-2.0 */
/*
 * AES-GCM over a whole message with a 12-byte nonce and a 16-byte tag behind
 * the ciphertext; for seal.c and hpke.c, which see to it that no nonce is
 * used twice under a key.
 */
#ifndef CLAVIGER_CRYPTO_GCM_H
#define CLAVIGER_CRYPTO_GCM_H

#include "base/err.h"

#include <openssl/types.h>
#include <stddef.h>

#define GCM_NONCE_LEN 12
#define GCM_TAG_LEN 16

struct gcm_input {
	const unsigned char *key; /* as long as the context's cipher has it */
	const unsigned char *nonce;
	const void *ad;
	size_t ad_len;
};

/* A context for AES-GCM, to be used again and again; one direction only. */
enum err gcm_new(size_t key_len, EVP_CIPHER_CTX **out) MUST_USE;
/* out gets len + GCM_TAG_LEN bytes. */
enum err gcm_seal(EVP_CIPHER_CTX *ctx, const struct gcm_input *in,
    const void *plain, size_t len, unsigned char *out) MUST_USE;
/* out gets len - GCM_TAG_LEN bytes, zeroes if not authentic:
 * E_STORE_DAMAGED, without a reason. */
enum err gcm_open(EVP_CIPHER_CTX *ctx, const struct gcm_input *in,
    const void *sealed, size_t len, unsigned char *out) MUST_USE;

#endif
