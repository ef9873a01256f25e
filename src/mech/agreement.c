/* SPDX-License-Identifier: Apache-2.0 */
/*
 * X9.63 hashes the secret before a counter, SP 800-56A after it: libcrypto
 * has both.
 */
#include "mech/agreement.h"

#include "crypto/library.h"
#include "mech/param.h"

#include <openssl/core_names.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <stdint.h>

#define X963 "X963KDF"
#define SP800 "SSKDF"

struct agreement_kdf {
	CK_ULONG type;
	const char *name; /* libcrypto's; NULL: the secret itself */
	const char *digest;
};

static const struct agreement_kdf kdfs[] = {
	{ CKD_NULL, NULL, NULL },
	{ CKD_SHA1_KDF, X963, "SHA1" },
	{ CKD_SHA224_KDF, X963, "SHA2-224" },
	{ CKD_SHA256_KDF, X963, "SHA2-256" },
	{ CKD_SHA384_KDF, X963, "SHA2-384" },
	{ CKD_SHA512_KDF, X963, "SHA2-512" },
	{ CKD_SHA3_224_KDF, X963, "SHA3-224" },
	{ CKD_SHA3_256_KDF, X963, "SHA3-256" },
	{ CKD_SHA3_384_KDF, X963, "SHA3-384" },
	{ CKD_SHA3_512_KDF, X963, "SHA3-512" },
	{ CKD_SHA1_KDF_SP800, SP800, "SHA1" },
	{ CKD_SHA224_KDF_SP800, SP800, "SHA2-224" },
	{ CKD_SHA256_KDF_SP800, SP800, "SHA2-256" },
	{ CKD_SHA384_KDF_SP800, SP800, "SHA2-384" },
	{ CKD_SHA512_KDF_SP800, SP800, "SHA2-512" },
	{ CKD_SHA3_224_KDF_SP800, SP800, "SHA3-224" },
	{ CKD_SHA3_256_KDF_SP800, SP800, "SHA3-256" },
	{ CKD_SHA3_384_KDF_SP800, SP800, "SHA3-384" },
	{ CKD_SHA3_512_KDF_SP800, SP800, "SHA3-512" },
};
#define KDFS (sizeof(kdfs) / sizeof(*kdfs))

static const struct agreement_kdf *
kdf_find(CK_ULONG type)
{
	for (size_t i = 0; i < KDFS; i++)
		if (kdfs[i].type == type)
			return &kdfs[i];
	return NULL;
}

enum err
agreement_read(CK_ULONG kdf, const void *shared, CK_ULONG shared_len,
    struct agreement *out)
{
	const struct agreement_kdf *row = kdf_find(kdf);

	if (row == NULL)
		return refuse(E_MECHANISM_PARAM,
		    "key derivation function 0x%lx is not offered", kdf);
	TRY(param_block("the shared data", shared, shared_len,
	    SHARED_DATA_MAX));
	if (row->name == NULL && shared_len != 0)
		return refuse(E_MECHANISM_PARAM,
		    "CKD_NULL has no use for shared data");
	*out = (struct agreement){ row, shared, shared_len };
	return E_OK;
}

bool
agreement_is_raw(const struct agreement *a)
{
	return a->kdf->name == NULL;
}

enum err
agreement_derive(const struct agreement *a, const struct secret *z, size_t len,
    struct secret **out)
{
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST,
		    (char *)(uintptr_t)a->kdf->digest, 0),
		OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY,
		    (void *)(uintptr_t)secret_peek(z), secret_len(z)),
		OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO,
		    (void *)(uintptr_t)a->shared, a->shared_len),
		OSSL_PARAM_construct_end(),
	};
	EVP_KDF *kdf = library_kdf(a->kdf->name);
	SCOPED(secret) *made = NULL;
	EVP_KDF_CTX *ctx;
	int done;

	if (a->shared_len == 0)
		params[2] = OSSL_PARAM_construct_end();
	TRY(secret_new(len, &made));
	ctx = kdf == NULL ? NULL : EVP_KDF_CTX_new(kdf);
	done = ctx != NULL &&
	    EVP_KDF_derive(ctx, secret_data(made), len, params) == 1;
	EVP_KDF_CTX_free(ctx);
	if (!done)
		return library_failed(a->kdf->name);
	*out = made;
	made = NULL;
	return E_OK;
}
