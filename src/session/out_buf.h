/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Cryptoki's length protocol (PKCS#11 3.2, 5.2), told once: NULL buffer asks
 * for the size; a short one is told the size; neither ends an operation.
 */
#ifndef CLAVIGER_SESSION_OUT_BUF_H
#define CLAVIGER_SESSION_OUT_BUF_H

#include "base/err.h"
#include "cryptoki.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Whether `needed` bytes may be written to out. E_OK and *go true: write.
 * E_OK and *go false: the size was asked for and is in *len.
 * E_BUFFER_TOO_SMALL: likewise, it did not fit. E_ARGUMENTS: len is NULL.
 */
enum err out_room(const void *out, CK_ULONG *len, size_t needed, bool *go)
    MUST_USE;
/* The whole protocol for a value at hand (JSON, texts). */
enum err out_copy(const void *value, size_t value_len, void *out,
    CK_ULONG *len) MUST_USE;

#endif
