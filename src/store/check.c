/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Checking a store: from the head through every page to every record, then
 * what nothing leads to. It goes in slices, each within one transaction, so
 * that a live store is not held up; when the store has changed in between it
 * starts again, and after some of that it does the rest in one go.
 */
#include "store/check.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SLICE 4 /* pages, or attempts, at a time */
#define RESTARTS 4

/* ---- findings ---- */

static enum err
add_finding(struct store_check *c, const struct store_finding *f)
{
	if (c->finding_count == c->finding_capacity) {
		size_t capacity = c->finding_capacity * 2 + 16;
		struct store_finding *more = realloc(c->findings,
		    capacity * sizeof *more);

		if (more == NULL)
			return E_NO_MEMORY;
		c->findings = more;
		c->finding_capacity = capacity;
	}
	c->findings[c->finding_count++] = *f;
	return E_OK;
}

enum err
check_found(struct store_check *c, const char *what, uint64_t number,
    const char *fmt, ...)
{
	struct store_finding f = { .number = number };
	va_list args;

	snprintf(f.what, sizeof f.what, "%s", what);
	va_start(args, fmt);
	vsnprintf(f.text, sizeof f.text, fmt, args);
	va_end(args);
	return add_finding(c, &f);
}

enum err
check_failed(struct store_check *c, const char *what, uint64_t number,
    enum err e)
{
	const char *reason = reason_text();

	if (e == E_OK || e == E_NO_MEMORY || e == E_STORE_BUSY)
		return e;
	return check_found(c, what, number, "%s",
	    *reason == '\0' ? err_text(e) : reason);
}

static bool
take_finding(struct store_check *c, struct store_finding *out)
{
	if (c->finding_next == c->finding_count) {
		c->finding_next = c->finding_count = 0;
		return false;
	}
	*out = c->findings[c->finding_next++];
	return true;
}

/* ---- opening ---- */

static const char *
culprit(enum err e)
{
	if (e == E_ROOT_KEY)
		return "root-key";
	return e == E_STORE_ROLLED_BACK ? "revision" : "head";
}

/* As store_open(), but a failure is a finding. Absent is absent. */
static enum err
open_store(struct store_check *c, const char *dir, const char *root_key)
{
	enum err e;

	fork_guard();
	e = store_open_as(dir, root_key, STORE_CHECK, &c->s);
	if (e == E_OK)
		fork_add(c->s);
	fork_release();
	if (e == E_OK || (e == E_STORE_ABSENT && !store_was_here(dir)))
		return e;
	c->phase = CHECK_END;
	return check_failed(c, e == E_STORE_REFUSED || e == E_STORE_ABSENT ?
	    "file" : culprit(e), 0, e);
}

enum err
store_check_new(const char *dir, const char *root_key,
    struct store_check **out)
{
	struct store_check *c = calloc(1, sizeof *c);
	enum err e;

	if (c == NULL)
		return E_NO_MEMORY;
	reason_clear();
	e = open_store(c, dir, root_key);
	if (e != E_OK) {
		store_check_free(c);
		return e;
	}
	*out = c;
	return E_OK;
}

void
store_check_free(struct store_check *c)
{
	if (c == NULL)
		return;
	store_close(c->s);
	row_set_clear(&c->pages);
	row_set_clear(&c->records);
	row_set_clear(&c->attempts);
	bytes_clear(&c->head_row);
	free(c->todo);
	free(c->findings);
	free(c);
}

/* ---- the phases ---- */

static enum err
list_rows(struct store_check *c, enum engine_table table, const char *what,
    struct row_set *set)
{
	struct store *s = c->s;
	enum err e;

	row_set_clear(set);
	e = s->engine->each(s->state, table, row_set_add, set);
	c->total += set->count;
	return check_failed(c, what, 0, e);
}

static enum err
one_head(void *arg, uint64_t number)
{
	struct store_check *c = arg;

	if (number == HEAD_NUMBER)
		return E_OK;
	return check_found(c, "head", number, "a second head");
}

static enum err
judge_head(struct store_check *c, const struct txn *t)
{
	struct store *s = c->s;
	uint64_t revision = txn_revision(t);
	enum err e;

	e = s->engine->each(s->state, TABLE_HEAD, one_head, c);
	TRY(check_failed(c, "head", 0, e));
	if (revision < c->floor)
		TRY(check_found(c, "revision", revision,
		    "the store is older than the root key file says "
		    "(revision %llu): an older copy was put in its place",
		    (unsigned long long)c->floor));
	else if (revision < t->shown)
		TRY(check_found(c, "revision", revision,
		    "the revision file was at %llu: the store may have lost "
		    "commits, or an older copy was put in its place",
		    (unsigned long long)t->shown));
	return E_OK;
}

