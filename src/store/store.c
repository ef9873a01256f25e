/* SPDX-License-Identifier: Apache-2.0 */
/* Opening and closing a store, the keys derived from its root, and the
 * revision without a transaction. */
#include "store/inside.h"

#include "base/clock.h"
#include "crypto/kdf.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* However quiet the page: after this long the head is read again. */
#define REREAD_MS 1000

/* What each table's rows, and the index's hashes, are keyed for. */
static const char *const purposes[TABLE_COUNT] = {
	[TABLE_HEAD] = "claviger head",
	[TABLE_RECORD] = "claviger record",
	[TABLE_PAGE] = "claviger page",
	[TABLE_ATTEMPT] = "claviger attempt",
};

/* ---- life ---- */

static enum err
store_new(const char *dir, struct store **out)
{
	struct store *s = calloc(1, sizeof *s);

	if (s == NULL)
		return E_NO_MEMORY;
	s->dir = strdup(dir);
	if (s->dir == NULL) {
		free(s);
		return E_NO_MEMORY;
	}
	s->engine = &engine_sqlite;
	s->lock_fd = -1;
	pthread_mutex_init(&s->writer, NULL);
	pthread_mutex_init(&s->leaf, NULL);
	*out = s;
	return E_OK;
}

void
store_free(struct store *s)
{
	size_t i;

	if (s == NULL)
		return;
	if (s->inherited)
		s->engine->abandon(s->state);
	else
		s->engine->close(s->state);
	page_pool_free(s->pool);
	revision_page_close(s->page);
	if (s->lock_fd >= 0)
		close(s->lock_fd);
	for (i = 0; i < TABLE_COUNT; i++)
		seal_key_free(s->seal[i].key);
	secret_free(s->key);
	secret_free(s->index_key);
	root_key_free(s->root_key);
	bytes_clear(&s->head_row);
	bytes_clear(&s->row);
	bytes_clear(&s->plain);
	pthread_mutex_destroy(&s->writer);
	pthread_mutex_destroy(&s->leaf);
	free(s->dir);
	free(s);
}

enum err
store_open_place(const char *dir, enum store_use use, struct store **out)
{
	SCOPED(store) *s = NULL;

	TRY(store_new(dir, &s));
	s->use = use;
	TRY(place_look(dir, &s->place));
	s->place.writable = s->place.writable && store_lockable(&s->place);
	TRY(s->engine->open(dir, &s->state));
	TRY(revision_page_open(&s->place, use != STORE_CHECK, &s->page));
	*out = s;
	s = NULL;
	return E_OK;
}

/* ---- keys ---- */

static enum err
derive_purpose(struct store *s, const char *label, struct secret **out)
{
	return kdf_derive(s->key, label, NULL, 0, 32, out);
}

static enum err
derive_seal(struct store *s, enum engine_table table)
{
	struct row_seal *seal = &s->seal[table];
	SCOPED(secret) *key = NULL;

	seal->store_id = s->id;
	seal->table = table;
	TRY(derive_purpose(s, purposes[table], &key));
	return seal_key_new(key, &seal->key);
}

enum err
store_set_keys(struct store *s, struct root_key *root_key)
{
	unsigned i;

	s->root_key = root_key;
	TRY(kdf_derive(root_key_secret(root_key), "claviger store", s->id,
	    STORE_ID_LEN, 32, &s->key));
	for (i = 0; i < TABLE_COUNT; i++)
		TRY(derive_seal(s, (enum engine_table)i));
	TRY(derive_purpose(s, "claviger index", &s->index_key));
	return page_pool_new(s->engine, s->state, &s->seal[TABLE_PAGE],
	    &s->pool);
}

enum err
store_derive(struct store *s, const char *label, const void *context,
    size_t len, struct secret **out)
{
	return kdf_derive(root_key_secret(s->root_key), label, context, len,
	    32, out);
}

enum err
store_leaf(struct store *s, uint32_t leaf, struct secret **out)
{
	TRY(root_key_refresh(s->root_key));
	return root_key_leaf(s->root_key, leaf, out);
}

