/* SPDX-License-Identifier: Apache-2.0 */
/* What kinds of keys can be made and what for. To add one: a row. */
#include "key_type.h"

#include "help.h"
#include "option.h"

#include <string.h>

#define CIPHER (USAGE_ENCRYPT | USAGE_DECRYPT)
#define WRAPPING (USAGE_WRAP | USAGE_UNWRAP)
#define SIGNING (USAGE_SIGN | USAGE_VERIFY)
#define AGREEING USAGE_DERIVE
#define CAPSULES (USAGE_ENCAPSULATE | USAGE_DECAPSULATE)

#define NO_CURVE { { 0 }, 0 }
#define BYTES(n) TRAIT_BYTES, n, NO_CURVE
#define MODULUS(n) TRAIT_MODULUS, n, NO_CURVE
#define SET(n) TRAIT_SET, n, NO_CURVE
#define OID(...) TRAIT_CURVE, 0, { { 0x06, sizeof((CK_BYTE[]){ __VA_ARGS__ }), \
	__VA_ARGS__ }, 2 + sizeof((CK_BYTE[]){ __VA_ARGS__ }) }
/* 1.3.132.0.n, 1.3.36.3.3.2.8.1.1.n and 1.3.101.n */
#define CERTICOM(n) OID(0x2B, 0x81, 0x04, 0x00, n)
#define BRAINPOOL(n) \
	OID(0x2B, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, n)
#define THAWTE(n) OID(0x2B, 0x65, n)

#define AES(name, n) { name, CKK_AES, CKM_AES_KEY_GEN, BYTES(n), \
	CIPHER | WRAPPING, CIPHER | WRAPPING | SIGNING | USAGE_DERIVE }
#define RSA(name, n) { name, CKK_RSA, CKM_RSA_PKCS_KEY_PAIR_GEN, MODULUS(n), \
	SIGNING, SIGNING | CIPHER | WRAPPING }
#define EC(name, curve) { name, CKK_EC, CKM_EC_KEY_PAIR_GEN, curve, SIGNING, \
	SIGNING | AGREEING | WRAPPING }
#define EDWARDS(name, n) { name, CKK_EC_EDWARDS, CKM_EC_EDWARDS_KEY_PAIR_GEN, \
	THAWTE(n), SIGNING, SIGNING }
#define MONTGOMERY(name, n) { name, CKK_EC_MONTGOMERY, \
	CKM_EC_MONTGOMERY_KEY_PAIR_GEN, THAWTE(n), AGREEING, \
	AGREEING | WRAPPING }
#define HMAC(name, hash, n) { name, CKK_##hash##_HMAC, CKM_##hash##_KEY_GEN, \
	BYTES(n), SIGNING, SIGNING | USAGE_DERIVE }
#define GENERIC(name, n) { name, CKK_GENERIC_SECRET, \
	CKM_GENERIC_SECRET_KEY_GEN, BYTES(n), SIGNING | USAGE_DERIVE, \
	SIGNING | USAGE_DERIVE }
#define ML_KEM(name, n) { name, CKK_ML_KEM, CKM_ML_KEM_KEY_PAIR_GEN, SET(n), \
	CAPSULES, CAPSULES }
#define ML_DSA(name, n) { name, CKK_ML_DSA, CKM_ML_DSA_KEY_PAIR_GEN, SET(n), \
	SIGNING, SIGNING }
#define SLH_DSA(name, n) { name, CKK_SLH_DSA, CKM_SLH_DSA_KEY_PAIR_GEN, \
	SET(n), SIGNING, SIGNING }

