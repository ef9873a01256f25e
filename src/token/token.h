/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A token as this process sees it: what its record says, and who is logged
 * in. One per slot, made when first seen, kept until C_Finalize.
 *
 * Locks: `lock` guards login state and, for the object layer, `objects`.
 * Taken for reading by ordinary calls, for writing by login, logout and
 * changes of objects; never held while a PIN is stretched or a key is made.
 * The store's leaf mutex may be taken under it, not the other way round.
 */
#ifndef CLAVIGER_TOKEN_TOKEN_H
#define CLAVIGER_TOKEN_TOKEN_H

#include "base/err.h"
#include "crypto/kdf.h"
#include "gate/principal.h"
#include "key/keyring.h"
#include "store/store.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#define TOKEN_LABEL_LEN 32
#define TOKEN_SERIAL_LEN 16
#define TOKEN_PIN_MIN 4
#define TOKEN_PIN_MAX 255

struct object_table; /* the object layer's */
struct officer_keys; /* token/principal.h */

/* What the token's record holds. */
struct token_record {
	uint64_t serial; /* of the record; 0: no token in this slot */
	uint32_t number; /* slot id */
	unsigned char label[TOKEN_LABEL_LEN];	/* blank padded, as Cryptoki */
	char serial_number[TOKEN_SERIAL_LEN + 1]; /* 16 hex digits */
	bool sandbox, allow_extractable, purge_protected;
	bool user_pin_set; /* the default user exists */
	uint64_t created;
};

struct token {
	struct store *store;
	pthread_rwlock_t lock;
	uint32_t number;
	struct token_record record; /* as last read; under lock */
	uint64_t seen;		    /* the store's revision then; under lock */
	struct principal who;	    /* who is logged in; under lock */
	struct keyring ring;	    /* filled for crypto users; under lock */
	struct officer_keys *officer; /* what the SO's login opened, else NULL;
					 under lock */
	struct object_table *objects; /* under lock */
	size_t aead_buffer; /* bytes an AEAD decryption may hold */
	atomic_uint logins; /* counts logins and logouts: an operation begun at
			       another count is void */
	atomic_uint sessions, writable_sessions;
	/* In-memory delay for a process that cannot write attempts, whatever
	 * the name; under lock. */
	struct attempt attempt;
};

/* The token of a slot: nothing is read yet, nobody is logged in. */
enum err token_new(struct store *s, uint32_t number, struct token **out)
    MUST_USE;
/* Wipe and free; `objects` is gone already. NULL is fine. */
void token_free(struct token *t);
/*
 * The token's record as it is now: the kept copy while the store's revision
 * is what it was, else read again. Takes t->lock. E_TOKEN_ABSENT.
 */
enum err token_now(struct token *t, struct token_record *out) MUST_USE;

/* Read the token's record within a transaction. E_TOKEN_ABSENT if the slot has
 * none. */
enum err token_read(struct txn *t, uint32_t number, struct token_record *out)
    MUST_USE;
/* Its serial, from the index alone. E_TOKEN_ABSENT. */
enum err token_find(struct txn *t, uint32_t number, uint64_t *serial)
    MUST_USE;
/* Write it (new if r->serial is 0, which is then set). */
enum err token_write(struct txn *t, struct token_record *r) MUST_USE;

bool token_user_in(const struct token *t);    /* a crypto user */
bool token_officer_in(const struct token *t); /* the SO */

#endif
