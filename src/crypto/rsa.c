/* SPDX-License-Identifier: Apache-2.0 */
/*
 * RSA keys from and to numbers. Callers give what they have; libcrypto takes
 * a pair only with everything in it, so the rest is computed here. Whether it
 * fits together is asked of libcrypto afterwards, whoever computed it.
 */
#include "crypto/rsa.h"
#include "crypto/library.h"
#include "crypto/rsa_numbers.h"
#include "crypto/scoped.h"

#include <openssl/core_names.h>
#include <openssl/params.h>
#include <openssl/rsa.h>
#include <string.h>

#define BITS_MIN 1024
#define BITS_MAX 16384
#define NEW_BITS_MIN 2048
#define NEW_BITS_MAX 4096
#define NEW_EXPONENT_MIN 17 /* bits */
/* libcrypto's own limits: from this modulus on, no longer exponents. */
#define LONG_BITS 3072
#define LONG_EXPONENT_MAX 64
#define PUBLIC_PARTS 2

static const char *const names[RSA_PARTS] = {
	[RSA_MODULUS] = OSSL_PKEY_PARAM_RSA_N,
	[RSA_PUBLIC_EXPONENT] = OSSL_PKEY_PARAM_RSA_E,
	[RSA_PRIVATE_EXPONENT] = OSSL_PKEY_PARAM_RSA_D,
	[RSA_PRIME_1] = OSSL_PKEY_PARAM_RSA_FACTOR1,
	[RSA_PRIME_2] = OSSL_PKEY_PARAM_RSA_FACTOR2,
	[RSA_EXPONENT_1] = OSSL_PKEY_PARAM_RSA_EXPONENT1,
	[RSA_EXPONENT_2] = OSSL_PKEY_PARAM_RSA_EXPONENT2,
	[RSA_COEFFICIENT] = OSSL_PKEY_PARAM_RSA_COEFFICIENT1,
};

/* ---- new keys ---- */

static enum err
exponent_read(const unsigned char *at, size_t len, BIGNUM **out)
{
	SCOPED(bignum_st) *e = BN_new();

	if (e == NULL)
		return E_NO_MEMORY;
	if (at == NULL ? BN_set_word(e, RSA_F4) != 1 :
	    len > BITS_MAX / 8 || BN_bin2bn(at, (int)len, e) == NULL)
		return refuse(E_ATTRIBUTE_VALUE,
		    "a public exponent of %zu bytes is too long", len);
	if (!BN_is_odd(e) || BN_num_bits(e) < NEW_EXPONENT_MIN ||
	    BN_num_bits(e) > LONG_EXPONENT_MAX)
		return refuse(E_ATTRIBUTE_VALUE, "the public exponent of a "
		    "new key is odd and has %d to %d bits", NEW_EXPONENT_MIN,
		    LONG_EXPONENT_MAX);
	*out = e;
	e = NULL;
	return E_OK;
}

enum err
rsa_generate(size_t bits, const unsigned char *exponent, size_t exponent_len,
    struct material **out)
{
	SCOPED(evp_pkey_ctx_st) *ctx = NULL;
	SCOPED(evp_pkey_st) *pkey = NULL;
	SCOPED(bignum_st) *e = NULL;

	if (bits < NEW_BITS_MIN || bits > NEW_BITS_MAX || bits % 8 != 0)
		return refuse(E_KEY_SIZE, "new RSA keys have %d to %d bits in "
		    "steps of 8, not %zu", NEW_BITS_MIN, NEW_BITS_MAX, bits);
	TRY(exponent_read(exponent, exponent_len, &e));
	TRY(library_open());
	ctx = library_key_ctx("RSA");
	if (ctx == NULL || EVP_PKEY_keygen_init(ctx) != 1 ||
	    EVP_PKEY_CTX_set_rsa_keygen_bits(ctx, (int)bits) != 1 ||
	    EVP_PKEY_CTX_set1_rsa_keygen_pubexp(ctx, e) != 1 ||
	    EVP_PKEY_generate(ctx, &pkey) != 1)
		return library_failed("RSA key generation");
	return material_from_pkey(pkey, MATERIAL_PRIVATE, out);
}

/* ---- keys from numbers ---- */

/* Numbers as libcrypto's parameters want them: in the machine's order. */
struct natives {
	struct secret *at[RSA_PARTS];
};

static void
natives_clear(struct natives *n)
{
	for (size_t i = 0; i < RSA_PARTS; i++)
		secret_free(n->at[i]);
}

static enum err
native_from(const BIGNUM *number, struct secret **out)
{
	int len = BN_num_bytes(number);
	SCOPED(secret) *s = NULL;

	TRY(secret_new((size_t)len, &s));
	if (BN_bn2nativepad(number, secret_data(s), len) < 0)
		return library_failed("RSA");
	*out = s;
	s = NULL;
	return E_OK;
}

