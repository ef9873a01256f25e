/* SPDX-License-Identifier: Apache-2.0 */
/* Cached and changed pages. */
#include "store/page_pool.h"

#include <stdlib.h>
#include <string.h>

#define DEFAULT_BOUND ((size_t)8 << 20)
#define FIRST_BUCKETS 64

/* Pages by number. */
struct page_table {
	struct page **buckets;
	size_t size; /* a power of two */
	size_t count;
};

struct page_pool {
	const struct store_engine *engine;
	struct engine_state *state;
	struct row_seal seal;
	struct page_table clean, changed;
	struct page *newest, *oldest; /* of the clean ones */
	size_t bytes, bound;
	uint64_t *next_page;
	uint64_t *removed;
	size_t removed_count, removed_capacity;
	struct bytes row, plain; /* reused from page to page */
};

/* ---- the table ---- */

/* Numbers follow each other: spread them. */
static size_t
bucket_of(const struct page_table *t, uint64_t number)
{
	return (size_t)((number * UINT64_C(0x9e3779b97f4a7c15)) >> 32) &
	    (t->size - 1);
}

static struct page *
table_get(const struct page_table *t, uint64_t number)
{
	struct page *p;

	if (t->count == 0)
		return NULL;
	p = t->buckets[bucket_of(t, number)];
	while (p != NULL && p->number != number)
		p = p->chain;
	return p;
}

static void
table_link(struct page_table *t, struct page *p)
{
	struct page **bucket = &t->buckets[bucket_of(t, p->number)];

	p->chain = *bucket;
	*bucket = p;
}

static enum err
table_grow(struct page_table *t)
{
	struct page_table bigger = { NULL, t->size == 0 ? FIRST_BUCKETS :
	    t->size * 2, t->count };
	size_t i;

	bigger.buckets = calloc(bigger.size, sizeof *bigger.buckets);
	if (bigger.buckets == NULL)
		return E_NO_MEMORY;
	for (i = 0; i < t->size; i++) {
		struct page *p = t->buckets[i], *next;

		for (; p != NULL; p = next) {
			next = p->chain;
			table_link(&bigger, p);
		}
	}
	free(t->buckets);
	*t = bigger;
	return E_OK;
}

static enum err
table_put(struct page_table *t, struct page *p)
{
	if (t->count >= t->size)
		TRY(table_grow(t));
	table_link(t, p);
	t->count++;
	return E_OK;
}

static void
table_take(struct page_table *t, const struct page *p)
{
	struct page **at = &t->buckets[bucket_of(t, p->number)];

	while (*at != p)
		at = &(*at)->chain;
	*at = p->chain;
	t->count--;
}

/* ---- clean pages, by last use ---- */

static void
unlink_clean(struct page_pool *pool, struct page *p)
{
	*(p->newer == NULL ? &pool->newest : &p->newer->older) = p->older;
	*(p->older == NULL ? &pool->oldest : &p->older->newer) = p->newer;
	p->newer = p->older = NULL;
}

static void
link_newest(struct page_pool *pool, struct page *p)
{
	p->newer = NULL;
	p->older = pool->newest;
	*(pool->newest == NULL ? &pool->oldest : &pool->newest->newer) = p;
	pool->newest = p;
}

static void
clean_remove(struct page_pool *pool, struct page *p)
{
	unlink_clean(pool, p);
	table_take(&pool->clean, p);
	pool->bytes -= page_size(p);
	page_free(p);
}

/* Takes over the caller's reference, also when there is no room for it. */
static void
clean_add(struct page_pool *pool, struct page *p)
{
	struct page *before = table_get(&pool->clean, p->number);

	if (before != NULL)
		clean_remove(pool, before);
	if (table_put(&pool->clean, p) != E_OK) {
		page_free(p);
		return;
	}
	link_newest(pool, p);
	pool->bytes += page_size(p);
	while (pool->bytes > pool->bound && pool->oldest != p)
		clean_remove(pool, pool->oldest);
}

static struct page *
clean_get(struct page_pool *pool, const struct link *link)
{
	struct page *p = table_get(&pool->clean, link->number);

	if (p == NULL || memcmp(p->tag, link->tag, ROW_TAG_LEN) != 0)
		return NULL;
	unlink_clean(pool, p);
	link_newest(pool, p);
	return p;
}

/* ---- life ---- */

enum err
page_pool_new(const struct store_engine *engine, struct engine_state *state,
    const struct row_seal *seal, struct page_pool **out)
{
	struct page_pool *pool = calloc(1, sizeof *pool);

	if (pool == NULL)
		return E_NO_MEMORY;
	pool->engine = engine;
	pool->state = state;
	pool->seal = *seal;
	pool->bound = DEFAULT_BOUND;
	*out = pool;
	return E_OK;
}

void
page_pool_free(struct page_pool *pool)
{
	if (pool == NULL)
		return;
	page_pool_drop(pool);
	while (pool->oldest != NULL)
		clean_remove(pool, pool->oldest);
	free(pool->clean.buckets);
	free(pool->changed.buckets);
	free(pool->removed);
	bytes_clear(&pool->row);
	bytes_clear(&pool->plain);
	free(pool);
}

void
page_pool_bound(struct page_pool *pool, size_t bytes)
{
	pool->bound = bytes;
}

/* ---- reading ---- */

