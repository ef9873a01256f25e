/* SPDX-License-Identifier: Apache-2.0 */
/* Transactions: beginning, the head on the way, committing, ending. */
#include "store/inside.h"

#include "base/clock.h"

#include <string.h>

/* ---- the head ---- */

static enum err
refuse_rollback(struct store *s, uint64_t revision, uint64_t at_least)
{
	return refuse(E_STORE_ROLLED_BACK,
	    "the store in %s has revision %llu and was at %llu before: an "
	    "older copy was put in its place", s->dir,
	    (unsigned long long)revision, (unsigned long long)at_least);
}

/* Within a process the revision never goes back, and one revision is one
 * state. */
static enum err
judge_order(struct store *s, const struct head *h)
{
	if (s->head_row.len == 0)
		return E_OK;
	if (h->revision > s->head.revision)
		return E_OK;
	s->rolled_back = true;
	return refuse_rollback(s, h->revision, s->head.revision);
}

static enum err
judge_root_key(struct store *s, const struct head *h)
{
	uint64_t floor;

	if (root_key_generation(s->root_key) != h->generation)
		TRY(root_key_refresh(s->root_key));
	if (root_key_generation(s->root_key) < h->generation)
		return refuse(E_ROOT_KEY,
		    "the root key file is older (generation %llu) than the "
		    "store in %s (%llu): it would revive purged keys",
		    (unsigned long long)root_key_generation(s->root_key),
		    s->dir, (unsigned long long)h->generation);
	floor = root_key_floor(s->root_key);
	if (h->revision < floor && s->use == STORE_USE)
		return refuse_rollback(s, h->revision, floor);
	return E_OK;
}

static enum err
adopt_head(struct store *s)
{
	struct head h;

	TRY(head_open(&s->seal[TABLE_HEAD], &s->row, &h));
	TRY(judge_order(s, &h));
	TRY(judge_root_key(s, &h));
	TRY(bytes_set(&s->head_row, s->row.data, s->row.len));
	s->head = h;
	return E_OK;
}

/* Revision before page, see store_revision(). */
static void
note_seen(struct store *s, uint64_t shown)
{
	atomic_store(&s->seen_revision, s->head.revision);
	atomic_store(&s->seen_page, shown);
	atomic_store(&s->seen_due, s->head.due);
	atomic_store(&s->seen_at, clock_coarse_ms());
}

static enum err
read_head(struct store *s)
{
	/* Before the head is: a commit in between shows. */
	uint64_t shown = revision_page_load(s->page);
	enum err e;

	if (s->rolled_back)
		return refuse(E_STORE_ROLLED_BACK,
		    "an older copy was put in the place of the store in %s",
		    s->dir);
	e = s->engine->get(s->state, TABLE_HEAD, HEAD_NUMBER, &s->row);
	if (e == E_NOT_FOUND)
		return refuse(E_STORE_DAMAGED, "the store in %s has lost its "
		    "head", s->dir);
	TRY(e);
	if (!bytes_equal(&s->head_row, s->row.data, s->row.len))
		TRY(adopt_head(s));
	note_seen(s, shown);
	/* Somebody died between his commit and telling. */
	if (shown < s->head.revision && s->use != STORE_CHECK)
		revision_page_correct(s->page, shown, s->head.revision);
	return E_OK;
}

/* ---- beginning ---- */

static void
start(struct store *s, bool write, struct txn **out)
{
	s->txn = (struct txn){
		.store = s,
		.write = write,
		.head = s->head,
		.time = head_now(&s->head),
		.shown = atomic_load(&s->seen_page),
	};
	*out = &s->txn;
}

static enum err
refuse_inherited(const struct store *s)
{
	if (s->inherited)
		return refuse(E_STORE_IO, "the store in %s was opened by the "
		    "process that forked this one", s->dir);
	return E_OK;
}

static enum err
begin_once(struct store *s, bool write)
{
	enum err e;

	TRY(s->engine->begin(s->state, write));
	e = read_head(s);
	if (e != E_OK)
		s->engine->end(s->state);
	return e;
}

/* A purge by another process may put its floor into the root key file after
 * this view of the store began: a view begun later settles it. */
