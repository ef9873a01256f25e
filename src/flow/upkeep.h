/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What falls due: purging keys and versions whose waiting period is over.
 * Entered by whoever comes by when the store's time passes the next due date,
 * and by `claviger maintain`. Needs no login.
 *
 * A purge is three steps: (1) a commit that makes the version a tombstone
 * without its blob, (2) the root key file without its leaf, (3) a commit that
 * says so. A crash between them leaves work that the next upkeep finishes.
 */
#ifndef CLAVIGER_FLOW_UPKEEP_H
#define CLAVIGER_FLOW_UPKEEP_H

#include "key/key.h"
#include "store/store.h"

/* Purged versions wait this many seconds for the puncture, so that many share
 * one replacement of the root key file. */
#define UPKEEP_DELAY 1

/* Called with each purged thing: a key (version 0) or a version of it. */
typedef void upkeep_report(void *arg, const char *key_id, uint32_t version);

/* Do all that is due in the store now. report may be NULL. */
enum err upkeep_run(struct store *s, upkeep_report *report, void *arg)
    MUST_USE;
/* At most how many things upkeep_run would report now. */
enum err upkeep_count(struct store *s, size_t *out) MUST_USE;
/* upkeep_run if the due date has passed, ignoring failure: nobody asked. */
void upkeep_if_due(struct store *s);
/* The same at C_Finalize, without waiting for others to share the puncture. */
void upkeep_last(struct store *s);

/* Within a transaction: tell the store when this key next needs upkeep. */
void upkeep_note(struct txn *t, const struct key *k);

#endif
