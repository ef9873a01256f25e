/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What binds a principal's name, keys and secret together: the record, the
 * SO's certificate over it, and the blob that only secret and root open.
 */
#include "token/principal.h"

#include "base/reader.h"
#include "base/writer.h"
#include "crypto/seal.h"

#include <stdlib.h>
#include <string.h>

#define PRINCIPAL_FORMAT 1
#define CERTIFICATE "claviger certificate"
#define KEY64_LEN 64

void
principal_record_clear(struct principal_record *r)
{
	bytes_clear(&r->sealed);
	*r = (struct principal_record){ 0 };
}

void
principal_keys_clear(struct principal_keys *k)
{
	secret_free(k->agreement);
	secret_free(k->signing);
	secret_free(k->recovery);
	*k = (struct principal_keys){ 0 };
}

void
officer_keys_free(struct officer_keys *o)
{
	if (o == NULL)
		return;
	principal_record_clear(&o->record);
	principal_keys_clear(&o->keys);
	free(o);
}

bool
principal_name_valid(const void *name, size_t len)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._@-";
	const char *text = name;

	if (len == 0 || len > PRINCIPAL_NAME_MAX)
		return false;
	for (size_t i = 0; i < len; i++)
		if (memchr(allowed, text[i], sizeof(allowed) - 1) == NULL)
			return false;
	return true;
}

/* ---- the record ---- */

/* A text in a field of fixed width, zero padded. */
static void
write_padded(struct writer *w, const char *text, size_t width)
{
	static const unsigned char zeroes[PRINCIPAL_NAME_MAX];
	size_t len = strnlen(text, width);

	writer_raw(w, text, len);
	writer_raw(w, zeroes, width - len);
}

/* out has width + 1 bytes. */
static void
read_padded(struct reader *r, char *out, size_t width)
{
	reader_copy(r, out, width);
	out[width] = '\0';
	for (size_t i = strlen(out); i < width; i++)
		if (out[i] != '\0')
			reader_fail(r);
}

static void
write_stretch(struct writer *w, const struct stretch *s)
{
	write_padded(w, s->kdf, sizeof(s->kdf));
	writer_u32(w, s->n);
	writer_u32(w, s->r);
	writer_u32(w, s->p);
	writer_raw(w, s->salt, sizeof(s->salt));
}

static void
read_stretch(struct reader *r, struct stretch *out)
{
	char kdf[sizeof(out->kdf) + 1];

	read_padded(r, kdf, sizeof(out->kdf));
	if (strlen(kdf) == sizeof(out->kdf))
		reader_fail(r);
	else
		memcpy(out->kdf, kdf, sizeof(out->kdf));
	out->n = reader_u32(r);
	out->r = reader_u32(r);
	out->p = reader_u32(r);
	reader_copy(r, out->salt, sizeof(out->salt));
}

static enum err
principal_encode(const struct principal_record *p, struct bytes *out)
{
	struct writer w;

	writer_init(&w, out);
	writer_u16(&w, PRINCIPAL_FORMAT);
	writer_u8(&w, (uint8_t)p->kind);
	write_padded(&w, p->name, PRINCIPAL_NAME_MAX);
	write_stretch(&w, &p->stretch);
	writer_raw(&w, p->agreement, P256_POINT_LEN);
	writer_raw(&w, p->signing, P256_POINT_LEN);
	writer_raw(&w, p->recovery, P256_POINT_LEN);
	writer_u64(&w, p->certificate);
	writer_raw(&w, p->signature, P256_SIGNATURE_LEN);
	writer_block(&w, p->sealed.data, p->sealed.len);
	return writer_done(&w);
}

static enum err
principal_decode(const struct bytes *body, struct principal_record *out)
{
	struct reader r;
	const unsigned char *sealed;
	size_t len;

	reader_init(&r, body->data, body->len);
	if (reader_u16(&r) != PRINCIPAL_FORMAT)
		reader_fail(&r);
	out->kind = (enum principal_kind)reader_u8(&r);
	if (out->kind != PRINCIPAL_OFFICER && out->kind != PRINCIPAL_USER)
		reader_fail(&r);
	read_padded(&r, out->name, PRINCIPAL_NAME_MAX);
	read_stretch(&r, &out->stretch);
	reader_copy(&r, out->agreement, P256_POINT_LEN);
	reader_copy(&r, out->signing, P256_POINT_LEN);
	reader_copy(&r, out->recovery, P256_POINT_LEN);
	out->certificate = reader_u64(&r);
	reader_copy(&r, out->signature, P256_SIGNATURE_LEN);
	sealed = reader_block(&r, &len);
	if (!reader_done(&r))
		return refuse(E_STORE_DAMAGED, "the record of a principal has "
		    "a form this version does not know");
	return bytes_set(&out->sealed, sealed, len);
}

