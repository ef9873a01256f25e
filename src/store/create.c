/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Making a store. Its id is written first, then the root key file made for
 * that id, then the head sealed: a crash in between leaves something the next
 * attempt completes.
 */
#include "store/inside.h"

#include "base/file.h"
#include "crypto/random.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum err
put_head(struct store *s, const struct bytes *row)
{
	TRY(s->engine->put(s->state, TABLE_HEAD, HEAD_NUMBER, row->data,
	    row->len));
	return s->engine->commit(s->state);
}

/* A root key file without a store is some other store's: not ours to use. */
static enum err
refuse_orphan(const char *root_key)
{
	struct stat st;

	if (stat(root_key, &st) == 0)
		return refuse(E_ROOT_KEY,
		    "root key file %s belongs to another store; move it away "
		    "or configure root-key", root_key);
	return E_OK;
}

/* The id of the store being made: found, or chosen and written. */
static enum err
settle_id(struct store *s, const char *root_key, bool *made)
{
	SCOPED_VALUE(bytes) row = { 0 };
	enum err e;

	e = s->engine->get(s->state, TABLE_HEAD, HEAD_NUMBER, &row);
	if (e == E_OK)
		return head_clear_part(&row, s->id, made);
	if (e != E_NOT_FOUND)
		return e;
	*made = false;
	TRY(refuse_orphan(root_key));
	TRY(random_bytes(s->id, STORE_ID_LEN));
	TRY(head_begin(s->id, &row));
	return put_head(s, &row);
}

/* A store shared by a group shares its root key file. */
static enum err
share(const char *path, const struct place *p)
{
	int fd, why;
	bool failed;

	if (p->file_mode != 0660)
		return E_OK;
	fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	failed = fd < 0 || fchown(fd, (uid_t)-1, p->group) != 0 ||
	    fchmod(fd, 0660) != 0;
	why = errno;
	if (fd >= 0)
		close(fd);
	if (failed)
		return refuse(E_ROOT_KEY,
		    "root key file %s cannot be shared with the group: %s",
		    path, strerror(why));
	return E_OK;
}

static enum err
make_parent(const char *path)
{
	char copy[PATH_MAX];

	if (strlen(path) >= sizeof copy)
		return refuse(E_ROOT_KEY, "%s: the name is too long", path);
	memcpy(copy, path, strlen(path) + 1);
	return file_make_dir(dirname(copy), S_IRWXU);
}

/* Made now, or by an attempt that got no further. */
static enum err
settle_root_key(struct store *s, const char *path)
{
	struct root_key *key = NULL;
	enum err e;

	TRY(make_parent(path));
	e = root_key_create(path, s->id, &key);
	if (e == E_OK)
		e = share(path, &s->place);
	else if (e == E_STORE_EXISTS)
		e = root_key_open(path, s->id, s->place.owner, &key);
	if (e != E_OK) {
		root_key_free(key);
		return e;
	}
	return store_set_keys(s, key);
}

static enum err
seal_head(struct store *s)
{
	SCOPED_VALUE(bytes) row = { 0 };
	struct head head;

	head_init(&head);
	head_tick(&head);
	head_note_boot(&head);
	TRY(head_seal(&s->seal[TABLE_HEAD], &head, &row));
	return put_head(s, &row);
}

static enum err
complete(struct store *s, const char *root_key)
{
	bool made;
	enum err e;

	TRY(s->engine->begin(s->state, true));
	e = settle_id(s, root_key, &made);
	s->engine->end(s->state);
	if (e != E_OK || made)
		return e;
	TRY(settle_root_key(s, root_key));
	TRY(s->engine->begin(s->state, true));
	e = seal_head(s);
	s->engine->end(s->state);
	if (e == E_OK)
		revision_page_correct(s->page, revision_page_load(s->page), 1);
	return e;
}

static enum err
make_locked(const char *dir, const char *root_key)
{
	SCOPED(store) *s = NULL;
	enum err e;

	e = store_open_place(dir, STORE_USE, &s);
	if (e == E_STORE_ABSENT) {
		TRY(engine_sqlite.create(dir));
		e = store_open_place(dir, STORE_USE, &s);
	}
	TRY(e);
	return complete(s, root_key);
}

/* Creators wait for each other on the lock that writers will use. */
static enum err
make(const char *dir, const char *root_key)
{
	struct store waiting = { .lock_fd = -1 };
	enum err e;

	TRY(file_make_dir(dir, S_IRWXU));
	TRY(place_look(dir, &waiting.place));
	pthread_mutex_init(&waiting.writer, NULL);
	e = store_lock(&waiting);
	if (e == E_OK) {
		e = make_locked(dir, root_key);
		store_unlock(&waiting);
	}
	pthread_mutex_destroy(&waiting.writer);
	if (waiting.lock_fd >= 0)
		close(waiting.lock_fd);
	return e;
}

enum err
store_create(const char *dir, const char *root_key, struct store **out)
{
	enum err e;

	fork_guard();
	e = make(dir, root_key);
	fork_release();
	TRY(e);
	return store_open(dir, root_key, out);
}

/* The nearest directory on the way to dir that exists. */
static void
nearest(char path[static PATH_MAX])
{
	struct stat st;

	while (stat(path, &st) != 0 && errno == ENOENT &&
	    strcmp(path, "/") != 0 && strcmp(path, ".") != 0) {
		char copy[PATH_MAX];
		const char *up;

		memcpy(copy, path, strlen(path) + 1);
		up = dirname(copy);
		memcpy(path, up, strlen(up) + 1);
	}
}

bool
store_writable(const char *dir)
{
	char path[PATH_MAX];
	struct place place;
	enum err e = place_look(dir, &place);

	if (e == E_OK)
		return place.writable && store_lockable(&place);
	if (e != E_STORE_ABSENT || strlen(dir) >= sizeof path)
		return false;
	memcpy(path, dir, strlen(dir) + 1);
	nearest(path);
	return faccessat(AT_FDCWD, path, W_OK | X_OK, AT_EACCESS) == 0;
}
