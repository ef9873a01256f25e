/* SPDX-License-Identifier: Apache-2.0 */
/* The keys and parameters that RSA vectors name. */
#ifndef CLAVIGER_TESTS_MECH_RSA_CASE_H
#define CLAVIGER_TESTS_MECH_RSA_CASE_H

#include "mech/drive.h"
#include "support/kat.h"

#include <stdbool.h>

/* Of tests/vectors/RSA_KEYS.txt, read once a process; the caller's to free.
 * Pairs where the private half is known, else public keys. */
struct material *rsa_key(const char *name);
struct material *rsa_public_key(const char *name);
bool rsa_key_is_pair(const char *name);
void rsa_keys_forget(void);

/* Fields hash, mask and salt; hash, mask and label. */
CK_RSA_PKCS_PSS_PARAMS rsa_pss_params(const struct kat_case *c);
CK_RSA_PKCS_OAEP_PARAMS rsa_oaep_params(struct kat_case *c);
/* A mechanism with this parameter. */
#define RSA_MECHANISM(type, params) { (type), &(params), sizeof(params) }

#endif
