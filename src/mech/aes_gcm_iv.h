/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Long GCM initialisation vectors. libcrypto takes at most 128 bytes, the
 * standard has no such limit. For src/mech only.
 */
#ifndef CLAVIGER_MECH_AES_GCM_IV_H
#define CLAVIGER_MECH_AES_GCM_IV_H

#include "crypto/secret.h"

#define GCM_IV_NATIVE 128

/* The vector of 16 bytes from which GCM with this AES key starts exactly as
 * it does from the long one. */
enum err gcm_iv_shorten(const struct secret *key, const unsigned char *iv,
    size_t len, unsigned char out[static 16]) MUST_USE;

#endif
