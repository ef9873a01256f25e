/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What makes guessing a PIN from a stolen store expensive. The parameters are
 * read back from a file somebody may have written to, so they are bounded
 * before they cost anything.
 */
#include "crypto/kdf.h"
#include "crypto/ct.h"
#include "crypto/library.h"
#include "crypto/random.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#define N_DEFAULT ((uint32_t)1 << 15)
#define N_MIN ((uint32_t)1 << 14)
#define N_MAX ((uint32_t)1 << 20)

enum err
stretch_new(struct stretch *out)
{
	struct stretch s = { .kdf = "scrypt", .n = N_DEFAULT, .r = 8, .p = 1 };

	TRY(random_bytes(s.salt, sizeof(s.salt)));
	*out = s;
	return E_OK;
}

enum err
stretch_check(const struct stretch *s)
{
	static const char scrypt[sizeof(s->kdf)] = "scrypt";

	if (!ct_equal(s->kdf, scrypt, sizeof(scrypt)))
		return refuse(E_STORE_DAMAGED,
		    "the key derivation is not scrypt");
	if (s->n < N_MIN || s->n > N_MAX || (s->n & (s->n - 1)) != 0 ||
	    s->r != 8 || s->p != 1)
		return refuse(E_STORE_DAMAGED, "scrypt parameters out of "
		    "bounds: N %u, r %u, p %u", s->n, s->r, s->p);
	return E_OK;
}

static bool
scrypt_run(const struct stretch *s, const unsigned char *pin, size_t pin_len,
    unsigned char *out)
{
	/* All of scrypt's memory and some room; libcrypto's own limit would
	 * refuse an N we allow. */
	uint64_t n = s->n, most = (n + 64) * 128 * s->r;
	uint32_t r = s->r, p = s->p;
	OSSL_PARAM params[] = {
		OSSL_PARAM_octet_string(OSSL_KDF_PARAM_PASSWORD,
		    (void *)(uintptr_t)pin, pin_len),
		OSSL_PARAM_octet_string(OSSL_KDF_PARAM_SALT,
		    (void *)(uintptr_t)s->salt, sizeof(s->salt)),
		OSSL_PARAM_uint64(OSSL_KDF_PARAM_SCRYPT_N, &n),
		OSSL_PARAM_uint32(OSSL_KDF_PARAM_SCRYPT_R, &r),
		OSSL_PARAM_uint32(OSSL_KDF_PARAM_SCRYPT_P, &p),
		OSSL_PARAM_uint64(OSSL_KDF_PARAM_SCRYPT_MAXMEM, &most),
		OSSL_PARAM_END,
	};
	EVP_KDF_CTX *ctx = EVP_KDF_CTX_new(library_scrypt());
	bool done = ctx != NULL &&
	    EVP_KDF_derive(ctx, out, SHA256_LEN, params) == 1;

	EVP_KDF_CTX_free(ctx);
	return done;
}

enum err
stretch_run(const struct stretch *s, const unsigned char *pin, size_t pin_len,
    struct secret **out)
{
	static const unsigned char none[1];
	SCOPED(secret) *key = NULL;

	TRY(stretch_check(s));
	TRY(library_open());
	TRY(secret_new(SHA256_LEN, &key));
	if (!scrypt_run(s, pin_len > 0 ? pin : none, pin_len,
	    secret_data(key)))
		return library_failed("scrypt");
	*out = key;
	key = NULL;
	return E_OK;
}
