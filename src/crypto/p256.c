/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The pairs of principals: P-256 for agreement (hpke.c) and for signatures,
 * as raw scalars and points.
 */
#include "crypto/hpke.h"
#include "crypto/hpke_schedule.h"
#include "crypto/ec_pkey.h"
#include "crypto/library.h"
#include "crypto/scoped.h"

#include <string.h>

#define GROUP "prime256v1"
#define HALF 32 /* of a signature */

enum err
p256_generate(struct secret **scalar,
    unsigned char point[static P256_POINT_LEN])
{
	SCOPED(evp_pkey_st) *pkey = NULL;
	struct ec_octets octets;

	TRY(ec_pkey_generate(GROUP, &pkey));
	TRY(ec_pkey_point(pkey, &octets));
	TRY(ec_pkey_scalar(pkey, scalar));
	memcpy(point, octets.at, P256_POINT_LEN);
	return E_OK;
}

enum err
p256_agree(const struct secret *scalar,
    const unsigned char own[static P256_POINT_LEN],
    const unsigned char peer[static P256_POINT_LEN], struct secret **out)
{
	SCOPED(evp_pkey_st) *mine = NULL;
	SCOPED(evp_pkey_st) *other = NULL;

	TRY(ec_pkey_make(GROUP, scalar, own, P256_POINT_LEN, &mine));
	TRY(ec_pkey_make(GROUP, NULL, peer, P256_POINT_LEN, &other));
	if (ec_pkey_agree(mine, other, out) != E_OK)
		return library_failed("ECDH");
	return E_OK;
}

enum err
p256_sign(const struct secret *scalar,
    const unsigned char point[static P256_POINT_LEN], const void *data,
    size_t len, unsigned char signature[static 64])
{
	SCOPED(evp_pkey_st) *pkey = NULL;
	SCOPED(evp_md_ctx_st) *ctx = NULL;
	SCOPED(ECDSA_SIG_st) *sig = NULL;
	unsigned char der[80], raw[2 * HALF];
	const unsigned char *at = der;
	size_t der_len = sizeof(der);

	TRY(ec_pkey_make(GROUP, scalar, point, P256_POINT_LEN, &pkey));
	ctx = EVP_MD_CTX_new();
	if (ctx == NULL || EVP_DigestSignInit_ex(ctx, NULL, "SHA2-256",
	    library_context(), NULL, pkey, NULL) != 1 ||
	    EVP_DigestSign(ctx, der, &der_len, data, len) != 1)
		return library_failed("ECDSA");
	sig = d2i_ECDSA_SIG(NULL, &at, (long)der_len);
	if (sig == NULL ||
	    BN_bn2binpad(ECDSA_SIG_get0_r(sig), raw, HALF) < 0 ||
	    BN_bn2binpad(ECDSA_SIG_get0_s(sig), raw + HALF, HALF) < 0)
		return library_failed("ECDSA");
	memcpy(signature, raw, sizeof(raw));
	return E_OK;
}

/* r || s as the DER libcrypto takes. */
static enum err
signature_der(const unsigned char *signature, unsigned char der[static 80],
    size_t *len)
{
	SCOPED(ECDSA_SIG_st) *sig = ECDSA_SIG_new();
	BIGNUM *r = BN_bin2bn(signature, HALF, NULL);
	BIGNUM *s = BN_bin2bn(signature + HALF, HALF, NULL);
	unsigned char *at = der;
	int n;

	if (sig == NULL || r == NULL || s == NULL ||
	    ECDSA_SIG_set0(sig, r, s) != 1) {
		BN_free(r);
		BN_free(s);
		return E_NO_MEMORY;
	}
	n = i2d_ECDSA_SIG(sig, &at);
	if (n <= 0)
		return library_failed("ECDSA");
	*len = (size_t)n;
	return E_OK;
}

enum err
p256_verify(const unsigned char point[static P256_POINT_LEN], const void *data,
    size_t len, const unsigned char signature[static 64])
{
	SCOPED(evp_pkey_st) *pkey = NULL;
	SCOPED(evp_md_ctx_st) *ctx = NULL;
	unsigned char der[80];
	size_t der_len = 0;

	TRY(signature_der(signature, der, &der_len));
	if (ec_pkey_make(GROUP, NULL, point, P256_POINT_LEN, &pkey) != E_OK)
		return E_SIGNATURE;
	ctx = EVP_MD_CTX_new();
	if (ctx == NULL || EVP_DigestVerifyInit_ex(ctx, NULL, "SHA2-256",
	    library_context(), NULL, pkey, NULL) != 1)
		return library_failed("ECDSA");
	if (EVP_DigestVerify(ctx, der, der_len, data, len) != 1)
		return E_SIGNATURE;
	return E_OK;
}