static enum err
pkey_make(const struct rsa_numbers *k, size_t parts, EVP_PKEY **out)
{
	SCOPED(evp_pkey_ctx_st) *ctx = NULL;
	SCOPED_VALUE(natives) natives = { { NULL } };
	OSSL_PARAM params[RSA_PARTS + 1];

	for (size_t i = 0; i < parts; i++) {
		TRY(native_from(k->at[i], &natives.at[i]));
		params[i] = OSSL_PARAM_construct_BN(names[i],
		    secret_data(natives.at[i]), secret_len(natives.at[i]));
	}
	params[parts] = OSSL_PARAM_construct_end();
	ctx = library_key_ctx("RSA");
	if (ctx == NULL || EVP_PKEY_fromdata_init(ctx) != 1)
		return library_failed("RSA");
	if (EVP_PKEY_fromdata(ctx, out, parts == PUBLIC_PARTS
	    ? EVP_PKEY_PUBLIC_KEY : EVP_PKEY_KEYPAIR, params) != 1)
		return refuse(E_ATTRIBUTE_VALUE, "not an RSA key");
	return E_OK;
}

static enum err
check_public(const struct rsa_numbers *k)
{
	const BIGNUM *n = k->at[RSA_MODULUS], *e = k->at[RSA_PUBLIC_EXPONENT];
	int bits = BN_num_bits(n);

	if (bits < BITS_MIN || bits > BITS_MAX)
		return refuse(E_KEY_SIZE, "RSA keys have %d to %d bits, not "
		    "%d", BITS_MIN, BITS_MAX, bits);
	if (!BN_is_odd(n) || !BN_is_odd(e) || BN_is_one(e) ||
	    BN_ucmp(e, n) >= 0)
		return refuse(E_ATTRIBUTE_VALUE,
		    "the modulus or the public exponent is out of range");
	if (bits > LONG_BITS && BN_num_bits(e) > LONG_EXPONENT_MAX)
		return refuse(E_ATTRIBUTE_VALUE, "the public exponent of a "
		    "key of %d bits has at most %d", bits, LONG_EXPONENT_MAX);
	return E_OK;
}

static enum err
material_make(const struct rsa_numbers *k, size_t parts,
    enum material_kind kind, struct material **out)
{
	SCOPED(evp_pkey_st) *pkey = NULL;
	SCOPED(material) *m = NULL;

	TRY(check_public(k));
	TRY(pkey_make(k, parts, &pkey));
	TRY(material_from_pkey(pkey, kind, &m));
	if (material_check(m) != E_OK)
		return refuse(E_ATTRIBUTE_VALUE,
		    "the numbers of the RSA key do not fit together");
	*out = m;
	m = NULL;
	return E_OK;
}

enum err
rsa_from_public(const struct rsa_number numbers[static RSA_PARTS],
    struct material **out)
{
	SCOPED_VALUE(rsa_numbers) k = { { NULL } };

	TRY(library_open());
	TRY(rsa_numbers_read(numbers, BITS_MAX / 8, &k));
	if (k.at[RSA_MODULUS] == NULL || k.at[RSA_PUBLIC_EXPONENT] == NULL)
		return refuse(E_TEMPLATE_INCOMPLETE,
		    "an RSA key needs its modulus and public exponent");
	return material_make(&k, PUBLIC_PARTS, MATERIAL_PUBLIC, out);
}

enum err
rsa_from_private(const struct rsa_number numbers[static RSA_PARTS],
    struct material **out)
{
	SCOPED_VALUE(rsa_numbers) k = { { NULL } };

	TRY(library_open());
	TRY(rsa_numbers_read(numbers, BITS_MAX / 8, &k));
	TRY(rsa_numbers_complete(&k));
	if (BN_ucmp(k.at[RSA_PRIVATE_EXPONENT], k.at[RSA_MODULUS]) >= 0)
		return refuse(E_ATTRIBUTE_VALUE,
		    "the private exponent is out of range");
	return material_make(&k, RSA_PARTS, MATERIAL_PRIVATE, out);
}

/* ---- numbers from keys ---- */

bool
material_is_rsa(const struct material *m)
{
	EVP_PKEY *pkey = material_pkey(m);

	return pkey != NULL && EVP_PKEY_is_a(pkey, "RSA");
}

enum err
rsa_part(const struct material *m, enum rsa_part part, struct secret **out)
{
	SCOPED(bignum_st) *number = NULL;
	SCOPED(secret) *s = NULL;
	int len;

	if (!material_is_rsa(m))
		return refuse(E_ARGUMENTS, "not an RSA key");
	if (EVP_PKEY_get_bn_param(material_pkey(m), names[part],
	    &number) != 1 || BN_is_zero(number))
		return refuse(E_ATTRIBUTE_TYPE,
		    "the key does not have this number");
	len = BN_num_bytes(number);
	TRY(secret_new((size_t)len, &s));
	if (BN_bn2binpad(number, secret_data(s), len) < 0)
		return library_failed("RSA");
	*out = s;
	s = NULL;
	return E_OK;
}
