/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ECDSA, over a hash the caller made or one made here. Cryptoki's signature
 * is r || s, each as long as the group's order; libcrypto's is DER.
 */
#include "base/scope.h"
#include "crypto/ec_pkey.h"
#include "crypto/library.h"
#include "mech/family.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

/* As much of a hash as any order has bytes: no more of it is ever used. */
#define HASH_MAX EC_FIELD_MAX

struct ecdsa {
	EVP_MD_CTX *md;	    /* NULL: the caller brings the hash */
	EVP_PKEY_CTX *sign; /* NULL when verifying */
	size_t order_len;
	bool hashed;	    /* hash is complete */
	size_t hash_len;
	unsigned char hash[HASH_MAX];
};

static void
ecdsa_free(struct ecdsa *s)
{
	if (s == NULL)
		return;
	EVP_MD_CTX_free(s->md);
	EVP_PKEY_CTX_free(s->sign);
	free(s);
}
SCOPED_DEFINE(ecdsa)

static size_t
order_len(const struct material *m)
{
	return ((size_t)EVP_PKEY_get_bits(material_pkey(m)) + 7) / 8;
}

/* ---- begin ---- */

static enum err
signer_new(const struct material *m, EVP_PKEY_CTX **out)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey(library_context(),
	    material_pkey(m), NULL);

	if (ctx == NULL || EVP_PKEY_sign_init(ctx) != 1) {
		EVP_PKEY_CTX_free(ctx);
		return library_failed("ECDSA");
	}
	*out = ctx;
	return E_OK;
}

static enum err
ecdsa_start(struct run *run, const struct material *m)
{
	SCOPED(ecdsa) *s = calloc(1, sizeof(*s));

	if (s == NULL)
		return E_NO_MEMORY;
	s->order_len = order_len(m);
	if (run->use == USE_SIGN)
		TRY(signer_new(m, &s->sign));
	run->state = s;
	s = NULL;
	return E_OK;
}

static enum err
hashing_start(struct run *run, const struct material *m)
{
	EVP_MD *md = library_digest(run->mech->digest);
	struct ecdsa *s;

	if (md == NULL)
		return library_failed(run->mech->digest);
	TRY(ecdsa_start(run, m));
	s = run->state;
	s->md = EVP_MD_CTX_new();
	if (s->md == NULL)
		return E_NO_MEMORY;
	if (EVP_DigestInit_ex2(s->md, md, NULL) != 1)
		return library_failed(run->mech->digest);
	return E_OK;
}

/* ---- the hash ---- */

/* It may have any length, of which the first bits count. */
static enum err
hash_given(struct run *run, const unsigned char *in, size_t len,
    unsigned char *out, size_t *out_len)
{
	struct ecdsa *s = run->state;

	(void)out;
	if (s->hashed || len == 0)
		return refuse(E_DATA_LEN, "%zu bytes cannot be a hash", len);
	s->hash_len = len < sizeof(s->hash) ? len : sizeof(s->hash);
	memcpy(s->hash, in, s->hash_len);
	s->hashed = true;
	if (out_len != NULL)
		*out_len = 0;
	return E_OK;
}

static enum err
hash_update(struct run *run, const unsigned char *in, size_t len,
    unsigned char *out, size_t *out_len)
{
	struct ecdsa *s = run->state;

	(void)out;
	if (len != 0 && EVP_DigestUpdate(s->md, in, len) != 1)
		return library_failed(run->mech->digest);
	if (out_len != NULL)
		*out_len = 0;
	return E_OK;
}

/* Once, however many candidates a signature is checked with. */
static enum err
hash_complete(struct ecdsa *s)
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

/* ---- sign ---- */

