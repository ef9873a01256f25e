/* SPDX-License-Identifier: Apache-2.0 */
/* Rotation, activation, states: changes of a key in one commit each. */
#include "flow/versions.h"

#include "crypto/ec.h"
#include "crypto/pq.h"
#include "crypto/rsa.h"
#include "flow/binding.h"
#include "flow/common.h"
#include "flow/deletion.h"
#include "pkcs11-claviger.h"

/* ---- the key a call is about ---- */

/* The record that owns the key; a public object stands for its pair. */
static enum err
owner_of(struct session *s, CK_OBJECT_HANDLE handle, uint64_t *serial)
{
	struct view v = { 0 };

	TRY(session_may_write(s));
	if (!flow_user_in(s))
		return refuse(E_NOT_LOGGED_IN,
		    "managing a key needs a logged-in user");
	TRY(flow_key(s, handle, E_KEY_HANDLE, &v));
	*serial = object_owns_key(v.object) ? v.object->serial
	    : v.object->pair;
	view_clear(&v);
	if (*serial == 0)
		return refuse(E_KEY_HANDLE,
		    "only token keys have versions and states");
	return E_OK;
}

static enum err
known_flags(CK_FLAGS flags, CK_FLAGS known)
{
	return (flags & ~known) == 0 ? E_OK : refuse(E_ARGUMENTS,
	    "unknown flags %#lx", (unsigned long)(flags & ~known));
}

/* Numbers beyond 32 bits are no versions, and not the others they would
 * become. */
static enum err
version_number(CK_ULONG version, uint32_t *out)
{
	if (version > UINT32_MAX)
		return refuse(E_ARGUMENTS, "no key has a version %lu",
		    (unsigned long)version);
	*out = (uint32_t)version;
	return E_OK;
}

/* ---- rotation ---- */

struct rotation {
	struct session *session;
	CK_FLAGS flags;
	uint32_t version; /* given, or made */
	const struct keyring *ring; /* what new material is sealed under */
	struct material *material;  /* new */
};

static enum err
may_rotate(const struct rotation *r, const struct key *k)
{
	if (k->state != STATE_ENABLED)
		return refuse(E_KEY_STATE, "key %s is %s", k->id,
		    state_name(k->state));
	if (k->raw_used && !(r->flags & CLV_ROTATE_DESPITE_RAW_USE))
		return refuse(E_KEY_STATE, "key %s has encrypted with a "
		    "mechanism that cannot tell versions: what it encrypted "
		    "would need its old version by number", k->id);
	for (size_t i = 0; i < k->count; i++)
		if (k->versions[i].state == STATE_STAGED)
			return refuse(E_KEY_STATE, "version %u of key %s is "
			    "staged: activate or delete it first",
			    k->versions[i].number, k->id);
	return E_OK;
}

/* A pair like the one whose public half this is. */
static enum err
fresh_pair(const struct key *k, const struct material *shown,
    struct material **out)
{
	SCOPED(secret) *exponent = NULL;

	if (curve_of(shown) != NULL)
		return ec_generate(curve_of(shown), out);
	if (parameter_set_of(shown) != NULL)
		return pq_generate(parameter_set_of(shown), out);
	if (!material_is_rsa(shown))
		return refuse(E_KEY_TYPE, "key %s cannot be rotated", k->id);
	TRY(rsa_part(shown, RSA_PUBLIC_EXPONENT, &exponent));
	return rsa_generate(material_bits(shown), secret_peek(exponent),
	    secret_len(exponent), out);
}

/* New material of the same type and size. */
static enum err
fresh_material(const struct key *k, struct material **out)
{
	SCOPED(material) *shown = NULL;
	SCOPED(secret) *value = NULL;

	if (key_is_pair(k)) {
		TRY(version_public(key_current(k), &shown));
		return fresh_pair(k, shown, out);
	}
	TRY(secret_random(key_bits(k) / 8, &value));
	return material_from_secret(value, out);
}

/* If the current version is certified, the new one has to be as well. */
static enum err
check_certified(const struct rotation *r, struct txn *t,
    const struct object *o)
{
	uint32_t token = r->session->token->number;
	bool before, after;

	if (o->class != CKO_PRIVATE_KEY ||
	    (r->flags & CLV_ROTATE_DESPITE_CERTIFICATE))
		return E_OK;
	TRY(binding_certified(t, token, o, o->key->current, &before));
	TRY(binding_certified(t, token, o, r->version, &after));
	if (before && !after)
		return refuse(E_ACTION_PROHIBITED, "version %u of key %s has "
		    "a certificate, version %u has none", o->key->current,
		    o->key->id, r->version);
	return E_OK;
}

static enum err
rotate(void *arg, struct txn *t, struct object *o)
{
	struct rotation *r = arg;
	bool keep = (r->flags & CLV_ROTATE_KEEP_CURRENT) != 0;
	struct key_place place = flow_place(r->session);
	struct version *v;

	TRY(may_rotate(r, o->key));
	TRY(key_append(o->key, r->material, keep ? STATE_STAGED : STATE_ENABLED,
	    txn_time(t), &v));
	r->version = v->number;
	if (!keep) {
		TRY(check_certified(r, t, o));
		o->key->current = r->version;
	}
	place.ring = r->ring;
	return key_seal(o->key, &place, t);
}

