/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Checking whole stores: sound ones, live ones, and hundreds damaged at
 * random. No damage crashes or hangs anything, nothing altered is ever
 * returned, and every change of content is found.
 */
#include "store_fixture.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>

#define OBJECTS 300

START_TEST(absent_store_is_absent)
{
	struct store_check *c;

	GIVES(E_STORE_ABSENT, store_check_new(store_path, root_path, &c));
}
END_TEST

START_TEST(empty_store_is_clean)
{
	store_close(create_store());
	assert_store_is_clean();
}
END_TEST

START_TEST(sound_store_is_clean_and_progress_reaches_its_end)
{
	struct store *s = create_store();
	struct store_check *c;
	struct store_finding f;
	uint64_t done = 0, total = 1, before = 0;
	bool found;

	put_many(s, 1000);
	store_close(s);
	OK(store_check_new(store_path, root_path, &c));
	while (store_check_next(c, &found, &f, &done, &total) == E_OK) {
		ck_assert(!found);
		ck_assert_uint_ge(done, before);
		before = done;
	}
	ck_assert_uint_gt(total, 1000);
	ck_assert_uint_eq(done, total);
	store_check_free(c);
}
END_TEST

START_TEST(missing_root_key_is_found)
{
	struct store_finding f;

	store_close(create_store());
	ck_assert_int_eq(unlink(root_path), 0);
	ck_assert_uint_eq(check_store(&f), 1);
	ck_assert_str_eq(f.what, "root-key");
	ck_assert_ptr_nonnull(strstr(f.text, root_path));
}
END_TEST

static const char *const files[] = { "store.db", "store.db-shm", "revision",
	"lock", "store.db-wal" };

/* Only the database holds content. */
START_TEST(file_truncated_at_rest_is_found_or_harmless)
{
	struct store *s = create_store();
	char path[160];

	put_many(s, 10);
	store_close(s);
	snprintf(path, sizeof path, "%s/%s", store_path, files[_i]);
	ck_assert_int_eq(truncate(path, 0), 0);
	ck_assert_uint_eq(check_store(NULL), _i == 0);
	if (_i == 0)
		return;
	s = open_store();
	put_object(s, "goes on", "", "");
	ck_assert_uint_eq(count_objects(s), 11);
	store_close(s);
}
END_TEST

START_TEST(lost_database_is_found)
{
	char path[160];

	store_close(create_store());
	snprintf(path, sizeof path, "%s/store.db", store_path);
	ck_assert_int_eq(unlink(path), 0);
	ck_assert_uint_eq(check_store(NULL), 1);
}
END_TEST

/* The log's end is damaged: the last commits are silently gone, and the
 * revision file tells. */
START_TEST(lost_commits_are_found)
{
	struct store *s = create_store();
	struct store_finding f;
	char path[160];
	struct stat st;
	int fd;

	put_object(s, "x", "", "");
	put_object(s, "y", "", "");
	snprintf(path, sizeof path, "%s/store.db-wal", store_path);
	ck_assert_int_eq(stat(path, &st), 0);
	fd = open(path, O_RDWR | O_CLOEXEC);
	store_abandon(s);
	ck_assert_int_eq(pwrite(fd, "damage", 6, st.st_size - 3000), 6);
	close(fd);
	ck_assert_uint_eq(check_store(&f), 1);
	ck_assert_str_eq(f.what, "revision");
}
END_TEST

/* ---- while it is written ---- */

static atomic_bool stop;

static void *
write_always(void *arg)
{
	while (!stop)
		put_object(arg, "live", "id", "body");
	return NULL;
}

START_TEST(live_store_is_clean)
{
	struct store *s = create_store();
	pthread_t thread;
	int i;

	put_many(s, 500);
	stop = false;
	pthread_create(&thread, NULL, write_always, s);
	for (i = 0; i < 5; i++)
		assert_store_is_clean();
	stop = true;
	pthread_join(thread, NULL);
	store_close(s);
}
END_TEST

/* ---- random damage ---- */

