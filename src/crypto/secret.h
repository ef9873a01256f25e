/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Secret bytes have their own type, so that giving one to code that prints,
 * logs or stores is a compile error. They live in an arena of our own: mmap,
 * MADV_DONTDUMP, MADV_WIPEONFORK, mlock where the limit allows; wiped on
 * free. libcrypto's secure heap belongs to the host and is not used.
 */
#ifndef CLAVIGER_CRYPTO_SECRET_H
#define CLAVIGER_CRYPTO_SECRET_H

#include "base/err.h"
#include "base/scope.h"

#include <stdbool.h>
#include <stddef.h>

struct secret;

/* A zeroed secret of len bytes (0 to 16 MiB); *out is the caller's. */
enum err secret_new(size_t len, struct secret **out) MUST_USE;
/* A copy of data. The caller wipes his own. */
enum err secret_from(const void *data, size_t len, struct secret **out)
    MUST_USE;
enum err secret_dup(const struct secret *s, struct secret **out) MUST_USE;
/* Random bytes from our private generator. */
enum err secret_random(size_t len, struct secret **out) MUST_USE;
/* Wipe and free; NULL is fine. */
void secret_free(struct secret *s);
SCOPED_DEFINE(secret)

size_t secret_len(const struct secret *s);
/* The bytes, for crypto/ and mech/ and for answering CKA_VALUE. */
unsigned char *secret_data(struct secret *s);
const unsigned char *secret_peek(const struct secret *s);
/* Shorten to len (wiping the rest); longer is a programming error. */
void secret_truncate(struct secret *s, size_t len);
/* Constant time in the contents; lengths are not secret. */
bool secret_equal(const struct secret *a, const struct secret *b);

/* Whether every page of the arena could be locked into memory so far. */
bool secret_locked(void);
/* Unmap empty regions; called at C_Finalize. */
void secret_trim(void);
/* In a forked child: forget the inherited, wiped arena and start anew. */
void secret_abandon(void);

#endif
