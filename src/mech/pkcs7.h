/* SPDX-License-Identifier: Apache-2.0 */
/* The padding of PKCS #7 (RFC 5652, 6.3): n bytes of value n. For src/mech
 * only. */
#ifndef CLAVIGER_MECH_PKCS7_H
#define CLAVIGER_MECH_PKCS7_H

#include <stdbool.h>
#include <stddef.h>

/* Fill up a last block of which len bytes, fewer than size, are data. */
void pkcs7_fill(unsigned char *block, size_t len, size_t size);
/* How much of a last block is data, if its padding is right; takes the same
 * time whether it is or not. size is at most 16. */
bool pkcs7_len(const unsigned char *block, size_t size, size_t *out);

#endif
