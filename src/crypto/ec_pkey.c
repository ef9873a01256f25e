/* SPDX-License-Identifier: Apache-2.0 */
/*
 * EVP_PKEY has no way to compute a public key or to uncompress a point: that
 * is done with EC_GROUP and EC_POINT, everything else with parameters.
 */
#include "crypto/ec_pkey.h"
#include "crypto/library.h"
#include "crypto/scoped.h"

#include <limits.h>
#include <openssl/core_names.h>
#include <openssl/objects.h>
#include <openssl/params.h>
#include <stdint.h>

static enum err
group_new(const char *name, EC_GROUP **out)
{
	EC_GROUP *group;

	TRY(library_open());
	group = EC_GROUP_new_by_curve_name_ex(library_standard_context(), NULL,
	    OBJ_sn2nid(name));
	if (group == NULL)
		return refuse(E_CURVE, "libcrypto has no curve %s", name);
	*out = group;
	return E_OK;
}

enum err
ec_pkey_generate(const char *group, EVP_PKEY **out)
{
	SCOPED(ec_group_st) *known = NULL;
	SCOPED(evp_pkey_ctx_st) *ctx = NULL;
	EVP_PKEY *pkey = NULL;

	TRY(library_open());
	ctx = library_key_ctx("EC");
	if (ctx == NULL || EVP_PKEY_keygen_init(ctx) != 1 ||
	    EVP_PKEY_CTX_set_group_name(ctx, group) != 1 ||
	    EVP_PKEY_generate(ctx, &pkey) != 1) {
		TRY(group_new(group, &known));
		return library_failed("EC key generation");
	}
	*out = pkey;
	return E_OK;
}

static enum err
octets_of(const EC_GROUP *group, const EC_POINT *point, struct ec_octets *out)
{
	out->len = EC_POINT_point2oct(group, point,
	    POINT_CONVERSION_UNCOMPRESSED, out->at, sizeof(out->at), NULL);
	return out->len > 0 ? E_OK : library_failed("EC point");
}

enum err
ec_pkey_multiply(const char *name, const struct secret *scalar,
    struct ec_octets *out)
{
	SCOPED(ec_group_st) *group = NULL;
	SCOPED(ec_point_st) *point = NULL;
	SCOPED(bignum_st) *k = NULL;

	TRY(group_new(name, &group));
	point = EC_POINT_new(group);
	k = BN_bin2bn(secret_peek(scalar), (int)secret_len(scalar), NULL);
	if (point == NULL || k == NULL)
		return E_NO_MEMORY;
	BN_set_flags(k, BN_FLG_CONSTTIME);
	if (BN_is_zero(k) || BN_cmp(k, EC_GROUP_get0_order(group)) >= 0)
		return refuse(E_ATTRIBUTE_VALUE,
		    "the private value is out of range");
	if (EC_POINT_mul(group, point, k, NULL, NULL, NULL) != 1)
		return library_failed("EC multiplication");
	return octets_of(group, point, out);
}

enum err
ec_pkey_normalise(const char *name, const unsigned char *octets, size_t len,
    struct ec_octets *out)
{
	SCOPED(ec_group_st) *group = NULL;
	SCOPED(ec_point_st) *point = NULL;

	TRY(group_new(name, &group));
	point = EC_POINT_new(group);
	if (point == NULL)
		return E_NO_MEMORY;
	if (EC_POINT_oct2point(group, point, octets, len, NULL) != 1 ||
	    EC_POINT_is_at_infinity(group, point))
		return refuse(E_ATTRIBUTE_VALUE,
		    "the point is not on the curve");
	return octets_of(group, point, out);
}

/* Parameters hold numbers in the machine's order, keys in network order. */
static enum err
to_native(const struct secret *scalar, struct secret **out)
{
	size_t len = secret_len(scalar);
	const unsigned char *from = secret_peek(scalar);

	TRY(secret_new(len, out));
	for (size_t i = 0; i < len; i++) {
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
		secret_data(*out)[i] = from[len - 1 - i];
#else
		secret_data(*out)[i] = from[i];
#endif
	}
	return E_OK;
}

