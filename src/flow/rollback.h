/* SPDX-License-Identifier: Apache-2.0 */
/* Opening a store that was put back from a copy (CLV_AcceptRollback). */
#ifndef CLAVIGER_FLOW_ROLLBACK_H
#define CLAVIGER_FLOW_ROLLBACK_H

#include "base/err.h"
#include "cryptoki.h"
#include "token/slot.h"

/*
 * Accept that the store is older than the root key file's floor; the reason
 * goes to the log. Needs no session: a refused store has none. E_ARGUMENTS if
 * the store is not refused for that, or without a reason.
 */
enum err flow_accept_rollback(struct tokens *t, const CK_UTF8CHAR *reason,
    CK_ULONG len) MUST_USE;

#endif
