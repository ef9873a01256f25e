/* SPDX-License-Identifier: Apache-2.0 */
/* What is wrong with one row, one page or one entry is found and named. */
#include "store/index_key.h"
#include "store/inside.h"
#include "store/trie.h"
#include "store_fixture.h"

static void
setup(void)
{
	struct store *s;

	scratch_setup();
	s = create_store();
	put_many(s, 100);
	store_close(s);
	keep_store("older");
	s = open_store();
	put_many(s, 100);
	store_close(s);
}

static void
assert_found(const char *what, const char *text)
{
	struct store_check *c;
	struct store_finding f;
	uint64_t done, total;
	bool found, seen = false;

	OK(store_check_new(store_path, root_path, &c));
	while (store_check_next(c, &found, &f, &done, &total) == E_OK)
		seen = seen || (found && strcmp(f.what, what) == 0 &&
		    strstr(f.text, text) != NULL);
	store_check_free(c);
	ck_assert_msg(seen, "no finding %s: %s", what, text);
}

/* ---- rows altered by somebody without the root key ---- */

static const struct {
	const char *sql;
	const char *what, *text;
} damages[] = {
	{ "DELETE FROM record WHERE number=50", "record", "missing" },
	{ "DELETE FROM page WHERE number=3", "page", "missing" },
	{ "DELETE FROM page WHERE number=1", "page", "cannot be reached" },
	{ "INSERT INTO record SELECT 9999, body FROM record WHERE number=5",
	    "record", "nothing in the index" },
	{ "INSERT INTO page SELECT 9999, body FROM page WHERE number=2",
	    "page", "nothing in the index" },
	{ "INSERT INTO head SELECT 2, body FROM head", "head", "second" },
	{ "DELETE FROM head", "head", "lost its head" },
	{ "UPDATE head SET body=substr(body,1,100)", "head", "authentic" },
	{ "UPDATE record SET body=zeroblob(200) WHERE number=7", "record",
	    "not the one" },
	{ "UPDATE record SET body=zeroblob(0) WHERE number=7", "record",
	    "not the one" },
	{ "UPDATE record SET body='text' WHERE number=7", "record",
	    "not binary" },
	{ "UPDATE record SET body=(SELECT body FROM record WHERE number=8) "
	    "WHERE number=7", "record", "not the one" },
	{ "UPDATE record SET number=7000 WHERE number=7", "record",
	    "missing" },
	{ "UPDATE page SET body=(SELECT body FROM page WHERE number=3) "
	    "WHERE number=2", "page", "not the one" },
	{ "INSERT INTO attempt VALUES(5, zeroblob(61))", "attempt",
	    "not authentic" },
	{ "INSERT INTO record VALUES(-5, zeroblob(61))", "record",
	    "out of order" },
	/* the middle altered, the tag as it was */
	{ "UPDATE record SET body=CAST(substr(body,1,60)||x'00ff00ff'||"
	    "substr(body,65) AS BLOB) WHERE number=7", "record",
	    "not authentic" },
	{ "UPDATE page SET body=CAST(substr(body,1,60)||x'00ff00ff'||"
	    "substr(body,65) AS BLOB) WHERE number=2", "page",
	    "not authentic" },
	/* replayed from an older copy */
	{ "REPLACE INTO page SELECT * FROM old.page WHERE number=1", "page",
	    "not the one" },
	{ "REPLACE INTO head SELECT * FROM old.head", "page",
	    "not the one" },
	{ "REPLACE INTO page SELECT * FROM old.page", "page",
	    "not the one" },
};
#define DAMAGES ((int)(sizeof damages / sizeof damages[0]))

START_TEST(altered_row_is_found)
{
	char sql[600];

	snprintf(sql, sizeof sql, "ATTACH '%s' AS old; %s; DETACH old",
	    scratch_name("older"), damages[_i].sql);
	database_run(sql);
	assert_found(damages[_i].what, damages[_i].text);
}
END_TEST

/* ---- an index that lies, made by somebody with the root key ---- */

enum lie {
	LIE_NO_LINK,	 /* a record is not led to by its label */
	LIE_STRAY_LINK,	 /* a label leads to a record without it */
	LIE_UNKNOWN,	 /* a label leads nowhere */
	LIE_FIELDS,	 /* the index says another class */
	LIE_HASH,	 /* a record under a hash that is not its own */
	LIE_NO_SERIAL,	 /* a record is not in the index */
};

static void
tell(struct txn *t, enum lie lie)
{
	struct page_pool *pool = t->store->pool;
	struct link *top = &t->head.top;
	SCOPED_VALUE(record) r = { 0 };
	struct index_entry links[MAX_LINKS], e;
	size_t count;

	OK(txn_get(t, 7, &r));
	OK(txn_find_serial(t, 7, &e));
	OK(index_key_links(t->store->index_key, &r, links, &count));
	t->changed = true;
	switch (lie) {
	case LIE_NO_LINK:
		OK(trie_remove(pool, top, &links[0]));
		break;
	case LIE_STRAY_LINK:
		links[0].hash[9] ^= 1;
		OK(trie_put(pool, top, &links[0]));
		break;
	case LIE_UNKNOWN:
		links[0].hash[9] ^= 1;
		links[0].ref[3] ^= 1;
		OK(trie_put(pool, top, &links[0]));
		break;
	case LIE_FIELDS:
		e.class++;
		OK(trie_put(pool, top, &e));
		break;
	case LIE_HASH:
		OK(trie_remove(pool, top, &e));
		e.hash[9] ^= 1;
		OK(trie_put(pool, top, &e));
		break;
	case LIE_NO_SERIAL:
		OK(trie_remove(pool, top, &e));
		break;
	}
}

static const struct {
	enum lie lie;
	const char *text;
} lies[] = {
	{ LIE_NO_LINK, "does not lead to it by its label" },
	{ LIE_STRAY_LINK, "by what it does not have" },
	{ LIE_UNKNOWN, "does not know it" },
	{ LIE_FIELDS, "says otherwise" },
	{ LIE_HASH, "not well made" },
	{ LIE_NO_SERIAL, "nothing in the index leads to it" },
};

START_TEST(lie_of_the_index_is_found)
{
	struct store *s = open_store();
	struct txn *t;

	OK(txn_write(s, &t));
	tell(t, lies[_i].lie);
	OK(txn_commit(&t));
	store_close(s);
	assert_found("record", lies[_i].text);
}
END_TEST

SUITE("store/check_page",
    tcase_add_checked_fixture(tc, setup, scratch_teardown);
    tcase_add_loop_test(tc, altered_row_is_found, 0, DAMAGES);
    tcase_add_loop_test(tc, lie_of_the_index_is_found, 0, 6))
