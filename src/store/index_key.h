/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lookup hashes: what the index is keyed by. They are computed with a key of
 * their own, so that neither labels nor their equality can be told by who has
 * no root key. The first bit tells records (0) from what leads to them (1),
 * so that enumerating the records leaves the other half of the pages alone.
 */
#ifndef CLAVIGER_STORE_INDEX_KEY_H
#define CLAVIGER_STORE_INDEX_KEY_H

#include "store/page.h"

/* Nibbles of a label's or id's hash that depend on the value; the others
 * come from the record, so that any number of equal ones spreads. */
#define VALUE_NIBBLES 24

enum err index_key_serial(const struct secret *key, uint64_t serial,
    unsigned char out[static HASH_LEN]) MUST_USE;
enum err index_key_name(const struct secret *key, enum record_kind kind,
    uint32_t token, const void *name, size_t len,
    unsigned char out[static HASH_LEN]) MUST_USE;
/* ENTRY_LABEL or ENTRY_ID; uid: the record's, or NULL to look for all. */
enum err index_key_value(const struct secret *key, enum entry_type type,
    uint32_t token, const void *value, size_t len, const unsigned char *uid,
    unsigned char out[static HASH_LEN]) MUST_USE;
/* The row number of (token, name, uid)'s failed logins. */
enum err index_key_attempt(const struct secret *key, uint32_t token,
    const char *who, uint32_t uid, uint64_t *out) MUST_USE;

/* The entries that lead to a record: name, label, id, those that are not
 * empty. Returns how many. */
#define MAX_LINKS 3
enum err index_key_links(const struct secret *key, const struct record *r,
    struct index_entry out[static MAX_LINKS], size_t *count) MUST_USE;

#endif
