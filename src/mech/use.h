/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a key or mechanism is used for: one table for the usage attribute, the
 * mechanism flag and the word.
 */
#ifndef CLAVIGER_MECH_USE_H
#define CLAVIGER_MECH_USE_H

#include "cryptoki.h"

#include <stdbool.h>

enum use {
	USE_ENCRYPT,
	USE_DECRYPT,
	USE_SIGN,
	USE_VERIFY,
	USE_SIGN_RECOVER,
	USE_VERIFY_RECOVER,
	USE_WRAP,
	USE_UNWRAP,
	USE_DERIVE,
	USE_DIGEST,
	USE_GENERATE,
	USE_GENERATE_PAIR,
	USE_ENCAPSULATE,
	USE_DECAPSULATE,
	USE_COUNT
};

struct use_row {
	const char *name;	    /* "encrypt" */
	CK_ATTRIBUTE_TYPE usage;    /* CKA_ENCRYPT; CK_UNAVAILABLE_INFORMATION
				       if no attribute governs it */
	CK_FLAGS flag;		    /* CKF_ENCRYPT */
	bool protects;		    /* makes new ciphertext or signatures */
};
extern const struct use_row use_table[USE_COUNT];

#endif
