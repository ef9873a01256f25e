/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The token's own record (doc/FORMAT.md, Record bodies: Token), and the
 * process's copy of it, which is read again when the store has changed.
 */
#include "token/token.h"

#include "base/reader.h"
#include "base/writer.h"
#include "token/login.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TOKEN_FORMAT 1
#define TOKEN_NAME_LEN 32

#define SANDBOX 1u
#define ALLOW_EXTRACTABLE 2u
#define PURGE_PROTECTED 4u
#define FLAGS (SANDBOX | ALLOW_EXTRACTABLE | PURGE_PROTECTED)

/* The record's name in the index. */
static size_t
token_name(uint32_t number, char out[static TOKEN_NAME_LEN])
{
	return (size_t)snprintf(out, TOKEN_NAME_LEN, "token/%u", number);
}

static enum err
token_encode(const struct token_record *r, struct bytes *out)
{
	struct writer w;
	uint32_t flags = (r->sandbox ? SANDBOX : 0) |
	    (r->allow_extractable ? ALLOW_EXTRACTABLE : 0) |
	    (r->purge_protected ? PURGE_PROTECTED : 0);

	writer_init(&w, out);
	writer_u16(&w, TOKEN_FORMAT);
	writer_u32(&w, r->number);
	writer_raw(&w, r->label, TOKEN_LABEL_LEN);
	writer_raw(&w, r->serial_number, TOKEN_SERIAL_LEN);
	writer_u32(&w, flags);
	writer_u64(&w, r->created);
	writer_u8(&w, r->user_pin_set);
	return writer_done(&w);
}

static bool
token_decode(const struct bytes *body, struct token_record *out)
{
	struct reader r;
	uint16_t format;
	uint32_t flags;
	uint8_t user;

	reader_init(&r, body->data, body->len);
	format = reader_u16(&r);
	out->number = reader_u32(&r);
	reader_copy(&r, out->label, TOKEN_LABEL_LEN);
	reader_copy(&r, out->serial_number, TOKEN_SERIAL_LEN);
	flags = reader_u32(&r);
	out->created = reader_u64(&r);
	user = reader_u8(&r);
	out->sandbox = flags & SANDBOX;
	out->allow_extractable = flags & ALLOW_EXTRACTABLE;
	out->purge_protected = flags & PURGE_PROTECTED;
	out->user_pin_set = user == 1;
	return reader_done(&r) && format == TOKEN_FORMAT && user <= 1 &&
	    (flags & ~FLAGS) == 0;
}

enum err
token_find(struct txn *t, uint32_t number, uint64_t *serial)
{
	char name[TOKEN_NAME_LEN];
	size_t len = token_name(number, name);
	enum err e = txn_find(t, RECORD_TOKEN, 0, name, len, serial);

	if (e == E_NOT_FOUND)
		return refuse(E_TOKEN_ABSENT, "slot %u has no token", number);
	return e;
}

enum err
token_read(struct txn *t, uint32_t number, struct token_record *out)
{
	SCOPED_VALUE(record) record = { 0 };
	struct token_record found = { 0 };

	TRY(token_find(t, number, &found.serial));
	TRY(txn_get(t, found.serial, &record));
	if (!token_decode(&record.body, &found) || found.number != number)
		return refuse(E_STORE_DAMAGED, "the record of token %u has a "
		    "form this version does not know", number);
	*out = found;
	return E_OK;
}

enum err
token_write(struct txn *t, struct token_record *r)
{
	SCOPED_VALUE(record) record = {
		.serial = r->serial,
		.kind = RECORD_TOKEN,
		.key_type = UINT32_MAX,
	};
	char name[TOKEN_NAME_LEN];
	size_t len = token_name(r->number, name);

	TRY(bytes_set(&record.name, name, len));
	TRY(token_encode(r, &record.body));
	TRY(txn_put(t, &record));
	r->serial = record.serial;
	return E_OK;
}

enum err
token_new(struct store *s, uint32_t number, struct token **out)
{
	struct token *t = calloc(1, sizeof(*t));

	if (t == NULL)
		return E_NO_MEMORY;
	if (pthread_rwlock_init(&t->lock, NULL) != 0) {
		free(t);
		return E_NO_MEMORY;
	}
	t->store = s;
	t->number = number;
	*out = t;
	return E_OK;
}

void
token_free(struct token *t)
{
	if (t == NULL)
		return;
	login_end(t);
	pthread_rwlock_destroy(&t->lock);
	free(t);
}

/* The kept copy, if the store has not changed since. */
static bool
token_kept(struct token *t, uint64_t revision, struct token_record *out)
{
	bool kept;

	pthread_rwlock_rdlock(&t->lock);
	kept = t->record.serial != 0 && t->seen == revision;
	if (kept)
		*out = t->record;
	pthread_rwlock_unlock(&t->lock);
	return kept;
}

enum err
token_now(struct token *t, struct token_record *out)
{
	SCOPED(txn) *txn = NULL;
	struct token_record found;
	/* Asked before reading: a change in between makes the copy look old,
	 * never new. */
	uint64_t revision = store_revision(t->store);

	if (token_kept(t, revision, out))
		return E_OK;
	TRY(txn_read(t->store, &txn));
	TRY(token_read(txn, t->number, &found));
	txn_free(txn);
	txn = NULL;
	pthread_rwlock_wrlock(&t->lock);
	t->record = found;
	t->seen = revision;
	pthread_rwlock_unlock(&t->lock);
	*out = found;
	return E_OK;
}

bool
token_user_in(const struct token *t)
{
	return t->who.kind == PRINCIPAL_USER;
}

bool
token_officer_in(const struct token *t)
{
	return t->who.kind == PRINCIPAL_OFFICER;
}
