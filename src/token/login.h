/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who is logged in. Failures are counted per principal and uid, sealed,
 * written before the refusal is returned: three are free, then a delay of 1 s
 * doubling to 15 min during which the answer is E_PIN_LOCKED; never for good.
 */
#ifndef CLAVIGER_TOKEN_LOGIN_H
#define CLAVIGER_TOKEN_LOGIN_H

#include "token/token.h"

/*
 * Split a PIN as C_Login does: name:secret at the first ':'; without one the
 * name is the default user's. E_PIN_INCORRECT if the name is malformed.
 * *secret points into pin.
 */
enum err login_split(const unsigned char *pin, size_t len,
    char name[static PRINCIPAL_NAME_MAX + 1], const unsigned char **secret,
    size_t *secret_len) MUST_USE;

/*
 * Log a principal in: stretch (without t->lock), open his private halves,
 * check his certificate against the pinned SO key, for a crypto user open the
 * domain keys into t->ring, set t->who. E_PIN_INCORRECT also, at the same
 * cost, for an unknown name; E_PIN_LOCKED; E_PIN_UNSET when the default user
 * has none. The states that refuse before any stretching (already logged in,
 * read-only sessions for the SO) are the flow's; what came about meanwhile is
 * refused here: E_ALREADY_LOGGED_IN, E_ANOTHER_LOGGED_IN,
 * E_SESSION_RO_EXISTS. The caller does not hold t->lock.
 */
enum err login_principal(struct token *t, enum principal_kind kind,
    const char *name, const unsigned char *secret, size_t len) MUST_USE;
/* Check a secret of the one who is logged in without changing anything but
 * the count of failures (CKU_CONTEXT_SPECIFIC). Another's name is
 * E_PIN_INCORRECT; E_NOT_LOGGED_IN if nobody is. */
enum err login_check(struct token *t, const char *name,
    const unsigned char *secret, size_t len) MUST_USE;
/* Wipe what login opened. Under t->lock for writing. */
void login_end(struct token *t);

/* CKF_USER_PIN_COUNT_LOW, _FINAL_TRY (never), _LOCKED and the SO's, as they
 * are for this uid now: truthful for the default user. */
enum err login_flags(struct store *s, uint32_t token, unsigned long *flags)
    MUST_USE;

#endif
