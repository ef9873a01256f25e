/* SPDX-License-Identifier: Apache-2.0 */
/* To add a mechanism: a row. */
#include "every_mechanism.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))
#define NO_KEY CK_UNAVAILABLE_INFORMATION
#define NONE NULL, 0
#define PARAM(variable) &(variable), sizeof(variable)

/* ---- parameters ---- */

static CK_BYTE bytes[64] = "sixty-four bytes that are used wherever bytes "
    "are wanted at all";
static CK_OBJECT_HANDLE other_key;
static CK_ULONG mac_len = 8, bit = 8;

static CK_AES_CTR_PARAMS ctr = { 64, { 1, 2, 3, 4, 5, 6, 7, 8, 9 } };
static CK_GCM_PARAMS gcm = { bytes, 12, 96, bytes, 20, 128 };
static CK_CCM_PARAMS ccm = { 48, bytes, 12, bytes, 20, 16 };
static CK_CHACHA20_PARAMS chacha = { bytes, 32, bytes, 96 };
static CK_SALSA20_CHACHA20_POLY1305_PARAMS poly = { bytes, 12, bytes, 20 };
static CK_RSA_PKCS_OAEP_PARAMS oaep = { CKM_SHA256, CKG_MGF1_SHA256,
	CKZ_DATA_SPECIFIED, NULL, 0 };
static CK_RSA_AES_KEY_WRAP_PARAMS rsa_aes = { 256, &oaep };
static CK_ECDH_AES_KEY_WRAP_PARAMS ecdh_aes = { 256, CKD_SHA256_KDF, 20,
	bytes };
static CK_KEY_DERIVATION_STRING_DATA string = { bytes, 32 };
static CK_AES_CBC_ENCRYPT_DATA_PARAMS cbc_data = { { 1, 2, 3 }, bytes, 32 };
static CK_HKDF_PARAMS hkdf = { CK_TRUE, CK_TRUE, CKM_SHA256,
	CKF_HKDF_SALT_DATA, bytes, 16, 0, bytes, 20 };
static CK_PKCS5_PBKD2_PARAMS2 pbkdf2 = { CKZ_SALT_SPECIFIED, bytes, 16, 2,
	CKP_PKCS5_PBKD2_HMAC_SHA256, NULL, 0, bytes, 10 };

static CK_SP800_108_COUNTER_FORMAT counter = { CK_FALSE, 32 };
static CK_PRF_DATA_PARAM counted[] = {
	{ CK_SP800_108_ITERATION_VARIABLE, &counter, sizeof(counter) },
	{ CK_SP800_108_BYTE_ARRAY, bytes, 20 },
};
static CK_PRF_DATA_PARAM iterated[] = {
	{ CK_SP800_108_ITERATION_VARIABLE, NULL, 0 },
	{ CK_SP800_108_BYTE_ARRAY, bytes, 20 },
};
static CK_SP800_108_KDF_PARAMS kbkdf_counter = { CKM_SHA256_HMAC,
	LEN(counted), counted, 0, NULL };
static CK_SP800_108_KDF_PARAMS kbkdf_pipeline = { CKM_SHA256_HMAC,
	LEN(iterated), iterated, 0, NULL };
static CK_SP800_108_FEEDBACK_KDF_PARAMS kbkdf_feedback = { CKM_SHA256_HMAC,
	LEN(iterated), iterated, 16, bytes, 0, NULL };

static CK_BYTE point[160];
static CK_ECDH1_DERIVE_PARAMS ecdh = { CKD_NULL, 0, NULL, 0, point };
static CK_ECDH1_DERIVE_PARAMS ecdh_kem = { CKD_NULL, 0, NULL, 0, NULL };

static CK_SIGN_ADDITIONAL_CONTEXT context = { CKH_DETERMINISTIC_REQUIRED,
	bytes, 8 };
static CK_HASH_SIGN_ADDITIONAL_CONTEXT hash_context = {
	CKH_DETERMINISTIC_REQUIRED, bytes, 8, CKM_SHA256 };

#define PSS_PARAM(hash, type, len) \
	static CK_RSA_PKCS_PSS_PARAMS pss_##hash = { type, CKG_MGF1_##hash, \
		len }
