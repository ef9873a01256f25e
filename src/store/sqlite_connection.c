/* SPDX-License-Identifier: Apache-2.0 */
/* Opening and making the database. */
#include "store/sqlite_connection.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The host may have made another the default. */
#define VFS "unix"
/* Rows are far smaller; a damaged length must not allocate gigabytes. */
#define MAX_ROW (16 << 20)

/* One statement each, exactly as the schema table keeps them. */
static const char *const schema[] = {
	"CREATE TABLE head(number INTEGER PRIMARY KEY, body BLOB NOT NULL)",
	"CREATE TABLE record(number INTEGER PRIMARY KEY, body BLOB NOT NULL)",
	"CREATE TABLE page(number INTEGER PRIMARY KEY, body BLOB NOT NULL)",
	"CREATE TABLE attempt(number INTEGER PRIMARY KEY, body BLOB NOT NULL)",
};
#define TABLES (sizeof schema / sizeof schema[0])

static const struct {
	int result;
	enum err e;
} results[] = {
	{ SQLITE_CORRUPT, E_STORE_DAMAGED },
	{ SQLITE_NOTADB, E_STORE_DAMAGED },
	{ SQLITE_FORMAT, E_STORE_DAMAGED },
	{ SQLITE_SCHEMA, E_STORE_DAMAGED },
	{ SQLITE_MISMATCH, E_STORE_DAMAGED },
	{ SQLITE_ERROR, E_STORE_DAMAGED },
	{ SQLITE_TOOBIG, E_STORE_DAMAGED },
	{ SQLITE_BUSY, E_STORE_BUSY },
	{ SQLITE_LOCKED, E_STORE_BUSY },
	{ SQLITE_PROTOCOL, E_STORE_BUSY },
	{ SQLITE_NOMEM, E_NO_MEMORY },
	{ SQLITE_READONLY, E_WRITE_PROTECTED },
	{ SQLITE_PERM, E_WRITE_PROTECTED },
};

static enum err
result_err(int rc)
{
	size_t i;

	for (i = 0; i < sizeof results / sizeof results[0]; i++)
		if (results[i].result == (rc & 0xff))
			return results[i].e;
	return E_STORE_IO;
}

enum err
sqlite_refuse(sqlite3 *db, int rc)
{
	const char *file = db == NULL ? NULL : sqlite3_db_filename(db, "main");
	int code = db == NULL ? rc : sqlite3_extended_errcode(db);
	int why = db == NULL ? 0 : sqlite3_system_errno(db);

	if ((code & 0xff) != (rc & 0xff))
		code = rc;
	if (result_err(rc) != E_STORE_IO)
		why = 0;
	return refuse(result_err(rc), "%s: %s (%d)%s%s",
	    file == NULL ? DATABASE_NAME : file, sqlite3_errstr(code), code,
	    why == 0 ? "" : ": ", why == 0 ? "" : strerror(why));
}

/* What can be set before SQLite has read a byte of the file. */
static void
set_before_reading(sqlite3 *db)
{
	static const struct {
		int option, value;
	} options[] = {
		{ SQLITE_DBCONFIG_DEFENSIVE, 1 },
		{ SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 },
		{ SQLITE_DBCONFIG_ENABLE_TRIGGER, 0 },
		{ SQLITE_DBCONFIG_ENABLE_VIEW, 0 },
		{ SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0 },
		{ SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER, 0 },
		{ SQLITE_DBCONFIG_DQS_DDL, 0 },
		{ SQLITE_DBCONFIG_DQS_DML, 0 },
	};
	int keep = 1;
	size_t i;

	for (i = 0; i < sizeof options / sizeof options[0]; i++)
		sqlite3_db_config(db, options[i].option, options[i].value,
		    NULL);
	sqlite3_limit(db, SQLITE_LIMIT_LENGTH, MAX_ROW);
	sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 0);
	sqlite3_extended_result_codes(db, 1);
	sqlite3_busy_timeout(db, SQLITE_BUSY_MS);
	sqlite3_file_control(db, "main", SQLITE_FCNTL_PERSIST_WAL, &keep);
}

static enum err
run(sqlite3 *db, const char *sql)
{
	int rc = sqlite3_exec(db, sql, NULL, NULL, NULL);

	return rc == SQLITE_OK ? E_OK : sqlite_refuse(db, rc);
}

static enum err
set_rest(sqlite3 *db)
{
	return run(db,
	    "PRAGMA mmap_size=0;PRAGMA cell_size_check=ON;"
	    "PRAGMA synchronous=FULL;PRAGMA secure_delete=ON;"
	    "PRAGMA temp_store=MEMORY;PRAGMA wal_autocheckpoint=0");
}

static enum err
open_database(const struct place *p, sqlite3 **out)
{
	char path[PATH_MAX];
	sqlite3 *db = NULL;
	int rc;

	TRY(place_path(p, DATABASE_NAME, path));
	rc = sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE |
	    SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW |
	    SQLITE_OPEN_PRIVATECACHE, VFS);
	if (rc != SQLITE_OK) {
		enum err e = sqlite_refuse(db, rc);

		sqlite3_close(db);
		return e;
	}
	set_before_reading(db);
	*out = db;
	return E_OK;
}

static bool
column_is(sqlite3_stmt *row, int column, const char *want)
{
	const unsigned char *text = sqlite3_column_text(row, column);

	return text != NULL && strcmp((const char *)text, want) == 0;
}

