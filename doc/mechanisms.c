/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writes doc/MECHANISMS.md from the table of mechanisms, so that the document
 * cannot say anything else than the code does.
 */
#include "mech/mech.h"

#include <stdio.h>

static const struct {
	CK_KEY_TYPE type;
	const char *name;
} keys[] = {
	{ CK_UNAVAILABLE_INFORMATION, "none" },
	{ KEY_ANY_SECRET, "any secret" },
	{ KEY_ANY_CURVE, "EC, Montgomery" },
	{ CKK_RSA, "RSA" },
	{ CKK_EC, "EC" },
	{ CKK_EC_EDWARDS, "Edwards" },
	{ CKK_EC_MONTGOMERY, "Montgomery" },
	{ CKK_GENERIC_SECRET, "generic secret" },
	{ CKK_AES, "AES" },
	{ CKK_AES_XTS, "AES-XTS" },
	{ CKK_CHACHA20, "ChaCha20" },
	{ CKK_HKDF, "HKDF" },
	{ CKK_ML_KEM, "ML-KEM" },
	{ CKK_ML_DSA, "ML-DSA" },
	{ CKK_SLH_DSA, "SLH-DSA" },
};
#define KEYS (sizeof(keys) / sizeof(*keys))

/* HMAC has a key type for each hash, with the hash in its name. */
static const char *
key_name(const struct mech *row)
{
	for (size_t i = 0; i < KEYS; i++)
		if (keys[i].type == row->key_type)
			return keys[i].name;
	return "HMAC";
}

static void
print_uses(const struct mech *row)
{
	const char *comma = "";

	for (int use = 0; use < USE_COUNT; use++) {
		if (!mech_serves(row, (enum use)use))
			continue;
		printf("%s%s", comma, use_table[use].name);
		comma = ", ";
	}
	if (row->ops != NULL && row->ops->message != NULL)
		printf("%smessages", comma);
}

/* What rotating its key means to a mechanism. */
static const char *
versions(const struct mech *row)
{
	bool secret = row->key_type != CK_UNAVAILABLE_INFORMATION &&
	    (row->flags & (CKF_ENCRYPT | CKF_SIGN | CKF_WRAP | CKF_DERIVE)) &&
	    !(row->flags & (CKF_EC_F_P | CKF_ENCAPSULATE)) &&
	    row->key_type != CKK_RSA && row->key_type != CKK_EC_EDWARDS &&
	    row->key_type != CKK_ML_DSA && row->key_type != CKK_SLH_DSA;

	if (!secret)
		return "";
	return row->traits & MECH_TRIAL ? "finds its version" : "raw";
}

static void
print_row(const struct mech *row)
{
	printf("| CKM_%s | 0x%lx | %s%s | ", row->name, row->type,
	    key_name(row), row->traits & MECH_GENERIC
	    ? ", generic secret" : "");
	if (row->max != 0 && row->max < CK_UNAVAILABLE_INFORMATION / 2)
		printf("%lu to %lu", row->min, row->max);
	printf(" | ");
	print_uses(row);
	printf(" | %s | %s |\n", row->traits & MECH_ONE_PART ? "one part" : "",
	    versions(row));
}

int
main(void)
{
	printf("# Mechanisms\n\n"
	    "Written by `make mechanisms` from `src/mech/mech_table.c`.\n\n"
	    "Sizes count as the standard has it: bytes of secret keys, bits of "
	    "others. *One part* mechanisms have no update. Of\n"
	    "secret keys with several versions a mechanism either *finds its "
	    "version* (what it made is authenticated) or is *raw*: it marks\n"
	    "its key, and a key with several versions only decrypts with it, "
	    "through the handle of one version. Key pairs do not need this.\n"
	    "The post-quantum mechanisms are offered where libcrypto has them "
	    "(3.5).\n\n"
	    "| mechanism | number | keys | sizes | uses | parts | versions |\n"
	    "|---|---|---|---|---|---|---|\n");
	for (size_t i = 0; mech_row(i) != NULL; i++)
		print_row(mech_row(i));
	return 0;
}