enum err
principal_read_at(struct txn *t, uint64_t serial, struct principal_record *out)
{
	SCOPED_VALUE(record) record = { 0 };
	SCOPED_VALUE(principal_record) found = { 0 };

	TRY(txn_get(t, serial, &record));
	TRY(principal_decode(&record.body, &found));
	if (!bytes_equal(&record.name, found.name, strlen(found.name)))
		return refuse(E_STORE_DAMAGED, "the record of principal %s is "
		    "filed under another name", found.name);
	found.serial = serial;
	found.revision = record.revision;
	found.token = record.token;
	*out = found;
	found = (struct principal_record){ 0 };
	return E_OK;
}

enum err
principal_read(struct txn *t, uint32_t token, const char *name,
    struct principal_record *out)
{
	uint64_t serial;

	TRY(txn_find(t, RECORD_PRINCIPAL, token, name, strlen(name), &serial));
	return principal_read_at(t, serial, out);
}

enum err
principal_write(struct txn *t, struct principal_record *r)
{
	SCOPED_VALUE(record) record = {
		.serial = r->serial,
		.token = r->token,
		.kind = RECORD_PRINCIPAL,
		.key_type = UINT32_MAX,
	};

	TRY(bytes_set(&record.name, r->name, strlen(r->name)));
	TRY(principal_encode(r, &record.body));
	TRY(txn_put(t, &record));
	r->serial = record.serial;
	r->revision = record.revision;
	return E_OK;
}

/* ---- certificates ---- */

/* What the SO signs. Every field has a fixed width; the kind tells whether
 * the recovery key follows. */
static enum err
principal_statement(const struct principal_record *r,
    const struct token_record *token, struct bytes *out)
{
	struct writer w;

	writer_init(&w, out);
	writer_raw(&w, CERTIFICATE, sizeof(CERTIFICATE) - 1);
	writer_u16(&w, PRINCIPAL_FORMAT);
	writer_raw(&w, token->serial_number, TOKEN_SERIAL_LEN);
	write_padded(&w, r->name, PRINCIPAL_NAME_MAX);
	writer_u8(&w, (uint8_t)r->kind);
	writer_raw(&w, r->agreement, P256_POINT_LEN);
	writer_raw(&w, r->signing, P256_POINT_LEN);
	writer_u64(&w, r->certificate);
	if (r->kind == PRINCIPAL_OFFICER)
		writer_raw(&w, r->recovery, P256_POINT_LEN);
	return writer_done(&w);
}

enum err
principal_generate(struct principal_record *r, struct principal_keys *out)
{
	SCOPED_VALUE(principal_keys) keys = { 0 };

	TRY(p256_generate(&keys.agreement, r->agreement));
	TRY(p256_generate(&keys.signing, r->signing));
	if (r->kind == PRINCIPAL_OFFICER) {
		TRY(p256_generate(&keys.recovery, r->recovery));
		memcpy(keys.officer, r->signing, P256_POINT_LEN);
	}
	*out = keys;
	keys = (struct principal_keys){ 0 };
	return E_OK;
}

enum err
principal_certify(struct principal_record *r, const struct token_record *token,
    const struct secret *signing,
    const unsigned char officer[static P256_POINT_LEN], uint64_t number)
{
	SCOPED_VALUE(bytes) statement = { 0 };

	r->certificate = number;
	TRY(principal_statement(r, token, &statement));
	return p256_sign(signing, officer, statement.data, statement.len,
	    r->signature);
}

enum err
principal_certified(const struct principal_record *r,
    const struct token_record *token,
    const unsigned char officer[static P256_POINT_LEN])
{
	SCOPED_VALUE(bytes) statement = { 0 };
	enum err e;

	TRY(principal_statement(r, token, &statement));
	e = p256_verify(officer, statement.data, statement.len, r->signature);
	if (e == E_SIGNATURE)
		return refuse(E_STORE_DAMAGED, "the keys of principal %s are "
		    "not the ones the security officer certified", r->name);
	return e;
}

/* ---- the blob behind the secret ---- */

/* Which principal of which token of which store: the blob's associated data
 * and the context of what opens it. */
static enum err
principal_identity(struct store *s, const struct token_record *token,
    const struct principal_record *r, struct bytes *out)
{
	struct writer w;

	writer_init(&w, out);
	writer_u16(&w, PRINCIPAL_FORMAT);
	writer_raw(&w, store_id(s), STORE_ID_LEN);
	writer_u32(&w, token->number);
	writer_raw(&w, token->serial_number, TOKEN_SERIAL_LEN);
	writer_u8(&w, (uint8_t)r->kind);
	write_padded(&w, r->name, PRINCIPAL_NAME_MAX);
	return writer_done(&w);
}

