/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Mechanism parameters as callers hand them over: pointers into their memory
 * with lengths of their own. For src/mech only.
 */
#ifndef CLAVIGER_MECH_PARAM_H
#define CLAVIGER_MECH_PARAM_H

#include "mech/mech.h"

/* E_MECHANISM_PARAM unless there is no parameter. */
enum err param_none(const CK_MECHANISM *mechanism) MUST_USE;
/* A copy of the parameter where it is exactly len bytes long. */
enum err param_fixed(const CK_MECHANISM *mechanism, void *out, size_t len)
    MUST_USE;
/* Room for len bytes of the run's own, aligned for anything and wiped with
 * the run: its param_extra. */
enum err param_room(struct run *run, size_t len, unsigned char **out)
    MUST_USE;
/* E_MECHANISM_PARAM for a NULL pointer with a length, or more than max bytes;
 * the name goes into the reason. */
enum err param_block(const char *name, const void *data, CK_ULONG len,
    size_t max) MUST_USE;

#endif
