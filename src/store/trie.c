/* SPDX-License-Identifier: Apache-2.0 */
/* Finding, walking, inserting and removing. */
#include "store/trie.h"

#include <string.h>

bool
trie_fits(const struct page *parent, unsigned nibble, const struct page *p)
{
	const unsigned char *first, *last;

	if (p->child != NULL && p->depth <= parent->depth)
		return false;
	first = p->child != NULL ? p->prefix : p->entries[0].hash;
	last = p->child != NULL ? p->prefix : p->entries[p->count - 1].hash;
	return hash_common(first, parent->prefix, parent->depth) ==
	    parent->depth && hash_nibble(first, parent->depth) == nibble &&
	    hash_common(last, first, parent->depth + 1u) ==
	    parent->depth + 1u;
}

/* The child of parent; a page that cannot stand there is refused. */
static enum err
read_child(struct page_pool *pool, const struct page *parent, unsigned nibble,
    struct page **out)
{
	SCOPED(page) *p = NULL;

	TRY(page_pool_read(pool, &parent->child[nibble], &p));
	if (!trie_fits(parent, nibble, p))
		return refuse(E_STORE_DAMAGED,
		    "index page %llu is not where it belongs",
		    (unsigned long long)p->number);
	*out = p;
	p = NULL;
	return E_OK;
}

/* ---- finding ---- */

/* The leaf that has the hash if any has. */
static enum err
find_leaf(struct page_pool *pool, const struct link *top,
    const unsigned char hash[static HASH_LEN], struct page **out)
{
	SCOPED(page) *p = NULL;

	if (top->number == 0)
		return E_NOT_FOUND;
	TRY(page_pool_read(pool, top, &p));
	while (p->child != NULL) {
		unsigned nibble = hash_nibble(hash, p->depth);
		struct page *next = NULL;

		if (hash_common(hash, p->prefix, p->depth) != p->depth ||
		    p->child[nibble].number == 0)
			return E_NOT_FOUND;
		TRY(read_child(pool, p, nibble, &next));
		page_free(p);
		p = next;
	}
	*out = p;
	p = NULL;
	return E_OK;
}

enum err
trie_find(struct page_pool *pool, const struct link *top,
    const unsigned char hash[static HASH_LEN], enum entry_type type,
    struct index_entry *out)
{
	struct index_entry key = { .type = type };
	SCOPED(page) *leaf = NULL;
	size_t at;

	TRY(find_leaf(pool, top, hash, &leaf));
	memcpy(key.hash, hash, HASH_LEN);
	at = page_seek(leaf, &key);
	if (at == leaf->count || leaf->entries[at].type != type ||
	    memcmp(leaf->entries[at].hash, hash, HASH_LEN) != 0)
		return E_NOT_FOUND;
	*out = leaf->entries[at];
	return E_OK;
}

enum err
trie_has(struct page_pool *pool, const struct link *top,
    const struct index_entry *e)
{
	SCOPED(page) *leaf = NULL;
	size_t at;

	TRY(find_leaf(pool, top, e->hash, &leaf));
	at = page_seek(leaf, e);
	if (at == leaf->count || entry_compare(&leaf->entries[at], e) != 0)
		return E_NOT_FOUND;
	return E_OK;
}

/* ---- walking ---- */

struct walk {
	struct page_pool *pool;
	const unsigned char *hash;
	unsigned nibbles;
	trie_visit *visit;
	void *arg;
};

static enum err
walk_leaf(const struct walk *w, const struct page *leaf)
{
	struct index_entry key = { 0 };
	size_t i;

	hash_prefix(w->hash, w->nibbles, key.hash);
	for (i = page_seek(leaf, &key); i < leaf->count; i++) {
		const struct index_entry *e = &leaf->entries[i];

		if (hash_common(e->hash, w->hash, w->nibbles) != w->nibbles)
			break;
		TRY(w->visit(w->arg, e));
	}
	return E_OK;
}

