/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The little DER there is in attributes and in what travels with wrapped
 * keys: one primitive element. Whole structures are libcrypto's.
 */
#ifndef CLAVIGER_CRYPTO_DER_H
#define CLAVIGER_CRYPTO_DER_H

#include "base/bytes.h"

#include <stdint.h>

enum { TAG_BIT_STRING = 0x03, TAG_OCTET_STRING = 0x04, TAG_OID = 0x06,
	TAG_PRINTABLE_STRING = 0x13, TAG_SEQUENCE = 0x30 };

#define DER_HEAD_MAX 3 /* of what der_head makes */

/*
 * The content of the element that data begins with, borrowed; *len is its
 * length, *used that of the whole element. NULL if it has another tag, a
 * length not in the shortest form or above 255, or if it is cut off.
 */
const unsigned char *der_element(uint8_t tag, const void *data,
    size_t data_len, size_t *len, size_t *used);
/* The same if nothing follows, else NULL. */
const unsigned char *der_content(uint8_t tag, const void *data,
    size_t data_len, size_t *len);
/* Tag and length of an element of at most 255 bytes; how many bytes that
 * is. */
size_t der_head(uint8_t tag, size_t len,
    unsigned char out[static DER_HEAD_MAX]);

#endif
