/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Principals and the keys that open the token to them (doc/FORMAT.md, Record
 * bodies). Each principal has two P-256 pairs whose private halves are sealed
 * under his stretched secret and the root; the SO signs a certificate for
 * each, pinned in each one's own blob; a token's domain key is sealed to the
 * crypto users only, and to the recovery key that the SO's secret opens.
 */
#ifndef CLAVIGER_TOKEN_ENROL_H
#define CLAVIGER_TOKEN_ENROL_H

#include "token/slot.h"

/* What CLV_InitToken may ask for. */
struct token_choice {
	bool sandbox, allow_extractable, purge_protected;
};

/*
 * Shown each object record that a re-initialisation removes, within its write
 * transaction: the object layer's owner collects the erase leaves of a
 * sandbox token's keys here and punctures them after enrol_token() has
 * returned E_OK. Not E_OK drops the whole re-initialisation. Do not write to
 * the transaction.
 */
typedef enum err enrol_wipe(void *arg, struct txn *t, const struct record *r);

/*
 * Initialise the token of a slot (made new, or re-initialised when that is
 * allowed: design, "C_InitToken"). label: 32 bytes, blank padded. A new SO
 * with this PIN; a re-initialisation needs the present SO's PIN
 * (E_PIN_INCORRECT, counted like a login) and wipes objects, users and
 * domain; wipe may be NULL. E_TOKEN_HAS_KEYS, E_PIN_LEN; E_ARGUMENTS for a
 * choice that contradicts itself. No session is open (the flow has checked).
 */
enum err enrol_token(struct tokens *t, unsigned long slot,
    const unsigned char *pin, size_t pin_len, const unsigned char *label,
    const struct token_choice *choice, enrol_wipe *wipe, void *arg) MUST_USE;

/*
 * C_InitPIN: the logged-in SO gives the default user a (new) secret. The
 * first time makes domain, user and grants; later the recovery key opens the
 * domain and the user gets new pairs, a new certificate and the grant of a
 * new epoch, from which the chain opens all before: what is written from then
 * on is closed to the old secret. Needs the SO's opened keys (t->officer);
 * E_NOT_LOGGED_IN, E_PIN_LEN, E_PIN_INVALID. The caller does not hold
 * t->lock.
 */
enum err enrol_user_pin(struct token *t, const unsigned char *pin,
    size_t pin_len) MUST_USE;

/* C_SetPIN: re-seal the private halves of principal `name` under a new
 * secret. E_PIN_INCORRECT (counted like a login), E_PIN_LEN, E_PIN_INVALID
 * (':' in the default user's). The caller does not hold t->lock. */
enum err enrol_set_pin(struct token *t, const char *name,
    const unsigned char *old, size_t old_len, const unsigned char *new,
    size_t new_len) MUST_USE;

/* Whether a secret may be given to principal `name`: E_PIN_LEN,
 * E_PIN_INVALID. */
enum err enrol_pin_check(const char *name, const unsigned char *pin,
    size_t len) MUST_USE;

#endif
