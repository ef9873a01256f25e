/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The engine: four tables of numbered rows in one SQLite database in
 * write-ahead mode. Statements are prepared once and kept.
 */
#include "store/engine.h"

#include "store/place.h"
#include "store/sqlite_connection.h"

#include <stdlib.h>
#include <string.h>

/* Beyond this many pages in the log a writer folds it into the database. */
#define LOG_PAGES 1000

enum action {
	ACTION_GET,
	ACTION_PUT,
	ACTION_REMOVE,
	ACTION_EACH,
	ACTION_COUNT
};

enum step {
	STEP_READ,
	STEP_WRITE,
	STEP_COMMIT,
	STEP_ROLLBACK,
	STEP_COUNT
};

struct engine_state {
	struct place place;
	sqlite3 *db; /* NULL after a failure to reopen */
	sqlite3_stmt *rows[TABLE_COUNT][ACTION_COUNT];
	sqlite3_stmt *steps[STEP_COUNT];
	int log_pages; /* in the log after our last commit */
	int fold_at;   /* fold when the log has grown to this */
};

/* clang-format off */
#define STATEMENTS(table) { \
	"SELECT body FROM " table " WHERE number=?1", \
	"INSERT INTO " table "(number,body) VALUES(?1,?2) " \
	    "ON CONFLICT(number) DO UPDATE SET body=excluded.body", \
	"DELETE FROM " table " WHERE number=?1", \
	"SELECT number FROM " table " ORDER BY number" }

static const char *const row_sql[TABLE_COUNT][ACTION_COUNT] = {
	[TABLE_HEAD]    = STATEMENTS("head"),
	[TABLE_RECORD]  = STATEMENTS("record"),
	[TABLE_PAGE]    = STATEMENTS("page"),
	[TABLE_ATTEMPT] = STATEMENTS("attempt"),
};

static const char *const step_sql[STEP_COUNT] = {
	[STEP_READ]     = "BEGIN",
	[STEP_WRITE]    = "BEGIN IMMEDIATE",
	[STEP_COMMIT]   = "COMMIT",
	[STEP_ROLLBACK] = "ROLLBACK",
};
/* clang-format on */

/* ---- the connection ---- */

static int
log_grew(void *arg, sqlite3 *db, const char *name, int pages)
{
	struct engine_state *s = arg;

	(void)db;
	(void)name;
	/* The log starts again from its beginning once it has been folded. */
	if (pages < s->log_pages)
		s->fold_at = LOG_PAGES;
	s->log_pages = pages;
	return SQLITE_OK;
}

static void
statements_free(sqlite3_stmt **statements, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		sqlite3_finalize(statements[i]);
		statements[i] = NULL;
	}
}

static void
disconnect(struct engine_state *s)
{
	statements_free(&s->rows[0][0], TABLE_COUNT * ACTION_COUNT);
	statements_free(s->steps, STEP_COUNT);
	sqlite3_close_v2(s->db);
	s->db = NULL;
}

static enum err
connect(struct engine_state *s)
{
	TRY(sqlite_connect(&s->place, &s->db));
	sqlite3_wal_hook(s->db, log_grew, s);
	s->log_pages = 0;
	s->fold_at = LOG_PAGES;
	return E_OK;
}

static enum err
engine_create(const char *dir)
{
	struct place place;

	TRY(place_look(dir, &place));
	return sqlite_make(&place);
}

static enum err
engine_open(const char *dir, struct engine_state **out)
{
	struct engine_state *s;
	struct place place;
	enum err e;

	TRY(place_look(dir, &place));
	s = calloc(1, sizeof *s);
	if (s == NULL)
		return E_NO_MEMORY;
	s->place = place;
	e = connect(s);
	if (e != E_OK) {
		free(s);
		return e;
	}
	*out = s;
	return E_OK;
}

static void
engine_close(struct engine_state *s)
{
	if (s == NULL)
		return;
	if (s->db != NULL)
		disconnect(s);
	free(s);
}

/* Closing the last connection would fold the log into the database. */
static void
engine_abandon(struct engine_state *s)
{
	if (s != NULL && s->db != NULL)
		sqlite3_db_config(s->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1,
		    NULL);
	engine_close(s);
}

/* ---- statements ---- */

static enum err
prepare(struct engine_state *s, const char *sql, sqlite3_stmt **statement)
{
	int rc;

	if (*statement != NULL)
		return E_OK;
	rc = sqlite3_prepare_v3(s->db, sql, -1, SQLITE_PREPARE_PERSISTENT,
	    statement, NULL);
	return rc == SQLITE_OK ? E_OK : sqlite_refuse(s->db, rc);
}

static enum err
step(struct engine_state *s, enum step which)
{
	sqlite3_stmt **statement = &s->steps[which];
	int rc;

	TRY(prepare(s, step_sql[which], statement));
	rc = sqlite3_step(*statement);
	if (rc != SQLITE_DONE) {
		enum err e = sqlite_refuse(s->db, rc);

		sqlite3_reset(*statement);
		return e;
	}
	sqlite3_reset(*statement);
	return E_OK;
}

static enum err
row_statement(struct engine_state *s, enum engine_table table,
    enum action action, uint64_t number, sqlite3_stmt **out)
{
	sqlite3_stmt **statement = &s->rows[table][action];