static enum err
walk_page(const struct walk *w, const struct page *p)
{
	unsigned shared, i;

	if (p->child == NULL)
		return walk_leaf(w, p);
	shared = p->depth < w->nibbles ? p->depth : w->nibbles;
	if (hash_common(p->prefix, w->hash, shared) != shared)
		return E_OK;
	for (i = 0; i < PAGE_FANOUT; i++) {
		SCOPED(page) *child = NULL;

		if (p->child[i].number == 0 || (p->depth < w->nibbles &&
		    hash_nibble(w->hash, p->depth) != i))
			continue;
		TRY(read_child(w->pool, p, i, &child));
		TRY(walk_page(w, child));
	}
	return E_OK;
}

enum err
trie_walk(struct page_pool *pool, const struct link *top,
    const unsigned char hash[static HASH_LEN], unsigned nibbles,
    trie_visit *visit, void *arg)
{
	const struct walk w = { pool, hash, nibbles, visit, arg };
	SCOPED(page) *p = NULL;

	if (top->number == 0)
		return E_OK;
	TRY(page_pool_read(pool, top, &p));
	return walk_page(&w, p);
}

/* ---- inserting ---- */

static void
link_to(struct link *link, const struct page *p)
{
	link->number = p->number;
	link->entries = (uint16_t)p->count;
}

static enum err
add_leaf(struct page_pool *pool, struct link *link,
    const struct index_entry *e)
{
	struct page *leaf;

	TRY(page_pool_add(pool, &leaf));
	TRY(page_insert(leaf, 0, e));
	link_to(link, leaf);
	return E_OK;
}

/* Give the entries of a full leaf to leaves of their own below it. They are
 * sorted: the first and the last differ earliest. */
static enum err
split(struct page_pool *pool, struct page *p)
{
	size_t count = p->count, i;
	unsigned depth = hash_common(p->entries[0].hash,
	    p->entries[count - 1].hash, HASH_NIBBLES);
	SCOPED(page) *full = NULL;

	if (depth == HASH_NIBBLES)
		return E_OK;
	TRY(page_dup(p, &full));
	TRY(page_make_inner(p, full->entries[0].hash, depth));
	for (i = 0; i < count; i++) {
		const struct index_entry *e = &full->entries[i];
		struct link *link = &p->child[hash_nibble(e->hash, depth)];
		struct page *leaf;

		if (link->number == 0) {
			TRY(add_leaf(pool, link, e));
			continue;
		}
		TRY(page_pool_edit(pool, link, &leaf));
		TRY(page_insert(leaf, leaf->count, e));
		link_to(link, leaf);
	}
	return E_OK;
}

static enum err
put_in_leaf(struct page_pool *pool, struct link *link,
    const struct index_entry *e)
{
	struct page *leaf;
	size_t at;

	TRY(page_pool_edit(pool, link, &leaf));
	at = page_seek(leaf, e);
	if (at < leaf->count && entry_compare(&leaf->entries[at], e) == 0) {
		leaf->entries[at] = *e;
		return E_OK;
	}
	TRY(page_insert(leaf, at, e));
	if (leaf->count > PAGE_SPLIT)
		TRY(split(pool, leaf));
	link_to(link, leaf);
	return E_OK;
}

/* A new inner page above the one the link leads to, where e leaves its
 * prefix. */
static enum err
put_above(struct page_pool *pool, struct link *link, const struct page *below,
    unsigned shared, const struct index_entry *e)
{
	struct link was = *link;
	struct page *inner;

	TRY(page_pool_add(pool, &inner));
	TRY(page_make_inner(inner, e->hash, shared));
	inner->child[hash_nibble(below->prefix, shared)] = was;
	link_to(link, inner);
	return add_leaf(pool, &inner->child[hash_nibble(e->hash, shared)], e);
}

