/* SPDX-License-Identifier: Apache-2.0 */
/* Pages in order, and as bytes and back. */
#include "base/writer.h"
#include "store/page.h"
#include "store_fixture.h"

static struct index_entry
entry(unsigned char first, enum entry_type type, uint64_t serial)
{
	struct index_entry e = { .hash = { first, 0x5a }, .type = type,
		.serial = serial, .ref = { 7, 8, 9 } };

	if (type == ENTRY_SERIAL) {
		e.revision = serial + 1;
		e.token = 2;
		e.kind = RECORD_OBJECT;
		e.class = 4;
		e.key_type = 5;
		e.flags = RECORD_PRIVATE;
	}
	return e;
}

static struct page *
leaf_of(unsigned count)
{
	struct page *p;
	unsigned i;

	OK(page_new(1, &p));
	for (i = 0; i < count; i++) {
		struct index_entry e = entry((unsigned char)(i * 37),
		    i % 3 == 0 ? ENTRY_SERIAL : ENTRY_LABEL, i);

		OK(page_insert(p, page_seek(p, &e), &e));
	}
	return p;
}

START_TEST(nibbles_are_read_from_the_left)
{
	static const unsigned char hash[HASH_LEN] = { 0x12, 0x34 };

	ck_assert_uint_eq(hash_nibble(hash, 0), 1);
	ck_assert_uint_eq(hash_nibble(hash, 3), 4);
}
END_TEST

START_TEST(prefix_is_cut_at_the_nibble)
{
	static const unsigned char hash[HASH_LEN] = { 0x12, 0x34, 0x56 };
	static const unsigned char want[HASH_LEN] = { 0x12, 0x30 };
	unsigned char got[HASH_LEN];

	hash_prefix(hash, 3, got);
	ck_assert_mem_eq(got, want, HASH_LEN);
}
END_TEST

START_TEST(common_nibbles_are_counted)
{
	static const unsigned char a[HASH_LEN] = { 0x12, 0x34 };
	static const unsigned char b[HASH_LEN] = { 0x12, 0x3f };

	ck_assert_uint_eq(hash_common(a, b, HASH_NIBBLES), 3);
	ck_assert_uint_eq(hash_common(a, b, 2), 2);
	ck_assert_uint_eq(hash_common(a, a, HASH_NIBBLES), HASH_NIBBLES);
}
END_TEST

START_TEST(entries_stay_sorted)
{
	struct page *p = leaf_of(60);
	size_t i;

	for (i = 1; i < p->count; i++)
		ck_assert_int_lt(entry_compare(&p->entries[i - 1],
		    &p->entries[i]), 0);
	page_free(p);
}
END_TEST

START_TEST(deleted_entry_is_gone)
{
	struct page *p = leaf_of(20);
	struct index_entry e = p->entries[11];

	page_delete(p, 11);
	ck_assert_uint_eq(p->count, 19);
	ck_assert_int_ne(entry_compare(&p->entries[page_seek(p, &e)], &e), 0);
	page_free(p);
}
END_TEST

START_TEST(leaf_comes_back_from_its_bytes)
{
	SCOPED_VALUE(bytes) data = { 0 };
	struct page *p = leaf_of(64), *again;

	OK(page_encode(p, &data));
	OK(page_new(1, &again));
	OK(page_decode(&data, again));
	ck_assert_uint_eq(again->count, 64);
	ck_assert_mem_eq(again->entries, p->entries,
	    64 * sizeof *p->entries);
	page_free(p);
	page_free(again);
}
END_TEST

static struct page *
inner_page(void)
{
	static const unsigned char hash[HASH_LEN] = { 0xab, 0xcd };
	struct page *p;

	OK(page_new(1, &p));
	OK(page_make_inner(p, hash, 3));
	p->child[0] = (struct link){ 5, { 1 }, 3 };
	p->child[15] = (struct link){ 6, { 2 }, 0 };
	return p;
}

START_TEST(inner_page_comes_back_from_its_bytes)
{
	SCOPED_VALUE(bytes) data = { 0 };
	struct page *p = inner_page(), *again;

	OK(page_encode(p, &data));
	OK(page_new(1, &again));
	OK(page_decode(&data, again));
	ck_assert_uint_eq(again->depth, 3);
	ck_assert_mem_eq(again->prefix, p->prefix, HASH_LEN);
	ck_assert_uint_eq(again->child[0].number, 5);
	ck_assert_uint_eq(again->child[0].entries, 3);
	ck_assert_uint_eq(again->child[15].tag[0], 2);
	ck_assert_uint_eq(again->child[7].number, 0);
	page_free(p);
	page_free(again);
}
END_TEST

