/* SPDX-License-Identifier: Apache-2.0 */
/* Comparison without early exit, and wiping that is not optimised away. */
#ifndef CLAVIGER_CRYPTO_CT_H
#define CLAVIGER_CRYPTO_CT_H

#include <stdbool.h>
#include <stddef.h>

bool ct_equal(const void *a, const void *b, size_t len);
void ct_wipe(void *data, size_t len);

#endif
