/* SPDX-License-Identifier: Apache-2.0 */
/* Hashing and key derivation. */
#ifndef CLAVIGER_CRYPTO_KDF_H
#define CLAVIGER_CRYPTO_KDF_H

#include "base/bytes.h"
#include "crypto/secret.h"

#include <stdint.h>

#define SHA256_LEN 32

/* SHA-256 of data. */
enum err sha256(const void *data, size_t len, unsigned char out[static 32])
    MUST_USE;
/* HMAC-SHA256(key, data): 32 bytes. */
enum err hmac_sha256(const struct secret *key, const void *data, size_t len,
    unsigned char out[static 32]) MUST_USE;
/* The same, as a secret of 32 bytes. */
enum err hmac_sha256_secret(const struct secret *key, const void *data,
    size_t len, struct secret **out) MUST_USE;
/* HKDF-SHA256 (RFC 5869) extract: 32 bytes. */
enum err hkdf_extract(const void *salt, size_t salt_len,
    const struct secret *ikm, struct secret **out) MUST_USE;
/* HKDF-SHA256 expand to out_len bytes. */
enum err hkdf_expand(const struct secret *prk, const void *info,
    size_t info_len, size_t out_len, struct secret **out) MUST_USE;
/* Extract with an empty salt, then expand with a text label and context. */
enum err kdf_derive(const struct secret *key, const char *label,
    const void *context, size_t context_len, size_t out_len,
    struct secret **out) MUST_USE;

/* How a principal's secret is stretched; stored with him. */
struct stretch {
	char kdf[16];	     /* "scrypt" */
	uint32_t n;	     /* 2^14 to 2^20, a power of two */
	uint32_t r, p;	     /* 8, 1 */
	unsigned char salt[16];
};
/* Defaults with a fresh salt. */
enum err stretch_new(struct stretch *out) MUST_USE;
/* Refuse (E_STORE_DAMAGED) parameters out of bounds: a planted N is a
 * memory bomb. */
enum err stretch_check(const struct stretch *s) MUST_USE;
/* Stretch a PIN to 32 bytes. About 100 ms and 32 MiB; call without locks. */
enum err stretch_run(const struct stretch *s, const unsigned char *pin,
    size_t pin_len, struct secret **out) MUST_USE;

#endif