enum err
trie_put(struct page_pool *pool, struct link *top,
    const struct index_entry *e)
{
	struct link *link = top;
	struct page *above = NULL;

	for (;;) {
		SCOPED(page) *p = NULL;
		unsigned shared;

		if (link->number == 0)
			return add_leaf(pool, link, e);
		TRY(above == NULL ? page_pool_read(pool, link, &p) :
		    read_child(pool, above, hash_nibble(e->hash,
		    above->depth), &p));
		if (p->child == NULL)
			return put_in_leaf(pool, link, e);
		shared = hash_common(e->hash, p->prefix, p->depth);
		if (shared < p->depth)
			return put_above(pool, link, p, shared, e);
		TRY(page_pool_edit(pool, link, &above));
		link = &above->child[hash_nibble(e->hash, above->depth)];
	}
}

/* ---- removing ---- */

static size_t
children(const struct page *p, unsigned *last)
{
	size_t count = 0;
	unsigned i;

	for (i = 0; i < PAGE_FANOUT; i++)
		if (p->child[i].number != 0) {
			*last = i;
			count++;
		}
	return count;
}

/* Whether its children are leaves small enough to be one. */
static bool
can_join(const struct page *p)
{
	size_t total = 0;
	unsigned i;

	for (i = 0; i < PAGE_FANOUT; i++) {
		if (p->child[i].number == 0)
			continue;
		if (p->child[i].entries == 0)
			return false;
		total += p->child[i].entries;
	}
	return total <= PAGE_MERGE;
}

static enum err
take_child(struct page_pool *pool, const struct link *link, struct page *into)
{
	SCOPED(page) *leaf = NULL;
	size_t i;

	if (link->number == 0)
		return E_OK;
	TRY(page_pool_read(pool, link, &leaf));
	for (i = 0; i < leaf->count; i++)
		TRY(page_insert(into, into->count, &leaf->entries[i]));
	return page_pool_remove(pool, leaf->number);
}

static enum err
join(struct page_pool *pool, struct page *p)
{
	struct link child[PAGE_FANOUT];
	unsigned i;

	memcpy(child, p->child, sizeof child);
	page_make_leaf(p);
	for (i = 0; i < PAGE_FANOUT; i++)
		TRY(take_child(pool, &child[i], p));
	return E_OK;
}

/* After something below it has gone. */
static enum err
tidy_inner(struct page_pool *pool, struct link *link, struct page *p)
{
	unsigned last = 0;

	if (children(p, &last) == 1) {
		*link = p->child[last];
		return page_pool_remove(pool, p->number);
	}
	if (can_join(p)) {
		TRY(join(pool, p));
		link_to(link, p);
	}
	return E_OK;
}

static enum err
remove_from_leaf(struct page_pool *pool, struct link *link,
    const struct index_entry *e)
{
	struct page *leaf;
	size_t at;

	TRY(page_pool_edit(pool, link, &leaf));
	at = page_seek(leaf, e);
	if (at == leaf->count || entry_compare(&leaf->entries[at], e) != 0)
		return E_NOT_FOUND;
	page_delete(leaf, at);
	if (leaf->count > 0) {
		link_to(link, leaf);
		return E_OK;
	}
	TRY(page_pool_remove(pool, leaf->number));
	*link = (struct link){ 0 };
	return E_OK;
}

/* Bounded by the number of nibbles: depth grows on the way down. */
static enum err
remove_below(struct page_pool *pool, struct link *link,
    const struct index_entry *e)
{
	SCOPED(page) *p = NULL;
	struct page *inner;

	if (link->number == 0)
		return E_NOT_FOUND;
	TRY(page_pool_read(pool, link, &p));
	if (p->child == NULL)
		return remove_from_leaf(pool, link, e);
	if (hash_common(e->hash, p->prefix, p->depth) != p->depth)
		return E_NOT_FOUND;
	TRY(page_pool_edit(pool, link, &inner));
	TRY(remove_below(pool,
	    &inner->child[hash_nibble(e->hash, inner->depth)], e));
	return tidy_inner(pool, link, inner);
}

enum err
trie_remove(struct page_pool *pool, struct link *top,
    const struct index_entry *e)
{
	/* Proves that every page on the way down stands where it belongs. */
	TRY(trie_has(pool, top, e));
	return remove_below(pool, top, e);
}