static enum err
start_pass(struct store_check *c, const struct txn *t)
{
	const struct check_page top = { .link = t->head.top };

	c->done = c->total = 0;
	c->cut = false;
	c->todo_count = c->next_row = 0;
	TRY(bytes_set(&c->head_row, c->s->head_row.data,
	    c->s->head_row.len));
	TRY(judge_head(c, t));
	TRY(list_rows(c, TABLE_PAGE, "page", &c->pages));
	TRY(list_rows(c, TABLE_RECORD, "record", &c->records));
	TRY(list_rows(c, TABLE_ATTEMPT, "attempt", &c->attempts));
	if (top.link.number != 0)
		TRY(check_push(c, &top));
	c->phase = CHECK_PAGES;
	return E_OK;
}

static enum err
look_at_pages(struct store_check *c, struct txn *t)
{
	unsigned i;

	for (i = 0; i < SLICE && c->todo_count > 0; i++) {
		struct check_page next = c->todo[--c->todo_count];

		TRY(check_page(c, t, &next));
	}
	if (c->todo_count == 0)
		c->phase = CHECK_ROWS;
	return E_OK;
}

/* Below a damaged page everything is out of reach: said once. */
static enum err
look_for_stray(struct store_check *c, const struct row_set *set,
    const char *what)
{
	size_t i, stray = row_set_unclaimed(set);

	if (stray > 0 && c->cut)
		return check_found(c, what, 0,
		    "%zu cannot be reached through the damaged pages", stray);
	for (i = 0; stray > 0 && i < set->count; i++)
		if (!set->claimed[i])
			TRY(check_found(c, what, set->numbers[i],
			    "nothing in the index leads to it"));
	return E_OK;
}

static enum err
look_at_rows(struct store_check *c)
{
	TRY(look_for_stray(c, &c->pages, "page"));
	TRY(look_for_stray(c, &c->records, "record"));
	c->phase = CHECK_ATTEMPTS;
	return E_OK;
}

static enum err
look_at_attempt(struct store_check *c, uint64_t number)
{
	struct store *s = c->s;
	uint64_t revision;
	enum err e;

	c->done++;
	e = s->engine->get(s->state, TABLE_ATTEMPT, number, &s->row);
	/* Counts come and go without a revision. */
	if (e == E_NOT_FOUND)
		return E_OK;
	if (e == E_OK)
		e = row_open(&s->seal[TABLE_ATTEMPT], number, &s->row,
		    &revision, &s->plain);
	if (e == E_STORE_DAMAGED)
		return check_found(c, "attempt", number,
		    "a count of failed logins is not authentic");
	return check_failed(c, "attempt", number, e);
}

static enum err
look_at_attempts(struct store_check *c)
{
	unsigned i;

	for (i = 0; i < SLICE && c->next_row < c->attempts.count; i++)
		TRY(look_at_attempt(c, c->attempts.numbers[c->next_row++]));
	if (c->next_row == c->attempts.count)
		c->phase = CHECK_END;
	return E_OK;
}

static enum err
look(struct store_check *c, struct txn *t)
{
	switch (c->phase) {
	case CHECK_START:
		return start_pass(c, t);
	case CHECK_PAGES:
		return look_at_pages(c, t);
	case CHECK_ROWS:
		return look_at_rows(c);
	case CHECK_ATTEMPTS:
		return look_at_attempts(c);
	case CHECK_END:
		break;
	}
	return E_OK;
}

/* One slice; the whole rest once the store has changed too often. */
static enum err
look_within(struct store_check *c, struct txn *t)
{
	if (c->phase != CHECK_START && !bytes_equal(&c->head_row,
	    c->s->head_row.data, c->s->head_row.len)) {
		c->phase = CHECK_START;
		c->restarts++;
	}
	do {
		TRY(look(c, t));
	} while (c->restarts >= RESTARTS && c->phase != CHECK_END);
	return E_OK;
}

static enum err
slice(struct store_check *c)
{
	struct txn *t;
	enum err e;

	reason_clear();
	c->floor = root_key_floor(c->s->root_key);
	e = txn_read(c->s, &t);
	if (e != E_OK) {
		c->phase = CHECK_END;
		return check_failed(c, culprit(e), 0, e);
	}
	e = look_within(c, t);
	txn_free(t);
	return e;
}

enum err
store_check_next(struct store_check *c, bool *found,
    struct store_finding *out, uint64_t *done, uint64_t *total)
{
	bool any = take_finding(c, out);

	if (!any && c->phase == CHECK_END)
		return E_CHECK_DONE;
	if (!any) {
		TRY(slice(c));
		any = take_finding(c, out);
	}
	*found = any;
	*done = c->done;
	*total = c->total < c->done ? c->done : c->total;
	return E_OK;
}
