/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Encrypted messages. The tag travels apart from the ciphertext, which so is
 * as long as the plaintext; to the mechanism it is the ciphertext's end.
 */
#include "flow/messages.h"

#include "flow/open.h"
#include "flow/operation.h"
#include "flow/stream.h"
#include "session/out_buf.h"

#include <string.h>

enum err
flow_messages_begin(struct session *s, enum use use,
    const CK_MECHANISM *mechanism, CK_OBJECT_HANDLE key)
{
	return operation_begin(s, operation_message_kind(use), use, mechanism,
	    key);
}

static enum err
find(struct session *s, enum use use, struct operation **out)
{
	return operation_find_kind(s, operation_message_kind(use), use, out);
}

enum err
flow_messages_end(struct session *s, enum use use)
{
	struct operation *op;
	bool within;

	TRY(find(s, use, &op));
	within = op->within;
	operation_end_message(op);
	if (within)
		return refuse(E_OPERATION_ACTIVE, "a message had begun and "
		    "was not over");
	operation_end(op);
	return E_OK;
}

/* ---- one message ---- */

static enum err
tag_present(const struct message_tag *tag)
{
	return tag->len == 0 || tag->at != NULL ? E_OK
	    : refuse(E_MECHANISM_PARAM, "there is no place for the tag");
}

/* The last part, or all of it, and the tag. *out_len is the room on entry. */
static enum err
seal(struct operation *op, const CK_BYTE *in, size_t len, CK_BYTE *out,
    CK_ULONG *out_len)
{
	size_t total = op->run.mech->ops->bound(&op->run, len, true);
	size_t first = *out_len, tag_len = op->tag.len;
	struct bytes rest = { 0 };
	CK_ULONG last;
	enum err e;

	TRY(stream_absorb(op, in, len, out, &first));
	last = (CK_ULONG)(total - first);
	TRY(bytes_reserve(&rest, last + 1));
	e = stream_finish(op, rest.data, &last);
	if (e == E_OK) {
		last -= tag_len;
		memcpy(out + first, rest.data, last);
		if (tag_len != 0)
			memcpy(op->tag.at, rest.data + last, tag_len);
		*out_len = (CK_ULONG)first + last;
	}
	bytes_clear(&rest);
	return e;
}

/* What is held, with its tag. */
static enum err
unseal(struct session *s, struct operation *op, CK_BYTE *out,
    CK_ULONG *out_len)
{
	enum err e;

	TRY(bytes_append(&op->held, op->tag.at, op->tag.len));
	e = open_input(s, op, op->held.data, op->held.len, out, out_len);
	return e != E_CIPHERTEXT ? e
	    : refuse(E_AEAD, "the message is not authentic");
}

static enum err
message_make(struct session *s, struct operation *op, const struct message *m,
    const CK_BYTE *in, CK_ULONG in_len, CK_BYTE *out, CK_ULONG *out_len)
{
	TRY(operation_begin_message(s, op, m));
	TRY(tag_present(&op->tag));
	if (op->run.use == USE_ENCRYPT)
		return seal(op, in, in_len, out, out_len);
	TRY(bytes_set(&op->held, in, in_len));
	return unseal(s, op, out, out_len);
}

static enum err
message_once(struct session *s, struct operation *op, const struct message *m,
    const CK_BYTE *in, CK_ULONG in_len, CK_BYTE *out, CK_ULONG *out_len,
    bool *kept)
{
	bool go;
	enum err e;

	if (op->within)
		return refuse(E_OPERATION_ACTIVE, "a message has begun and is "
		    "not over");
	TRY(stream_given(in, in_len));
	TRY(stream_given(m->aad, m->aad_len));
	e = out_room(out, out_len, in_len, &go);
	*kept = !go && (e == E_OK || e == E_BUFFER_TOO_SMALL);
	return go ? message_make(s, op, m, in, in_len, out, out_len) : e;
}

