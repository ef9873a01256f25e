/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Edwards and Montgomery keys are the bytes of RFC 8032 and RFC 7748, to
 * libcrypto as well: a type is named as it names it ("ED25519"). For ec.c.
 */
#ifndef CLAVIGER_CRYPTO_RAW_PKEY_H
#define CLAVIGER_CRYPTO_RAW_PKEY_H

#include "crypto/ec_pkey.h"

enum err raw_pkey_generate(const char *type, EVP_PKEY **out) MUST_USE;
/* A pair, whose public half is computed: E_ATTRIBUTE_VALUE unless the value
 * has the type's length. */
enum err raw_pkey_private(const char *type, const struct secret *value,
    EVP_PKEY **out) MUST_USE;
enum err raw_pkey_public(const char *type, const unsigned char *octets,
    size_t len, EVP_PKEY **out) MUST_USE;
/* The public and the private bytes of a key. */
enum err raw_pkey_octets(const EVP_PKEY *pkey, struct ec_octets *out)
    MUST_USE;
enum err raw_pkey_value(const EVP_PKEY *pkey, struct secret **out) MUST_USE;

#endif
