/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A connection to the store's database as we want it: our settings on this
 * connection only (process-wide ones belong to the host), the schema ours to
 * the letter, and SQLite's results in our words.
 */
#ifndef CLAVIGER_STORE_SQLITE_CONNECTION_H
#define CLAVIGER_STORE_SQLITE_CONNECTION_H

#include "store/place.h"

#include <sqlite3.h>

#define DATABASE_NAME "store.db"
/* Only recovery and closing connections of others make us wait this long. */
#define SQLITE_BUSY_MS 10000

/* Make the database with its empty tables. E_STORE_EXISTS if it has tables. */
enum err sqlite_make(const struct place *p) MUST_USE;
/* E_STORE_ABSENT if there is no database or it has no tables yet. */
enum err sqlite_connect(const struct place *p, sqlite3 **out) MUST_USE;
/* Refuse with what SQLite says of its last failure. */
enum err sqlite_refuse(sqlite3 *db, int rc) MUST_USE;

#endif
