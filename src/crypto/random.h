/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Random bytes from the DRBGs of our own library context. In a forked child
 * the context is a new one, so numbers never repeat.
 */
#ifndef CLAVIGER_CRYPTO_RANDOM_H
#define CLAVIGER_CRYPTO_RANDOM_H

#include "base/err.h"

/* Public random bytes (nonces, C_GenerateRandom). */
enum err random_bytes(void *out, size_t len) MUST_USE;
/* Private random bytes, for keys. */
enum err random_private(void *out, size_t len) MUST_USE;
/* A random UUID (version 4) in text, 36 characters and NUL. */
enum err random_uuid(char out[static 37]) MUST_USE;

#endif
