/* SPDX-License-Identifier: Apache-2.0 */
/* From handles to views, materials and verdicts. */
#include "flow/common.h"

struct key_place
flow_place(const struct session *s)
{
	return (struct key_place){
		.store = s->token->store,
		.token = s->token->number,
		.ring = &s->token->ring,
	};
}

/* Under the token's lock. */
static enum err
ring_copy(const struct keyring *from, struct keyring *out)
{
	uint32_t epoch = keyring_epoch(from);
	SCOPED(secret) *key = NULL;

	if (epoch == 0)
		return E_OK;
	TRY(secret_dup(keyring_get(from, epoch), &key));
	TRY(keyring_add(out, epoch, key));
	key = NULL;
	return E_OK;
}

enum err
flow_ring(struct session *s, struct keyring *out)
{
	enum err e;

	pthread_rwlock_rdlock(&s->token->lock);
	e = ring_copy(&s->token->ring, out);
	pthread_rwlock_unlock(&s->token->lock);
	return e;
}

enum err
flow_template_place(struct session *s, struct template_place *out)
{
	struct token_record record;

	TRY(token_now(s->token, &record));
	out->allow_extractable = record.allow_extractable;
	pthread_rwlock_rdlock(&s->token->lock);
	out->officer = token_officer_in(s->token);
	pthread_rwlock_unlock(&s->token->lock);
	return E_OK;
}

bool
flow_user_in(struct session *s)
{
	bool in;

	pthread_rwlock_rdlock(&s->token->lock);
	in = token_user_in(s->token);
	pthread_rwlock_unlock(&s->token->lock);
	return in;
}

enum err
flow_object(struct session *s, CK_OBJECT_HANDLE h, enum err invalid,
    struct view *out)
{
	enum err e = object_resolve(s->token, h, out);

	return e == E_OBJECT_HANDLE ? invalid : e;
}

enum err
flow_key(struct session *s, CK_OBJECT_HANDLE h, enum err invalid,
    struct view *out)
{
	TRY(flow_object(s, h, invalid, out));
	if (out->object->key == NULL ||
	    !(attr_class(out->object->class) & ON_KEYS)) {
		view_clear(out);
		return refuse(invalid, "object %#lx is not a key",
		    (unsigned long)h);
	}
	return E_OK;
}

enum err
flow_material(struct session *s, const struct view *v,
    struct version *version, struct material **out)
{
	struct key_place place = flow_place(s);
	enum err e;

	if (!object_owns_key(v->object))
		return version_public(version, out);
	if (atomic_load(&version->material) != NULL)
		return version_material(v->object->key, version, &place, out);
	pthread_rwlock_rdlock(&s->token->lock);
	e = version_material(v->object->key, version, &place, out);
	pthread_rwlock_unlock(&s->token->lock);
	return e;
}

enum err
flow_gate(struct session *s, const struct view *v, enum use use,
    const struct run *run, struct verdict *out)
{
	const struct attrs *attrs = &v->object->attrs;
	const struct bytes *allowed = attrs_get(attrs, CKA_ALLOWED_MECHANISMS);
	struct principal who;
	struct request r = {
		.who = &who,
		.key = v->object->key,
		.mech = run->mech,
		.use = use,
		.guarded = object_guarded(v->object),
		.usage = attrs_bool(attrs, use_table[use].usage),
		.pinned = v->version,
		.tag_len = run_tag_len(run),
	};

	if (allowed != NULL && allowed->len > 0) {
		r.allowed = (const CK_MECHANISM_TYPE *)(const void *)
		    allowed->data;
		r.allowed_count = allowed->len / sizeof(*r.allowed);
	}
	pthread_rwlock_rdlock(&s->token->lock);
	who = s->token->who;
	pthread_rwlock_unlock(&s->token->lock);
	return gate_pass(&r, out);
}
