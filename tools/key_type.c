/* SPDX-License-Identifier: Apache-2.0 */
/* What kinds of keys can be made and what for. To add one: a row. */
#include "key_type.h"

#include "help.h"
#include "option.h"

#include <string.h>

/* Object identifiers in DER: 1.2.840.10045.3.1.7 and 1.3.132.0.34. */
static const CK_BYTE p256[] = { 0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03,
	0x01, 0x07 };
static const CK_BYTE p384[] = { 0x06, 0x05, 0x2B, 0x81, 0x04, 0x00, 0x22 };

#define CIPHER (USAGE_ENCRYPT | USAGE_DECRYPT | USAGE_WRAP | USAGE_UNWRAP)
#define SIGNING (USAGE_SIGN | USAGE_VERIFY)

/* clang-format off */
const struct key_type key_types[] = {
	{ "aes-256", CKK_AES, CKM_AES_KEY_GEN,     32, NULL, 0,            CIPHER,  CIPHER | SIGNING | USAGE_DERIVE },
	{ "aes-192", CKK_AES, CKM_AES_KEY_GEN,     24, NULL, 0,            CIPHER,  CIPHER | SIGNING | USAGE_DERIVE },
	{ "aes-128", CKK_AES, CKM_AES_KEY_GEN,     16, NULL, 0,            CIPHER,  CIPHER | SIGNING | USAGE_DERIVE },
	{ "ec-p256", CKK_EC,  CKM_EC_KEY_PAIR_GEN,  0, p256, sizeof(p256), SIGNING, SIGNING | USAGE_DERIVE },
	{ "ec-p384", CKK_EC,  CKM_EC_KEY_PAIR_GEN,  0, p384, sizeof(p384), SIGNING, SIGNING | USAGE_DERIVE },
	{ NULL,      0,       0,                    0, NULL, 0,            0,       0 },
};

const struct key_usage key_usages[] = {
	{ "encrypt", USAGE_ENCRYPT, CKA_ENCRYPT, true },
	{ "decrypt", USAGE_DECRYPT, CKA_DECRYPT, false },
	{ "wrap",    USAGE_WRAP,    CKA_WRAP,    true },
	{ "unwrap",  USAGE_UNWRAP,  CKA_UNWRAP,  false },
	{ "sign",    USAGE_SIGN,    CKA_SIGN,    false },
	{ "verify",  USAGE_VERIFY,  CKA_VERIFY,  true },
	{ "derive",  USAGE_DERIVE,  CKA_DERIVE,  false },
	{ NULL,      0,             0,           false },
};
/* clang-format on */

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
