/* SPDX-License-Identifier: Apache-2.0 */
/* Beginning operations, and their way through the gate. */
#include "flow/operation.h"

#include "flow/crypt.h"
#include "flow/raw_mark.h"

#include <string.h>

/* Void if somebody has logged out since. */
static bool
is_void(const struct session *s, const struct operation *op)
{
	return op->active && op->view.object != NULL &&
	    object_guarded(op->view.object) &&
	    op->login != atomic_load(&s->token->logins);
}

enum err
operation_find_kind(struct session *s, enum operation_kind kind, enum use use,
    struct operation **out)
{
	struct operation *op = &s->operations[kind];

	if (is_void(s, op))
		operation_end(op);
	if (!op->active || op->run.use != use)
		return refuse(E_OPERATION_NONE, "no operation to %s is active",
		    use_table[use].name);
	*out = op;
	return E_OK;
}

enum err
operation_find(struct session *s, enum use use, struct operation **out)
{
	return operation_find_kind(s, operation_kind(use), use, out);
}

bool
operation_wants_login(const struct operation *op)
{
	return op->active && !op->authenticated && op->view.object != NULL &&
	    attrs_bool(&op->view.object->attrs, CKA_ALWAYS_AUTHENTICATE);
}

enum err
operation_authenticated(const struct operation *op)
{
	if (!operation_wants_login(op))
		return E_OK;
	return refuse(E_NOT_LOGGED_IN, "key %s wants a login for each "
	    "operation", op->view.object->key->id);
}

/* ---- the gate, again ---- */

/* The version a stream is under way with may have ceased to be current, which
 * changes nothing; it may not have been disabled or withdrawn. */
static bool
stream_goes_on(const struct operation *op, const struct view *now)
{
	const struct version *v = key_version(now->object->key,
	    op->verdict.versions[0]->number);

	return v != NULL && now->object->key->state == STATE_ENABLED &&
	    (v->state == STATE_ENABLED || v->state == STATE_STAGED);
}

/* Whether what has been computed so far was computed with one version. */
static bool
is_under_way(const struct operation *op)
{
	unsigned traits = op->run.mech->traits;

	if (op->run.use == USE_DECRYPT)
		return (traits & MECH_WHOLE) == 0;
	if (op->run.use == USE_VERIFY)
		return (traits & MECH_KEYED) && op->started && !op->holds;
	return use_table[op->run.use].protects;
}

static enum err
ask_again(struct session *s, struct operation *op, struct view *now)
{
	struct verdict verdict;

	if (is_under_way(op))
		return stream_goes_on(op, now) ? E_OK : refuse(E_KEY_STATE,
		    "key %s or its version is no longer enabled",
		    now->object->key->id);
	TRY(flow_gate(s, now, op->run.use, &op->run, &verdict));
	view_clear(&op->view);
	op->view = *now;
	*now = (struct view){ 0 };
	op->verdict = verdict;
	return E_OK;
}

/* As opposed to a store that cannot be read. */
static bool
is_withdrawal(enum err e)
{
	return e == E_OBJECT_HANDLE || e == E_KEY_STATE || e == E_KEY_USAGE ||
	    e == E_KEY_VERSIONS || e == E_MECHANISM ||
	    e == E_MECHANISM_PARAM || e == E_NOT_LOGGED_IN;
}

static enum err
withdrawn(enum err e)
{
	return is_withdrawal(e) ? refuse(E_REVOKED, "the key was disabled or "
	    "withdrawn while it was in use: %s", reason_text()) : e;
}

static enum err
operation_recheck(struct session *s, struct operation *op, uint64_t revision)
{
	struct view now = { 0 };
	enum err e = object_resolve(s->token, op->handle, &now);

	if (e == E_OK)
		e = ask_again(s, op, &now);
	if (now.object != NULL)
		view_clear(&now);
	if (e == E_OK)
		op->revision = revision;
	return withdrawn(e);
}

/* Whether it may be that the key is no longer what it was; *revision is the
 * store's now. */
static bool
is_stale(const struct session *s, const struct operation *op,
    uint64_t *revision)
{
	if (op->view.object == NULL || op->view.object->serial == 0)
		return false;
	*revision = store_revision(s->token->store);
	return *revision == 0 || *revision != op->revision;
}

enum err
operation_ready(struct session *s, struct operation *op)
{
	uint64_t revision;

	TRY(operation_authenticated(op));
	return is_stale(s, op, &revision)
	    ? operation_recheck(s, op, revision) : E_OK;
}

/* ---- C_XInit ---- */

