/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Types of keys, a row each: what people call them, and how long the value of
 * a secret key may be. Every way in for a secret key (made, imported,
 * unwrapped, derived) measures it here.
 */
#ifndef CLAVIGER_KEY_KEY_TYPE_H
#define CLAVIGER_KEY_KEY_TYPE_H

#include "crypto/material.h"
#include "cryptoki.h"

#include <stdbool.h>

/* The longest value of a type that has no length of its own, in bytes. */
#define SECRET_MAX 4096

struct key_type {
	CK_KEY_TYPE type;
	const char *name; /* "aes"; NULL: named after the curve or the set */
	bool sized;	  /* its size is part of the name: "aes-256" */
	size_t min, max, step; /* of a value, in bytes; 0: not a secret key */
};

/* NULL if there are no keys of this type. */
const struct key_type *key_type_find(CK_KEY_TYPE type);
/* By row; NULL after the last. */
const struct key_type *key_type_at(size_t i);
/* Whether a secret key of this type may have a value of len bytes. */
bool key_type_fits(CK_KEY_TYPE type, size_t len);
/* The length every value of this type has; 0 if there are several. */
size_t key_type_length(CK_KEY_TYPE type);
/* The type that a pair, or a public key, is of; CK_UNAVAILABLE_INFORMATION
 * for secrets and for what is not ours. */
CK_KEY_TYPE key_type_of(const struct material *m);

#endif
