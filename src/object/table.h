/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Object handles of a token. A handle stands for a session object, or for a
 * record seen at one version (0: whatever is current); the decoded object is
 * kept with it and read anew when the store has changed. Generations make
 * stale handles never match, and none of ours one of builtin.h's. Everything
 * here is under the token's lock: for writing unless a comment says reading.
 */
#ifndef CLAVIGER_OBJECT_TABLE_H
#define CLAVIGER_OBJECT_TABLE_H

#include "object/object.h"

struct object_table;

enum err table_new(struct object_table **out) MUST_USE;
void table_free(struct object_table *t);

/* The handle for a record at a version, made if there is none yet: the same
 * question gives the same handle. */
struct table_key {
	uint64_t serial;
	uint32_t version;
	bool private; /* the handle dies at logout */
	bool hidden;  /* stays valid while the key is scheduled */
};
enum err table_handle(struct object_table *t, const struct table_key *k,
    CK_OBJECT_HANDLE *out) MUST_USE;
/* A session object: takes its own reference; owner is the session. */
enum err table_add(struct object_table *t, struct object *o,
    CK_SESSION_HANDLE owner, CK_OBJECT_HANDLE *out) MUST_USE;

/* A slot of the table; borrowed until the lock is given back. */
struct table_slot {
	uint64_t generation;
	bool used;
	struct table_key key;	 /* serial 0: session object */
	CK_SESSION_HANDLE owner; /* session objects */
	struct object *object;	 /* NULL: not read yet */
	uint32_t next;		 /* in its hash chain or in the free list */
};
/* NULL if the handle is stale or invented. Reading. */
struct table_slot *table_find(struct object_table *t, CK_OBJECT_HANDLE h);
/* Make the handle stale and drop its object. */
void table_drop(struct object_table *t, CK_OBJECT_HANDLE h);
/* Drop the session objects of a session. */
void table_drop_session(struct object_table *t, CK_SESSION_HANDLE owner);
/* Logout: private objects go, and every kept key with its material. */
void table_drop_private(struct object_table *t);
/* Re-initialisation: everything goes. */
void table_drop_all(struct object_table *t);

/* Visit session objects; not E_OK stops. Reading. */
typedef enum err table_visit(void *arg, CK_OBJECT_HANDLE h,
    const struct object *o);
enum err table_each_session_object(struct object_table *t, table_visit *visit,
    void *arg) MUST_USE;

/*
 * What a handle stands for, current as of now, as a view with a reference.
 * Takes the token's lock itself. E_OBJECT_HANDLE if it is stale, private and
 * nobody is logged in, or its object is gone or scheduled.
 */
enum err object_resolve(struct token *t, CK_OBJECT_HANDLE h, struct view *out)
    MUST_USE;

#endif
