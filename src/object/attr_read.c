/* SPDX-License-Identifier: Apache-2.0 */
/* What an object shows of itself and of its key's life; what it shows of the
 * key's material is attr_read_key.c's. */
#include "object/attr_read.h"

#include "gate/state_rule.h"
#include "mech/use.h"
#include "object/attr.h"

static enum err
put_ulong(struct bytes *out, CK_ULONG v)
{
	return bytes_set(out, &v, sizeof(v));
}

static enum err
put_bool(struct bytes *out, bool v)
{
	CK_BBOOL b = v ? CK_TRUE : CK_FALSE;

	return bytes_set(out, &b, sizeof(b));
}

enum err
read_class(const struct view *v, struct bytes *out)
{
	return put_ulong(out, v->object->class);
}

enum err
read_key_type(const struct view *v, struct bytes *out)
{
	return put_ulong(out, v->object->key_type);
}

enum err
read_token(const struct view *v, struct bytes *out)
{
	return put_bool(out, v->object->serial != 0 ||
	    (attr_class(v->object->class) & ON_BUILTIN) != 0);
}

enum err
read_unique_id(const struct view *v, struct bytes *out)
{
	static const char digits[] = "0123456789abcdef";
	char text[32];

	for (size_t i = 0; i < 16; i++) {
		text[2 * i] = digits[v->object->uid[i] >> 4];
		text[2 * i + 1] = digits[v->object->uid[i] & 15];
	}
	return bytes_set(out, text, sizeof(text));
}

/* An attribute that is in the list, or has a default of its own. */
static enum err
put_stored(const struct view *v, CK_ATTRIBUTE_TYPE type, CK_ULONG otherwise,
    struct bytes *out)
{
	return put_ulong(out, attrs_ulong(&v->object->attrs, type, otherwise));
}

enum err
read_name_hash(const struct view *v, struct bytes *out)
{
	return put_stored(v, CKA_NAME_HASH_ALGORITHM, CKM_SHA_1, out);
}

enum err
read_key_gen_mechanism(const struct view *v, struct bytes *out)
{
	return put_stored(v, CKA_KEY_GEN_MECHANISM, CK_UNAVAILABLE_INFORMATION,
	    out);
}

enum err
read_value_len(const struct view *v, struct bytes *out)
{
	return put_ulong(out, (CK_ULONG)key_bits(v->object->key) / 8);
}

enum err
read_key_id(const struct view *v, struct bytes *out)
{
	return bytes_set(out, v->object->key->id, KEY_ID_LEN);
}

enum err
read_version(const struct view *v, struct bytes *out)
{
	struct version *version = view_version(v);

	if (v->object->class == CKO_CERTIFICATE)
		return v->object->bound == 0 ? E_ATTRIBUTE_TYPE
		    : put_ulong(out, v->object->bound);
	return version == NULL ? E_ATTRIBUTE_TYPE
	    : put_ulong(out, version->number);
}

/* A purge under way shows as purged: the difference is the store's. */
static CK_ULONG
shown_state(enum state s)
{
	return s == STATE_PURGING ? STATE_PURGED : s;
}

enum err
read_state(const struct view *v, struct bytes *out)
{
	struct version *version = view_version(v);

	if (v->version != 0 && version != NULL &&
	    v->object->key->state == STATE_ENABLED)
		return put_ulong(out, shown_state(version->state));
	return put_ulong(out, shown_state(v->object->key->state));
}

/* Whether whoever is logged in, if anybody, may use the key at all. */
static bool
login_suffices(const struct view *v)
{
	return !object_guarded(v->object) ||
	    (v->place != NULL && keyring_epoch(v->place->ring) != 0);
}

/* Versions of secret keys that are not current only decrypt. */
static bool
version_allows(const struct view *v, size_t use)
{
	return v->version == 0 || v->version == v->object->key->current ||
	    v->object->class != CKO_SECRET_KEY || !use_table[use].protects;
}

/* CKF_ flags of the uses that usage attributes and states allow now. */
enum err
read_permitted(const struct view *v, struct bytes *out)
{
	const struct version *version = view_version(v);
	CK_ULONG flags = 0;

	if (version == NULL || !login_suffices(v) ||
	    !state_permits(v->object->key->state, false) ||
	    !state_permits(version->state, v->version != 0))
		return put_ulong(out, 0);
	for (size_t use = 0; use < USE_COUNT; use++)
		if (use_table[use].usage != CK_UNAVAILABLE_INFORMATION &&
		    attrs_bool(&v->object->attrs, use_table[use].usage) &&
		    version_allows(v, use))
			flags |= use_table[use].flag;
	return put_ulong(out, flags);
}

enum err
read_created(const struct view *v, struct bytes *out)
{
	struct version *version = view_version(v);

	return put_ulong(out, v->version != 0 && version != NULL
	    ? version->created : v->object->key->created);
}

enum err
read_deletion_date(const struct view *v, struct bytes *out)
{
	struct version *version = view_version(v);

	return put_ulong(out, v->version != 0 && version != NULL &&
	    version->deletion != 0 ? version->deletion
	    : v->object->key->deletion);
}

enum err
read_current_version(const struct view *v, struct bytes *out)
{
	return put_ulong(out, v->object->key->current);
}

enum err
read_versions(const struct view *v, struct bytes *out)
{
	return put_ulong(out, v->object->key->count);
}

enum err
read_raw_used(const struct view *v, struct bytes *out)
{
	return put_bool(out, v->object->key->raw_used);
}
