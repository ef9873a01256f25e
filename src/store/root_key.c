/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The root key: what the file holds, and keeping memory in step with it. The
 * root never changes; the erase tree, generation and floor do, whenever a
 * process sharing the store purges.
 */
#include "store/root_key.h"

#include "base/reader.h"
#include "base/writer.h"
#include "crypto/ct.h"
#include "crypto/kdf.h"
#include "store/erase_tree.h"
#include "store/root_file.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAGIC "CLVROOT1"
#define MAGIC_LEN (sizeof MAGIC - 1)
#define VERSION 1
#define ROOT_LEN 32
#define MAC_LABEL "claviger root key file"

/* What a process that punctures, or another's puncture, replaces. */
struct root_state {
	uint64_t generation;
	uint64_t floor;
	struct erase_tree *tree;
};

struct root_key {
	char *path;
	uid_t owner;
	unsigned char store_id[STORE_ID_LEN];
	struct secret *root;
	pthread_mutex_t mutex; /* over what follows */
	struct root_state state;
	struct root_stamp stamp;
};

static void
root_state_clear(struct root_state *s)
{
	erase_tree_free(s->tree);
	*s = (struct root_state){ 0 };
}

/* ---- the written form ---- */

static enum err
file_mac(const struct secret *root,
    const unsigned char store_id[static STORE_ID_LEN], const void *data,
    size_t len, unsigned char out[static SHA256_LEN])
{
	SCOPED(secret) *key = NULL;

	TRY(kdf_derive(root, MAC_LABEL, store_id, STORE_ID_LEN, 32, &key));
	return hmac_sha256(key, data, len, out);
}

static enum err
write_header(const struct root_key *k, const struct root_state *state,
    struct bytes *out)
{
	struct writer w;

	writer_init(&w, out);
	writer_raw(&w, MAGIC, MAGIC_LEN);
	writer_u16(&w, VERSION);
	writer_raw(&w, k->store_id, STORE_ID_LEN);
	writer_u64(&w, state->generation);
	writer_u64(&w, state->floor);
	erase_tree_write_places(state->tree, &w);
	return writer_done(&w);
}

static enum err
root_encode(const struct root_key *k, const struct root_state *state,
    struct secret **out)
{
	const struct secret *values = erase_tree_values(state->tree);
	SCOPED_VALUE(bytes) header = { 0 };
	SCOPED(secret) *content = NULL;
	unsigned char *at;
	size_t len;

	TRY(write_header(k, state, &header));
	len = header.len + ROOT_LEN + secret_len(values);
	TRY(secret_new(len + SHA256_LEN, &content));
	at = secret_data(content);
	memcpy(at, header.data, header.len);
	memcpy(at + header.len, secret_peek(k->root), ROOT_LEN);
	memcpy(at + header.len + ROOT_LEN, secret_peek(values),
	    secret_len(values));
	TRY(file_mac(k->root, k->store_id, at, len, at + len));
	*out = content;
	content = NULL;
	return E_OK;
}

static enum err
malformed(const char *path)
{
	return refuse(E_ROOT_KEY, "root key file %s is damaged or is none",
	    path);
}

static enum err
read_fields(struct reader *r, unsigned char store_id[static STORE_ID_LEN],
    struct root_state *state, struct secret **root)
{
	const unsigned char *magic = reader_take(r, MAGIC_LEN), *value;

	if (magic == NULL || memcmp(magic, MAGIC, MAGIC_LEN) != 0 ||
	    reader_u16(r) != VERSION)
		return E_DATA;
	reader_copy(r, store_id, STORE_ID_LEN);
	state->generation = reader_u64(r);
	state->floor = reader_u64(r);
	TRY(erase_tree_read_places(r, &state->tree));
	value = reader_take(r, ROOT_LEN);
	if (value == NULL)
		return E_DATA;
	TRY(secret_from(value, ROOT_LEN, root));
	TRY(erase_tree_read_values(r, state->tree));
	(void)reader_take(r, SHA256_LEN);
	return reader_done(r) ? E_OK : E_DATA;
}

static enum err
check_mac(const struct secret *content, const struct secret *root,
    const unsigned char store_id[static STORE_ID_LEN])
{
	size_t len = secret_len(content) - SHA256_LEN;
	unsigned char mac[SHA256_LEN];

	TRY(file_mac(root, store_id, secret_peek(content), len, mac));
	return ct_equal(mac, secret_peek(content) + len, SHA256_LEN) ?
	    E_OK : E_DATA;
}

static enum err
root_decode(const char *path, const struct secret *content,
    const unsigned char store_id[static STORE_ID_LEN],
    struct root_state *state, struct secret **root)
{
	unsigned char found[STORE_ID_LEN];
	struct reader r;
	enum err e;

	reader_init(&r, secret_peek(content), secret_len(content));
	e = read_fields(&r, found, state, root);
	if (e == E_OK)
		e = check_mac(content, *root, found);
	if (e == E_DATA)
		return malformed(path);
	TRY(e);
	if (memcmp(found, store_id, STORE_ID_LEN) != 0)
		return refuse(E_ROOT_KEY,
		    "root key file %s belongs to another store; move it away "
		    "or configure root-key", path);
	return E_OK;
}

/* ---- opening ---- */

static enum err
root_key_new(const char *path,
    const unsigned char store_id[static STORE_ID_LEN], uid_t owner,
    struct root_key **out)
{
	struct root_key *k = calloc(1, sizeof *k);

