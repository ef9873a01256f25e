/* SPDX-License-Identifier: Apache-2.0 */
/* What an object shows of its key: computed from the version looked at. */
#include "object/attr_read.h"

#include "crypto/ec.h"
#include "gate/state_rule.h"
#include "mech/use.h"

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

/* An attribute kept in the list although its row computes others' values. */
static enum err
put_stored(const struct view *v, CK_ATTRIBUTE_TYPE type, struct bytes *out)
{
	const struct bytes *stored = attrs_get(&v->object->attrs, type);

	if (stored == NULL)
		return E_ATTRIBUTE_TYPE;
	return bytes_set(out, stored->data, stored->len);
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
	return put_bool(out, v->object->serial != 0);
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

static bool
is_secret(const struct view *v)
{
	return attrs_bool(&v->object->attrs, CKA_SENSITIVE) ||
	    !attrs_bool(&v->object->attrs, CKA_EXTRACTABLE);
}

static enum err
read_secret_value(const struct view *v, struct bytes *out)
{
	struct version *version = view_version(v);
	SCOPED(material) *m = NULL;
	SCOPED(secret) *value = NULL;

	if (version == NULL)
		return E_ATTRIBUTE_TYPE;
	if (v->place == NULL && atomic_load(&version->material) == NULL)
		return E_ATTRIBUTE_SENSITIVE;
	TRY(version_material(v->object->key, version, v->place, &m));
	if (material_secret(m) != NULL)
		return bytes_set(out, secret_peek(material_secret(m)),
		    secret_len(material_secret(m)));
	if (curve_of(m) == NULL)
		return E_ATTRIBUTE_TYPE;
	TRY(ec_private(m, &value));
	return bytes_set(out, secret_peek(value), secret_len(value));
}

enum err
read_value(const struct view *v, struct bytes *out)
{
	if (!object_has_material(v->object))
		return put_stored(v, CKA_VALUE, out);
	if (object_owns_key(v->object) && is_secret(v))
		return refuse(E_ATTRIBUTE_SENSITIVE,
		    "the value of key %s never leaves the token",
		    v->object->key->id);
	return read_secret_value(v, out);
}

enum err
read_value_len(const struct view *v, struct bytes *out)
{
	return put_ulong(out, (CK_ULONG)key_bits(v->object->key) / 8);
}

enum err
read_check_value(const struct view *v, struct bytes *out)
{
	struct version *version = view_version(v);

	if (version == NULL)
		return put_stored(v, CKA_CHECK_VALUE, out);
	return bytes_set(out, version->check_value, version->check_value_len);
}

enum err
read_public_key_info(const struct view *v, struct bytes *out)
{
	struct version *version = view_version(v);

	if (version == NULL)
		return put_stored(v, CKA_PUBLIC_KEY_INFO, out);
	return bytes_set(out, version->spki.data, version->spki.len);
}

static enum err
public_of(const struct view *v, struct material **out)
{
	struct version *version = view_version(v);

	if (version == NULL || v->object->key_type != CKK_EC)
		return E_ATTRIBUTE_TYPE;
	return version_public(version, out);
}

enum err
read_ec_params(const struct view *v, struct bytes *out)
{
	SCOPED(material) *m = NULL;
	const struct curve *c;

	TRY(public_of(v, &m));
	c = curve_of(m);
	return c == NULL ? E_ATTRIBUTE_TYPE : bytes_set(out, c->oid, c->oid_len);
}

enum err
read_ec_point(const struct view *v, struct bytes *out)
{
	SCOPED(material) *m = NULL;

	TRY(public_of(v, &m));
	out->len = 0;
	return ec_point(m, out);
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
