/* SPDX-License-Identifier: Apache-2.0 */
/* Lookup hashes tell apart what must be told apart. */
#include "store/index_key.h"
#include "store_fixture.h"

static struct secret *key;

static void
setup(void)
{
	OK(library_open());
	OK(secret_from("0123456789abcdef0123456789abcdef", 32, &key));
}

static void
teardown(void)
{
	secret_free(key);
	library_close();
}

START_TEST(first_bit_tells_records_from_what_leads_to_them)
{
	unsigned char hash[HASH_LEN];
	uint64_t i;

	for (i = 1; i < 40; i++) {
		OK(index_key_serial(key, i, hash));
		ck_assert_uint_eq(hash[0] & 0x80, 0);
		OK(index_key_name(key, RECORD_OBJECT, 1, &i, sizeof i, hash));
		ck_assert_uint_eq(hash[0] & 0x80, 0x80);
		OK(index_key_value(key, ENTRY_LABEL, 1, &i, sizeof i, NULL,
		    hash));
		ck_assert_uint_eq(hash[0] & 0x80, 0x80);
	}
}
END_TEST

START_TEST(names_are_apart_by_kind_token_and_text)
{
	unsigned char a[HASH_LEN], b[HASH_LEN];

	OK(index_key_name(key, RECORD_OBJECT, 1, "x", 1, a));
	OK(index_key_name(key, RECORD_TOKEN, 1, "x", 1, b));
	ck_assert_mem_ne(a, b, HASH_LEN);
	OK(index_key_name(key, RECORD_OBJECT, 2, "x", 1, b));
	ck_assert_mem_ne(a, b, HASH_LEN);
	OK(index_key_name(key, RECORD_OBJECT, 1, "y", 1, b));
	ck_assert_mem_ne(a, b, HASH_LEN);
}
END_TEST

START_TEST(label_and_id_of_the_same_bytes_are_apart)
{
	unsigned char a[HASH_LEN], b[HASH_LEN];

	OK(index_key_value(key, ENTRY_LABEL, 1, "x", 1, NULL, a));
	OK(index_key_value(key, ENTRY_ID, 1, "x", 1, NULL, b));
	ck_assert_mem_ne(a, b, HASH_LEN);
}
END_TEST

START_TEST(equal_labels_share_their_front_and_spread_behind)
{
	static const unsigned char one[16] = "uid of record 1";
	static const unsigned char two[16] = "uid of record 2";
	unsigned char a[HASH_LEN], b[HASH_LEN];

	OK(index_key_value(key, ENTRY_LABEL, 1, "x", 1, one, a));
	OK(index_key_value(key, ENTRY_LABEL, 1, "x", 1, two, b));
	ck_assert_mem_eq(a, b, VALUE_NIBBLES / 2);
	ck_assert_mem_ne(a, b, HASH_LEN);
}
END_TEST

START_TEST(empty_fields_have_no_links)
{
	struct index_entry links[MAX_LINKS];
	struct record r = { .kind = RECORD_OBJECT, .serial = 4 };
	size_t count;

	OK(index_key_links(key, &r, links, &count));
	ck_assert_uint_eq(count, 0);
}
END_TEST

START_TEST(every_field_has_its_link)
{
	struct index_entry links[MAX_LINKS];
	SCOPED_VALUE(record) r = { 0 };
	size_t count;

	fill_record(&r, "label", "id", "");
	OK(bytes_set(&r.name, "name", 4));
	r.serial = 4;
	OK(index_key_links(key, &r, links, &count));
	ck_assert_uint_eq(count, 3);
	ck_assert_int_eq(links[0].type, ENTRY_NAME);
	ck_assert_int_eq(links[2].type, ENTRY_ID);
	ck_assert_uint_eq(links[1].serial, 4);
}
END_TEST

START_TEST(failed_logins_are_numbered_by_who_and_uid)
{
	uint64_t a, b;

	OK(index_key_attempt(key, 1, "alice", 1000, &a));
	ck_assert_uint_eq(a >> 63, 0);
	OK(index_key_attempt(key, 1, "alice", 1001, &b));
	ck_assert_uint_ne(a, b);
	OK(index_key_attempt(key, 1, "bob", 1000, &b));
	ck_assert_uint_ne(a, b);
	OK(index_key_attempt(key, 2, "alice", 1000, &b));
	ck_assert_uint_ne(a, b);
}
END_TEST

SUITE("store/index_key",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, first_bit_tells_records_from_what_leads_to_them);
    tcase_add_test(tc, names_are_apart_by_kind_token_and_text);
    tcase_add_test(tc, label_and_id_of_the_same_bytes_are_apart);
    tcase_add_test(tc, equal_labels_share_their_front_and_spread_behind);
    tcase_add_test(tc, empty_fields_have_no_links);
    tcase_add_test(tc, every_field_has_its_link);
    tcase_add_test(tc, failed_logins_are_numbered_by_who_and_uid))
