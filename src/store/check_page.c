/* SPDX-License-Identifier: Apache-2.0 */
/* Checking pages, their entries and the records they name. */
#include "store/check.h"
#include "store/index_key.h"
#include "store/trie.h"

#include <stdlib.h>
#include <string.h>

enum err
check_push(struct store_check *c, const struct check_page *p)
{
	if (c->todo_count == c->todo_capacity) {
		size_t capacity = c->todo_capacity * 2 + 64;
		struct check_page *more = realloc(c->todo,
		    capacity * sizeof *more);

		if (more == NULL)
			return E_NO_MEMORY;
		c->todo = more;
		c->todo_capacity = capacity;
	}
	c->todo[c->todo_count++] = *p;
	return E_OK;
}

/* ---- entries ---- */

static bool
fields_agree(const struct index_entry *e, const struct record *r)
{
	return e->token == r->token && e->kind == r->kind &&
	    e->class == r->class && e->key_type == r->key_type &&
	    e->flags == r->flags;
}

/* Everything that should lead to the record does. */
static enum err
check_links(struct store_check *c, struct txn *t, const struct record *r)
{
	struct index_entry links[MAX_LINKS];
	size_t i, count;

	TRY(index_key_links(c->s->index_key, r, links, &count));
	for (i = 0; i < count; i++) {
		enum err e = trie_has(c->s->pool, &t->head.top, &links[i]);

		if (e == E_NOT_FOUND)
			TRY(check_found(c, "record", r->serial,
			    "the index does not lead to it by its %s",
			    links[i].type == ENTRY_NAME ? "name" :
			    links[i].type == ENTRY_LABEL ? "label" : "id"));
		/* A page that cannot be read is a finding of its own. */
	}
	return E_OK;
}

static enum err
claim_record(struct store_check *c, const struct index_entry *e)
{
	if (row_set_claim(&c->records, e->serial) == CLAIM_TWICE)
		return check_found(c, "record", e->serial,
		    "the index names it twice");
	c->done++;
	return E_OK;
}

static enum err
check_serial(struct store_check *c, struct txn *t,
    const struct index_entry *e)
{
	unsigned char hash[HASH_LEN];
	SCOPED_VALUE(record) r = { 0 };
	enum err err;

	TRY(claim_record(c, e));
	TRY(index_key_serial(c->s->index_key, e->serial, hash));
	if (memcmp(hash, e->hash, HASH_LEN) != 0 ||
	    e->serial >= t->head.next_serial ||
	    e->revision > t->head.revision)
		TRY(check_found(c, "record", e->serial,
		    "its entry in the index is not well made"));
	err = txn_open(t, e, &r);
	if (err != E_OK)
		return check_failed(c, "record", e->serial, err);
	if (!fields_agree(e, &r))
		TRY(check_found(c, "record", e->serial,
		    "the index says otherwise of it"));
	return check_links(c, t, &r);
}

static bool
leads_to(const struct index_entry *links, size_t count,
    const struct index_entry *e)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (entry_compare(&links[i], e) == 0)
			return true;
	return false;
}

/* An entry that leads to a record: that is there, and should be led to. */
static enum err
check_link(struct store_check *c, struct txn *t, const struct index_entry *e)
{
	struct index_entry target, links[MAX_LINKS];
	SCOPED_VALUE(record) r = { 0 };
	size_t count;
	enum err err;

	err = trie_find(c->s->pool, &t->head.top, e->ref, ENTRY_SERIAL,
	    &target);
	if (err == E_NOT_FOUND)
		return check_found(c, "record", e->serial,
		    "the index leads to it but does not know it");
	/* Damage on the way there is found where it is. */
	if (err != E_OK || txn_open(t, &target, &r) != E_OK)
		return E_OK;
	TRY(index_key_links(c->s->index_key, &r, links, &count));
	if (!leads_to(links, count, e))
		return check_found(c, "record", e->serial,
		    "the index leads to it by what it does not have");
	return E_OK;
}

/* ---- pages ---- */

static enum err
check_leaf(struct store_check *c, struct txn *t, const struct page *leaf)
{
	size_t i;

	for (i = 0; i < leaf->count; i++) {
		const struct index_entry *e = &leaf->entries[i];

		if (e->type == ENTRY_SERIAL)
			TRY(check_serial(c, t, e));
		else
			TRY(check_link(c, t, e));
	}
	return E_OK;
}

static enum err
push_children(struct store_check *c, const struct page *p)
{
	struct check_page child = { .below = true, .depth = p->depth };
	unsigned i;

	memcpy(child.prefix, p->prefix, HASH_LEN);
	for (i = 0; i < PAGE_FANOUT; i++) {
		if (p->child[i].number == 0)
			continue;
		child.link = p->child[i];
		child.nibble = i;
		TRY(check_push(c, &child));
	}
	return E_OK;
}

static bool
stands_right(const struct check_page *at, const struct page *p)
{
	struct page above = { .depth = at->depth };

	memcpy(above.prefix, at->prefix, HASH_LEN);
	return !at->below || trie_fits(&above, at->nibble, p);
}

enum err
check_page(struct store_check *c, struct txn *t, const struct check_page *at)
{
	uint64_t number = at->link.number;
	SCOPED(page) *p = NULL;
	enum err e;

	c->done++;
	if (row_set_claim(&c->pages, number) == CLAIM_TWICE)
		return check_found(c, "page", number,
		    "the index leads to it twice");
	e = page_pool_read(c->s->pool, &at->link, &p);
	if (e != E_OK) {
		c->cut = true;
		return check_failed(c, "page", number, e);
	}
	if (!stands_right(at, p) || number >= t->head.next_page) {
		c->cut = true;
		return check_found(c, "page", number,
		    "it is not where it belongs");
	}
	return p->child == NULL ? check_leaf(c, t, p) : push_children(c, p);
}