enum err
store_begin(struct store *s, bool write)
{
	enum err e = begin_once(s, write);

	if (e == E_STORE_ROLLED_BACK && !s->rolled_back)
		e = begin_once(s, write);
	return e;
}

enum err
txn_read(struct store *s, struct txn **out)
{
	enum err e;

	TRY(refuse_inherited(s));
	pthread_mutex_lock(&s->leaf);
	e = store_begin(s, false);
	if (e != E_OK) {
		pthread_mutex_unlock(&s->leaf);
		return e;
	}
	start(s, false, out);
	return E_OK;
}

/* A purge may have got as far as the root key file: the next commit, this
 * one, seals its generation. */
static enum err
begin_write(struct store *s, struct txn **out)
{
	TRY(root_key_refresh(s->root_key));
	TRY(store_begin(s, true));
	start(s, true, out);
	page_pool_begin(s->pool, &s->txn.head.next_page);
	if (root_key_generation(s->root_key) > s->head.generation) {
		s->txn.head.generation = root_key_generation(s->root_key);
		s->txn.changed = true;
	}
	return E_OK;
}

enum err
txn_write(struct store *s, struct txn **out)
{
	enum err e;

	TRY(refuse_inherited(s));
	if (!s->place.writable)
		return refuse(E_WRITE_PROTECTED,
		    "this process may not write %s", s->dir);
	TRY(store_lock(s));
	pthread_mutex_lock(&s->leaf);
	e = begin_write(s, out);
	if (e != E_OK) {
		pthread_mutex_unlock(&s->leaf);
		store_unlock(s);
	}
	return e;
}

/* ---- ending ---- */

static void
leave(struct txn *t)
{
	struct store *s = t->store;

	s->engine->end(s->state);
	if (!t->write) {
		pthread_mutex_unlock(&s->leaf);
		return;
	}
	page_pool_drop(s->pool);
	store_unlock(s);
	/* Others may write again; what is left is ours alone to wait for. */
	s->engine->checkpoint(s->state, false);
	pthread_mutex_unlock(&s->leaf);
}

void
txn_free(struct txn *t)
{
	if (t != NULL)
		leave(t);
}

static enum err
write_changes(struct txn *t)
{
	struct store *s = t->store;

	t->head.revision++;
	head_tick(&t->head);
	if (!s->boot_noted)
		head_note_boot(&t->head);
	TRY(page_pool_write(s->pool, &t->head.top, t->head.revision));
	TRY(head_seal(&s->seal[TABLE_HEAD], &t->head, &s->row));
	TRY(s->engine->put(s->state, TABLE_HEAD, HEAD_NUMBER, s->row.data,
	    s->row.len));
	return s->engine->commit(s->state);
}

/* On disk: now everybody may know. */
static void
announce(struct txn *t)
{
	struct store *s = t->store;

	page_pool_keep(s->pool);
	s->boot_noted = true;
	s->head = t->head;
	if (bytes_set(&s->head_row, s->row.data, s->row.len) != E_OK)
		bytes_clear(&s->head_row);
	note_seen(s, revision_page_raise(s->page, t->shown,
	    s->head.revision));
}

/* Which state is there now, the old one or the new? The flush that failed is
 * not asked again; the head is. */
static void
look_again(struct store *s)
{
	s->engine->end(s->state);
	if (store_begin(s, false) == E_OK)
		s->engine->end(s->state);
}

enum err
txn_commit(struct txn **t)
{
	struct txn *mine = *t;
	enum err e = E_OK;

	*t = NULL;
	if (mine->broken)
		e = refuse(E_GENERAL, "a change failed half-way");
	else if (mine->changed)
		e = write_changes(mine);
	if (e == E_OK && mine->changed)
		announce(mine);
	else if (e != E_OK && !mine->broken)
		look_again(mine->store);
	leave(mine);
	return e;
}

/* ---- asking ---- */

uint64_t
txn_revision(const struct txn *t)
{
	return t->store->head.revision;
}

uint64_t
txn_time(const struct txn *t)
{
	return t->time;
}

uint64_t
txn_due(const struct txn *t)
{
	return t->head.due;
}

void
txn_set_due(struct txn *t, uint64_t when)
{
	if (t->head.due == when)
		return;
	t->head.due = when;
	t->changed = true;
}
