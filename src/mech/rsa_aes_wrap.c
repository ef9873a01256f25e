/* SPDX-License-Identifier: Apache-2.0 */
/*
 * RSA_AES_KEY_WRAP (PKCS#11 3.2, 6.1.23): a fresh AES key under OAEP, then the
 * key that is wrapped under it, in AES_KEY_WRAP_KWP.
 */
#include "base/scope.h"
#include "crypto/library.h"
#include "mech/family.h"
#include "mech/param.h"
#include "mech/rsa_key.h"
#include "mech/rsa_oaep.h"

#include <openssl/evp.h>

#define HALF 8 /* KWP's overhead and unit */

/* In run->param. */
struct two {
	size_t key_len; /* of the AES key */
	struct oaep oaep;
};

static const struct two *
run_two(const struct run *run)
{
	return (const struct two *)(const void *)run->param.bytes;
}

static bool
aes_len_allowed(size_t len)
{
	return len == 16 || len == 24 || len == 32;
}

static enum err
two_param(struct run *run, const CK_MECHANISM *mechanism)
{
	struct two *two = (struct two *)(void *)run->param.bytes;
	CK_RSA_AES_KEY_WRAP_PARAMS params;

	TRY(param_fixed(mechanism, &params, sizeof(params)));
	if (params.ulAESKeyBits % 8 != 0 ||
	    !aes_len_allowed(params.ulAESKeyBits / 8))
		return refuse(E_MECHANISM_PARAM,
		    "AES keys have 128, 192 or 256 bits, not %lu",
		    params.ulAESKeyBits);
	if (params.pOAEPParams == NULL)
		return refuse(E_MECHANISM_PARAM, "the OAEP parameter is NULL");
	two->key_len = params.ulAESKeyBits / 8;
	return oaep_read(run, params.pOAEPParams, &two->oaep);
}

static enum err
two_start(struct run *run, const struct material *m)
{
	EVP_PKEY *key = material_pkey(m);

	if (EVP_PKEY_up_ref(key) != 1)
		return library_failed("OAEP");
	run->state = key;
	return E_OK;
}

static void
two_stop(struct run *run)
{
	EVP_PKEY_free(run->state);
}

/* ---- the second part, by its own row ---- */

static enum err
second_begin(struct run *run, enum use use, const struct secret *key)
{
	CK_MECHANISM mechanism = { CKM_AES_KEY_WRAP_KWP, NULL, 0 };
	SCOPED(material) *m = NULL;

	TRY(material_from_secret(key, &m));
	TRY(run_begin(run, use, &mechanism));
	return run_start(run, m);
}

static enum err
second_wrap(const struct secret *key, const unsigned char *in, size_t len,
    unsigned char *out, size_t *out_len)
{
	struct run run = { .state = NULL };
	enum err e = second_begin(&run, USE_WRAP, key);

	if (e == E_OK)
		e = run.mech->ops->update(&run, in, len, out, out_len);
	run_end(&run);
	return e;
}

static enum err
second_open(const struct secret *key, const unsigned char *in, size_t len,
    unsigned char *out, size_t *out_len)
{
	struct run run = { .state = NULL };
	SCOPED(material) *m = NULL;
	enum err e;

	TRY(material_from_secret(key, &m));
	e = second_begin(&run, USE_UNWRAP, key);
	if (e == E_OK)
		e = run.mech->ops->open(&run, m, in, len, out, out_len);
	run_end(&run);
	return e;
}

/* ---- both ---- */

static enum err
two_update(struct run *run, const unsigned char *in, size_t len,
    unsigned char *out, size_t *out_len)
{
	const struct two *two = run_two(run);
	size_t first = rsa_len(run->state), rest = *out_len - first;
	SCOPED(secret) *key = NULL;

	TRY(secret_random(two->key_len, &key));
	TRY(second_wrap(key, in, len, out + first, &rest));
	TRY(oaep_seal(&two->oaep, run->state, secret_peek(key),
	    secret_len(key), out));
	*out_len = first + rest;
	return E_OK;
}

static enum err
two_finish(struct run *run, unsigned char *out, size_t *out_len)
{
	(void)run;
	(void)out;
	*out_len = 0;
	return E_OK;
}

static enum err
two_open(struct run *run, const struct material *m, const unsigned char *in,
    size_t len, unsigned char *out, size_t *out_len)
{
	EVP_PKEY *rsa = material_pkey(m);
	size_t first = rsa_len(rsa);
	SCOPED(secret) *key = NULL;

	if (len < first + 2 * HALF || (len - first) % HALF != 0)
		return refuse(E_CIPHERTEXT_LEN, "%zu bytes cannot be a key "
		    "wrapped with this one", len);
	TRY(oaep_open(&run_two(run)->oaep, rsa, in, &key));
	if (!aes_len_allowed(secret_len(key)))
		return E_CIPHERTEXT;
	return second_open(key, in + first, len - first, out, out_len);
}

static size_t
two_bound(const struct run *run, size_t len, bool final)
{
	size_t first = rsa_run_len(run, 0);

	(void)final;
	if (run->use == USE_WRAP)
		return first + HALF + (len + HALF - 1) / HALF * HALF;
	return len < first + HALF ? 0 : len - first - HALF;
}

const struct mech_ops rsa_aes_wrap_ops = {
	.param = two_param,
	.start = two_start,
	.update = two_update,
	.finish = two_finish,
	.open = two_open,
	.bound = two_bound,
	.stop = two_stop,
};
