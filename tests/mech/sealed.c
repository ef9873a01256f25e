/* SPDX-License-Identifier: Apache-2.0 */
#include "mech/sealed.h"

#include <stdlib.h>
#include <string.h>

static CK_BYTE *
field(struct kat_case *c, const char *name, size_t *len)
{
	return (CK_BYTE *)(uintptr_t)kat_bytes(c, name, len);
}

static void
sealed_load(struct kat_case *c, CK_MECHANISM_TYPE type, struct sealed *a)
{
	const unsigned char *key, *cipher, *tag;
	size_t key_len, cipher_len;

	*a = (struct sealed){ .line = c->line, .valid = kat_valid(c) };
	key = kat_bytes(c, "key", &key_len);
	cipher = kat_bytes(c, "cipher", &cipher_len);
	tag = kat_bytes(c, "tag", &a->tag_len);
	a->vector = field(c, "iv", &a->vector_len);
	a->extra = field(c, "aad", &a->extra_len);
	a->plain = kat_bytes(c, "plain", &a->plain_len);
	ck_assert_int_eq(bytes_append(&a->sealed, cipher, cipher_len), E_OK);
	ck_assert_int_eq(bytes_append(&a->sealed, tag, a->tag_len), E_OK);
	a->job = (struct job){ .use = USE_ENCRYPT, .piece = WHOLE,
		.mechanism = { type, NULL, 0 },
		.key = drive_secret(key, key_len) };
}

void
sealed_each(CK_MECHANISM_TYPE type, void (*test)(struct sealed *a))
{
	struct kat k = kat_load(mech_find(type)->name);
	struct sealed a;

	for (size_t i = 0; i < k.count; i++) {
		sealed_load(&k.cases[i], type, &a);
		test(&a);
		bytes_clear(&a.sealed);
		material_free(a.job.key);
	}
	kat_free(&k);
}

static void
seals(struct sealed *a, size_t piece)
{
	struct bytes out = { .data = NULL };
	enum err e;

	a->job.use = USE_ENCRYPT;
	a->job.piece = piece;
	e = drive(&a->job, a->plain, a->plain_len, &out);
	ck_assert_msg(e == E_OK, "line %u: %s", a->line, err_text(e));
	ck_assert_msg(bytes_equal(&out, a->sealed.data, a->sealed.len) ==
	    a->valid, "line %u (pieces of %zd)", a->line, (ssize_t)piece);
	bytes_clear(&out);
}

static void
opens(struct sealed *a)
{
	struct bytes out = { .data = NULL };
	enum err e;

	a->job.use = USE_DECRYPT;
	e = drive_open(&a->job, a->sealed.data, a->sealed.len, &out);
	ck_assert_msg(e == (a->valid ? E_OK : E_CIPHERTEXT), "line %u: %s",
	    a->line, err_text(e));
	if (e == E_OK)
		ck_assert_msg(bytes_equal(&out, a->plain, a->plain_len),
		    "line %u", a->line);
	bytes_clear(&out);
}

void
sealed_is_right(struct sealed *a)
{
	seals(a, WHOLE);
	seals(a, 1);
	seals(a, 7);
	seals(a, 16);
	opens(a);
}

/* ---- messages ---- */

static enum err
message_seal(struct run *run, const struct material *key,
    const struct message_tag *tag, const void *in, size_t len,
    struct bytes *out)
{
	const struct mech_ops *ops = run->mech->ops;
	unsigned char *room;
	size_t bound, first, last;
	enum err e;

	TRY(run_start(run, key));
	first = bound = ops->bound(run, len, true);
	room = malloc(bound > 0 ? bound : 1);
	e = ops->update(run, in, len, room, &first);
	last = bound - first;
	if (e == E_OK)
		e = ops->finish(run, room + first, &last);
	if (e == E_OK) {
		ck_assert_uint_eq(first + last, bound);
		memcpy(tag->at, room + bound - tag->len, tag->len);
		e = bytes_append(out, room, bound - tag->len);
	}
	free(room);
	return e;
}

static enum err
message_open(struct run *run, const struct material *key,
    const struct message_tag *tag, const void *in, size_t len,
    struct bytes *out)
{
	unsigned char *whole = malloc(len + tag->len);
	unsigned char *room;
	size_t bound = run->mech->ops->bound(run, len + tag->len, true);
	size_t made = bound;
	enum err e;

	room = malloc(bound > 0 ? bound : 1);
	memcpy(whole, in, len);
	memcpy(whole + len, tag->at, tag->len);
	e = run->mech->ops->open(run, key, whole, len + tag->len, room,
	    &made);
	if (e == E_OK)
		e = bytes_append(out, room, made);
	free(whole);
	free(room);
	return e;
}

enum err
message_run(struct run *run, const struct job *job,
    const struct message *message, const void *in, size_t len,
    struct bytes *out)
{
	struct message_tag tag = { NULL, 0 };

	TRY(run->mech->ops->message(run, message, &tag));
	ck_assert_ptr_nonnull(tag.at);
	ck_assert_uint_eq(run_tag_len(run), tag.len);
	return run->use == USE_ENCRYPT || run->use == USE_WRAP
	    ? message_seal(run, job->key, &tag, in, len, out)
	    : message_open(run, job->key, &tag, in, len, out);
}