/* Through the gate, and the material that comes first. */
static enum err
admit(struct session *s, struct operation *op)
{
	struct material *material;
	struct verdict verdict;

	TRY(flow_gate(s, &op->view, op->run.use, &op->run, &verdict));
	if (verdict.marks_raw)
		TRY(flow_mark_raw(s, op->view.object->serial));
	TRY(flow_material(s, &op->view, verdict.versions[0], &material));
	material_free(op->material);
	op->material = material;
	op->verdict = verdict;
	return E_OK;
}

/* Updates are kept where every candidate has to see the input. */
static bool
must_hold(const struct operation *op)
{
	unsigned traits = op->run.mech->traits;

	if (op->run.use == USE_VERIFY)
		return (traits & MECH_KEYED) && op->verdict.count > 1;
	return op->run.use == USE_DECRYPT && (traits & MECH_WHOLE);
}

static enum err
start(struct operation *op)
{
	TRY(run_start(&op->run, op->material));
	op->holds = must_hold(op);
	return E_OK;
}

static bool
is_message(enum operation_kind kind, enum use use)
{
	return kind == operation_message_kind(use);
}

static enum err
begin_with_key(struct session *s, struct operation *op, CK_OBJECT_HANDLE key)
{
	op->revision = store_revision(s->token->store);
	op->login = atomic_load(&s->token->logins);
	op->handle = key;
	TRY(flow_key(s, key, E_KEY_HANDLE, &op->view));
	if (!mech_takes(op->run.mech, op->view.object->key_type))
		return refuse(E_KEY_TYPE, "%s takes another type of key",
		    op->run.mech->name);
	return admit(s, op);
}

static enum err
begin(struct session *s, struct operation *op, enum operation_kind kind,
    const CK_MECHANISM *mechanism, CK_OBJECT_HANDLE key)
{
	enum use use = op->run.use;

	TRY(is_message(kind, use)
	    ? run_begin_message(&op->run, use, mechanism)
	    : run_begin(&op->run, use, mechanism));
	if (use == USE_DIGEST)
		return run_start(&op->run, NULL);
	TRY(begin_with_key(s, op, key));
	if (is_message(kind, use) && op->run.mech->ops->message != NULL)
		return E_OK; /* there is no parameter before the message */
	return start(op);
}

enum err
operation_begin(struct session *s, enum operation_kind kind, enum use use,
    const CK_MECHANISM *mechanism, CK_OBJECT_HANDLE key)
{
	struct operation *op = &s->operations[kind];
	enum err e;

	if (mechanism == NULL) {
		if (!op->active || op->run.use != use)
			return refuse(E_ARGUMENTS, "the mechanism is NULL");
		operation_end(op);
		return E_OK;
	}
	if (is_void(s, op))
		operation_end(op);
	if (op->active)
		return refuse(E_OPERATION_ACTIVE, "an operation to %s is "
		    "active", use_table[op->run.use].name);
	op->active = true;
	op->view = (struct view){ 0 };
	op->run = (struct run){ .use = use };
	e = begin(s, op, kind, mechanism, key);
	if (e != E_OK)
		operation_end(op);
	return e;
}

enum err
flow_begin(struct session *s, enum use use, const CK_MECHANISM *mechanism,
    CK_OBJECT_HANDLE key)
{
	return operation_begin(s, operation_kind(use), use, mechanism, key);
}

/* ---- one of many messages ---- */

static enum err
look_again(struct session *s, struct operation *op)
{
	struct view now = { 0 };
	uint64_t revision;

	if (!is_stale(s, op, &revision))
		return E_OK;
	TRY(object_resolve(s->token, op->handle, &now));
	view_clear(&op->view);
	op->view = now;
	op->revision = revision;
	op->verdict.count = 0; /* of the view that was */
	return E_OK;
}

/* The parameter is the message's own where the mechanism has such. */
static enum err
read_message(struct operation *op, const struct message *m)
{
	if (op->run.mech->ops->message != NULL && m != NULL)
		return op->run.mech->ops->message(&op->run, m, &op->tag);
	return E_OK;
}

enum err
operation_begin_message(struct session *s, struct operation *op,
    const struct message *m)
{
	enum err e;

	if (op->within)
		return refuse(E_OPERATION_ACTIVE, "a message has begun and is "
		    "not over");
	TRY(operation_authenticated(op));
	TRY(withdrawn(look_again(s, op)));
	TRY(read_message(op, m));
	e = admit(s, op);
	if (e != E_OK) /* a parameter is wrong, not withdrawn */
		return e == E_MECHANISM_PARAM ? e : withdrawn(e);
	TRY(start(op));
	op->within = true;
	return E_OK;
}
