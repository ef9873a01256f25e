/* SPDX-License-Identifier: Apache-2.0 */
/* Sealing and opening rows. */
#include "store/row.h"

#include "base/reader.h"
#include "base/writer.h"

#include <string.h>

static unsigned char *
put_u64(unsigned char *at, uint64_t v)
{
	int i;

	for (i = 7; i >= 0; i--) {
		at[i] = (unsigned char)v;
		v >>= 8;
	}
	return at + 8;
}

void
row_ad(const struct row_seal *s, uint64_t number, uint64_t revision,
    unsigned char out[static ROW_AD_LEN])
{
	unsigned char *at = out;

	*at++ = ROW_FORMAT;
	memcpy(at, s->store_id, STORE_ID_LEN);
	at += STORE_ID_LEN;
	*at++ = (unsigned char)s->table;
	at = put_u64(at, number);
	put_u64(at, revision);
}

void
row_tag(const struct bytes *row, unsigned char tag[static ROW_TAG_LEN])
{
	if (row->len < ROW_TAG_LEN)
		memset(tag, 0, ROW_TAG_LEN);
	else
		memcpy(tag, row->data + row->len - ROW_TAG_LEN, ROW_TAG_LEN);
}

enum err
row_seal(const struct row_seal *s, uint64_t number, uint64_t revision,
    const struct bytes *plain, struct bytes *row,
    unsigned char tag[static ROW_TAG_LEN])
{
	unsigned char ad[ROW_AD_LEN];
	struct writer w;

	row->len = 0;
	TRY(bytes_reserve(row, 9 + plain->len + SEAL_OVERHEAD));
	writer_init(&w, row);
	writer_u8(&w, ROW_FORMAT);
	writer_u64(&w, revision);
	TRY(writer_done(&w));
	row_ad(s, number, revision, ad);
	TRY(seal_blob(s->key, ad, sizeof ad, plain->data, plain->len, row));
	row_tag(row, tag);
	return E_OK;
}

enum err
row_open(const struct row_seal *s, uint64_t number, const struct bytes *row,
    uint64_t *revision, struct bytes *plain)
{
	unsigned char ad[ROW_AD_LEN];
	struct reader r;
	uint64_t found;
	uint8_t format;

	reader_init(&r, row->data, row->len);
	format = reader_u8(&r);
	found = reader_u64(&r);
	if (r.failed || format != ROW_FORMAT)
		return E_STORE_DAMAGED;
	row_ad(s, number, found, ad);
	TRY(seal_open(s->key, ad, sizeof ad, r.at, r.left, plain));
	*revision = found;
	return E_OK;
}
