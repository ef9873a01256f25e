/* SPDX-License-Identifier: Apache-2.0 */
/* Uses by class and type of key. To add a type: a row. */
#include "object/template_usage.h"

#include "mech/use.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define USE(name) (1u << USE_##name)
#define CIPHER (USE(ENCRYPT) | USE(DECRYPT))
#define WRAPPER (USE(WRAP) | USE(UNWRAP))
#define MAC (USE(SIGN) | USE(VERIFY))
#define RSA_PRIVATE \
	(USE(SIGN) | USE(SIGN_RECOVER) | USE(DECRYPT) | USE(UNWRAP))
#define RSA_PUBLIC \
	(USE(VERIFY) | USE(VERIFY_RECOVER) | USE(ENCRYPT) | USE(WRAP))

/* clang-format off */
static const struct {
	CK_KEY_TYPE type;
	unsigned secret, private, public; /* bits of enum use */
} rows[] = {
	/* type                secret key            private key             public key */
	{ CKK_RSA,             0,                    RSA_PRIVATE,            RSA_PUBLIC },
	{ CKK_EC,              0,                    USE(SIGN) | USE(DERIVE), USE(VERIFY) | USE(DERIVE) },
	{ CKK_EC_EDWARDS,      0,                    USE(SIGN),               USE(VERIFY) },
	{ CKK_EC_MONTGOMERY,   0,                    USE(DERIVE),             USE(DERIVE) },
	{ CKK_ML_KEM,          0,                    USE(DECAPSULATE),        USE(ENCAPSULATE) },
	{ CKK_ML_DSA,          0,                    USE(SIGN),               USE(VERIFY) },
	{ CKK_SLH_DSA,         0,                    USE(SIGN),               USE(VERIFY) },
	{ CKK_AES,             CIPHER | WRAPPER,     0,                       0 },
	{ CKK_AES_XTS,         CIPHER,               0,                       0 },
	{ CKK_CHACHA20,        CIPHER,               0,                       0 },
	{ CKK_GENERIC_SECRET,  MAC | USE(DERIVE),    0,                       0 },
	{ CKK_HKDF,            USE(DERIVE),          0,                       0 },
	{ CKK_SHA_1_HMAC,      MAC | USE(DERIVE),    0,                       0 },
	{ CKK_SHA224_HMAC,     MAC | USE(DERIVE),    0,                       0 },
	{ CKK_SHA256_HMAC,     MAC | USE(DERIVE),    0,                       0 },
	{ CKK_SHA384_HMAC,     MAC | USE(DERIVE),    0,                       0 },
	{ CKK_SHA512_HMAC,     MAC | USE(DERIVE),    0,                       0 },
	{ CKK_SHA512_224_HMAC, MAC | USE(DERIVE),    0,                       0 },
	{ CKK_SHA512_256_HMAC, MAC | USE(DERIVE),    0,                       0 },
	{ CKK_SHA3_224_HMAC,   MAC | USE(DERIVE),    0,                       0 },
	{ CKK_SHA3_256_HMAC,   MAC | USE(DERIVE),    0,                       0 },
	{ CKK_SHA3_384_HMAC,   MAC | USE(DERIVE),    0,                       0 },
	{ CKK_SHA3_512_HMAC,   MAC | USE(DERIVE),    0,                       0 },
};
/* clang-format on */

static unsigned
uses_of(const struct template *t)
{
	for (size_t i = 0; i < COUNT(rows); i++) {
		if (rows[i].type != t->key_type)
			continue;
		if (t->class == CKO_SECRET_KEY)
			return rows[i].secret;
		if (t->class == CKO_PRIVATE_KEY)
			return rows[i].private;
		return t->class == CKO_PUBLIC_KEY ? rows[i].public : 0;
	}
	return 0;
}

static bool
names_usage(const struct template *t)
{
	for (size_t i = 0; i < USE_COUNT; i++)
		if (use_table[i].usage != CK_UNAVAILABLE_INFORMATION &&
		    attrs_get(&t->attrs, use_table[i].usage) != NULL)
			return true;
	return false;
}

enum err
template_complete_usage(struct template *t)
{
	unsigned uses = uses_of(t);

	if (names_usage(t))
		return E_OK;
	for (size_t i = 0; i < USE_COUNT; i++)
		if (uses & 1u << i)
			TRY(attrs_set_bool(&t->attrs, use_table[i].usage,
			    true));
	return E_OK;
}
