/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the families (aes_gcm.c, ecdsa.c, ...) give to the table. For src/mech
 * only: everybody else goes through a row.
 */
#ifndef CLAVIGER_MECH_FAMILY_H
#define CLAVIGER_MECH_FAMILY_H

#include "mech/mech.h"

extern const struct mech_ops digest_ops;
extern const struct mech_ops ecdsa_ops;
extern const struct mech_ops ecdsa_hash_ops;
extern const struct mech_ops gcm_ops;
extern const struct mech_ops key_wrap_ops;
extern const struct mech_ops key_wrap_pad_ops;

enum err aes_generate(struct run *run, const struct key_spec *spec,
    struct material **out) MUST_USE;
enum err ec_pair_generate(struct run *run, const struct key_spec *spec,
    struct material **out) MUST_USE;

#endif
