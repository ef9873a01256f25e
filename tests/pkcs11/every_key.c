/* SPDX-License-Identifier: Apache-2.0 */
/* A key of each type. To add a type: a row. */
#include "every_mechanism.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

static CK_ULONG bytes_16 = 16, bytes_32 = 32, bytes_64 = 64, bits = 2048;
static CK_ULONG smallest = 1, fastest = CKP_SLH_DSA_SHA2_128F;
static CK_BYTE p256[] = { 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7 };
static CK_BYTE ed25519[] = { 6, 3, 0x2b, 0x65, 0x70 };
static CK_BYTE x25519[] = { 6, 3, 0x2b, 0x65, 0x6e };

#define HMAC(hash) \
	{ CKK_##hash##_HMAC, CKM_##hash##_KEY_GEN, \
	    ATTR(CKA_VALUE_LEN, bytes_32) }
#define PQ(kind, set) \
	{ CKK_##kind, CKM_##kind##_KEY_PAIR_GEN, \
	    ATTR(CKA_PARAMETER_SET, set) }

/* Secret keys come before RSA. */
static const struct maker {
	CK_KEY_TYPE type;
	CK_MECHANISM_TYPE generator;
	CK_ATTRIBUTE sized;
} makers[] = {
	{ CKK_AES, CKM_AES_KEY_GEN, ATTR(CKA_VALUE_LEN, bytes_16) },
	{ CKK_AES_XTS, CKM_AES_XTS_KEY_GEN, ATTR(CKA_VALUE_LEN, bytes_64) },
	{ CKK_CHACHA20, CKM_CHACHA20_KEY_GEN, { 0, NULL, 0 } },
	{ CKK_GENERIC_SECRET, CKM_GENERIC_SECRET_KEY_GEN,
	    ATTR(CKA_VALUE_LEN, bytes_32) },
	{ CKK_HKDF, CKM_HKDF_KEY_GEN, ATTR(CKA_VALUE_LEN, bytes_32) },
	HMAC(SHA_1), HMAC(SHA224), HMAC(SHA256), HMAC(SHA384), HMAC(SHA512),
	HMAC(SHA512_224), HMAC(SHA512_256), HMAC(SHA3_224), HMAC(SHA3_256),
	HMAC(SHA3_384), HMAC(SHA3_512),
	{ CKK_RSA, CKM_RSA_PKCS_KEY_PAIR_GEN, ATTR(CKA_MODULUS_BITS, bits) },
	{ CKK_EC, CKM_EC_KEY_PAIR_GEN, ATTR(CKA_EC_PARAMS, p256) },
	{ CKK_EC_EDWARDS, CKM_EC_EDWARDS_KEY_PAIR_GEN,
	    ATTR(CKA_EC_PARAMS, ed25519) },
	{ CKK_EC_MONTGOMERY, CKM_EC_MONTGOMERY_KEY_PAIR_GEN,
	    ATTR(CKA_EC_PARAMS, x25519) },
	PQ(ML_KEM, smallest), PQ(ML_DSA, smallest), PQ(SLH_DSA, fastest),
};

/* What has been made, by row. */
static struct pair made[LEN(makers)];

static size_t
row_of(CK_KEY_TYPE type)
{
	for (size_t i = 0; i < LEN(makers); i++)
		if (makers[i].type == type)
			return i;
	ck_abort_msg("no maker for keys of type 0x%lx", type);
	return 0;
}

bool
every_key_is_secret(CK_KEY_TYPE type)
{
	return row_of(type) < row_of(CKK_RSA);
}

CK_MECHANISM_TYPE
every_key_generator(CK_KEY_TYPE type, CK_ATTRIBUTE *sized)
{
	const struct maker *m = &makers[row_of(type)];

	*sized = m->sized;
	return m->generator;
}

static CK_RV
generate_secret(const struct maker *maker, struct pair *out)
{
	CK_MECHANISM m = { maker->generator, NULL, 0 };
	CK_ATTRIBUTE template[] = { ATTR(CKA_ENCRYPT, yes),
		ATTR(CKA_DECRYPT, yes), ATTR(CKA_SIGN, yes),
		ATTR(CKA_VERIFY, yes), ATTR(CKA_WRAP, yes),
		ATTR(CKA_UNWRAP, yes), ATTR(CKA_DERIVE, yes), maker->sized };
	CK_RV rv = P11(GenerateKey, fx.session, &m, template,
	    maker->sized.ulValueLen == 0 ? 7 : 8, &out->priv);

	out->pub = out->priv;
	return rv;
}

static CK_RV
generate_pair(const struct maker *maker, struct pair *out)
{
	CK_MECHANISM m = { maker->generator, NULL, 0 };
	CK_ATTRIBUTE pub[] = { maker->sized, ATTR(CKA_ENCRYPT, yes),
		ATTR(CKA_VERIFY, yes), ATTR(CKA_VERIFY_RECOVER, yes),
		ATTR(CKA_WRAP, yes), ATTR(CKA_ENCAPSULATE, yes) };
	CK_ATTRIBUTE priv[] = { ATTR(CKA_DECRYPT, yes), ATTR(CKA_SIGN, yes),
		ATTR(CKA_SIGN_RECOVER, yes), ATTR(CKA_UNWRAP, yes),
		ATTR(CKA_DERIVE, yes), ATTR(CKA_DECAPSULATE, yes),
		ATTR(CKA_EXTRACTABLE, yes), ATTR(CKA_SENSITIVE, no) };

	return P11(GenerateKeyPair, fx.session, &m, pub, ATTR_COUNT(pub), priv,
	    ATTR_COUNT(priv), &out->pub, &out->priv);
}

CK_RV
every_key_new(CK_KEY_TYPE type, struct pair *out)
{
	const struct maker *maker = &makers[row_of(type)];

	return every_key_is_secret(type) ? generate_secret(maker, out)
	    : generate_pair(maker, out);
}

struct pair
every_key(CK_KEY_TYPE type)
{
	size_t row = row_of(type);

	if (made[row].priv == CK_INVALID_HANDLE)
		OK(every_key_new(type, &made[row]));
	return made[row];
}

CK_KEY_TYPE
every_key_wrong(const struct every_mechanism *m)
{
	return m->key == CKK_CHACHA20 ? CKK_AES : CKK_CHACHA20;
}
