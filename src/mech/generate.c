/* SPDX-License-Identifier: Apache-2.0 */
/* New keys, from what the template says of them. */
#include "crypto/ec.h"
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

enum err
ec_pair_generate(struct run *run, const struct key_spec *spec,
    struct material **out)
{
	const struct curve *c;

	if (spec->params == NULL || spec->params_len == 0)
		return refuse(E_TEMPLATE_INCOMPLETE,
		    "%s needs CKA_EC_PARAMS", run->mech->name);
	c = curve_by_params(spec->params, spec->params_len);
	if (c == NULL)
		return refuse(E_CURVE, "CKA_EC_PARAMS names no known curve");
	return ec_generate(c, out);
}
