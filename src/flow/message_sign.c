/* SPDX-License-Identifier: Apache-2.0 */
/* Signed messages: each a fresh run of the parameter given at the beginning. */
#include "flow/messages.h"

#include "flow/operation.h"
#include "flow/stream.h"
#include "flow/verify.h"
#include "session/out_buf.h"

static enum err
find(struct session *s, enum use use, struct operation **out)
{
	return operation_find_kind(s, operation_message_kind(use), use, out);
}

static enum err
no_parameter(const struct message *m)
{
	return m->parameter == NULL && m->parameter_len == 0 ? E_OK
	    : refuse(E_MECHANISM_PARAM, "a message to sign or verify has no "
	    "parameter");
}

static enum err
idle(const struct operation *op)
{
	return !op->within ? E_OK : refuse(E_OPERATION_ACTIVE, "a message "
	    "has begun and is not over");
}

static enum err
within(const struct operation *op)
{
	return op->within ? E_OK
	    : refuse(E_OPERATION_NONE, "no message has begun");
}

static enum err
begin(struct session *s, enum use use, const struct message *m)
{
	struct operation *op;
	enum err e;

	TRY(find(s, use, &op));
	e = no_parameter(m);
	if (e == E_OK)
		e = operation_begin_message(s, op, NULL);
	if (e != E_OK)
		operation_end_message(op);
	return e;
}

/* ---- signing ---- */

enum err
flow_message_sign_begin(struct session *s, const struct message *m)
{
	return begin(s, USE_SIGN, m);
}

/* Everything is here, or the last of it. */
static enum err
sign_last(struct session *s, struct operation *op, const CK_BYTE *in,
    CK_ULONG in_len, CK_BYTE *out, CK_ULONG *out_len)
{
	TRY(operation_ready(s, op));
	if (!op->started)
		return stream_produce(op, in, in_len, out, out_len);
	TRY(stream_take(s, op, in, in_len));
	return stream_finish(op, out, out_len);
}

/* The length protocol; the run is that of the message, or of the last one: a
 * signature's length does not depend on it. */
static enum err
sign_room(struct operation *op, const struct message *m, const CK_BYTE *in,
    CK_ULONG in_len, CK_BYTE *out, CK_ULONG *out_len, bool *kept, bool *go)
{
	enum err e;

	*go = false;
	TRY(no_parameter(m));
	TRY(stream_given(in, in_len));
	e = out_room(out, out_len, op->run.mech->ops->bound(&op->run, in_len,
	    true), go);
	*kept = !*go && (e == E_OK || e == E_BUFFER_TOO_SMALL);
	return e;
}

static enum err
sign_once(struct session *s, struct operation *op, const struct message *m,
    const CK_BYTE *in, CK_ULONG in_len, CK_BYTE *out, CK_ULONG *out_len,
    bool *kept)
{
	bool go;
	enum err e;

	TRY(idle(op));
	e = sign_room(op, m, in, in_len, out, out_len, kept, &go);
	if (!go)
		return e;
	TRY(operation_begin_message(s, op, NULL));
	return sign_last(s, op, in, in_len, out, out_len);
}

enum err
flow_message_sign(struct session *s, const struct message *m,
    const CK_BYTE *in, CK_ULONG in_len, CK_BYTE *out, CK_ULONG *out_len)
{
	struct operation *op;
	bool kept = false;
	enum err e;

	TRY(find(s, USE_SIGN, &op));
	e = sign_once(s, op, m, in, in_len, out, out_len, &kept);
	if (!kept)
		operation_end_message(op);
	return e;
}

static enum err
sign_next(struct session *s, struct operation *op, const struct message *m,
    const CK_BYTE *in, CK_ULONG in_len, CK_BYTE *out, CK_ULONG *out_len,
    bool *kept)
{
	bool go;
	enum err e;

	TRY(within(op));
	if (out_len == NULL) {
		TRY(no_parameter(m));
		TRY(stream_take(s, op, in, in_len));
		*kept = true;
		return E_OK;
	}
	e = sign_room(op, m, in, in_len, out, out_len, kept, &go);
	return go ? sign_last(s, op, in, in_len, out, out_len) : e;
}

enum err
flow_message_sign_next(struct session *s, const struct message *m,
    const CK_BYTE *in, CK_ULONG in_len, CK_BYTE *out, CK_ULONG *out_len)
{
	struct operation *op;
	bool kept = false;
	enum err e;

	TRY(find(s, USE_SIGN, &op));
	e = sign_next(s, op, m, in, in_len, out, out_len, &kept);
	if (!kept)
		operation_end_message(op);
	return e;
}

/* ---- verifying ---- */

enum err
flow_message_verify_begin(struct session *s, const struct message *m)
{
	return begin(s, USE_VERIFY, m);
}

static enum err
verify_once(struct session *s, struct operation *op, const struct message *m,
    const CK_BYTE *in, CK_ULONG in_len, const CK_BYTE *signature,
    CK_ULONG signature_len)
{
	TRY(no_parameter(m));
	TRY(operation_begin_message(s, op, NULL));
	return verify_end(s, op, true, in, in_len, signature, signature_len);
}

enum err
flow_message_verify(struct session *s, const struct message *m,
    const CK_BYTE *in, CK_ULONG in_len, const CK_BYTE *signature,
    CK_ULONG signature_len)
{
	struct operation *op;
	enum err e;

	TRY(find(s, USE_VERIFY, &op));
	e = verify_once(s, op, m, in, in_len, signature, signature_len);
	operation_end_message(op);
	return e;
}

static enum err
verify_next(struct session *s, struct operation *op, const struct message *m,
    const CK_BYTE *in, CK_ULONG in_len, const CK_BYTE *signature,
    CK_ULONG signature_len)
{
	TRY(within(op));
	TRY(no_parameter(m));
	if (signature != NULL && !op->started)
		return verify_end(s, op, true, in, in_len, signature,
		    signature_len);
	TRY(stream_take(s, op, in, in_len));
	return signature == NULL ? E_OK
	    : verify_end(s, op, false, NULL, 0, signature, signature_len);
}

enum err
flow_message_verify_next(struct session *s, const struct message *m,
    const CK_BYTE *in, CK_ULONG in_len, const CK_BYTE *signature,
    CK_ULONG signature_len)
{
	struct operation *op;
	enum err e;

	TRY(find(s, USE_VERIFY, &op));
	e = verify_next(s, op, m, in, in_len, signature, signature_len);
	if (e != E_OK || signature != NULL)
		operation_end_message(op);
	return e;
}
