/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Signatures over a hash: RSASSA-PKCS1-v1_5 with its DigestInfo, and
 * RSASSA-PSS, whose hash is made here or given.
 */
#include "base/scope.h"
#include "crypto/library.h"
#include "crypto/scoped.h"
#include "mech/family.h"
#include "mech/param.h"
#include "mech/rsa_key.h"

#include <openssl/rsa.h>
#include <stdlib.h>
#include <string.h>

/* In run->param, where the scheme is PSS. */
struct pss {
	const char *hash, *mask;
	size_t salt_len;
};

struct signing {
	EVP_PKEY *key;
	EVP_MD_CTX *md; /* NULL: the caller brings the hash */
	size_t len;
	bool hashed; /* hash is complete */
	size_t hash_len;
	unsigned char hash[EVP_MAX_MD_SIZE];
};

static void
signing_free(struct signing *s)
{
	if (s == NULL)
		return;
	EVP_PKEY_free(s->key);
	EVP_MD_CTX_free(s->md);
	free(s);
}
SCOPED_DEFINE(signing)

/* PKCS #1 v1.5 rows have no parameter, so there is none to be found. */
static const struct pss *
run_pss(const struct run *run)
{
	return run->mech->ops->param != NULL
	    ? (const struct pss *)(const void *)run->param.bytes : NULL;
}

/* ---- parameter ---- */

static enum err
pss_param(struct run *run, const CK_MECHANISM *mechanism)
{
	struct pss *pss = (struct pss *)(void *)run->param.bytes;
	const char *expected = run->mech->digest;
	CK_RSA_PKCS_PSS_PARAMS p;

	TRY(param_fixed(mechanism, &p, sizeof(p)));
	pss->hash = rsa_hash_name(p.hashAlg);
	pss->mask = rsa_mask_name(p.mgf);
	pss->salt_len = p.sLen;
	if (pss->hash == NULL || pss->mask == NULL)
		return refuse(E_MECHANISM_PARAM, "hash %#lx or mask generation "
		    "function %#lx is not offered", p.hashAlg, p.mgf);
	if (expected != NULL && strcmp(pss->hash, expected) != 0)
		return refuse(E_MECHANISM_PARAM, "%s hashes with %s, the "
		    "parameter says %s", run->mech->name, expected, pss->hash);
	return E_OK;
}

/* A block has a byte less than the modulus if that is one bit too long. */
static enum err
pss_fits(const struct pss *pss, const struct material *m)
{
	size_t room = (material_bits(m) + 6) / 8;
	size_t taken = rsa_hash_len(pss->hash) + 2;

	if (taken > room || pss->salt_len > room - taken)
		return refuse(E_MECHANISM_PARAM, "a salt of %zu bytes does "
		    "not fit into a signature of this key", pss->salt_len);
	return E_OK;
}

/* ---- begin ---- */

static enum err
given_start(struct run *run, const struct material *m)
{
	EVP_PKEY *key = material_pkey(m);
	SCOPED(signing) *s = NULL;

	if (run_pss(run) != NULL)
		TRY(pss_fits(run_pss(run), m));
	s = calloc(1, sizeof(*s));
	if (s == NULL)
		return E_NO_MEMORY;
	s->len = rsa_len(key);
	if (EVP_PKEY_up_ref(key) != 1)
		return library_failed("RSA");
	s->key = key;
	run->state = s;
	s = NULL;
	return E_OK;
}

static enum err
hashing_start(struct run *run, const struct material *m)
{
	EVP_MD *md = library_digest(run->mech->digest);
	struct signing *s;

	if (md == NULL)
		return library_failed(run->mech->digest);
	TRY(given_start(run, m));
	s = run->state;
	s->md = EVP_MD_CTX_new();
	if (s->md == NULL)
		return E_NO_MEMORY;
	if (EVP_DigestInit_ex2(s->md, md, NULL) != 1)
		return library_failed(run->mech->digest);
	return E_OK;
}

static void
signing_stop(struct run *run)
{
	signing_free(run->state);
}

/* ---- the hash ---- */

static enum err
given_update(struct run *run, const unsigned char *in, size_t len,
    unsigned char *out, size_t *out_len)
{
	struct signing *s = run->state;
	size_t expected = rsa_hash_len(run_pss(run)->hash);

	(void)out;
	if (s->hashed || len != expected || len > sizeof(s->hash))
		return refuse(E_DATA_LEN, "a %s hash has %zu bytes",
		    run_pss(run)->hash, expected);
	memcpy(s->hash, in, len);
	s->hash_len = len;
	s->hashed = true;
	if (out_len != NULL)
		*out_len = 0;
	return E_OK;
}

