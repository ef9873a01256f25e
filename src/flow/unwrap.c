/* SPDX-License-Identifier: Apache-2.0 */
/* Keys entering under another key. */
#include "flow/keys.h"

#include "base/reader.h"
#include "flow/import.h"
#include "flow/key_work.h"
#include "key/key_type.h"
#include "object/attr_template.h"

/* ---- the mechanism ---- */

/* What does not decrypt is not a key that was wrapped, whatever the mechanism
 * calls it. */
static enum err
wrapped_error(const struct key_work *w, enum err e)
{
	if (e == E_CIPHERTEXT || e == E_AEAD || e == E_DATA)
		return E_WRAPPED_KEY;
	if (e == E_CIPHERTEXT_LEN || e == E_DATA_LEN)
		return E_WRAPPED_KEY_LEN;
	return work_error(w, e);
}

static enum err
open_whole(struct key_work *w, const CK_BYTE *in, size_t in_len,
    struct secret *plain)
{
	const struct mech_ops *ops = w->run.mech->ops;
	enum err e = E_CIPHERTEXT;

	for (size_t i = 0; e == E_CIPHERTEXT && i < w->verdict.count; i++) {
		SCOPED(material) *m = NULL;
		size_t len = secret_len(plain);

		TRY(work_start(w, i, &m));
		e = ops->open(&w->run, m, in, in_len, secret_data(plain),
		    &len);
		if (e == E_OK)
			secret_truncate(plain, len);
	}
	return e;
}

/* The run has been started. */
static enum err
decrypt(struct run *run, const CK_BYTE *in, size_t in_len,
    struct secret *plain)
{
	const struct mech_ops *ops = run->mech->ops;
	size_t len = secret_len(plain), last;

	TRY(ops->update(run, in, in_len, secret_data(plain), &len));
	last = secret_len(plain) - len;
	TRY(ops->finish(run, secret_data(plain) + len, &last));
	secret_truncate(plain, len + last);
	return E_OK;
}

static enum err
unwrap_bytes(struct key_work *w, const CK_BYTE *in, size_t in_len,
    struct secret **out)
{
	SCOPED(secret) *plain = NULL;
	bool whole = (w->run.mech->traits & MECH_WHOLE) != 0;

	TRY(work_start(w, 0, NULL));
	TRY(secret_new(w->run.mech->ops->bound(&w->run, in_len, true),
	    &plain));
	TRY(wrapped_error(w, whole ? open_whole(w, in, in_len, plain)
	    : decrypt(&w->run, in, in_len, plain)));
	*out = plain;
	plain = NULL;
	return E_OK;
}

/* ---- what the mechanism filled up ---- */

/* Key wrapping fills up half a block, block ciphers a whole one, raw RSA the
 * modulus, and that in front (PKCS#11 3.2, 6.13 and 6.1.7). */
static size_t
filling_max(const struct mech *mech, size_t len)
{
	if (!(mech->traits & MECH_FILLS))
		return 0;
	if (mech->key_type == CKK_RSA)
		return len;
	return mech->traits & MECH_ONE_PART ? 7 : 15;
}

static enum err
keep_end(struct secret **plain, size_t len)
{
	SCOPED(secret) *end = NULL;

	TRY(secret_from(secret_peek(*plain) + secret_len(*plain) - len, len,
	    &end));
	secret_free(*plain);
	*plain = end;
	end = NULL;
	return E_OK;
}

static enum err
trim_value(const struct mech *mech, const struct template *t,
    struct secret **plain)
{
	size_t len = secret_len(*plain), wanted;

	TRY(import_length(t, &wanted));
	if (mech->key_type == CKK_RSA && (mech->traits & MECH_FILLS) &&
	    wanted == 0)
		return refuse(E_TEMPLATE_INCOMPLETE, "%s needs CKA_VALUE_LEN",
		    mech->name);
	if (wanted == 0 || wanted >= len ||
	    len - wanted > filling_max(mech, len))
		return E_OK;
	if (mech->key_type == CKK_RSA)
		return keep_end(plain, wanted);
	secret_truncate(*plain, wanted);
	return E_OK;
}

/* Where the DER SEQUENCE at the start ends; 0 if there is none. */
static size_t
der_end(const struct secret *plain)
{
	struct reader r;
	size_t len, digits;

	reader_init(&r, secret_peek(plain), secret_len(plain));
	if (reader_u8(&r) != 0x30)
		return 0;
	len = reader_u8(&r);
	if (len >= 0x80) {
		digits = len & 0x7f;
		if (digits > 4)
			return 0;
		for (len = 0; digits > 0; digits--)
			len = len << 8 | reader_u8(&r);
	}
	if (r.failed || len > r.left)
		return 0;
	return secret_len(plain) - r.left + len;
}

static size_t
leading_zeroes(const struct secret *plain)
{
	size_t n = 0;

	while (n < secret_len(plain) && secret_peek(plain)[n] == 0)
		n++;
	return n;
}

static enum err
trim_der(const struct mech *mech, struct secret **plain)
{
	size_t len = secret_len(*plain), end;

	if (mech->key_type == CKK_RSA && (mech->traits & MECH_FILLS))
		return keep_end(plain, len - leading_zeroes(*plain));
	end = der_end(*plain);
	if (end != 0 && len - end <= filling_max(mech, len))
		secret_truncate(*plain, end);
	return E_OK;
}

