/* SPDX-License-Identifier: Apache-2.0 */
/* Generating keys and pairs, and random bytes. */
#include "flow/keys.h"

#include "crypto/random.h"
#include "flow/common.h"
#include "flow/import.h"

/* ---- what is asked for ---- */

static void
spec_bytes(const struct template *t, CK_ATTRIBUTE_TYPE type,
    const unsigned char **at, size_t *len)
{
	const CK_ATTRIBUTE *a = template_part(t, type);

	*at = a == NULL || a->ulValueLen == 0 ? NULL : a->pValue;
	*len = *at == NULL ? 0 : a->ulValueLen;
}

static void
spec_fill(const struct template *t, struct key_spec *out)
{
	out->type = t->key_type;
	out->modulus_bits = template_number(t, CKA_MODULUS_BITS);
	out->parameter_set = template_number(t, CKA_PARAMETER_SET);
	spec_bytes(t, CKA_EC_PARAMS, &out->params, &out->params_len);
	spec_bytes(t, CKA_PUBLIC_EXPONENT, &out->exponent,
	    &out->exponent_len);
}

/* What describes a pair belongs into the public template; some say it in the
 * private one. Where both do, the objects are measured against it later. */
static void
spec_pair(const struct template *public, const struct template *private,
    struct key_spec *out)
{
	struct key_spec other = { 0 };

	spec_fill(public, out);
	spec_fill(private, &other);
	if (out->modulus_bits == 0)
		out->modulus_bits = other.modulus_bits;
	if (out->parameter_set == 0)
		out->parameter_set = other.parameter_set;
	if (out->params == NULL) {
		out->params = other.params;
		out->params_len = other.params_len;
	}
	if (out->exponent == NULL) {
		out->exponent = other.exponent;
		out->exponent_len = other.exponent_len;
	}
}

static enum err
complete(struct session *s, struct template *t, const struct mech *mech)
{
	struct template_place place;

	TRY(flow_template_place(s, &place));
	TRY(template_complete(t, &place, true));
	TRY(attrs_set_ulong(&t->attrs, CKA_KEY_GEN_MECHANISM, mech->type));
	return flow_may_make(s, t);
}

/* ---- C_GenerateKey ---- */

/* Of rows that make keys of any type the template says which. */
static CK_KEY_TYPE
type_made(const struct mech *mech)
{
	return mech->key_type == KEY_ANY_SECRET ? CK_UNAVAILABLE_INFORMATION
	    : mech->key_type;
}

static enum err
generate(struct session *s, struct template *t, struct run *run,
    CK_OBJECT_HANDLE *out)
{
	SCOPED(material) *m = NULL;
	SCOPED(object) *o = NULL;
	struct key_spec spec = { 0 };

	TRY(import_length(t, &spec.value_len));
	TRY(complete(s, t, run->mech));
	spec_fill(t, &spec);
	TRY(run->mech->generate(run, &spec, &m));
	TRY(import_agrees(t, m));
	TRY(import_object(t, m, &o));
	return flow_publish(s, o, t->token, out);
}

enum err
flow_generate(struct session *s, const CK_MECHANISM *mechanism,
    const CK_ATTRIBUTE *template, CK_ULONG count, CK_OBJECT_HANDLE *out)
{
	struct template t = { 0 };
	struct run run = { 0 };
	enum err e;

	if (mechanism == NULL || out == NULL)
		return refuse(E_ARGUMENTS, "an argument is NULL");
	e = run_begin(&run, USE_GENERATE, mechanism);
	if (e == E_OK)
		e = template_read(AT_GENERATE, CKO_SECRET_KEY,
		    type_made(run.mech), template, count, &t);
	if (e == E_OK)
		e = generate(s, &t, &run, out);
	template_clear(&t);
	run_end(&run);
	return e;
}

/* ---- C_GenerateKeyPair ---- */

static enum err
public_material(const struct material *pair, struct material **out)
{
	struct bytes spki = { 0 };
	enum err e = material_spki(pair, &spki);

	if (e == E_OK)
		e = material_from_spki(spki.data, spki.len, out);
	bytes_clear(&spki);
	return e;
}

static enum err
generate_pair(struct session *s, struct run *run,
    struct template *public, struct template *private,
    CK_OBJECT_HANDLE *out_public, CK_OBJECT_HANDLE *out_private)
{
	SCOPED(material) *pair = NULL, *half = NULL;
	SCOPED(object) *private_object = NULL, *public_object = NULL;
	struct key_spec spec = { 0 };

	TRY(complete(s, public, run->mech));
	TRY(complete(s, private, run->mech));
	spec_pair(public, private, &spec);
	TRY(run->mech->generate(run, &spec, &pair));
	TRY(public_material(pair, &half));
	TRY(import_object(private, pair, &private_object));
	TRY(import_object(public, half, &public_object));
	return flow_publish_pair(s, private_object, public_object,
	    private->token, public->token, out_private, out_public);
}

enum err
flow_generate_pair(struct session *s, const CK_MECHANISM *mechanism,
    const CK_ATTRIBUTE *public_template, CK_ULONG public_count,
    const CK_ATTRIBUTE *private_template, CK_ULONG private_count,
    CK_OBJECT_HANDLE *out_public, CK_OBJECT_HANDLE *out_private)
{
	struct template public = { 0 }, private = { 0 };
	struct run run = { 0 };
	enum err e;

	if (mechanism == NULL || out_public == NULL || out_private == NULL)
		return refuse(E_ARGUMENTS, "an argument is NULL");
	e = run_begin(&run, USE_GENERATE_PAIR, mechanism);
	if (e == E_OK)
		e = template_read(AT_GENERATE, CKO_PUBLIC_KEY,
		    run.mech->key_type, public_template, public_count,
		    &public);
	if (e == E_OK)
		e = template_read(AT_GENERATE, CKO_PRIVATE_KEY,
		    run.mech->key_type, private_template, private_count,
		    &private);
	if (e == E_OK)
		e = generate_pair(s, &run, &public, &private, out_public,
		    out_private);
	template_clear(&public);
	template_clear(&private);
	run_end(&run);
	return e;
}

/* ---- C_GenerateRandom ---- */

enum err
flow_random(struct session *s, CK_BYTE *out, CK_ULONG len)
{
	(void)s;
	if (out == NULL && len != 0)
		return refuse(E_ARGUMENTS, "the buffer is NULL");
	return len == 0 ? E_OK : random_bytes(out, len);
}
