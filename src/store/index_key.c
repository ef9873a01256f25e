/* SPDX-License-Identifier: Apache-2.0 */
/* Computing lookup hashes. */
#include "store/index_key.h"

#include "base/writer.h"
#include "crypto/kdf.h"

#include <string.h>

/* The first byte of what is hashed, besides enum entry_type. */
#define FAILED_LOGINS 0x10

static enum err
keyed(const struct secret *key, const struct writer *w,
    unsigned char out[static SHA256_LEN])
{
	TRY(writer_done(w));
	return hmac_sha256(key, w->to->data, w->to->len, out);
}

enum err
index_key_serial(const struct secret *key, uint64_t serial,
    unsigned char out[static HASH_LEN])
{
	SCOPED_VALUE(bytes) in = { 0 };
	unsigned char hash[SHA256_LEN];
	struct writer w;

	writer_init(&w, &in);
	writer_u8(&w, ENTRY_SERIAL);
	writer_u64(&w, serial);
	TRY(keyed(key, &w, hash));
	memcpy(out, hash, HASH_LEN);
	out[0] &= 0x7f;
	return E_OK;
}

enum err
index_key_name(const struct secret *key, enum record_kind kind,
    uint32_t token, const void *name, size_t len,
    unsigned char out[static HASH_LEN])
{
	SCOPED_VALUE(bytes) in = { 0 };
	unsigned char hash[SHA256_LEN];
	struct writer w;

	writer_init(&w, &in);
	writer_u8(&w, ENTRY_NAME);
	writer_u8(&w, (uint8_t)kind);
	writer_u32(&w, token);
	writer_raw(&w, name, len);
	TRY(keyed(key, &w, hash));
	memcpy(out, hash, HASH_LEN);
	out[0] |= 0x80;
	return E_OK;
}

enum err
index_key_value(const struct secret *key, enum entry_type type,
    uint32_t token, const void *value, size_t len, const unsigned char *uid,
    unsigned char out[static HASH_LEN])
{
	SCOPED_VALUE(bytes) in = { 0 };
	unsigned char hash[SHA256_LEN];
	struct writer w;

	writer_init(&w, &in);
	writer_u8(&w, (uint8_t)type);
	writer_u32(&w, token);
	writer_raw(&w, value, len);
	TRY(keyed(key, &w, hash));
	memcpy(out, hash, HASH_LEN);
	out[0] |= 0x80;
	if (uid != NULL)
		memcpy(out + VALUE_NIBBLES / 2, uid + VALUE_NIBBLES / 2,
		    HASH_LEN - VALUE_NIBBLES / 2);
	return E_OK;
}

enum err
index_key_attempt(const struct secret *key, uint32_t token, const char *who,
    uint32_t uid, uint64_t *out)
{
	SCOPED_VALUE(bytes) in = { 0 };
	unsigned char hash[SHA256_LEN];
	struct writer w;
	uint64_t number = 0;
	int i;

	writer_init(&w, &in);
	writer_u8(&w, FAILED_LOGINS);
	writer_u32(&w, token);
	writer_u32(&w, uid);
	writer_raw(&w, who, strlen(who));
	TRY(keyed(key, &w, hash));
	for (i = 0; i < 8; i++)
		number = number << 8 | hash[i];
	*out = number & INT64_MAX;
	return E_OK;
}

static void
start(const struct record *r, enum entry_type type, struct index_entry *e)
{
	*e = (struct index_entry){ .type = type, .serial = r->serial };
	memcpy(e->ref, r->uid, sizeof e->ref);
}

enum err
index_key_links(const struct secret *key, const struct record *r,
    struct index_entry out[static MAX_LINKS], size_t *count)
{
	size_t n = 0;

	if (r->name.len != 0) {
		start(r, ENTRY_NAME, &out[n]);
		TRY(index_key_name(key, r->kind, r->token, r->name.data,
		    r->name.len, out[n++].hash));
	}
	if (r->label.len != 0) {
		start(r, ENTRY_LABEL, &out[n]);
		TRY(index_key_value(key, ENTRY_LABEL, r->token, r->label.data,
		    r->label.len, r->uid, out[n++].hash));
	}
	if (r->id.len != 0) {
		start(r, ENTRY_ID, &out[n]);
		TRY(index_key_value(key, ENTRY_ID, r->token, r->id.data,
		    r->id.len, r->uid, out[n++].hash));
	}
	*count = n;
	return E_OK;
}
