/* SPDX-License-Identifier: Apache-2.0 */
/* Finding an active operation and asking again whether it may go on. */
#ifndef CLAVIGER_FLOW_OPERATION_H
#define CLAVIGER_FLOW_OPERATION_H

#include "flow/common.h"

/* Begin one of this kind; key is ignored for USE_DIGEST. A NULL mechanism
 * cancels. E_OPERATION_ACTIVE. */
enum err operation_begin(struct session *s, enum operation_kind kind,
    enum use use, const CK_MECHANISM *mechanism, CK_OBJECT_HANDLE key)
    MUST_USE;
/* The active operation of a use; E_OPERATION_NONE also when it was begun
 * before a logout. */
enum err operation_find(struct session *s, enum use use,
    struct operation **out) MUST_USE;
enum err operation_find_kind(struct session *s, enum operation_kind kind,
    enum use use, struct operation **out) MUST_USE;
/* Whether the key wants a login for each operation and this one has had none
 * (CKA_ALWAYS_AUTHENTICATE). */
bool operation_wants_login(const struct operation *op);
/* E_NOT_LOGGED_IN if it does. */
enum err operation_authenticated(const struct operation *op) MUST_USE;
/*
 * Before a result leaves: authenticated, and, if the store has changed since
 * the gate was asked, asked again. E_REVOKED.
 */
enum err operation_ready(struct session *s, struct operation *op) MUST_USE;
/*
 * Begin one of many messages: what it says of itself is read (m is NULL for
 * signatures), the gate is asked as for an operation, and the run starts with
 * the version that is current now. E_REVOKED; E_OPERATION_ACTIVE if one has
 * begun and is not over.
 */
enum err operation_begin_message(struct session *s, struct operation *op,
    const struct message *m) MUST_USE;

#endif
