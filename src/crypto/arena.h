/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The memory secrets are kept in; for secret.c only. Blocks of power of two
 * sizes out of larger regions; what does not fit gets a mapping of its own.
 */
#ifndef CLAVIGER_CRYPTO_ARENA_H
#define CLAVIGER_CRYPTO_ARENA_H

#include <stdbool.h>
#include <stddef.h>

/* A zeroed block, aligned for any type, and the number of the arena it is
 * from; NULL if there is no memory. */
unsigned char *arena_take(size_t len, unsigned *arena);
/* Wipe and give back what arena_take(len) gave. A block of an arena abandoned
 * since is left alone. */
void arena_give(unsigned char *data, size_t len, unsigned arena);
bool arena_locked(void);
void arena_trim(void);
void arena_abandon(void);

#endif
