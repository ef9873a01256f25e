/* SPDX-License-Identifier: Apache-2.0 */
/* Tags and lengths, read and written. */
#include "crypto/der.h"
#include "base/reader.h"

const unsigned char *
der_element(uint8_t tag, const void *data, size_t data_len, size_t *len,
    size_t *used)
{
	const unsigned char *content;
	struct reader r;
	uint8_t first;

	reader_init(&r, data, data_len);
	if (reader_u8(&r) != tag)
		return NULL;
	first = reader_u8(&r);
	*len = first;
	if (first == 0x81)
		*len = reader_u8(&r);
	if (first > 0x81 || (first == 0x81 && *len < 0x80) || first == 0x80)
		return NULL;
	content = reader_take(&r, *len);
	*used = data_len - r.left;
	return r.failed ? NULL : content;
}

const unsigned char *
der_content(uint8_t tag, const void *data, size_t data_len, size_t *len)
{
	size_t used;
	const unsigned char *content =
	    der_element(tag, data, data_len, len, &used);

	return content != NULL && used == data_len ? content : NULL;
}

size_t
der_head(uint8_t tag, size_t len, unsigned char out[static DER_HEAD_MAX])
{
	size_t n = 0;

	out[n++] = tag;
	if (len >= 0x80)
		out[n++] = 0x81;
	out[n++] = (unsigned char)len;
	return n;
}
