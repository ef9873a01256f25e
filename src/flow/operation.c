/* SPDX-License-Identifier: Apache-2.0 */
/* Beginning operations, and their way through the gate. */
#include "flow/operation.h"

#include "flow/crypt.h"
#include "flow/raw_mark.h"

#include <string.h>

enum err
operation_find(struct session *s, enum use use, struct operation **out)
{
	struct operation *op = &s->operations[operation_kind(use)];

	if (op->active && op->view.object != NULL &&
	    object_guarded(op->view.object) &&
	    op->login != atomic_load(&s->token->logins))
		operation_end(op);
	if (!op->active || op->run.use != use)
		return refuse(E_OPERATION_NONE, "no operation to %s is active",
		    use_table[use].name);
	*out = op;
	return E_OK;
}

enum err
operation_authenticated(const struct operation *op)
{
	if (op->view.object == NULL || op->authenticated ||
	    !attrs_bool(&op->view.object->attrs, CKA_ALWAYS_AUTHENTICATE))
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

static enum err
ask_again(struct session *s, struct operation *op, struct view *now)
{
	struct verdict verdict;

	if (use_table[op->run.use].protects)
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
	return is_withdrawal(e) ? refuse(E_REVOKED, "the key was disabled or "
	    "withdrawn while it was in use: %s", reason_text()) : e;
}

enum err
operation_ready(struct session *s, struct operation *op)
{
	uint64_t revision;

	TRY(operation_authenticated(op));
	if (op->view.object == NULL || op->view.object->serial == 0)
		return E_OK;
	revision = store_revision(s->token->store);
	if (revision != 0 && revision == op->revision)
		return E_OK;
	return operation_recheck(s, op, revision);
}

/* ---- C_XInit ---- */

static enum err
begin_with_key(struct session *s, struct operation *op, CK_OBJECT_HANDLE key)
{
	struct run *run = &op->run;

	op->revision = store_revision(s->token->store);
	op->login = atomic_load(&s->token->logins);
	op->handle = key;
	TRY(flow_key(s, key, E_KEY_HANDLE, &op->view));
	if (!mech_takes(run->mech, op->view.object->key_type))
		return refuse(E_KEY_TYPE, "%s takes another type of key",
		    run->mech->name);
	TRY(flow_gate(s, &op->view, run->use, run, &op->verdict));
	if (op->verdict.marks_raw)
		TRY(flow_mark_raw(s, op->view.object->serial));
	TRY(flow_material(s, &op->view, op->verdict.versions[0],
	    &op->material));
	return run_start(run, op->material);
}

enum err
flow_begin(struct session *s, enum use use, const CK_MECHANISM *mechanism,
    CK_OBJECT_HANDLE key)
{
	struct operation *op = &s->operations[operation_kind(use)];
	enum err e;

	if (mechanism == NULL) {
		if (!op->active)
			return refuse(E_ARGUMENTS, "the mechanism is NULL");
		operation_end(op);
		return E_OK;
	}
	if (op->active)
		return refuse(E_OPERATION_ACTIVE, "an operation to %s is "
		    "active", use_table[op->run.use].name);
	op->active = true;
	op->view = (struct view){ 0 };
	e = run_begin(&op->run, use, mechanism);
	if (e == E_OK)
		e = use == USE_DIGEST ? run_start(&op->run, NULL)
		    : begin_with_key(s, op, key);
	if (e != E_OK)
		operation_end(op);
	return e;
}