static enum err
hashing_update(struct run *run, const unsigned char *in, size_t len,
    unsigned char *out, size_t *out_len)
{
	struct signing *s = run->state;

	(void)out;
	if (len != 0 && EVP_DigestUpdate(s->md, in, len) != 1)
		return library_failed(run->mech->digest);
	if (out_len != NULL)
		*out_len = 0;
	return E_OK;
}

/* Once, however many candidates a signature is checked with. */
static enum err
hash_complete(struct signing *s)
{
	unsigned len;

	if (s->hashed)
		return E_OK;
	if (s->md == NULL)
		return refuse(E_DATA_LEN, "there is no hash to sign");
	if (EVP_DigestFinal_ex(s->md, s->hash, &len) != 1)
		return library_failed("the hash to sign");
	s->hash_len = len;
	s->hashed = true;
	return E_OK;
}

/* ---- the end ---- */

static bool
set_pss(EVP_PKEY_CTX *ctx, const struct pss *pss)
{
	return EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PSS_PADDING) == 1 &&
	    EVP_PKEY_CTX_set_signature_md(ctx,
	    library_digest(pss->hash)) == 1 &&
	    EVP_PKEY_CTX_set_rsa_mgf1_md(ctx,
	    library_digest(pss->mask)) == 1 &&
	    EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, (int)pss->salt_len) == 1;
}

static bool
set_pkcs(EVP_PKEY_CTX *ctx, const char *hash)
{
	return EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PADDING) == 1 &&
	    EVP_PKEY_CTX_set_signature_md(ctx, library_digest(hash)) == 1;
}

static enum err
scheme_context(const struct run *run, EVP_PKEY *key,
    int (*init)(EVP_PKEY_CTX *), EVP_PKEY_CTX **out)
{
	const struct pss *pss = run_pss(run);
	SCOPED(evp_pkey_ctx_st) *ctx = NULL;

	TRY(rsa_context(key, init, &ctx));
	if (!(pss != NULL ? set_pss(ctx, pss)
	    : set_pkcs(ctx, run->mech->digest)))
		return library_failed(run->mech->name);
	*out = ctx;
	ctx = NULL;
	return E_OK;
}

static enum err
signing_finish(struct run *run, unsigned char *out, size_t *out_len)
{
	struct signing *s = run->state;
	SCOPED(evp_pkey_ctx_st) *ctx = NULL;
	size_t len = s->len;

	TRY(hash_complete(s));
	TRY(scheme_context(run, s->key, EVP_PKEY_sign_init, &ctx));
	if (EVP_PKEY_sign(ctx, out, &len, s->hash, s->hash_len) != 1)
		return library_failed(run->mech->name);
	*out_len = len;
	return E_OK;
}

static enum err
signing_check(struct run *run, const struct material *m,
    const unsigned char *signature, size_t len)
{
	struct signing *s = run->state;
	SCOPED(evp_pkey_ctx_st) *ctx = NULL;

	if (len != rsa_len(material_pkey(m)))
		return refuse(E_SIGNATURE_LEN,
		    "%zu bytes cannot be a signature of this key", len);
	TRY(hash_complete(s));
	TRY(scheme_context(run, material_pkey(m), EVP_PKEY_verify_init, &ctx));
	return EVP_PKEY_verify(ctx, signature, len, s->hash,
	    s->hash_len) == 1 ? E_OK : E_SIGNATURE;
}

static size_t
signing_bound(const struct run *run, size_t len, bool final)
{
	const struct signing *s = run->state;

	(void)len;
	return final ? s->len : 0;
}

const struct mech_ops rsa_hash_ops = {
	.start = hashing_start,
	.update = hashing_update,
	.finish = signing_finish,
	.check = signing_check,
	.bound = signing_bound,
	.stop = signing_stop,
};

const struct mech_ops rsa_pss_ops = {
	.param = pss_param,
	.start = given_start,
	.update = given_update,
	.finish = signing_finish,
	.check = signing_check,
	.bound = signing_bound,
	.stop = signing_stop,
};

const struct mech_ops rsa_pss_hash_ops = {
	.param = pss_param,
	.start = hashing_start,
	.update = hashing_update,
	.finish = signing_finish,
	.check = signing_check,
	.bound = signing_bound,
	.stop = signing_stop,
};
