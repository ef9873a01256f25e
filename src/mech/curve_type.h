/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which curves belong to which key type: what CKA_EC_PARAMS names has to fit
 * CKA_KEY_TYPE wherever a key is made, generated or not.
 */
#ifndef CLAVIGER_MECH_CURVE_TYPE_H
#define CLAVIGER_MECH_CURVE_TYPE_H

#include "crypto/ec.h"
#include "cryptoki.h"

/* CKK_EC, CKK_EC_EDWARDS or CKK_EC_MONTGOMERY. */
CK_KEY_TYPE curve_key_type(const struct curve *c);
/* The curve that CKA_EC_PARAMS names, for keys of this type. E_CURVE;
 * E_DOMAIN_PARAMS for parameters that name no curve but describe one. */
enum err curve_for_type(CK_KEY_TYPE type, const void *params, size_t len,
    const struct curve **out) MUST_USE;

#endif
