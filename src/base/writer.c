/* SPDX-License-Identifier: Apache-2.0 */
/* Everything is appended through writer_raw(), which keeps the failure. */
#include "base/writer.h"

void
writer_init(struct writer *w, struct bytes *to)
{
	*w = (struct writer){ .to = to };
}

void
writer_raw(struct writer *w, const void *data, size_t len)
{
	if (!w->failed && bytes_append(w->to, data, len) != E_OK)
		w->failed = true;
}

static void
put_integer(struct writer *w, uint64_t v, size_t width)
{
	unsigned char be[8];

	for (size_t i = width; i > 0; i--) {
		be[i - 1] = (unsigned char)v;
		v >>= 8;
	}
	writer_raw(w, be, width);
}

void
writer_u8(struct writer *w, uint8_t v)
{
	put_integer(w, v, 1);
}

void
writer_u16(struct writer *w, uint16_t v)
{
	put_integer(w, v, 2);
}

void
writer_u32(struct writer *w, uint32_t v)
{
	put_integer(w, v, 4);
}

void
writer_u64(struct writer *w, uint64_t v)
{
	put_integer(w, v, 8);
}

void
writer_block(struct writer *w, const void *data, size_t len)
{
	if (len > UINT32_MAX) {
		w->failed = true;
		return;
	}
	writer_u32(w, (uint32_t)len);
	writer_raw(w, data, len);
}

enum err
writer_done(const struct writer *w)
{
	return w->failed ? E_NO_MEMORY : E_OK;
}
