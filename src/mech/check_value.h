/* SPDX-License-Identifier: Apache-2.0 */
/* CKA_CHECK_VALUE of secret keys and certificates (PKCS#11 3.2, 4.10.2). */
#ifndef CLAVIGER_MECH_CHECK_VALUE_H
#define CLAVIGER_MECH_CHECK_VALUE_H

#include "crypto/material.h"
#include "cryptoki.h"

#define CHECK_VALUE_LEN 3

/*
 * AES: the first three bytes of a block of zeroes encrypted under the key;
 * other secrets: of the SHA-1 of the value. *len is 3, or 0 for pairs
 * and for data (type CK_UNAVAILABLE_INFORMATION), whose hash would tell.
 */
enum err check_value(CK_KEY_TYPE type, const struct material *m,
    unsigned char out[static CHECK_VALUE_LEN], size_t *len) MUST_USE;
/* Of a certificate: the first three bytes of the SHA-1 of its DER. */
enum err check_value_of(const void *der, size_t len,
    unsigned char out[static CHECK_VALUE_LEN]) MUST_USE;

#endif
