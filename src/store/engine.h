/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a storage engine must do: keep sealed bytes under numbers, in four
 * tables, with atomic durable commits. An engine never sees a key and never a
 * plaintext. All calls on one engine_state come under one mutex.
 */
#ifndef CLAVIGER_STORE_ENGINE_H
#define CLAVIGER_STORE_ENGINE_H

#include "base/bytes.h"

#include <stdint.h>

enum engine_table {
	TABLE_HEAD,    /* one row, number 1 */
	TABLE_RECORD,  /* by serial */
	TABLE_PAGE,    /* by page number: the index */
	TABLE_ATTEMPT, /* failed logins; outside revision and index */
	TABLE_COUNT
};

struct engine_state;

/* Called with each number of a table, ascending. Not E_OK stops the walk. */
typedef enum err engine_visit(void *arg, uint64_t number);

struct store_engine {
	const char *name;

	/* Make an empty store in dir (which exists). E_STORE_EXISTS. */
	enum err (*create)(const char *dir);
	/* E_STORE_ABSENT, E_STORE_DAMAGED (schema not ours to the letter),
	 * E_STORE_IO, E_STORE_REFUSED (network file system; wrong owner). */
	enum err (*open)(const char *dir, struct engine_state **out);
	void (*close)(struct engine_state *);
	/* Close a connection inherited through fork: writes nothing. */
	void (*abandon)(struct engine_state *);

	/* A consistent view until end; write excludes other writers of every
	 * process. */
	enum err (*begin)(struct engine_state *, bool write);
	/* *out is replaced; E_NOT_FOUND without a reason if there is no row. */
	enum err (*get)(struct engine_state *, enum engine_table, uint64_t,
	    struct bytes *out);
	enum err (*put)(struct engine_state *, enum engine_table, uint64_t,
	    const void *data, size_t len);
	enum err (*remove)(struct engine_state *, enum engine_table, uint64_t);
	enum err (*each)(struct engine_state *, enum engine_table,
	    engine_visit *, void *arg);
	/* Durable when it returns E_OK; otherwise the transaction is gone, the
	 * connection has been closed and the next begin opens a new one (never
	 * retry fsync). */
	enum err (*commit)(struct engine_state *);
	/* End a read, or drop a write. */
	void (*end)(struct engine_state *);
	/* Fold the log into the database if it has grown past its bound;
	 * all: now and completely. Never fails loudly. */
	void (*checkpoint)(struct engine_state *, bool all);
};

extern const struct store_engine engine_sqlite;

#endif
