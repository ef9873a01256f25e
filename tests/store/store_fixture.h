/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A place of its own for each test of the store: a directory, a store in it,
 * records to put there, and other hands (SQL, file copies) to damage it with.
 */
#ifndef CLAVIGER_TESTS_STORE_FIXTURE_H
#define CLAVIGER_TESTS_STORE_FIXTURE_H

#include "crypto/library.h"
#include "store/store.h"
#include "support/suite.h"

#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* A call that must succeed, and one that must give this; a failure shows the
 * reason. */
#define OK(call) GIVES(E_OK, call)
#define GIVES(want, call) \
	do { \
		enum err got_ = (call); \
		ck_assert_msg(got_ == (want), "%s gave %s: %s", #call, \
		    err_name(got_), reason_text()); \
	} while (0)

static char scratch[64];     /* of this test */
static char store_path[128]; /* the store's directory in it */
static char root_path[128];  /* the root key file */

static inline void
scratch_setup(void)
{
	const char *tmp = getenv("TMPDIR");

	snprintf(scratch, sizeof scratch, "%.40s/claviger-test-XXXXXX",
	    tmp == NULL ? "/tmp" : tmp);
	ck_assert_ptr_nonnull(mkdtemp(scratch));
	snprintf(store_path, sizeof store_path, "%s/store", scratch);
	snprintf(root_path, sizeof root_path, "%s/root.key", scratch);
	OK(library_open());
}

static inline int
scratch_remove_one(const char *path, const struct stat *st, int type,
    struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static inline void
remove_tree(const char *path)
{
	nftw(path, scratch_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static inline void
scratch_teardown(void)
{
	remove_tree(scratch);
	library_close();
}

/* A name in the scratch directory; four can be in use at a time. */
static inline const char *
scratch_name(const char *name)
{
	static char names[4][PATH_MAX];
	static unsigned next;
	char *out = names[next++ % 4];

	snprintf(out, PATH_MAX, "%s/%s", scratch, name);
	return out;
}

/* How large a proof may be: 1 unless CHECK_SCALE says more. */
static inline unsigned
scale(void)
{
	const char *text = getenv("CHECK_SCALE");

	if (text == NULL)
		return 1;
	if (strcmp(text, "full") == 0)
		return 10;
	return atoi(text) > 0 ? (unsigned)atoi(text) : 1;
}

/* ---- stores ---- */

static inline struct store *
create_store(void)
{
	struct store *s = NULL;

	OK(store_create(store_path, root_path, &s));
	return s;
}

static inline struct store *
open_store(void)
{
	struct store *s = NULL;

	OK(store_open(store_path, root_path, &s));
	return s;
}

/* An object of token 1; empty strings are left out. */
static inline void
fill_record(struct record *r, const char *label, const char *id,
    const char *body)
{
	*r = (struct record){ .token = 1, .kind = RECORD_OBJECT, .class = 3,
		.key_type = 0x1f };
	OK(bytes_set(&r->label, label, strlen(label)));
	OK(bytes_set(&r->id, id, strlen(id)));
	OK(bytes_set(&r->body, body, strlen(body)));
}

/* In a transaction of its own; returns the serial. */
static inline uint64_t
put_object(struct store *s, const char *label, const char *id,
    const char *body)
{
	SCOPED_VALUE(record) r = { 0 };
	struct txn *t;

	fill_record(&r, label, id, body);
	OK(txn_write(s, &t));
	OK(txn_put(t, &r));
	OK(txn_commit(&t));
	return r.serial;
}

/* So many objects in one transaction. */
static inline void
put_many(struct store *s, unsigned count)
{
	struct txn *t;
	unsigned i;

	OK(txn_write(s, &t));
	for (i = 0; i < count; i++) {
		SCOPED_VALUE(record) r = { 0 };
		char label[32];

		snprintf(label, sizeof label, "label %u", i);
		fill_record(&r, label, label + 6, label);
		OK(txn_put(t, &r));
	}
	OK(txn_commit(&t));
}

static inline enum err
count_visit(void *arg, const struct entry *e)
{
	(void)e;
	++*(unsigned *)arg;
	return E_OK;
}

static inline unsigned
count_objects(struct store *s)
{
	unsigned count = 0;
	struct txn *t;

	OK(txn_read(s, &t));
	OK(txn_each(t, RECORD_OBJECT, 1, count_visit, &count));
	txn_free(t);
	return count;
}

/* How many findings; the last one stays in *last if that is not NULL. */
static inline unsigned
check_store(struct store_finding *last)
{
	struct store_check *c;
	struct store_finding f;
	uint64_t done, total;
	unsigned count = 0;
	bool found;
	enum err e;

	OK(store_check_new(store_path, root_path, &c));
	while ((e = store_check_next(c, &found, &f, &done, &total)) == E_OK) {
		ck_assert_uint_le(done, total);
		if (!found)
			continue;
		count++;
		if (last != NULL)
			*last = f;
	}
	GIVES(E_CHECK_DONE, e);
	store_check_free(c);
	return count;
}

static inline void
assert_store_is_clean(void)
{
	struct store_finding f = { .text = "" };
	unsigned count = check_store(&f);

	ck_assert_msg(count == 0, "%u findings, such as %s %llu: %s", count,
	    f.what, (unsigned long long)f.number, f.text);
}

/* ---- other hands; the store must not be open in this process ---- */

static inline sqlite3 *
database_open(void)
{
	sqlite3 *db = NULL;
	char path[160];

	snprintf(path, sizeof path, "%s/store.db", store_path);
	ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
	return db;
}

static inline void
database_run(const char *sql)
{
	sqlite3 *db = database_open();
	char *why = NULL;
	int rc = sqlite3_exec(db, sql, NULL, NULL, &why);

	ck_assert_msg(rc == SQLITE_OK, "%s: %s", sql, why);
	sqlite3_wal_checkpoint_v2(db, "main", SQLITE_CHECKPOINT_TRUNCATE,
	    NULL, NULL);
	sqlite3_close(db);
}

static inline void
copy_file(const char *from, const char *to)
{
	static char data[1 << 16];
	int in = open(from, O_RDONLY | O_CLOEXEC);
	int out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	ssize_t n;

	ck_assert_int_ge(in, 0);
	ck_assert_int_ge(out, 0);
	while ((n = read(in, data, sizeof data)) > 0)
		ck_assert_int_eq(write(out, data, (size_t)n), n);
	close(in);
	close(out);
}

/* Keep a copy of the store's database under a name, and put it back. */
static inline void
keep_store(const char *name)
{
	char path[160];

	snprintf(path, sizeof path, "%s/store.db", store_path);
	copy_file(path, scratch_name(name));
}

static inline void
bring_back_store(const char *name)
{
	static const char *const side[] = { "store.db-wal", "store.db-shm" };
	char path[160];
	size_t i;

	for (i = 0; i < 2; i++) {
		snprintf(path, sizeof path, "%s/%s", store_path, side[i]);
		unlink(path);
	}
	snprintf(path, sizeof path, "%s/store.db", store_path);
	copy_file(scratch_name(name), path);
}

/* ---- processes ---- */

/* As the module does in a child, before it abandons its store. */
static inline void
child_begin(void)
{
	library_abandon();
	secret_abandon();
	OK(library_open());
}

/* Run in a child, whose failed assertions end it. */
static inline pid_t
child_start(void (*run)(void *), void *arg)
{
	pid_t pid = fork();

	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		child_begin();
		run(arg);
		_exit(0);
	}
	return pid;
}

static inline void
child_end(pid_t pid)
{
	int status;

	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 0,
	    "child ended with status %x", (unsigned)status);
}

#endif