static enum err
secret_join(const struct secret *a, const struct secret *b,
    struct secret **out)
{
	size_t len = secret_len(a);

	TRY(secret_new(len + secret_len(b), out));
	memcpy(secret_data(*out), secret_peek(a), len);
	memcpy(secret_data(*out) + len, secret_peek(b), secret_len(b));
	return E_OK;
}

/* The root's share: without the root key file there is nothing to try a
 * secret against. */
static enum err
root_share(struct store *s, const struct bytes *identity,
    const struct stretch *stretch, struct secret **out)
{
	SCOPED_VALUE(bytes) context = { 0 };

	TRY(bytes_set(&context, identity->data, identity->len));
	TRY(bytes_append(&context, stretch->salt, sizeof(stretch->salt)));
	return store_derive(s, "principal", context.data, context.len, out);
}

enum err
principal_stretch(struct store *s, const struct token_record *token,
    const struct principal_record *r, const unsigned char *secret, size_t len,
    struct secret **out)
{
	SCOPED_VALUE(bytes) identity = { 0 };
	SCOPED(secret) *stretched = NULL;
	SCOPED(secret) *share = NULL;
	SCOPED(secret) *both = NULL;

	TRY(stretch_check(&r->stretch));
	TRY(principal_identity(s, token, r, &identity));
	TRY(root_share(s, &identity, &r->stretch, &share));
	TRY(stretch_run(&r->stretch, secret, len, &stretched));
	TRY(secret_join(stretched, share, &both));
	return kdf_derive(both, "claviger principal", identity.data,
	    identity.len, KEY64_LEN, out);
}

/* agreement || signing || the pinned key || recovery, if r is the SO. */
static size_t
keys_len(const struct principal_record *r)
{
	return 2 * P256_SCALAR_LEN + P256_POINT_LEN +
	    (r->kind == PRINCIPAL_OFFICER ? P256_SCALAR_LEN : 0);
}

static enum err
keys_pack(const struct principal_record *r, const struct principal_keys *k,
    struct secret **out)
{
	unsigned char *at;

	TRY(secret_new(keys_len(r), out));
	at = secret_data(*out);
	memcpy(at, secret_peek(k->agreement), P256_SCALAR_LEN);
	at += P256_SCALAR_LEN;
	memcpy(at, secret_peek(k->signing), P256_SCALAR_LEN);
	at += P256_SCALAR_LEN;
	memcpy(at, k->officer, P256_POINT_LEN);
	at += P256_POINT_LEN;
	if (r->kind == PRINCIPAL_OFFICER)
		memcpy(at, secret_peek(k->recovery), P256_SCALAR_LEN);
	return E_OK;
}

static enum err
keys_unpack(const struct principal_record *r, const struct secret *packed,
    struct principal_keys *out)
{
	struct reader in;

	if (secret_len(packed) != keys_len(r))
		return refuse(E_STORE_DAMAGED, "what the secret of principal "
		    "%s opens has the wrong length", r->name);
	reader_init(&in, secret_peek(packed), secret_len(packed));
	TRY(secret_from(reader_take(&in, P256_SCALAR_LEN), P256_SCALAR_LEN,
	    &out->agreement));
	TRY(secret_from(reader_take(&in, P256_SCALAR_LEN), P256_SCALAR_LEN,
	    &out->signing));
	reader_copy(&in, out->officer, P256_POINT_LEN);
	if (r->kind != PRINCIPAL_OFFICER)
		return E_OK;
	return secret_from(reader_take(&in, P256_SCALAR_LEN), P256_SCALAR_LEN,
	    &out->recovery);
}

enum err
principal_seal(struct store *s, const struct token_record *token,
    struct principal_record *r, const struct secret *key64,
    const struct principal_keys *keys)
{
	SCOPED_VALUE(bytes) identity = { 0 };
	SCOPED_VALUE(bytes) sealed = { 0 };
	SCOPED(secret) *packed = NULL;

	TRY(principal_identity(s, token, r, &identity));
	TRY(keys_pack(r, keys, &packed));
	TRY(seal_committed(key64, identity.data, identity.len, packed,
	    &sealed));
	return bytes_set(&r->sealed, sealed.data, sealed.len);
}

enum err
principal_open(struct store *s, const struct token_record *token,
    const struct principal_record *r, const struct secret *key64,
    struct principal_keys *out)
{
	SCOPED_VALUE(bytes) identity = { 0 };
	SCOPED_VALUE(principal_keys) keys = { 0 };
	SCOPED(secret) *packed = NULL;

	TRY(principal_identity(s, token, r, &identity));
	TRY(seal_open_committed(key64, identity.data, identity.len,
	    r->sealed.data, r->sealed.len, &packed));
	TRY(keys_unpack(r, packed, &keys));
	*out = keys;
	keys = (struct principal_keys){ 0 };
	return E_OK;
}
