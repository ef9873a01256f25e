/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every mechanism there is, sorted by number. A variant is a row; only a new
 * family needs a file beside it.
 */
#include "crypto/library.h"
#include "mech/family.h"

#define NO_KEY CK_UNAVAILABLE_INFORMATION
#define DIGEST CKF_DIGEST
#define DATA (CKF_ENCRYPT | CKF_DECRYPT)
#define CRYPT (DATA | CKF_WRAP | CKF_UNWRAP)
#define MESSAGES (CKF_MESSAGE_ENCRYPT | CKF_MESSAGE_DECRYPT)
#define SIGN (CKF_SIGN | CKF_VERIFY)
#define RECOVER (SIGN | CKF_SIGN_RECOVER | CKF_VERIFY_RECOVER)
#define EC_KIND \
	(CKF_EC_F_P | CKF_EC_OID | CKF_EC_CURVENAME | CKF_EC_UNCOMPRESS | \
	CKF_EC_COMPRESS)
#define EC_SIGN (CKF_SIGN | CKF_VERIFY | EC_KIND)
#define EC_PAIR (CKF_GENERATE_KEY_PAIR | EC_KIND)
#define EC_AGREE (CKF_DERIVE | CKF_ENCAPSULATE | CKF_DECAPSULATE | EC_KIND)
#define EC_WRAP (CKF_WRAP | CKF_UNWRAP | EC_KIND)

/* Sizes of AES keys are in bytes, those of EC keys in bits of the field. */
#define AES CKK_AES, 16, 32
#define XTS CKK_AES_XTS, 32, 64
#define CHACHA CKK_CHACHA20, 32, 32
#define EC CKK_EC, 224, 521
#define EDWARDS CKK_EC_EDWARDS, 255, 448
#define MONT CKK_EC_MONTGOMERY, 255, 448
#define CURVE KEY_ANY_CURVE, 224, 521
#define NONE NO_KEY, 0, 0
/* In bits of the modulus: old keys still verify and decrypt. */
#define RSA CKK_RSA, 1024, 16384
#define RSA_NEW CKK_RSA, 2048, 4096

#define WHOLE (MECH_WHOLE | MECH_TRIAL)
#define WHOLE_ONE (MECH_WHOLE | MECH_TRIAL | MECH_ONE_PART)
#define FILLED_ONE (WHOLE_ONE | MECH_FILLS)
#define TRIAL_ONE (MECH_TRIAL | MECH_ONE_PART)
#define WHOLE_ONLY (MECH_WHOLE | MECH_ONE_PART)

#define MACS (MECH_TRIAL | MECH_KEYED)

/* Values of any length: in bytes where the key's type says so, in bits where
 * it may be any. */
#define BYTES 1, SECRET_BYTES_MAX
#define BITS 8, 8 * SECRET_BYTES_MAX
#define HKDF CKK_HKDF, BYTES
#define GENERIC CKK_GENERIC_SECRET, BITS
#define SECRET KEY_ANY_SECRET, BITS

/* Bytes of the public key; and a row for each hash. */
#define ML_KEM_KEY CKK_ML_KEM, 800, 1568
#define ML_DSA_KEY CKK_ML_DSA, 1312, 2592
#define SLH_DSA_KEY CKK_SLH_DSA, 32, 64
#define PQ_HASH(kind, hash, digest) \
	{ CKM_HASH_##kind##_##hash, "HASH_" #kind "_" #hash, kind##_KEY, \
	    SIGN, MECH_TRIAL, &pq_sign_ops, digest, NULL }
#define PQ_HASHES(kind) \
	PQ_HASH(kind, SHA224, "SHA2-224"), PQ_HASH(kind, SHA256, "SHA2-256"), \
	PQ_HASH(kind, SHA384, "SHA2-384"), PQ_HASH(kind, SHA512, "SHA2-512"), \
	PQ_HASH(kind, SHA3_224, "SHA3-224"), \
	PQ_HASH(kind, SHA3_256, "SHA3-256"), \
	PQ_HASH(kind, SHA3_384, "SHA3-384"), \
	PQ_HASH(kind, SHA3_512, "SHA3-512"), \
	PQ_HASH(kind, SHAKE128, "SHAKE-128"), \
	PQ_HASH(kind, SHAKE256, "SHAKE-256")