enum err
flow_message_once(struct session *s, enum use use, const struct message *m,
    const CK_BYTE *in, CK_ULONG in_len, CK_BYTE *out, CK_ULONG *out_len)
{
	struct operation *op;
	bool kept = false;
	enum err e;

	TRY(find(s, use, &op));
	e = message_once(s, op, m, in, in_len, out, out_len, &kept);
	if (!kept)
		operation_end_message(op);
	return e;
}

/* ---- in parts ---- */

enum err
flow_message_begin(struct session *s, enum use use, const struct message *m)
{
	struct operation *op;
	enum err e;

	TRY(find(s, use, &op));
	e = stream_given(m->aad, m->aad_len);
	if (e == E_OK)
		e = operation_begin_message(s, op, m);
	op->tag.at = NULL;
	if (e != E_OK)
		operation_end_message(op);
	return e;
}

/* The parameter comes with the last part too, and it tells where the tag is:
 * what the caller had at the beginning may be gone. */
static enum err
find_tag(struct operation *op, const struct message *m)
{
	const struct mech_ops *ops = op->run.mech->ops;
	struct message_tag tag = { NULL, op->tag.len };

	if (m->parameter != NULL && ops->tag != NULL)
		TRY(ops->tag(&op->run, m->parameter, m->parameter_len, &tag));
	if (tag.len != op->tag.len)
		return refuse(E_MECHANISM_PARAM, "the tag had %zu bytes when "
		    "the message began", op->tag.len);
	TRY(tag_present(&tag));
	op->tag = tag;
	return E_OK;
}

static size_t
part_bound(const struct operation *op, size_t len, bool last)
{
	if (op->run.use == USE_DECRYPT)
		return last ? op->held.len + len : 0;
	return op->run.mech->ops->bound(&op->run, len, last) -
	    (last ? op->tag.len : 0);
}

static enum err
last_part(struct session *s, struct operation *op, const struct message *m,
    const CK_BYTE *in, CK_ULONG in_len, CK_BYTE *out, CK_ULONG *out_len)
{
	TRY(find_tag(op, m));
	TRY(operation_ready(s, op));
	if (op->run.use == USE_ENCRYPT)
		return seal(op, in, in_len, out, out_len);
	TRY(stream_hold(s, op, in, in_len, E_CIPHERTEXT_LEN));
	return unseal(s, op, out, out_len);
}

static enum err
message_next(struct session *s, struct operation *op, const struct message *m,
    const CK_BYTE *in, CK_ULONG in_len, CK_BYTE *out, CK_ULONG *out_len,
    bool last, bool *kept)
{
	bool go;
	enum err e;

	if (!op->within)
		return refuse(E_OPERATION_NONE, "no message has begun");
	TRY(stream_given(in, in_len));
	e = out_room(out, out_len, part_bound(op, in_len, last), &go);
	*kept = !go && (e == E_OK || e == E_BUFFER_TOO_SMALL);
	if (!go)
		return e;
	if (last)
		return last_part(s, op, m, in, in_len, out, out_len);
	TRY(stream_step(s, op, in, in_len, out, out_len));
	*kept = true;
	return E_OK;
}

enum err
flow_message_next(struct session *s, enum use use, const struct message *m,
    const CK_BYTE *in, CK_ULONG in_len, CK_BYTE *out, CK_ULONG *out_len,
    CK_FLAGS flags)
{
	bool last = (flags & CKF_END_OF_MESSAGE) != 0, kept = false;
	struct operation *op;
	enum err e;

	TRY(find(s, use, &op));
	if (flags & ~CKF_END_OF_MESSAGE)
		e = refuse(E_ARGUMENTS, "there are no flags %#lx",
		    (unsigned long)flags);
	else
		e = message_next(s, op, m, in, in_len, out, out_len, last,
		    &kept);
	if (!kept)
		operation_end_message(op);
	return e;
}
