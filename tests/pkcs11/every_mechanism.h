/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What works for each mechanism the module lists: a key it takes, a parameter,
 * a length of data. Tests of what all mechanisms have in common draw from it;
 * a mechanism without a row fails them.
 */
#ifndef CLAVIGER_TESTS_EVERY_MECHANISM_H
#define CLAVIGER_TESTS_EVERY_MECHANISM_H

#include "support/keys.h"

#include <stdbool.h>

#define CHANGES 1u   /* the result is another one each time */
#define OPTIONAL 2u  /* works without the parameter too */
#define BY_USE 4u    /* encapsulating wants another parameter */

struct every_mechanism {
	CK_MECHANISM_TYPE type;
	const char *name;
	CK_KEY_TYPE key; /* CK_UNAVAILABLE_INFORMATION: none */
	CK_ULONG len;	 /* of data it takes */
	unsigned traits;
	void *param;
	CK_ULONG param_len;
};

/* Make what parameters refer to: a key, somebody's public keys. */
void every_mechanism_prepare(void);
/* NULL if there is no row. */
const struct every_mechanism *every_mechanism_find(CK_MECHANISM_TYPE type);
/* The mechanism with its parameter for a use (CKF_ENCRYPT...). */
CK_MECHANISM every_mechanism_for(const struct every_mechanism *m,
    CK_FLAGS use);
/* One message's parameter; NULL if there is none. Tags go to memory that is
 * shared by all of a mechanism. */
void *every_message_param(CK_MECHANISM_TYPE type, CK_ULONG *len);

/* A session key of this type that may do everything, the same each time: both
 * handles are the same for secret keys. 0 if the module has no such keys. */
struct pair every_key(CK_KEY_TYPE type);
/* A new one, which is the caller's to destroy. */
CK_RV every_key_new(CK_KEY_TYPE type, struct pair *out);
/* How keys of this type are made: the mechanism, and the one attribute (of the
 * public half) that says what is made (length 0: none is needed). */
CK_MECHANISM_TYPE every_key_generator(CK_KEY_TYPE type, CK_ATTRIBUTE *sized);
/* A type of key that the mechanism does not take. */
CK_KEY_TYPE every_key_wrong(const struct every_mechanism *m);
bool every_key_is_secret(CK_KEY_TYPE type);

/* The mechanisms of fx.slot; asserts that they fit. */
#define MECHANISMS_MAX 512
size_t every_mechanism_list(CK_MECHANISM_TYPE out[static MECHANISMS_MAX]);
CK_MECHANISM_INFO every_mechanism_info(CK_MECHANISM_TYPE type);

#endif
