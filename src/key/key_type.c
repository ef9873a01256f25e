/* SPDX-License-Identifier: Apache-2.0 */
/* The types of keys there are. To add one: a row. */
#include "key/key_type.h"

#include "crypto/ec.h"
#include "crypto/pq.h"
#include "crypto/rsa.h"

#define ANY 1, SECRET_MAX, 1
#define NONE 0, 0, 0

/* clang-format off */
static const struct key_type rows[] = {
	/* type                name               sized  bytes */
	{ CKK_RSA,             "rsa",             true,  NONE },
	{ CKK_EC,              NULL,              false, NONE },
	{ CKK_EC_EDWARDS,      NULL,              false, NONE },
	{ CKK_EC_MONTGOMERY,   NULL,              false, NONE },
	{ CKK_ML_KEM,          NULL,              false, NONE },
	{ CKK_ML_DSA,          NULL,              false, NONE },
	{ CKK_SLH_DSA,         NULL,              false, NONE },
	{ CKK_AES,             "aes",             true,  16, 32, 8 },
	{ CKK_AES_XTS,         "aes-xts",         true,  32, 64, 32 },
	{ CKK_CHACHA20,        "chacha20",        false, 32, 32, 1 },
	{ CKK_GENERIC_SECRET,  "generic",         true,  ANY },
	{ CKK_HKDF,            "hkdf",            true,  ANY },
	{ CKK_SHA_1_HMAC,      "hmac-sha1",       false, ANY },
	{ CKK_SHA224_HMAC,     "hmac-sha224",     false, ANY },
	{ CKK_SHA256_HMAC,     "hmac-sha256",     false, ANY },
	{ CKK_SHA384_HMAC,     "hmac-sha384",     false, ANY },
	{ CKK_SHA512_HMAC,     "hmac-sha512",     false, ANY },
	{ CKK_SHA512_224_HMAC, "hmac-sha512-224", false, ANY },
	{ CKK_SHA512_256_HMAC, "hmac-sha512-256", false, ANY },
	{ CKK_SHA3_224_HMAC,   "hmac-sha3-224",   false, ANY },
	{ CKK_SHA3_256_HMAC,   "hmac-sha3-256",   false, ANY },
	{ CKK_SHA3_384_HMAC,   "hmac-sha3-384",   false, ANY },
	{ CKK_SHA3_512_HMAC,   "hmac-sha3-512",   false, ANY },
};
/* clang-format on */

const struct key_type *
key_type_at(size_t i)
{
	return i < sizeof(rows) / sizeof(rows[0]) ? &rows[i] : NULL;
}

const struct key_type *
key_type_find(CK_KEY_TYPE type)
{
	const struct key_type *row;
	size_t i = 0;

	while ((row = key_type_at(i)) != NULL && row->type != type)
		i++;
	return row;
}

bool
key_type_fits(CK_KEY_TYPE type, size_t len)
{
	const struct key_type *row = key_type_find(type);

	return row != NULL && row->max != 0 && len >= row->min &&
	    len <= row->max && (len - row->min) % row->step == 0;
}

size_t
key_type_length(CK_KEY_TYPE type)
{
	const struct key_type *row = key_type_find(type);

	return row != NULL && row->min == row->max ? row->min : 0;
}

CK_KEY_TYPE
key_type_of(const struct material *m)
{
	static const CK_KEY_TYPE curves[] = {
		[CURVE_WEIERSTRASS] = CKK_EC,
		[CURVE_EDWARDS] = CKK_EC_EDWARDS,
		[CURVE_MONTGOMERY] = CKK_EC_MONTGOMERY,
	};
	static const CK_KEY_TYPE families[] = {
		[PQ_ML_KEM] = CKK_ML_KEM,
		[PQ_ML_DSA] = CKK_ML_DSA,
		[PQ_SLH_DSA] = CKK_SLH_DSA,
	};

	if (material_kind(m) == MATERIAL_SECRET)
		return CK_UNAVAILABLE_INFORMATION;
	if (material_is_rsa(m))
		return CKK_RSA;
	if (curve_of(m) != NULL)
		return curves[curve_of(m)->kind];
	if (parameter_set_of(m) != NULL)
		return families[parameter_set_of(m)->family];
	return CK_UNAVAILABLE_INFORMATION;
}
