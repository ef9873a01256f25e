/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keys spelled out in a template: which attributes make up a key of each class
 * and type.
 */
#include "flow/import.h"

#include "crypto/ec.h"
#include "crypto/pq.h"
#include "crypto/rsa.h"
#include "key/key_type.h"

static enum err
missing(const char *name)
{
	return refuse(E_TEMPLATE_INCOMPLETE, "CKA_%s is missing", name);
}

static enum err
part_secret(const struct template *t, CK_ATTRIBUTE_TYPE type,
    struct secret **out)
{
	const CK_ATTRIBUTE *a = template_part(t, type);

	return a == NULL ? E_OK : secret_from(a->pValue, a->ulValueLen, out);
}

static enum err
value_secret(const struct template *t, struct secret **out)
{
	TRY(part_secret(t, CKA_VALUE, out));
	return *out != NULL ? E_OK : missing("VALUE");
}

/* ---- secret keys ---- */

static enum err
from_value(const struct template *t, struct material **out)
{
	SCOPED(secret) *value = NULL;

	TRY(value_secret(t, &value));
	return import_secret(t, value, out);
}

/* ---- curves ---- */

static enum err
template_curve(const struct template *t, const struct curve **out)
{
	static const CK_KEY_TYPE types[] = {
		[CURVE_WEIERSTRASS] = CKK_EC,
		[CURVE_EDWARDS] = CKK_EC_EDWARDS,
		[CURVE_MONTGOMERY] = CKK_EC_MONTGOMERY,
	};
	const CK_ATTRIBUTE *params = template_part(t, CKA_EC_PARAMS);

	if (params == NULL)
		return missing("EC_PARAMS");
	*out = curve_by_params(params->pValue, params->ulValueLen);
	if (*out == NULL)
		return refuse(E_CURVE,
		    "CKA_EC_PARAMS names no curve that is supported");
	if (types[(*out)->kind] != t->key_type)
		return refuse(E_TEMPLATE_INCONSISTENT, "keys on %s have "
		    "another type", (*out)->text);
	return E_OK;
}

static enum err
from_curve_private(const struct template *t, struct material **out)
{
	SCOPED(secret) *value = NULL;
	const struct curve *curve;

	TRY(template_curve(t, &curve));
	TRY(value_secret(t, &value));
	return ec_from_private(curve, value, out);
}

static enum err
from_curve_public(const struct template *t, struct material **out)
{
	const CK_ATTRIBUTE *point = template_part(t, CKA_EC_POINT);
	const struct curve *curve;

	TRY(template_curve(t, &curve));
	if (point == NULL)
		return missing("EC_POINT");
	return ec_from_point(curve, point->pValue, point->ulValueLen, out);
}

/* ---- RSA ---- */

static void
rsa_numbers(const struct template *t, struct rsa_number out[static RSA_PARTS])
{
	static const CK_ATTRIBUTE_TYPE types[RSA_PARTS] = {
		[RSA_MODULUS] = CKA_MODULUS,
		[RSA_PUBLIC_EXPONENT] = CKA_PUBLIC_EXPONENT,
		[RSA_PRIVATE_EXPONENT] = CKA_PRIVATE_EXPONENT,
		[RSA_PRIME_1] = CKA_PRIME_1,
		[RSA_PRIME_2] = CKA_PRIME_2,
		[RSA_EXPONENT_1] = CKA_EXPONENT_1,
		[RSA_EXPONENT_2] = CKA_EXPONENT_2,
		[RSA_COEFFICIENT] = CKA_COEFFICIENT,
	};

	for (size_t i = 0; i < RSA_PARTS; i++) {
		const CK_ATTRIBUTE *a = template_part(t, types[i]);

		out[i].at = a == NULL || a->ulValueLen == 0 ? NULL : a->pValue;
		out[i].len = out[i].at == NULL ? 0 : a->ulValueLen;
	}
}

static enum err
from_rsa_private(const struct template *t, struct material **out)
{
	struct rsa_number numbers[RSA_PARTS];

	rsa_numbers(t, numbers);
	return rsa_from_private(numbers, out);
}

static enum err
from_rsa_public(const struct template *t, struct material **out)
{
	struct rsa_number numbers[RSA_PARTS];

	rsa_numbers(t, numbers);
	return rsa_from_public(numbers, out);
}

