/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The erase tree: a GGM tree over 2^32 leaves. It is kept as the list of the
 * nodes still known; puncturing a leaf replaces the node above it by that
 * node's descendants beside the path, so that this leaf, and no other, can
 * never be computed again.
 */
#ifndef CLAVIGER_STORE_ERASE_TREE_H
#define CLAVIGER_STORE_ERASE_TREE_H

#include "base/bytes.h"
#include "base/reader.h"
#include "base/writer.h"
#include "crypto/secret.h"

#include <stdint.h>

#define ERASE_NODE_LEN 32
#define ERASE_DEPTH 32

struct erase_tree;

/* A whole tree from random bytes. */
enum err erase_tree_new(struct erase_tree **out) MUST_USE;
void erase_tree_free(struct erase_tree *t);
SCOPED_DEFINE(erase_tree)

/* How many nodes are kept. */
size_t erase_tree_count(const struct erase_tree *t);
/* The leaf's 32 bytes; E_PURGED if it has been punctured. */
enum err erase_tree_leaf(const struct erase_tree *t, uint32_t leaf,
    struct secret **out) MUST_USE;
bool erase_tree_punctured(const struct erase_tree *t, uint32_t leaf);
/* A tree like t without these leaves; t stays as it is. */
enum err erase_tree_puncture(const struct erase_tree *t,
    const uint32_t *leaves, size_t count, struct erase_tree **out) MUST_USE;

/* The nodes' places (count, then depth and index each): not secret. */
void erase_tree_write_places(const struct erase_tree *t, struct writer *w);
/* The nodes' values, in the same order; NULL if there are none left. */
const struct secret *erase_tree_values(const struct erase_tree *t);
/*
 * The way back, in two steps, because other fields may stand between places
 * and values. E_DATA if the places are not in order, overlap or do not fit.
 */
enum err erase_tree_read_places(struct reader *r, struct erase_tree **out)
    MUST_USE;
enum err erase_tree_read_values(struct reader *r, struct erase_tree *t)
    MUST_USE;

#endif
