/* SPDX-License-Identifier: Apache-2.0 */
/* The erase tree: deriving leaves, puncturing, its written form. */
#include "store/erase_tree.h"

#include "crypto/ct.h"
#include "crypto/kdf.h"

#include <stdlib.h>
#include <string.h>

/* 16 MiB of values, the most a secret holds. */
#define MAX_NODES (UINT32_C(1) << 19)

struct place {
	uint8_t depth;
	uint32_t index; /* the path from the root, depth bits */
};

struct erase_tree {
	size_t count;
	struct place *places; /* by first leaf, disjoint */
	struct secret *values;
};

static uint32_t
first_leaf(struct place p)
{
	return p.depth == 0 ? 0 : p.index << (ERASE_DEPTH - p.depth);
}

static uint32_t
last_leaf(struct place p)
{
	return p.depth == ERASE_DEPTH ?
	    p.index : first_leaf(p) | (UINT32_MAX >> p.depth);
}

static enum err
tree_alloc(size_t count, struct erase_tree **out)
{
	struct erase_tree *t;

	if (count > MAX_NODES)
		return refuse(E_QUOTA, "the erase tree has grown too large");
	t = calloc(1, sizeof *t);
	if (t == NULL)
		return E_NO_MEMORY;
	t->count = count;
	t->places = calloc(count + 1, sizeof *t->places);
	if (t->places == NULL) {
		free(t);
		return E_NO_MEMORY;
	}
	*out = t;
	return E_OK;
}

enum err
erase_tree_new(struct erase_tree **out)
{
	SCOPED(erase_tree) *t = NULL;

	TRY(tree_alloc(1, &t));
	TRY(secret_random(ERASE_NODE_LEN, &t->values));
	*out = t;
	t = NULL;
	return E_OK;
}

void
erase_tree_free(struct erase_tree *t)
{
	if (t == NULL)
		return;
	secret_free(t->values);
	free(t->places);
	free(t);
}

size_t
erase_tree_count(const struct erase_tree *t)
{
	return t->count;
}