/* What there is for each hash: two rows, one, one. */
#define HMAC(hash, digest) \
	{ CKM_##hash##_HMAC, #hash "_HMAC", CKK_##hash##_HMAC, BYTES, SIGN, \
	    MACS | MECH_GENERIC, &hmac_ops, digest, NULL }, \
	{ CKM_##hash##_HMAC_GENERAL, #hash "_HMAC_GENERAL", \
	    CKK_##hash##_HMAC, BYTES, SIGN, MACS | MECH_GENERIC, \
	    &hmac_general_ops, digest, NULL }
#define HMAC_GEN(hash) \
	{ CKM_##hash##_KEY_GEN, #hash "_KEY_GEN", CKK_##hash##_HMAC, BYTES, \
	    CKF_GENERATE, 0, NULL, NULL, secret_generate }
#define HASH_KEY(hash, digest) \
	{ CKM_##hash##_KEY_DERIVATION, #hash "_KEY_DERIVATION", SECRET, \
	    CKF_DERIVE, 0, &hash_key_ops, digest, NULL }
#define RSA_HASH(hash, digest) \
	{ CKM_##hash##_RSA_PKCS, #hash "_RSA_PKCS", RSA, SIGN, MECH_TRIAL, \
	    &rsa_hash_ops, digest, NULL }
#define RSA_PSS(hash, digest) \
	{ CKM_##hash##_RSA_PKCS_PSS, #hash "_RSA_PKCS_PSS", RSA, SIGN, \
	    MECH_TRIAL, &rsa_pss_hash_ops, digest, NULL }

