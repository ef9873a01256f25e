/* SPDX-License-Identifier: Apache-2.0 */
/* The trie against a plain list, and its shape after every change. */
#include "engine_memory.h"
#include "store/trie.h"

#include <inttypes.h>

/* The model: entry i is in the trie or not. Their hashes come in clusters, so
 * that prefixes are long as well as short. */
#define ENTRIES 6000
static struct index_entry entries[ENTRIES];
static bool in[ENTRIES];
static unsigned count;

static uint64_t random_state;

/* The same on every run. */
static uint64_t
draw(void)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return random_state;
}

static void
make_entry(unsigned i)
{
	struct index_entry *e = &entries[i];
	unsigned shared = i % 4 == 0 ? 12 : i % 4 == 1 ? 3 : 0;
	unsigned k;

	*e = (struct index_entry){ .type = ENTRY_LABEL, .serial = i + 1 };
	for (k = 0; k < HASH_LEN; k++)
		e->hash[k] = k < shared ? 0x77 : (unsigned char)draw();
	memset(e->ref, (int)i, sizeof e->ref);
}

static void
setup(void)
{
	unsigned i;

	pool_setup();
	random_state = UINT64_C(0x9e3779b97f4a7c15);
	memset(in, 0, sizeof in);
	count = 0;
	for (i = 0; i < ENTRIES; i++)
		make_entry(i);
}

static void
put(unsigned i)
{
	OK(trie_put(pool, &top, &entries[i]));
	count += !in[i];
	in[i] = true;
}

static void
take(unsigned i)
{
	GIVES(in[i] ? E_OK : E_NOT_FOUND, trie_remove(pool, &top,
	    &entries[i]));
	count -= in[i];
	in[i] = false;
}

/* ---- its shape ---- */

struct shape {
	size_t pages, leaves, entries;
};

static void look(const struct page *above, unsigned nibble,
    const struct link *link, struct shape *s);

static void
look_below(const struct page *p, struct shape *s)
{
	unsigned i, children = 0, small = 0;
	bool leaves = true;

	for (i = 0; i < PAGE_FANOUT; i++) {
		if (p->child[i].number == 0)
			continue;
		children++;
		leaves = leaves && p->child[i].entries != 0;
		small += p->child[i].entries;
		look(p, i, &p->child[i], s);
	}
	ck_assert_uint_ge(children, 2);
	ck_assert_msg(!leaves || small > 0, "children without entries");
}

static void
look(const struct page *above, unsigned nibble, const struct link *link,
    struct shape *s)
{
	SCOPED(page) *p = NULL;

	OK(page_pool_read(pool, link, &p));
	s->pages++;
	ck_assert_uint_eq(p->count, link->entries);
	if (above != NULL)
		ck_assert(trie_fits(above, nibble, p));
	if (p->child != NULL) {
		look_below(p, s);
		return;
	}
	s->leaves++;
	s->entries += p->count;
	ck_assert_uint_ge(p->count, 1);
	ck_assert_uint_le(p->count, PAGE_SPLIT);
}

/* Every page is right, and no row is left that no page leads to. */
static void
assert_shape(void)
{
	struct shape s = { 0 };
	size_t i, rows = 0;

	if (top.number != 0)
		look(NULL, 0, &top, &s);
	ck_assert_uint_eq(s.entries, count);
	pool_commit();
	for (i = 0; i < MEMORY_ROWS; i++)
		rows += memory->rows[i].len != 0;
	ck_assert_uint_eq(rows, s.pages);
}

static void
assert_model(void)
{
	struct index_entry e;
	unsigned i;

	for (i = 0; i < ENTRIES; i++) {
		GIVES(in[i] ? E_OK : E_NOT_FOUND, trie_find(pool, &top,
		    entries[i].hash, ENTRY_LABEL, &e));
		if (in[i])
			ck_assert_uint_eq(e.serial, entries[i].serial);
	}
}

/* ---- tests ---- */

START_TEST(empty_index_has_nothing)
{
	struct index_entry e;

	GIVES(E_NOT_FOUND, trie_find(pool, &top, entries[0].hash,
	    ENTRY_LABEL, &e));
	GIVES(E_NOT_FOUND, trie_remove(pool, &top, &entries[0]));
}
END_TEST

START_TEST(what_was_put_is_found_with_all_it_carries)
{
	struct index_entry e;

	entries[0].type = ENTRY_SERIAL;
	entries[0].class = 3;
	put(0);
	OK(trie_find(pool, &top, entries[0].hash, ENTRY_SERIAL, &e));
	ck_assert_mem_eq(&e, &entries[0], sizeof e);
}
END_TEST

START_TEST(put_again_replaces)
{
	struct index_entry e;

	put(0);
	entries[0].ref[0] = 99;
	put(0);
	OK(trie_find(pool, &top, entries[0].hash, ENTRY_LABEL, &e));
	ck_assert_uint_eq(e.ref[0], 99);
	assert_shape();
}
END_TEST

