/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Everything is taken through reader_take(), the one place that compares a
 * length with what is left.
 */
#include "base/reader.h"

#include <string.h>

void
reader_init(struct reader *r, const void *data, size_t len)
{
	*r = (struct reader){ .at = data, .left = len };
}

void
reader_fail(struct reader *r)
{
	r->failed = true;
	r->left = 0;
}

const unsigned char *
reader_take(struct reader *r, size_t len)
{
	/* Taking nothing from an input without an address must not look like
	 * a failure. */
	static const unsigned char nothing[1];
	const unsigned char *at = r->at;

	if (r->failed || len > r->left) {
		reader_fail(r);
		return NULL;
	}
	if (len == 0)
		return at != NULL ? at : nothing;
	r->at += len;
	r->left -= len;
	return at;
}

static uint64_t
take_integer(struct reader *r, size_t width)
{
	const unsigned char *at = reader_take(r, width);
	uint64_t v = 0;

	for (size_t i = 0; at != NULL && i < width; i++)
		v = v << 8 | at[i];
	return v;
}

uint8_t
reader_u8(struct reader *r)
{
	return (uint8_t)take_integer(r, 1);
}

uint16_t
reader_u16(struct reader *r)
{
	return (uint16_t)take_integer(r, 2);
}

uint32_t
reader_u32(struct reader *r)
{
	return (uint32_t)take_integer(r, 4);
}

uint64_t
reader_u64(struct reader *r)
{
	return take_integer(r, 8);
}

void
reader_copy(struct reader *r, void *out, size_t len)
{
	const unsigned char *at = reader_take(r, len);

	if (len == 0)
		return;
	if (at != NULL)
		memcpy(out, at, len);
	else
		memset(out, 0, len);
}

const unsigned char *
reader_block(struct reader *r, size_t *len)
{
	size_t n = reader_u32(r);
	const unsigned char *at = reader_take(r, n);

	*len = at != NULL ? n : 0;
	return at;
}

bool
reader_done(const struct reader *r)
{
	return !r->failed && r->left == 0;
}
