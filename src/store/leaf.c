/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Leaves of the erase tree as the store gives them out and has them
 * punctured. The root key file and the head are two places: the file goes
 * first, with the next generation, and the head follows in a commit; whoever
 * writes next completes that if it did not happen.
 */
#include "store/inside.h"

enum err
txn_new_leaf(struct txn *t, uint32_t *leaf)
{
	const struct root_key *key = t->store->root_key;
	uint32_t next = t->head.next_leaf;

	if (!t->write)
		return refuse(E_GENERAL, "the store is only being read");
	/* An older copy of a store may meet leaves given out, and punctured,
	 * after it was taken. */
	while (next < UINT32_MAX && root_key_punctured(key, next))
		next++;
	if (next == UINT32_MAX)
		return refuse(E_QUOTA, "the erase tree has no leaf left");
	t->head.next_leaf = next + 1;
	t->changed = true;
	*leaf = next;
	return E_OK;
}

static bool
all_punctured(const struct root_key *key, const uint32_t *leaves,
    size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (!root_key_punctured(key, leaves[i]))
			return false;
	return true;
}

static enum err
puncture(struct txn *t, const uint32_t *leaves, size_t count)
{
	struct root_key *key = t->store->root_key;
	uint64_t generation = root_key_generation(key) + 1;
	uint64_t floor = root_key_floor(key);

	if (all_punctured(key, leaves, count))
		return E_OK;
	if (floor < txn_revision(t))
		floor = txn_revision(t);
	TRY(root_key_puncture(key, leaves, count, generation, floor));
	t->head.generation = generation;
	t->changed = true;
	return E_OK;
}

enum err
store_puncture(struct store *s, const uint32_t *leaves, size_t count)
{
	SCOPED(txn) *t = NULL;

	TRY(txn_write(s, &t));
	TRY(puncture(t, leaves, count));
	return txn_commit(&t);
}

/* The floor goes down to what is there. */
static enum err
lower_floor(struct store *s)
{
	SCOPED(txn) *t = NULL;

	TRY(txn_write(s, &t));
	TRY(root_key_puncture(s->root_key, NULL, 0,
	    root_key_generation(s->root_key), txn_revision(t)));
	t->changed = true;
	TRY(txn_commit(&t));
	revision_page_correct(s->page, revision_page_load(s->page),
	    s->head.revision);
	return E_OK;
}

enum err
store_accept_rollback(const char *dir, const char *root_key)
{
	struct store *s;
	enum err e;

	fork_guard();
	e = store_open_as(dir, root_key, STORE_ACCEPT, &s);
	if (e == E_OK)
		fork_add(s);
	fork_release();
	TRY(e);
	e = lower_floor(s);
	store_close(s);
	return e;
}
