/* SPDX-License-Identifier: Apache-2.0 */
/* Keys leaving and entering under another key. */
#include "flow/keys.h"

#include "crypto/ec.h"
#include "flow/common.h"
#include "flow/import.h"
#include "flow/raw_mark.h"
#include "gate/state_rule.h"
#include "session/out_buf.h"

#include <string.h>

/* ---- the wrapping key ---- */

static enum err
wrapper(struct session *s, struct run *run, CK_OBJECT_HANDLE handle,
    struct view *v, struct verdict *verdict)
{
	bool wrap = run->use == USE_WRAP;

	TRY(flow_key(s, handle, wrap ? E_WRAPPING_KEY_HANDLE
	    : E_UNWRAPPING_KEY_HANDLE, v));
	if (!mech_takes(run->mech, v->object->key_type))
		return wrap ? E_WRAPPING_KEY_TYPE : E_UNWRAPPING_KEY_TYPE;
	TRY(flow_gate(s, v, run->use, run, verdict));
	if (attrs_bool(&v->object->attrs, CKA_ALWAYS_AUTHENTICATE))
		return refuse(E_NOT_LOGGED_IN, "key %s wants a login for each "
		    "operation, which this call cannot have",
		    v->object->key->id);
	return E_OK;
}

/* ---- C_WrapKey ---- */

static enum err
may_leave(const struct object *key, const struct object *wrapping)
{
	if (!object_owns_key(key))
		return refuse(E_KEY_NOT_WRAPPABLE, "public keys are not "
		    "wrapped");
	if (!attrs_bool(&key->attrs, CKA_EXTRACTABLE))
		return refuse(E_KEY_UNEXTRACTABLE, "key %s never leaves the "
		    "token (CKA_EXTRACTABLE is FALSE)", key->key->id);
	if (attrs_bool(&key->attrs, CKA_WRAP_WITH_TRUSTED) &&
	    !attrs_bool(&wrapping->attrs, CKA_TRUSTED))
		return refuse(E_KEY_NOT_WRAPPABLE, "key %s may only be wrapped "
		    "with a trusted key", key->key->id);
	return E_OK;
}

static enum err
wrap_bytes(struct run *run, const struct secret *plain, CK_BYTE *out,
    CK_ULONG *out_len)
{
	const struct mech_ops *ops = run->mech->ops;
	size_t len = *out_len, last;
	bool go;

	TRY(out_room(out, out_len, ops->bound(run, secret_len(plain), true),
	    &go));
	if (!go)
		return E_OK;
	len = *out_len;
	TRY(ops->update(run, secret_peek(plain), secret_len(plain), out,
	    &len));
	last = *out_len - len;
	TRY(ops->finish(run, out + len, &last));
	*out_len = (CK_ULONG)(len + last);
	return E_OK;
}

static enum err
wrap_key(struct session *s, struct run *run, const struct view *wrapping,
    const struct verdict *verdict, const struct view *key, CK_BYTE *out,
    CK_ULONG *out_len)
{
	SCOPED(material) *under = NULL, *m = NULL;
	SCOPED(secret) *plain = NULL;
	struct version *version = view_version(key);
	enum err e;

	TRY(may_leave(key->object, wrapping->object));
	if (version == NULL || !state_permits(key->object->key->state, false) ||
	    !state_permits(version->state, key->version != 0))
		return refuse(E_KEY_STATE, "the key to be wrapped is not "
		    "enabled");
	if (verdict->marks_raw)
		TRY(flow_mark_raw(s, wrapping->object->serial));
	TRY(flow_material(s, wrapping, verdict->versions[0], &under));
	TRY(flow_material(s, key, version, &m));
	TRY(material_export(m, &plain));
	TRY(run_start(run, under));
	e = wrap_bytes(run, plain, out, out_len);
	return e == E_DATA_LEN ? refuse(E_KEY_SIZE, "%s cannot wrap a key of "
	    "%zu bytes", run->mech->name, secret_len(plain)) : e;
}

enum err
flow_wrap(struct session *s, const CK_MECHANISM *mechanism,
    CK_OBJECT_HANDLE wrapping, CK_OBJECT_HANDLE key, CK_BYTE *out,
    CK_ULONG *out_len)
{
	struct run run = { 0 };
	struct view under = { 0 }, target = { 0 };
	struct verdict verdict;
	enum err e;

	if (mechanism == NULL || out_len == NULL)
		return refuse(E_ARGUMENTS, "the mechanism or the length is "
		    "NULL");
	e = run_begin(&run, USE_WRAP, mechanism);
	if (e == E_OK)
		e = flow_key(s, key, E_KEY_HANDLE, &target);
	if (e == E_OK)
		e = wrapper(s, &run, wrapping, &under, &verdict);
	if (e == E_OK && object_guarded(target.object) && !flow_user_in(s))
		e = refuse(E_NOT_LOGGED_IN, "wrapping a token key needs a "
		    "login");
	if (e == E_OK)
		e = wrap_key(s, &run, &under, &verdict, &target, out,
		    out_len);
	run_end(&run);
	view_clear(&under);
	view_clear(&target);
	return e;
}

