/* SPDX-License-Identifier: Apache-2.0 */
/* Finding an active operation and asking again whether it may go on. */
#ifndef CLAVIGER_FLOW_OPERATION_H
#define CLAVIGER_FLOW_OPERATION_H

#include "flow/common.h"

/* The active operation of a use; E_OPERATION_NONE also when it was begun
 * before a logout. */
enum err operation_find(struct session *s, enum use use,
    struct operation **out) MUST_USE;
/* E_NOT_LOGGED_IN if the key wants a login for each operation and this one
 * has had none (CKA_ALWAYS_AUTHENTICATE). */
enum err operation_authenticated(const struct operation *op) MUST_USE;
/*
 * Before a result leaves: authenticated, and, if the store has changed since
 * the gate was asked, asked again. E_REVOKED.
 */
enum err operation_ready(struct session *s, struct operation *op) MUST_USE;

#endif
