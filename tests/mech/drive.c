/* SPDX-License-Identifier: Apache-2.0 */
/* What every test of a family needs. */
#include "mech/drive.h"

#include "crypto/ec.h"
#include "crypto/library.h"

#include <stdlib.h>
#include <string.h>

void
drive_setup(void)
{
	ck_assert_int_eq(library_open(), E_OK);
}

void
drive_teardown(void)
{
	secret_trim();
	library_close();
}

struct material *
drive_secret(const void *value, size_t len)
{
	SCOPED(secret) *s = NULL;
	struct material *m;

	ck_assert_int_eq(secret_from(value, len, &s), E_OK);
	ck_assert_int_eq(material_from_secret(s, &m), E_OK);
	return m;
}

static const struct curve *
curve_by_text(const char *text)
{
	const struct curve *c;

	for (size_t i = 0; (c = curve_at(i)) != NULL; i++) {
		if (strcmp(c->text, text) == 0)
			return c;
	}
	ck_abort_msg("no curve %s", text);
}

struct material *
drive_ec(const char *curve, const void *private, size_t private_len,
    const void *point, size_t point_len)
{
	const struct curve *c = curve_by_text(curve);
	SCOPED(secret) *s = NULL;
	struct material *m;

	if (private == NULL && point == NULL) {
		ck_assert_int_eq(ec_generate(c, &m), E_OK);
		return m;
	}
	if (private == NULL) {
		ck_assert_int_eq(ec_from_point(c, point, point_len, &m), E_OK);
		return m;
	}
	ck_assert_int_eq(secret_from(private, private_len, &s), E_OK);
	ck_assert_int_eq(ec_from_private(c, s, &m), E_OK);
	return m;
}

/* Room for bound more bytes at the end of out, in memory of its own. */
static unsigned char *
room_new(size_t bound)
{
	unsigned char *room = malloc(bound > 0 ? bound : 1);

	ck_assert_ptr_nonnull(room);
	return room;
}

static enum err
feed(struct run *run, const unsigned char *in, size_t len, struct bytes *out)
{
	const struct mech *row = run->mech;
	bool whole = (row->traits & MECH_ONE_PART) != 0;
	size_t room_len = row->ops->bound(run, len, whole);
	unsigned char *room = room_new(room_len);
	size_t made = room_len;
	enum err e = row->ops->update(run, in, len, room, &made);

	if (e == E_OK) {
		ck_assert_uint_le(made, room_len);
		e = bytes_append(out, room, made);
	}
	free(room);
	return e;
}

static enum err
feed_pieces(struct run *run, const unsigned char *in, size_t len,
    size_t piece, struct bytes *out)
{
	if (piece == WHOLE)
		return feed(run, in, len, out);
	for (size_t at = 0; at < len; at += piece) {
		size_t part = len - at < piece ? len - at : piece;

		TRY(feed(run, in + at, part, out));
	}
	return E_OK;
}

static enum err
complete(struct run *run, struct bytes *out)
{
	const struct mech_ops *ops = run->mech->ops;
	size_t room_len = ops->bound(run, 0, true);
	unsigned char *room = room_new(room_len);
	size_t made = room_len;
	enum err e = ops->finish(run, room, &made);

	if (e == E_OK) {
		ck_assert_uint_le(made, room_len);
		e = bytes_append(out, room, made);
	}
	free(room);
	return e;
}

static enum err
process(struct run *run, const struct job *job, const void *in, size_t len,
    struct bytes *out)
{
	size_t promised, before = out->len;

	TRY(run_begin(run, job->use, &job->mechanism));
	TRY(run_start(run, job->key));
	promised = run->mech->ops->bound(run, len, true);
	TRY(feed_pieces(run, in, len, job->piece, out));
	TRY(complete(run, out));
	ck_assert_uint_eq(out->len - before, promised);
	return E_OK;
}

enum err
drive(const struct job *job, const void *in, size_t len, struct bytes *out)
{
	struct run run = { .state = NULL };
	size_t before = out->len;
	enum err e = process(&run, job, in, len, out);

	run_end(&run);
	if (e != E_OK)
		out->len = before;
	return e;
}

static void
zeros_only(const unsigned char *room, size_t len)
{
	for (size_t i = 0; i < len; i++)
		ck_assert_msg(room[i] == 0, "byte %zu was left", i);
}

static enum err
open_whole(struct run *run, const struct job *job, const void *in, size_t len,
    struct bytes *out)
{
	size_t bound, made;
	unsigned char *room;
	enum err e;

	TRY(run_begin(run, job->use, &job->mechanism));
	TRY(run_start(run, job->key));
	bound = run->mech->ops->bound(run, len, true);
	made = bound;
	room = room_new(bound);
	memset(room, 0, bound);
	e = run->mech->ops->open(run, job->key, in, len, room, &made);
	if (e == E_OK)
		e = bytes_append(out, room, made);
	else
		zeros_only(room, bound);
	free(room);
	return e;
}

enum err
drive_open(const struct job *job, const void *in, size_t len,
    struct bytes *out)
{
	struct run run = { .state = NULL };
	enum err e = open_whole(&run, job, in, len, out);

	run_end(&run);
	return e;
}

static enum err
verify(struct run *run, const struct job *job, const void *in, size_t len,
    const void *signature, size_t signature_len)
{
	struct bytes none = { .data = NULL };

	TRY(run_begin(run, job->use, &job->mechanism));
	TRY(run_start(run, job->key));
	TRY(feed_pieces(run, in, len, job->piece, &none));
	ck_assert_uint_eq(none.len, 0);
	return run->mech->ops->check(run, job->key, signature, signature_len);
}

enum err
drive_check(const struct job *job, const void *in, size_t len,
    const void *signature, size_t signature_len)
{
	struct run run = { .state = NULL };
	enum err e = verify(&run, job, in, len, signature, signature_len);

	run_end(&run);
	return e;
}

enum err
drive_derive(const struct job *job, struct derivation d, struct secret **out)
{
	struct run run = { .state = NULL };
	enum err e = run_begin(&run, USE_DERIVE, &job->mechanism);

	d.base = job->key;
	if (e == E_OK)
		e = run_start(&run, job->key);
	if (e == E_OK)
		e = run.mech->ops->derive(&run, &d, out);
	run_end(&run);
	return e;
}

static struct derivation
one_key(const struct material *second, const size_t *len)
{
	return (struct derivation){ .second = second,
		.type = CKK_GENERIC_SECRET, .len = len, .count = 1 };
}

void
drive_derive_is(const struct job *job, const struct material *second,
    size_t len, const void *value, size_t value_len)
{
	struct secret *made = NULL;

	ck_assert_int_eq(drive_derive(job, one_key(second, &len), &made),
	    E_OK);
	ck_assert_uint_eq(secret_len(made), value_len);
	ck_assert_mem_eq(secret_peek(made), value, value_len);
	secret_free(made);
}

enum err
drive_derive_fails(const struct job *job, const struct material *second,
    size_t len)
{
	struct secret *made = NULL;
	enum err e = drive_derive(job, one_key(second, &len), &made);

	ck_assert_ptr_null(made);
	return e;
}