/* clang-format off */
const struct key_type key_types[] = {
	AES("aes-256", 32),
	AES("aes-192", 24),
	AES("aes-128", 16),
	RSA("rsa-2048", 2048),
	RSA("rsa-3072", 3072),
	RSA("rsa-4096", 4096),
	EC("ec-p256", OID(0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07)),
	EC("ec-p384", CERTICOM(0x22)),
	EC("ec-p521", CERTICOM(0x23)),
	EC("ec-p224", CERTICOM(0x21)),
	EC("ec-secp256k1", CERTICOM(0x0A)),
	EC("ec-bp256r1", BRAINPOOL(0x07)),
	EC("ec-bp384r1", BRAINPOOL(0x0B)),
	EC("ec-bp512r1", BRAINPOOL(0x0D)),
	EDWARDS("ed25519", 0x70),
	EDWARDS("ed448", 0x71),
	MONTGOMERY("x25519", 0x6E),
	MONTGOMERY("x448", 0x6F),
	HMAC("hmac-sha1", SHA_1, 20),
	HMAC("hmac-sha224", SHA224, 28),
	HMAC("hmac-sha256", SHA256, 32),
	HMAC("hmac-sha384", SHA384, 48),
	HMAC("hmac-sha512", SHA512, 64),
	HMAC("hmac-sha3-256", SHA3_256, 32),
	HMAC("hmac-sha3-384", SHA3_384, 48),
	HMAC("hmac-sha3-512", SHA3_512, 64),
	GENERIC("generic-128", 16),
	GENERIC("generic-256", 32),
	GENERIC("generic-512", 64),
	{ "hkdf-256", CKK_HKDF, CKM_HKDF_KEY_GEN, BYTES(32), USAGE_DERIVE, USAGE_DERIVE },
	{ "chacha20", CKK_CHACHA20, CKM_CHACHA20_KEY_GEN, BYTES(32), CIPHER, CIPHER | WRAPPING },
	{ "aes-xts-256", CKK_AES_XTS, CKM_AES_XTS_KEY_GEN, BYTES(32), CIPHER, CIPHER | WRAPPING },
	{ "aes-xts-512", CKK_AES_XTS, CKM_AES_XTS_KEY_GEN, BYTES(64), CIPHER, CIPHER | WRAPPING },
	ML_KEM("ml-kem-512", CKP_ML_KEM_512),
	ML_KEM("ml-kem-768", CKP_ML_KEM_768),
	ML_KEM("ml-kem-1024", CKP_ML_KEM_1024),
	ML_DSA("ml-dsa-44", CKP_ML_DSA_44),
	ML_DSA("ml-dsa-65", CKP_ML_DSA_65),
	ML_DSA("ml-dsa-87", CKP_ML_DSA_87),
	SLH_DSA("slh-dsa-sha2-128s", CKP_SLH_DSA_SHA2_128S),
	SLH_DSA("slh-dsa-sha2-128f", CKP_SLH_DSA_SHA2_128F),
	SLH_DSA("slh-dsa-sha2-192s", CKP_SLH_DSA_SHA2_192S),
	SLH_DSA("slh-dsa-sha2-192f", CKP_SLH_DSA_SHA2_192F),
	SLH_DSA("slh-dsa-sha2-256s", CKP_SLH_DSA_SHA2_256S),
	SLH_DSA("slh-dsa-sha2-256f", CKP_SLH_DSA_SHA2_256F),
	SLH_DSA("slh-dsa-shake-128s", CKP_SLH_DSA_SHAKE_128S),
	SLH_DSA("slh-dsa-shake-128f", CKP_SLH_DSA_SHAKE_128F),
	SLH_DSA("slh-dsa-shake-192s", CKP_SLH_DSA_SHAKE_192S),
	SLH_DSA("slh-dsa-shake-192f", CKP_SLH_DSA_SHAKE_192F),
	SLH_DSA("slh-dsa-shake-256s", CKP_SLH_DSA_SHAKE_256S),
	SLH_DSA("slh-dsa-shake-256f", CKP_SLH_DSA_SHAKE_256F),
	{ .name = NULL },
};

const struct key_usage key_usages[] = {
	{ "encrypt",     USAGE_ENCRYPT,     CKA_ENCRYPT,     true },
	{ "decrypt",     USAGE_DECRYPT,     CKA_DECRYPT,     false },
	{ "wrap",        USAGE_WRAP,        CKA_WRAP,        true },
	{ "unwrap",      USAGE_UNWRAP,      CKA_UNWRAP,      false },
	{ "sign",        USAGE_SIGN,        CKA_SIGN,        false },
	{ "verify",      USAGE_VERIFY,      CKA_VERIFY,      true },
	{ "derive",      USAGE_DERIVE,      CKA_DERIVE,      false },
	{ "encapsulate", USAGE_ENCAPSULATE, CKA_ENCAPSULATE, true },
	{ "decapsulate", USAGE_DECAPSULATE, CKA_DECAPSULATE, false },
	{ NULL,          0,                 0,               false },
};
/* clang-format on */

bool
key_type_is_pair(const struct key_type *type)
{
	return type->trait != TRAIT_BYTES;
}

enum status
key_type_read(const struct context *c, const struct key_type **out)
{
	const char *name = option_value(c, "type");

	for (const struct key_type *t = key_types; t->name != NULL; t++) {
		if (name != NULL && strcmp(t->name, name) != 0)
			continue;
		*out = t;
		return DONE;
	}
	return usage_refused(c, "there is no key type \"%s\"", name);
}

static const struct key_usage *
usage_row(const char *name, size_t len)
{
	const struct key_usage *u = key_usages;

	while (u->name != NULL &&
	    (strlen(u->name) != len || strncmp(u->name, name, len) != 0))
		u++;
	return u->name != NULL ? u : NULL;
}

enum status
key_usage_read(const struct context *c, const struct key_type *type,
    unsigned *out)
{
	const char *word = option_value(c, "usage");
	const struct key_usage *row;
	unsigned usage = 0;
	size_t len;

	if (word == NULL) {
		*out = type->usual;
		return DONE;
	}
	for (;; word += len + 1) {
		len = strcspn(word, ",");
		row = usage_row(word, len);
		if (row == NULL)
			return usage_refused(c, "there is no usage \"%.*s\"",
			    (int)len, word);
		if ((row->bit & type->allowed) == 0)
			return usage_refused(c, "a key of type %s cannot %s",
			    type->name, row->name);
		usage |= row->bit;
		if (word[len] == '\0')
			break;
	}
	*out = usage;
	return DONE;
}
