/* SPDX-License-Identifier: Apache-2.0 */
/* Pages in memory and as bytes. */
#include "store/page.h"

#include "base/reader.h"
#include "base/writer.h"

#include <stdlib.h>
#include <string.h>

#define KIND_LEAF 1
#define KIND_INNER 2

/* ---- hashes as nibbles ---- */

unsigned
hash_nibble(const unsigned char hash[static HASH_LEN], unsigned i)
{
	return i % 2 == 0 ? hash[i / 2] >> 4 : hash[i / 2] & 15u;
}

unsigned
hash_common(const unsigned char a[static HASH_LEN],
    const unsigned char b[static HASH_LEN], unsigned limit)
{
	unsigned i = 0;

	while (i < limit && hash_nibble(a, i) == hash_nibble(b, i))
		i++;
	return i;
}

void
hash_prefix(const unsigned char hash[static HASH_LEN], unsigned nibbles,
    unsigned char out[static HASH_LEN])
{
	unsigned char prefix[HASH_LEN] = { 0 };

	memcpy(prefix, hash, nibbles / 2);
	if (nibbles % 2 != 0)
		prefix[nibbles / 2] = hash[nibbles / 2] & 0xf0;
	memcpy(out, prefix, HASH_LEN);
}

/* ---- life ---- */

enum err
page_new(uint64_t number, struct page **out)
{
	struct page *p = calloc(1, sizeof *p);

	if (p == NULL)
		return E_NO_MEMORY;
	p->number = number;
	p->refs = 1;
	*out = p;
	return E_OK;
}

struct page *
page_ref(struct page *p)
{
	p->refs++;
	return p;
}

void
page_free(struct page *p)
{
	if (p == NULL || --p->refs > 0)
		return;
	free(p->entries);
	free(p->child);
	free(p);
}

size_t
page_size(const struct page *p)
{
	return sizeof *p + p->capacity * sizeof *p->entries +
	    (p->child == NULL ? 0 : PAGE_FANOUT * sizeof *p->child);
}

static enum err
page_reserve(struct page *p, size_t count)
{
	struct index_entry *more;

	if (count <= p->capacity)
		return E_OK;
	more = realloc(p->entries, count * sizeof *more);
	if (more == NULL)
		return E_NO_MEMORY;
	p->entries = more;
	p->capacity = count;
	return E_OK;
}

static enum err
add_children(struct page *p)
{
	p->child = calloc(PAGE_FANOUT, sizeof *p->child);
	return p->child == NULL ? E_NO_MEMORY : E_OK;
}

enum err
page_dup(const struct page *p, struct page **out)
{
	SCOPED(page) *copy = NULL;

	TRY(page_new(p->number, &copy));
	memcpy(copy->tag, p->tag, sizeof copy->tag);
	copy->stored = p->stored;
	if (p->child != NULL) {
		TRY(add_children(copy));
		memcpy(copy->child, p->child, PAGE_FANOUT * sizeof *p->child);
		copy->depth = p->depth;
		memcpy(copy->prefix, p->prefix, HASH_LEN);
	} else if (p->count != 0) {
		TRY(page_reserve(copy, p->count + 1));
		memcpy(copy->entries, p->entries,
		    p->count * sizeof *p->entries);
		copy->count = p->count;
	}
	*out = copy;
	copy = NULL;
	return E_OK;
}

enum err
page_make_inner(struct page *p, const unsigned char *hash, unsigned depth)
{
	TRY(add_children(p));
	free(p->entries);
	p->entries = NULL;
	p->count = p->capacity = 0;
	p->depth = (uint8_t)depth;
	hash_prefix(hash, depth, p->prefix);
	return E_OK;
}

void
page_make_leaf(struct page *p)
{
	free(p->child);
	p->child = NULL;
	p->depth = 0;
	memset(p->prefix, 0, HASH_LEN);
}

/* ---- entries of a leaf ---- */

int
entry_compare(const struct index_entry *a, const struct index_entry *b)
{
	int order = memcmp(a->hash, b->hash, HASH_LEN);

	if (order != 0)
		return order;
	if (a->type != b->type)
		return a->type < b->type ? -1 : 1;
	return a->serial < b->serial ? -1 : a->serial > b->serial;
}

