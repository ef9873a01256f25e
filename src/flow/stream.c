/* SPDX-License-Identifier: Apache-2.0 */
/* Pieces: to the mechanism at once, or kept until the end has come. */
#include "flow/stream.h"

#include "crypto/ct.h"
#include "flow/operation.h"

enum err
stream_given(const CK_BYTE *in, CK_ULONG len)
{
	return in != NULL || len == 0 ? E_OK
	    : refuse(E_ARGUMENTS, "the input is NULL");
}

enum err
stream_absorb(struct operation *op, const CK_BYTE *in, size_t len,
    CK_BYTE *out, size_t *out_len)
{
	static const unsigned char nothing[1];

	return op->run.mech->ops->update(&op->run, in == NULL ? nothing : in,
	    len, out, out_len);
}

enum err
stream_hold(struct session *s, struct operation *op, const CK_BYTE *in,
    size_t len, enum err too_long)
{
	size_t most = s->token->aead_buffer;

	if (len > most || op->held.len > most - len)
		return refuse(too_long, "more than %zu bytes to hold until "
		    "the end (aead-buffer)", most);
	return bytes_append(&op->held, in, len);
}

size_t
stream_bound(const struct operation *op, size_t len)
{
	return op->holds ? 0 : op->run.mech->ops->bound(&op->run, len, false);
}

enum err
stream_step(struct session *s, struct operation *op, const CK_BYTE *in,
    CK_ULONG len, CK_BYTE *out, CK_ULONG *out_len)
{
	size_t written = op->holds ? 0 : *out_len;

	op->started = true;
	TRY(op->holds ? stream_hold(s, op, in, len, E_CIPHERTEXT_LEN)
	    : stream_absorb(op, in, len, out, &written));
	*out_len = (CK_ULONG)written;
	return E_OK;
}

bool
stream_gathers(const struct operation *op)
{
	return (op->run.mech->traits & MECH_ONE_PART) != 0 &&
	    (op->run.use == USE_SIGN || op->run.use == USE_VERIFY);
}

enum err
stream_open(const struct operation *op)
{
	if ((op->run.mech->traits & MECH_ONE_PART) && !stream_gathers(op))
		return refuse(E_OPERATION_ACTIVE, "%s works on the whole "
		    "input at once", op->run.mech->name);
	if (op->result != NULL)
		return refuse(E_OPERATION_ACTIVE, "the last piece has come");
	return E_OK;
}

enum err
stream_take(struct session *s, struct operation *op, const CK_BYTE *in,
    CK_ULONG len)
{
	TRY(stream_given(in, len));
	TRY(stream_open(op));
	TRY(operation_authenticated(op));
	op->started = true;
	return op->holds || stream_gathers(op)
	    ? stream_hold(s, op, in, len, E_DATA_LEN)
	    : stream_absorb(op, in, len, NULL, NULL);
}

enum err
stream_parts(const struct operation *op)
{
	if ((op->run.mech->traits & MECH_ONE_PART) && !stream_gathers(op))
		return refuse(E_OPERATION_NONE, "%s has no parts to finish",
		    op->run.mech->name);
	return E_OK;
}

enum err
stream_finish(struct operation *op, CK_BYTE *out, CK_ULONG *out_len)
{
	size_t len = *out_len;

	if (op->started && stream_gathers(op))
		TRY(stream_absorb(op, op->held.data, op->held.len, NULL,
		    NULL));
	TRY(op->run.mech->ops->finish(&op->run, out, &len));
	*out_len = (CK_ULONG)len;
	return E_OK;
}

enum err
stream_produce(struct operation *op, const CK_BYTE *in, size_t len,
    CK_BYTE *out, CK_ULONG *out_len)
{
	size_t first = *out_len;
	CK_ULONG last;
	enum err e;

	TRY(stream_absorb(op, in, len, out, &first));
	if (op->run.use != USE_ENCRYPT && op->run.use != USE_DECRYPT)
		first = 0;
	last = *out_len - (CK_ULONG)first;
	e = stream_finish(op, out + first, &last);
	if (e != E_OK) {
		if (op->run.use == USE_DECRYPT)
			ct_wipe(out, first);
		return e;
	}
	*out_len = (CK_ULONG)first + last;
	return E_OK;
}
