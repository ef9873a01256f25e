/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verification. Most mechanisms digest the input once and check the result
 * with each candidate; a keyed one has to see the input anew with each.
 */
#include "flow/verify.h"

#include "flow/crypt.h"
#include "flow/operation.h"
#include "flow/stream.h"

struct input {
	const CK_BYTE *data;
	size_t len;
};

static enum err
check_one(struct operation *op, const struct material *m,
    const struct input *again, const CK_BYTE *signature, CK_ULONG len)
{
	if (again != NULL) {
		TRY(run_start(&op->run, m));
		TRY(stream_absorb(op, again->data, again->len, NULL, NULL));
	}
	return op->run.mech->ops->check(&op->run, m, signature, len);
}

static enum err
check_each(struct session *s, struct operation *op, const struct input *again,
    const CK_BYTE *signature, CK_ULONG len)
{
	enum err e = E_SIGNATURE;

	for (size_t i = 0; e == E_SIGNATURE && i < op->verdict.count; i++) {
		SCOPED(material) *m = NULL;

		TRY(flow_material(s, &op->view, op->verdict.versions[i], &m));
		e = check_one(op, m, again, signature, len);
	}
	return e;
}

enum err
verify_end(struct session *s, struct operation *op, bool whole,
    const CK_BYTE *in, CK_ULONG len, const CK_BYTE *signature,
    CK_ULONG signature_len)
{
	bool keyed = (op->run.mech->traits & MECH_KEYED) != 0;
	bool streamed = op->started && !op->holds;
	struct input input = { in, len };

	if (signature == NULL)
		return refuse(E_ARGUMENTS, "the signature is NULL");
	TRY(stream_given(in, len));
	if (whole && op->started)
		return refuse(E_OPERATION_ACTIVE, "a multi-part operation is "
		    "under way");
	if (!whole)
		TRY(stream_parts(op));
	TRY(operation_ready(s, op));
	if (!whole)
		input = (struct input){ op->held.data, op->held.len };
	if ((whole || stream_gathers(op)) && !keyed)
		TRY(stream_absorb(op, input.data, input.len, NULL, NULL));
	return check_each(s, op, keyed && !streamed ? &input : NULL,
	    signature, signature_len);
}

/* ---- C_Verify, C_VerifyFinal ---- */

enum err
flow_verify_once(struct session *s, const CK_BYTE *in, CK_ULONG in_len,
    const CK_BYTE *signature, CK_ULONG signature_len)
{
	struct operation *op;
	enum err e;

	TRY(operation_find(s, USE_VERIFY, &op));
	e = verify_end(s, op, true, in, in_len, signature, signature_len);
	operation_end(op);
	return e;
}

enum err
flow_verify_finish(struct session *s, const CK_BYTE *signature,
    CK_ULONG signature_len)
{
	struct operation *op;
	enum err e;

	TRY(operation_find(s, USE_VERIFY, &op));
	e = verify_end(s, op, false, NULL, 0, signature, signature_len);
	operation_end(op);
	return e;
}

/* ---- C_VerifySignatureInit and what follows ---- */

enum err
flow_signature_begin(struct session *s, const CK_MECHANISM *mechanism,
    CK_OBJECT_HANDLE key, const CK_BYTE *signature, CK_ULONG len)
{
	struct operation *op = &s->operations[OPERATION_VERIFY_SIGNATURE];
	enum err e;

	if (mechanism != NULL && signature == NULL)
		return refuse(E_ARGUMENTS, "the signature is NULL");
	TRY(operation_begin(s, OPERATION_VERIFY_SIGNATURE, USE_VERIFY,
	    mechanism, key));
	if (mechanism == NULL)
		return E_OK;
	/* Something to point at, even if it is empty. */
	e = bytes_reserve(&op->signature, len + 1);
	if (e == E_OK)
		e = bytes_set(&op->signature, signature, len);
	if (e != E_OK)
		operation_end(op);
	return e;
}

static enum err
find_signature(struct session *s, struct operation **out)
{
	return operation_find_kind(s, OPERATION_VERIFY_SIGNATURE, USE_VERIFY,
	    out);
}

enum err
flow_signature_absorb(struct session *s, const CK_BYTE *in, CK_ULONG len)
{
	struct operation *op;
	enum err e;

	TRY(find_signature(s, &op));
	e = stream_take(s, op, in, len);
	if (e != E_OK)
		operation_end(op);
	return e;
}

static enum err
signature_end(struct session *s, bool whole, const CK_BYTE *in, CK_ULONG len)
{
	struct operation *op;
	enum err e;

	TRY(find_signature(s, &op));
	e = verify_end(s, op, whole, in, len, op->signature.data,
	    (CK_ULONG)op->signature.len);
	operation_end(op);
	return e;
}

enum err
flow_signature_once(struct session *s, const CK_BYTE *in, CK_ULONG len)
{
	return signature_end(s, true, in, len);
}

enum err
flow_signature_finish(struct session *s)
{
	return signature_end(s, false, NULL, 0);
}
