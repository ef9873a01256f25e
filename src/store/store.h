/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The sealed store: records under serial numbers, one authenticated index
 * over them, one head that seals the index's top, the revision, the next
 * numbers, the time and the erase generation. Everything is sealed under keys
 * derived from the root alone, so all of this works without a login; key
 * material inside records is sealed once more by those above.
 *
 * One struct store per process and place. All reading and writing happens in
 * a transaction (struct txn); the leaf mutex is held from txn_read/txn_write
 * to txn_end, so nothing that may block on the application, call back into it
 * or stretch a PIN belongs between them.
 */
#ifndef CLAVIGER_STORE_STORE_H
#define CLAVIGER_STORE_STORE_H

#include "base/bytes.h"
#include "crypto/secret.h"
#include "store/root_key.h"

#include <stdint.h>

struct store;
struct txn;

/*
 * Open the store in dir with this root key file. E_STORE_ABSENT if there is
 * none (an empty or missing directory); every other refusal names the file
 * and the reason.
 */
enum err store_open(const char *dir, const char *root_key, struct store **out)
    MUST_USE;
/* Make store and root key file, then open. Safe against several processes
 * doing so at once: one makes it, all open it. */
enum err store_create(const char *dir, const char *root_key,
    struct store **out) MUST_USE;
/* Whether this process could create a store in dir, or write the one there. */
bool store_writable(const char *dir);
/* Checkpoint and close. */
void store_close(struct store *s);

/*
 * Open a store that is older than the root key file's floor from now on: an
 * older copy was put in its place on purpose. What was purged stays purged.
 * Nothing may have the store open.
 */
enum err store_accept_rollback(const char *dir, const char *root_key)
    MUST_USE;

const unsigned char *store_id(const struct store *s); /* STORE_ID_LEN */
/* The directory, for messages. */
const char *store_dir(const struct store *s);

/*
 * The revision as the shared page shows it now: one atomic load, no lock. A
 * value seen earlier is current while it compares equal; nothing else may be
 * concluded from it. At most once a second the head itself is read again.
 * 0, which is never a revision, when the head cannot be read or trusted: a
 * transaction says why.
 */
uint64_t store_revision(struct store *s);

/* Derived from the root for a purpose outside the store layer (for instance
 * the root's share of a principal's key): HKDF(R, label || context). */
enum err store_derive(struct store *s, const char *label, const void *context,
    size_t len, struct secret **out) MUST_USE;

/* ---- records ---- */

enum record_kind {
	RECORD_TOKEN = 1, /* one per token */
	RECORD_PRINCIPAL,
	RECORD_DOMAIN,
	RECORD_OBJECT, /* anything a search can find, with its key if any */
};

/* Flags of an index entry: searches decide on them without opening a record.*/
#define RECORD_PRIVATE 1u /* shown to logged-in users only */
#define RECORD_HIDDEN 2u  /* left out of plain searches (scheduled keys) */

struct record {
	uint64_t serial;   /* 0: new, given at txn_put */
	uint64_t revision; /* of its last change; set by txn_put */
	uint32_t token;	   /* token number; 0 for RECORD_TOKEN */
	enum record_kind kind;
	uint32_t class;	   /* CKA_CLASS, low 32 bits; RECORD_OBJECT only */
	uint32_t key_type; /* CKA_KEY_TYPE, or 0xffffffff */
	uint32_t flags;	   /* RECORD_PRIVATE, RECORD_HIDDEN */
	unsigned char uid[16]; /* index key of the serial; set by txn_put */
	struct bytes name; /* if not empty: unique within (token, kind) */
	struct bytes label; /* indexed unless empty */
	struct bytes id;    /* indexed unless empty */
	struct bytes body;  /* whatever the owner of the kind puts there */
};
void record_clear(struct record *r); /* frees the four byte strings */

/* What the index tells of a record without opening it. */
struct entry {
	uint64_t serial, revision;
	uint32_t token;
	enum record_kind kind;
	uint32_t class, key_type, flags;
};
/* Not E_OK stops the walk and is its result. A visitor may read, not write. */
typedef enum err entry_visit(void *arg, const struct entry *e);

/* ---- transactions ---- */

enum err txn_read(struct store *s, struct txn **out) MUST_USE;
/* E_WRITE_PROTECTED with the reason if this process may not write. */
enum err txn_write(struct store *s, struct txn **out) MUST_USE;
/*
 * Make the changes durable and tell every process. Ends the transaction
 * whatever the result; *t becomes NULL. E_OK means on disk.
 */
enum err txn_commit(struct txn **t) MUST_USE;
/* Drop a write or end a read; NULL is fine. */
void txn_free(struct txn *t);
SCOPED_DEFINE(txn)

