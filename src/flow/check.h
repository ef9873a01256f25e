/* SPDX-License-Identifier: Apache-2.0 */
/* Checking a store (CLV_CheckInit, CLV_CheckNext, CLV_CheckFinal): no slot, no
 * session, no PIN. */
#ifndef CLAVIGER_FLOW_CHECK_H
#define CLAVIGER_FLOW_CHECK_H

#include "base/err.h"
#include "cryptoki.h"
#include "token/slot.h"

/* what: CLV_CHECK_STORE; others E_UNSUPPORTED. Handles live in `t`. */
enum err flow_check_begin(struct tokens *t, CK_ULONG what, CK_ULONG *out)
    MUST_USE;
/* A finding as JSON, or *len = 0 for progress; E_CHECK_DONE at the end. With
 * json NULL the size of the next finding, which stays. */
enum err flow_check_next(struct tokens *t, CK_ULONG check, CK_UTF8CHAR *json,
    CK_ULONG *len, CK_ULONG *done, CK_ULONG *total) MUST_USE;
enum err flow_check_end(struct tokens *t, CK_ULONG check) MUST_USE;
/* End every check (C_Finalize). */
void flow_check_close(struct tokens *t);

#endif
