/* SPDX-License-Identifier: Apache-2.0 */
/* OAEP for the two mechanisms that use it. For src/mech only. */
#ifndef CLAVIGER_MECH_RSA_OAEP_H
#define CLAVIGER_MECH_RSA_OAEP_H

#include "mech/mech.h"

#include <openssl/types.h>

struct oaep {
	const char *hash, *mask; /* libcrypto's names */
	const unsigned char *label; /* the run's own copy */
	size_t label_len;
};

/* The label is copied to the run's param_extra. */
enum err oaep_read(struct run *run, const CK_RSA_PKCS_OAEP_PARAMS *params,
    struct oaep *out) MUST_USE;
/* The longest text for a modulus of len bytes. */
size_t oaep_text_max(const struct oaep *oaep, size_t len);
/* Writes a block as long as the modulus; E_DATA_LEN. */
enum err oaep_seal(const struct oaep *oaep, EVP_PKEY *key,
    const unsigned char *in, size_t len, unsigned char *out) MUST_USE;
/* in is as long as the modulus; E_CIPHERTEXT. */
enum err oaep_open(const struct oaep *oaep, EVP_PKEY *key,
    const unsigned char *in, struct secret **out) MUST_USE;

#endif