/* ---- the key ---- */

/* A private key travels as PKCS#8. */
static enum err
private_material(const struct template *t, const struct secret *plain,
    struct material **out)
{
	SCOPED(material) *m = NULL;

	if (material_from_pkcs8(plain, &m) != E_OK ||
	    key_type_of(m) != t->key_type)
		return refuse(E_WRAPPED_KEY, "what was wrapped is not a "
		    "private key of this type");
	*out = m;
	m = NULL;
	return E_OK;
}

/* The same answer for every length that the type or the template does not
 * have: with RSA PKCS#1 it may be that of a made-up value. */
static enum err
secret_material(const struct template *t, const struct secret *plain,
    struct material **out)
{
	size_t wanted = template_number(t, CKA_VALUE_LEN);

	if ((wanted != 0 && wanted != secret_len(plain)) ||
	    !key_type_fits(t->key_type, secret_len(plain)))
		return refuse(E_WRAPPED_KEY_LEN, "what was wrapped has not "
		    "the length of such a key");
	return import_secret(t, plain, out);
}

static enum err
unwrapped_material(const struct mech *mech, const struct template *t,
    struct secret **plain, struct material **out)
{
	if (t->class == CKO_PRIVATE_KEY) {
		TRY(trim_der(mech, plain));
		return private_material(t, *plain, out);
	}
	TRY(trim_value(mech, t, plain));
	return secret_material(t, *plain, out);
}

static enum err
may_enter(const struct template *t)
{
	const struct key_type *type = key_type_find(t->key_type);
	bool secret = type != NULL && type->max != 0;

	if (type == NULL || (t->class != CKO_SECRET_KEY &&
	    t->class != CKO_PRIVATE_KEY) ||
	    secret != (t->class == CKO_SECRET_KEY))
		return refuse(E_TEMPLATE_INCONSISTENT,
		    "such a key cannot be unwrapped");
	return E_OK;
}

static enum err
unwrap_key(struct key_work *w, const CK_BYTE *in, CK_ULONG in_len,
    struct template *t, CK_OBJECT_HANDLE *out)
{
	SCOPED(secret) *plain = NULL;
	SCOPED(material) *m = NULL;
	SCOPED(object) *o = NULL;
	struct template_place place;

	TRY(template_apply(t, attrs_get(&w->view.object->attrs,
	    CKA_UNWRAP_TEMPLATE)));
	TRY(may_enter(t));
	TRY(flow_template_place(w->session, &place));
	TRY(template_complete(t, &place, false));
	TRY(flow_may_make(w->session, t));
	TRY(unwrap_bytes(w, in, in_len, &plain));
	TRY(unwrapped_material(w->run.mech, t, &plain, &m));
	TRY(import_object(t, m, &o));
	return flow_publish(w->session, o, t->token, out);
}

/* ---- the calls ---- */

static enum err
unwrap_with(struct key_work *w, CK_OBJECT_HANDLE unwrapping,
    const CK_BYTE *wrapped, CK_ULONG wrapped_len, const CK_ATTRIBUTE *template,
    CK_ULONG count, CK_OBJECT_HANDLE *out)
{
	SCOPED_VALUE(template) t = { 0 };

	TRY(work_key(w, unwrapping));
	TRY(template_read(AT_UNWRAP, CK_UNAVAILABLE_INFORMATION,
	    CK_UNAVAILABLE_INFORMATION, template, count, &t));
	return unwrap_key(w, wrapped, wrapped_len, &t, out);
}

enum err
flow_unwrap(struct session *s, const CK_MECHANISM *mechanism,
    CK_OBJECT_HANDLE unwrapping, const CK_BYTE *wrapped, CK_ULONG wrapped_len,
    const CK_ATTRIBUTE *template, CK_ULONG count, CK_OBJECT_HANDLE *out)
{
	SCOPED_VALUE(key_work) w = { .session = s };

	if (mechanism == NULL || wrapped == NULL || out == NULL)
		return refuse(E_ARGUMENTS, "an argument is NULL");
	TRY(run_begin(&w.run, USE_UNWRAP, mechanism));
	return unwrap_with(&w, unwrapping, wrapped, wrapped_len, template,
	    count, out);
}

/* The tag comes apart; to the mechanism it is the end of the ciphertext. */
enum err
flow_unwrap_authenticated(struct session *s, const CK_MECHANISM *mechanism,
    CK_OBJECT_HANDLE unwrapping, const CK_BYTE *wrapped, CK_ULONG wrapped_len,
    const CK_ATTRIBUTE *template, CK_ULONG count, const CK_BYTE *aad,
    CK_ULONG aad_len, CK_OBJECT_HANDLE *out)
{
	SCOPED_VALUE(key_work) w = { .session = s };
	SCOPED_VALUE(bytes) whole = { 0 };
	struct message_tag tag;

	if (mechanism == NULL || wrapped == NULL || out == NULL ||
	    (aad == NULL && aad_len != 0))
		return refuse(E_ARGUMENTS, "an argument is NULL");
	TRY(run_begin_authenticated(&w.run, USE_UNWRAP, mechanism, aad,
	    aad_len, &tag));
	TRY(bytes_append(&whole, wrapped, wrapped_len));
	TRY(bytes_append(&whole, tag.at, tag.len));
	return unwrap_with(&w, unwrapping, whole.data, (CK_ULONG)whole.len,
	    template, count, out);
}
