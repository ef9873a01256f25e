/* SPDX-License-Identifier: Apache-2.0 */
/* Slots and tokens (PKCS#11 3.2, 5.5). `tokens` is the context's. */
#ifndef CLAVIGER_FLOW_SLOTS_H
#define CLAVIGER_FLOW_SLOTS_H

#include "base/err.h"
#include "cryptoki.h"
#include "pkcs11-claviger.h"
#include "session/session.h"
#include "token/slot.h"

enum err flow_slot_list(struct tokens *t, CK_BBOOL present, CK_SLOT_ID *list,
    CK_ULONG *count) MUST_USE;
enum err flow_slot_info(struct tokens *t, CK_SLOT_ID slot, CK_SLOT_INFO *out)
    MUST_USE;
enum err flow_token_info(struct tokens *t, CK_SLOT_ID slot,
    CK_TOKEN_INFO *out) MUST_USE;
enum err flow_mechanism_list(struct tokens *t, CK_SLOT_ID slot,
    CK_MECHANISM_TYPE *list, CK_ULONG *count) MUST_USE;
enum err flow_mechanism_info(struct tokens *t, CK_SLOT_ID slot,
    CK_MECHANISM_TYPE type, CK_MECHANISM_INFO *out) MUST_USE;
/* C_WaitForSlotEvent: E_NO_EVENT with CKF_DONT_BLOCK, else E_UNSUPPORTED. */
enum err flow_slot_event(struct tokens *t, CK_FLAGS flags, CK_SLOT_ID *slot)
    MUST_USE;

/* C_InitToken: label is 32 bytes, blank padded; what it makes comes from the
 * configuration. */
enum err flow_init_token(struct tokens *t, CK_SLOT_ID slot,
    const CK_UTF8CHAR *pin, CK_ULONG pin_len, const CK_UTF8CHAR *label)
    MUST_USE;
/* CLV_InitToken: the same with CLV_TOKEN_ flags of the caller's choice. */
enum err flow_init_token_with(struct tokens *t, CK_SLOT_ID slot,
    const CK_UTF8CHAR *pin, CK_ULONG pin_len, const CK_UTF8CHAR *label,
    CK_FLAGS flags) MUST_USE;

/* CLV_GetStatus: works with no store or a broken one. */
enum err flow_status(struct tokens *t, CK_UTF8CHAR *json, CK_ULONG *len)
    MUST_USE;

#endif
