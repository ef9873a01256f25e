/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Damages a copy of a store the way a disk, a careless copy or an enemy would,
 * decided by a seed alone; and dumps what a store holds, so that a damage which
 * changed something can be told from one that hit unused space.
 *
 *	damage harm DIR ROOT-KEY OLD-DIR SEED	says what it did
 *	damage dump DIR				every row, a line each
 */
#include <sqlite3.h>

#include <dirent.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define COUNT(a) (sizeof(a) / sizeof(*(a)))
#define FILES_MAX 64
#define BODY_MAX 1048576

struct target {
	const char *dir, *root_key, *old_dir;
};

static uint64_t seed;

/* Numbers below n that depend on the seed only (splitmix64). */
static uint64_t
any(uint64_t n)
{
	uint64_t x = seed += 0x9e3779b97f4a7c15;

	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
	x = (x ^ x >> 27) * 0x94d049bb133111eb;
	return (x ^ x >> 31) % n;
}

static void
give_up(const char *what, const char *why)
{
	fprintf(stderr, "damage: %s: %s\n", what, why);
	exit(2);
}

/* ---- files ---- */

static int
by_name(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* The files of the store that are not empty, and the root key file. */
static size_t
list_files(const struct target *t, char list[][4096])
{
	struct dirent *entry;
	struct stat st;
	DIR *dir = opendir(t->dir);
	size_t count = 0;

	if (dir == NULL)
		give_up(t->dir, "cannot be listed");
	while ((entry = readdir(dir)) != NULL && count < FILES_MAX - 1) {
		snprintf(list[count], sizeof(list[count]), "%s/%s", t->dir,
		    entry->d_name);
		if (stat(list[count], &st) == 0 && S_ISREG(st.st_mode) &&
		    st.st_size > 0)
			count++;
	}
	closedir(dir);
	snprintf(list[count++], sizeof(list[0]), "%s", t->root_key);
	qsort(list, count, sizeof(list[0]), by_name);
	return count;
}

static int
open_any_file(const struct target *t, const char *only, off_t *size)
{
	static char list[FILES_MAX][4096];
	size_t count = list_files(t, list);
	char *path = list[any(count)], *slash;
	struct stat st;
	int fd;

	if (only != NULL)
		snprintf(path, sizeof(list[0]), "%s/%s", t->dir, only);
	fd = open(path, O_RDWR);
	if (fd < 0 || fstat(fd, &st) != 0)
		give_up(path, "cannot be opened");
	*size = st.st_size;
	slash = strrchr(path, '/');
	printf("%s (%ld bytes)", slash != NULL ? slash + 1 : path,
	    (long)st.st_size);
	return fd;
}

static void
flip_at(int fd, off_t where, unsigned char mask)
{
	unsigned char byte = 0;

	if (pread(fd, &byte, 1, where) != 1)
		give_up("reading", "failed");
	byte ^= mask;
	if (pwrite(fd, &byte, 1, where) != 1)
		give_up("writing", "failed");
}

static void
flip_in(const struct target *t, const char *only)
{
	off_t size, where;
	int fd = open_any_file(t, only, &size);

	where = (off_t)any((uint64_t)size);
	flip_at(fd, where, (unsigned char)(1u << any(8)));
	printf(": bit at %ld", (long)where);
	close(fd);
}

static void
flip_bit(const struct target *t)
{
	flip_in(t, NULL);
}

static void
flip_bit_in_database(const struct target *t)
{
	flip_in(t, "store.db");
}

static void
scribble(const struct target *t)
{
	off_t size;
	int fd = open_any_file(t, NULL, &size);
	off_t where = (off_t)any((uint64_t)size);
	off_t len = 1 + (off_t)any(512), i;

	for (i = 0; i < len && where + i < size; i++)
		flip_at(fd, where + i, (unsigned char)any(256));
	printf(": %ld bytes at %ld", (long)i, (long)where);
	close(fd);
}

static void
cut(const struct target *t)
{
	off_t size;
	int fd = open_any_file(t, NULL, &size);
	off_t len = any(4) == 0 ? 0 : (off_t)any((uint64_t)size);

	if (ftruncate(fd, len) != 0)
		give_up("ftruncate", "failed");
	printf(": cut to %ld", (long)len);
	close(fd);
}

/* ---- rows ---- */

static const char *const tables[] = { "head", "record", "page" };

struct row {
	const char *table;
	sqlite3_int64 number;
	unsigned char body[BODY_MAX];
	int len;
};

static sqlite3 *
open_database(const char *dir)
{
	char path[4200];
	sqlite3 *db = NULL;

	snprintf(path, sizeof(path), "%s/store.db", dir);
	if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL) !=
	    SQLITE_OK)
		give_up(path, sqlite3_errmsg(db));
	sqlite3_busy_timeout(db, 5000);
	return db;
}