/* The first node that does not end before the leaf; t->count if none. */
static size_t
tree_seek(const struct erase_tree *t, uint32_t leaf)
{
	size_t low = 0, high = t->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (last_leaf(t->places[middle]) < leaf)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool
tree_covers(const struct erase_tree *t, size_t i, uint32_t leaf)
{
	return i < t->count && first_leaf(t->places[i]) <= leaf;
}

bool
erase_tree_punctured(const struct erase_tree *t, uint32_t leaf)
{
	return !tree_covers(t, tree_seek(t, leaf), leaf);
}

/* The child of a node at this depth, on this side. */
static enum err
child_value(const unsigned char *node, uint8_t depth, unsigned side,
    unsigned char *out)
{
	static const char label[] = "claviger erase";
	unsigned char in[ERASE_NODE_LEN + sizeof label - 1 + 2];
	unsigned char hash[SHA256_LEN];
	enum err e;

	memcpy(in, node, ERASE_NODE_LEN);
	memcpy(in + ERASE_NODE_LEN, label, sizeof label - 1);
	in[sizeof in - 2] = depth;
	in[sizeof in - 1] = (unsigned char)side;
	e = sha256(in, sizeof in, hash);
	if (e == E_OK)
		memcpy(out, hash, sizeof hash);
	ct_wipe(in, sizeof in);
	ct_wipe(hash, sizeof hash);
	return e;
}

static unsigned
side_at(uint32_t leaf, unsigned depth)
{
	return (leaf >> (ERASE_DEPTH - depth)) & 1;
}

enum err
erase_tree_leaf(const struct erase_tree *t, uint32_t leaf,
    struct secret **out)
{
	size_t i = tree_seek(t, leaf);
	SCOPED(secret) *value = NULL;
	uint8_t depth;

	if (!tree_covers(t, i, leaf))
		return refuse(E_PURGED,
		    "the key material has been destroyed (leaf %u)", leaf);
	TRY(secret_from(secret_peek(t->values) + i * ERASE_NODE_LEN,
	    ERASE_NODE_LEN, &value));
	for (depth = t->places[i].depth; depth < ERASE_DEPTH; depth++)
		TRY(child_value(secret_peek(value), (uint8_t)(depth + 1),
		    side_at(leaf, depth + 1u), secret_data(value)));
	*out = value;
	value = NULL;
	return E_OK;
}

static void
copy_nodes(const struct erase_tree *from, size_t at, size_t count,
    struct erase_tree *to, size_t where)
{
	if (count == 0)
		return;
	memcpy(to->places + where, from->places + at,
	    count * sizeof *to->places);
	memcpy(secret_data(to->values) + where * ERASE_NODE_LEN,
	    secret_peek(from->values) + at * ERASE_NODE_LEN,
	    count * ERASE_NODE_LEN);
}

/* Walk from node i of t to the leaf; the nodes beside the path go into `to`
 * from where on, in the order of their leaves. */
static enum err
put_siblings(const struct erase_tree *t, size_t i, uint32_t leaf,
    struct erase_tree *to, size_t where)
{
	unsigned depth = t->places[i].depth;
	size_t left = where, right = where + (ERASE_DEPTH - depth);
	SCOPED(secret) *path = NULL;

	TRY(secret_from(secret_peek(t->values) + i * ERASE_NODE_LEN,
	    ERASE_NODE_LEN, &path));
	while (depth++ < ERASE_DEPTH) {
		unsigned side = side_at(leaf, depth);
		size_t slot = side == 1 ? left++ : --right;
		uint32_t on_path = depth == ERASE_DEPTH ?
		    leaf : leaf >> (ERASE_DEPTH - depth);

		to->places[slot].depth = (uint8_t)depth;
		to->places[slot].index = on_path ^ 1;
		TRY(child_value(secret_peek(path), (uint8_t)depth, side ^ 1,
		    secret_data(to->values) + slot * ERASE_NODE_LEN));
		TRY(child_value(secret_peek(path), (uint8_t)depth, side,
		    secret_data(path)));
	}
	return E_OK;
}

/* The leaf must not be punctured yet. */
static enum err
puncture_one(const struct erase_tree *t, uint32_t leaf,
    struct erase_tree **out)
{
	size_t i = tree_seek(t, leaf);
	size_t added = (size_t)(ERASE_DEPTH - t->places[i].depth);
	SCOPED(erase_tree) *next = NULL;

	TRY(tree_alloc(t->count - 1 + added, &next));
	TRY(secret_new(next->count * ERASE_NODE_LEN, &next->values));
	copy_nodes(t, 0, i, next, 0);
	TRY(put_siblings(t, i, leaf, next, i));
	copy_nodes(t, i + 1, t->count - i - 1, next, i + added);
	*out = next;
	next = NULL;
	return E_OK;
}

static enum err
tree_dup(const struct erase_tree *t, struct erase_tree **out)
{
	SCOPED(erase_tree) *copy = NULL;

	TRY(tree_alloc(t->count, &copy));
	TRY(secret_new(t->count * ERASE_NODE_LEN, &copy->values));
	copy_nodes(t, 0, t->count, copy, 0);
	*out = copy;
	copy = NULL;
	return E_OK;
}

enum err
erase_tree_puncture(const struct erase_tree *t, const uint32_t *leaves,
    size_t count, struct erase_tree **out)
{
	SCOPED(erase_tree) *now = NULL;
	size_t i;

	TRY(tree_dup(t, &now));
	for (i = 0; i < count; i++) {
		struct erase_tree *next = NULL;

		if (erase_tree_punctured(now, leaves[i]))
			continue;
		TRY(puncture_one(now, leaves[i], &next));
		erase_tree_free(now);
		now = next;
	}
	*out = now;
	now = NULL;
	return E_OK;
}

void
erase_tree_write_places(const struct erase_tree *t, struct writer *w)
{
	size_t i;

	writer_u32(w, (uint32_t)t->count);
	for (i = 0; i < t->count; i++) {
		writer_u8(w, t->places[i].depth);
		writer_u32(w, t->places[i].index);
	}
}

const struct secret *
erase_tree_values(const struct erase_tree *t)
{
	return t->values;
}

static bool
place_valid(const struct erase_tree *t, size_t i)
{
	struct place p = t->places[i];

	if (p.depth > ERASE_DEPTH)
		return false;
	if (p.depth < ERASE_DEPTH && p.index >> p.depth != 0)
		return false;
	return i == 0 || first_leaf(p) > last_leaf(t->places[i - 1]);
}

enum err
erase_tree_read_places(struct reader *r, struct erase_tree **out)
{
	SCOPED(erase_tree) *t = NULL;
	uint32_t count = reader_u32(r);
	size_t i;

	if (r->failed || count > MAX_NODES || count > r->left / 5)
		return E_DATA;
	TRY(tree_alloc(count, &t));
	for (i = 0; i < count; i++) {
		t->places[i].depth = reader_u8(r);
		t->places[i].index = reader_u32(r);
		if (!place_valid(t, i))
			return E_DATA;
	}
	*out = t;
	t = NULL;
	return E_OK;
}

enum err
erase_tree_read_values(struct reader *r, struct erase_tree *t)
{
	size_t len = t->count * ERASE_NODE_LEN;
	const unsigned char *values = reader_take(r, len);

	if (values == NULL && len != 0)
		return E_DATA;
	secret_free(t->values);
	t->values = NULL;
	return secret_from(values, len, &t->values);
}
