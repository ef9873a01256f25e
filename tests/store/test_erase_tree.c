/* SPDX-License-Identifier: Apache-2.0 */
/* What is punctured is gone, and nothing else is. */
#include "crypto/kdf.h"
#include "store/erase_tree.h"
#include "store_fixture.h"

static struct erase_tree *tree;

static void
setup(void)
{
	OK(library_open());
	OK(erase_tree_new(&tree));
}

static void
teardown(void)
{
	erase_tree_free(tree);
	library_close();
}

static void
puncture(const uint32_t *leaves, size_t count)
{
	struct erase_tree *next;

	OK(erase_tree_puncture(tree, leaves, count, &next));
	erase_tree_free(tree);
	tree = next;
}

static void
leaf_bytes(uint32_t leaf, unsigned char out[32])
{
	SCOPED(secret) *value = NULL;

	OK(erase_tree_leaf(tree, leaf, &value));
	memcpy(out, secret_peek(value), 32);
}

START_TEST(leaf_is_the_chain_of_hashes_the_format_says)
{
	const uint32_t leaf = 0xa5c30f71;
	unsigned char node[32], in[32 + 14 + 2], got[32];
	unsigned depth;

	memcpy(node, secret_peek(erase_tree_values(tree)), 32);
	for (depth = 1; depth <= 32; depth++) {
		memcpy(in, node, 32);
		memcpy(in + 32, "claviger erase", 14);
		in[46] = (unsigned char)depth;
		in[47] = leaf >> (32 - depth) & 1;
		OK(sha256(in, sizeof in, node));
	}
	leaf_bytes(leaf, got);
	ck_assert_mem_eq(got, node, 32);
}
END_TEST

START_TEST(punctured_leaf_is_gone)
{
	const uint32_t leaf = 5;
	struct secret *value;

	puncture(&leaf, 1);
	ck_assert(erase_tree_punctured(tree, 5));
	GIVES(E_PURGED, erase_tree_leaf(tree, 5, &value));
}
END_TEST

START_TEST(other_leaves_stay_as_they_were)
{
	static const uint32_t others[] = { 0, 1, 6, 8, 9, 1000, 0x7fffffff,
		0x80000000, UINT32_MAX };
	const uint32_t leaf = 7;
	unsigned char before[9][32], after[32];
	size_t i;

	for (i = 0; i < 9; i++)
		leaf_bytes(others[i], before[i]);
	puncture(&leaf, 1);
	for (i = 0; i < 9; i++) {
		leaf_bytes(others[i], after);
		ck_assert_mem_eq(after, before[i], 32);
	}
}
END_TEST

START_TEST(first_and_last_leaf_can_be_punctured)
{
	static const uint32_t ends[] = { 0, UINT32_MAX };

	puncture(ends, 2);
	ck_assert(erase_tree_punctured(tree, 0));
	ck_assert(erase_tree_punctured(tree, UINT32_MAX));
	ck_assert(!erase_tree_punctured(tree, 1));
	ck_assert(!erase_tree_punctured(tree, UINT32_MAX - 1));
}
END_TEST

START_TEST(run_of_punctured_leaves_stays_small)
{
	uint32_t leaf;

	for (leaf = 100; leaf < 1100; leaf++)
		puncture(&leaf, 1);
	ck_assert_uint_lt(erase_tree_count(tree), 64);
}
END_TEST

START_TEST(puncturing_twice_changes_nothing)
{
	static const uint32_t leaves[] = { 3, 3 };
	size_t count;

	puncture(leaves, 1);
	count = erase_tree_count(tree);
	puncture(leaves, 2);
	ck_assert_uint_eq(erase_tree_count(tree), count);
}
END_TEST

START_TEST(random_punctures_agree_with_a_list)
{
	bool gone[256] = { false };
	unsigned char before[256][32], after[32];
	uint32_t i;

	for (i = 0; i < 256; i++)
		leaf_bytes(i * 0x01010101u, before[i]);
	for (i = 0; i < 100; i++) {
		uint32_t which = (uint32_t)random() % 256;
		uint32_t leaf = which * 0x01010101u;

		gone[which] = true;
		puncture(&leaf, 1);
	}
	for (i = 0; i < 256; i++) {
		ck_assert_int_eq(erase_tree_punctured(tree, i * 0x01010101u),
		    gone[i]);
		if (gone[i])
			continue;
		leaf_bytes(i * 0x01010101u, after);
		ck_assert_mem_eq(after, before[i], 32);
	}
}
END_TEST

START_TEST(written_form_comes_back)
{
	static const uint32_t leaves[] = { 9, 70000 };
	unsigned char before[32], after[32];
	SCOPED_VALUE(bytes) places = { 0 };
	struct erase_tree *again;
	struct reader r;
	struct writer w;

	puncture(leaves, 2);
	leaf_bytes(12345, before);
	writer_init(&w, &places);
	erase_tree_write_places(tree, &w);
	OK(writer_done(&w));
	reader_init(&r, places.data, places.len);
	OK(erase_tree_read_places(&r, &again));
	reader_init(&r, secret_peek(erase_tree_values(tree)),
	    secret_len(erase_tree_values(tree)));
	OK(erase_tree_read_values(&r, again));
	ck_assert(reader_done(&r));
	erase_tree_free(tree);
	tree = again;
	leaf_bytes(12345, after);
	ck_assert_mem_eq(after, before, 32);
	ck_assert(erase_tree_punctured(tree, 70000));
}
END_TEST

/* count, then depth and index each */
static const struct {
	const char *why;
	unsigned char places[16];
	size_t len;
} bad[] = {
	{ "deeper than leaves are", { 0, 0, 0, 1, 33, 0, 0, 0, 0 }, 9 },
	{ "index beyond its depth", { 0, 0, 0, 1, 1, 0, 0, 0, 2 }, 9 },
	{ "overlap", { 0, 0, 0, 2, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1 }, 14 },
	{ "order", { 0, 0, 0, 2, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0 }, 14 },
	{ "cut short", { 0, 0, 0, 2, 1, 0, 0, 0, 0 }, 9 },
	{ "count beyond reason", { 255, 255, 255, 255 }, 4 },
};

START_TEST(bad_places_are_refused)
{
	struct erase_tree *t = NULL;
	struct reader r;

	reader_init(&r, bad[_i].places, bad[_i].len);
	ck_assert_msg(erase_tree_read_places(&r, &t) == E_DATA, "%s",
	    bad[_i].why);
}
END_TEST

SUITE("store/erase_tree",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, leaf_is_the_chain_of_hashes_the_format_says);
    tcase_add_test(tc, punctured_leaf_is_gone);
    tcase_add_test(tc, other_leaves_stay_as_they_were);
    tcase_add_test(tc, first_and_last_leaf_can_be_punctured);
    tcase_add_test(tc, run_of_punctured_leaves_stays_small);
    tcase_add_test(tc, puncturing_twice_changes_nothing);
    tcase_add_test(tc, random_punctures_agree_with_a_list);
    tcase_add_test(tc, written_form_comes_back);
    tcase_add_loop_test(tc, bad_places_are_refused, 0, 6))
