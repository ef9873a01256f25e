/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The domain keys of a token: made by the SO and forgotten by him, sealed to
 * the crypto users he certified and to the recovery key, each epoch's key
 * sealed under the next one's. The SO signs a commitment to each, so that
 * nobody who merely holds the root can hand users a key of his own choice.
 */
#ifndef CLAVIGER_TOKEN_DOMAIN_H
#define CLAVIGER_TOKEN_DOMAIN_H

#include "token/epoch.h"

#define DOMAIN_KEY_LEN 32

/*
 * Begin a new epoch: a new key, signed and sealed to the recovery key; ring
 * holds the domain keys so far (empty for the first epoch) and gets the new
 * one. Grants of earlier epochs are dropped: the chain opens those.
 */
enum err domain_advance(struct store *s, const struct token_record *token,
    struct domain *d, const struct officer_keys *officer, struct keyring *ring)
    MUST_USE;

/* Seal the current key to a crypto user whose certificate verifies against
 * the pinned SO; E_STORE_DAMAGED with the reason if it does not. */
enum err domain_grant(struct store *s, const struct token_record *token,
    struct domain *d, const unsigned char officer[static P256_POINT_LEN],
    const struct principal_record *user, const struct keyring *ring) MUST_USE;

/* Open every epoch's key into ring with what a crypto user's secret opened. */
enum err domain_open(struct store *s, const struct token_record *token,
    const struct domain *d, const struct principal_record *user,
    const struct principal_keys *keys, struct keyring *ring) MUST_USE;
/* The same with the recovery key. */
enum err domain_recover(struct store *s, const struct token_record *token,
    const struct domain *d, const struct officer_keys *officer,
    struct keyring *ring) MUST_USE;

#endif