static void
make_reference(void)
{
	struct store *s = create_store();
	SCOPED_VALUE(record) r = { 0 };
	const struct attempt a = { 2, 5 };
	struct txn *t;
	uint64_t i;

	put_many(s, OBJECTS);
	store_close(s);
	keep_store("older");
	s = open_store();
	OK(txn_write(s, &t));
	for (i = 1; i <= OBJECTS; i += 7) {
		OK(txn_get(t, i, &r));
		OK(bytes_set(&r.body, "changed", 7));
		OK(txn_put(t, &r));
	}
	OK(txn_commit(&t));
	OK(store_attempt_set(s, 1, "alice", 1, &a));
	store_close(s);
	keep_store("reference");
}

static bool
body_is(const struct record *r, uint64_t serial)
{
	char want[32];

	if (serial % 7 == 1)
		return bytes_equal(&r->body, "changed", 7);
	snprintf(want, sizeof want, "label %u", (unsigned)serial - 1);
	return bytes_equal(&r->body, want, strlen(want)) &&
	    bytes_equal(&r->label, want, strlen(want));
}

/* How many objects are there as they were. What is returned otherwise than
 * it was is the one thing that must not happen. */
static unsigned
intact_objects(struct txn *t)
{
	SCOPED_VALUE(record) r = { 0 };
	unsigned intact = 0;
	uint64_t i;

	for (i = 1; i <= OBJECTS; i++) {
		if (txn_get(t, i, &r) != E_OK)
			continue;
		ck_assert_msg(body_is(&r, i), "altered content returned");
		intact++;
	}
	return intact;
}

static enum err
count_candidates(void *arg, const struct entry *e)
{
	ck_assert_uint_le(e->serial, OBJECTS);
	++*(unsigned *)arg;
	return E_OK;
}

static unsigned
found_by_label(struct txn *t)
{
	unsigned i, count = 0;
	char label[32];

	for (i = 0; i < OBJECTS; i++) {
		snprintf(label, sizeof label, "label %u", i);
		(void)!txn_each_label(t, 1, label, strlen(label),
		    count_candidates, &count);
	}
	return count;
}

static bool
content_is_whole(void)
{
	struct store *s;
	struct txn *t;
	struct attempt a;
	unsigned intact, listed = 0;

	if (store_open(store_path, root_path, &s) != E_OK)
		return false;
	if (store_attempt_get(s, 1, "alice", 1, &a) != E_OK ||
	    a.failures != 2 || txn_read(s, &t) != E_OK) {
		store_close(s);
		return false;
	}
	intact = intact_objects(t);
	if (txn_each(t, RECORD_OBJECT, 1, count_visit, &listed) != E_OK)
		listed = 0;
	intact = intact == found_by_label(t) ? intact : 0;
	txn_free(t);
	store_close(s);
	return intact == OBJECTS && listed == OBJECTS;
}

static unsigned
draw(unsigned below)
{
	return (unsigned)random() % below;
}

static void
flip_bits(int fd, off_t size)
{
	unsigned i, count = 1 + draw(3);
	unsigned char byte;

	for (i = 0; i < count; i++) {
		off_t at = random() % size;

		ck_assert_int_eq(pread(fd, &byte, 1, at), 1);
		byte ^= (unsigned char)(1 << draw(8));
		ck_assert_int_eq(pwrite(fd, &byte, 1, at), 1);
	}
}

/* Bytes of one place over those of another, as a misdirected write. */
static void
copy_over(int fd, off_t size)
{
	unsigned char data[512];
	off_t from = random() % (size - 512), to = random() % (size - 512);

	ck_assert_int_eq(pread(fd, data, sizeof data, from), 512);
	ck_assert_int_eq(pwrite(fd, data, sizeof data, to), 512);
}

static void
zero_page(int fd, off_t size)
{
	static const unsigned char zeros[4096];
	off_t page = random() % (size / 4096);

	ck_assert_int_eq(pwrite(fd, zeros, 4096, 4096 * page), 4096);
}

static void
cut(int fd, off_t size)
{
	ck_assert_int_eq(ftruncate(fd, random() % size), 0);
}

static void
damage_file(unsigned how)
{
	static void (*const ways[])(int, off_t) = { flip_bits, flip_bits,
		copy_over, zero_page, cut };
	char path[160];
	struct stat st;
	int fd;

	snprintf(path, sizeof path, "%s/store.db", store_path);
	fd = open(path, O_RDWR | O_CLOEXEC);
	ck_assert_int_eq(fstat(fd, &st), 0);
	ways[how](fd, st.st_size);
	close(fd);
}

