/* SPDX-License-Identifier: Apache-2.0 */
/* The key of a call that is an operation of its own. */
#include "flow/key_work.h"

/* What is wrong with the key, by what it is used for. */
struct complaint {
	enum err handle, type, size;
};

static const struct complaint *
complaints(enum use use)
{
	static const struct complaint wrapping = { E_WRAPPING_KEY_HANDLE,
		E_WRAPPING_KEY_TYPE, E_WRAPPING_KEY_SIZE };
	static const struct complaint unwrapping = { E_UNWRAPPING_KEY_HANDLE,
		E_UNWRAPPING_KEY_TYPE, E_UNWRAPPING_KEY_SIZE };
	static const struct complaint others = { E_KEY_HANDLE, E_KEY_TYPE,
		E_KEY_SIZE };

	if (use == USE_WRAP)
		return &wrapping;
	return use == USE_UNWRAP ? &unwrapping : &others;
}

enum err
work_error(const struct key_work *w, enum err e)
{
	const struct complaint *c = complaints(w->run.use);

	if (e == E_KEY_TYPE)
		return c->type;
	return e == E_KEY_SIZE ? c->size : e;
}

enum err
work_key(struct key_work *w, CK_OBJECT_HANDLE key)
{
	const struct complaint *c = complaints(w->run.use);

	TRY(flow_key(w->session, key, c->handle, &w->view));
	if (!mech_takes(w->run.mech, w->view.object->key_type))
		return refuse(c->type, "%s takes another type of key",
		    w->run.mech->name);
	TRY(flow_gate(w->session, &w->view, w->run.use, &w->run,
	    &w->verdict));
	if (attrs_bool(&w->view.object->attrs, CKA_ALWAYS_AUTHENTICATE))
		return refuse(E_NOT_LOGGED_IN, "key %s wants a login for each "
		    "operation, which this call cannot have",
		    w->view.object->key->id);
	return E_OK;
}

enum err
work_start(struct key_work *w, size_t version, struct material **m)
{
	SCOPED(material) *opened = NULL;

	TRY(flow_material(w->session, &w->view, w->verdict.versions[version],
	    &opened));
	TRY(work_error(w, run_start(&w->run, opened)));
	if (m == NULL)
		return E_OK;
	*m = opened;
	opened = NULL;
	return E_OK;
}

void
key_work_clear(struct key_work *w)
{
	run_end(&w->run);
	if (w->view.object != NULL)
		view_clear(&w->view);
}
