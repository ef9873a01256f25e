/* SPDX-License-Identifier: Apache-2.0 */
/* Keys are checked in full when they are made, which takes a while: once. */
#include "mech/rsa_case.h"

#include "crypto/rsa.h"

#include <string.h>

#define KEYS_MAX 64

static struct kat keys;
static struct material *pairs[KEYS_MAX], *publics[KEYS_MAX];

static size_t
key_at(const char *name)
{
	if (keys.count == 0)
		keys = kat_load("RSA_KEYS");
	ck_assert_uint_le(keys.count, KEYS_MAX);
	for (size_t i = 0; i < keys.count; i++)
		if (strcmp(kat_text(&keys.cases[i], "name"), name) == 0)
			return i;
	ck_abort_msg("no key %s", name);
}

static struct rsa_number
number(struct kat_case *c, const char *field)
{
	struct rsa_number n;

	n.at = kat_bytes(c, field, &n.len);
	return n;
}

struct material *
rsa_public_key(const char *name)
{
	size_t i = key_at(name);
	struct rsa_number numbers[RSA_PARTS] = { { .at = NULL } };

	numbers[RSA_MODULUS] = number(&keys.cases[i], "modulus");
	numbers[RSA_PUBLIC_EXPONENT] = number(&keys.cases[i], "exponent");
	if (publics[i] == NULL)
		ck_assert_int_eq(rsa_from_public(numbers, &publics[i]), E_OK);
	return material_ref(publics[i]);
}

bool
rsa_key_is_pair(const char *name)
{
	return kat_has(&keys.cases[key_at(name)], "private");
}

struct material *
rsa_key(const char *name)
{
	size_t i = key_at(name);
	struct rsa_number numbers[RSA_PARTS] = { { .at = NULL } };

	if (!rsa_key_is_pair(name))
		return rsa_public_key(name);
	numbers[RSA_MODULUS] = number(&keys.cases[i], "modulus");
	numbers[RSA_PUBLIC_EXPONENT] = number(&keys.cases[i], "exponent");
	numbers[RSA_PRIVATE_EXPONENT] = number(&keys.cases[i], "private");
	numbers[RSA_PRIME_1] = number(&keys.cases[i], "prime");
	if (pairs[i] == NULL)
		ck_assert_int_eq(rsa_from_private(numbers, &pairs[i]), E_OK);
	return material_ref(pairs[i]);
}

void
rsa_keys_forget(void)
{
	for (size_t i = 0; i < KEYS_MAX; i++) {
		material_free(pairs[i]);
		material_free(publics[i]);
		pairs[i] = publics[i] = NULL;
	}
	if (keys.count != 0)
		kat_free(&keys);
}

/* ---- parameters ---- */

static const struct {
	const char *name;
	CK_MECHANISM_TYPE hash;
	CK_RSA_PKCS_MGF_TYPE mask;
} hashes[] = {
	{ "SHA-1", CKM_SHA_1, CKG_MGF1_SHA1 },
	{ "SHA-224", CKM_SHA224, CKG_MGF1_SHA224 },
	{ "SHA-256", CKM_SHA256, CKG_MGF1_SHA256 },
	{ "SHA-384", CKM_SHA384, CKG_MGF1_SHA384 },
	{ "SHA-512", CKM_SHA512, CKG_MGF1_SHA512 },
	{ "SHA-512/224", CKM_SHA512_224, 0 },
	{ "SHA3-224", CKM_SHA3_224, CKG_MGF1_SHA3_224 },
	{ "SHA3-256", CKM_SHA3_256, CKG_MGF1_SHA3_256 },
	{ "SHA3-384", CKM_SHA3_384, CKG_MGF1_SHA3_384 },
	{ "SHA3-512", CKM_SHA3_512, CKG_MGF1_SHA3_512 },
};

static size_t
hash_at(const struct kat_case *c, const char *field)
{
	const char *name = kat_text(c, field);

	for (size_t i = 0; i < sizeof(hashes) / sizeof(*hashes); i++)
		if (strcmp(hashes[i].name, name) == 0)
			return i;
	ck_abort_msg("no hash %s", name);
}

CK_RSA_PKCS_PSS_PARAMS
rsa_pss_params(const struct kat_case *c)
{
	return (CK_RSA_PKCS_PSS_PARAMS){
		.hashAlg = hashes[hash_at(c, "hash")].hash,
		.mgf = hashes[hash_at(c, "mask")].mask,
		.sLen = kat_number(c, "salt", 0),
	};
}

CK_RSA_PKCS_OAEP_PARAMS
rsa_oaep_params(struct kat_case *c)
{
	CK_RSA_PKCS_OAEP_PARAMS p = {
		.hashAlg = hashes[hash_at(c, "hash")].hash,
		.mgf = hashes[hash_at(c, "mask")].mask,
		.source = CKZ_DATA_SPECIFIED,
	};
	size_t len;
	const unsigned char *label = kat_bytes(c, "label", &len);

	p.pSourceData = len == 0 ? NULL : (void *)(uintptr_t)label;
	p.ulSourceDataLen = len;
	return p;
}