/* DER to r || s. */
static enum err
signature_flatten(const unsigned char *der, size_t der_len, size_t half,
    unsigned char *out)
{
	ECDSA_SIG *sig = d2i_ECDSA_SIG(NULL, &der, (long)der_len);
	bool fits = sig != NULL &&
	    BN_bn2binpad(ECDSA_SIG_get0_r(sig), out, (int)half) >= 0 &&
	    BN_bn2binpad(ECDSA_SIG_get0_s(sig), out + half, (int)half) >= 0;

	ECDSA_SIG_free(sig);
	return fits ? E_OK : library_failed("ECDSA");
}

static enum err
ecdsa_finish(struct run *run, unsigned char *out, size_t *out_len)
{
	struct ecdsa *s = run->state;
	unsigned char der[256];
	size_t der_len = sizeof(der);

	TRY(hash_complete(s));
	if (EVP_PKEY_sign(s->sign, der, &der_len, s->hash, s->hash_len) != 1)
		return library_failed("ECDSA");
	TRY(signature_flatten(der, der_len, s->order_len, out));
	*out_len = 2 * s->order_len;
	return E_OK;
}

static size_t
ecdsa_bound(const struct run *run, size_t len, bool final)
{
	const struct ecdsa *s = run->state;

	(void)len;
	return final ? 2 * s->order_len : 0;
}

/* ---- verify ---- */

/* r || s to DER, which is the caller's to OPENSSL_free. */
static enum err
signature_encode(const unsigned char *signature, size_t half,
    unsigned char **out, size_t *out_len)
{
	BIGNUM *r = BN_bin2bn(signature, (int)half, NULL);
	BIGNUM *s = BN_bin2bn(signature + half, (int)half, NULL);
	ECDSA_SIG *sig = ECDSA_SIG_new();
	unsigned char *der = NULL;
	int len;

	if (r == NULL || s == NULL || sig == NULL ||
	    ECDSA_SIG_set0(sig, r, s) != 1) {
		BN_free(r);
		BN_free(s);
		ECDSA_SIG_free(sig);
		return E_NO_MEMORY;
	}
	len = i2d_ECDSA_SIG(sig, &der);
	ECDSA_SIG_free(sig);
	if (len < 0)
		return E_NO_MEMORY;
	*out = der;
	*out_len = (size_t)len;
	return E_OK;
}

static enum err
signature_verify(const struct ecdsa *s, const struct material *m,
    const unsigned char *der, size_t len)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey(library_context(),
	    material_pkey(m), NULL);
	enum err e;

	if (ctx == NULL || EVP_PKEY_verify_init(ctx) != 1)
		e = library_failed("ECDSA");
	else
		e = EVP_PKEY_verify(ctx, der, len, s->hash, s->hash_len) == 1 ?
		    E_OK : E_SIGNATURE;
	EVP_PKEY_CTX_free(ctx);
	return e;
}

/* Halves shorter than the order are allowed, and sent. */
static enum err
ecdsa_check(struct run *run, const struct material *m,
    const unsigned char *signature, size_t len)
{
	struct ecdsa *s = run->state;
	unsigned char *der;
	size_t der_len;
	enum err e;

	if (len == 0 || len % 2 != 0 || len > 2 * order_len(m))
		return refuse(E_SIGNATURE_LEN,
		    "%zu bytes cannot be a signature of this key", len);
	TRY(hash_complete(s));
	TRY(signature_encode(signature, len / 2, &der, &der_len));
	e = signature_verify(s, m, der, der_len);
	OPENSSL_free(der);
	return e;
}

static void
ecdsa_stop(struct run *run)
{
	ecdsa_free(run->state);
}

const struct mech_ops ecdsa_ops = {
	.start = ecdsa_start,
	.update = hash_given,
	.finish = ecdsa_finish,
	.check = ecdsa_check,
	.bound = ecdsa_bound,
	.stop = ecdsa_stop,
};

const struct mech_ops ecdsa_hash_ops = {
	.start = hashing_start,
	.update = hash_update,
	.finish = ecdsa_finish,
	.check = ecdsa_check,
	.bound = ecdsa_bound,
	.stop = ecdsa_stop,
};
