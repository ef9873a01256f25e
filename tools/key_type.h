/* SPDX-License-Identifier: Apache-2.0 */
/* What kinds of keys can be made and what for: two tables. */
#ifndef CLAVIGER_TOOLS_KEY_TYPE_H
#define CLAVIGER_TOOLS_KEY_TYPE_H

#include "command.h"

#define USAGE_ENCRYPT 0x01u
#define USAGE_DECRYPT 0x02u
#define USAGE_WRAP 0x04u
#define USAGE_UNWRAP 0x08u
#define USAGE_SIGN 0x10u
#define USAGE_VERIFY 0x20u
#define USAGE_DERIVE 0x40u
#define USAGE_ENCAPSULATE 0x80u
#define USAGE_DECAPSULATE 0x100u

/* What tells this type from others of its family. */
enum key_trait {
	TRAIT_BYTES,   /* of a secret key: CKA_VALUE_LEN */
	TRAIT_MODULUS, /* of a pair: CKA_MODULUS_BITS */
	TRAIT_CURVE,   /* CKA_EC_PARAMS */
	TRAIT_SET,     /* CKA_PARAMETER_SET */
};

struct key_type {
	const char *name;
	CK_KEY_TYPE type;
	CK_MECHANISM_TYPE mechanism;
	enum key_trait trait;
	CK_ULONG number; /* bytes, bits, or the set's */
	struct {
		CK_BYTE data[11];
		CK_ULONG len;
	} curve;	  /* its object identifier, DER */
	unsigned usual;	  /* usages when none are asked for */
	unsigned allowed; /* usages that make sense */
};

struct key_usage {
	const char *name;
	unsigned bit;
	CK_ATTRIBUTE_TYPE attribute;
	bool is_public; /* of a pair's public key, not of its private one */
};

/* Up to a row without a name. */
extern const struct key_type key_types[];
extern const struct key_usage key_usages[];

/* Whether keys of the type have a public half. */
bool key_type_is_pair(const struct key_type *type);

/* By --type, and by --usage a,b,c (the type's usual ones without it). */
enum status key_type_read(const struct context *c,
    const struct key_type **out) MUST_USE;
enum status key_usage_read(const struct context *c,
    const struct key_type *type, unsigned *out) MUST_USE;

#endif
