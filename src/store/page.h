/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One page of the index, opened: a leaf with entries sorted by hash, or an
 * inner page with up to 16 children. Pages are counted: the pool that read
 * them holds one reference, whoever looks at them another.
 */
#ifndef CLAVIGER_STORE_PAGE_H
#define CLAVIGER_STORE_PAGE_H

#include "store/row.h"
#include "store/store.h"

#define HASH_LEN 16
#define HASH_NIBBLES (2 * HASH_LEN)
#define PAGE_FANOUT 16
#define PAGE_SPLIT 64 /* more entries than this and a leaf splits */
#define PAGE_MERGE 24 /* leaves with no more than this together are joined */

enum entry_type {
	ENTRY_SERIAL = 1, /* a record; hash is its uid */
	ENTRY_NAME,	  /* the others lead to the record's uid */
	ENTRY_LABEL,
	ENTRY_ID,
};

struct index_entry {
	unsigned char hash[HASH_LEN];
	enum entry_type type;
	uint64_t serial;
	/* ENTRY_SERIAL: the record's tag; otherwise: the record's uid */
	unsigned char ref[16];
	/* ENTRY_SERIAL only */
	uint64_t revision;
	uint32_t token;
	enum record_kind kind;
	uint32_t class, key_type, flags;
};

/* Where a page is and what it must be. number 0: no page. */
struct link {
	uint64_t number;
	unsigned char tag[ROW_TAG_LEN];
	uint16_t entries; /* of a leaf; 0 for an inner page */
};

struct page {
	uint64_t number;
	unsigned char tag[ROW_TAG_LEN];
	unsigned refs;
	bool stored; /* there is a row of this number in the engine */
	/* a leaf */
	struct index_entry *entries;
	size_t count, capacity;
	/* an inner page: child NULL for a leaf */
	struct link *child;
	uint8_t depth; /* the nibble by which the children differ */
	unsigned char prefix[HASH_LEN]; /* depth nibbles, then zeroes */
	/* the pool's */
	struct page *chain;
	struct page *newer, *older;
};

unsigned hash_nibble(const unsigned char hash[static HASH_LEN], unsigned i);
/* How many leading nibbles, at most limit, a and b share. */
unsigned hash_common(const unsigned char a[static HASH_LEN],
    const unsigned char b[static HASH_LEN], unsigned limit);
/* The first `nibbles` of hash, then zeroes. */
void hash_prefix(const unsigned char hash[static HASH_LEN], unsigned nibbles,
    unsigned char out[static HASH_LEN]);

enum err page_new(uint64_t number, struct page **out) MUST_USE;
/* A private copy, with one reference. */
enum err page_dup(const struct page *p, struct page **out) MUST_USE;
struct page *page_ref(struct page *p);
void page_free(struct page *p); /* drops one reference */
SCOPED_DEFINE(page)
/* What it takes in memory, about. */
size_t page_size(const struct page *p);

/* Turn a leaf without entries into an inner page without children. */
enum err page_make_inner(struct page *p, const unsigned char *hash,
    unsigned depth) MUST_USE;
/* Turn an inner page into a leaf without entries. */
void page_make_leaf(struct page *p);
/* By hash, then type, then serial. */
int entry_compare(const struct index_entry *a, const struct index_entry *b);
/* The first entry of a leaf that is not before e. */
size_t page_seek(const struct page *p, const struct index_entry *e);
enum err page_insert(struct page *p, size_t at, const struct index_entry *e)
    MUST_USE;
void page_delete(struct page *p, size_t at);

enum err page_encode(const struct page *p, struct bytes *out) MUST_USE;
/* Into a page fresh from page_new. E_STORE_DAMAGED (without a reason) if it
 * is not well formed. */
enum err page_decode(const struct bytes *in, struct page *p) MUST_USE;

#endif
