/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A template may say of a key what is known from the key: its public half in
 * one form or another, its curve, its parameter set. It has to be the truth.
 */
#include "object/template_key.h"

#include "crypto/ec.h"
#include "object/template.h"

#include <string.h>

/* The public half of the key as it is in a new object. */
static enum err
public_half(struct object *o, struct material **out)
{
	struct version *v = key_current(o->key);

	if (v == NULL || v->spki.len == 0)
		return E_ATTRIBUTE_VALUE;
	return version_public(v, out);
}

/* Read and written anew: one key may have several encodings. */
static bool
info_fits(struct object *o, const CK_ATTRIBUTE *a)
{
	SCOPED(material) *given = NULL;
	SCOPED_VALUE(bytes) spki = { 0 };
	const struct version *v = key_current(o->key);

	if (a->ulValueLen == 0)
		return true;
	return v != NULL &&
	    material_from_spki(a->pValue, a->ulValueLen, &given) == E_OK &&
	    material_spki(given, &spki) == E_OK &&
	    bytes_equal(&spki, v->spki.data, v->spki.len);
}

static bool
point_fits(struct object *o, const CK_ATTRIBUTE *a)
{
	SCOPED(material) *m = NULL, *given = NULL;
	SCOPED_VALUE(bytes) own = { 0 }, theirs = { 0 };

	return public_half(o, &m) == E_OK && curve_of(m) != NULL &&
	    ec_from_point(curve_of(m), a->pValue, a->ulValueLen,
	    &given) == E_OK &&
	    ec_point(m, &own) == E_OK && ec_point(given, &theirs) == E_OK &&
	    bytes_equal(&own, theirs.data, theirs.len);
}

static bool
curve_fits(struct object *o, const CK_ATTRIBUTE *a)
{
	SCOPED(material) *m = NULL;
	const struct curve *c = curve_by_params(a->pValue, a->ulValueLen);

	return c != NULL && public_half(o, &m) == E_OK && curve_of(m) == c;
}

static bool
value_fits(struct object *o, const CK_ATTRIBUTE *a)
{
	struct view v = { .object = o };

	return view_matches(&v, a);
}

/* Leading zeroes do not matter. */
static bool
number_fits(struct object *o, const CK_ATTRIBUTE *a)
{
	CK_ATTRIBUTE bare = *a;
	const unsigned char *at = a->pValue;

	while (bare.ulValueLen > 1 && *at == 0) {
		at++;
		bare.ulValueLen--;
	}
	bare.pValue = (unsigned char *)(uintptr_t)at;
	return value_fits(o, &bare);
}

static const struct said {
	CK_ATTRIBUTE_TYPE type;
	bool (*fits)(struct object *, const CK_ATTRIBUTE *);
	enum err otherwise;
} said[] = {
	{ CKA_PUBLIC_KEY_INFO, info_fits, E_ATTRIBUTE_VALUE },
	{ CKA_PUBLIC_CRC64_VALUE, value_fits, E_ATTRIBUTE_VALUE },
	{ CKA_EC_POINT, point_fits, E_ATTRIBUTE_VALUE },
	{ CKA_EC_PARAMS, curve_fits, E_TEMPLATE_INCONSISTENT },
	{ CKA_PARAMETER_SET, value_fits, E_TEMPLATE_INCONSISTENT },
	{ CKA_PUBLIC_EXPONENT, number_fits, E_TEMPLATE_INCONSISTENT },
};

enum err
key_is_said(struct object *o, const CK_ATTRIBUTE *a)
{
	for (size_t i = 0; i < sizeof(said) / sizeof(said[0]); i++)
		if (said[i].type == a->type && !said[i].fits(o, a))
			return refuse(said[i].otherwise, "CKA_%s does not fit "
			    "the key", attr_find(a->type)->name);
	return E_OK;
}

enum err
template_check_key(const struct template *t, struct object *o)
{
	for (size_t i = 0; o->key != NULL && i < t->part_count; i++)
		TRY(key_is_said(o, &t->parts[i]));
	return E_OK;
}
