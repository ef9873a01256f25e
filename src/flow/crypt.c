/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One pipeline for encrypting, decrypting, signing, verifying and digesting.
 * Any error but a short buffer ends the operation.
 */
#include "flow/crypt.h"

#include "flow/operation.h"
#include "session/out_buf.h"

#include <string.h>

/* ---- encrypt, sign, digest ---- */

static enum err
absorb(struct operation *op, const CK_BYTE *in, CK_ULONG len, CK_BYTE *out,
    size_t *out_len)
{
	static const unsigned char nothing[1];

	return op->run.mech->ops->update(&op->run, in == NULL ? nothing : in,
	    len, out, out_len);
}

static enum err
produce(struct operation *op, const CK_BYTE *in, CK_ULONG in_len,
    CK_BYTE *out, CK_ULONG *out_len)
{
	size_t first = *out_len, last;

	TRY(absorb(op, in, in_len, out, &first));
	if (op->run.use != USE_ENCRYPT && op->run.use != USE_DECRYPT)
		first = 0;
	last = *out_len - first;
	TRY(op->run.mech->ops->finish(&op->run, out + first, &last));
	*out_len = (CK_ULONG)(first + last);
	return E_OK;
}

/* ---- decryption that authenticates first ---- */

static bool
overlap(const void *a, size_t a_len, const void *b, size_t b_len)
{
	uintptr_t x = (uintptr_t)a, y = (uintptr_t)b;

	return x < y + b_len && y < x + a_len;
}

static enum err
open_apart(struct session *s, struct operation *op, const CK_BYTE *in,
    size_t in_len, CK_BYTE *out, CK_ULONG *out_len)
{
	enum err e = E_CIPHERTEXT;

	for (size_t i = 0; e == E_CIPHERTEXT && i < op->verdict.count; i++) {
		SCOPED(material) *m = NULL;
		size_t len = *out_len;

		TRY(flow_material(s, &op->view, op->verdict.versions[i], &m));
		e = op->run.mech->ops->open(&op->run, m, in, in_len, out,
		    &len);
		if (e == E_OK)
			*out_len = (CK_ULONG)len;
	}
	return e;
}

/* Each candidate has to find the input as it was. */
static enum err
open_whole(struct session *s, struct operation *op, const CK_BYTE *in,
    size_t in_len, CK_BYTE *out, CK_ULONG *out_len)
{
	struct bytes copy = { 0 };
	enum err e;

	if (!overlap(in, in_len, out, *out_len))
		return open_apart(s, op, in, in_len, out, out_len);
	e = bytes_set(&copy, in, in_len);
	if (e == E_OK)
		e = open_apart(s, op, copy.data, copy.len, out, out_len);
	bytes_clear(&copy);
	return e;
}

static bool
is_whole(const struct operation *op)
{
	return op->run.use == USE_DECRYPT &&
	    (op->run.mech->traits & MECH_WHOLE) != 0;
}

static enum err
hold(struct session *s, struct operation *op, const CK_BYTE *in, CK_ULONG len)
{
	if (len > s->token->aead_buffer ||
	    op->held.len > s->token->aead_buffer - len)
		return refuse(E_CIPHERTEXT_LEN, "more than %zu bytes to hold "
		    "until they are authenticated (aead-buffer)",
		    s->token->aead_buffer);
	return bytes_append(&op->held, in, len);
}

/* ---- C_Encrypt, C_Decrypt, C_Sign, C_Digest ---- */

static enum err
once(struct session *s, struct operation *op, const CK_BYTE *in,
    CK_ULONG in_len, CK_BYTE *out, CK_ULONG *out_len, bool *kept)
{
	size_t needed;
	bool go;
	enum err e;

	if (op->started)
		return refuse(E_OPERATION_ACTIVE, "a multi-part operation is "
		    "under way");
	if (in == NULL && in_len != 0)
		return refuse(E_ARGUMENTS, "the input is NULL");
	needed = op->run.mech->ops->bound(&op->run, in_len, true);
	e = out_room(out, out_len, needed, &go);
	*kept = !go && (e == E_OK || e == E_BUFFER_TOO_SMALL);
	if (!go)
		return e;
	TRY(operation_ready(s, op));
	return is_whole(op) ? open_whole(s, op, in, in_len, out, out_len)
	    : produce(op, in, in_len, out, out_len);
}

enum err
flow_once(struct session *s, enum use use, const CK_BYTE *in, CK_ULONG in_len,
    CK_BYTE *out, CK_ULONG *out_len)
{
	struct operation *op;
	bool kept = false;
	enum err e;

	TRY(operation_find(s, use, &op));
	e = once(s, op, in, in_len, out, out_len, &kept);
	if (!kept)
		operation_end(op);
	return e;
}

/* ---- updates ---- */

static enum err
update(struct session *s, struct operation *op, const CK_BYTE *in,
    CK_ULONG in_len, CK_BYTE *out, CK_ULONG *out_len, bool *kept)
{
	size_t len;
	bool go;
	enum err e;

	if (op->run.mech->traits & MECH_ONE_PART)
		return refuse(E_OPERATION_ACTIVE, "%s works on the whole "
		    "input at once", op->run.mech->name);
	if (in == NULL && in_len != 0)
		return refuse(E_ARGUMENTS, "the input is NULL");
	e = out_room(out, out_len, is_whole(op) ? 0
	    : op->run.mech->ops->bound(&op->run, in_len, false), &go);
	*kept = !go && (e == E_OK || e == E_BUFFER_TOO_SMALL);
	if (!go)
		return e;
	TRY(operation_authenticated(op));
	op->started = true;
	if (is_whole(op)) {
		*out_len = 0;
		return hold(s, op, in, in_len);
	}
	len = *out_len;
	e = absorb(op, in, in_len, out, &len);
	*out_len = (CK_ULONG)len;
	return e;
}