/* ---- opening ---- */

static enum err
lost_its_head(void *arg, uint64_t number)
{
	const struct store *s = arg;

	(void)number;
	return refuse(E_STORE_DAMAGED, "the store in %s has lost its head",
	    s->dir);
}

/* Learn the store's id from the head's clear part. */
static enum err
read_id(struct store *s)
{
	enum err e;
	bool made;

	e = s->engine->get(s->state, TABLE_HEAD, HEAD_NUMBER, &s->row);
	if (e == E_NOT_FOUND) {
		TRY(s->engine->each(s->state, TABLE_RECORD, lost_its_head, s));
		return refuse(E_STORE_ABSENT, "%s holds no store yet", s->dir);
	}
	TRY(e);
	TRY(head_clear_part(&s->row, s->id, &made));
	if (!made)
		return refuse(E_STORE_ABSENT,
		    "the making of the store in %s was never finished",
		    s->dir);
	return E_OK;
}

static enum err
look_up_id(struct store *s)
{
	enum err e;

	TRY(s->engine->begin(s->state, false));
	e = read_id(s);
	s->engine->end(s->state);
	return e;
}

/* The root key before the head that its floor is held against. */
enum err
store_open_as(const char *dir, const char *root_key, enum store_use use,
    struct store **out)
{
	SCOPED(store) *s = NULL;
	struct root_key *key;

	TRY(store_open_place(dir, use, &s));
	TRY(look_up_id(s));
	TRY(root_key_open(root_key, s->id, s->place.owner, &key));
	TRY(store_set_keys(s, key));
	TRY(store_begin(s, false));
	s->engine->end(s->state);
	*out = s;
	s = NULL;
	return E_OK;
}

enum err
store_open(const char *dir, const char *root_key, struct store **out)
{
	enum err e;

	fork_guard();
	e = store_open_as(dir, root_key, STORE_USE, out);
	if (e == E_OK)
		fork_add(*out);
	fork_release();
	return e;
}

/* Whoever finds the store at rest leaves it in one file. */
static void
fold(struct store *s)
{
	if (!s->place.writable || !store_try_lock(s))
		return;
	s->engine->checkpoint(s->state, true);
	store_unlock(s);
}

void
store_close(struct store *s)
{
	if (s == NULL)
		return;
	fork_guard();
	fork_remove(s);
	if (!s->inherited && s->use != STORE_CHECK)
		fold(s);
	store_free(s);
	fork_release();
}

void
store_abandon(struct store *s)
{
	if (s == NULL)
		return;
	fork_guard();
	fork_remove(s);
	s->inherited = true;
	store_free(s);
	fork_release();
}

/* ---- asking ---- */

const unsigned char *
store_id(const struct store *s)
{
	return s->id;
}

const char *
store_dir(const struct store *s)
{
	return s->dir;
}

uint64_t
store_due(const struct store *s)
{
	return atomic_load(&s->seen_due);
}

/* Whoever holds the leaf mutex is reading the head himself: this thread, too,
 * may be within a transaction. */
static enum err
reread(struct store *s)
{
	enum err e;

	if (pthread_mutex_trylock(&s->leaf) != 0)
		return E_OK;
	e = store_begin(s, false);
	if (e == E_OK)
		s->engine->end(s->state);
	pthread_mutex_unlock(&s->leaf);
	return e;
}

uint64_t
store_revision(struct store *s)
{
	uint64_t shown;

	if (s->inherited)
		return 0;
	if ((s->page == NULL ||
	    clock_coarse_ms() - atomic_load(&s->seen_at) >= REREAD_MS) &&
	    reread(s) != E_OK)
		return 0;
	shown = revision_page_load(s->page);
	/* Set in the other order (note_seen): who sees the new page
	 * value sees the new revision. */
	if (shown == atomic_load(&s->seen_page))
		return atomic_load(&s->seen_revision);
	return shown;
}
