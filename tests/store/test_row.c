/* SPDX-License-Identifier: Apache-2.0 */
/* A row opens in its place, unaltered, and nowhere else. */
#include "store/row.h"
#include "store_fixture.h"

static const unsigned char id[STORE_ID_LEN] = { 1, 2, 3 };
static const char content[] = "what is in the row";
static struct row_seal seal;
static struct bytes sealed, opened;
static unsigned char tag[ROW_TAG_LEN];

static void
setup(void)
{
	SCOPED(secret) *key = NULL;
	struct bytes plain = { (unsigned char *)(uintptr_t)content,
		sizeof content, 0 };

	OK(library_open());
	OK(secret_random(32, &key));
	seal = (struct row_seal){ .store_id = id, .table = TABLE_RECORD };
	OK(seal_key_new(key, &seal.key));
	OK(row_seal(&seal, 7, 9, &plain, &sealed, tag));
}

static void
teardown(void)
{
	seal_key_free(seal.key);
	bytes_clear(&sealed);
	bytes_clear(&opened);
	library_close();
}

START_TEST(row_opens_with_its_revision)
{
	uint64_t revision;

	OK(row_open(&seal, 7, &sealed, &revision, &opened));
	ck_assert_uint_eq(revision, 9);
	ck_assert(bytes_equal(&opened, content, sizeof content));
}
END_TEST

START_TEST(tag_is_the_end_of_the_row)
{
	unsigned char found[ROW_TAG_LEN];

	row_tag(&sealed, found);
	ck_assert_mem_eq(found, tag, ROW_TAG_LEN);
	ck_assert_mem_eq(sealed.data + sealed.len - ROW_TAG_LEN, tag,
	    ROW_TAG_LEN);
}
END_TEST

START_TEST(row_of_another_number_is_refused)
{
	uint64_t revision;

	GIVES(E_STORE_DAMAGED,
	    row_open(&seal, 8, &sealed, &revision, &opened));
}
END_TEST

START_TEST(row_of_another_table_is_refused)
{
	uint64_t revision;

	seal.table = TABLE_PAGE;
	GIVES(E_STORE_DAMAGED,
	    row_open(&seal, 7, &sealed, &revision, &opened));
}
END_TEST

START_TEST(row_of_another_store_is_refused)
{
	static const unsigned char other[STORE_ID_LEN] = { 9 };
	uint64_t revision;

	seal.store_id = other;
	GIVES(E_STORE_DAMAGED,
	    row_open(&seal, 7, &sealed, &revision, &opened));
}
END_TEST

START_TEST(every_flipped_bit_is_noticed)
{
	uint64_t revision;
	size_t i;

	for (i = 0; i < sealed.len * 8; i++) {
		sealed.data[i / 8] ^= (unsigned char)(1 << i % 8);
		GIVES(E_STORE_DAMAGED,
		    row_open(&seal, 7, &sealed, &revision, &opened));
		sealed.data[i / 8] ^= (unsigned char)(1 << i % 8);
	}
}
END_TEST

START_TEST(every_truncation_is_noticed)
{
	uint64_t revision;

	while (sealed.len-- > 0)
		GIVES(E_STORE_DAMAGED,
		    row_open(&seal, 7, &sealed, &revision, &opened));
	sealed.len = 0;
}
END_TEST

SUITE("store/row",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, row_opens_with_its_revision);
    tcase_add_test(tc, tag_is_the_end_of_the_row);
    tcase_add_test(tc, row_of_another_number_is_refused);
    tcase_add_test(tc, row_of_another_table_is_refused);
    tcase_add_test(tc, row_of_another_store_is_refused);
    tcase_add_test(tc, every_flipped_bit_is_noticed);
    tcase_add_test(tc, every_truncation_is_noticed))
