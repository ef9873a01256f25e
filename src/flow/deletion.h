/* SPDX-License-Identifier: Apache-2.0 */
/* Deleting: keys by schedule, everything else at once. */
#ifndef CLAVIGER_FLOW_DELETION_H
#define CLAVIGER_FLOW_DELETION_H

#include "flow/common.h"

#define DELETION_DAYS_MIN 7
#define DELETION_DAYS_MAX 30

/* Schedule a key's deletion in `days` (0: the token's default, which on a
 * sandbox is now). E_ARGUMENTS outside 7 to 30. */
enum err deletion_of_key(struct session *s, uint64_t serial, CK_ULONG days)
    MUST_USE;
/* The same for one version, which may not be the current one. */
enum err deletion_of_version(struct session *s, uint64_t serial,
    uint32_t version, CK_ULONG days) MUST_USE;
/* Bring a scheduled key or version (0: the key) back, disabled. */
enum err deletion_cancel(struct session *s, uint64_t serial,
    uint32_t version) MUST_USE;
/* Remove a public object, certificate or data. */
enum err deletion_of_object(struct session *s, const struct object *o)
    MUST_USE;

#endif
