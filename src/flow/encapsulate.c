/* SPDX-License-Identifier: Apache-2.0 */
/* A shared secret for whoever has the private key, and its way back. */
#include "flow/keys.h"

#include "flow/key_work.h"
#include "flow/offspring.h"
#include "object/attr_template.h"
#include "session/out_buf.h"

/* ---- C_EncapsulateKey ---- */

/* What the new key has to look like is asked of the finished object: this
 * template is compared, not added. */
static enum err
check_looks(const struct key_work *w, const struct offspring *o)
{
	struct view made = { .object = o->object };

	if (!attr_template_matches(attrs_get(&w->view.object->attrs,
	    CKA_ENCAPSULATE_TEMPLATE), &made))
		return refuse(E_KEY_HANDLE, "the new key is not what the "
		    "public key's CKA_ENCAPSULATE_TEMPLATE asks for");
	return E_OK;
}

static enum err
encapsulate(struct key_work *w, struct offspring *o, CK_BYTE *cipher,
    CK_ULONG *cipher_len, CK_OBJECT_HANDLE *out)
{
	const struct mech_ops *ops = w->run.mech->ops;
	SCOPED(material) *m = NULL;
	SCOPED(secret) *shared = NULL;
	size_t len;
	bool go;

	TRY(work_start(w, 0, &m));
	TRY(out_room(cipher, cipher_len, ops->bound(&w->run, 0, true), &go));
	if (!go)
		return E_OK;
	if (out == NULL)
		return refuse(E_ARGUMENTS, "the handle pointer is NULL");
	len = *cipher_len;
	TRY(ops->encapsulate(&w->run, m, &shared, cipher, &len));
	TRY(offspring_fill(o, shared));
	TRY(check_looks(w, o));
	TRY(flow_publish(w->session, o->object, o->template.token, out));
	*cipher_len = (CK_ULONG)len;
	return E_OK;
}

enum err
flow_encapsulate(struct session *s, const CK_MECHANISM *mechanism,
    CK_OBJECT_HANDLE public, const CK_ATTRIBUTE *template, CK_ULONG count,
    CK_BYTE *cipher, CK_ULONG *cipher_len, CK_OBJECT_HANDLE *out)
{
	SCOPED_VALUE(key_work) w = { .session = s };
	SCOPED_VALUE(offspring) o = { .object = NULL };

	if (mechanism == NULL || cipher_len == NULL)
		return refuse(E_ARGUMENTS, "the mechanism or the length is "
		    "NULL");
	TRY(run_begin(&w.run, USE_ENCAPSULATE, mechanism));
	TRY(work_key(&w, public));
	TRY(offspring_read(&o, template, count, 0, NULL));
	TRY(offspring_complete(s, &o, NULL));
	w.run.value_len = o.len;
	return encapsulate(&w, &o, cipher, cipher_len, out);
}

/* ---- C_DecapsulateKey ---- */

static enum err
decapsulate(struct key_work *w, const CK_BYTE *cipher, size_t len,
    struct secret **out)
{
	SCOPED(material) *m = NULL;
	enum err e;

	TRY(work_start(w, 0, &m));
	e = w->run.mech->ops->decapsulate(&w->run, m, cipher, len, out);
	if (e == E_CIPHERTEXT)
		return E_WRAPPED_KEY;
	return e == E_CIPHERTEXT_LEN ? E_WRAPPED_KEY_LEN : e;
}

enum err
flow_decapsulate(struct session *s, const CK_MECHANISM *mechanism,
    CK_OBJECT_HANDLE private, const CK_ATTRIBUTE *template, CK_ULONG count,
    const CK_BYTE *cipher, CK_ULONG cipher_len, CK_OBJECT_HANDLE *out)
{
	SCOPED_VALUE(key_work) w = { .session = s };
	SCOPED_VALUE(offspring) o = { .object = NULL };
	SCOPED(secret) *shared = NULL;

	if (mechanism == NULL || cipher == NULL || out == NULL)
		return refuse(E_ARGUMENTS, "an argument is NULL");
	TRY(run_begin(&w.run, USE_DECAPSULATE, mechanism));
	TRY(work_key(&w, private));
	TRY(offspring_read(&o, template, count, 0,
	    attrs_get(&w.view.object->attrs, CKA_DECAPSULATE_TEMPLATE)));
	TRY(offspring_complete(s, &o, NULL));
	w.run.value_len = o.len;
	TRY(decapsulate(&w, cipher, cipher_len, &shared));
	TRY(offspring_fill(&o, shared));
	return flow_publish(s, o.object, o.template.token, out);
}
