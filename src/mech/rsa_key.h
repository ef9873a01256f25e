/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the RSA families share: the bare operations, names of hashes. For
 * src/mech only.
 */
#ifndef CLAVIGER_MECH_RSA_KEY_H
#define CLAVIGER_MECH_RSA_KEY_H

#include "mech/mech.h"

#include <openssl/types.h>

#define RSA_LEN_MAX 2048   /* bytes of the longest modulus */
#define RSA_PKCS_MIN 11    /* of a block that PKCS #1 v1.5 adds */

/* The modulus in bytes: what every block, signature and ciphertext has. */
size_t rsa_len(EVP_PKEY *key);
/* The same of the key given to run_start; of a run that was not started, what
 * its input would have to be. */
size_t rsa_run_len(const struct run *run, size_t input_len);

/* init is EVP_PKEY_sign_init and its like. */
enum err rsa_context(EVP_PKEY *key, int (*init)(EVP_PKEY_CTX *),
    EVP_PKEY_CTX **out) MUST_USE;
/*
 * The bare operations, on blocks as long as the modulus; E_DATA if in is not
 * below it. out may be in. The private one is blinded, and checked before it
 * is released, by libcrypto.
 */
enum err rsa_public(EVP_PKEY *key, const unsigned char *in,
    unsigned char *out) MUST_USE;
enum err rsa_private(EVP_PKEY *key, const unsigned char *in,
    unsigned char *out) MUST_USE;

/* libcrypto's names, NULL if there is none: of a hash mechanism, of the hash
 * in a mask generation function. */
const char *rsa_hash_name(CK_MECHANISM_TYPE hash);
const char *rsa_mask_name(CK_RSA_PKCS_MGF_TYPE mask);
/* The length of a hash known by libcrypto's name. */
size_t rsa_hash_len(const char *name);

#endif