START_TEST(another_type_of_the_same_hash_is_not_found)
{
	struct index_entry e;

	put(0);
	GIVES(E_NOT_FOUND, trie_find(pool, &top, entries[0].hash, ENTRY_ID,
	    &e));
}
END_TEST

START_TEST(sixty_four_entries_are_one_page_and_one_more_splits_it)
{
	unsigned i;

	for (i = 0; i < 64; i++)
		put(i);
	ck_assert_uint_eq(top.entries, 64);
	put(64);
	ck_assert_uint_eq(top.entries, 0);
	assert_shape();
}
END_TEST

START_TEST(leaves_are_joined_again)
{
	unsigned i;

	for (i = 0; i < 100; i++)
		put(i);
	for (i = 0; i < 90; i++)
		take(i);
	ck_assert_uint_eq(top.entries, 10);
	assert_shape();
}
END_TEST

START_TEST(removing_everything_leaves_nothing)
{
	unsigned i;

	for (i = 0; i < 3000; i++)
		put(i);
	assert_shape();
	for (i = 3000; i-- > 0;)
		take(i);
	ck_assert_uint_eq(top.number, 0);
	assert_shape();
}
END_TEST

START_TEST(random_changes_agree_with_the_model)
{
	unsigned round, i;

	for (round = 0; round < 12 * scale(); round++) {
		/* growing first, shrinking later, reopened in between */
		unsigned puts = round % 12 < 6 ? 80 : 20;

		for (i = 0; i < 3000; i++) {
			unsigned which = (unsigned)(draw() % ENTRIES);

			if (draw() % 100 < puts)
				put(which);
			else
				take(which);
		}
		assert_shape();
		assert_model();
		if (round % 3 == 0)
			pool_reopen();
	}
}
END_TEST

static enum err
count_in_order(void *arg, const struct index_entry *e)
{
	static struct index_entry before;
	unsigned *seen = arg;

	if (*seen > 0)
		ck_assert_int_lt(entry_compare(&before, e), 0);
	before = *e;
	++*seen;
	return E_OK;
}

START_TEST(walk_visits_a_prefix_in_order)
{
	static const unsigned lengths[] = { 0, 1, 2, 3, 5, 6, 7, 23, 24, 25 };
	static const unsigned char prefix[HASH_LEN] = "wwwwwwwwwwwwwww";
	unsigned i, k, want, seen;

	for (i = 0; i < 4000; i++)
		put(i);
	for (k = 0; k < 10; k++) {
		want = seen = 0;
		for (i = 0; i < 4000; i++)
			want += hash_common(entries[i].hash, prefix,
			    lengths[k]) == lengths[k];
		OK(trie_walk(pool, &top, prefix, lengths[k], count_in_order,
		    &seen));
		ck_assert_uint_eq(seen, want);
	}
}
END_TEST

static enum err
stop_at_third(void *arg, const struct index_entry *e)
{
	unsigned *seen = arg;

	(void)e;
	return ++*seen == 3 ? E_CHECK_DONE : E_OK;
}

START_TEST(visitor_stops_the_walk)
{
	unsigned i, seen = 0;

	for (i = 0; i < 500; i++)
		put(i);
	GIVES(E_CHECK_DONE, trie_walk(pool, &top, entries[0].hash, 0,
	    stop_at_third, &seen));
	ck_assert_uint_eq(seen, 3);
}
END_TEST

/* A holder of the root key could hang a page below itself. */
START_TEST(page_that_does_not_belong_is_refused)
{
	struct index_entry e;
	struct page *p;
	unsigned i, nibble;

	for (i = 0; i < 500; i++)
		put(i);
	OK(page_pool_edit(pool, &top, &p));
	nibble = hash_nibble(entries[2].hash, p->depth);
	p->child[nibble] = top;
	GIVES(E_STORE_DAMAGED, trie_find(pool, &top, entries[2].hash,
	    ENTRY_LABEL, &e));
	GIVES(E_STORE_DAMAGED, trie_put(pool, &top, &entries[2]));
}
END_TEST

SUITE("store/trie",
    tcase_add_checked_fixture(tc, setup, pool_teardown);
    tcase_add_test(tc, empty_index_has_nothing);
    tcase_add_test(tc, what_was_put_is_found_with_all_it_carries);
    tcase_add_test(tc, put_again_replaces);
    tcase_add_test(tc, another_type_of_the_same_hash_is_not_found);
    tcase_add_test(tc,
	sixty_four_entries_are_one_page_and_one_more_splits_it);
    tcase_add_test(tc, leaves_are_joined_again);
    tcase_add_test(tc, removing_everything_leaves_nothing);
    tcase_add_test(tc, random_changes_agree_with_the_model);
    tcase_add_test(tc, walk_visits_a_prefix_in_order);
    tcase_add_test(tc, visitor_stops_the_walk);
    tcase_add_test(tc, page_that_does_not_belong_is_refused))
