/* SPDX-License-Identifier: Apache-2.0 */
/* Sessions, login, PINs (PKCS#11 3.2, 5.5 and 5.6). */
#ifndef CLAVIGER_FLOW_SESSIONS_H
#define CLAVIGER_FLOW_SESSIONS_H

#include "base/err.h"
#include "cryptoki.h"
#include "session/session.h"
#include "token/slot.h"

enum err flow_session_open(struct tokens *t, struct session_table *sessions,
    CK_SLOT_ID slot, CK_FLAGS flags, CK_SESSION_HANDLE *out) MUST_USE;
/* Closes and leaves the entered session; the last one of a token logs out. */
enum err flow_session_close(struct session_table *sessions,
    struct session *s) MUST_USE;
enum err flow_session_close_all(struct tokens *t,
    struct session_table *sessions, CK_SLOT_ID slot) MUST_USE;
enum err flow_session_info(struct session *s, CK_SESSION_INFO *out) MUST_USE;
/* C_SessionCancel: flags CKF_ENCRYPT, ... CKF_FIND_OBJECTS. */
enum err flow_session_cancel(struct session *s, CK_FLAGS flags) MUST_USE;
/* C_GetSessionValidationFlags: 0. */
enum err flow_session_validation(struct session *s,
    CK_SESSION_VALIDATION_FLAGS_TYPE type, CK_FLAGS *out) MUST_USE;

/* C_Finalize: close every session and check, finish what waits, free the
 * handle tables. tokens_free may follow. */
void flow_close(struct tokens *t, struct session_table *sessions);

/* C_Login: CKU_USER and CKU_CONTEXT_SPECIFIC split the PIN at its first ':'.
 * Stretching holds only this session's own lock: no other session waits. */
enum err flow_login(struct session *s, CK_USER_TYPE user,
    const CK_UTF8CHAR *pin, CK_ULONG pin_len) MUST_USE;
/* C_LoginUser: the name apart. */
enum err flow_login_user(struct session *s, CK_USER_TYPE user,
    const CK_UTF8CHAR *pin, CK_ULONG pin_len, const CK_UTF8CHAR *name,
    CK_ULONG name_len) MUST_USE;
enum err flow_logout(struct session_table *sessions, struct session *s)
    MUST_USE;
enum err flow_init_pin(struct session *s, const CK_UTF8CHAR *pin,
    CK_ULONG pin_len) MUST_USE;
enum err flow_set_pin(struct session *s, const CK_UTF8CHAR *old,
    CK_ULONG old_len, const CK_UTF8CHAR *new, CK_ULONG new_len) MUST_USE;

#endif