size_t
page_seek(const struct page *p, const struct index_entry *e)
{
	size_t low = 0, high = p->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (entry_compare(&p->entries[middle], e) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

enum err
page_insert(struct page *p, size_t at, const struct index_entry *e)
{
	if (p->count == p->capacity)
		TRY(page_reserve(p, p->capacity + p->capacity / 2 + 8));
	memmove(p->entries + at + 1, p->entries + at,
	    (p->count - at) * sizeof *p->entries);
	p->entries[at] = *e;
	p->count++;
	return E_OK;
}

void
page_delete(struct page *p, size_t at)
{
	p->count--;
	memmove(p->entries + at, p->entries + at + 1,
	    (p->count - at) * sizeof *p->entries);
}

/* ---- as bytes ---- */

static void
write_entry(struct writer *w, const struct index_entry *e)
{
	writer_raw(w, e->hash, HASH_LEN);
	writer_u8(w, (uint8_t)e->type);
	writer_u64(w, e->serial);
	writer_raw(w, e->ref, sizeof e->ref);
	if (e->type != ENTRY_SERIAL)
		return;
	writer_u64(w, e->revision);
	writer_u32(w, e->token);
	writer_u8(w, (uint8_t)e->kind);
	writer_u32(w, e->class);
	writer_u32(w, e->key_type);
	writer_u32(w, e->flags);
}

static void
write_inner(struct writer *w, const struct page *p)
{
	uint16_t present = 0;
	unsigned i;

	for (i = 0; i < PAGE_FANOUT; i++)
		if (p->child[i].number != 0)
			present = (uint16_t)(present | 1u << i);
	writer_u8(w, p->depth);
	writer_raw(w, p->prefix, HASH_LEN);
	writer_u16(w, present);
	for (i = 0; i < PAGE_FANOUT; i++) {
		if (p->child[i].number == 0)
			continue;
		writer_u64(w, p->child[i].number);
		writer_raw(w, p->child[i].tag, ROW_TAG_LEN);
		writer_u16(w, p->child[i].entries);
	}
}

enum err
page_encode(const struct page *p, struct bytes *out)
{
	struct writer w;
	size_t i;

	out->len = 0;
	writer_init(&w, out);
	writer_u8(&w, p->child == NULL ? KIND_LEAF : KIND_INNER);
	if (p->child != NULL) {
		write_inner(&w, p);
		return writer_done(&w);
	}
	writer_u16(&w, (uint16_t)p->count);
	for (i = 0; i < p->count; i++)
		write_entry(&w, &p->entries[i]);
	return writer_done(&w);
}

static void
read_entry(struct reader *r, struct index_entry *e)
{
	reader_copy(r, e->hash, HASH_LEN);
	e->type = reader_u8(r);
	e->serial = reader_u64(r);
	reader_copy(r, e->ref, sizeof e->ref);
	if (e->type < ENTRY_SERIAL || e->type > ENTRY_ID)
		reader_fail(r);
	if (e->type != ENTRY_SERIAL)
		return;
	e->revision = reader_u64(r);
	e->token = reader_u32(r);
	e->kind = reader_u8(r);
	e->class = reader_u32(r);
	e->key_type = reader_u32(r);
	e->flags = reader_u32(r);
}

static enum err
read_leaf(struct reader *r, struct page *p)
{
	size_t i, count = reader_u16(r);

	if (count == 0)
		return E_STORE_DAMAGED;
	TRY(page_reserve(p, count));
	memset(p->entries, 0, count * sizeof *p->entries);
	for (i = 0; i < count; i++) {
		read_entry(r, &p->entries[i]);
		if (i > 0 && entry_compare(&p->entries[i - 1],
		    &p->entries[i]) >= 0)
			reader_fail(r);
	}
	p->count = count;
	return reader_done(r) ? E_OK : E_STORE_DAMAGED;
}

static enum err
read_inner(struct reader *r, struct page *p)
{
	unsigned char prefix[HASH_LEN];
	unsigned present, i, children = 0;

	TRY(add_children(p));
	p->depth = reader_u8(r);
	reader_copy(r, p->prefix, HASH_LEN);
	present = reader_u16(r);
	for (i = 0; i < PAGE_FANOUT; i++) {
		if ((present >> i & 1) == 0)
			continue;
		children++;
		p->child[i].number = reader_u64(r);
		reader_copy(r, p->child[i].tag, ROW_TAG_LEN);
		p->child[i].entries = reader_u16(r);
		if (p->child[i].number == 0)
			reader_fail(r);
	}
	if (!reader_done(r) || p->depth >= HASH_NIBBLES || children < 2)
		return E_STORE_DAMAGED;
	hash_prefix(p->prefix, p->depth, prefix);
	return memcmp(prefix, p->prefix, HASH_LEN) == 0 ?
	    E_OK : E_STORE_DAMAGED;
}

enum err
page_decode(const struct bytes *in, struct page *p)
{
	struct reader r;
	uint8_t kind;

	reader_init(&r, in->data, in->len);
	kind = reader_u8(&r);
	if (kind == KIND_LEAF)
		return read_leaf(&r, p);
	return kind == KIND_INNER ? read_inner(&r, p) : E_STORE_DAMAGED;
}
