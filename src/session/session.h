/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sessions. A handle names a slot of a table that is never shrunk, so a stale
 * or invented handle is looked at safely; each slot has its own mutex, held
 * from session_enter to session_leave: calls on different sessions share no
 * lock.
 */
#ifndef CLAVIGER_SESSION_SESSION_H
#define CLAVIGER_SESSION_SESSION_H

#include "base/err.h"
#include "cryptoki.h"
#include "object/object.h"
#include "session/operation.h"
#include "session/saved.h"
#include "session/search.h"
#include "token/token.h"

#include <stdbool.h>

struct session_table;

struct session {
	CK_SESSION_HANDLE handle;
	struct token *token;
	bool writable; /* CKF_RW_SESSION */
	/* One operation of each kind may be active (PKCS#11 3.2, 5.1). */
	struct operation operations[OPERATION_COUNT];
	struct search search;
	bool objects;	 /* has made session objects */
	unsigned logins; /* token->logins when operations were last aborted */
};

/* The process's table, made once and kept; E_NO_MEMORY. */
enum err session_table_new(struct session_table **out) MUST_USE;
/* Close every session; the table stays usable (C_Finalize). Waits for calls
 * in progress. */
void session_table_clear(struct session_table *t);
/* States of digests, saved in any session of the table. */
struct saved *session_saved(struct session_table *t);

/* Open a session of a token. flags as C_OpenSession's, already checked. */
enum err session_open(struct session_table *t, struct token *token,
    bool writable, CK_SESSION_HANDLE *out) MUST_USE;
/* Lock a session: E_SESSION if there is none of that handle. */
enum err session_enter(struct session_table *t, CK_SESSION_HANDLE handle,
    struct session **out) MUST_USE;
void session_leave(struct session *s);
/* Close a session that is entered; leaves it. The last session of a token
 * logs out (flow/sessions.c does that). */
void session_close(struct session_table *t, struct session *s);
/* Close all sessions of a token. The caller has none of them entered. */
void session_close_all(struct session_table *t, struct token *token);
/*
 * Abort what every session of a token has active on private objects (logout;
 * token->logins has been raised). `mine` is entered already. A session that is
 * busy does so itself when it is left: waiting here could deadlock.
 */
void session_abort_private(struct session_table *t, struct token *token,
    struct session *mine);

/* E_SESSION_READ_ONLY unless the session may write token objects. */
enum err session_may_write(const struct session *s) MUST_USE;
/* CKS_ value for C_GetSessionInfo. */
CK_STATE session_state(const struct session *s);

#endif