static sqlite3_stmt *
prepare(sqlite3 *db, const char *format, const char *table)
{
	char sql[256];
	sqlite3_stmt *s;

	snprintf(sql, sizeof(sql), format, table);
	if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK)
		give_up(sql, sqlite3_errmsg(db));
	return s;
}

static void
finish(sqlite3 *db, sqlite3_stmt *s)
{
	if (sqlite3_step(s) != SQLITE_DONE)
		give_up("a statement", sqlite3_errmsg(db));
	sqlite3_finalize(s);
}

static void
row_put(sqlite3 *db, const struct row *r)
{
	sqlite3_stmt *s = prepare(db,
	    "INSERT OR REPLACE INTO %s(number,body) VALUES(?1,?2)", r->table);

	sqlite3_bind_int64(s, 1, r->number);
	sqlite3_bind_blob(s, 2, r->body, r->len, SQLITE_STATIC);
	finish(db, s);
}

static void
row_drop(sqlite3 *db, const struct row *r)
{
	sqlite3_stmt *s =
	    prepare(db, "DELETE FROM %s WHERE number=?1", r->table);

	sqlite3_bind_int64(s, 1, r->number);
	finish(db, s);
}

/* Any row of the table; false if it has none. */
static int
row_any(sqlite3 *db, const char *table, struct row *r)
{
	sqlite3_stmt *s = prepare(db, "SELECT count(*) FROM %s", table);
	sqlite3_int64 count = 0;

	if (sqlite3_step(s) == SQLITE_ROW)
		count = sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	if (count == 0)
		return 0;
	s = prepare(db,
	    "SELECT number,body FROM %s ORDER BY number "
	    "LIMIT 1 OFFSET ?1",
	    table);
	sqlite3_bind_int64(s, 1, (sqlite3_int64)any((uint64_t)count));
	if (sqlite3_step(s) != SQLITE_ROW)
		give_up(table, sqlite3_errmsg(db));
	r->table = table;
	r->number = sqlite3_column_int64(s, 0);
	r->len = sqlite3_column_bytes(s, 1);
	if (r->len > BODY_MAX)
		give_up(table, "a row is too long");
	memcpy(r->body, sqlite3_column_blob(s, 1), (size_t)r->len);
	sqlite3_finalize(s);
	return 1;
}

static struct row one, other;

static const char *
any_table(void)
{
	return tables[any(8) == 0 ? 0 : 1 + any(2)];
}

static void
say_row(const char *what, const struct row *r)
{
	printf("%s %s %lld", what, r->table, (long long)r->number);
}

/* Change a bit of a row, or cut it short. */
static void
change_row(const struct target *t)
{
	sqlite3 *db = open_database(t->dir);

	if (row_any(db, any_table(), &one) && one.len > 0) {
		say_row("changed", &one);
		if (any(4) == 0)
			one.len = (int)any((uint64_t)one.len);
		else
			one.body[any((uint64_t)one.len)] ^=
			    (unsigned char)(1u << any(8));
		row_put(db, &one);
	}
	sqlite3_close(db);
}

/* Exchange two rows' contents, or put one in place of the other. */
static void
swap_rows(const struct target *t)
{
	sqlite3 *db = open_database(t->dir);
	const char *table = tables[1 + any(2)];
	sqlite3_int64 number;

	if (row_any(db, table, &one) && row_any(db, any_table(), &other)) {
		say_row("swapped", &one);
		say_row(" and", &other);
		number = one.number;
		one.number = other.number;
		one.table = other.table;
		row_put(db, &one);
		if (any(3) != 0) {
			other.number = number;
			other.table = table;
			row_put(db, &other);
		}
	}
	sqlite3_close(db);
}

