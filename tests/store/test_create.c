/* SPDX-License-Identifier: Apache-2.0 */
/* Making a store: once, completely, by whoever comes first. */
#include "store_fixture.h"

START_TEST(store_is_made_and_opens)
{
	struct store *s = create_store();

	ck_assert_uint_eq(store_revision(s), 1);
	store_close(s);
	assert_store_is_clean();
}
END_TEST

START_TEST(files_are_private)
{
	struct stat st;

	store_close(create_store());
	ck_assert_int_eq(stat(store_path, &st), 0);
	ck_assert_uint_eq(st.st_mode & 07777, 0700);
	ck_assert_int_eq(stat(root_path, &st), 0);
	ck_assert_uint_eq(st.st_mode & 07777, 0600);
}
END_TEST

START_TEST(directories_on_the_way_are_made)
{
	strcat(store_path, "/deep/down");
	snprintf(root_path, sizeof root_path, "%s/other/root.key", scratch);
	store_close(create_store());
}
END_TEST

START_TEST(creating_again_opens_what_is_there)
{
	struct store *s = create_store();
	uint64_t serial = put_object(s, "label", "", "");
	struct txn *t;
	struct entry e;

	store_close(s);
	s = create_store();
	OK(txn_read(s, &t));
	OK(txn_entry(t, serial, &e));
	txn_free(t);
	store_close(s);
}
END_TEST

START_TEST(root_key_of_another_store_is_not_used)
{
	struct store *s;

	store_close(create_store());
	remove_tree(store_path);
	GIVES(E_ROOT_KEY, store_create(store_path, root_path, &s));
	ck_assert_ptr_nonnull(strstr(reason_text(), root_path));
	ck_assert_ptr_nonnull(strstr(reason_text(), "another store"));
	GIVES(E_STORE_ABSENT, store_open(store_path, root_path, &s));
	ck_assert_int_eq(unlink(root_path), 0);
	store_close(create_store());
}
END_TEST

START_TEST(store_in_a_shared_directory_is_shared)
{
	static const char *const names[] = { "store/store.db", "store/lock",
		"store/revision", "store/store.db-wal", "root.key" };
	struct stat st;
	size_t i;

	ck_assert_int_eq(mkdir(store_path, 0700), 0);
	ck_assert_int_eq(chmod(store_path, 02770), 0);
	store_close(create_store());
	for (i = 0; i < 5; i++) {
		ck_assert_int_eq(stat(scratch_name(names[i]), &st), 0);
		ck_assert_msg((st.st_mode & 07777) == 0660, "%s: %o",
		    names[i], (unsigned)st.st_mode);
	}
}
END_TEST

START_TEST(unsafe_directory_is_refused)
{
	struct store *s;

	ck_assert_int_eq(mkdir(store_path, 0700), 0);
	ck_assert_int_eq(chmod(store_path, 0777), 0);
	GIVES(E_STORE_REFUSED, store_create(store_path, root_path, &s));
}
END_TEST

/* A crash after the id was written, and one after the root key file was. */
START_TEST(half_made_store_is_completed)
{
	struct store *s;

	store_close(create_store());
	database_run("UPDATE head SET body=substr(body,1,22)");
	if (_i == 0)
		ck_assert_int_eq(unlink(root_path), 0);
	GIVES(E_STORE_ABSENT, store_open(store_path, root_path, &s));
	s = create_store();
	put_object(s, "label", "", "");
	store_close(s);
	assert_store_is_clean();
}
END_TEST

static void
create_and_put(void *arg)
{
	struct store *s = create_store();

	(void)arg;
	put_object(s, "label", "", "");
	store_close(s);
}

START_TEST(many_creators_make_one_store)
{
	pid_t pids[8];
	struct store *s;
	size_t i;

	for (i = 0; i < 8; i++)
		pids[i] = child_start(create_and_put, NULL);
	for (i = 0; i < 8; i++)
		child_end(pids[i]);
	s = open_store();
	ck_assert_uint_eq(count_objects(s), 8);
	store_close(s);
	assert_store_is_clean();
}
END_TEST

START_TEST(writable_is_asked_of_the_nearest_directory)
{
	ck_assert(store_writable(store_path));
	ck_assert(store_writable(scratch_name("a/b/c")));
	store_close(create_store());
	ck_assert(store_writable(store_path));
	ck_assert(!store_writable("/dev/null/store"));
}
END_TEST

SUITE("store/create",
    tcase_add_checked_fixture(tc, scratch_setup, scratch_teardown);
    tcase_add_test(tc, store_is_made_and_opens);
    tcase_add_test(tc, files_are_private);
    tcase_add_test(tc, directories_on_the_way_are_made);
    tcase_add_test(tc, creating_again_opens_what_is_there);
    tcase_add_test(tc, root_key_of_another_store_is_not_used);
    tcase_add_test(tc, store_in_a_shared_directory_is_shared);
    tcase_add_test(tc, unsafe_directory_is_refused);
    tcase_add_loop_test(tc, half_made_store_is_completed, 0, 2);
    tcase_add_test(tc, many_creators_make_one_store);
    tcase_add_test(tc, writable_is_asked_of_the_nearest_directory))