/* RSA takes its time: the store is not held meanwhile. What decides over the
 * new material never changes; whether it may be asked for is asked again. */
static enum err
make_material(struct session *s, CK_OBJECT_HANDLE key,
    const struct rotation *r, struct material **out)
{
	struct view v = { 0 };
	enum err e;

	TRY(flow_key(s, key, E_KEY_HANDLE, &v));
	e = may_rotate(r, v.object->key);
	if (e == E_OK)
		e = fresh_material(v.object->key, out);
	view_clear(&v);
	return e;
}

enum err
flow_key_rotate(struct session *s, CK_OBJECT_HANDLE key, CK_FLAGS flags,
    CK_ULONG *version)
{
	SCOPED_VALUE(keyring) ring = { 0 };
	SCOPED(material) *m = NULL;
	struct rotation r = { .session = s, .flags = flags, .ring = &ring };
	uint64_t serial;

	TRY(known_flags(flags, CLV_ROTATE_KEEP_CURRENT |
	    CLV_ROTATE_DESPITE_RAW_USE | CLV_ROTATE_DESPITE_CERTIFICATE));
	TRY(owner_of(s, key, &serial));
	TRY(make_material(s, key, &r, &m));
	r.material = m;
	TRY(flow_ring(s, &ring));
	TRY(flow_change(s, serial, rotate, &r));
	if (version != NULL)
		*version = r.version;
	return E_OK;
}

/* ---- activation ---- */

static enum err
wanted_version(const struct key *k, uint32_t number, struct version **out)
{
	*out = key_version(k, number);
	return *out != NULL ? E_OK : refuse(E_ARGUMENTS,
	    "key %s has no version %u", k->id, number);
}

static enum err
activate(void *arg, struct txn *t, struct object *o)
{
	struct rotation *r = arg;
	struct version *v;

	if (o->key->state != STATE_ENABLED)
		return refuse(E_KEY_STATE, "key %s is %s", o->key->id,
		    state_name(o->key->state));
	TRY(wanted_version(o->key, r->version, &v));
	if (v->state != STATE_STAGED && v->state != STATE_ENABLED)
		return refuse(E_KEY_STATE, "version %u of key %s is %s",
		    v->number, o->key->id, state_name(v->state));
	TRY(check_certified(r, t, o));
	v->state = STATE_ENABLED;
	o->key->current = v->number;
	return E_OK;
}

enum err
flow_key_activate(struct session *s, CK_OBJECT_HANDLE key, CK_ULONG version,
    CK_FLAGS flags)
{
	struct rotation r = { .session = s, .flags = flags };
	uint64_t serial;

	TRY(known_flags(flags, CLV_ROTATE_DESPITE_CERTIFICATE));
	TRY(version_number(version, &r.version));
	TRY(owner_of(s, key, &serial));
	return flow_change(s, serial, activate, &r);
}

/* ---- states ---- */

struct new_state {
	uint32_t version; /* 0: the key */
	enum state state;
};

static enum err
change_state(void *arg, struct txn *t, struct object *o)
{
	const struct new_state *n = arg;
	enum state *state = &o->key->state;
	struct version *v;

	(void)t;
	if (n->version != 0) {
		TRY(wanted_version(o->key, n->version, &v));
		state = &v->state;
	}
	if (*state != STATE_ENABLED && *state != STATE_DISABLED)
		return refuse(E_KEY_STATE, "%s %s is %s", n->version != 0
		    ? "that version of key" : "key", o->key->id,
		    state_name(*state));
	*state = n->state;
	return E_OK;
}

enum err
flow_key_set_state(struct session *s, CK_OBJECT_HANDLE key, CK_ULONG version,
    CK_ULONG state)
{
	struct new_state n = { 0 };
	uint64_t serial;

	TRY(version_number(version, &n.version));
	if (state != CLV_STATE_ENABLED && state != CLV_STATE_DISABLED)
		return refuse(E_ARGUMENTS, "a key can be enabled or disabled");
	n.state = state == CLV_STATE_ENABLED ? STATE_ENABLED : STATE_DISABLED;
	TRY(owner_of(s, key, &serial));
	return flow_change(s, serial, change_state, &n);
}

/* ---- deletion ---- */

enum err
flow_key_schedule(struct session *s, CK_OBJECT_HANDLE key, CK_ULONG version,
    CK_ULONG days)
{
	uint64_t serial;
	uint32_t number = 0;

	TRY(version_number(version, &number));
	TRY(owner_of(s, key, &serial));
	return number == 0 ? deletion_of_key(s, serial, days)
	    : deletion_of_version(s, serial, number, days);
}

enum err
flow_key_undelete(struct session *s, CK_OBJECT_HANDLE key, CK_ULONG version)
{
	uint64_t serial;
	uint32_t number = 0;

	TRY(version_number(version, &number));
	TRY(owner_of(s, key, &serial));
	return deletion_cancel(s, serial, number);
}