PSS_PARAM(SHA1, CKM_SHA_1, 20);
PSS_PARAM(SHA224, CKM_SHA224, 28);
PSS_PARAM(SHA256, CKM_SHA256, 32);
PSS_PARAM(SHA384, CKM_SHA384, 48);
PSS_PARAM(SHA512, CKM_SHA512, 64);
PSS_PARAM(SHA3_224, CKM_SHA3_224, 28);
PSS_PARAM(SHA3_256, CKM_SHA3_256, 32);
PSS_PARAM(SHA3_384, CKM_SHA3_384, 48);
PSS_PARAM(SHA3_512, CKM_SHA3_512, 64);

/* ---- rows ---- */

#define ROW(name, key, len, traits, ...) \
	{ CKM_##name, #name, key, len, traits, __VA_ARGS__ }
#define RSA_HASH(hash) \
	ROW(hash##_RSA_PKCS, CKK_RSA, 100, 0, NONE), \
	ROW(hash##_RSA_PKCS_PSS, CKK_RSA, 100, CHANGES, PARAM(pss_##hash))
#define HMAC(hash) \
	ROW(hash##_HMAC, CKK_##hash##_HMAC, 100, 0, NONE), \
	ROW(hash##_HMAC_GENERAL, CKK_GENERIC_SECRET, 100, 0, PARAM(mac_len)), \
	ROW(hash##_KEY_GEN, CKK_##hash##_HMAC, 0, 0, NONE)
#define HASH(hash) \
	ROW(hash, NO_KEY, 100, 0, NONE), HMAC(hash), \
	ROW(hash##_KEY_DERIVATION, CKK_GENERIC_SECRET, 0, 0, NONE)
#define ECDSA_HASH(hash) \
	ROW(ECDSA_##hash, CKK_EC, 100, CHANGES, NONE)
#define PQ_HASH(hash) \
	ROW(HASH_ML_DSA_##hash, CKK_ML_DSA, 100, OPTIONAL, PARAM(context)), \
	ROW(HASH_SLH_DSA_##hash, CKK_SLH_DSA, 100, OPTIONAL, PARAM(context))

static const struct every_mechanism rows[] = {
	ROW(RSA_PKCS_KEY_PAIR_GEN, CKK_RSA, 0, 0, NONE),
	ROW(RSA_PKCS, CKK_RSA, 32, CHANGES, NONE),
	ROW(RSA_X_509, CKK_RSA, 256, 0, NONE),
	ROW(RSA_PKCS_OAEP, CKK_RSA, 32, CHANGES, PARAM(oaep)),
	ROW(RSA_PKCS_PSS, CKK_RSA, 32, CHANGES, PARAM(pss_SHA256)),
	ROW(RSA_AES_KEY_WRAP, CKK_RSA, 0, CHANGES, PARAM(rsa_aes)),
	RSA_HASH(SHA1), RSA_HASH(SHA224), RSA_HASH(SHA256), RSA_HASH(SHA384),
	RSA_HASH(SHA512), RSA_HASH(SHA3_224), RSA_HASH(SHA3_256),
	RSA_HASH(SHA3_384), RSA_HASH(SHA3_512),
	ROW(EC_KEY_PAIR_GEN, CKK_EC, 0, 0, NONE),
	ROW(ECDSA, CKK_EC, 32, CHANGES, NONE),
	ECDSA_HASH(SHA1), ECDSA_HASH(SHA224), ECDSA_HASH(SHA256),
	ECDSA_HASH(SHA384), ECDSA_HASH(SHA512), ECDSA_HASH(SHA3_224),
	ECDSA_HASH(SHA3_256), ECDSA_HASH(SHA3_384), ECDSA_HASH(SHA3_512),
	ROW(ECDH1_DERIVE, CKK_EC, 0, BY_USE, PARAM(ecdh)),
	ROW(ECDH1_COFACTOR_DERIVE, CKK_EC, 0, BY_USE, PARAM(ecdh)),
	ROW(ECDH_AES_KEY_WRAP, CKK_EC, 0, CHANGES, PARAM(ecdh_aes)),
	ROW(ECDH_COF_AES_KEY_WRAP, CKK_EC, 0, CHANGES, PARAM(ecdh_aes)),
	ROW(ECDH_X_AES_KEY_WRAP, CKK_EC_MONTGOMERY, 0, CHANGES,
	    PARAM(ecdh_aes)),
	ROW(EC_EDWARDS_KEY_PAIR_GEN, CKK_EC_EDWARDS, 0, 0, NONE),
	ROW(EC_MONTGOMERY_KEY_PAIR_GEN, CKK_EC_MONTGOMERY, 0, 0, NONE),
	ROW(EDDSA, CKK_EC_EDWARDS, 100, OPTIONAL, NONE),
	HASH(SHA224), HASH(SHA256), HASH(SHA384), HASH(SHA512),
	HASH(SHA512_224), HASH(SHA512_256), HASH(SHA3_224), HASH(SHA3_256),
	HASH(SHA3_384), HASH(SHA3_512), HMAC(SHA_1),
	ROW(SHA_1, NO_KEY, 100, 0, NONE),
	ROW(SHA1_KEY_DERIVATION, CKK_GENERIC_SECRET, 0, 0, NONE),
	ROW(GENERIC_SECRET_KEY_GEN, CKK_GENERIC_SECRET, 0, 0, NONE),
	ROW(CONCATENATE_BASE_AND_KEY, CKK_GENERIC_SECRET, 0, 0,
	    PARAM(other_key)),
	ROW(CONCATENATE_BASE_AND_DATA, CKK_GENERIC_SECRET, 0, 0,
	    PARAM(string)),
	ROW(CONCATENATE_DATA_AND_BASE, CKK_GENERIC_SECRET, 0, 0,
	    PARAM(string)),
	ROW(XOR_BASE_AND_DATA, CKK_GENERIC_SECRET, 0, 0, PARAM(string)),
	ROW(EXTRACT_KEY_FROM_KEY, CKK_GENERIC_SECRET, 0, 0, PARAM(bit)),
	ROW(SP800_108_COUNTER_KDF, CKK_GENERIC_SECRET, 0, 0,
	    PARAM(kbkdf_counter)),
	ROW(SP800_108_FEEDBACK_KDF, CKK_GENERIC_SECRET, 0, 0,
	    PARAM(kbkdf_feedback)),
	ROW(SP800_108_DOUBLE_PIPELINE_KDF, CKK_GENERIC_SECRET, 0, 0,
	    PARAM(kbkdf_pipeline)),
	ROW(PKCS5_PBKD2, CKK_GENERIC_SECRET, 0, 0, PARAM(pbkdf2)),
	ROW(HKDF_DERIVE, CKK_HKDF, 0, 0, PARAM(hkdf)),
	ROW(HKDF_DATA, CKK_HKDF, 0, 0, PARAM(hkdf)),
	ROW(HKDF_KEY_GEN, CKK_HKDF, 0, 0, NONE),
	ROW(AES_KEY_GEN, CKK_AES, 0, 0, NONE),
	ROW(AES_ECB, CKK_AES, 48, 0, NONE),
	ROW(AES_CBC, CKK_AES, 48, 0, bytes, 16),
	ROW(AES_CBC_PAD, CKK_AES, 45, 0, bytes, 16),
	ROW(AES_CTS, CKK_AES, 45, 0, bytes, 16),
	ROW(AES_CTR, CKK_AES, 45, 0, PARAM(ctr)),
	ROW(AES_GCM, CKK_AES, 45, 0, PARAM(gcm)),
	ROW(AES_CCM, CKK_AES, 48, 0, PARAM(ccm)),
	ROW(AES_CMAC, CKK_AES, 45, 0, NONE),
	ROW(AES_CMAC_GENERAL, CKK_AES, 45, 0, PARAM(mac_len)),
	ROW(AES_GMAC, CKK_AES, 45, 0, bytes, 12),
	ROW(AES_ECB_ENCRYPT_DATA, CKK_AES, 0, 0, PARAM(string)),
	ROW(AES_CBC_ENCRYPT_DATA, CKK_AES, 0, 0, PARAM(cbc_data)),
	ROW(AES_XTS, CKK_AES_XTS, 45, 0, bytes, 16),
	ROW(AES_XTS_KEY_GEN, CKK_AES_XTS, 0, 0, NONE),
	ROW(AES_KEY_WRAP, CKK_AES, 48, OPTIONAL, bytes, 8),
	ROW(AES_KEY_WRAP_PAD, CKK_AES, 45, OPTIONAL, bytes, 8),
	ROW(AES_KEY_WRAP_PKCS7, CKK_AES, 45, OPTIONAL, bytes, 8),
	ROW(AES_KEY_WRAP_KWP, CKK_AES, 45, OPTIONAL, bytes, 4),
	ROW(CHACHA20_KEY_GEN, CKK_CHACHA20, 0, 0, NONE),
	ROW(CHACHA20, CKK_CHACHA20, 45, 0, PARAM(chacha)),
	ROW(CHACHA20_POLY1305, CKK_CHACHA20, 45, 0, PARAM(poly)),
	ROW(ML_KEM_KEY_PAIR_GEN, CKK_ML_KEM, 0, 0, NONE),
	ROW(ML_KEM, CKK_ML_KEM, 0, 0, NONE),
	ROW(ML_DSA_KEY_PAIR_GEN, CKK_ML_DSA, 0, 0, NONE),
	ROW(ML_DSA, CKK_ML_DSA, 100, OPTIONAL, PARAM(context)),
	ROW(HASH_ML_DSA, CKK_ML_DSA, 32, 0, PARAM(hash_context)),
	ROW(SLH_DSA_KEY_PAIR_GEN, CKK_SLH_DSA, 0, 0, NONE),
	ROW(SLH_DSA, CKK_SLH_DSA, 100, OPTIONAL, PARAM(context)),
	ROW(HASH_SLH_DSA, CKK_SLH_DSA, 32, 0, PARAM(hash_context)),
	PQ_HASH(SHA224), PQ_HASH(SHA256), PQ_HASH(SHA384), PQ_HASH(SHA512),
	PQ_HASH(SHA3_224), PQ_HASH(SHA3_256), PQ_HASH(SHA3_384),
	PQ_HASH(SHA3_512), PQ_HASH(SHAKE128), PQ_HASH(SHAKE256),
};

const struct every_mechanism *
every_mechanism_find(CK_MECHANISM_TYPE type)
{
	for (size_t i = 0; i < LEN(rows); i++)
		if (rows[i].type == type)
			return &rows[i];
	return NULL;
}

void
every_mechanism_prepare(void)
{
	CK_ULONG len = sizeof(point);

	other_key = every_key(CKK_SHA256_HMAC).priv;
	OK(get_attr(every_key(CKK_EC).pub, CKA_EC_POINT, point, &len));
	ecdh.ulPublicDataLen = len;
}

CK_MECHANISM
every_mechanism_for(const struct every_mechanism *m, CK_FLAGS use)
{
	if ((m->traits & BY_USE) &&
	    (use & (CKF_ENCAPSULATE | CKF_DECAPSULATE)))
		return (CK_MECHANISM){ m->type, PARAM(ecdh_kem) };
	return (CK_MECHANISM){ m->type, m->param, m->param_len };
}

/* ---- messages ---- */

void *
every_message_param(CK_MECHANISM_TYPE type, CK_ULONG *len)
{
	static CK_BYTE tags[3][16];
	static CK_GCM_MESSAGE_PARAMS gcm_message = { bytes, 12, 0,
		CKG_NO_GENERATE, tags[0], 128 };
	static CK_CCM_MESSAGE_PARAMS ccm_message = { 48, bytes, 12, 0,
		CKG_NO_GENERATE, tags[1], 16 };
	static CK_SALSA20_CHACHA20_POLY1305_MSG_PARAMS poly_message = { bytes,
		12, tags[2] };
	static const struct {
		CK_MECHANISM_TYPE type;
		void *at;
		CK_ULONG len;
	} messages[] = {
		{ CKM_AES_GCM, PARAM(gcm_message) },
		{ CKM_AES_CCM, PARAM(ccm_message) },
		{ CKM_CHACHA20_POLY1305, PARAM(poly_message) },
	};

	for (size_t i = 0; i < LEN(messages); i++) {
		if (messages[i].type != type)
			continue;
		*len = messages[i].len;
		return messages[i].at;
	}
	*len = 0;
	return NULL;
}

/* ---- what the module lists ---- */

size_t
every_mechanism_list(CK_MECHANISM_TYPE out[static MECHANISMS_MAX])
{
	CK_ULONG count = MECHANISMS_MAX;

	OK(P11(GetMechanismList, fx.slot, out, &count));
	for (CK_ULONG i = 0; i < count; i++)
		ck_assert_msg(every_mechanism_find(out[i]) != NULL,
		    "mechanism 0x%lx has no row", out[i]);
	return count;
}

CK_MECHANISM_INFO
every_mechanism_info(CK_MECHANISM_TYPE type)
{
	CK_MECHANISM_INFO info;

	OK(P11(GetMechanismInfo, fx.slot, type, &info));
	return info;
}
