/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libcrypto's MACs, keyed and ready for data: what the MAC mechanisms and the
 * derivations built on a MAC begin with. For src/mech only.
 */
#ifndef CLAVIGER_MECH_MAC_BEGIN_H
#define CLAVIGER_MECH_MAC_BEGIN_H

#include "crypto/material.h"

/* The longest of them. */
#define MAC_LEN_MAX 64

/* HMAC over the digest of libcrypto's name. An empty key counts as zeroes. */
enum err hmac_begin(const char *digest, const void *key, size_t key_len,
    EVP_MAC_CTX **out) MUST_USE;
/* E_KEY_SIZE unless the key is one for AES. */
enum err cmac_begin(const void *key, size_t key_len, EVP_MAC_CTX **out)
    MUST_USE;
/* The vector has 1 to GCM_IV_NATIVE bytes. E_KEY_SIZE. */
enum err gmac_begin(const void *key, size_t key_len, const void *vector,
    size_t vector_len, EVP_MAC_CTX **out) MUST_USE;

/* The whole MAC, of *len bytes. */
enum err mac_end(EVP_MAC_CTX *ctx, unsigned char out[static MAC_LEN_MAX],
    size_t *len) MUST_USE;

#endif
