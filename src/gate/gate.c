/* SPDX-License-Identifier: Apache-2.0 */
/* Login, usage, mechanism, state, version: asked in that order. */
#include "gate/gate.h"

#include "gate/state_rule.h"

/* The shortest authenticator that can tell versions apart: below it a trial
 * over many versions would accept what it should not. Key wrapping (one part)
 * has 8 bytes of it, enough for KEY_VERSIONS_MAX trials. */
#define TAG_MIN 12

static enum err
gate_login(const struct request *r)
{
	if (!r->guarded || r->who->kind == PRINCIPAL_USER)
		return E_OK;
	if (r->who->kind == PRINCIPAL_OFFICER)
		return refuse(E_NOT_LOGGED_IN, "the security officer "
		    "administers the token and cannot use its keys");
	return refuse(E_NOT_LOGGED_IN, "nobody is logged in");
}

static enum err
gate_mechanism(const struct request *r)
{
	if (r->allowed_count == 0)
		return E_OK;
	for (size_t i = 0; i < r->allowed_count; i++)
		if (r->allowed[i] == r->mech->type)
			return E_OK;
	return refuse(E_MECHANISM,
	    "the allowed mechanisms of key %s do not include %s", r->key->id,
	    r->mech->name);
}

static bool
is_secret(const struct request *r)
{
	return !key_is_pair(r->key);
}

/* Whether ciphertext of this mechanism says by itself which version made it. */
static bool
tells_versions(const struct request *r)
{
	return (r->mech->traits & MECH_TRIAL) != 0;
}

static enum err
gate_tellable(const struct request *r)
{
	bool one = key_live_versions(r->key) <= 1;

	if (one || !is_secret(r))
		return E_OK;
	if (!tells_versions(r)) {
		if (r->pinned != 0 && !use_table[r->use].protects)
			return E_OK;
		return refuse(E_KEY_VERSIONS, "%s cannot tell the versions of "
		    "key %s apart", r->mech->name, r->key->id);
	}
	if (r->tag_len != 0 && r->tag_len < TAG_MIN &&
	    !(r->mech->traits & MECH_ONE_PART))
		return refuse(E_MECHANISM_PARAM, "a tag of %zu bytes cannot "
		    "tell the versions of key %s apart: at least %d", r->tag_len,
		    r->key->id, TAG_MIN);
	return E_OK;
}

static enum err
refuse_version(const struct request *r, const struct version *v)
{
	return refuse(E_KEY_STATE, "version %u of key %s is %s", v->number,
	    r->key->id, state_name(v->state));
}

/* The one version that a protecting use works with: the handle's, if it is
 * pinned to one, else the current. */
static enum err
choose_one(const struct request *r, struct verdict *out)
{
	struct version *v = key_version(r->key,
	    r->pinned != 0 ? r->pinned : r->key->current);

	if (v == NULL)
		return refuse(E_KEY_STATE, "version %u of key %s is gone",
		    r->pinned, r->key->id);
	if (!state_permits(v->state, r->pinned != 0))
		return refuse_version(r, v);
	if (is_secret(r) && v->number != r->key->current)
		return refuse(E_KEY_STATE, "version %u of key %s is not "
		    "current: it only decrypts", v->number, r->key->id);
	out->versions[out->count++] = v;
	return E_OK;
}

static void
add_candidate(const struct request *r, struct verdict *out, struct version *v)
{
	if (v != NULL && out->count < KEY_VERSIONS_MAX &&
	    state_permits(v->state, r->pinned == v->number))
		out->versions[out->count++] = v;
}

/* Everything a processing use may have to try: the pinned version of a secret
 * key alone; else the shown one first, then newer to older. */
static enum err
choose_all(const struct request *r, struct verdict *out)
{
	uint32_t first = r->pinned != 0 ? r->pinned : r->key->current;
	struct version *v = key_version(r->key, first);
	bool alone = r->pinned != 0 && is_secret(r);

	add_candidate(r, out, v);
	for (size_t i = r->key->count; !alone && i-- > 0;)
		if (r->key->versions[i].number != first)
			add_candidate(r, out, &r->key->versions[i]);
	if (out->count == 0 && v != NULL)
		return refuse_version(r, v);
	if (out->count == 0)
		return refuse(E_KEY_STATE, "key %s has no usable version",
		    r->key->id);
	return E_OK;
}

enum err
gate_pass(const struct request *r, struct verdict *out)
{
	const struct use_row *use = &use_table[r->use];

	out->count = 0;
	out->marks_raw = false;
	TRY(gate_login(r));
	if (!r->usage)
		return refuse(E_KEY_USAGE, "key %s is not for %s",
		    r->key->id, use->name);
	TRY(gate_mechanism(r));
	if (!state_permits(r->key->state, false))
		return refuse(E_KEY_STATE, "key %s is %s", r->key->id,
		    state_name(r->key->state));
	TRY(gate_tellable(r));
	out->marks_raw = r->guarded && is_secret(r) && use->protects &&
	    !tells_versions(r) && !r->key->raw_used;
	return use->protects || (r->use == USE_DERIVE && !is_secret(r))
	    ? choose_one(r, out) : choose_all(r, out);
}
