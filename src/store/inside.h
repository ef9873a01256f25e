/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of this folder share of an open store. Nothing outside
 * src/store includes this.
 *
 * Locks, in the order they are taken: the registry of open stores (fork.c),
 * a store's writer mutex, the writer lock between processes, a store's leaf
 * mutex, the root key's own. The connection, the caches and the transaction
 * belong to whoever holds the leaf mutex.
 */
#ifndef CLAVIGER_STORE_INSIDE_H
#define CLAVIGER_STORE_INSIDE_H

#include "store/head.h"
#include "store/page_pool.h"
#include "store/place.h"
#include "store/revision_page.h"
#include "store/store.h"

#include <pthread.h>
#include <stdatomic.h>

/* How a store is opened. */
enum store_use {
	STORE_USE,    /* as everybody does */
	STORE_CHECK,  /* repairs nothing on the way */
	STORE_ACCEPT, /* with a revision below the root key's floor */
};

struct txn {
	struct store *store;
	bool write;
	bool changed;
	bool broken;	  /* a change failed half-way: only dropping is left */
	unsigned walking; /* visitors are running: nothing may change */
	struct head head; /* as read, then as it will be */
	uint64_t time;
	uint64_t shown; /* by the revision page when it began */
};

/* Failed logins of a process that cannot write, by row number. */
#define ATTEMPTS_KEPT 32
struct attempt_kept {
	uint64_t number;
	struct attempt attempt;
};

struct store {
	struct store *next; /* in the registry */
	char *dir;
	struct place place;
	const struct store_engine *engine;
	struct engine_state *state;
	struct root_key *root_key;
	struct revision_page *page;
	int lock_fd;	/* -1: not opened yet */
	bool inherited; /* from the process that forked this one */
	enum store_use use;

	unsigned char id[STORE_ID_LEN];
	struct secret *key; /* S */
	struct secret *index_key;
	struct row_seal seal[TABLE_COUNT];
	struct page_pool *pool;

	pthread_mutex_t writer;
	pthread_mutex_t leaf;
	struct txn txn;
	struct bytes head_row; /* as last read and opened */
	struct head head;
	bool rolled_back; /* seen once, refused from then on */
	bool boot_noted;
	struct bytes row, plain; /* reused from row to row */
	struct attempt_kept kept[ATTEMPTS_KEPT];
	unsigned kept_next;

	/* read without a lock: what the page showed when the head was last
	 * read, and the revision that was (store_revision) */
	_Atomic uint64_t seen_page;
	_Atomic uint64_t seen_revision;
	_Atomic uint64_t seen_at; /* clock_coarse_ms() then */
	_Atomic uint64_t seen_due;
};

/* ---- store.c ---- */

enum err store_open_as(const char *dir, const char *root_key,
    enum store_use use, struct store **out) MUST_USE;
/* Everything but root key and head: enough to look at rows. */
enum err store_open_place(const char *dir, enum store_use use,
    struct store **out) MUST_USE;
/* What is derived from the root key, which s gets; s->id is known. */
enum err store_set_keys(struct store *s, struct root_key *root_key) MUST_USE;
/* Free a store that nobody else knows of yet, or no longer. */
void store_free(struct store *s);
SCOPED_DEFINE(store)

/* ---- fork.c ---- */

/* Held while stores are opened and closed: a fork waits for that. */
void fork_guard(void);
void fork_release(void);
/* With the guard held. */
void fork_add(struct store *s);
void fork_remove(struct store *s);

/* ---- lock.c ---- */

/* The writer's mutex and the lock between processes. */
enum err store_lock(struct store *s) MUST_USE;
bool store_try_lock(struct store *s);
void store_unlock(struct store *s);
/* Whether the lock file, if there is one, may be taken by this process. */
bool store_lockable(const struct place *p);
/* Whether dir has a lock file: a store is there, or was. */
bool store_was_here(const char *dir);

/* ---- txn.c ---- */

/* Begin an engine transaction, read the head in it and judge that. */
enum err store_begin(struct store *s, bool write) MUST_USE;

/* ---- txn_record.c ---- */

/* The record an ENTRY_SERIAL vouches for; *out is cleared first. */
enum err txn_open(struct txn *t, const struct index_entry *e,
    struct record *out) MUST_USE;
enum err txn_find_serial(struct txn *t, uint64_t serial,
    struct index_entry *out) MUST_USE;

#endif