/* "CREATE TABLE head(" gives head. */
static bool
name_is(sqlite3_stmt *row, int column, const char *statement)
{
	const char *name = statement + strlen("CREATE TABLE ");
	size_t len = strcspn(name, "(");
	const unsigned char *text = sqlite3_column_text(row, column);

	return text != NULL && strlen((const char *)text) == len &&
	    memcmp(text, name, len) == 0;
}

static bool
row_is(sqlite3_stmt *row, const char *statement)
{
	return column_is(row, 0, "table") && name_is(row, 1, statement) &&
	    name_is(row, 2, statement) && column_is(row, 3, statement);
}

/* How many tables are there, all ours: 0 or TABLES, or it is refused. */
static enum err
count_tables(sqlite3 *db, size_t *out)
{
	sqlite3_stmt *rows = NULL;
	bool ours = true;
	size_t count = 0;
	int rc;

	rc = sqlite3_prepare_v2(db, "SELECT type,name,tbl_name,sql "
	    "FROM sqlite_schema ORDER BY rowid", -1, &rows, NULL);
	if (rc != SQLITE_OK)
		return sqlite_refuse(db, rc);
	while ((rc = sqlite3_step(rows)) == SQLITE_ROW && ours) {
		ours = count < TABLES && row_is(rows, schema[count]);
		count++;
	}
	sqlite3_finalize(rows);
	if (ours && rc != SQLITE_DONE)
		return sqlite_refuse(db, rc);
	if (!ours || (count != 0 && count != TABLES))
		return refuse(E_STORE_DAMAGED,
		    "%s: its tables are not ours to the letter",
		    sqlite3_db_filename(db, "main"));
	*out = count;
	return E_OK;
}

static enum err
journal_is_wal(sqlite3 *db, const char *sql, bool *out)
{
	sqlite3_stmt *row = NULL;
	int rc = sqlite3_prepare_v2(db, sql, -1, &row, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_step(row);
	if (rc == SQLITE_ROW)
		*out = column_is(row, 0, "wal");
	sqlite3_finalize(row);
	return rc == SQLITE_ROW ? E_OK : sqlite_refuse(db, rc);
}

static enum err
check_and_set(sqlite3 *db)
{
	size_t tables;
	bool wal;

	TRY(count_tables(db, &tables));
	if (tables == 0)
		return refuse(E_STORE_ABSENT, "%s holds no store yet",
		    sqlite3_db_filename(db, "main"));
	TRY(journal_is_wal(db, "PRAGMA journal_mode", &wal));
	if (!wal)
		return refuse(E_STORE_DAMAGED,
		    "%s is not in write-ahead mode",
		    sqlite3_db_filename(db, "main"));
	return set_rest(db);
}

enum err
sqlite_connect(const struct place *p, sqlite3 **out)
{
	char path[PATH_MAX];
	struct stat st;
	sqlite3 *db;
	enum err e;

	TRY(place_path(p, DATABASE_NAME, path));
	if (lstat(path, &st) != 0 && errno == ENOENT)
		return refuse(E_STORE_ABSENT, "there is no store in %s",
		    p->dir);
	if (!S_ISREG(st.st_mode) || (st.st_mode & S_IWOTH) != 0)
		return refuse(E_STORE_REFUSED,
		    "%s is not a plain file only its owners write", path);
	TRY(open_database(p, &db));
	e = check_and_set(db);
	if (e != E_OK) {
		sqlite3_close(db);
		return e;
	}
	*out = db;
	return E_OK;
}

static enum err
make_tables(sqlite3 *db)
{
	size_t i, tables;
	bool wal;

	TRY(count_tables(db, &tables));
	if (tables != 0)
		return refuse(E_STORE_EXISTS, "%s holds a store",
		    sqlite3_db_filename(db, "main"));
	TRY(journal_is_wal(db, "PRAGMA journal_mode=WAL", &wal));
	if (!wal)
		return refuse(E_STORE_REFUSED,
		    "%s: write-ahead mode does not work here",
		    sqlite3_db_filename(db, "main"));
	TRY(set_rest(db));
	TRY(run(db, "BEGIN IMMEDIATE"));
	for (i = 0; i < TABLES; i++)
		TRY(run(db, schema[i]));
	/* "CLVS", for file(1). */
	TRY(run(db, "PRAGMA application_id=1129076307"));
	TRY(run(db, "PRAGMA user_version=1"));
	return run(db, "COMMIT");
}

/* Made empty by hand so that it gets its mode. Done once, for a file that no
 * connection of any process has open: closing it drops nobody's locks. */
static enum err
make_file(const struct place *p)
{
	char path[PATH_MAX];
	int fd;

	TRY(place_path(p, DATABASE_NAME, path));
	fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
	    S_IRUSR | S_IWUSR);
	if (fd < 0 && errno == EEXIST)
		return E_OK;
	if (fd < 0 || fchmod(fd, p->file_mode) != 0) {
		enum err e = refuse(E_STORE_IO, "cannot make %s: %s", path,
		    strerror(errno));

		if (fd >= 0)
			close(fd);
		return e;
	}
	close(fd);
	return E_OK;
}

enum err
sqlite_make(const struct place *p)
{
	sqlite3 *db;
	enum err e;

	TRY(make_file(p));
	TRY(open_database(p, &db));
	e = make_tables(db);
	sqlite3_close(db);
	return e;
}
