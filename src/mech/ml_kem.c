/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ML-KEM (FIPS 203). A ciphertext that was not made with the key gives another
 * secret, not an error: which version it is for cannot be found out.
 */
#include "crypto/library.h"
#include "crypto/scoped.h"
#include "mech/derived.h"
#include "mech/family.h"

#include <stdlib.h>

struct kem {
	EVP_PKEY_CTX *ctx;
	size_t shared_len, ciphertext_len;
};

static void
kem_free(struct kem *k)
{
	if (k == NULL)
		return;
	EVP_PKEY_CTX_free(k->ctx);
	free(k);
}
SCOPED_DEFINE(kem)

static enum err
ml_kem_start(struct run *run, const struct material *m)
{
	SCOPED(kem) *k = calloc(1, sizeof(*k));

	if (k == NULL)
		return E_NO_MEMORY;
	k->ctx = EVP_PKEY_CTX_new_from_pkey(library_context(),
	    material_pkey(m), NULL);
	if (k->ctx == NULL || EVP_PKEY_encapsulate_init(k->ctx, NULL) != 1 ||
	    EVP_PKEY_encapsulate(k->ctx, NULL, &k->ciphertext_len, NULL,
	    &k->shared_len) != 1)
		return library_failed(run->mech->name);
	run->state = k;
	k = NULL;
	return E_OK;
}

static size_t
ml_kem_bound(const struct run *run, size_t len, bool final)
{
	const struct kem *k = run->state;

	(void)len;
	return final ? k->ciphertext_len : 0;
}

static enum err
ml_kem_encapsulate(struct run *run, const struct material *m,
    struct secret **shared, unsigned char *out, size_t *out_len)
{
	struct kem *k = run->state;
	struct derivation d = { .base = m, .len = &run->value_len,
		.count = 1 };
	SCOPED(secret) *s = NULL;
	size_t len = k->shared_len;

	TRY(secret_new(len, &s));
	if (EVP_PKEY_encapsulate(k->ctx, out, out_len, secret_data(s),
	    &len) != 1)
		return library_failed(run->mech->name);
	return derived_from(run, &d, &s, shared);
}

static enum err
ml_kem_decapsulate(struct run *run, const struct material *m,
    const unsigned char *in, size_t len, struct secret **shared)
{
	struct kem *k = run->state;
	struct derivation d = { .base = m, .len = &run->value_len,
		.count = 1 };
	SCOPED(evp_pkey_ctx_st) *ctx = NULL;
	SCOPED(secret) *s = NULL;
	size_t shared_len = k->shared_len;

	if (len != k->ciphertext_len)
		return refuse(E_CIPHERTEXT_LEN, "%zu bytes cannot be an "
		    "encapsulated key, %zu can", len, k->ciphertext_len);
	ctx = EVP_PKEY_CTX_new_from_pkey(library_context(), material_pkey(m),
	    NULL);
	TRY(secret_new(shared_len, &s));
	if (ctx == NULL || EVP_PKEY_decapsulate_init(ctx, NULL) != 1 ||
	    EVP_PKEY_decapsulate(ctx, secret_data(s), &shared_len, in,
	    len) != 1)
		return library_failed(run->mech->name);
	return derived_from(run, &d, &s, shared);
}

static void
ml_kem_stop(struct run *run)
{
	kem_free(run->state);
}

const struct mech_ops ml_kem_ops = {
	.start = ml_kem_start,
	.bound = ml_kem_bound,
	.stop = ml_kem_stop,
	.encapsulate = ml_kem_encapsulate,
	.decapsulate = ml_kem_decapsulate,
};