/* clang-format off */
static const struct mech table[] = {
	/* type                name               key   flags         traits      ops                digest          generate */
	{ CKM_RSA_PKCS_KEY_PAIR_GEN, "RSA_PKCS_KEY_PAIR_GEN", RSA_NEW, CKF_GENERATE_KEY_PAIR, 0, NULL,
	    NULL, rsa_pair_generate },
	{ CKM_RSA_PKCS, "RSA_PKCS", RSA, CRYPT | RECOVER, WHOLE_ONLY, &rsa_pkcs_ops, NULL, NULL },
	{ CKM_RSA_X_509, "RSA_X_509", RSA, CRYPT | RECOVER, WHOLE_ONLY | MECH_FILLS, &rsa_raw_ops, NULL, NULL },
	RSA_HASH(SHA1, "SHA1"),
	{ CKM_RSA_PKCS_OAEP, "RSA_PKCS_OAEP", RSA, CRYPT, WHOLE_ONE, &rsa_oaep_ops, NULL, NULL },
	{ CKM_RSA_PKCS_PSS, "RSA_PKCS_PSS", RSA, SIGN, TRIAL_ONE, &rsa_pss_ops, NULL, NULL },
	RSA_PSS(SHA1, "SHA1"),
	{ CKM_ML_KEM_KEY_PAIR_GEN, "ML_KEM_KEY_PAIR_GEN", ML_KEM_KEY, CKF_GENERATE_KEY_PAIR, 0, NULL, NULL, pq_pair_generate },
	{ CKM_ML_KEM, "ML_KEM", ML_KEM_KEY, CKF_ENCAPSULATE | CKF_DECAPSULATE, 0, &ml_kem_ops, NULL, NULL },
	{ CKM_ML_DSA_KEY_PAIR_GEN, "ML_DSA_KEY_PAIR_GEN", ML_DSA_KEY, CKF_GENERATE_KEY_PAIR, 0, NULL, NULL, pq_pair_generate },
	{ CKM_ML_DSA, "ML_DSA", ML_DSA_KEY, SIGN, MECH_TRIAL | MECH_KEYED, &pq_sign_ops, NULL, NULL },
	{ CKM_HASH_ML_DSA, "HASH_ML_DSA", ML_DSA_KEY, SIGN, TRIAL_ONE, &pq_sign_given_ops, NULL, NULL },
	PQ_HASHES(ML_DSA),
	{ CKM_SLH_DSA_KEY_PAIR_GEN, "SLH_DSA_KEY_PAIR_GEN", SLH_DSA_KEY, CKF_GENERATE_KEY_PAIR, 0, NULL, NULL, pq_pair_generate },
	{ CKM_SLH_DSA, "SLH_DSA", SLH_DSA_KEY, SIGN, MECH_TRIAL, &pq_sign_ops, NULL, NULL },
	{ CKM_HASH_SLH_DSA, "HASH_SLH_DSA", SLH_DSA_KEY, SIGN, TRIAL_ONE, &pq_sign_given_ops, NULL, NULL },
	PQ_HASHES(SLH_DSA),
	RSA_HASH(SHA256, "SHA2-256"),
	RSA_HASH(SHA384, "SHA2-384"),
	RSA_HASH(SHA512, "SHA2-512"),
	RSA_PSS(SHA256, "SHA2-256"),
	RSA_PSS(SHA384, "SHA2-384"),
	RSA_PSS(SHA512, "SHA2-512"),
	RSA_HASH(SHA224, "SHA2-224"),
	RSA_PSS(SHA224, "SHA2-224"),
	{ CKM_SHA512_224,      "SHA512_224",      NONE, DIGEST,       0,          &digest_ops,       "SHA2-512/224", NULL },
	HMAC(SHA512_224, "SHA2-512/224"),
	HASH_KEY(SHA512_224, "SHA2-512/224"),
	{ CKM_SHA512_256,      "SHA512_256",      NONE, DIGEST,       0,          &digest_ops,       "SHA2-512/256", NULL },
	HMAC(SHA512_256, "SHA2-512/256"),
	HASH_KEY(SHA512_256, "SHA2-512/256"),
	RSA_HASH(SHA3_256, "SHA3-256"),
	RSA_HASH(SHA3_384, "SHA3-384"),
	RSA_HASH(SHA3_512, "SHA3-512"),
	RSA_PSS(SHA3_256, "SHA3-256"),
	RSA_PSS(SHA3_384, "SHA3-384"),
	RSA_PSS(SHA3_512, "SHA3-512"),
	RSA_HASH(SHA3_224, "SHA3-224"),
	RSA_PSS(SHA3_224, "SHA3-224"),
	{ CKM_SHA_1,           "SHA_1",           NONE, DIGEST,       0,          &digest_ops,       "SHA1",         NULL },
	HMAC(SHA_1, "SHA1"),
	{ CKM_SHA256,          "SHA256",          NONE, DIGEST,       0,          &digest_ops,       "SHA2-256",     NULL },
	HMAC(SHA256, "SHA2-256"),
	{ CKM_SHA224,          "SHA224",          NONE, DIGEST,       0,          &digest_ops,       "SHA2-224",     NULL },
	HMAC(SHA224, "SHA2-224"),
	{ CKM_SHA384,          "SHA384",          NONE, DIGEST,       0,          &digest_ops,       "SHA2-384",     NULL },
	HMAC(SHA384, "SHA2-384"),
	{ CKM_SHA512,          "SHA512",          NONE, DIGEST,       0,          &digest_ops,       "SHA2-512",     NULL },
	HMAC(SHA512, "SHA2-512"),
	{ CKM_SHA3_256,        "SHA3_256",        NONE, DIGEST,       0,          &digest_ops,       "SHA3-256",     NULL },
	HMAC(SHA3_256, "SHA3-256"),
	HMAC_GEN(SHA3_256),
	{ CKM_SHA3_224,        "SHA3_224",        NONE, DIGEST,       0,          &digest_ops,       "SHA3-224",     NULL },
	HMAC(SHA3_224, "SHA3-224"),
	HMAC_GEN(SHA3_224),
	{ CKM_SHA3_384,        "SHA3_384",        NONE, DIGEST,       0,          &digest_ops,       "SHA3-384",     NULL },
	HMAC(SHA3_384, "SHA3-384"),
	HMAC_GEN(SHA3_384),
	{ CKM_SHA3_512,        "SHA3_512",        NONE, DIGEST,       0,          &digest_ops,       "SHA3-512",     NULL },
	HMAC(SHA3_512, "SHA3-512"),
	HMAC_GEN(SHA3_512),
	{ CKM_GENERIC_SECRET_KEY_GEN, "GENERIC_SECRET_KEY_GEN", GENERIC, CKF_GENERATE, 0, NULL,      NULL,           secret_generate },
	{ CKM_CONCATENATE_BASE_AND_KEY, "CONCATENATE_BASE_AND_KEY", SECRET, CKF_DERIVE, MECH_BYTES, &base_and_key_ops, NULL, NULL },
	{ CKM_CONCATENATE_BASE_AND_DATA, "CONCATENATE_BASE_AND_DATA", SECRET, CKF_DERIVE, MECH_BYTES, &base_and_data_ops, NULL, NULL },
	{ CKM_CONCATENATE_DATA_AND_BASE, "CONCATENATE_DATA_AND_BASE", SECRET, CKF_DERIVE, MECH_BYTES, &data_and_base_ops, NULL, NULL },
	{ CKM_XOR_BASE_AND_DATA, "XOR_BASE_AND_DATA", SECRET, CKF_DERIVE, MECH_BYTES, &base_xor_data_ops, NULL,      NULL },
	{ CKM_EXTRACT_KEY_FROM_KEY, "EXTRACT_KEY_FROM_KEY", SECRET, CKF_DERIVE, MECH_BYTES, &extract_key_ops, NULL,  NULL },
	HASH_KEY(SHA1, "SHA1"),
	HASH_KEY(SHA256, "SHA2-256"),
	HASH_KEY(SHA384, "SHA2-384"),
	HASH_KEY(SHA512, "SHA2-512"),
	HASH_KEY(SHA224, "SHA2-224"),
	HASH_KEY(SHA3_256, "SHA3-256"),
	HASH_KEY(SHA3_224, "SHA3-224"),
	HASH_KEY(SHA3_384, "SHA3-384"),
	HASH_KEY(SHA3_512, "SHA3-512"),
	{ CKM_SP800_108_COUNTER_KDF, "SP800_108_COUNTER_KDF", SECRET, CKF_DERIVE, MECH_LIKE_BASE, &kbkdf_counter_ops, NULL, NULL },
	{ CKM_SP800_108_FEEDBACK_KDF, "SP800_108_FEEDBACK_KDF", SECRET, CKF_DERIVE, MECH_LIKE_BASE, &kbkdf_feedback_ops, NULL, NULL },
	{ CKM_SP800_108_DOUBLE_PIPELINE_KDF, "SP800_108_DOUBLE_PIPELINE_KDF", SECRET, CKF_DERIVE, MECH_LIKE_BASE, &kbkdf_pipeline_ops, NULL, NULL },
	{ CKM_PKCS5_PBKD2,     "PKCS5_PBKD2",     SECRET, CKF_GENERATE, 0,        &pbkdf2_ops,       NULL,           pbkdf2_generate },
	{ CKM_EC_KEY_PAIR_GEN, "EC_KEY_PAIR_GEN", EC,   EC_PAIR,      0,          NULL,              NULL,           ec_pair_generate },
	{ CKM_ECDSA,           "ECDSA",           EC,   EC_SIGN,      TRIAL_ONE,  &ecdsa_ops,        NULL,           NULL },
	{ CKM_ECDSA_SHA1,      "ECDSA_SHA1",      EC,   EC_SIGN,      MECH_TRIAL, &ecdsa_hash_ops,   "SHA1",         NULL },
	{ CKM_ECDSA_SHA224,    "ECDSA_SHA224",    EC,   EC_SIGN,      MECH_TRIAL, &ecdsa_hash_ops,   "SHA2-224",     NULL },
	{ CKM_ECDSA_SHA256,    "ECDSA_SHA256",    EC,   EC_SIGN,      MECH_TRIAL, &ecdsa_hash_ops,   "SHA2-256",     NULL },
	{ CKM_ECDSA_SHA384,    "ECDSA_SHA384",    EC,   EC_SIGN,      MECH_TRIAL, &ecdsa_hash_ops,   "SHA2-384",     NULL },
	{ CKM_ECDSA_SHA512,    "ECDSA_SHA512",    EC,   EC_SIGN,      MECH_TRIAL, &ecdsa_hash_ops,   "SHA2-512",     NULL },
	{ CKM_ECDSA_SHA3_224,  "ECDSA_SHA3_224",  EC,   EC_SIGN,      MECH_TRIAL, &ecdsa_hash_ops,   "SHA3-224",     NULL },
	{ CKM_ECDSA_SHA3_256,  "ECDSA_SHA3_256",  EC,   EC_SIGN,      MECH_TRIAL, &ecdsa_hash_ops,   "SHA3-256",     NULL },
	{ CKM_ECDSA_SHA3_384,  "ECDSA_SHA3_384",  EC,   EC_SIGN,      MECH_TRIAL, &ecdsa_hash_ops,   "SHA3-384",     NULL },
	{ CKM_ECDSA_SHA3_512,  "ECDSA_SHA3_512",  EC,   EC_SIGN,      MECH_TRIAL, &ecdsa_hash_ops,   "SHA3-512",     NULL },
	{ CKM_ECDH1_DERIVE,    "ECDH1_DERIVE",    CURVE, EC_AGREE,    0,          &ecdh_ops,         NULL,           NULL },
	{ CKM_ECDH1_COFACTOR_DERIVE, "ECDH1_COFACTOR_DERIVE", EC, EC_AGREE, 0,    &ecdh_ops,         NULL,           NULL },
	{ CKM_ECDH_AES_KEY_WRAP, "ECDH_AES_KEY_WRAP", CURVE, EC_WRAP, WHOLE_ONE,  &ecdh_wrap_ops,    NULL,           NULL },
	{ CKM_RSA_AES_KEY_WRAP, "RSA_AES_KEY_WRAP", RSA, CKF_WRAP | CKF_UNWRAP, WHOLE_ONE, &rsa_aes_wrap_ops,
	    NULL, NULL },
	{ CKM_EC_EDWARDS_KEY_PAIR_GEN, "EC_EDWARDS_KEY_PAIR_GEN", EDWARDS, EC_PAIR, 0, NULL,         NULL,           ec_pair_generate },
	{ CKM_EC_MONTGOMERY_KEY_PAIR_GEN, "EC_MONTGOMERY_KEY_PAIR_GEN", MONT, EC_PAIR, 0, NULL,      NULL,           ec_pair_generate },
	/* GnuTLS up to 3.7 generates with it. */
	{ CKM_EDDSA,           "EDDSA",           EDWARDS, EC_SIGN | CKF_GENERATE_KEY_PAIR, MECH_TRIAL, &eddsa_ops, NULL,     ec_pair_generate },
	{ CKM_AES_XTS,         "AES_XTS",         XTS,  CRYPT,        0,          &aes_xts_ops,      NULL,           NULL },
	{ CKM_AES_XTS_KEY_GEN, "AES_XTS_KEY_GEN", XTS,  CKF_GENERATE, 0,          NULL,              NULL,           aes_xts_generate },
	{ CKM_AES_KEY_GEN,     "AES_KEY_GEN",     AES,  CKF_GENERATE, 0,          NULL,              NULL,           aes_generate },
	{ CKM_AES_ECB,         "AES_ECB",         AES,  CRYPT,        MECH_FILLS, &aes_ecb_ops,      NULL,           NULL },
	{ CKM_AES_CBC,         "AES_CBC",         AES,  CRYPT,        MECH_FILLS, &aes_cbc_ops,      NULL,           NULL },
	{ CKM_AES_CBC_PAD,     "AES_CBC_PAD",     AES,  CRYPT,        0,          &aes_cbc_pad_ops,  NULL,           NULL },
	{ CKM_AES_CTR,         "AES_CTR",         AES,  CRYPT,        0,          &aes_ctr_ops,      NULL,           NULL },
	{ CKM_AES_GCM,         "AES_GCM",         AES,  CRYPT | MESSAGES, WHOLE,  &gcm_ops,          NULL,           NULL },
	{ CKM_AES_CCM,         "AES_CCM",         AES,  CRYPT | MESSAGES, WHOLE,  &aes_ccm_ops,      NULL,           NULL },
	{ CKM_AES_CTS,         "AES_CTS",         AES,  CRYPT,        0,          &aes_cts_ops,      NULL,           NULL },
	{ CKM_AES_CMAC,        "AES_CMAC",        AES,  SIGN,         MACS,       &cmac_ops,         NULL,           NULL },
	{ CKM_AES_CMAC_GENERAL, "AES_CMAC_GENERAL", AES, SIGN,        MACS,       &cmac_general_ops, NULL,           NULL },
	{ CKM_AES_GMAC,        "AES_GMAC",        AES,  SIGN,         MACS,       &gmac_ops,         NULL,           NULL },
	{ CKM_AES_ECB_ENCRYPT_DATA, "AES_ECB_ENCRYPT_DATA", AES, CKF_DERIVE, 0,   &ecb_encrypt_data_ops, NULL,       NULL },
	{ CKM_AES_CBC_ENCRYPT_DATA, "AES_CBC_ENCRYPT_DATA", AES, CKF_DERIVE, 0,   &cbc_encrypt_data_ops, NULL,       NULL },
	{ CKM_CHACHA20_KEY_GEN, "CHACHA20_KEY_GEN", CHACHA, CKF_GENERATE, 0,      NULL,              NULL,           chacha20_generate },
	{ CKM_CHACHA20,        "CHACHA20",        CHACHA, CRYPT,      0,          &chacha20_ops,     NULL,           NULL },
	{ CKM_AES_KEY_WRAP,    "AES_KEY_WRAP",    AES,  CRYPT,        FILLED_ONE, &key_wrap_ops,     NULL,           NULL },
	{ CKM_AES_KEY_WRAP_PAD, "AES_KEY_WRAP_PAD", AES, CRYPT,       WHOLE_ONE,  &key_wrap_pkcs7_ops, NULL,         NULL },
	{ CKM_AES_KEY_WRAP_KWP, "AES_KEY_WRAP_KWP", AES, CRYPT,       WHOLE_ONE,  &key_wrap_pad_ops, NULL,           NULL },
	{ CKM_AES_KEY_WRAP_PKCS7, "AES_KEY_WRAP_PKCS7", AES, CRYPT,   WHOLE_ONE,  &key_wrap_pkcs7_ops, NULL,         NULL },
	HMAC_GEN(SHA_1),
	HMAC_GEN(SHA224),
	HMAC_GEN(SHA256),
	HMAC_GEN(SHA384),
	HMAC_GEN(SHA512),
	HMAC_GEN(SHA512_224),
	HMAC_GEN(SHA512_256),
	{ CKM_CHACHA20_POLY1305, "CHACHA20_POLY1305", CHACHA, DATA | MESSAGES, WHOLE, &chacha20_poly1305_ops, NULL,  NULL },
	{ CKM_HKDF_DERIVE,     "HKDF_DERIVE",     HKDF, CKF_DERIVE,   MECH_GENERIC, &hkdf_ops,       NULL,           NULL },
	{ CKM_HKDF_DATA,       "HKDF_DATA",       HKDF, CKF_DERIVE,   MECH_GENERIC | MECH_DATA, &hkdf_ops, NULL,     NULL },
	{ CKM_HKDF_KEY_GEN,    "HKDF_KEY_GEN",    HKDF, CKF_GENERATE, 0,          NULL,              NULL,           secret_generate },
	{ CKM_ECDH_X_AES_KEY_WRAP, "ECDH_X_AES_KEY_WRAP", MONT, EC_WRAP, WHOLE_ONE, &ecdh_wrap_ops,  NULL,           NULL },
	{ CKM_ECDH_COF_AES_KEY_WRAP, "ECDH_COF_AES_KEY_WRAP", EC, EC_WRAP, WHOLE_ONE, &ecdh_wrap_ops, NULL,          NULL },
};
/* clang-format on */

