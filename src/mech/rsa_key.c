/* SPDX-License-Identifier: Apache-2.0 */
/* The bare operations and the names of hashes, once for all RSA families. */
#include "mech/rsa_key.h"

#include "base/scope.h"
#include "crypto/library.h"
#include "crypto/scoped.h"

#include <openssl/core_names.h>
#include <openssl/rsa.h>

size_t
rsa_len(EVP_PKEY *key)
{
	return ((size_t)EVP_PKEY_get_bits(key) + 7) / 8;
}

size_t
rsa_run_len(const struct run *run, size_t input_len)
{
	return run->key_bits != 0 ? (run->key_bits + 7) / 8 : input_len;
}

enum err
rsa_context(EVP_PKEY *key, int (*init)(EVP_PKEY_CTX *),
    EVP_PKEY_CTX **out)
{
	SCOPED(evp_pkey_ctx_st) *ctx = EVP_PKEY_CTX_new_from_pkey(
	    library_context(), key, NULL);

	if (ctx == NULL || init(ctx) != 1)
		return library_failed("RSA");
	*out = ctx;
	ctx = NULL;
	return E_OK;
}

/* ---- bare operations ---- */

/* Why one failed: a value that is too large is the caller's mistake. */
static enum err
raw_failed(EVP_PKEY *key, const unsigned char *in)
{
	SCOPED(bignum_st) *n = NULL;
	SCOPED(bignum_st) *value = BN_bin2bn(in, (int)rsa_len(key), NULL);

	if (value == NULL || EVP_PKEY_get_bn_param(key,
	    OSSL_PKEY_PARAM_RSA_N, &n) != 1 || BN_ucmp(value, n) < 0)
		return library_failed("RSA");
	return refuse(E_DATA, "the value is not below the modulus");
}

static enum err
raw(EVP_PKEY *key, int (*init)(EVP_PKEY_CTX *),
    int (*run)(EVP_PKEY_CTX *, unsigned char *, size_t *,
    const unsigned char *, size_t), const unsigned char *in,
    unsigned char *out)
{
	SCOPED(evp_pkey_ctx_st) *ctx = NULL;
	size_t len = rsa_len(key);

	TRY(rsa_context(key, init, &ctx));
	if (EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_NO_PADDING) != 1)
		return library_failed("RSA");
	if (run(ctx, out, &len, in, len) != 1)
		return raw_failed(key, in);
	return len == rsa_len(key) ? E_OK : library_failed("RSA");
}

enum err
rsa_public(EVP_PKEY *key, const unsigned char *in,
    unsigned char *out)
{
	return raw(key, EVP_PKEY_encrypt_init, EVP_PKEY_encrypt, in, out);
}

enum err
rsa_private(EVP_PKEY *key, const unsigned char *in,
    unsigned char *out)
{
	return raw(key, EVP_PKEY_decrypt_init, EVP_PKEY_decrypt, in, out);
}

/* ---- hashes ---- */

static const struct {
	CK_MECHANISM_TYPE hash;
	CK_RSA_PKCS_MGF_TYPE mask; /* 0: Cryptoki has no number for it */
	const char *name;
} hashes[] = {
	{ CKM_SHA_1,      CKG_MGF1_SHA1,     "SHA1" },
	{ CKM_SHA224,     CKG_MGF1_SHA224,   "SHA2-224" },
	{ CKM_SHA256,     CKG_MGF1_SHA256,   "SHA2-256" },
	{ CKM_SHA384,     CKG_MGF1_SHA384,   "SHA2-384" },
	{ CKM_SHA512,     CKG_MGF1_SHA512,   "SHA2-512" },
	{ CKM_SHA512_224, 0,                 "SHA2-512/224" },
	{ CKM_SHA512_256, 0,                 "SHA2-512/256" },
	{ CKM_SHA3_224,   CKG_MGF1_SHA3_224, "SHA3-224" },
	{ CKM_SHA3_256,   CKG_MGF1_SHA3_256, "SHA3-256" },
	{ CKM_SHA3_384,   CKG_MGF1_SHA3_384, "SHA3-384" },
	{ CKM_SHA3_512,   CKG_MGF1_SHA3_512, "SHA3-512" },
};
#define HASHES (sizeof(hashes) / sizeof(*hashes))

const char *
rsa_hash_name(CK_MECHANISM_TYPE hash)
{
	for (size_t i = 0; i < HASHES; i++)
		if (hashes[i].hash == hash)
			return hashes[i].name;
	return NULL;
}

const char *
rsa_mask_name(CK_RSA_PKCS_MGF_TYPE mask)
{
	for (size_t i = 0; i < HASHES; i++)
		if (mask != 0 && hashes[i].mask == mask)
			return hashes[i].name;
	return NULL;
}

size_t
rsa_hash_len(const char *name)
{
	EVP_MD *md = library_digest(name);

	return md != NULL ? (size_t)EVP_MD_get_size(md) : 0;
}
