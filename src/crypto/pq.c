/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Post-quantum keys are bytes, to libcrypto as to Cryptoki; one row a
 * parameter set. libcrypto's names are all that is asked for, so that this
 * compiles where it has none of them.
 */
#include "crypto/pq.h"
#include "crypto/library.h"
#include "crypto/raw_pkey.h"
#include "crypto/scoped.h"

#include <openssl/params.h>

#define PUBLIC_MAX 2592 /* the longest of any set below */
#define SEED "seed" /* of FIPS 203 and 204, as libcrypto calls it */

/* clang-format off */
static const struct parameter_set sets[] = {
	/* family    number  name             text                  public private seed */
	{ PQ_ML_KEM,  1, "ML-KEM-512",         "ml-kem-512",          800, 1632, 64 },
	{ PQ_ML_KEM,  2, "ML-KEM-768",         "ml-kem-768",         1184, 2400, 64 },
	{ PQ_ML_KEM,  3, "ML-KEM-1024",        "ml-kem-1024",        1568, 3168, 64 },
	{ PQ_ML_DSA,  1, "ML-DSA-44",          "ml-dsa-44",          1312, 2560, 32 },
	{ PQ_ML_DSA,  2, "ML-DSA-65",          "ml-dsa-65",          1952, 4032, 32 },
	{ PQ_ML_DSA,  3, "ML-DSA-87",          "ml-dsa-87",          2592, 4896, 32 },
	{ PQ_SLH_DSA, 1, "SLH-DSA-SHA2-128s",  "slh-dsa-sha2-128s",    32,   64,  0 },
	{ PQ_SLH_DSA, 2, "SLH-DSA-SHAKE-128s", "slh-dsa-shake-128s",   32,   64,  0 },
	{ PQ_SLH_DSA, 3, "SLH-DSA-SHA2-128f",  "slh-dsa-sha2-128f",    32,   64,  0 },
	{ PQ_SLH_DSA, 4, "SLH-DSA-SHAKE-128f", "slh-dsa-shake-128f",   32,   64,  0 },
	{ PQ_SLH_DSA, 5, "SLH-DSA-SHA2-192s",  "slh-dsa-sha2-192s",    48,   96,  0 },
	{ PQ_SLH_DSA, 6, "SLH-DSA-SHAKE-192s", "slh-dsa-shake-192s",   48,   96,  0 },
	{ PQ_SLH_DSA, 7, "SLH-DSA-SHA2-192f",  "slh-dsa-sha2-192f",    48,   96,  0 },
	{ PQ_SLH_DSA, 8, "SLH-DSA-SHAKE-192f", "slh-dsa-shake-192f",   48,   96,  0 },
	{ PQ_SLH_DSA, 9, "SLH-DSA-SHA2-256s",  "slh-dsa-sha2-256s",    64,  128,  0 },
	{ PQ_SLH_DSA, 10, "SLH-DSA-SHAKE-256s", "slh-dsa-shake-256s",  64,  128,  0 },
	{ PQ_SLH_DSA, 11, "SLH-DSA-SHA2-256f",  "slh-dsa-sha2-256f",   64,  128,  0 },
	{ PQ_SLH_DSA, 12, "SLH-DSA-SHAKE-256f", "slh-dsa-shake-256f",  64,  128,  0 },
};
/* clang-format on */

#define SETS (sizeof(sets) / sizeof(*sets))

const struct parameter_set *
parameter_set_find(enum pq_family family, unsigned long number)
{
	for (size_t i = 0; i < SETS; i++)
		if (sets[i].family == family && sets[i].number == number)
			return &sets[i];
	return NULL;
}

const struct parameter_set *
parameter_set_at(size_t i)
{
	return i < SETS ? &sets[i] : NULL;
}

const struct parameter_set *
parameter_set_of(const struct material *m)
{
	const EVP_PKEY *pkey = material_pkey(m);

	for (size_t i = 0; pkey != NULL && i < SETS; i++)
		if (EVP_PKEY_is_a(pkey, sets[i].name))
			return &sets[i];
	return NULL;
}

bool
parameter_set_offered(const struct parameter_set *set)
{
	return library_has_key_type(set->name);
}

static enum err
set_available(const struct parameter_set *set)
{
	TRY(library_open());
	if (!parameter_set_offered(set))
		return refuse(E_PARAMETER_SET, "this libcrypto has no %s",
		    set->name);
	return E_OK;
}

enum err
pq_generate(const struct parameter_set *set, struct material **out)
{
	SCOPED(evp_pkey_st) *pkey = NULL;

	TRY(set_available(set));
	TRY(raw_pkey_generate(set->name, &pkey));
	return material_from_pkey(pkey, MATERIAL_PRIVATE, out);
}

/* ---- import ---- */