static enum err
damaged(uint64_t number, const char *what)
{
	return refuse(E_STORE_DAMAGED, "index page %llu %s",
	    (unsigned long long)number, what);
}

static enum err
open_page(struct page_pool *pool, const struct link *link, struct page *p)
{
	uint64_t revision;
	enum err e;

	row_tag(&pool->row, p->tag);
	if (memcmp(p->tag, link->tag, ROW_TAG_LEN) != 0)
		return damaged(link->number, "is not the one it should be");
	e = row_open(&pool->seal, link->number, &pool->row, &revision,
	    &pool->plain);
	if (e == E_OK)
		e = page_decode(&pool->plain, p);
	if (e == E_STORE_DAMAGED)
		return damaged(link->number, "is not authentic");
	TRY(e);
	if (p->count != link->entries)
		return damaged(link->number, "is not of the kind it should be");
	p->stored = true;
	return E_OK;
}

static enum err
load(struct page_pool *pool, const struct link *link, struct page **out)
{
	SCOPED(page) *p = NULL;
	enum err e;

	e = pool->engine->get(pool->state, TABLE_PAGE, link->number,
	    &pool->row);
	if (e == E_NOT_FOUND)
		return damaged(link->number, "is missing");
	TRY(e);
	TRY(page_new(link->number, &p));
	TRY(open_page(pool, link, p));
	*out = page_ref(p);
	clean_add(pool, p);
	p = NULL;
	return E_OK;
}

enum err
page_pool_read(struct page_pool *pool, const struct link *link,
    struct page **out)
{
	struct page *p = table_get(&pool->changed, link->number);

	if (p == NULL)
		p = clean_get(pool, link);
	if (p == NULL)
		return load(pool, link, out);
	*out = page_ref(p);
	return E_OK;
}

/* ---- changing ---- */

void
page_pool_begin(struct page_pool *pool, uint64_t *next_page)
{
	pool->next_page = next_page;
}

enum err
page_pool_edit(struct page_pool *pool, const struct link *link,
    struct page **out)
{
	struct page *changed = table_get(&pool->changed, link->number);
	SCOPED(page) *was = NULL;
	SCOPED(page) *copy = NULL;

	if (changed == NULL) {
		TRY(page_pool_read(pool, link, &was));
		TRY(page_dup(was, &copy));
		TRY(table_put(&pool->changed, copy));
		changed = copy;
		copy = NULL;
	}
	*out = changed;
	return E_OK;
}

enum err
page_pool_add(struct page_pool *pool, struct page **out)
{
	SCOPED(page) *p = NULL;

	TRY(page_new(*pool->next_page, &p));
	TRY(table_put(&pool->changed, p));
	++*pool->next_page;
	*out = p;
	p = NULL;
	return E_OK;
}

static enum err
note_removed(struct page_pool *pool, uint64_t number)
{
	if (pool->removed_count == pool->removed_capacity) {
		size_t capacity = pool->removed_capacity * 2 + 16;
		uint64_t *more = realloc(pool->removed,
		    capacity * sizeof *more);

		if (more == NULL)
			return E_NO_MEMORY;
		pool->removed = more;
		pool->removed_capacity = capacity;
	}
	pool->removed[pool->removed_count++] = number;
	return E_OK;
}

enum err
page_pool_remove(struct page_pool *pool, uint64_t number)
{
	struct page *changed = table_get(&pool->changed, number);

	if (changed == NULL || changed->stored)
		TRY(note_removed(pool, number));
	if (changed != NULL) {
		table_take(&pool->changed, changed);
		page_free(changed);
	}
	return E_OK;
}

/* The changed pages hang together from the top: who changes a page has
 * changed every page above it. */
static enum err
write_page(struct page_pool *pool, struct link *link, uint64_t revision)
{
	struct page *p = table_get(&pool->changed, link->number);
	unsigned i;

	if (link->number == 0 || p == NULL)
		return E_OK;
	for (i = 0; p->child != NULL && i < PAGE_FANOUT; i++)
		TRY(write_page(pool, &p->child[i], revision));
	TRY(page_encode(p, &pool->plain));
	TRY(row_seal(&pool->seal, p->number, revision, &pool->plain,
	    &pool->row, p->tag));
	memcpy(link->tag, p->tag, ROW_TAG_LEN);
	return pool->engine->put(pool->state, TABLE_PAGE, p->number,
	    pool->row.data, pool->row.len);
}

enum err
page_pool_write(struct page_pool *pool, struct link *top, uint64_t revision)
{
	size_t i;

	for (i = 0; i < pool->removed_count; i++)
		TRY(pool->engine->remove(pool->state, TABLE_PAGE,
		    pool->removed[i]));
	return write_page(pool, top, revision);
}

static void
changed_end(struct page_pool *pool, bool keep)
{
	size_t i;

	for (i = 0; i < pool->changed.size; i++) {
		struct page *p = pool->changed.buckets[i], *next;

		for (; p != NULL; p = next) {
			next = p->chain;
			p->stored = true;
			if (keep)
				clean_add(pool, p);
			else
				page_free(p);
		}
		pool->changed.buckets[i] = NULL;
	}
	pool->changed.count = 0;
	pool->removed_count = 0;
	pool->next_page = NULL;
}

void
page_pool_keep(struct page_pool *pool)
{
	changed_end(pool, true);
}

void
page_pool_drop(struct page_pool *pool)
{
	changed_end(pool, false);
}
