/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A key that is the encryption of data under another one
 * (CKM_AES_ECB_ENCRYPT_DATA, CKM_AES_CBC_ENCRYPT_DATA).
 */
#include "crypto/scoped.h"
#include "mech/cipher.h"
#include "mech/derived.h"
#include "mech/family.h"
#include "mech/param.h"

#include <string.h>

#define BLOCK 16

/* The data are the run's param_extra. */
static enum err
data_keep(struct run *run, const void *data, CK_ULONG len)
{
	unsigned char *copy;

	TRY(param_block("the data", data, len, DERIVE_DATA_MAX));
	if (len == 0 || len % BLOCK != 0)
		return refuse(E_MECHANISM_PARAM,
		    "%lu bytes of data are no whole blocks", len);
	TRY(param_room(run, len, &copy));
	memcpy(copy, data, len);
	return E_OK;
}

static enum err
ecb_param(struct run *run, const CK_MECHANISM *mechanism)
{
	CK_KEY_DERIVATION_STRING_DATA given;

	TRY(param_fixed(mechanism, &given, sizeof(given)));
	return data_keep(run, given.pData, given.ulLen);
}

static enum err
cbc_param(struct run *run, const CK_MECHANISM *mechanism)
{
	CK_AES_CBC_ENCRYPT_DATA_PARAMS given;

	TRY(param_fixed(mechanism, &given, sizeof(given)));
	memcpy(run->param.bytes, given.iv, BLOCK);
	return data_keep(run, given.pData, given.length);
}

/* The standard has a code of its own for too few data. */
static enum err
derive(const struct run *run, const struct derivation *d,
    const struct cipher_names *names, const unsigned char *vector,
    struct secret **out)
{
	SCOPED(evp_cipher_ctx_st) *ctx = NULL;
	SCOPED(secret) *value = NULL;
	size_t len = run->param_extra_len;

	if (d->len[0] > len)
		return refuse(E_DATA_LEN, "%zu bytes of data cannot make a "
		    "key of %zu", len, d->len[0]);
	TRY(cipher_aes(names, d->base, vector, true, &ctx));
	TRY(secret_new(len, &value));
	TRY(cipher_feed(ctx, run->param_extra, len, secret_data(value)));
	return derived_from(run, d, &value, out);
}

static enum err
ecb_derive(struct run *run, const struct derivation *d, struct secret **out)
{
	static const struct cipher_names ecb = { { "AES-128-ECB",
		"AES-192-ECB", "AES-256-ECB" } };

	return derive(run, d, &ecb, NULL, out);
}

static enum err
cbc_derive(struct run *run, const struct derivation *d, struct secret **out)
{
	static const struct cipher_names cbc = { { "AES-128-CBC",
		"AES-192-CBC", "AES-256-CBC" } };

	return derive(run, d, &cbc, run->param.bytes, out);
}

const struct mech_ops ecb_encrypt_data_ops = {
	.param = ecb_param,
	.derive = ecb_derive,
};
const struct mech_ops cbc_encrypt_data_ops = {
	.param = cbc_param,
	.derive = cbc_derive,
};
