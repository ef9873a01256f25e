/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who may write: within the process the writer's mutex, between processes an
 * open-file-description lock on a file of our own, opened anew in each
 * process. The kernel queues the waiting: nobody sleeps and tries again.
 */
#include "store/inside.h"

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define LOCK_NAME "lock"

static enum err
open_lock(struct store *s)
{
	if (s->lock_fd >= 0)
		return E_OK;
	return place_open(&s->place, LOCK_NAME, O_RDWR | O_CREAT,
	    &s->lock_fd);
}

static enum err
lock_file(struct store *s)
{
	TRY(open_lock(s));
	return file_lock(s->lock_fd);
}

enum err
store_lock(struct store *s)
{
	enum err e;

	pthread_mutex_lock(&s->writer);
	e = lock_file(s);
	if (e != E_OK)
		pthread_mutex_unlock(&s->writer);
	return e;
}

bool
store_try_lock(struct store *s)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	if (pthread_mutex_trylock(&s->writer) != 0)
		return false;
	if (open_lock(s) == E_OK &&
	    fcntl(s->lock_fd, F_OFD_SETLK, &lock) == 0)
		return true;
	pthread_mutex_unlock(&s->writer);
	return false;
}

void
store_unlock(struct store *s)
{
	file_unlock(s->lock_fd);
	pthread_mutex_unlock(&s->writer);
}

bool
store_lockable(const struct place *p)
{
	char path[PATH_MAX];

	return place_path(p, LOCK_NAME, path) == E_OK &&
	    (faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) == 0 ||
	    errno == ENOENT);
}

bool
store_was_here(const char *dir)
{
	char path[PATH_MAX];
	struct place place;

	return place_look(dir, &place) == E_OK &&
	    place_path(&place, LOCK_NAME, path) == E_OK &&
	    access(path, F_OK) == 0;
}
