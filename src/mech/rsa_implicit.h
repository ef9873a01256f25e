/* SPDX-License-Identifier: Apache-2.0 */
/* Decryption of PKCS #1 v1.5 that tells nothing of the padding. For src/mech
 * only. */
#ifndef CLAVIGER_MECH_RSA_IMPLICIT_H
#define CLAVIGER_MECH_RSA_IMPLICIT_H

#include "mech/mech.h"

/*
 * in is a ciphertext as long as the modulus, out has room for RSA_PKCS_MIN
 * bytes less: all of it is written, zeroes behind the message. E_CIPHERTEXT
 * only if the ciphertext is not below the modulus, which anybody can see.
 */
enum err rsa_implicit_open(const struct material *m, const unsigned char *in,
    unsigned char *out, size_t *out_len) MUST_USE;

#endif