/* ---- ML-KEM, ML-DSA, SLH-DSA ---- */

static enum err
template_set(const struct template *t, const struct parameter_set **out)
{
	static const struct {
		CK_KEY_TYPE type;
		enum pq_family family;
	} families[] = {
		{ CKK_ML_KEM, PQ_ML_KEM },
		{ CKK_ML_DSA, PQ_ML_DSA },
		{ CKK_SLH_DSA, PQ_SLH_DSA },
	};
	CK_ULONG number = template_number(t, CKA_PARAMETER_SET);
	size_t i = 0;

	if (template_part(t, CKA_PARAMETER_SET) == NULL)
		return missing("PARAMETER_SET");
	while (families[i].type != t->key_type)
		i++;
	*out = parameter_set_find(families[i].family, number);
	if (*out == NULL || !parameter_set_offered(*out))
		return refuse(E_PARAMETER_SET, "parameter set %lu is not "
		    "supported", (unsigned long)number);
	return E_OK;
}

static enum err
from_set_private(const struct template *t, struct material **out)
{
	SCOPED(secret) *value = NULL, *seed = NULL;
	const struct parameter_set *set;

	TRY(template_set(t, &set));
	TRY(part_secret(t, CKA_VALUE, &value));
	TRY(part_secret(t, CKA_SEED, &seed));
	if (value == NULL && seed == NULL)
		return missing("VALUE");
	return pq_from_private(set, value, seed, out);
}

static enum err
from_set_public(const struct template *t, struct material **out)
{
	const CK_ATTRIBUTE *value = template_part(t, CKA_VALUE);
	const struct parameter_set *set;

	TRY(template_set(t, &set));
	if (value == NULL)
		return missing("VALUE");
	return pq_from_public(set, value->pValue, value->ulValueLen, out);
}

/* ---- all of them ---- */

typedef enum err importer(const struct template *, struct material **);

static const struct {
	CK_OBJECT_CLASS class;
	CK_KEY_TYPE type;
	importer *material;
} importers[] = {
	{ CKO_PRIVATE_KEY, CKK_RSA, from_rsa_private },
	{ CKO_PRIVATE_KEY, CKK_EC, from_curve_private },
	{ CKO_PRIVATE_KEY, CKK_EC_EDWARDS, from_curve_private },
	{ CKO_PRIVATE_KEY, CKK_EC_MONTGOMERY, from_curve_private },
	{ CKO_PRIVATE_KEY, CKK_ML_KEM, from_set_private },
	{ CKO_PRIVATE_KEY, CKK_ML_DSA, from_set_private },
	{ CKO_PRIVATE_KEY, CKK_SLH_DSA, from_set_private },
	{ CKO_PUBLIC_KEY, CKK_RSA, from_rsa_public },
	{ CKO_PUBLIC_KEY, CKK_EC, from_curve_public },
	{ CKO_PUBLIC_KEY, CKK_EC_EDWARDS, from_curve_public },
	{ CKO_PUBLIC_KEY, CKK_EC_MONTGOMERY, from_curve_public },
	{ CKO_PUBLIC_KEY, CKK_ML_KEM, from_set_public },
	{ CKO_PUBLIC_KEY, CKK_ML_DSA, from_set_public },
	{ CKO_PUBLIC_KEY, CKK_SLH_DSA, from_set_public },
};

/* A secret key is its value, whatever its type. */
static importer *
importer_find(const struct template *t)
{
	const struct key_type *type = key_type_find(t->key_type);

	if (t->class == CKO_SECRET_KEY)
		return type != NULL && type->max != 0 ? from_value : NULL;
	for (size_t i = 0; i < sizeof(importers) / sizeof(importers[0]); i++)
		if (importers[i].class == t->class &&
		    importers[i].type == t->key_type)
			return importers[i].material;
	return NULL;
}

enum err
import_key(const struct template *t, struct material **out)
{
	importer *material = importer_find(t);

	if (material == NULL)
		return refuse(E_ATTRIBUTE_VALUE, "keys of type %#lx are not "
		    "supported", (unsigned long)t->key_type);
	return material(t, out);
}