#define TABLE_LEN (sizeof(table) / sizeof(*table))

/* Not every libcrypto has these; one of its names for each. */
static const struct {
	CK_KEY_TYPE type;
	const char *name;
} newer[] = {
	{ CKK_ML_KEM, "ML-KEM-512" },
	{ CKK_ML_DSA, "ML-DSA-44" },
	{ CKK_SLH_DSA, "SLH-DSA-SHA2-128s" },
};

bool
mech_offered(const struct mech *row)
{
	for (size_t i = 0; i < sizeof(newer) / sizeof(*newer); i++)
		if (newer[i].type == row->key_type)
			return library_has_key_type(newer[i].name);
	return true;
}

const struct mech *
mech_find(CK_MECHANISM_TYPE type)
{
	size_t low = 0, high = TABLE_LEN;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (table[middle].type == type)
			return mech_offered(&table[middle]) ? &table[middle] :
			    NULL;
		if (table[middle].type < type)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

const struct mech *
mech_at(size_t i)
{
	for (size_t row = 0; row < TABLE_LEN; row++)
		if (mech_offered(&table[row]) && i-- == 0)
			return &table[row];
	return NULL;
}

const struct mech *
mech_row(size_t i)
{
	return i < TABLE_LEN ? &table[i] : NULL;
}
