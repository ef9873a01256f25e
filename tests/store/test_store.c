/* SPDX-License-Identifier: Apache-2.0 */
/* Opening, the revision everybody sees, and processes that may not write. */
#include "store_fixture.h"

#include <fcntl.h>
#include <sys/resource.h>

START_TEST(absent_store_is_told)
{
	struct store *s;

	GIVES(E_STORE_ABSENT, store_open(store_path, root_path, &s));
	ck_assert_int_eq(mkdir(store_path, 0700), 0);
	GIVES(E_STORE_ABSENT, store_open(store_path, root_path, &s));
}
END_TEST

START_TEST(missing_root_key_is_named)
{
	struct store *s;

	store_close(create_store());
	ck_assert_int_eq(unlink(root_path), 0);
	GIVES(E_ROOT_KEY, store_open(store_path, root_path, &s));
	ck_assert_ptr_nonnull(strstr(reason_text(), root_path));
}
END_TEST

START_TEST(store_without_a_head_is_damaged)
{
	struct store *s = create_store();

	put_object(s, "label", "", "");
	store_close(s);
	database_run("DELETE FROM head");
	GIVES(E_STORE_DAMAGED, store_open(store_path, root_path, &s));
}
END_TEST

START_TEST(id_and_directory_are_told)
{
	struct store *s = create_store();
	unsigned char id[STORE_ID_LEN];

	ck_assert_str_eq(store_dir(s), store_path);
	memcpy(id, store_id(s), sizeof id);
	store_close(s);
	s = open_store();
	ck_assert_mem_eq(store_id(s), id, sizeof id);
	store_close(s);
}
END_TEST

START_TEST(derived_secrets_depend_on_label_and_context)
{
	struct store *s = create_store();
	SCOPED(secret) *a = NULL;
	SCOPED(secret) *b = NULL;
	SCOPED(secret) *c = NULL;
	SCOPED(secret) *again = NULL;

	OK(store_derive(s, "one", "x", 1, &a));
	OK(store_derive(s, "two", "x", 1, &b));
	OK(store_derive(s, "one", "y", 1, &c));
	OK(store_derive(s, "one", "x", 1, &again));
	ck_assert(!secret_equal(a, b));
	ck_assert(!secret_equal(a, c));
	ck_assert(secret_equal(a, again));
	store_close(s);
}
END_TEST

/* ---- the revision ---- */

START_TEST(revision_counts_commits)
{
	struct store *s = create_store();

	put_object(s, "a", "", "");
	put_object(s, "b", "", "");
	ck_assert_uint_eq(store_revision(s), 3);
	store_close(s);
}
END_TEST

START_TEST(another_connection_sees_a_commit_at_once)
{
	struct store *a = create_store(), *b = open_store();

	ck_assert_uint_eq(store_revision(b), 1);
	put_object(a, "x", "", "");
	ck_assert_uint_eq(store_revision(b), 2);
	store_close(a);
	store_close(b);
}
END_TEST

START_TEST(without_a_page_the_head_is_read)
{
	struct store *a = create_store(), *b;
	char path[160];

	snprintf(path, sizeof path, "%s/revision", store_path);
	ck_assert_int_eq(unlink(path), 0);
	ck_assert_int_eq(symlink("/etc/passwd", path), 0);
	b = open_store();
	put_object(a, "x", "", "");
	ck_assert_uint_eq(store_revision(b), 2);
	store_close(a);
	store_close(b);
}
END_TEST

/* The page was replaced under a running process: within a second it knows. */
START_TEST(head_is_read_again_after_a_second)
{
	struct store *a = create_store(), *b;
	char path[160];

	snprintf(path, sizeof path, "%s/revision", store_path);
	ck_assert_int_eq(unlink(path), 0);
	b = open_store();
	put_object(b, "x", "", "");
	usleep(1100000);
	ck_assert_uint_eq(store_revision(a), 2);
	store_close(a);
	store_close(b);
}
END_TEST

START_TEST(lost_announcement_is_made_up_for)
{
	struct store *s = create_store();
	uint64_t zero = 0;
	char path[160];
	int fd;

	put_object(s, "x", "", "");
	store_close(s);
	snprintf(path, sizeof path, "%s/revision", store_path);
	fd = open(path, O_RDWR | O_CLOEXEC);
	ck_assert_int_eq(pwrite(fd, &zero, 8, 64), 8);
	s = open_store();
	ck_assert_uint_eq(store_revision(s), 2);
	ck_assert_int_eq(pread(fd, &zero, 8, 64), 8);
	ck_assert_uint_eq(zero, 2);
	close(fd);
	store_close(s);
}
END_TEST

START_TEST(due_time_is_known_without_a_transaction)
{
	struct store *a = create_store(), *b;
	struct txn *t;

	OK(txn_write(a, &t));
	txn_set_due(t, 12345);
	OK(txn_commit(&t));
	ck_assert_uint_eq(store_due(a), 12345);
	b = open_store();
	ck_assert_uint_eq(store_due(b), 12345);
	store_close(a);
	store_close(b);
}
END_TEST

