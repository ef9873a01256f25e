/* SPDX-License-Identifier: Apache-2.0 */
/* Pages are read once, believed by tag, written once. */
#include "engine_memory.h"

/* A leaf with one entry of this serial, committed as the top. */
static void
commit_leaf(uint64_t serial)
{
	struct index_entry e = { .type = ENTRY_LABEL, .serial = serial };
	struct page *p;

	if (top.number == 0) {
		OK(page_pool_add(pool, &p));
		OK(page_insert(p, 0, &e));
	} else {
		OK(page_pool_edit(pool, &top, &p));
		p->entries[0] = e;
	}
	top.number = p->number;
	top.entries = (uint16_t)p->count;
	pool_commit();
}

static uint64_t
serial_read(void)
{
	SCOPED(page) *p = NULL;

	OK(page_pool_read(pool, &top, &p));
	return p->entries[0].serial;
}

START_TEST(committed_page_needs_no_engine)
{
	commit_leaf(7);
	ck_assert_uint_eq(serial_read(), 7);
	ck_assert_uint_eq(memory->reads, 0);
}
END_TEST

START_TEST(page_is_read_once)
{
	commit_leaf(7);
	pool_reopen();
	ck_assert_uint_eq(serial_read(), 7);
	ck_assert_uint_eq(serial_read(), 7);
	ck_assert_uint_eq(memory->reads, 1);
}
END_TEST

START_TEST(dropped_change_never_was)
{
	struct page *p;

	commit_leaf(7);
	OK(page_pool_edit(pool, &top, &p));
	p->entries[0].serial = 8;
	page_pool_drop(pool);
	ck_assert_uint_eq(serial_read(), 7);
}
END_TEST

START_TEST(page_of_an_older_tag_is_refused)
{
	SCOPED_VALUE(bytes) old = { 0 };
	struct page *p;

	commit_leaf(7);
	OK(bytes_set(&old, memory->rows[1].data, memory->rows[1].len));
	commit_leaf(8);
	OK(bytes_set(&memory->rows[1], old.data, old.len));
	pool_reopen();
	GIVES(E_STORE_DAMAGED, page_pool_read(pool, &top, &p));
}
END_TEST

START_TEST(cached_page_of_an_older_tag_is_not_used)
{
	struct link old;

	commit_leaf(7);
	old = top;
	commit_leaf(8);
	ck_assert_mem_ne(old.tag, top.tag, ROW_TAG_LEN);
	ck_assert_uint_eq(serial_read(), 8);
}
END_TEST

START_TEST(missing_page_is_named)
{
	struct page *p;

	commit_leaf(7);
	pool_reopen();
	bytes_clear(&memory->rows[1]);
	GIVES(E_STORE_DAMAGED, page_pool_read(pool, &top, &p));
	ck_assert_ptr_nonnull(strstr(reason_text(), "page 1 is missing"));
}
END_TEST

START_TEST(altered_page_is_refused)
{
	struct page *p;

	commit_leaf(7);
	pool_reopen();
	memory->rows[1].data[40] ^= 1;
	GIVES(E_STORE_DAMAGED, page_pool_read(pool, &top, &p));
}
END_TEST

START_TEST(page_changed_twice_is_written_once)
{
	struct page *p;
	unsigned before;

	commit_leaf(7);
	before = memory->writes;
	OK(page_pool_edit(pool, &top, &p));
	p->entries[0].serial = 8;
	OK(page_pool_edit(pool, &top, &p));
	p->entries[0].serial = 9;
	pool_commit();
	ck_assert_uint_eq(memory->writes, before + 1);
	ck_assert_uint_eq(serial_read(), 9);
}
END_TEST

START_TEST(new_page_removed_again_leaves_no_trace)
{
	struct page *p;

	OK(page_pool_add(pool, &p));
	OK(page_pool_remove(pool, p->number));
	pool_commit();
	ck_assert_uint_eq(memory->writes, 0);
}
END_TEST

/* Whatever is thrown out for the bound can be read again. */
START_TEST(bound_is_kept)
{
	struct link links[200];
	unsigned i;

	for (i = 0; i < 200; i++) {
		top = (struct link){ 0 };
		commit_leaf(i);
		links[i] = top;
	}
	pool_reopen();
	page_pool_bound(pool, 10000);
	for (i = 0; i < 400; i++) {
		top = links[i % 200];
		ck_assert_uint_eq(serial_read(), i % 200);
	}
	ck_assert_uint_eq(memory->reads, 400);
}
END_TEST

SUITE("store/page_pool",
    tcase_add_checked_fixture(tc, pool_setup, pool_teardown);
    tcase_add_test(tc, committed_page_needs_no_engine);
    tcase_add_test(tc, page_is_read_once);
    tcase_add_test(tc, dropped_change_never_was);
    tcase_add_test(tc, page_of_an_older_tag_is_refused);
    tcase_add_test(tc, cached_page_of_an_older_tag_is_not_used);
    tcase_add_test(tc, missing_page_is_named);
    tcase_add_test(tc, altered_page_is_refused);
    tcase_add_test(tc, page_changed_twice_is_written_once);
    tcase_add_test(tc, new_page_removed_again_leaves_no_trace);
    tcase_add_test(tc, bound_is_kept))
