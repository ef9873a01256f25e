/* SPDX-License-Identifier: Apache-2.0 */
/* Keys leaving under another key. */
#include "flow/keys.h"

#include "crypto/ct.h"
#include "flow/key_work.h"
#include "flow/raw_mark.h"
#include "gate/state_rule.h"
#include "object/attr_template.h"
#include "session/out_buf.h"

#include <stdlib.h>
#include <string.h>

/* A key under way: the wrapping key's work, and where the tag goes if it does
 * not end what is wrapped. */
struct wrapping {
	struct key_work work;
	struct view target;
	struct message_tag tag; /* len 0: none apart */
	CK_BYTE *out;
	CK_ULONG *out_len;
};

/* ---- what may leave ---- */

static enum err
may_leave(const struct view *key, const struct object *wrapping)
{
	const struct attrs *attrs = &key->object->attrs;
	const char *id = key->object->key->id;

	if (!object_owns_key(key->object))
		return refuse(E_KEY_NOT_WRAPPABLE, "public keys are not "
		    "wrapped");
	if (!attrs_bool(attrs, CKA_EXTRACTABLE))
		return refuse(E_KEY_UNEXTRACTABLE, "key %s never leaves the "
		    "token (CKA_EXTRACTABLE is FALSE)", id);
	if (attrs_bool(attrs, CKA_WRAP_WITH_TRUSTED) &&
	    !attrs_bool(&wrapping->attrs, CKA_TRUSTED))
		return refuse(E_KEY_NOT_WRAPPABLE, "key %s may only be wrapped "
		    "with a trusted key", id);
	if (!attr_template_matches(attrs_get(&wrapping->attrs,
	    CKA_WRAP_TEMPLATE), key))
		return refuse(E_KEY_NOT_WRAPPABLE, "key %s is not what the "
		    "wrapping key's CKA_WRAP_TEMPLATE asks for", id);
	return E_OK;
}

static enum err
target_material(struct session *s, const struct view *key,
    struct material **out)
{
	struct version *version = view_version(key);

	if (version == NULL || !state_permits(key->object->key->state, false) ||
	    !state_permits(version->state, key->version != 0))
		return refuse(E_KEY_STATE, "the key to be wrapped is not "
		    "enabled");
	return flow_material(s, key, version, out);
}

/* ---- the mechanism ---- */

static enum err
encrypt(struct run *run, const struct secret *plain, unsigned char *out,
    size_t *out_len)
{
	const struct mech_ops *ops = run->mech->ops;
	size_t len = *out_len, last;

	TRY(ops->update(run, secret_peek(plain), secret_len(plain), out,
	    &len));
	last = *out_len - len;
	TRY(ops->finish(run, out + len, &last));
	*out_len = len + last;
	return E_OK;
}

/* The tag goes where its parameter says, the rest to the caller's buffer. */
static enum err
encrypt_apart(struct wrapping *w, const struct secret *plain, size_t room)
{
	unsigned char *whole = malloc(room);
	size_t len = room;
	enum err e;

	if (whole == NULL)
		return E_NO_MEMORY;
	e = encrypt(&w->work.run, plain, whole, &len);
	if (e == E_OK && len < w->tag.len)
		e = E_GENERAL;
	if (e == E_OK) {
		len -= w->tag.len;
		memcpy(w->out, whole, len);
		memcpy(w->tag.at, whole + len, w->tag.len);
		*w->out_len = (CK_ULONG)len;
	}
	ct_wipe(whole, room);
	free(whole);
	return e;
}

static enum err
encrypt_key(struct wrapping *w, const struct secret *plain, size_t room)
{
	size_t len = room;
	enum err e;

	if (w->work.verdict.marks_raw)
		TRY(flow_mark_raw(w->work.session,
		    w->work.view.object->serial));
	if (w->tag.len != 0)
		return encrypt_apart(w, plain, room);
	e = encrypt(&w->work.run, plain, w->out, &len);
	if (e == E_OK)
		*w->out_len = (CK_ULONG)len;
	return e;
}

/* That it is too long, or too large a number, is the key's fault here. */
static enum err
key_error(const struct wrapping *w, const struct secret *plain, enum err e)
{
	return e == E_DATA_LEN || e == E_DATA ? refuse(E_KEY_SIZE, "%s cannot "
	    "wrap a key of %zu bytes", w->work.run.mech->name,
	    secret_len(plain)) : work_error(&w->work, e);
}

static enum err
wrap_key(struct wrapping *w)
{
	SCOPED(material) *m = NULL;
	SCOPED(secret) *plain = NULL;
	struct run *run = &w->work.run;
	size_t room;
	bool go;

	TRY(may_leave(&w->target, w->work.view.object));
	TRY(target_material(w->work.session, &w->target, &m));
	TRY(material_export(m, &plain));
	TRY(work_start(&w->work, 0, NULL));
	room = run->mech->ops->bound(run, secret_len(plain), true);
	TRY(out_room(w->out, w->out_len, room - w->tag.len, &go));
	return go ? key_error(w, plain, encrypt_key(w, plain, room)) : E_OK;
}

/* ---- the calls ---- */

static enum err
wrap_with(struct wrapping *w, CK_OBJECT_HANDLE wrapping, CK_OBJECT_HANDLE key)
{
	TRY(flow_key(w->work.session, key, E_KEY_HANDLE, &w->target));
	TRY(work_key(&w->work, wrapping));
	if (object_guarded(w->target.object) && !flow_user_in(w->work.session))
		return refuse(E_NOT_LOGGED_IN, "wrapping a token key needs a "
		    "login");
	return wrap_key(w);
}

static void
wrapping_clear(struct wrapping *w)
{
	key_work_clear(&w->work);
	if (w->target.object != NULL)
		view_clear(&w->target);
}

enum err
flow_wrap(struct session *s, const CK_MECHANISM *mechanism,
    CK_OBJECT_HANDLE wrapping, CK_OBJECT_HANDLE key, CK_BYTE *out,
    CK_ULONG *out_len)
{
	SCOPED_VALUE(wrapping) w = { .work.session = s, .out = out,
		.out_len = out_len };

	if (mechanism == NULL || out_len == NULL)
		return refuse(E_ARGUMENTS, "the mechanism or the length is "
		    "NULL");
	TRY(run_begin(&w.work.run, USE_WRAP, mechanism));
	return wrap_with(&w, wrapping, key);
}

enum err
flow_wrap_authenticated(struct session *s, const CK_MECHANISM *mechanism,
    CK_OBJECT_HANDLE wrapping, CK_OBJECT_HANDLE key, const CK_BYTE *aad,
    CK_ULONG aad_len, CK_BYTE *out, CK_ULONG *out_len)
{
	SCOPED_VALUE(wrapping) w = { .work.session = s, .out = out,
		.out_len = out_len };

	if (mechanism == NULL || out_len == NULL ||
	    (aad == NULL && aad_len != 0))
		return refuse(E_ARGUMENTS, "the mechanism, the length or the "
		    "associated data are NULL");
	TRY(run_begin_authenticated(&w.work.run, USE_WRAP, mechanism, aad,
	    aad_len, &w.tag));
	return wrap_with(&w, wrapping, key);
}