static void
drop_row(const struct target *t)
{
	sqlite3 *db = open_database(t->dir);

	if (row_any(db, any_table(), &one)) {
		say_row("dropped", &one);
		row_drop(db, &one);
	}
	sqlite3_close(db);
}

static void
add_row(const struct target *t)
{
	sqlite3 *db = open_database(t->dir);

	if (row_any(db, any_table(), &one)) {
		say_row("doubled", &one);
		one.number = (sqlite3_int64)any(UINT64_C(1) << 40);
		row_put(db, &one);
	}
	sqlite3_close(db);
}

/* Bring some rows of an older copy back, never the whole of it. */
static void
replay_rows(const struct target *t)
{
	sqlite3 *db = open_database(t->dir), *old = open_database(t->old_dir);
	size_t count = 1 + any(3);

	for (size_t i = 0; i < count; i++)
		if (row_any(old, any_table(), &one)) {
			say_row(i == 0 ? "replayed" : ", ", &one);
			row_put(db, &one);
		}
	sqlite3_close(old);
	sqlite3_close(db);
}

/* Every row of one table from the older copy, the others as they are. */
static void
replay_table(const struct target *t)
{
	sqlite3 *db = open_database(t->dir);
	const char *table = tables[any(COUNT(tables))];
	sqlite3_stmt *s;
	char path[4200];

	snprintf(path, sizeof(path), "%s/store.db", t->old_dir);
	s = prepare(db, "ATTACH ?1 AS %s", "old");
	sqlite3_bind_text(s, 1, path, -1, SQLITE_STATIC);
	finish(db, s);
	finish(db, prepare(db, "DELETE FROM main.%s", table));
	snprintf(path, sizeof(path),
	    "INSERT INTO main.%s "
	    "SELECT number,body FROM old.%%s",
	    table);
	finish(db, prepare(db, path, table));
	printf("replayed the table %s", table);
	sqlite3_close(db);
}

/* ---- */

static void (*const harms[])(const struct target *) = {
	flip_bit,
	flip_bit,
	flip_bit_in_database,
	flip_bit_in_database,
	scribble,
	cut,
	change_row,
	swap_rows,
	drop_row,
	add_row,
	replay_rows,
	replay_table,
};

static int
dump_table(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *s;
	int rc = sqlite3_prepare_v2(db, sql, -1, &s, NULL);

	while (rc == SQLITE_OK || rc == SQLITE_ROW) {
		rc = sqlite3_step(s);
		for (int i = 0; rc == SQLITE_ROW && i < sqlite3_data_count(s);
		     i++)
			printf("%s%c", (const char *)sqlite3_column_text(s, i),
			    i + 1 < sqlite3_data_count(s) ? ' ' : '\n');
	}
	if (rc != SQLITE_DONE)
		printf("unreadable: %s\n", sqlite3_errmsg(db));
	sqlite3_finalize(s);
	return rc == SQLITE_DONE;
}

static int
dump(const char *dir)
{
	static const char *const queries[] = {
		"SELECT 'schema',type,name,sql FROM sqlite_master "
		"ORDER BY name",
		"SELECT 'head',quote(number),quote(body) FROM head "
		"ORDER BY number",
		"SELECT 'record',quote(number),quote(body) FROM record "
		"ORDER BY number",
		"SELECT 'page',quote(number),quote(body) FROM page "
		"ORDER BY number",
	};
	sqlite3 *db = open_database(dir);

	for (size_t i = 0; i < COUNT(queries); i++)
		if (!dump_table(db, queries[i]))
			break;
	sqlite3_close(db);
	return 0;
}

int
main(int argc, char **argv)
{
	struct target t;

	if (argc == 3 && strcmp(argv[1], "dump") == 0)
		return dump(argv[2]);
	if (argc != 6 || strcmp(argv[1], "harm") != 0) {
		fprintf(stderr, "usage: damage harm DIR ROOT-KEY OLD SEED\n");
		return 2;
	}
	t = (struct target){ argv[2], argv[3], argv[4] };
	seed = strtoull(argv[5], NULL, 10) * UINT64_C(0xd1342543de82ef95);
	harms[any(COUNT(harms))](&t);
	putchar('\n');
	return 0;
}
