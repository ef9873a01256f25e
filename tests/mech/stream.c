/* SPDX-License-Identifier: Apache-2.0 */
#include "mech/stream.h"

#include <stdlib.h>
#include <string.h>

static const size_t pieces[] = { WHOLE, 1, 5, 16, 17, 31, 32, 48, 100 };
#define PIECES (sizeof(pieces) / sizeof(*pieces))

/* Memory as long as needed and no longer, so that sanitizers see all. */
static enum err
part(struct run *run, const unsigned char *in, size_t len, bool in_place,
    struct bytes *out)
{
	size_t bound = run->mech->ops->bound(run, len, false);
	size_t size = bound > len ? bound : len, made = bound;
	unsigned char *room = malloc(size + 1), *from = malloc(len + 1);
	enum err e;

	ck_assert(room != NULL && from != NULL);
	memcpy(in_place ? room : from, in, len);
	room = realloc(room, size > 0 ? size : 1);
	e = run->mech->ops->update(run, in_place ? room : from, len, room,
	    &made);
	if (e == E_OK) {
		ck_assert_uint_eq(made, bound);
		e = bytes_append(out, room, made);
	}
	free(room);
	free(from);
	return e;
}

static enum err
last_part(struct run *run, struct bytes *out)
{
	size_t bound = run->mech->ops->bound(run, 0, true), made = bound;
	unsigned char *room = malloc(bound > 0 ? bound : 1);
	enum err e = run->mech->ops->finish(run, room, &made);

	if (e == E_OK) {
		ck_assert_uint_le(made, bound);
		e = bytes_append(out, room, made);
	}
	free(room);
	return e;
}

static enum err
all_parts(struct run *run, const struct job *job, bool in_place,
    const unsigned char *in, size_t len, struct bytes *out)
{
	size_t step = job->piece == WHOLE ? len : job->piece;
	size_t before = out->len, promised;

	TRY(run_begin(run, job->use, &job->mechanism));
	TRY(run_start(run, job->key));
	promised = run->mech->ops->bound(run, len, true);
	for (size_t at = 0; at < len; at += step)
		TRY(part(run, in + at, len - at < step ? len - at : step,
		    in_place, out));
	TRY(last_part(run, out));
	ck_assert_uint_le(out->len - before, promised);
	if (run->mech->type != CKM_AES_CBC_PAD || job->use == USE_ENCRYPT)
		ck_assert_uint_eq(out->len - before, promised);
	return E_OK;
}

enum err
stream_run(const struct job *job, bool in_place, const void *in, size_t len,
    struct bytes *out)
{
	struct run run = { .state = NULL };
	size_t before = out->len;
	enum err e = all_parts(&run, job, in_place, in, len, out);

	run_end(&run);
	if (e != E_OK)
		out->len = before;
	return e;
}

/* In all manners the same: this, or this refusal. */
static void
all_manners(struct job job, const void *in, size_t in_len, enum err want_e,
    const void *want, size_t want_len, const char *where, unsigned line)
{
	struct bytes out = { .data = NULL };

	for (size_t i = 0; i < 2 * PIECES; i++) {
		enum err e;

		job.piece = pieces[i / 2];
		e = stream_run(&job, i % 2 != 0, in, in_len, &out);
		ck_assert_msg(e == want_e, "%s %u: %s (pieces of %zd)", where,
		    line, err_text(e), (ssize_t)job.piece);
		if (e == E_OK)
			ck_assert_msg(bytes_equal(&out, want, want_len),
			    "%s %u (pieces of %zd)", where, line,
			    (ssize_t)job.piece);
		bytes_clear(&out);
	}
}

static void
answer(const struct stream *stream, struct kat_case *c)
{
	struct job job = { .use = USE_ENCRYPT,
		.mechanism = { stream->type, NULL, 0 } };
	size_t key_len, plain_len = 0, cipher_len;
	const unsigned char *key = kat_bytes(c, "key", &key_len);
	const unsigned char *cipher = kat_bytes(c, "cipher", &cipher_len);
	const unsigned char *plain = kat_bytes(c, "plain", &plain_len);
	bool valid = !kat_has(c, "result") || kat_valid(c);

	job.key = drive_secret(key, key_len);
	if (stream->param != NULL)
		stream->param(c, &job.mechanism);
	if (valid)
		all_manners(job, plain, plain_len, E_OK, cipher, cipher_len,
		    "line", c->line);
	job.use = USE_DECRYPT;
	if (valid || cipher_len == 0)
		all_manners(job, cipher, cipher_len,
		    valid ? E_OK : E_CIPHERTEXT_LEN, plain, plain_len, "line",
		    c->line);
	else
		all_manners(job, cipher, cipher_len, E_CIPHERTEXT, NULL, 0,
		    "line", c->line);
	material_free(job.key);
}

void
stream_answers(const struct stream *stream)
{
	struct kat k = kat_load(mech_find(stream->type)->name);

	for (size_t i = 0; i < k.count; i++)
		answer(stream, &k.cases[i]);
	kat_free(&k);
}

static void
one_length(struct job job, const unsigned char *text, size_t len)
{
	struct bytes sealed = { .data = NULL };

	job.piece = WHOLE;
	ck_assert_int_eq(stream_run(&job, false, text, len, &sealed), E_OK);
	all_manners(job, text, len, E_OK, sealed.data, sealed.len, "length",
	    (unsigned)len);
	job.use = job.use == USE_WRAP ? USE_UNWRAP : USE_DECRYPT;
	all_manners(job, sealed.data, sealed.len, E_OK, text, len, "length",
	    (unsigned)len);
	bytes_clear(&sealed);
}

void
stream_lengths(struct job job, size_t max, bool (*allowed)(size_t),
    enum err refusal)
{
	unsigned char *text = malloc(max);

	for (size_t i = 0; i < max; i++)
		text[i] = (unsigned char)(i * 7 + 1);
	for (size_t len = 0; len <= max; len++) {
		if (allowed(len))
			one_length(job, text, len);
		else
			all_manners(job, text, len, refusal, NULL, 0,
			    "length", (unsigned)len);
	}
	free(text);
}
