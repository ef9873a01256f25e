/* SPDX-License-Identifier: Apache-2.0 */
/*
 * HPKE's inner steps, with the AEAD and the ephemeral key as parameters, so
 * that they can be held against the vectors of RFC 9180. For hpke.c and its
 * test.
 */
#ifndef CLAVIGER_CRYPTO_HPKE_SCHEDULE_H
#define CLAVIGER_CRYPTO_HPKE_SCHEDULE_H

#include "crypto/hpke.h"

#define HPKE_AES_128_GCM 1u /* RFC 9180, table 5 */
#define HPKE_AES_256_GCM 2u
#define HPKE_NONCE_LEN 12

struct hpke_pair {
	const struct secret *scalar;
	const unsigned char *point; /* of P256_POINT_LEN */
};

struct hpke_info {
	unsigned aead;
	const struct hpke_psk *psk;
	const void *info;
	size_t info_len;
};

struct hpke_keys {
	struct secret *key;
	unsigned char nonce[HPKE_NONCE_LEN];
};

/* ECDH: the x coordinate of scalar times peer. own is scalar's point. */
enum err p256_agree(const struct secret *scalar,
    const unsigned char own[static P256_POINT_LEN],
    const unsigned char peer[static P256_POINT_LEN], struct secret **out)
    MUST_USE;
/* The KEM's shared secret, by either side: mine is the ephemeral pair and
 * peer the recipient (sender), or the other way round. */
enum err hpke_shared_secret(const struct hpke_pair *mine,
    const unsigned char peer[static P256_POINT_LEN], bool sender,
    struct secret **out) MUST_USE;
/* KeySchedule in mode_psk, for the first message of a context. */
enum err hpke_schedule(const struct secret *shared,
    const struct hpke_info *info, struct hpke_keys *out) MUST_USE;
/* hpke_seal() with a given ephemeral pair. */
enum err hpke_seal_with(const struct hpke_pair *ephemeral,
    const unsigned char point[static P256_POINT_LEN],
    const struct hpke_info *info, const void *ad, size_t ad_len,
    const struct secret *plain, struct bytes *out) MUST_USE;

#endif
