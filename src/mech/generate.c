/* SPDX-License-Identifier: Apache-2.0 */
/* New keys, from what the template says of them. */
#include "crypto/ct.h"
#include "crypto/pq.h"
#include "crypto/rsa.h"
#include "mech/curve_type.h"
#include "mech/family.h"

enum err
aes_generate(struct run *run, const struct key_spec *spec,
    struct material **out)
{
	SCOPED(secret) *value = NULL;

	if (spec->value_len == 0)
		return refuse(E_TEMPLATE_INCOMPLETE,
		    "%s needs CKA_VALUE_LEN", run->mech->name);
	if (spec->value_len != 16 && spec->value_len != 24 &&
	    spec->value_len != 32)
		return refuse(E_ATTRIBUTE_VALUE,
		    "AES keys have 16, 24 or 32 bytes, not %zu",
		    spec->value_len);
	TRY(secret_random(spec->value_len, &value));
	return material_from_secret(value, out);
}

/* Two keys in one, which must differ. */
enum err
aes_xts_generate(struct run *run, const struct key_spec *spec,
    struct material **out)
{
	SCOPED(secret) *value = NULL;
	size_t half = spec->value_len / 2;

	if (spec->value_len == 0)
		return refuse(E_TEMPLATE_INCOMPLETE,
		    "%s needs CKA_VALUE_LEN", run->mech->name);
	if (spec->value_len != 32 && spec->value_len != 64)
		return refuse(E_ATTRIBUTE_VALUE,
		    "AES-XTS keys have 32 or 64 bytes, not %zu",
		    spec->value_len);
	TRY(secret_random(spec->value_len, &value));
	if (ct_equal(secret_peek(value), secret_peek(value) + half, half))
		return refuse(E_GENERAL, "both halves came out the same");
	return material_from_secret(value, out);
}

enum err
chacha20_generate(struct run *run, const struct key_spec *spec,
    struct material **out)
{
	SCOPED(secret) *value = NULL;

	(void)run;
	if (spec->value_len != 0 && spec->value_len != 32)
		return refuse(E_ATTRIBUTE_VALUE,
		    "ChaCha20 keys have 32 bytes, not %zu", spec->value_len);
	TRY(secret_random(32, &value));
	return material_from_secret(value, out);
}

enum err
secret_spec_len(const struct run *run, const struct key_spec *spec,
    size_t *out)
{
	if (spec->value_len == 0)
		return refuse(E_TEMPLATE_INCOMPLETE,
		    "%s needs CKA_VALUE_LEN", run->mech->name);
	if (spec->value_len > SECRET_BYTES_MAX)
		return refuse(E_ATTRIBUTE_VALUE, "a key of %zu bytes, at most "
		    "%d are accepted", spec->value_len, SECRET_BYTES_MAX);
	*out = spec->value_len;
	return E_OK;
}

enum err
secret_generate(struct run *run, const struct key_spec *spec,
    struct material **out)
{
	SCOPED(secret) *value = NULL;
	size_t len;

	TRY(secret_spec_len(run, spec, &len));
	TRY(secret_random(len, &value));
	return material_from_secret(value, out);
}

enum err
ec_pair_generate(struct run *run, const struct key_spec *spec,
    struct material **out)
{
	const struct curve *c;

	if (spec->params == NULL || spec->params_len == 0)
		return refuse(E_TEMPLATE_INCOMPLETE,
		    "%s needs CKA_EC_PARAMS", run->mech->name);
	TRY(curve_for_type(run->mech->key_type, spec->params,
	    spec->params_len, &c));
	return ec_generate(c, out);
}

/* The standard's code for an exponent that cannot be had. */
enum err
rsa_pair_generate(struct run *run, const struct key_spec *spec,
    struct material **out)
{
	enum err e;

	if (spec->modulus_bits == 0)
		return refuse(E_TEMPLATE_INCOMPLETE,
		    "%s needs CKA_MODULUS_BITS", run->mech->name);
	e = rsa_generate(spec->modulus_bits, spec->exponent,
	    spec->exponent_len, out);
	return e == E_ATTRIBUTE_VALUE ? E_TEMPLATE_INCONSISTENT : e;
}

enum err
pq_pair_generate(struct run *run, const struct key_spec *spec,
    struct material **out)
{
	const struct parameter_set *set;
	enum pq_family family;

	if (spec->parameter_set == 0)
		return refuse(E_TEMPLATE_INCOMPLETE,
		    "%s needs CKA_PARAMETER_SET", run->mech->name);
	family = run->mech->key_type == CKK_ML_KEM ? PQ_ML_KEM :
	    run->mech->key_type == CKK_ML_DSA ? PQ_ML_DSA : PQ_SLH_DSA;
	set = parameter_set_find(family, spec->parameter_set);
	if (set == NULL)
		return refuse(E_PARAMETER_SET, "%s knows no parameter set %lu",
		    run->mech->name, spec->parameter_set);
	return pq_generate(set, out);
}