/* ---- C_UnwrapKey ---- */

static enum err
unwrap_bytes(struct session *s, struct run *run, const struct view *v,
    const struct verdict *verdict, const CK_BYTE *in, size_t in_len,
    struct secret **out)
{
	SCOPED(secret) *plain = NULL;
	enum err e = E_CIPHERTEXT;

	TRY(secret_new(run->mech->ops->bound(run, in_len, true), &plain));
	for (size_t i = 0; e == E_CIPHERTEXT && i < verdict->count; i++) {
		SCOPED(material) *m = NULL;
		size_t len = secret_len(plain);

		TRY(flow_material(s, v, verdict->versions[i], &m));
		e = run->mech->ops->open(run, m, in, in_len,
		    secret_data(plain), &len);
		if (e == E_OK)
			secret_truncate(plain, len);
	}
	if (e == E_CIPHERTEXT)
		return E_WRAPPED_KEY;
	if (e == E_CIPHERTEXT_LEN)
		return E_WRAPPED_KEY_LEN;
	if (e != E_OK)
		return e;
	*out = plain;
	plain = NULL;
	return E_OK;
}

/* A private key travels as PKCS#8; the DER says where it ends, should the
 * mechanism have filled it up with zeroes. */
static enum err
private_material(const struct template *t, const struct secret *plain,
    struct material **out)
{
	SCOPED(material) *m = NULL;

	if (t->key_type != CKK_EC || material_from_pkcs8(plain, &m) != E_OK ||
	    curve_of(m) == NULL)
		return refuse(E_WRAPPED_KEY, "what was wrapped is not a "
		    "private key of this type");
	*out = m;
	m = NULL;
	return E_OK;
}

/* AES key wrap fills a value up to 8 bytes; CKA_VALUE_LEN says how long it was
 * (PKCS#11 3.2, 6.13.3). */
static void
trim_filling(const struct mech *mech, const struct template *t,
    struct secret *plain)
{
	size_t len = secret_len(plain);
	CK_ULONG wanted = template_number(t, CKA_VALUE_LEN);

	if ((mech->traits & MECH_FILLS) && wanted != 0 && wanted < len &&
	    len - wanted < 8)
		secret_truncate(plain, wanted);
}

static enum err
unwrapped_material(const struct mech *mech, const struct template *t,
    struct secret *plain, struct material **out)
{
	if (t->class == CKO_PRIVATE_KEY)
		return private_material(t, plain, out);
	if (t->class == CKO_SECRET_KEY && (t->key_type == CKK_AES ||
	    t->key_type == CKK_GENERIC_SECRET)) {
		trim_filling(mech, t, plain);
		return import_secret(t, plain, out);
	}
	return refuse(E_TEMPLATE_INCONSISTENT,
	    "such a key cannot be unwrapped");
}

static enum err
unwrap_key(struct session *s, struct run *run, const struct view *v,
    const struct verdict *verdict, const CK_BYTE *in, CK_ULONG in_len,
    struct template *t, CK_OBJECT_HANDLE *out)
{
	SCOPED(secret) *plain = NULL;
	SCOPED(material) *m = NULL;
	SCOPED(object) *o = NULL;
	struct template_place place;

	TRY(flow_template_place(s, &place));
	TRY(template_complete(t, &place, false));
	TRY(flow_may_make(s, t));
	TRY(unwrap_bytes(s, run, v, verdict, in, in_len, &plain));
	TRY(unwrapped_material(run->mech, t, plain, &m));
	TRY(import_object(t, m, &o));
	return flow_publish(s, o, t->token, out);
}

enum err
flow_unwrap(struct session *s, const CK_MECHANISM *mechanism,
    CK_OBJECT_HANDLE unwrapping, const CK_BYTE *wrapped, CK_ULONG wrapped_len,
    const CK_ATTRIBUTE *template, CK_ULONG count, CK_OBJECT_HANDLE *out)
{
	struct run run = { 0 };
	struct view v = { 0 };
	struct template t = { 0 };
	struct verdict verdict;
	enum err e;

	if (mechanism == NULL || wrapped == NULL || out == NULL)
		return refuse(E_ARGUMENTS, "an argument is NULL");
	e = run_begin(&run, USE_UNWRAP, mechanism);
	if (e == E_OK)
		e = wrapper(s, &run, unwrapping, &v, &verdict);
	if (e == E_OK)
		e = template_read(AT_UNWRAP, CK_UNAVAILABLE_INFORMATION,
		    CK_UNAVAILABLE_INFORMATION, template, count, &t);
	if (e == E_OK)
		e = unwrap_key(s, &run, &v, &verdict, wrapped, wrapped_len,
		    &t, out);
	template_clear(&t);
	run_end(&run);
	view_clear(&v);
	return e;
}