/* Rows swapped, dropped, replayed, repeated, altered; @t is a table, @a and @b
 * are two of its rows, @c one that the second commit changed. */
static const char *const row_damages[] = {
	("UPDATE @t SET number=-number WHERE number IN (@a,@b);"
	    "UPDATE @t SET number=@b WHERE number=-@a;"
	    "UPDATE @t SET number=@a WHERE number=-@b"),
	"DELETE FROM @t WHERE number=@a",
	"REPLACE INTO @t SELECT * FROM old.@t WHERE number=@c",
	"INSERT INTO @t SELECT @b+5000, body FROM @t WHERE number=@a",
	("UPDATE @t SET body=CAST(substr(body,1,20)||randomblob(4)||"
	    "substr(body,25) AS BLOB) WHERE number=@a"),
};
#define ROW_DAMAGES 5
#define FILE_DAMAGES 5

/* words[0] for @t, words[1] to words[3] for @a to @c. */
static void
fill_in(char *out, size_t size, const char *sql, char words[4][16])
{
	static const char letters[] = "tabc";
	size_t len = strlen(out);

	for (; *sql != '\0'; sql++) {
		const char *word = *sql != '@' ? NULL :
		    words[strchr(letters, *++sql) - letters];

		ck_assert_uint_lt(len + 16, size);
		if (word == NULL)
			out[len++] = *sql;
		else
			len = (size_t)(stpcpy(out + len, word) - out);
	}
	out[len] = '\0';
}

static void
damage_rows(unsigned how)
{
	bool record = draw(2) == 0;
	unsigned rows = record ? OBJECTS : 16;
	unsigned a = 1 + draw(rows), b = 1 + draw(rows);
	char words[4][16], sql[900];

	b = a == b ? 1 + a % rows : b;
	strcpy(words[0], record ? "record" : "page");
	snprintf(words[1], 16, "%u", a);
	snprintf(words[2], 16, "%u", b);
	snprintf(words[3], 16, "%u", record ? 1 + 7 * draw(OBJECTS / 7) : 1);
	snprintf(sql, sizeof sql, "ATTACH '%s' AS old;",
	    scratch_name("older"));
	fill_in(sql, sizeof sql, row_damages[how], words);
	fill_in(sql, sizeof sql, "; DETACH old", words);
	database_run(sql);
}

/* In a process of its own: what crashes it or hangs it fails the test. */
static void
examine(void *arg)
{
	unsigned how = *(unsigned *)arg;
	unsigned findings;
	bool whole;

	alarm(30);
	findings = check_store(NULL);
	whole = content_is_whole();
	ck_assert_msg(whole || findings > 0,
	    "damage %u: content changed and nothing found", how);
	ck_assert_msg(how < FILE_DAMAGES || findings > 0,
	    "damage %u: nothing found", how);
}

static void
examine_one(unsigned how)
{
	bring_back_store("reference");
	if (how < FILE_DAMAGES)
		damage_file(how);
	else
		damage_rows(how - FILE_DAMAGES);
	child_end(child_start(examine, &how));
}

START_TEST(no_damage_goes_unnoticed)
{
	unsigned i, rounds = 25 * scale();

	/* CHECK_SCALE decides how many, this which. */
	srandom(20260101u + (unsigned)_i);
	make_reference();
	bring_back_store("reference");
	assert_store_is_clean();
	ck_assert(content_is_whole());
	for (i = 0; i < rounds; i++)
		examine_one((unsigned)_i);
}
END_TEST

SUITE("store/check",
    tcase_add_checked_fixture(tc, scratch_setup, scratch_teardown);
    tcase_add_test(tc, absent_store_is_absent);
    tcase_add_test(tc, empty_store_is_clean);
    tcase_add_test(tc, sound_store_is_clean_and_progress_reaches_its_end);
    tcase_add_test(tc, missing_root_key_is_found);
    tcase_add_loop_test(tc, file_truncated_at_rest_is_found_or_harmless, 0,
	5);
    tcase_add_test(tc, lost_database_is_found);
    tcase_add_test(tc, lost_commits_are_found);
    tcase_add_test(tc, live_store_is_clean);
    tcase_add_loop_test(tc, no_damage_goes_unnoticed, 0,
	FILE_DAMAGES + ROW_DAMAGES))
