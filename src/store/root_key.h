/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The seal's default form: the root key file. It holds the root R (32 bytes)
 * and the erase tree E: a GGM tree over 2^32 leaves of which purging replaces
 * the nodes above one leaf by their siblings off the path, so that this leaf
 * and no other can never be computed again from this file.
 */
#ifndef CLAVIGER_STORE_ROOT_KEY_H
#define CLAVIGER_STORE_ROOT_KEY_H

#include "base/bytes.h"
#include "crypto/secret.h"

#include <stdint.h>
#include <sys/types.h>

#define STORE_ID_LEN 16

struct root_key;

/* Make the file (0600, atomically, directory synced) for a new store. Refuses
 * (E_STORE_EXISTS) to replace one. */
enum err root_key_create(const char *path,
    const unsigned char store_id[static STORE_ID_LEN], struct root_key **out)
    MUST_USE;
/*
 * Read and check it. Refused with path and reason: absent (E_ROOT_KEY),
 * readable by others than owner and group, owned by neither the caller, root
 * nor `owner` (the store's owner), malformed, or of another store.
 */
enum err root_key_open(const char *path,
    const unsigned char store_id[static STORE_ID_LEN], uid_t owner,
    struct root_key **out) MUST_USE;
void root_key_free(struct root_key *k);
SCOPED_DEFINE(root_key)

const struct secret *root_key_secret(const struct root_key *k); /* R */
uint64_t root_key_generation(const struct root_key *k);
/* The floor: a store with a lower revision than this is refused. */
uint64_t root_key_floor(const struct root_key *k);

/* The leaf's 32 bytes; E_PURGED if it has been punctured. */
enum err root_key_leaf(const struct root_key *k, uint32_t leaf,
    struct secret **out) MUST_USE;
bool root_key_punctured(const struct root_key *k, uint32_t leaf);

/*
 * Puncture these leaves, set generation and floor, and replace the file: the
 * new one is written, synced and renamed over, the directory synced, the old
 * one's bytes overwritten. In memory the nodes are gone when it returns E_OK.
 */
enum err root_key_puncture(struct root_key *k, const uint32_t *leaves,
    size_t count, uint64_t generation, uint64_t floor) MUST_USE;
/* Read the file again if another process has replaced it. */
enum err root_key_refresh(struct root_key *k) MUST_USE;

#endif
