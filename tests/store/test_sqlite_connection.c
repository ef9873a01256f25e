/* SPDX-License-Identifier: Apache-2.0 */
/* A database is opened when it is ours to the letter, with our settings. */
#include "store/sqlite_connection.h"
#include "store_fixture.h"

static struct place place;

static void
setup(void)
{
	scratch_setup();
	ck_assert_int_eq(mkdir(store_path, 0700), 0);
	OK(place_look(store_path, &place));
	OK(sqlite_make(&place));
}

static int
pragma(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *row;
	int value;

	ck_assert_int_eq(sqlite3_prepare_v2(db, sql, -1, &row, NULL),
	    SQLITE_OK);
	ck_assert_int_eq(sqlite3_step(row), SQLITE_ROW);
	value = sqlite3_column_int(row, 0);
	sqlite3_finalize(row);
	return value;
}

static const struct {
	const char *sql;
	int want;
} settings[] = {
	{ "PRAGMA synchronous", 2 },
	{ "PRAGMA secure_delete", 1 },
	{ "PRAGMA cell_size_check", 1 },
	{ "PRAGMA temp_store", 2 },
	{ "PRAGMA trusted_schema", 0 },
	{ "PRAGMA wal_autocheckpoint", 0 },
	{ "PRAGMA journal_mode='wal'", 0 },
};

START_TEST(settings_are_ours)
{
	sqlite3 *db;

	OK(sqlite_connect(&place, &db));
	ck_assert_int_eq(pragma(db, settings[_i].sql), settings[_i].want);
	ck_assert_int_eq(sqlite3_limit(db, SQLITE_LIMIT_LENGTH, -1),
	    16 << 20);
	sqlite3_close(db);
}
END_TEST

START_TEST(making_twice_is_refused)
{
	GIVES(E_STORE_EXISTS, sqlite_make(&place));
}
END_TEST

START_TEST(files_are_private)
{
	static const char *const names[] = { "store.db", "store.db-wal",
		"store.db-shm" };
	char path[PATH_MAX];
	struct stat st;
	sqlite3 *db;
	size_t i;

	OK(sqlite_connect(&place, &db));
	for (i = 0; i < 3; i++) {
		OK(place_path(&place, names[i], path));
		ck_assert_int_eq(stat(path, &st), 0);
		ck_assert_uint_eq(st.st_mode & 07777, 0600);
	}
	sqlite3_close(db);
}
END_TEST

START_TEST(log_stays_when_everybody_has_left)
{
	char path[PATH_MAX];
	sqlite3 *db;

	OK(sqlite_connect(&place, &db));
	sqlite3_close(db);
	OK(place_path(&place, "store.db-wal", path));
	ck_assert_int_eq(access(path, F_OK), 0);
}
END_TEST

START_TEST(absent_database_is_no_store)
{
	sqlite3 *db;

	remove_tree(store_path);
	ck_assert_int_eq(mkdir(store_path, 0700), 0);
	GIVES(E_STORE_ABSENT, sqlite_connect(&place, &db));
}
END_TEST

START_TEST(empty_database_is_no_store)
{
	char path[PATH_MAX];
	sqlite3 *db;

	OK(place_path(&place, "store.db", path));
	ck_assert_int_eq(truncate(path, 0), 0);
	GIVES(E_STORE_ABSENT, sqlite_connect(&place, &db));
}
END_TEST

START_TEST(symbolic_link_is_refused)
{
	char path[PATH_MAX];
	sqlite3 *db;

	OK(place_path(&place, "store.db", path));
	ck_assert_int_eq(rename(path, scratch_name("moved.db")), 0);
	ck_assert_int_eq(symlink(scratch_name("moved.db"), path), 0);
	GIVES(E_STORE_REFUSED, sqlite_connect(&place, &db));
}
END_TEST

static const char *const alterations[] = {
	"CREATE TABLE more(x)",
	"CREATE INDEX i ON record(body)",
	"CREATE VIEW v AS SELECT 1",
	"CREATE TRIGGER t AFTER INSERT ON record BEGIN SELECT 1; END",
	"ALTER TABLE record ADD COLUMN more",
	"DROP TABLE attempt",
	("DROP TABLE page; CREATE TABLE page(number INTEGER PRIMARY KEY, "
	    "body BLOB)"),
	"PRAGMA journal_mode=DELETE",
};

START_TEST(altered_schema_is_refused)
{
	sqlite3 *db;

	database_run(alterations[_i]);
	GIVES(E_STORE_DAMAGED, sqlite_connect(&place, &db));
}
END_TEST

START_TEST(file_that_is_no_database_is_refused)
{
	char path[PATH_MAX];
	sqlite3 *db;

	/* so that nothing of it is left in the log */
	database_run("SELECT count(*) FROM head");
	OK(place_path(&place, "store.db", path));
	copy_file("/bin/true", path);
	GIVES(E_STORE_DAMAGED, sqlite_connect(&place, &db));
	ck_assert_ptr_nonnull(strstr(reason_text(), "store.db"));
}
END_TEST

SUITE("store/sqlite_connection",
    tcase_add_checked_fixture(tc, setup, scratch_teardown);
    tcase_add_loop_test(tc, settings_are_ours, 0, 7);
    tcase_add_test(tc, making_twice_is_refused);
    tcase_add_test(tc, files_are_private);
    tcase_add_test(tc, log_stays_when_everybody_has_left);
    tcase_add_test(tc, absent_database_is_no_store);
    tcase_add_test(tc, empty_database_is_no_store);
    tcase_add_test(tc, symbolic_link_is_refused);
    tcase_add_loop_test(tc, altered_schema_is_refused, 0, 8);
    tcase_add_test(tc, file_that_is_no_database_is_refused))
