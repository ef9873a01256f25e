/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Growth by doubling, so that appending many small fields stays cheap. Every
 * other change of the content goes through bytes_reserve().
 */
#include "base/bytes.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_CAPACITY 64

static size_t
grown(size_t capacity, size_t wanted)
{
	size_t next = capacity < FIRST_CAPACITY ? FIRST_CAPACITY : capacity;

	while (next < wanted) {
		if (next > SIZE_MAX / 2)
			return wanted;
		next *= 2;
	}
	return next;
}

enum err
bytes_reserve(struct bytes *b, size_t len)
{
	unsigned char *data;
	size_t capacity;

	if (len <= b->capacity - b->len)
		return E_OK;
	if (len > PTRDIFF_MAX - b->len)
		return E_NO_MEMORY;
	capacity = grown(b->capacity, b->len + len);
	data = realloc(b->data, capacity);
	if (data == NULL)
		return E_NO_MEMORY;
	b->data = data;
	b->capacity = capacity;
	return E_OK;
}

enum err
bytes_append(struct bytes *b, const void *data, size_t len)
{
	if (len == 0)
		return E_OK;
	TRY(bytes_reserve(b, len));
	memcpy(b->data + b->len, data, len);
	b->len += len;
	return E_OK;
}

enum err
bytes_set(struct bytes *b, const void *data, size_t len)
{
	if (len > b->len)
		TRY(bytes_reserve(b, len - b->len));
	if (len > 0)
		memmove(b->data, data, len);
	b->len = len;
	return E_OK;
}

bool
bytes_equal(const struct bytes *a, const void *data, size_t len)
{
	return a->len == len && (len == 0 || memcmp(a->data, data, len) == 0);
}

void
bytes_clear(struct bytes *b)
{
	free(b->data);
	*b = (struct bytes){ 0 };
}