enum err
ec_pkey_make(const char *group, const struct secret *scalar,
    const unsigned char *point, size_t len, EVP_PKEY **out)
{
	SCOPED(evp_pkey_ctx_st) *ctx = NULL;
	SCOPED(secret) *native = NULL;
	OSSL_PARAM params[4] = {
		OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME,
		    (char *)(uintptr_t)group, 0),
		OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY,
		    (void *)(uintptr_t)point, len),
		OSSL_PARAM_construct_end(),
		OSSL_PARAM_construct_end(),
	};

	TRY(library_open());
	if (scalar != NULL) {
		TRY(to_native(scalar, &native));
		params[2] = OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_PRIV_KEY,
		    secret_data(native), secret_len(native));
	}
	ctx = library_key_ctx("EC");
	if (ctx == NULL || EVP_PKEY_fromdata_init(ctx) != 1)
		return library_failed("EC");
	if (EVP_PKEY_fromdata(ctx, out,
	    scalar != NULL ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY,
	    params) != 1)
		return refuse(E_ATTRIBUTE_VALUE, "not a key on %s", group);
	return E_OK;
}

enum err
ec_pkey_point(const EVP_PKEY *pkey, struct ec_octets *out)
{
	SCOPED(bignum_st) *x = NULL;
	SCOPED(bignum_st) *y = NULL;
	int field = (EVP_PKEY_get_bits(pkey) + 7) / 8;

	if (field <= 0 || field > EC_FIELD_MAX ||
	    EVP_PKEY_get_bn_param(pkey, OSSL_PKEY_PARAM_EC_PUB_X, &x) != 1 ||
	    EVP_PKEY_get_bn_param(pkey, OSSL_PKEY_PARAM_EC_PUB_Y, &y) != 1)
		return library_failed("EC point");
	out->at[0] = POINT_CONVERSION_UNCOMPRESSED;
	if (BN_bn2binpad(x, out->at + 1, field) < 0 ||
	    BN_bn2binpad(y, out->at + 1 + field, field) < 0)
		return library_failed("EC point");
	out->len = 1 + 2 * (size_t)field;
	return E_OK;
}

/* The orders of our curves have as many bytes as their fields. */
enum err
ec_pkey_scalar(const EVP_PKEY *pkey, struct secret **out)
{
	SCOPED(bignum_st) *k = NULL;
	SCOPED(secret) *s = NULL;
	int len = (EVP_PKEY_get_bits(pkey) + 7) / 8;

	if (len <= 0 ||
	    EVP_PKEY_get_bn_param(pkey, OSSL_PKEY_PARAM_PRIV_KEY, &k) != 1)
		return library_failed("EC private value");
	TRY(secret_new((size_t)len, &s));
	if (BN_bn2binpad(k, secret_data(s), len) < 0)
		return library_failed("EC private value");
	*out = s;
	s = NULL;
	return E_OK;
}

enum err
ec_pkey_agree(EVP_PKEY *own, EVP_PKEY *peer, struct secret **out)
{
	SCOPED(evp_pkey_ctx_st) *ctx =
	    EVP_PKEY_CTX_new_from_pkey(library_context(), own, NULL);
	SCOPED(secret) *shared = NULL;
	size_t len, made;

	if (ctx == NULL || EVP_PKEY_derive_init(ctx) != 1)
		return library_failed("key agreement");
	/* Setting the peer checks its point. */
	if (EVP_PKEY_derive_set_peer(ctx, peer) != 1)
		return refuse(E_DATA, "the other's public key is not valid");
	if (EVP_PKEY_derive(ctx, NULL, &len) != 1)
		return library_failed("key agreement");
	TRY(secret_new(len, &shared));
	made = len;
	if (EVP_PKEY_derive(ctx, secret_data(shared), &made) != 1 ||
	    made != len)
		return refuse(E_DATA, "there is no agreement with the other's "
		    "public key");
	*out = shared;
	shared = NULL;
	return E_OK;
}
