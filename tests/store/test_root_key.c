/* SPDX-License-Identifier: Apache-2.0 */
/* The root key file's content, and two processes' view of it. */
#include "store/root_key.h"
#include "store_fixture.h"

static const unsigned char id[STORE_ID_LEN] = "a store of ours";
static struct root_key *key;

static void
setup(void)
{
	scratch_setup();
	OK(root_key_create(root_path, id, &key));
}

static void
teardown(void)
{
	root_key_free(key);
	scratch_teardown();
}

static struct root_key *
open_again(void)
{
	struct root_key *k;

	OK(root_key_open(root_path, id, geteuid(), &k));
	return k;
}

START_TEST(opened_key_is_the_made_one)
{
	SCOPED(root_key) *again = open_again();
	SCOPED(secret) *a = NULL;
	SCOPED(secret) *b = NULL;

	ck_assert(secret_equal(root_key_secret(key), root_key_secret(again)));
	OK(root_key_leaf(key, 17, &a));
	OK(root_key_leaf(again, 17, &b));
	ck_assert(secret_equal(a, b));
}
END_TEST

START_TEST(key_of_another_store_is_refused)
{
	static const unsigned char other[STORE_ID_LEN] = "another store's";
	struct root_key *k;

	GIVES(E_ROOT_KEY, root_key_open(root_path, other, geteuid(), &k));
	ck_assert_ptr_nonnull(strstr(reason_text(), "another store"));
}
END_TEST

START_TEST(every_flipped_bit_is_refused)
{
	unsigned char data[512];
	struct root_key *k;
	int fd = open(root_path, O_RDWR | O_CLOEXEC);
	ssize_t len = read(fd, data, sizeof data), i;

	ck_assert_int_gt(len, 100);
	for (i = 0; i < len * 8; i++) {
		unsigned char bad = data[i / 8] ^ (unsigned char)(1 << i % 8);

		ck_assert_int_eq(pwrite(fd, &bad, 1, i / 8), 1);
		GIVES(E_ROOT_KEY, root_key_open(root_path, id, geteuid(),
		    &k));
		ck_assert_int_eq(pwrite(fd, &data[i / 8], 1, i / 8), 1);
	}
	close(fd);
}
END_TEST

START_TEST(every_truncation_is_refused)
{
	struct root_key *k;
	struct stat st;

	ck_assert_int_eq(stat(root_path, &st), 0);
	while (st.st_size-- > 0) {
		ck_assert_int_eq(truncate(root_path, st.st_size), 0);
		GIVES(E_ROOT_KEY, root_key_open(root_path, id, geteuid(),
		    &k));
	}
}
END_TEST

START_TEST(puncture_is_in_memory_and_in_the_file)
{
	static const uint32_t leaves[] = { 3, 4 };
	struct root_key *again;
	struct secret *value;

	OK(root_key_puncture(key, leaves, 2, 1, 77));
	GIVES(E_PURGED, root_key_leaf(key, 3, &value));
	again = open_again();
	GIVES(E_PURGED, root_key_leaf(again, 4, &value));
	ck_assert(!root_key_punctured(again, 5));
	ck_assert_uint_eq(root_key_generation(again), 1);
	ck_assert_uint_eq(root_key_floor(again), 77);
	root_key_free(again);
}
END_TEST

START_TEST(refresh_sees_what_another_punctured)
{
	SCOPED(root_key) *again = open_again();
	const uint32_t leaf = 9;

	OK(root_key_puncture(again, &leaf, 1, 1, 0));
	ck_assert(!root_key_punctured(key, 9));
	OK(root_key_refresh(key));
	ck_assert(root_key_punctured(key, 9));
}
END_TEST

START_TEST(refresh_refuses_an_older_file)
{
	const uint32_t leaf = 9;

	copy_file(root_path, scratch_name("old"));
	OK(root_key_puncture(key, &leaf, 1, 1, 0));
	copy_file(scratch_name("old"), root_path);
	GIVES(E_ROOT_KEY, root_key_refresh(key));
	ck_assert(root_key_punctured(key, 9));
}
END_TEST

START_TEST(refresh_refuses_another_root)
{
	struct root_key *other;

	ck_assert_int_eq(unlink(root_path), 0);
	OK(root_key_create(root_path, id, &other));
	GIVES(E_ROOT_KEY, root_key_refresh(key));
	root_key_free(other);
}
END_TEST

START_TEST(failed_puncture_changes_nothing)
{
	const uint32_t leaf = 2;

	ck_assert_int_eq(unlink(root_path), 0);
	GIVES(E_ROOT_KEY, root_key_puncture(key, &leaf, 1, 1, 0));
	ck_assert(!root_key_punctured(key, 2));
	ck_assert_uint_eq(root_key_generation(key), 0);
}
END_TEST

SUITE("store/root_key",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, opened_key_is_the_made_one);
    tcase_add_test(tc, key_of_another_store_is_refused);
    tcase_add_test(tc, every_flipped_bit_is_refused);
    tcase_add_test(tc, every_truncation_is_refused);
    tcase_add_test(tc, puncture_is_in_memory_and_in_the_file);
    tcase_add_test(tc, refresh_sees_what_another_punctured);
    tcase_add_test(tc, refresh_refuses_an_older_file);
    tcase_add_test(tc, refresh_refuses_another_root);
    tcase_add_test(tc, failed_puncture_changes_nothing))
