/* SPDX-License-Identifier: Apache-2.0 */
/* What derivations of one key have in common. For src/mech only. */
#ifndef CLAVIGER_MECH_DERIVED_H
#define CLAVIGER_MECH_DERIVED_H

#include "mech/mech.h"

/* Longer data to derive from are some mistake. */
#define DERIVE_DATA_MAX 65536

/* How long the key is to be: as asked, else natural (0: nothing is).
 * E_TEMPLATE_INCOMPLETE; E_TEMPLATE_INCONSISTENT for more than most. */
enum err derived_len(const struct run *run, const struct derivation *d,
    size_t natural, size_t most, size_t *out) MUST_USE;
/* The key is the first bytes of value, as many as asked for or all: takes
 * over and shortens *value. E_TEMPLATE_INCONSISTENT for more. */
enum err derived_from(const struct run *run, const struct derivation *d,
    struct secret **value, struct secret **out) MUST_USE;

#endif
