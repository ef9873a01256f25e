/* SPDX-License-Identifier: Apache-2.0 */
/* What every engine promises, asked of this one. */
#include "store/engine.h"
#include "store_fixture.h"

#include <signal.h>
#include <sys/resource.h>

static const struct store_engine *const engine = &engine_sqlite;
static struct engine_state *state;
static struct bytes got;

static void
setup(void)
{
	scratch_setup();
	ck_assert_int_eq(mkdir(store_path, 0700), 0);
	OK(engine->create(store_path));
	OK(engine->open(store_path, &state));
}

static void
teardown(void)
{
	bytes_clear(&got);
	engine->close(state);
	scratch_teardown();
}

static void
put(uint64_t number, const char *text)
{
	OK(engine->begin(state, true));
	OK(engine->put(state, TABLE_RECORD, number, text, strlen(text)));
	OK(engine->commit(state));
}

static void
assert_row(uint64_t number, const char *text)
{
	OK(engine->begin(state, false));
	GIVES(text == NULL ? E_NOT_FOUND : E_OK,
	    engine->get(state, TABLE_RECORD, number, &got));
	engine->end(state);
	if (text != NULL)
		ck_assert(bytes_equal(&got, text, strlen(text)));
}

START_TEST(committed_row_is_there)
{
	put(5, "five");
	assert_row(5, "five");
	assert_row(6, NULL);
}
END_TEST

START_TEST(row_is_replaced)
{
	put(5, "five");
	put(5, "V");
	assert_row(5, "V");
}
END_TEST

START_TEST(removed_row_is_gone)
{
	put(5, "five");
	OK(engine->begin(state, true));
	OK(engine->remove(state, TABLE_RECORD, 5));
	OK(engine->commit(state));
	assert_row(5, NULL);
}
END_TEST

START_TEST(ended_write_never_was)
{
	put(5, "five");
	OK(engine->begin(state, true));
	OK(engine->put(state, TABLE_RECORD, 5, "other", 5));
	engine->end(state);
	assert_row(5, "five");
}
END_TEST

START_TEST(tables_are_apart)
{
	put(5, "five");
	OK(engine->begin(state, false));
	GIVES(E_NOT_FOUND, engine->get(state, TABLE_PAGE, 5, &got));
	engine->end(state);
}
END_TEST

START_TEST(committed_row_is_there_after_opening_again)
{
	put(5, "five");
	engine->close(state);
	OK(engine->open(store_path, &state));
	assert_row(5, "five");
}
END_TEST

START_TEST(reader_keeps_his_view)
{
	struct engine_state *other;

	put(5, "five");
	OK(engine->open(store_path, &other));
	OK(engine->begin(other, false));
	OK(engine->get(other, TABLE_RECORD, 5, &got));
	put(5, "V");
	OK(engine->get(other, TABLE_RECORD, 5, &got));
	ck_assert(bytes_equal(&got, "five", 4));
	engine->end(other);
	engine->close(other);
}
END_TEST

static enum err
visit(void *arg, uint64_t number)
{
	uint64_t *last = arg;

	ck_assert_uint_gt(number, *last);
	*last = number;
	return number == 300 ? E_CHECK_DONE : E_OK;
}

START_TEST(rows_are_visited_in_order)
{
	uint64_t last = 0;

	put(200, "x");
	put(3, "x");
	put(70, "x");
	OK(engine->begin(state, false));
	OK(engine->each(state, TABLE_RECORD, visit, &last));
	engine->end(state);
	ck_assert_uint_eq(last, 200);
}
END_TEST

START_TEST(visitor_stops_the_walk)
{
	uint64_t last = 0;

	put(300, "x");
	put(400, "x");
	OK(engine->begin(state, false));
	GIVES(E_CHECK_DONE, engine->each(state, TABLE_RECORD, visit, &last));
	engine->end(state);
	ck_assert_uint_eq(last, 300);
}
END_TEST

START_TEST(row_beyond_the_limit_is_refused)
{
	size_t len = (16 << 20) + 1;
	char *data = calloc(1, len);

	OK(engine->begin(state, true));
	GIVES(E_DATA_LEN, engine->put(state, TABLE_RECORD, 1, data, len));
	engine->end(state);
	free(data);
}
END_TEST

START_TEST(row_that_is_not_binary_is_damage)
{
	engine->close(state);
	database_run("INSERT INTO record VALUES(5, 'text')");
	OK(engine->open(store_path, &state));
	OK(engine->begin(state, false));
	GIVES(E_STORE_DAMAGED, engine->get(state, TABLE_RECORD, 5, &got));
	engine->end(state);
}
END_TEST

/* The log cannot grow: as on a full disk. */
START_TEST(failed_commit_leaves_the_old_state)
{
	struct rlimit limit, none;
	char path[160];
	struct stat st;

	put(5, "five");
	snprintf(path, sizeof path, "%s/store.db-wal", store_path);
	ck_assert_int_eq(stat(path, &st), 0);
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &none);
	limit = none;
	limit.rlim_cur = (rlim_t)st.st_size;
	setrlimit(RLIMIT_FSIZE, &limit);
	OK(engine->begin(state, true));
	OK(engine->put(state, TABLE_RECORD, 5, "V", 1));
	GIVES(E_STORE_IO, engine->commit(state));
	setrlimit(RLIMIT_FSIZE, &none);
	assert_row(5, "five");
	put(5, "V");
	assert_row(5, "V");
}
END_TEST

/* 1,000 pages are folded into the database before long. */
START_TEST(log_does_not_grow_for_ever)
{
	char path[160];
	struct stat st;
	int i;

	for (i = 0; i < 2500; i++) {
		put(5, "five");
		engine->checkpoint(state, false);
	}
	snprintf(path, sizeof path, "%s/store.db-wal", store_path);
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_int_lt(st.st_size, 1100 * 4200);
}
END_TEST

START_TEST(whole_checkpoint_empties_the_log)
{
	char path[160];
	struct stat st;

	put(5, "five");
	engine->checkpoint(state, true);
	snprintf(path, sizeof path, "%s/store.db-wal", store_path);
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_int_eq(st.st_size, 0);
	assert_row(5, "five");
}
END_TEST

START_TEST(abandoned_connection_writes_nothing)
{
	char path[160];
	struct stat st;

	put(5, "five");
	engine->abandon(state);
	snprintf(path, sizeof path, "%s/store.db-wal", store_path);
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_int_gt(st.st_size, 0);
	OK(engine->open(store_path, &state));
	assert_row(5, "five");
}
END_TEST

SUITE("store/engine_sqlite",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, committed_row_is_there);
    tcase_add_test(tc, row_is_replaced);
    tcase_add_test(tc, removed_row_is_gone);
    tcase_add_test(tc, ended_write_never_was);
    tcase_add_test(tc, tables_are_apart);
    tcase_add_test(tc, committed_row_is_there_after_opening_again);
    tcase_add_test(tc, reader_keeps_his_view);
    tcase_add_test(tc, rows_are_visited_in_order);
    tcase_add_test(tc, visitor_stops_the_walk);
    tcase_add_test(tc, row_beyond_the_limit_is_refused);
    tcase_add_test(tc, row_that_is_not_binary_is_damage);
    tcase_add_test(tc, failed_commit_leaves_the_old_state);
    tcase_add_test(tc, log_does_not_grow_for_ever);
    tcase_add_test(tc, whole_checkpoint_empties_the_log);
    tcase_add_test(tc, abandoned_connection_writes_nothing))
