/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One pipeline for encrypting, decrypting, signing, recovering and digesting:
 * whatever has an output. Any error but a short buffer ends the operation.
 */
#include "flow/crypt.h"

#include "flow/open.h"
#include "flow/operation.h"
#include "flow/stream.h"
#include "session/out_buf.h"

#include <string.h>

/* More than this is not made a second time because a buffer was short. */
#define SCRATCH_MAX ((size_t)1 << 20)

/* The output of a call. */
struct ask {
	CK_BYTE *out;
	CK_ULONG *len;
	CK_ULONG room; /* what *len was */
	size_t needed; /* at most */
	bool kept;     /* the operation goes on, whatever the call returns */
};

/* The length protocol, first half: *go, or what to return. */
static enum err
ask_room(struct ask *a, size_t needed, bool *go)
{
	enum err e;

	a->room = a->len == NULL ? 0 : *a->len;
	a->needed = needed;
	e = out_room(a->out, a->len, needed, go);
	a->kept = !*go && (e == E_OK || e == E_BUFFER_TOO_SMALL);
	return e;
}

/* ---- buffers that suffice for what comes, not for what might have ---- */

/* With padding, the length is known when it is off. */
static bool
may_suffice(const struct operation *op, const struct ask *a, enum err e)
{
	bool shrinks = op->run.use == USE_DECRYPT ||
	    op->run.use == USE_VERIFY_RECOVER;

	return e == E_BUFFER_TOO_SMALL && shrinks &&
	    (!open_serves(op) || a->needed <= SCRATCH_MAX) &&
	    !operation_wants_login(op);
}

static enum err
give(const struct secret *made, struct ask *a)
{
	*a->len = (CK_ULONG)secret_len(made);
	if (secret_len(made) > a->room) {
		a->kept = true;
		return E_BUFFER_TOO_SMALL;
	}
	memcpy(a->out, secret_peek(made), secret_len(made));
	return E_OK;
}

static enum err
open_short(struct session *s, struct operation *op, const CK_BYTE *in,
    size_t in_len, struct ask *a)
{
	CK_ULONG len = (CK_ULONG)a->needed;
	SCOPED(secret) *made = NULL;

	TRY(secret_new(a->needed, &made));
	TRY(open_input(s, op, in, in_len, secret_data(made), &len));
	secret_truncate(made, len);
	return give(made, a);
}

/* Into the caller's buffer as far as it is certain, the end elsewhere. */
static enum err
produce_apart(struct operation *op, const CK_BYTE *in, size_t in_len,
    struct ask *a)
{
	size_t first = a->room;
	SCOPED(secret) *last = NULL;
	CK_ULONG len;

	TRY(stream_absorb(op, in, in_len, a->out, &first));
	TRY(secret_new(a->needed - first, &last));
	len = (CK_ULONG)(a->needed - first);
	TRY(stream_finish(op, secret_data(last), &len));
	*a->len = (CK_ULONG)first + len;
	if (*a->len > a->room) {
		TRY(run_start(&op->run, op->material));
		a->kept = true;
		return E_BUFFER_TOO_SMALL;
	}
	memcpy(a->out + first, secret_peek(last), len);
	return E_OK;
}

/* Unless it fits, the buffer stays as it was: it may be the input's too. */
static enum err
produce_short(struct operation *op, const CK_BYTE *in, size_t in_len,
    struct ask *a)
{
	size_t certain = stream_bound(op, in_len);
	struct bytes was = { 0 };
	enum err e;

	if (certain > a->room) {
		a->kept = true;
		return E_BUFFER_TOO_SMALL;
	}
	TRY(bytes_set(&was, a->out, certain));
	e = produce_apart(op, in, in_len, a);
	if (e != E_OK && certain != 0)
		memcpy(a->out, was.data, certain);
	bytes_clear(&was);
	return e;
}

/* The end of a stream cannot be made twice: it waits for the next call. */
static enum err
finish_short(struct operation *op, struct ask *a)
{
	CK_ULONG len = (CK_ULONG)a->needed;
	SCOPED(secret) *made = NULL;
	enum err e;

	TRY(secret_new(a->needed, &made));
	TRY(stream_finish(op, secret_data(made), &len));
	secret_truncate(made, len);
	e = give(made, a);
	if (e == E_BUFFER_TOO_SMALL) {
		op->started = true;
		op->result = made;
		made = NULL;
	}
	return e;
}