START_TEST(revision_never_goes_back)
{
	struct store *s = create_store(), *t;
	struct txn *txn;

	put_object(s, "x", "", "");
	store_close(s);
	keep_store("old");
	s = open_store();
	put_object(s, "y", "", "");
	/* another process puts an older copy in place of the head */
	t = open_store();
	store_close(t);
	{
		sqlite3 *db = database_open();
		char sql[300];

		snprintf(sql, sizeof sql, "ATTACH '%s' AS old; "
		    "REPLACE INTO main.head SELECT * FROM old.head",
		    scratch_name("old"));
		ck_assert_int_eq(sqlite3_exec(db, sql, NULL, NULL, NULL),
		    SQLITE_OK);
		sqlite3_close(db);
	}
	GIVES(E_STORE_ROLLED_BACK, txn_read(s, &txn));
	GIVES(E_STORE_ROLLED_BACK, txn_write(s, &txn));
	usleep(1100000);
	ck_assert_uint_eq(store_revision(s), 0);
	store_close(s);
}
END_TEST

/* ---- a process that may only read ---- */

static void
read_only(void *arg)
{
	int *pipes = arg;
	struct attempt a = { 3, 77 };
	struct store *s;
	struct txn *t;
	char c = 'x';

	ck_assert_int_eq(setgid(65534), 0);
	ck_assert_int_eq(setuid(65534), 0);
	ck_assert(!store_writable(store_path));
	s = open_store();
	ck_assert_uint_eq(count_objects(s), 1);
	GIVES(E_WRITE_PROTECTED, txn_write(s, &t));
	OK(store_attempt_set(s, 1, "user", 1, &a));
	a.failures = 0;
	OK(store_attempt_get(s, 1, "user", 1, &a));
	ck_assert_uint_eq(a.failures, 3);
	ck_assert_uint_eq(store_revision(s), 2);
	ck_assert_int_eq(write(pipes[1], &c, 1), 1);
	ck_assert_int_eq(read(pipes[2], &c, 1), 1);
	ck_assert_uint_eq(store_revision(s), 3);
	ck_assert_uint_eq(count_objects(s), 2);
	store_close(s);
}

START_TEST(process_that_may_only_read_reads)
{
	static const char *const names[] = { "store.db", "store.db-wal",
		"store.db-shm", "revision" };
	struct store *s;
	char path[160], c;
	int pipes[4];
	pid_t pid;
	size_t i;

	if (geteuid() != 0)
		return;
	s = create_store();
	put_object(s, "one", "", "");
	store_close(s);
	ck_assert_int_eq(chmod(scratch, 0755), 0);
	ck_assert_int_eq(chmod(store_path, 0755), 0);
	for (i = 0; i < 4; i++) {
		snprintf(path, sizeof path, "%s/%s", store_path, names[i]);
		ck_assert_int_eq(chmod(path, 0644), 0);
	}
	ck_assert_int_eq(chown(root_path, 0, 65534), 0);
	ck_assert_int_eq(chmod(root_path, 0640), 0);
	ck_assert_int_eq(pipe(pipes), 0);
	ck_assert_int_eq(pipe(pipes + 2), 0);
	pid = child_start(read_only, pipes);
	ck_assert_int_eq(read(pipes[0], &c, 1), 1);
	s = open_store();
	put_object(s, "two", "", "");
	ck_assert_int_eq(write(pipes[3], &c, 1), 1);
	child_end(pid);
	store_close(s);
}
END_TEST

static void
write_locked_out(void *arg)
{
	struct store *s;
	struct txn *t;

	(void)arg;
	ck_assert_int_eq(setgid(65534), 0);
	ck_assert_int_eq(setuid(65534), 0);
	ck_assert(!store_writable(store_path));
	s = open_store();
	GIVES(E_WRITE_PROTECTED, txn_write(s, &t));
	store_close(s);
}

/* A directory one may write holds files one may not. */
START_TEST(process_that_may_not_take_the_lock_reads)
{
	static const char *const names[] = { "store.db", "store.db-wal",
		"store.db-shm", "revision" };
	char path[160];
	size_t i;

	if (geteuid() != 0)
		return;
	store_close(create_store());
	ck_assert_int_eq(chmod(scratch, 0755), 0);
	ck_assert_int_eq(chown(store_path, 0, 65534), 0);
	ck_assert_int_eq(chmod(store_path, 0770), 0);
	for (i = 0; i < 4; i++) {
		snprintf(path, sizeof path, "%s/%s", store_path, names[i]);
		ck_assert_int_eq(chmod(path, 0644), 0);
	}
	ck_assert_int_eq(chown(root_path, 0, 65534), 0);
	ck_assert_int_eq(chmod(root_path, 0640), 0);
	child_end(child_start(write_locked_out, NULL));
}
END_TEST

SUITE("store/store",
    tcase_add_checked_fixture(tc, scratch_setup, scratch_teardown);
    tcase_add_test(tc, absent_store_is_told);
    tcase_add_test(tc, missing_root_key_is_named);
    tcase_add_test(tc, store_without_a_head_is_damaged);
    tcase_add_test(tc, id_and_directory_are_told);
    tcase_add_test(tc, derived_secrets_depend_on_label_and_context);
    tcase_add_test(tc, revision_counts_commits);
    tcase_add_test(tc, another_connection_sees_a_commit_at_once);
    tcase_add_test(tc, without_a_page_the_head_is_read);
    tcase_add_test(tc, head_is_read_again_after_a_second);
    tcase_add_test(tc, lost_announcement_is_made_up_for);
    tcase_add_test(tc, due_time_is_known_without_a_transaction);
    tcase_add_test(tc, revision_never_goes_back);
    tcase_add_test(tc, process_that_may_only_read_reads);
    tcase_add_test(tc, process_that_may_not_take_the_lock_reads))
