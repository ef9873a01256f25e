/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Vectors and nonces that Cryptoki has the token make (PKCS#11 3.2, 6.13.3):
 * the first bits stay as they are given, the others are generated. For
 * src/mech only.
 */
#ifndef CLAVIGER_MECH_VECTOR_H
#define CLAVIGER_MECH_VECTOR_H

#include "mech/mech.h"

struct vector_spec {
	unsigned char *at; /* the caller's, who is to get the vector */
	CK_ULONG len;
	CK_ULONG fixed_bits;
	CK_ULONG generator; /* CKG_ */
};

/*
 * Make the vector of the next message of the run, counting it, unless it is
 * given (CKG_NO_GENERATE) or the run decrypts. at must be good for len.
 * E_MECHANISM_PARAM for what cannot be told from vectors used before.
 */
enum err vector_make(struct run *run, const struct vector_spec *spec) MUST_USE;

#endif
