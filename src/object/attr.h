/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Attributes, a row each: form, where it belongs, who may set it and when,
 * what silence means, and how it is read when it is not simply stored.
 */
#ifndef CLAVIGER_OBJECT_ATTR_H
#define CLAVIGER_OBJECT_ATTR_H

#include "base/bytes.h"
#include "cryptoki.h"

struct view;

enum attr_kind {
	ATTR_BOOL,
	ATTR_ULONG,
	ATTR_BYTES,
	ATTR_TEXT,
	ATTR_DATE,	 /* CK_DATE or empty */
	ATTR_MECHANISMS, /* CK_MECHANISM_TYPEs */
	ATTR_TEMPLATE,	 /* CK_ATTRIBUTEs: attr_template.h */
};

/* What an attribute belongs to: classes, asymmetric keys by their type. */
#define ON_DATA 0x1u
#define ON_CERTIFICATE 0x2u
#define ON_SECRET 0x4u
#define ON_PROFILE 0x8u
#define ON_MECHANISM 0x10u
#define ON_PUBLIC_RSA 0x20u
#define ON_PUBLIC_CURVE 0x40u	   /* EC, Edwards, Montgomery */
#define ON_PUBLIC_PQ 0x80u	   /* ML-KEM, ML-DSA, SLH-DSA */
#define ON_PRIVATE_RSA 0x100u
#define ON_PRIVATE_CURVE 0x200u
#define ON_PRIVATE_SEEDED 0x400u   /* ML-KEM, ML-DSA */
#define ON_PRIVATE_UNSEEDED 0x800u /* SLH-DSA */
#define ON_PUBLIC (ON_PUBLIC_RSA | ON_PUBLIC_CURVE | ON_PUBLIC_PQ)
#define ON_PRIVATE_PQ (ON_PRIVATE_SEEDED | ON_PRIVATE_UNSEEDED)
#define ON_PRIVATE (ON_PRIVATE_RSA | ON_PRIVATE_CURVE | ON_PRIVATE_PQ)
#define ON_RSA (ON_PUBLIC_RSA | ON_PRIVATE_RSA)
#define ON_CURVE (ON_PUBLIC_CURVE | ON_PRIVATE_CURVE)
#define ON_PQ (ON_PUBLIC_PQ | ON_PRIVATE_PQ)
#define ON_OWNERS (ON_PRIVATE | ON_SECRET)
#define ON_KEYS (ON_PUBLIC | ON_OWNERS)
#define ON_STORED (ON_DATA | ON_CERTIFICATE | ON_KEYS) /* can be made */
#define ON_BUILTIN (ON_PROFILE | ON_MECHANISM)
#define ON_ALL (ON_STORED | ON_BUILTIN)

/* When a template may name it. */
#define AT_CREATE 1u
#define AT_GENERATE 2u
#define AT_UNWRAP 4u
#define AT_MAKE (AT_CREATE | AT_GENERATE | AT_UNWRAP)
#define AT_COPY 8u
#define AT_MODIFY 16u
#define AT_LATCH_ON 32u	  /* once made, can only become TRUE */
#define AT_LATCH_OFF 64u  /* once made, can only become FALSE */
#define AT_NEEDED 128u	  /* C_CreateObject must give it */
#define AT_OFFICER 256u	  /* TRUE only by the SO */
#define AT_MATERIAL 512u  /* goes into the key, not into the list */

/* What silence means at creation, and of an object made before the row was;
 * keys' own rules are template_rule.c's. */
enum attr_default {
	SILENT_ABSENT,
	SILENT_FALSE,
	SILENT_TRUE,
	SILENT_EMPTY,
	SILENT_ZERO,
};

struct attr_row {
	CK_ATTRIBUTE_TYPE type;
	const char *name; /* "LABEL" */
	enum attr_kind kind;
	unsigned classes; /* ON_ */
	unsigned when;	  /* AT_ */
	enum attr_default silent;
	/* Computed: append the value to *out. E_ATTRIBUTE_SENSITIVE,
	 * E_ATTRIBUTE_TYPE. NULL: stored. */
	enum err (*read)(const struct view *, struct bytes *out);
};

/* Nobody needs larger values; the store takes none over 16 MiB. */
#define ATTR_MAX_LEN (4u << 20)

/* NULL if unknown. */
const struct attr_row *attr_find(CK_ATTRIBUTE_TYPE type);
/* By row, sorted by type; NULL after the last. */
const struct attr_row *attr_at(size_t i);
/* ON_ bits of a class; 0 for classes that are not ours. */
unsigned attr_class(CK_OBJECT_CLASS class);
/* Whether objects of this class and (keys) type have the attribute. */
bool attr_belongs(const struct attr_row *row, CK_OBJECT_CLASS class,
    CK_KEY_TYPE type);
/* E_ATTRIBUTE_VALUE with the reason if the value has not the row's form. */
enum err attr_check(const struct attr_row *row, const CK_ATTRIBUTE *a)
    MUST_USE;

#endif
