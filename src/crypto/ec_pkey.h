/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libcrypto's EC keys from and to raw numbers and points, for ec.c and
 * p256.c. A group is named as libcrypto names it.
 */
#ifndef CLAVIGER_CRYPTO_EC_PKEY_H
#define CLAVIGER_CRYPTO_EC_PKEY_H

#include "base/err.h"
#include "crypto/secret.h"

#include <openssl/types.h>

#define EC_FIELD_MAX 66 /* bytes: P-521 */
#define EC_POINT_MAX (1 + 2 * EC_FIELD_MAX)

struct ec_octets { /* an uncompressed point */
	unsigned char at[EC_POINT_MAX];
	size_t len;
};

/* E_CURVE if libcrypto has no such group, here and below. */
enum err ec_pkey_generate(const char *group, EVP_PKEY **out) MUST_USE;
/* scalar times the generator. E_ATTRIBUTE_VALUE unless the scalar (of any
 * length) is from 1 to the order less one. */
enum err ec_pkey_multiply(const char *group, const struct secret *scalar,
    struct ec_octets *out) MUST_USE;
/* Uncompress, if need be, and check: E_ATTRIBUTE_VALUE if it is no point of
 * the group, or the one at infinity. */
enum err ec_pkey_normalise(const char *group, const unsigned char *point,
    size_t len, struct ec_octets *out) MUST_USE;
/* A pair, or with scalar NULL a public key. That they belong together is
 * the caller's word. */
enum err ec_pkey_make(const char *group, const struct secret *scalar,
    const unsigned char *point, size_t len, EVP_PKEY **out) MUST_USE;
/* The uncompressed point and the scalar (as long as the order) of a key. */
enum err ec_pkey_point(const EVP_PKEY *pkey, struct ec_octets *out) MUST_USE;
enum err ec_pkey_scalar(const EVP_PKEY *pkey, struct secret **out) MUST_USE;
/* What two keys agree on, of whatever kind: E_DATA if libcrypto will not have
 * the peer's, or what comes out. */
enum err ec_pkey_agree(EVP_PKEY *own, EVP_PKEY *peer, struct secret **out)
    MUST_USE;

#endif
