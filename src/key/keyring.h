/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The domain keys of a token that a logged-in crypto user holds, by epoch.
 * Login fills it; logout wipes it; versions are sealed and opened with it.
 */
#ifndef CLAVIGER_KEY_KEYRING_H
#define CLAVIGER_KEY_KEYRING_H

#include "crypto/secret.h"

#include <stdint.h>

struct keyring {
	size_t count;
	struct keyring_key {
		uint32_t epoch;
		struct secret *key; /* 32 bytes */
	} *keys; /* ascending; the last is the current epoch */
};

/* Takes ownership of key on success. */
enum err keyring_add(struct keyring *r, uint32_t epoch, struct secret *key)
    MUST_USE;
/* NULL if the epoch is not there. */
const struct secret *keyring_get(const struct keyring *r, uint32_t epoch);
/* 0 when empty. */
uint32_t keyring_epoch(const struct keyring *r);
/* Wipe and free. */
void keyring_clear(struct keyring *r);

#endif
