/* SPDX-License-Identifier: Apache-2.0 */
/* Records as bytes. */
#include "store/record.h"

#include "base/reader.h"
#include "base/writer.h"

void
record_clear(struct record *r)
{
	bytes_clear(&r->name);
	bytes_clear(&r->label);
	bytes_clear(&r->id);
	bytes_clear(&r->body);
	*r = (struct record){ 0 };
}

enum err
record_encode(const struct record *r, struct bytes *out)
{
	struct writer w;

	out->len = 0;
	TRY(bytes_reserve(out, 64 + r->name.len + r->label.len + r->id.len +
	    r->body.len));
	writer_init(&w, out);
	writer_u32(&w, r->token);
	writer_u8(&w, (uint8_t)r->kind);
	writer_u32(&w, r->class);
	writer_u32(&w, r->key_type);
	writer_u32(&w, r->flags);
	writer_block(&w, r->name.data, r->name.len);
	writer_block(&w, r->label.data, r->label.len);
	writer_block(&w, r->id.data, r->id.len);
	writer_block(&w, r->body.data, r->body.len);
	return writer_done(&w);
}

static enum err
take_block(struct reader *r, struct bytes *out)
{
	size_t len;
	const unsigned char *data = reader_block(r, &len);

	return data == NULL ? E_STORE_DAMAGED : bytes_set(out, data, len);
}

static enum err
decode(struct reader *r, struct record *out)
{
	out->token = reader_u32(r);
	out->kind = reader_u8(r);
	out->class = reader_u32(r);
	out->key_type = reader_u32(r);
	out->flags = reader_u32(r);
	TRY(take_block(r, &out->name));
	TRY(take_block(r, &out->label));
	TRY(take_block(r, &out->id));
	TRY(take_block(r, &out->body));
	return reader_done(r) ? E_OK : E_STORE_DAMAGED;
}

enum err
record_decode(const struct bytes *in, struct record *out)
{
	struct record found = { 0 };
	struct reader r;
	enum err e;

	reader_init(&r, in->data, in->len);
	e = decode(&r, &found);
	if (e != E_OK) {
		record_clear(&found);
		return e;
	}
	found.serial = out->serial;
	*out = found;
	return E_OK;
}
