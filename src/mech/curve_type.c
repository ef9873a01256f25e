/* SPDX-License-Identifier: Apache-2.0 */
/* Curves by key type. */
#include "mech/curve_type.h"

#include "crypto/der.h"

static const CK_KEY_TYPE types[] = {
	[CURVE_WEIERSTRASS] = CKK_EC,
	[CURVE_EDWARDS] = CKK_EC_EDWARDS,
	[CURVE_MONTGOMERY] = CKK_EC_MONTGOMERY,
};

CK_KEY_TYPE
curve_key_type(const struct curve *c)
{
	return types[c->kind];
}

enum err
curve_for_type(CK_KEY_TYPE type, const void *params, size_t len,
    const struct curve **out)
{
	const struct curve *c = curve_by_params(params, len);

	if (c == NULL && len > 0 &&
	    *(const unsigned char *)params == TAG_SEQUENCE)
		return refuse(E_DOMAIN_PARAMS, "CKA_EC_PARAMS has to name a "
		    "curve, not to describe one");
	if (c == NULL)
		return refuse(E_CURVE, "CKA_EC_PARAMS names no known curve");
	if (curve_key_type(c) != type)
		return refuse(E_CURVE, "%s is no curve for keys of this type",
		    c->text);
	*out = c;
	return E_OK;
}
