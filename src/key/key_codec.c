/* SPDX-License-Identifier: Apache-2.0 */
/* The stored form of a key: doc/FORMAT.md, Record bodies, Key. */
#include "key/key.h"

#include <stdlib.h>

#define KEY_FORMAT 1

static void
version_encode(const struct version *v, struct writer *w)
{
	writer_u32(w, v->number);
	writer_u8(w, (uint8_t)v->state);
	writer_u64(w, v->created);
	writer_u64(w, v->deletion);
	writer_u32(w, v->leaf);
	writer_u32(w, v->epoch);
	writer_block(w, v->check_value, v->check_value_len);
	writer_block(w, v->spki.data, v->spki.len);
	writer_block(w, v->sealed.data, v->sealed.len);
}

void
key_encode(const struct key *k, struct writer *w)
{
	writer_u16(w, KEY_FORMAT);
	writer_raw(w, k->id, KEY_ID_LEN);
	writer_u64(w, k->type);
	writer_u32(w, k->bits);
	writer_u8(w, (uint8_t)k->state);
	writer_u64(w, k->created);
	writer_u64(w, k->deletion);
	writer_u32(w, k->current);
	writer_u8(w, k->raw_used);
	writer_u32(w, (uint32_t)k->count);
	for (size_t i = 0; i < k->count; i++)
		version_encode(&k->versions[i], w);
}

static enum state
state_read(struct reader *r)
{
	uint8_t s = reader_u8(r);

	if (s < STATE_ENABLED || s > STATE_PURGING)
		reader_fail(r);
	return (enum state)s;
}

static enum err
block_read(struct reader *r, struct bytes *out)
{
	size_t len;
	const unsigned char *data = reader_block(r, &len);

	return len == 0 ? E_OK : bytes_set(out, data, len);
}

static enum err
version_decode(struct reader *r, struct version *v)
{
	const unsigned char *check;

	v->number = reader_u32(r);
	v->state = state_read(r);
	v->created = reader_u64(r);
	v->deletion = reader_u64(r);
	v->leaf = reader_u32(r);
	v->epoch = reader_u32(r);
	check = reader_block(r, &v->check_value_len);
	if (v->check_value_len > CHECK_VALUE_LEN) {
		v->check_value_len = 0;
		reader_fail(r);
	}
	for (size_t i = 0; i < v->check_value_len; i++)
		v->check_value[i] = check[i];
	TRY(block_read(r, &v->spki));
	return block_read(r, &v->sealed);
}

static enum err
versions_decode(struct reader *r, struct key *k)
{
	uint32_t count = reader_u32(r), before = 0;

	if (r->failed || count > r->left)
		return E_STORE_DAMAGED;
	k->versions = calloc(count == 0 ? 1 : count, sizeof(*k->versions));
	if (k->versions == NULL)
		return E_NO_MEMORY;
	while (k->count < count && !r->failed) {
		struct version *v = &k->versions[k->count++];

		TRY(version_decode(r, v));
		if (v->number <= before)
			reader_fail(r);
		before = v->number;
	}
	return r->failed || key_current(k) == NULL ? E_STORE_DAMAGED : E_OK;
}

enum err
key_decode(struct reader *r, struct key **out)
{
	SCOPED(key) *k = calloc(1, sizeof(*k));

	if (k == NULL)
		return E_NO_MEMORY;
	atomic_init(&k->refs, 1);
	if (reader_u16(r) != KEY_FORMAT)
		reader_fail(r);
	reader_copy(r, k->id, KEY_ID_LEN);
	k->type = (CK_KEY_TYPE)reader_u64(r);
	k->bits = reader_u32(r);
	k->state = state_read(r);
	k->created = reader_u64(r);
	k->deletion = reader_u64(r);
	k->current = reader_u32(r);
	k->raw_used = reader_u8(r) != 0;
	TRY(versions_decode(r, k));
	*out = k;
	k = NULL;
	return E_OK;
}
