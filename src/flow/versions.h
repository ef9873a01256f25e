/* SPDX-License-Identifier: Apache-2.0 */
/* Keys as names with versions: the vendor interface's part (CLV_). */
#ifndef CLAVIGER_FLOW_VERSIONS_H
#define CLAVIGER_FLOW_VERSIONS_H

#include "base/err.h"
#include "cryptoki.h"
#include "session/session.h"

/* flags: CLV_ROTATE_. *version (may be NULL) gets the new number. */
enum err flow_key_rotate(struct session *s, CK_OBJECT_HANDLE key,
    CK_FLAGS flags, CK_ULONG *version) MUST_USE;
/* CLV_SetCurrentVersion: activate. flags: CLV_ROTATE_DESPITE_CERTIFICATE. */
enum err flow_key_activate(struct session *s, CK_OBJECT_HANDLE key,
    CK_ULONG version, CK_FLAGS flags) MUST_USE;
/* state: CLV_STATE_ENABLED or CLV_STATE_DISABLED; version 0: the key. */
enum err flow_key_set_state(struct session *s, CK_OBJECT_HANDLE key,
    CK_ULONG version, CK_ULONG state) MUST_USE;
/* days 0: the default of the token. */
enum err flow_key_schedule(struct session *s, CK_OBJECT_HANDLE key,
    CK_ULONG version, CK_ULONG days) MUST_USE;
enum err flow_key_undelete(struct session *s, CK_OBJECT_HANDLE key,
    CK_ULONG version) MUST_USE;
enum err flow_key_describe(struct session *s, CK_OBJECT_HANDLE key,
    CK_UTF8CHAR *json, CK_ULONG *len) MUST_USE;
/*
 * CLV_Maintain: purge what is due; {"purged":[{"keyId","version"}],"due":[]}.
 * The work is done by the call whose buffer has room to tell of it.
 */
enum err flow_maintain(struct session *s, CK_FLAGS flags, CK_UTF8CHAR *json,
    CK_ULONG *len) MUST_USE;

#endif
