/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keys by name. What the person calls KEY - a label, a key id, a URI - becomes
 * one object of the module and the module's description of it.
 */
#ifndef CLAVIGER_TOOLS_KEY_H
#define CLAVIGER_TOOLS_KEY_H

#include "command.h"
#include "json.h"

/* Which keys of a name are meant: those that are scheduled for deletion keep
 * their label, which a new key may have too. */
enum key_scope {
	KEY_LIVE,	     /* not scheduled for deletion */
	KEY_LIVE_FIRST,	     /* else one that is */
	KEY_SCHEDULED_FIRST, /* else one that is not */
};

/* A secret key, or the private key of a pair, and what DescribeKey says. */
struct key {
	CK_OBJECT_HANDLE handle;
	json_t *about;
};

struct keys {
	size_t count;
	struct key *list;
};

/* The one key that the operand KEY names; none or several are refused. */
enum status key_find(const struct context *c, enum key_scope scope,
    struct key *out) MUST_USE;
void key_clear(struct key *key);

/* Describe the object key->handle into key->about. */
enum status key_describe(const struct context *c, struct key *key) MUST_USE;

/* Every key of the token, by label; with `scheduled` also those that are
 * scheduled for deletion. */
enum status keys_read(const struct context *c, bool scheduled,
    struct keys *out) MUST_USE;
void keys_clear(struct keys *keys);

/* What DescribeKey says now; a key that is gone is "purged". */
enum status key_refresh(const struct context *c, struct key *key) MUST_USE;

const char *key_label(const struct key *key);
const char *key_id(const struct key *key);
const char *key_state(const struct key *key);
bool key_is_pair(const struct key *key);
bool key_is_scheduled(const struct key *key);
/* The version with this number; NULL if there is none. */
const json_t *key_version(const struct key *key, CK_ULONG number);

/* After a change: with --json the key as it is now, else a sentence
 * (printf-like). */
enum status key_report(const struct context *c, struct key *key,
    const char *fmt, ...) PRINTF_LIKE(3, 4);

#endif
