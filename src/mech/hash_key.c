/* SPDX-License-Identifier: Apache-2.0 */
/* A key made from another one's digest (CKM_SHA256_KEY_DERIVATION, ...). */
#include "crypto/library.h"
#include "mech/derived.h"
#include "mech/family.h"

#include <openssl/evp.h>

static enum err
hash(struct run *run, const struct derivation *d, struct secret **out)
{
	const struct secret *base = material_secret(d->base);
	EVP_MD *md = library_digest(run->mech->digest);
	SCOPED(secret) *value = NULL;

	if (md == NULL)
		return library_failed(run->mech->digest);
	TRY(secret_new((size_t)EVP_MD_get_size(md), &value));
	if (EVP_Digest(secret_peek(base), secret_len(base),
	    secret_data(value), NULL, md, NULL) != 1)
		return library_failed(run->mech->digest);
	return derived_from(run, d, &value, out);
}

const struct mech_ops hash_key_ops = {
	.derive = hash,
};
