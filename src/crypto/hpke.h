/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sealing to a public key: RFC 9180 mode_psk with DHKEM(P-256, HKDF-SHA256),
 * HKDF-SHA256, AES-256-GCM, single shot. Public keys are uncompressed points
 * (65 bytes), private keys scalars (32 bytes).
 */
#ifndef CLAVIGER_CRYPTO_HPKE_H
#define CLAVIGER_CRYPTO_HPKE_H

#include "base/bytes.h"
#include "crypto/secret.h"

#define P256_POINT_LEN 65
#define P256_SCALAR_LEN 32
#define HPKE_OVERHEAD (P256_POINT_LEN + 16)

struct hpke_psk {
	const struct secret *psk; /* at least 32 bytes */
	const char *id;		  /* not empty */
};

/* A new P-256 pair: scalar and point. For agreement and for signing. */
enum err p256_generate(struct secret **scalar,
    unsigned char point[static P256_POINT_LEN]) MUST_USE;
/* Seal plain to the holder of point: *out gets enc(65) || ciphertext || tag. */
enum err hpke_seal(const unsigned char point[static P256_POINT_LEN],
    const struct hpke_psk *psk, const void *info, size_t info_len,
    const void *ad, size_t ad_len, const struct secret *plain,
    struct bytes *out) MUST_USE;
/* Open it with the private scalar. E_STORE_DAMAGED if it is not authentic. */
enum err hpke_open(const struct secret *scalar,
    const unsigned char point[static P256_POINT_LEN],
    const struct hpke_psk *psk, const void *info, size_t info_len,
    const void *ad, size_t ad_len, const void *blob, size_t len,
    struct secret **out) MUST_USE;

/* ECDSA P-256 with SHA-256 over data; the signature is r || s, 64 bytes. */
enum err p256_sign(const struct secret *scalar,
    const unsigned char point[static P256_POINT_LEN], const void *data,
    size_t len, unsigned char signature[static 64]) MUST_USE;
/* E_SIGNATURE if it does not verify. */
enum err p256_verify(const unsigned char point[static P256_POINT_LEN],
    const void *data, size_t len, const unsigned char signature[static 64])
    MUST_USE;

#endif
