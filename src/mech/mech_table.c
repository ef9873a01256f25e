/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every mechanism there is, sorted by number. A variant is a row; only a new
 * family needs a file beside it.
 */
#include "mech/family.h"

#define NO_KEY CK_UNAVAILABLE_INFORMATION
#define DIGEST CKF_DIGEST
#define CRYPT (CKF_ENCRYPT | CKF_DECRYPT | CKF_WRAP | CKF_UNWRAP)
#define EC_KIND (CKF_EC_F_P | CKF_EC_NAMEDCURVE | CKF_EC_UNCOMPRESS)
#define EC_SIGN (CKF_SIGN | CKF_VERIFY | EC_KIND)
#define EC_PAIR (CKF_GENERATE_KEY_PAIR | EC_KIND)

/* Sizes of AES keys are in bytes, those of EC keys in bits of the field. */
#define AES CKK_AES, 16, 32
#define EC CKK_EC, 256, 384
#define NONE NO_KEY, 0, 0

#define WHOLE (MECH_WHOLE | MECH_TRIAL)
#define WHOLE_ONE (MECH_WHOLE | MECH_TRIAL | MECH_ONE_PART)
#define FILLED_ONE (WHOLE_ONE | MECH_FILLS)
#define TRIAL_ONE (MECH_TRIAL | MECH_ONE_PART)

/* clang-format off */
static const struct mech table[] = {
	/* type                name               key   flags         traits      ops                digest          generate */
	{ CKM_SHA512_224,      "SHA512_224",      NONE, DIGEST,       0,          &digest_ops,       "SHA2-512/224", NULL },
	{ CKM_SHA512_256,      "SHA512_256",      NONE, DIGEST,       0,          &digest_ops,       "SHA2-512/256", NULL },
	{ CKM_SHA_1,           "SHA_1",           NONE, DIGEST,       0,          &digest_ops,       "SHA1",         NULL },
	{ CKM_SHA256,          "SHA256",          NONE, DIGEST,       0,          &digest_ops,       "SHA2-256",     NULL },
	{ CKM_SHA224,          "SHA224",          NONE, DIGEST,       0,          &digest_ops,       "SHA2-224",     NULL },
	{ CKM_SHA384,          "SHA384",          NONE, DIGEST,       0,          &digest_ops,       "SHA2-384",     NULL },
	{ CKM_SHA512,          "SHA512",          NONE, DIGEST,       0,          &digest_ops,       "SHA2-512",     NULL },
	{ CKM_EC_KEY_PAIR_GEN, "EC_KEY_PAIR_GEN", EC,   EC_PAIR,      0,          NULL,              NULL,           ec_pair_generate },
	{ CKM_ECDSA,           "ECDSA",           EC,   EC_SIGN,      TRIAL_ONE,  &ecdsa_ops,        NULL,           NULL },
	{ CKM_ECDSA_SHA224,    "ECDSA_SHA224",    EC,   EC_SIGN,      MECH_TRIAL, &ecdsa_hash_ops,   "SHA2-224",     NULL },
	{ CKM_ECDSA_SHA256,    "ECDSA_SHA256",    EC,   EC_SIGN,      MECH_TRIAL, &ecdsa_hash_ops,   "SHA2-256",     NULL },
	{ CKM_ECDSA_SHA384,    "ECDSA_SHA384",    EC,   EC_SIGN,      MECH_TRIAL, &ecdsa_hash_ops,   "SHA2-384",     NULL },
	{ CKM_ECDSA_SHA512,    "ECDSA_SHA512",    EC,   EC_SIGN,      MECH_TRIAL, &ecdsa_hash_ops,   "SHA2-512",     NULL },
	{ CKM_AES_KEY_GEN,     "AES_KEY_GEN",     AES,  CKF_GENERATE, 0,          NULL,              NULL,           aes_generate },
	{ CKM_AES_GCM,         "AES_GCM",         AES,  CRYPT,        WHOLE,      &gcm_ops,          NULL,           NULL },
	{ CKM_AES_KEY_WRAP,    "AES_KEY_WRAP",    AES,  CRYPT,        FILLED_ONE, &key_wrap_ops,     NULL,           NULL },
	{ CKM_AES_KEY_WRAP_KWP, "AES_KEY_WRAP_KWP", AES, CRYPT,       WHOLE_ONE,  &key_wrap_pad_ops, NULL,           NULL },
};
/* clang-format on */

#define TABLE_LEN (sizeof(table) / sizeof(*table))

const struct mech *
mech_find(CK_MECHANISM_TYPE type)
{
	size_t low = 0, high = TABLE_LEN;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (table[middle].type == type)
			return &table[middle];
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
	return i < TABLE_LEN ? &table[i] : NULL;
}
