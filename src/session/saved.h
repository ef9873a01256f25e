/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Saved states of digests (C_GetOperationState). The copy stays here; what the
 * caller gets is a reference that cannot be guessed or altered. It serves in
 * every session of the process on the same token, as often as it is wanted.
 */
#ifndef CLAVIGER_SESSION_SAVED_H
#define CLAVIGER_SESSION_SAVED_H

#include "session/operation.h"

#define SAVED_LEN 32
/* Copies kept: the oldest gives way, first that of the same session. */
#define SAVED_PER_SESSION 8
#define SAVED_MAX 256

struct saved;

/* E_NO_MEMORY. */
enum err saved_new(struct saved **out) MUST_USE;
/* Forget every copy. */
void saved_clear(struct saved *all);

/* Keep a copy of this operation's state. E_STATE_UNSAVEABLE. */
enum err saved_put(struct saved *all, const struct token *token,
    CK_SESSION_HANDLE session, const struct operation *op,
    unsigned char reference[static SAVED_LEN]) MUST_USE;
/* Continue from a copy: *out is active. E_SAVED_STATE if there is none of
 * that reference on this token. */
enum err saved_get(struct saved *all, const struct token *token,
    const unsigned char reference[static SAVED_LEN], struct operation *out)
    MUST_USE;

#endif
