/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Proving a secret: the one way by which a PIN is ever checked, whatever the
 * proof is for (login, C_SetPIN, C_InitToken, one operation).
 */
#ifndef CLAVIGER_TOKEN_PROOF_H
#define CLAVIGER_TOKEN_PROOF_H

#include "token/epoch.h"

/* What was read before stretching, in one transaction, and what the secret
 * opened of it. */
struct proof {
	struct token_record token;
	struct principal_record principal;
	struct domain domain; /* of a crypto user; else empty */
	struct secret *key;   /* 64 bytes: principal_stretch()'s */
	struct principal_keys keys;
};
void proof_clear(struct proof *p);

/*
 * Prove that secret is that of principal `name`, who must be of this kind
 * (PRINCIPAL_NOBODY: of any). Stretches without a lock; failures are counted
 * and delayed (lockout.h), an unknown name at the same cost. The principal's
 * certificate is checked against the key he pins. E_PIN_INCORRECT,
 * E_PIN_LOCKED, E_PIN_UNSET, E_STORE_DAMAGED. The caller does not hold
 * t->lock.
 */
enum err proof_of(struct token *t, enum principal_kind kind, const char *name,
    const unsigned char *secret, size_t len, struct proof *out) MUST_USE;

#endif
