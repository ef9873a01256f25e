/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Failed logins, counted per principal's name and the caller's uid: three are
 * free, then each buys a delay, 1 s doubling to 15 min. Never for good, never
 * sleeping. A name that does not exist is counted like one that does.
 */
#ifndef CLAVIGER_TOKEN_LOCKOUT_H
#define CLAVIGER_TOKEN_LOCKOUT_H

#include "token/token.h"

/* E_PIN_LOCKED, saying for how long, while a delay runs. Takes t->lock. */
enum err lockout_check(struct token *t, const char *name) MUST_USE;
/*
 * After stretching: E_PIN_LOCKED if a delay has begun meanwhile, whatever the
 * secret was (who tries many at once learns no more than one by one); else as
 * lockout_forget() for the right secret, lockout_count() for a wrong one.
 * Takes t->lock.
 */
enum err lockout_settle(struct token *t, const char *name, bool right)
    MUST_USE;
/* Count a failure; E_PIN_INCORRECT once that is on disk (or, in a process
 * that cannot write the store, in memory). Takes t->lock. */
enum err lockout_count(struct token *t, const char *name) MUST_USE;
/* Set the count back; writes only if it was not 0. Takes t->lock. */
enum err lockout_forget(struct token *t, const char *name) MUST_USE;

/* How many failures are counted for a name in the store, and the seconds its
 * delay still runs (0: none). */
enum err lockout_read(struct store *s, uint32_t token, const char *name,
    uint32_t *failures, uint64_t *seconds) MUST_USE;

#endif
