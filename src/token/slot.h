/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The slots of the configured store. Slot ids are the tokens' numbers, given
 * at initialisation and kept in the store; the free slot is the next number,
 * listed only to a process that could use it. Listing never creates anything.
 */
#ifndef CLAVIGER_TOKEN_SLOT_H
#define CLAVIGER_TOKEN_SLOT_H

#include "base/conf.h"
#include "token/token.h"

#define SLOT_MAX 256

struct tokens {
	struct conf conf;
	enum err conf_error; /* not E_OK: no slots, with conf_reason */
	char conf_reason[512];
	pthread_mutex_t lock; /* guards what follows */
	struct store *store;  /* NULL until first need, or absent */
	enum err store_error; /* why it could not be opened, */
	char store_reason[512]; /* in words */
	struct token *slots[SLOT_MAX]; /* by number; NULL: not seen yet */
	struct checks *checks; /* flow/check.c's */
};

/* From a configuration (or its failure); opens nothing. */
enum err tokens_new(const struct conf *conf, enum err conf_error,
    struct tokens **out) MUST_USE;
/* Close the store and forget every token; nobody is in a session. NULL is
 * fine. */
void tokens_free(struct tokens *t);
/* In a forked child: close the inherited connection, leave the rest. */
void tokens_abandon(struct tokens *t);

/*
 * The store, opened at first need. E_STORE_ABSENT if there is none yet. A
 * store that was refused is tried again when asked again.
 */
enum err tokens_store(struct tokens *t, struct store **out) MUST_USE;
/* The same, made if there is none (token initialisation). */
enum err tokens_make_store(struct tokens *t, struct store **out) MUST_USE;

/* Every slot number, ascending, the free one (if any) last: it counts as
 * holding a token that waits to be initialised. At most SLOT_MAX. A store that
 * cannot be trusted has one slot, 0, whose token is not recognised. */
enum err slot_list(struct tokens *t, uint32_t *list, size_t *count) MUST_USE;
/* What is in a slot now, read from the store: E_SLOT, E_TOKEN_ABSENT (the
 * free slot), E_TOKEN_UNRECOGNIZED. */
enum err slot_read(struct tokens *t, unsigned long slot,
    struct token_record *out) MUST_USE;
/* The token object of a slot that has one. */
enum err slot_token(struct tokens *t, unsigned long slot,
    struct token **out) MUST_USE;

#endif
