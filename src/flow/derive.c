/* SPDX-License-Identifier: Apache-2.0 */
/*
 * C_DeriveKey: one key, or with SP 800-108 several at once, made from one key
 * or two. All of them or none.
 */
#include "flow/keys.h"

#include "flow/key_work.h"
#include "flow/offspring.h"

#include <stdlib.h>

/* Nobody derives more keys in one call. */
#define KEYS_MAX 64

struct deriving {
	struct key_work work;
	struct view second_view; /* empty: there is no second key */
	struct material *base, *second;
	const CK_DERIVED_KEY *more;
	size_t count; /* 1 + more */
	struct offspring *children;
	size_t *lens;
	struct secret **values;
};

static void
deriving_clear(struct deriving *d)
{
	for (size_t i = 0; d->children != NULL && i < d->count; i++)
		offspring_clear(&d->children[i]);
	for (size_t i = 0; d->values != NULL && i < d->count; i++)
		secret_free(d->values[i]);
	free(d->children);
	free(d->lens);
	free(d->values);
	material_free(d->base);
	material_free(d->second);
	if (d->second_view.object != NULL)
		view_clear(&d->second_view);
	key_work_clear(&d->work);
}

/* ---- the parents ---- */

/* The key that the parameter names: it has to be for deriving as well. */
static enum err
second_key(struct deriving *d)
{
	struct run *run = &d->work.run;
	struct session *s = d->work.session;
	CK_OBJECT_HANDLE handle = run->mech->ops->second == NULL
	    ? CK_INVALID_HANDLE : run->mech->ops->second(run);
	struct verdict verdict;

	if (handle == CK_INVALID_HANDLE)
		return E_OK;
	TRY(flow_key(s, handle, E_KEY_HANDLE, &d->second_view));
	if (d->second_view.object->class != CKO_SECRET_KEY)
		return refuse(E_KEY_TYPE, "the second key of %s is a secret "
		    "key", run->mech->name);
	TRY(flow_gate(s, &d->second_view, USE_DERIVE, run, &verdict));
	return flow_material(s, &d->second_view, verdict.versions[0],
	    &d->second);
}

/* ---- the children ---- */

static enum err
make_room(struct deriving *d)
{
	const struct run *run = &d->work.run;
	size_t more = 0;

	if (run->mech->ops->more != NULL)
		d->more = run->mech->ops->more(run, &more);
	if (more >= KEYS_MAX || (d->more == NULL && more != 0))
		return refuse(E_MECHANISM_PARAM, "%zu more keys in one call",
		    more);
	d->children = calloc(1 + more, sizeof(*d->children));
	d->lens = calloc(1 + more, sizeof(*d->lens));
	d->values = calloc(1 + more, sizeof(*d->values));
	if (d->children == NULL || d->lens == NULL || d->values == NULL)
		return E_NO_MEMORY;
	d->count = 1 + more;
	for (size_t i = 0; i < more; i++)
		if (d->more[i].phKey == NULL)
			return refuse(E_MECHANISM_PARAM, "an additional key "
			    "has no place for its handle");
	return E_OK;
}

static enum err
prepare(struct deriving *d, size_t i, const CK_ATTRIBUTE *template,
    CK_ULONG count)
{
	struct offspring *child = &d->children[i];
	const struct object *parent = d->work.view.object;
	unsigned traits = d->work.run.mech->traits;
	struct heritage heritage = heritage_of(parent, d->second_view.object,
	    traits);

	TRY(offspring_read(child, template, count, traits,
	    attrs_get(&parent->attrs, CKA_DERIVE_TEMPLATE)));
	TRY(offspring_complete(d->work.session, child, &heritage));
	d->lens[i] = child->len;
	return E_OK;
}

/* Of several templates the one that is at fault is shown by its handle. */
static enum err
prepare_all(struct deriving *d, const CK_ATTRIBUTE *template, CK_ULONG count,
    CK_OBJECT_HANDLE *out)
{
	enum err e = prepare(d, 0, template, count);

	if (e != E_OK) {
		if (d->count > 1)
			*out = CK_INVALID_HANDLE;
		return e;
	}
	for (size_t i = 1; i < d->count; i++) {
		const CK_DERIVED_KEY *one = &d->more[i - 1];

		e = prepare(d, i, one->pTemplate, one->ulAttributeCount);
		if (e != E_OK) {
			*one->phKey = CK_INVALID_HANDLE;
			return e;
		}
	}
	return E_OK;
}

/* ---- the call ---- */

/* A type whose values have several lengths, and a mechanism whose natural one
 * is none of them: the template should have said. */
static enum err
fill(struct offspring *child, const struct secret *value)
{
	enum err e = offspring_fill(child, value);

	return e == E_ATTRIBUTE_VALUE && child->len == 0
	    ? refuse(E_TEMPLATE_INCOMPLETE, "CKA_VALUE_LEN is missing: there "
	    "are %zu bytes", secret_len(value)) : e;
}

static enum err
derive(struct deriving *d)
{
	struct derivation derivation = {
		.base = d->base,
		.second = d->second,
		.type = d->children[0].template.key_type,
		.len = d->lens,
		.count = d->count,
	};
	struct run *run = &d->work.run;

	TRY(run->mech->ops->derive(run, &derivation, d->values));
	for (size_t i = 0; i < d->count; i++)
		TRY(fill(&d->children[i], d->values[i]));
	return E_OK;
}

static enum err
publish(struct deriving *d, CK_OBJECT_HANDLE *out)
{
	struct publication list[KEYS_MAX] = { { 0 } };

	for (size_t i = 0; i < d->count; i++)
		list[i] = (struct publication){ d->children[i].object,
			d->children[i].template.token, CK_INVALID_HANDLE };
	TRY(flow_publish_all(d->work.session, list, d->count));
	*out = list[0].handle;
	for (size_t i = 1; i < d->count; i++)
		*d->more[i - 1].phKey = list[i].handle;
	return E_OK;
}

enum err
flow_derive(struct session *s, const CK_MECHANISM *mechanism,
    CK_OBJECT_HANDLE base, const CK_ATTRIBUTE *template, CK_ULONG count,
    CK_OBJECT_HANDLE *out)
{
	SCOPED_VALUE(deriving) d = { .work.session = s };

	if (mechanism == NULL || out == NULL)
		return refuse(E_ARGUMENTS, "an argument is NULL");
	TRY(run_begin(&d.work.run, USE_DERIVE, mechanism));
	TRY(work_key(&d.work, base));
	TRY(second_key(&d));
	TRY(make_room(&d));
	TRY(prepare_all(&d, template, count, out));
	TRY(work_start(&d.work, 0, &d.base));
	TRY(derive(&d));
	return publish(&d, out);
}
