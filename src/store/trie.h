/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The index: a Patricia trie of fan-out 16 over lookup hashes, whose pages
 * vouch for their children by tag. An inner page stands only where entries
 * differ, so what is below it shares the page's prefix, and what is not found
 * on the one path that could hold it is not there.
 */
#ifndef CLAVIGER_STORE_TRIE_H
#define CLAVIGER_STORE_TRIE_H

#include "store/page_pool.h"

/* Not E_OK stops the walk and is its result. */
typedef enum err trie_visit(void *arg, const struct index_entry *e);

/* The entry of this type with this hash: the first, should there be several.
 * E_NOT_FOUND (without a reason) is proven by the pages on the path. */
enum err trie_find(struct page_pool *pool, const struct link *top,
    const unsigned char hash[static HASH_LEN], enum entry_type type,
    struct index_entry *out) MUST_USE;
/* E_OK if there is the entry of equal hash, type and serial; E_NOT_FOUND
 * (without a reason) if not. */
enum err trie_has(struct page_pool *pool, const struct link *top,
    const struct index_entry *e) MUST_USE;
/* Every entry whose hash starts with these nibbles, in order of the hashes. */
enum err trie_walk(struct page_pool *pool, const struct link *top,
    const unsigned char hash[static HASH_LEN], unsigned nibbles,
    trie_visit *visit, void *arg) MUST_USE;

/* Both change *top. Put replaces the entry of equal hash, type and serial. */
enum err trie_put(struct page_pool *pool, struct link *top,
    const struct index_entry *e) MUST_USE;
/* E_NOT_FOUND (without a reason) if there is no such entry. */
enum err trie_remove(struct page_pool *pool, struct link *top,
    const struct index_entry *e) MUST_USE;

/*
 * Whether a page below an inner page may stand there: deeper than it and with
 * its prefix, or a leaf with entries of that prefix. An authentic page always
 * may, unless a holder of the root key made it: this keeps every walk finite.
 */
bool trie_fits(const struct page *parent, unsigned nibble,
    const struct page *p);

#endif