static enum err
pkey_from_seed(const struct parameter_set *set, const struct secret *seed,
    EVP_PKEY **out)
{
	SCOPED(evp_pkey_ctx_st) *ctx = NULL;
	SCOPED(secret) *copy = NULL;
	OSSL_PARAM params[2] = { OSSL_PARAM_END, OSSL_PARAM_END };

	if (secret_len(seed) != set->seed_len)
		return refuse(E_ATTRIBUTE_VALUE, "%s has no seeds of %zu bytes",
		    set->name, secret_len(seed));
	TRY(secret_dup(seed, &copy));
	params[0] = OSSL_PARAM_construct_octet_string(SEED, secret_data(copy),
	    secret_len(copy));
	ctx = EVP_PKEY_CTX_new_from_name(library_context(), set->name, NULL);
	if (ctx == NULL || EVP_PKEY_fromdata_init(ctx) != 1)
		return library_failed(set->name);
	if (EVP_PKEY_fromdata(ctx, out, EVP_PKEY_KEYPAIR, params) != 1)
		return refuse(E_ATTRIBUTE_VALUE, "no seed of %s", set->name);
	return E_OK;
}

/* The public half is in the value or follows from it: whether it fits is not
 * asked by every libcrypto while reading. */
static enum err
pkey_from_value(const struct parameter_set *set, const struct secret *value,
    EVP_PKEY **out)
{
	SCOPED(evp_pkey_st) *pkey = NULL;
	SCOPED(evp_pkey_ctx_st) *ctx = NULL;

	if (secret_len(value) != set->private_len)
		return refuse(E_ATTRIBUTE_VALUE, "%zu bytes are no private "
		    "key of %s", secret_len(value), set->name);
	TRY(raw_pkey_private(set->name, value, &pkey));
	ctx = EVP_PKEY_CTX_new_from_pkey(library_context(), pkey, NULL);
	if (ctx == NULL)
		return library_failed(set->name);
	if (EVP_PKEY_pairwise_check(ctx) != 1)
		return refuse(E_ATTRIBUTE_VALUE, "the private key of %s is "
		    "not consistent", set->name);
	*out = pkey;
	pkey = NULL;
	return E_OK;
}

static enum err
value_fits(const EVP_PKEY *pkey, const struct secret *value)
{
	SCOPED(secret) *grown = NULL;

	TRY(raw_pkey_value(pkey, &grown));
	if (!secret_equal(grown, value))
		return refuse(E_ATTRIBUTE_VALUE, "the private value is not "
		    "what the seed makes");
	return E_OK;
}

enum err
pq_from_private(const struct parameter_set *set, const struct secret *value,
    const struct secret *seed, struct material **out)
{
	SCOPED(evp_pkey_st) *pkey = NULL;

	TRY(set_available(set));
	if (seed == NULL) {
		TRY(pkey_from_value(set, value, &pkey));
	} else {
		TRY(pkey_from_seed(set, seed, &pkey));
		if (value != NULL)
			TRY(value_fits(pkey, value));
	}
	return material_from_pkey(pkey, MATERIAL_PRIVATE, out);
}

enum err
pq_from_public(const struct parameter_set *set, const void *value, size_t len,
    struct material **out)
{
	SCOPED(evp_pkey_st) *pkey = NULL;

	TRY(set_available(set));
	if (len != set->public_len)
		return refuse(E_ATTRIBUTE_VALUE, "%zu bytes are no public key "
		    "of %s", len, set->name);
	TRY(raw_pkey_public(set->name, value, len, &pkey));
	return material_from_pkey(pkey, MATERIAL_PUBLIC, out);
}

/* ---- export ---- */

static enum err
check_set(const struct material *m, const struct parameter_set **out)
{
	*out = parameter_set_of(m);
	if (*out == NULL)
		return refuse(E_ARGUMENTS, "not a post-quantum key");
	return E_OK;
}

enum err
pq_public(const struct material *m, struct bytes *out)
{
	const struct parameter_set *set;
	unsigned char value[PUBLIC_MAX];
	size_t len = sizeof(value);

	TRY(check_set(m, &set));
	if (EVP_PKEY_get_raw_public_key(material_pkey(m), value, &len) != 1)
		return library_failed(set->name);
	return bytes_set(out, value, len);
}

enum err
pq_private(const struct material *m, struct secret **out)
{
	const struct parameter_set *set;

	TRY(check_set(m, &set));
	if (material_kind(m) != MATERIAL_PRIVATE)
		return refuse(E_ARGUMENTS, "not a private key");
	return raw_pkey_value(material_pkey(m), out);
}

enum err
pq_seed(const struct material *m, struct secret **out)
{
	const struct parameter_set *set;
	SCOPED(secret) *seed = NULL;
	size_t len;

	TRY(check_set(m, &set));
	if (material_kind(m) != MATERIAL_PRIVATE)
		return refuse(E_ARGUMENTS, "not a private key");
	if (set->seed_len == 0)
		return refuse(E_ATTRIBUTE_TYPE, "%s has no seeds", set->name);
	TRY(secret_new(set->seed_len, &seed));
	if (EVP_PKEY_get_octet_string_param(material_pkey(m), SEED,
	    secret_data(seed), set->seed_len, &len) != 1 ||
	    len != set->seed_len)
		return refuse(E_ATTRIBUTE_TYPE, "the seed is not known");
	*out = seed;
	seed = NULL;
	return E_OK;
}