static void
assert_bytes(const struct page *p, const unsigned char *want, size_t len)
{
	SCOPED_VALUE(bytes) data = { 0 };

	OK(page_encode(p, &data));
	ck_assert_uint_eq(data.len, len);
	ck_assert_mem_eq(data.data, want, len);
}

START_TEST(leaf_is_written_as_the_format_says)
{
	static const unsigned char want[] = {
		1, 0, 2,
		/* hash, type, serial, uid */
		3, 0x5a, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
		3, 0, 0, 0, 0, 0, 0, 0, 9,
		7, 8, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
		/* hash, type, serial, tag */
		4, 0x5a, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
		1, 0, 0, 0, 0, 0, 0, 0, 6,
		7, 8, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
		/* revision, token, kind, class, key type, flags */
		0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 2, 4,
		0, 0, 0, 4, 0, 0, 0, 5, 0, 0, 0, 1,
	};
	struct index_entry label = entry(3, ENTRY_LABEL, 9);
	struct index_entry serial = entry(4, ENTRY_SERIAL, 6);
	struct page *p;

	OK(page_new(1, &p));
	OK(page_insert(p, 0, &label));
	OK(page_insert(p, 1, &serial));
	assert_bytes(p, want, sizeof want);
	page_free(p);
}
END_TEST

START_TEST(inner_page_is_written_as_the_format_says)
{
	static const unsigned char want[] = {
		2, 3,
		0xab, 0xc0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
		0x80, 0x01,
		0, 0, 0, 0, 0, 0, 0, 5,
		1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3,
		0, 0, 0, 0, 0, 0, 0, 6,
		2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	};
	struct page *p = inner_page();

	assert_bytes(p, want, sizeof want);
	page_free(p);
}
END_TEST

START_TEST(copy_stands_alone)
{
	struct page *p = leaf_of(5), *copy;

	OK(page_dup(p, &copy));
	page_delete(p, 0);
	ck_assert_uint_eq(copy->count, 5);
	page_free(p);
	page_free(copy);
}
END_TEST

START_TEST(truncated_pages_are_refused)
{
	SCOPED_VALUE(bytes) data = { 0 };
	struct page *p = _i == 0 ? leaf_of(5) : inner_page();

	OK(page_encode(p, &data));
	page_free(p);
	while (data.len-- > 0) {
		OK(page_new(1, &p));
		GIVES(E_STORE_DAMAGED, page_decode(&data, p));
		page_free(p);
	}
	data.len = 0;
}
END_TEST

START_TEST(entries_out_of_order_are_refused)
{
	SCOPED_VALUE(bytes) data = { 0 };
	struct page *p = leaf_of(5), *again;
	struct index_entry e = p->entries[0];

	p->entries[0] = p->entries[1];
	p->entries[1] = e;
	OK(page_encode(p, &data));
	OK(page_new(1, &again));
	GIVES(E_STORE_DAMAGED, page_decode(&data, again));
	page_free(p);
	page_free(again);
}
END_TEST

START_TEST(inner_page_of_one_child_is_refused)
{
	SCOPED_VALUE(bytes) data = { 0 };
	struct page *p = inner_page(), *again;

	p->child[15].number = 0;
	OK(page_encode(p, &data));
	OK(page_new(1, &again));
	GIVES(E_STORE_DAMAGED, page_decode(&data, again));
	page_free(p);
	page_free(again);
}
END_TEST

SUITE("store/page",
    tcase_add_test(tc, nibbles_are_read_from_the_left);
    tcase_add_test(tc, prefix_is_cut_at_the_nibble);
    tcase_add_test(tc, common_nibbles_are_counted);
    tcase_add_test(tc, entries_stay_sorted);
    tcase_add_test(tc, deleted_entry_is_gone);
    tcase_add_test(tc, leaf_comes_back_from_its_bytes);
    tcase_add_test(tc, inner_page_comes_back_from_its_bytes);
    tcase_add_test(tc, leaf_is_written_as_the_format_says);
    tcase_add_test(tc, inner_page_is_written_as_the_format_says);
    tcase_add_test(tc, copy_stands_alone);
    tcase_add_loop_test(tc, truncated_pages_are_refused, 0, 2);
    tcase_add_test(tc, entries_out_of_order_are_refused);
    tcase_add_test(tc, inner_page_of_one_child_is_refused))