	TRY(prepare(s, row_sql[table][action], statement));
	if (action != ACTION_EACH)
		sqlite3_bind_int64(*statement, 1, (sqlite3_int64)number);
	*out = *statement;
	return E_OK;
}

static void
row_end(sqlite3_stmt *statement)
{
	sqlite3_reset(statement);
	sqlite3_clear_bindings(statement);
}

/* ---- transactions ---- */

static enum err
engine_begin(struct engine_state *s, bool write)
{
	if (s->db == NULL)
		TRY(connect(s));
	return step(s, write ? STEP_WRITE : STEP_READ);
}

static void
engine_end(struct engine_state *s)
{
	if (s->db != NULL && sqlite3_get_autocommit(s->db) == 0)
		(void)step(s, STEP_ROLLBACK);
}

/* What a failed flush has left in the page cache is nobody's guess: the
 * connection goes, and the next one looks at what is there. */
static enum err
engine_commit(struct engine_state *s)
{
	enum err e = step(s, STEP_COMMIT);

	if (e == E_OK)
		return E_OK;
	engine_end(s);
	disconnect(s);
	return e;
}

static void
engine_checkpoint(struct engine_state *s, bool all)
{
	if (s->db == NULL || (!all && s->log_pages < s->fold_at))
		return;
	/* Whoever is reading keeps his log; somebody else will fold it. */
	sqlite3_busy_timeout(s->db, 0);
	sqlite3_wal_checkpoint_v2(s->db, "main", all ?
	    SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE, NULL,
	    NULL);
	sqlite3_busy_timeout(s->db, SQLITE_BUSY_MS);
	s->fold_at = s->log_pages + LOG_PAGES;
}

/* ---- rows ---- */

static enum err
take_body(struct engine_state *s, sqlite3_stmt *row, struct bytes *out)
{
	const void *data = sqlite3_column_blob(row, 0);
	int len = sqlite3_column_bytes(row, 0);

	if (sqlite3_column_type(row, 0) != SQLITE_BLOB || len < 0)
		return refuse(E_STORE_DAMAGED, "%s: a row is not binary",
		    s->place.dir);
	if (data == NULL && len != 0)
		return E_NO_MEMORY;
	return bytes_set(out, data, (size_t)len);
}

static enum err
engine_get(struct engine_state *s, enum engine_table table, uint64_t number,
    struct bytes *out)
{
	sqlite3_stmt *row;
	enum err e;
	int rc;

	TRY(row_statement(s, table, ACTION_GET, number, &row));
	rc = sqlite3_step(row);
	if (rc == SQLITE_ROW)
		e = take_body(s, row, out);
	else
		e = rc == SQLITE_DONE ? E_NOT_FOUND : sqlite_refuse(s->db, rc);
	row_end(row);
	return e;
}

static enum err
finish(struct engine_state *s, sqlite3_stmt *row)
{
	int rc = sqlite3_step(row);
	enum err e = rc == SQLITE_DONE ? E_OK : sqlite_refuse(s->db, rc);

	row_end(row);
	return e;
}

static enum err
engine_put(struct engine_state *s, enum engine_table table, uint64_t number,
    const void *data, size_t len)
{
	sqlite3_stmt *row;
	int rc;

	TRY(row_statement(s, table, ACTION_PUT, number, &row));
	rc = sqlite3_bind_blob64(row, 2, data, len, SQLITE_STATIC);
	if (rc == SQLITE_TOOBIG) {
		row_end(row);
		return refuse(E_DATA_LEN, "a row of %zu bytes is too long",
		    len);
	}
	return finish(s, row);
}

static enum err
engine_remove(struct engine_state *s, enum engine_table table,
    uint64_t number)
{
	sqlite3_stmt *row;

	TRY(row_statement(s, table, ACTION_REMOVE, number, &row));
	return finish(s, row);
}

static enum err
walk(struct engine_state *s, sqlite3_stmt *rows, engine_visit *visit,
    void *arg)
{
	sqlite3_int64 before = -1;
	int rc;

	while ((rc = sqlite3_step(rows)) == SQLITE_ROW) {
		sqlite3_int64 number = sqlite3_column_int64(rows, 0);

		/* A damaged tree may lead in circles. */
		if (number <= before)
			return refuse(E_STORE_DAMAGED,
			    "%s: rows are out of order", s->place.dir);
		TRY(visit(arg, (uint64_t)number));
		before = number;
	}
	return rc == SQLITE_DONE ? E_OK : sqlite_refuse(s->db, rc);
}

static enum err
engine_each(struct engine_state *s, enum engine_table table,
    engine_visit *visit, void *arg)
{
	sqlite3_stmt *rows;
	enum err e;

	TRY(row_statement(s, table, ACTION_EACH, 0, &rows));
	e = walk(s, rows, visit, arg);
	row_end(rows);
	return e;
}

const struct store_engine engine_sqlite = {
	.name = "sqlite",
	.create = engine_create,
	.open = engine_open,
	.close = engine_close,
	.abandon = engine_abandon,
	.begin = engine_begin,
	.get = engine_get,
	.put = engine_put,
	.remove = engine_remove,
	.each = engine_each,
	.commit = engine_commit,
	.end = engine_end,
	.checkpoint = engine_checkpoint,
};