/* ---- C_Encrypt, C_Decrypt, C_Sign, C_SignRecover, C_VerifyRecover, C_Digest
 * ---- */

static enum err
once(struct session *s, struct operation *op, const CK_BYTE *in,
    CK_ULONG in_len, struct ask *a)
{
	bool go;
	enum err e;

	if (op->started)
		return refuse(E_OPERATION_ACTIVE, "a multi-part operation is "
		    "under way");
	TRY(stream_given(in, in_len));
	e = ask_room(a, op->run.mech->ops->bound(&op->run, in_len, true), &go);
	if (!go && !may_suffice(op, a, e))
		return e;
	a->kept = false;
	TRY(operation_ready(s, op));
	if (open_serves(op))
		return go ? open_input(s, op, in, in_len, a->out, a->len)
		    : open_short(s, op, in, in_len, a);
	return go ? stream_produce(op, in, in_len, a->out, a->len)
	    : produce_short(op, in, in_len, a);
}

enum err
flow_once(struct session *s, enum use use, const CK_BYTE *in, CK_ULONG in_len,
    CK_BYTE *out, CK_ULONG *out_len)
{
	struct ask a = { .out = out, .len = out_len };
	struct operation *op;
	enum err e;

	TRY(operation_find(s, use, &op));
	e = once(s, op, in, in_len, &a);
	if (!a.kept)
		operation_end(op);
	return e;
}

/* ---- updates ---- */

static enum err
update(struct session *s, struct operation *op, const CK_BYTE *in,
    CK_ULONG in_len, struct ask *a)
{
	bool go;
	enum err e;

	TRY(stream_open(op));
	TRY(stream_given(in, in_len));
	e = ask_room(a, stream_bound(op, in_len), &go);
	if (!go)
		return e;
	TRY(operation_authenticated(op));
	return stream_step(s, op, in, in_len, a->out, a->len);
}

enum err
flow_update(struct session *s, enum use use, const CK_BYTE *in,
    CK_ULONG in_len, CK_BYTE *out, CK_ULONG *out_len)
{
	struct ask a = { .out = out, .len = out_len };
	struct operation *op;
	enum err e;

	TRY(operation_find(s, use, &op));
	e = update(s, op, in, in_len, &a);
	if (e != E_OK && !a.kept)
		operation_end(op);
	return e;
}

enum err
flow_absorb(struct session *s, enum use use, const CK_BYTE *in,
    CK_ULONG in_len)
{
	struct operation *op;
	enum err e;

	TRY(operation_find(s, use, &op));
	e = stream_take(s, op, in, in_len);
	if (e != E_OK)
		operation_end(op);
	return e;
}

/* ---- C_EncryptFinal, C_DecryptFinal, C_SignFinal, C_DigestFinal ---- */

/* What C_DecryptFinal had no room for the last time. */
static enum err
finish_again(struct session *s, struct operation *op, struct ask *a)
{
	bool go;
	enum err e = ask_room(a, secret_len(op->result), &go);

	if (!go)
		return e;
	TRY(operation_ready(s, op));
	return give(op->result, a);
}

static enum err
finish(struct session *s, struct operation *op, struct ask *a)
{
	bool go;
	enum err e;

	TRY(stream_parts(op));
	if (op->result != NULL)
		return finish_again(s, op, a);
	e = ask_room(a, op->run.mech->ops->bound(&op->run,
	    op->holds ? op->held.len : 0, true), &go);
	if (!go && !may_suffice(op, a, e))
		return e;
	a->kept = false;
	TRY(operation_ready(s, op));
	if (op->holds)
		return go ? open_input(s, op, op->held.data, op->held.len,
		    a->out, a->len)
		    : open_short(s, op, op->held.data, op->held.len, a);
	return go ? stream_finish(op, a->out, a->len) : finish_short(op, a);
}

enum err
flow_finish(struct session *s, enum use use, CK_BYTE *out, CK_ULONG *out_len)
{
	struct ask a = { .out = out, .len = out_len };
	struct operation *op;
	enum err e;

	TRY(operation_find(s, use, &op));
	e = finish(s, op, &a);
	if (!a.kept)
		operation_end(op);
	return e;
}
