/* SPDX-License-Identifier: Apache-2.0 */
/* The length of a derived key: what PKCS #11 says at every derivation. */
#include "mech/derived.h"

enum err
derived_len(const struct run *run, const struct derivation *d, size_t natural,
    size_t most, size_t *out)
{
	size_t len = d->len[0] != 0 ? d->len[0] : natural;

	if (len == 0)
		return refuse(E_TEMPLATE_INCOMPLETE,
		    "%s needs CKA_VALUE_LEN", run->mech->name);
	if (len > most)
		return refuse(E_TEMPLATE_INCONSISTENT, "%s gives %zu bytes "
		    "here, not %zu", run->mech->name, most, len);
	*out = len;
	return E_OK;
}

enum err
derived_from(const struct run *run, const struct derivation *d,
    struct secret **value, struct secret **out)
{
	size_t all = secret_len(*value), len;

	TRY(derived_len(run, d, all, all, &len));
	secret_truncate(*value, len);
	*out = *value;
	*value = NULL;
	return E_OK;
}