/* The revision this transaction reads; a write's commit gives the next. */
uint64_t txn_revision(const struct txn *t);
/* The store's time: never behind the sealed high-water mark. */
uint64_t txn_time(const struct txn *t);
/* When upkeep is next due (0: never); sealed in the head. */
uint64_t txn_due(const struct txn *t);
void txn_set_due(struct txn *t, uint64_t when);
/* The same from the last head read, without a transaction. */
uint64_t store_due(const struct store *s);

/* Open a record. E_NOT_FOUND without a reason; E_STORE_DAMAGED if it is not
 * the one the index vouches for. *out is cleared first. */
enum err txn_get(struct txn *t, uint64_t serial, struct record *out) MUST_USE;
/* The entry of a serial: proves presence or absence (E_NOT_FOUND). */
enum err txn_entry(struct txn *t, uint64_t serial, struct entry *out) MUST_USE;
/* By uid (see struct record). E_NOT_FOUND is proven by the index. */
enum err txn_find_uid(struct txn *t, const unsigned char uid[static 16],
    uint64_t *serial) MUST_USE;
/* By unique name. E_NOT_FOUND is proven by the index. */
enum err txn_find(struct txn *t, enum record_kind kind, uint32_t token,
    const void *name, size_t len, uint64_t *serial) MUST_USE;
/* Every object of a token with this label, or this id: visits candidates; the
 * visitor that needs certainty opens the record and compares. */
enum err txn_each_label(struct txn *t, uint32_t token, const void *label,
    size_t len, entry_visit *visit, void *arg) MUST_USE;
enum err txn_each_id(struct txn *t, uint32_t token, const void *id,
    size_t len, entry_visit *visit, void *arg) MUST_USE;
/* Every record of a kind and token, from the index's leaves only. */
enum err txn_each(struct txn *t, enum record_kind kind, uint32_t token,
    entry_visit *visit, void *arg) MUST_USE;

/* Write a record: new if r->serial is 0 (then r->serial is set; E_GENERAL if
 * the name is taken), else in place of the one with that serial, whose index
 * entries follow name, label and id. r->revision is set. */
enum err txn_put(struct txn *t, struct record *r) MUST_USE;
enum err txn_remove(struct txn *t, uint64_t serial) MUST_USE;

/* A leaf of the erase tree never given out before. */
enum err txn_new_leaf(struct txn *t, uint32_t *leaf) MUST_USE;
/* The leaf's 32 bytes, from the root key file: E_PURGED when punctured. No
 * transaction needed, but may be called within one. */
enum err store_leaf(struct store *s, uint32_t leaf, struct secret **out)
    MUST_USE;
/*
 * Puncture leaves (second step of a purge, between two commits): replaces the
 * root key file with the next erase generation and seals that generation in a
 * commit of its own. Must be called without a transaction.
 */
enum err store_puncture(struct store *s, const uint32_t *leaves, size_t count)
    MUST_USE;

/* ---- failed logins (outside revision and index) ---- */

struct attempt {
	uint32_t failures;
	uint64_t last; /* store time of the last failure */
};
/* Per (token, principal's name, uid); zeroes if there is no row. */
enum err store_attempt_get(struct store *s, uint32_t token, const char *who,
    uint32_t uid, struct attempt *out) MUST_USE;
/* Durable when it returns. A process that cannot write gets E_OK and delays
 * in memory only. */
enum err store_attempt_set(struct store *s, uint32_t token, const char *who,
    uint32_t uid, const struct attempt *a) MUST_USE;

/* ---- checking (claviger verify) ---- */

struct store_finding {
	char what[32];	/* "record", "page", "head", "root-key", ... */
	uint64_t number; /* serial or page number */
	char text[256];
};
struct store_check;
/*
 * Check a store that may be too damaged to open: opens it by itself, needs no
 * login. Slices: each store_check_next does a bounded part under one read
 * transaction and starts again if the revision moved below it.
 */
enum err store_check_new(const char *dir, const char *root_key,
    struct store_check **out) MUST_USE;
/* The next finding (found = true), progress (found = false) or E_CHECK_DONE. */
enum err store_check_next(struct store_check *c, bool *found,
    struct store_finding *out, uint64_t *done, uint64_t *total) MUST_USE;
void store_check_free(struct store_check *c);

/* ---- fork ---- */

/*
 * Install the pthread_atfork handlers, once per process: prepare takes the
 * leaf mutex of every open store, parent releases it, child re-initialises it
 * and marks the connection as inherited.
 */
void store_fork_init(void);
/* In the child, instead of store_close(): close the inherited connection
 * (leaking it loses acknowledged writes) and free the memory. Comes after
 * library_abandon() and secret_abandon(). */
void store_abandon(struct store *s);

#endif