enum err
flow_update(struct session *s, enum use use, const CK_BYTE *in,
    CK_ULONG in_len, CK_BYTE *out, CK_ULONG *out_len)
{
	struct operation *op;
	bool kept = false;
	enum err e;

	TRY(operation_find(s, use, &op));
	e = update(s, op, in, in_len, out, out_len, &kept);
	if (e != E_OK && !kept)
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
	if (in == NULL && in_len != 0)
		e = refuse(E_ARGUMENTS, "the input is NULL");
	else if (op->run.mech->traits & MECH_ONE_PART)
		e = refuse(E_OPERATION_ACTIVE, "%s works on the whole input "
		    "at once", op->run.mech->name);
	else
		e = operation_authenticated(op);
	if (e == E_OK) {
		op->started = true;
		e = absorb(op, in, in_len, NULL, NULL);
	}
	if (e != E_OK)
		operation_end(op);
	return e;
}

/* ---- C_EncryptFinal, C_DecryptFinal, C_SignFinal, C_DigestFinal ---- */

static enum err
finish(struct session *s, struct operation *op, CK_BYTE *out,
    CK_ULONG *out_len, bool *kept)
{
	const struct mech_ops *ops = op->run.mech->ops;
	size_t len;
	bool go;
	enum err e;

	if (op->run.mech->traits & MECH_ONE_PART)
		return refuse(E_OPERATION_NONE, "%s has no parts to finish",
		    op->run.mech->name);
	e = out_room(out, out_len, ops->bound(&op->run,
	    is_whole(op) ? op->held.len : 0, true), &go);
	*kept = !go && (e == E_OK || e == E_BUFFER_TOO_SMALL);
	if (!go)
		return e;
	TRY(operation_ready(s, op));
	if (is_whole(op))
		return open_apart(s, op, op->held.data, op->held.len, out,
		    out_len);
	len = *out_len;
	TRY(ops->finish(&op->run, out, &len));
	*out_len = (CK_ULONG)len;
	return E_OK;
}

enum err
flow_finish(struct session *s, enum use use, CK_BYTE *out, CK_ULONG *out_len)
{
	struct operation *op;
	bool kept = false;
	enum err e;

	TRY(operation_find(s, use, &op));
	e = finish(s, op, out, out_len, &kept);
	if (!kept)
		operation_end(op);
	return e;
}

/* ---- verifying ---- */

static enum err
check(struct session *s, struct operation *op, const CK_BYTE *signature,
    CK_ULONG len)
{
	enum err e = E_SIGNATURE;

	for (size_t i = 0; e == E_SIGNATURE && i < op->verdict.count; i++) {
		SCOPED(material) *m = NULL;

		TRY(flow_material(s, &op->view, op->verdict.versions[i], &m));
		e = op->run.mech->ops->check(&op->run, m, signature, len);
	}
	return e;
}

static enum err
verify(struct session *s, struct operation *op, bool whole, const CK_BYTE *in,
    CK_ULONG in_len, const CK_BYTE *signature, CK_ULONG signature_len)
{
	if (signature == NULL || (in == NULL && in_len != 0))
		return refuse(E_ARGUMENTS, "an input is NULL");
	if (whole && op->started)
		return refuse(E_OPERATION_ACTIVE, "a multi-part operation is "
		    "under way");
	if (!whole && (op->run.mech->traits & MECH_ONE_PART))
		return refuse(E_OPERATION_NONE, "%s has no parts to finish",
		    op->run.mech->name);
	TRY(operation_ready(s, op));
	if (whole)
		TRY(absorb(op, in, in_len, NULL, NULL));
	return check(s, op, signature, signature_len);
}

enum err
flow_verify_once(struct session *s, const CK_BYTE *in, CK_ULONG in_len,
    const CK_BYTE *signature, CK_ULONG signature_len)
{
	struct operation *op;
	enum err e;

	TRY(operation_find(s, USE_VERIFY, &op));
	e = verify(s, op, true, in, in_len, signature, signature_len);
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
	e = verify(s, op, false, NULL, 0, signature, signature_len);
	operation_end(op);
	return e;
}

/* ---- C_DigestKey ---- */

/* Only what could be read anyway: a digest of a key tells about it. */
static enum err
digestible(struct session *s, CK_OBJECT_HANDLE key, struct view *v)
{
	TRY(flow_key(s, key, E_KEY_HANDLE, v));
	if (v->object->class != CKO_SECRET_KEY ||
	    attrs_bool(&v->object->attrs, CKA_SENSITIVE) ||
	    !attrs_bool(&v->object->attrs, CKA_EXTRACTABLE) ||
	    key_live_versions(v->object->key) != 1)
		return refuse(E_KEY_INDIGESTIBLE, "key %s does not show its "
		    "value", v->object->key->id);
	return E_OK;
}

static enum err
digest_value(struct session *s, struct operation *op, const struct view *v)
{
	SCOPED(material) *m = NULL;
	const struct secret *value;

	TRY(flow_material(s, v, key_current(v->object->key), &m));
	value = material_secret(m);
	return absorb(op, secret_peek(value), secret_len(value), NULL, NULL);
}

enum err
flow_digest_key(struct session *s, CK_OBJECT_HANDLE key)
{
	struct operation *op;
	struct view v = { 0 };
	enum err e;

	TRY(operation_find(s, USE_DIGEST, &op));
	e = digestible(s, key, &v);
	if (e == E_OK)
		e = digest_value(s, op, &v);
	view_clear(&v);
	if (e == E_OK)
		op->started = true;
	else
		operation_end(op);
	return e;
}
