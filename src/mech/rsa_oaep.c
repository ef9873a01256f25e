/* SPDX-License-Identifier: Apache-2.0 */
/*
 * RSAES-OAEP. libcrypto takes the padding away in constant time and gives one
 * error for all that can be wrong with it.
 */
#include "mech/rsa_oaep.h"

#include "base/scope.h"
#include "crypto/library.h"
#include "crypto/scoped.h"
#include "mech/family.h"
#include "mech/param.h"
#include "mech/rsa_key.h"

#include <openssl/rsa.h>
#include <string.h>

#define LABEL_MAX 65536

/* ---- the scheme ---- */

enum err
oaep_read(struct run *run, const CK_RSA_PKCS_OAEP_PARAMS *params,
    struct oaep *out)
{
	struct oaep oaep = {
		.hash = rsa_hash_name(params->hashAlg),
		.mask = rsa_mask_name(params->mgf),
		.label_len = params->ulSourceDataLen,
	};
	unsigned char *label;

	if (oaep.hash == NULL || oaep.mask == NULL)
		return refuse(E_MECHANISM_PARAM, "hash %#lx or mask generation "
		    "function %#lx is not offered", params->hashAlg,
		    params->mgf);
	if (params->source != CKZ_DATA_SPECIFIED &&
	    (params->source != 0 || oaep.label_len != 0))
		return refuse(E_MECHANISM_PARAM, "label source %#lx is unknown",
		    params->source);
	TRY(param_block("label", params->pSourceData, params->ulSourceDataLen,
	    LABEL_MAX));
	if (oaep.label_len != 0) {
		TRY(param_room(run, oaep.label_len, &label));
		memcpy(label, params->pSourceData, oaep.label_len);
		oaep.label = label;
	}
	*out = oaep;
	return E_OK;
}

size_t
oaep_text_max(const struct oaep *oaep, size_t len)
{
	size_t taken = 2 * rsa_hash_len(oaep->hash) + 2;

	return len > taken ? len - taken : 0;
}

static bool
set_label(EVP_PKEY_CTX *ctx, const struct oaep *oaep)
{
	unsigned char *label;

	if (oaep->label_len == 0)
		return true;
	label = OPENSSL_memdup(oaep->label, oaep->label_len);
	if (label == NULL)
		return false;
	if (EVP_PKEY_CTX_set0_rsa_oaep_label(ctx, label,
	    (int)oaep->label_len) == 1)
		return true;
	OPENSSL_free(label);
	return false;
}

static enum err
oaep_context(const struct oaep *oaep, EVP_PKEY *key,
    int (*init)(EVP_PKEY_CTX *), EVP_PKEY_CTX **out)
{
	SCOPED(evp_pkey_ctx_st) *ctx = NULL;

	TRY(rsa_context(key, init, &ctx));
	if (EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_OAEP_PADDING) != 1 ||
	    EVP_PKEY_CTX_set_rsa_oaep_md(ctx,
	    library_digest(oaep->hash)) != 1 ||
	    EVP_PKEY_CTX_set_rsa_mgf1_md(ctx,
	    library_digest(oaep->mask)) != 1 || !set_label(ctx, oaep))
		return library_failed("OAEP");
	*out = ctx;
	ctx = NULL;
	return E_OK;
}

enum err
oaep_seal(const struct oaep *oaep, EVP_PKEY *key, const unsigned char *in,
    size_t len, unsigned char *out)
{
	SCOPED(evp_pkey_ctx_st) *ctx = NULL;
	size_t made = rsa_len(key);

	if (made < 2 * rsa_hash_len(oaep->hash) + 2 ||
	    len > oaep_text_max(oaep, made))
		return refuse(E_DATA_LEN, "OAEP with this key and hash takes "
		    "at most %zu bytes", oaep_text_max(oaep, made));
	TRY(oaep_context(oaep, key, EVP_PKEY_encrypt_init, &ctx));
	if (EVP_PKEY_encrypt(ctx, out, &made, in, len) != 1)
		return library_failed("OAEP");
	return E_OK;
}

enum err
oaep_open(const struct oaep *oaep, EVP_PKEY *key, const unsigned char *in,
    struct secret **out)
{
	SCOPED(evp_pkey_ctx_st) *ctx = NULL;
	SCOPED(secret) *text = NULL;
	size_t len = rsa_len(key);

	TRY(oaep_context(oaep, key, EVP_PKEY_decrypt_init, &ctx));
	TRY(secret_new(len, &text)); /* libcrypto wants all of it */
	if (EVP_PKEY_decrypt(ctx, secret_data(text), &len, in,
	    rsa_len(key)) != 1)
		return E_CIPHERTEXT;
	secret_truncate(text, len);
	*out = text;
	text = NULL;
	return E_OK;
}

/* ---- RSA_PKCS_OAEP ---- */

static const struct oaep *
run_oaep(const struct run *run)
{
	return (const struct oaep *)(const void *)run->param.bytes;
}

static enum err
oaep_param(struct run *run, const CK_MECHANISM *mechanism)
{
	CK_RSA_PKCS_OAEP_PARAMS params;

	TRY(param_fixed(mechanism, &params, sizeof(params)));
	return oaep_read(run, &params,
	    (struct oaep *)(void *)run->param.bytes);
}

static enum err
oaep_start(struct run *run, const struct material *m)
{
	EVP_PKEY *key = material_pkey(m);

	if (EVP_PKEY_up_ref(key) != 1)
		return library_failed("OAEP");
	run->state = key;
	return E_OK;
}

static void
oaep_stop(struct run *run)
{
	EVP_PKEY_free(run->state);
}

static enum err
oaep_update(struct run *run, const unsigned char *in, size_t len,
    unsigned char *out, size_t *out_len)
{
	TRY(oaep_seal(run_oaep(run), run->state, in, len, out));
	*out_len = rsa_len(run->state);
	return E_OK;
}

static enum err
oaep_finish(struct run *run, unsigned char *out, size_t *out_len)
{
	(void)run;
	(void)out;
	*out_len = 0;
	return E_OK;
}

static enum err
oaep_open_run(struct run *run, const struct material *m,
    const unsigned char *in, size_t len, unsigned char *out, size_t *out_len)
{
	EVP_PKEY *key = material_pkey(m);
	SCOPED(secret) *text = NULL;

	if (len != rsa_len(key))
		return refuse(E_CIPHERTEXT_LEN,
		    "this key works on %zu bytes, not %zu", rsa_len(key), len);
	TRY(oaep_open(run_oaep(run), key, in, &text));
	memcpy(out, secret_peek(text), secret_len(text));
	*out_len = secret_len(text);
	return E_OK;
}

static size_t
oaep_bound(const struct run *run, size_t len, bool final)
{
	size_t whole = rsa_run_len(run, len);

	(void)final;
	return run->use == USE_DECRYPT || run->use == USE_UNWRAP
	    ? oaep_text_max(run_oaep(run), whole) : whole;
}

const struct mech_ops rsa_oaep_ops = {
	.param = oaep_param,
	.start = oaep_start,
	.update = oaep_update,
	.finish = oaep_finish,
	.open = oaep_open_run,
	.bound = oaep_bound,
	.stop = oaep_stop,
};
