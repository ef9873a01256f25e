/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An owned, growable byte string for data that is not secret. A zeroed
 * struct bytes is empty and valid. Not for keys or PINs: those are secrets
 * (crypto/secret.h).
 */
#ifndef CLAVIGER_BASE_BYTES_H
#define CLAVIGER_BASE_BYTES_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

struct bytes {
	unsigned char *data;
	size_t len;
	size_t capacity;
};

/* Replace the content by a copy; E_NO_MEMORY leaves it as it was. */
enum err bytes_set(struct bytes *b, const void *data, size_t len) MUST_USE;
/* Append a copy. */
enum err bytes_append(struct bytes *b, const void *data, size_t len) MUST_USE;
/* Make room for len more bytes behind the present ones. */
enum err bytes_reserve(struct bytes *b, size_t len) MUST_USE;
/* Equal length and content. Not constant-time: never for secrets. */
bool bytes_equal(const struct bytes *a, const void *data, size_t len);
/* Free the content; the struct is empty and usable again. Wipes nothing. */
void bytes_clear(struct bytes *b);

#endif
