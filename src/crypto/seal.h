/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one sealing function: XAES-256-GCM (C2SP), 24 random bytes per blob.
 * The first 12 derive the message key with two AES-256 blocks under the
 * purpose key, the last 12 are the GCM nonce; nothing to count or coordinate.
 * A sealed blob is nonce(24) || ciphertext || tag(16).
 */
#ifndef CLAVIGER_CRYPTO_SEAL_H
#define CLAVIGER_CRYPTO_SEAL_H

#include "base/bytes.h"
#include "crypto/secret.h"

#define SEAL_NONCE_LEN 24
#define SEAL_TAG_LEN 16
#define SEAL_OVERHEAD (SEAL_NONCE_LEN + SEAL_TAG_LEN)

/* A key ready for sealing (the AES schedule, the CMAC subkey): made once,
 * used by one thread at a time. */
struct seal_key;
/* From a 32-byte secret, which may be freed afterwards. */
enum err seal_key_new(const struct secret *key, struct seal_key **out)
    MUST_USE;
void seal_key_free(struct seal_key *k);
SCOPED_DEFINE(seal_key)

/* Append the sealed form of plain to *out. */
enum err seal_blob(struct seal_key *k, const void *ad, size_t ad_len,
    const void *plain, size_t len, struct bytes *out) MUST_USE;
/* Open a blob; *out is replaced by the plaintext. E_STORE_DAMAGED (without a
 * reason) if it is not authentic. */
enum err seal_open(struct seal_key *k, const void *ad, size_t ad_len,
    const void *blob, size_t len, struct bytes *out) MUST_USE;
/* The same for secrets: the plaintext never leaves the arena. */
enum err seal_secret(struct seal_key *k, const void *ad, size_t ad_len,
    const struct secret *plain, struct bytes *out) MUST_USE;
enum err seal_open_secret(struct seal_key *k, const void *ad, size_t ad_len,
    const void *blob, size_t len, struct secret **out) MUST_USE;

/*
 * Blobs opened by a person's secret also commit to their key: key64 is
 * 64 bytes, key || commitment; the blob is commitment(32) || sealed blob.
 * The commitment is compared first, in constant time: E_PIN_INCORRECT.
 */
enum err seal_committed(const struct secret *key64, const void *ad,
    size_t ad_len, const struct secret *plain, struct bytes *out) MUST_USE;
enum err seal_open_committed(const struct secret *key64, const void *ad,
    size_t ad_len, const void *blob, size_t len, struct secret **out)
    MUST_USE;

#endif
