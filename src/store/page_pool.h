/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The pages of the index between the trie and the engine: opened pages kept
 * in memory within a bound, found again by number and tag, so that a path the
 * head vouches for needs no engine; and the pages a write transaction has
 * changed, sealed and written once each when it commits.
 */
#ifndef CLAVIGER_STORE_PAGE_POOL_H
#define CLAVIGER_STORE_PAGE_POOL_H

#include "store/page.h"

struct page_pool;

enum err page_pool_new(const struct store_engine *engine,
    struct engine_state *state, const struct row_seal *seal,
    struct page_pool **out) MUST_USE;
void page_pool_free(struct page_pool *pool);
/* How much to keep; 8 MiB unless told. */
void page_pool_bound(struct page_pool *pool, size_t bytes);

/* The page a link leads to, with a reference. E_STORE_DAMAGED if it is not
 * there, not authentic, or not the one meant. */
enum err page_pool_read(struct page_pool *pool, const struct link *link,
    struct page **out) MUST_USE;

/* ---- within a write transaction ---- */

/* Numbers for new pages are taken from *next_page. */
void page_pool_begin(struct page_pool *pool, uint64_t *next_page);
/* The page of a link, to be changed in place; stays the pool's. */
enum err page_pool_edit(struct page_pool *pool, const struct link *link,
    struct page **out) MUST_USE;
/* A new leaf without entries; stays the pool's. */
enum err page_pool_add(struct page_pool *pool, struct page **out) MUST_USE;
/* The page is in no link any more. */
enum err page_pool_remove(struct page_pool *pool, uint64_t number) MUST_USE;
/* Seal and write what has changed, children before parents; *top gets its
 * new tag. */
enum err page_pool_write(struct page_pool *pool, struct link *top,
    uint64_t revision) MUST_USE;
/* After the commit: what was written is what is stored now. */
void page_pool_keep(struct page_pool *pool);
/* Forget all changes. */
void page_pool_drop(struct page_pool *pool);

#endif