	if (k == NULL)
		return E_NO_MEMORY;
	k->path = strdup(path);
	if (k->path == NULL) {
		free(k);
		return E_NO_MEMORY;
	}
	k->owner = owner;
	memcpy(k->store_id, store_id, STORE_ID_LEN);
	pthread_mutex_init(&k->mutex, NULL);
	*out = k;
	return E_OK;
}

enum err
root_key_create(const char *path,
    const unsigned char store_id[static STORE_ID_LEN], struct root_key **out)
{
	SCOPED(root_key) *k = NULL;
	SCOPED(secret) *content = NULL;

	TRY(root_key_new(path, store_id, geteuid(), &k));
	TRY(secret_random(ROOT_LEN, &k->root));
	TRY(erase_tree_new(&k->state.tree));
	TRY(root_encode(k, &k->state, &content));
	TRY(root_file_create(path, content, &k->stamp));
	*out = k;
	k = NULL;
	return E_OK;
}

enum err
root_key_open(const char *path,
    const unsigned char store_id[static STORE_ID_LEN], uid_t owner,
    struct root_key **out)
{
	SCOPED(root_key) *k = NULL;
	SCOPED(secret) *content = NULL;

	TRY(root_key_new(path, store_id, owner, &k));
	TRY(root_file_read(path, owner, &content, &k->stamp));
	TRY(root_decode(path, content, store_id, &k->state, &k->root));
	*out = k;
	k = NULL;
	return E_OK;
}

void
root_key_free(struct root_key *k)
{
	if (k == NULL)
		return;
	root_state_clear(&k->state);
	secret_free(k->root);
	pthread_mutex_destroy(&k->mutex);
	free(k->path);
	free(k);
}

/* ---- asking ---- */

/* The mutex is not part of what callers see of a key. */
static void
key_lock(const struct root_key *k)
{
	pthread_mutex_lock(&((struct root_key *)(uintptr_t)k)->mutex);
}

static void
key_unlock(const struct root_key *k)
{
	pthread_mutex_unlock(&((struct root_key *)(uintptr_t)k)->mutex);
}

const struct secret *
root_key_secret(const struct root_key *k)
{
	return k->root;
}

uint64_t
root_key_generation(const struct root_key *k)
{
	uint64_t value;

	key_lock(k);
	value = k->state.generation;
	key_unlock(k);
	return value;
}

uint64_t
root_key_floor(const struct root_key *k)
{
	uint64_t value;

	key_lock(k);
	value = k->state.floor;
	key_unlock(k);
	return value;
}

enum err
root_key_leaf(const struct root_key *k, uint32_t leaf, struct secret **out)
{
	enum err e;

	key_lock(k);
	e = erase_tree_leaf(k->state.tree, leaf, out);
	key_unlock(k);
	return e;
}

bool
root_key_punctured(const struct root_key *k, uint32_t leaf)
{
	bool gone;

	key_lock(k);
	gone = erase_tree_punctured(k->state.tree, leaf);
	key_unlock(k);
	return gone;
}

/* ---- changing ---- */

static enum err
puncture(struct root_key *k, const uint32_t *leaves, size_t count,
    struct root_state *next)
{
	SCOPED(secret) *content = NULL;

	TRY(erase_tree_puncture(k->state.tree, leaves, count, &next->tree));
	TRY(root_encode(k, next, &content));
	return root_file_replace(k->path, content, &k->stamp);
}

enum err
root_key_puncture(struct root_key *k, const uint32_t *leaves, size_t count,
    uint64_t generation, uint64_t floor)
{
	struct root_state next = { generation, floor, NULL }, drop;
	enum err e;

	key_lock(k);
	e = puncture(k, leaves, count, &next);
	drop = e == E_OK ? k->state : next;
	if (e == E_OK)
		k->state = next;
	key_unlock(k);
	root_state_clear(&drop);
	return e;
}

static enum err
reload(struct root_key *k, struct root_state *next, struct root_stamp *stamp)
{
	SCOPED(secret) *content = NULL;
	SCOPED(secret) *root = NULL;

	TRY(root_file_read(k->path, k->owner, &content, stamp));
	TRY(root_decode(k->path, content, k->store_id, next, &root));
	if (!secret_equal(root, k->root))
		return refuse(E_ROOT_KEY,
		    "root key file %s now holds another root", k->path);
	if (next->generation < k->state.generation)
		return refuse(E_ROOT_KEY,
		    "root key file %s was replaced by an older one: it would "
		    "revive purged keys", k->path);
	return E_OK;
}

static enum err
refresh(struct root_key *k, struct root_state *drop)
{
	struct root_state next = { 0 };
	struct root_stamp stamp;
	bool changed;
	enum err e;

	TRY(root_file_changed(k->path, &k->stamp, &changed));
	if (!changed)
		return E_OK;
	e = reload(k, &next, &stamp);
	*drop = e == E_OK ? k->state : next;
	if (e == E_OK) {
		k->state = next;
		k->stamp = stamp;
	}
	return e;
}

enum err
root_key_refresh(struct root_key *k)
{
	struct root_state drop = { 0 };
	enum err e;

	key_lock(k);
	e = refresh(k, &drop);
	key_unlock(k);
	root_state_clear(&drop);
	return e;
}
