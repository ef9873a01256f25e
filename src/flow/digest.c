/* SPDX-License-Identifier: Apache-2.0 */
/* Digests of keys, and the state of digests. */
#include "flow/crypt.h"

#include "flow/operation.h"
#include "flow/stream.h"
#include "session/out_buf.h"
#include "session/saved.h"

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
	return stream_absorb(op, secret_peek(value), secret_len(value), NULL,
	    NULL);
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

/* ---- C_GetOperationState, C_SetOperationState ---- */

static bool
is_active(const struct session *s, enum operation_kind kind)
{
	return s->operations[kind].active;
}

/* Digests alone: what the others know does not leave. */
static enum err
savable(struct session *s, struct operation **out)
{
	struct operation *op = &s->operations[OPERATION_DIGEST];

	if (is_active(s, OPERATION_ENCRYPT) ||
	    is_active(s, OPERATION_DECRYPT) ||
	    is_active(s, OPERATION_SIGN) || is_active(s, OPERATION_VERIFY) ||
	    is_active(s, OPERATION_VERIFY_SIGNATURE))
		return refuse(E_STATE_UNSAVEABLE, "only the state of a digest "
		    "can be saved");
	if (!op->active)
		return refuse(E_OPERATION_NONE, "no digest is active");
	if (op->run.mech->ops->copy == NULL)
		return refuse(E_STATE_UNSAVEABLE, "the state of %s cannot be "
		    "saved", op->run.mech->name);
	*out = op;
	return E_OK;
}

enum err
flow_state_save(struct session_table *sessions, struct session *s,
    CK_BYTE *out, CK_ULONG *out_len)
{
	struct operation *op = NULL;
	bool go;

	TRY(savable(s, &op));
	TRY(out_room(out, out_len, SAVED_LEN, &go));
	if (!go)
		return E_OK;
	TRY(saved_put(session_saved(sessions), s->token, s->handle, op, out));
	*out_len = SAVED_LEN;
	return E_OK;
}

static void
cancel_all(struct session *s)
{
	for (size_t i = 0; i < OPERATION_COUNT; i++)
		operation_end(&s->operations[i]);
	search_end(&s->search);
}

enum err
flow_state_restore(struct session_table *sessions, struct session *s,
    const CK_BYTE *state, CK_ULONG len, CK_OBJECT_HANDLE encryption,
    CK_OBJECT_HANDLE authentication)
{
	struct operation op = { .active = false };

	if (state == NULL)
		return refuse(E_ARGUMENTS, "the state is NULL");
	if (len != SAVED_LEN)
		return refuse(E_SAVED_STATE, "%lu bytes are no saved state",
		    (unsigned long)len);
	TRY(saved_get(session_saved(sessions), s->token, state, &op));
	if (encryption != CK_INVALID_HANDLE ||
	    authentication != CK_INVALID_HANDLE) {
		operation_end(&op);
		return refuse(E_KEY_NOT_NEEDED, "a digest needs no key");
	}
	cancel_all(s);
	s->operations[OPERATION_DIGEST] = op;
	return E_OK;
}
