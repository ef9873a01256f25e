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
};

/* Classes an attribute belongs to. */
#define ON_DATA 1u
#define ON_CERTIFICATE 2u
#define ON_PUBLIC 4u
#define ON_PRIVATE 8u
#define ON_SECRET 16u
#define ON_KEYS (ON_PUBLIC | ON_PRIVATE | ON_SECRET)
#define ON_OWNERS (ON_PRIVATE | ON_SECRET)
#define ON_ALL (ON_DATA | ON_CERTIFICATE | ON_KEYS)

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

/* What silence means at creation; keys' own rules are template.c's. */
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
/* ON_ bit of a class; 0 for classes that are not ours. */
unsigned attr_class(CK_OBJECT_CLASS class);
/* E_ATTRIBUTE_VALUE with the reason if the value has not the row's form. */
enum err attr_check(const struct attr_row *row, const CK_ATTRIBUTE *a)
    MUST_USE;

#endif
