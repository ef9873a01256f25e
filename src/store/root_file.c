/* SPDX-License-Identifier: Apache-2.0 */
/* Reading and replacing the root key file. */
#include "store/root_file.h"

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_SIZE (16 << 20)
/* How often a file that is being replaced is read again. */
#define READ_TRIES 8

static enum err
fail(enum err e, const char *path, const char *doing)
{
	return refuse(e, "root key file %s: cannot %s: %s", path, doing,
	    strerror(errno));
}

static struct root_stamp
stamp_of(const struct stat *st)
{
	return (struct root_stamp){
		.device = st->st_dev,
		.inode = st->st_ino,
		.size = st->st_size,
		.seconds = st->st_mtim.tv_sec,
		.nanoseconds = st->st_mtim.tv_nsec,
	};
}

static bool
stamp_equal(const struct root_stamp *a, const struct root_stamp *b)
{
	return a->device == b->device && a->inode == b->inode &&
	    a->size == b->size && a->seconds == b->seconds &&
	    a->nanoseconds == b->nanoseconds;
}

static enum err
refuse_open(const char *path, const struct stat *st, uid_t owner)
{
	if (!S_ISREG(st->st_mode))
		return refuse(E_ROOT_KEY, "root key file %s is not a file",
		    path);
	if ((st->st_mode & S_IRWXO) != 0)
		return refuse(E_ROOT_KEY,
		    "root key file %s has mode %04o: it is open to others",
		    path, (unsigned)st->st_mode & 07777);
	if (st->st_uid != geteuid() && st->st_uid != 0 && st->st_uid != owner)
		return refuse(E_ROOT_KEY,
		    "root key file %s belongs to uid %lu, neither to the "
		    "caller, to root nor to the store's owner", path,
		    (unsigned long)st->st_uid);
	if (st->st_size > MAX_SIZE)
		return refuse(E_ROOT_KEY, "root key file %s is too large",
		    path);
	return E_OK;
}

static enum err
read_all(int fd, unsigned char *data, size_t len, size_t *out)
{
	size_t done = 0;

	while (done < len) {
		ssize_t n = read(fd, data + done, len - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return E_ROOT_KEY;
		if (n == 0)
			break;
		done += (size_t)n;
	}
	*out = done;
	return E_OK;
}

static enum err
read_opened(int fd, const char *path, uid_t owner, struct secret **out,
    struct root_stamp *stamp)
{
	SCOPED(secret) *content = NULL;
	struct stat st;
	size_t len;

	if (fstat(fd, &st) != 0)
		return fail(E_ROOT_KEY, path, "look at it");
	TRY(refuse_open(path, &st, owner));
	TRY(secret_new((size_t)st.st_size, &content));
	if (read_all(fd, secret_data(content), secret_len(content), &len) !=
	    E_OK)
		return fail(E_ROOT_KEY, path, "read it");
	secret_truncate(content, len);
	*out = content;
	content = NULL;
	*stamp = stamp_of(&st);
	return E_OK;
}

static enum err
read_once(const char *path, uid_t owner, struct secret **out,
    struct root_stamp *stamp)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	enum err e;

	if (fd < 0 && errno == ENOENT)
		return refuse(E_ROOT_KEY, "there is no root key file %s",
		    path);
	if (fd < 0)
		return fail(E_ROOT_KEY, path, "open it");
	e = read_opened(fd, path, owner, out, stamp);
	close(fd);
	return e;
}

enum err
root_file_changed(const char *path, const struct root_stamp *stamp, bool *out)
{
	struct root_stamp now;
	struct stat st;

	if (stat(path, &st) != 0)
		return fail(E_ROOT_KEY, path, "look at it");
	now = stamp_of(&st);
	*out = !stamp_equal(&now, stamp);
	return E_OK;
}

/* A process that replaces the file overwrites the old one afterwards; who had
 * opened that just before reads again. */
enum err
root_file_read(const char *path, uid_t owner, struct secret **out,
    struct root_stamp *stamp)
{
	int tries;

	for (tries = 0; tries < READ_TRIES; tries++) {
		SCOPED(secret) *content = NULL;
		struct root_stamp seen;
		bool changed;

		TRY(read_once(path, owner, &content, &seen));
		TRY(root_file_changed(path, &seen, &changed));
		if (changed)
			continue;
		*out = content;
		content = NULL;
		*stamp = seen;
		return E_OK;
	}
	return refuse(E_ROOT_KEY, "root key file %s keeps changing", path);
}

static enum err
write_all(int fd, const unsigned char *data, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, data, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return E_STORE_IO;
		data += n;
		len -= (size_t)n;
	}
	return E_OK;
}

static enum err
temporary_name(const char *path, char out[static PATH_MAX])
{
	int len = snprintf(out, PATH_MAX, "%s.new", path);

	if (len < 0 || len >= PATH_MAX)
		return refuse(E_ROOT_KEY, "%s: the name is too long", path);
	return E_OK;
}

/* Group and mode as the file that is replaced has them; like: NULL if none. */
static enum err
fill(int fd, const struct secret *content, const struct stat *like)
{
	if (like != NULL && (fchown(fd, (uid_t)-1, like->st_gid) != 0 ||
	    fchmod(fd, like->st_mode & 0770) != 0))
		return E_STORE_IO;
	if (write_all(fd, secret_peek(content), secret_len(content)) != E_OK)
		return E_STORE_IO;
	return fsync(fd) == 0 ? E_OK : E_STORE_IO;
}

static enum err
write_new(const char *path, const char *new, const struct secret *content,
    const struct stat *like, struct root_stamp *stamp)
{
	struct stat st;
	int fd;
	bool failed;

	if (unlink(new) != 0 && errno != ENOENT)
		return fail(E_ROOT_KEY, path, "remove what is in the way");
	fd = open(new, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
	    S_IRUSR | S_IWUSR);
	if (fd < 0)
		return fail(E_ROOT_KEY, path, "write it");
	failed = fill(fd, content, like) != E_OK || fstat(fd, &st) != 0;
	if (failed)
		(void)fail(E_ROOT_KEY, path, "write it");
	close(fd);
	if (failed) {
		unlink(new);
		return E_ROOT_KEY;
	}
	*stamp = stamp_of(&st);
	return E_OK;
}

enum err
root_file_create(const char *path, const struct secret *content,
    struct root_stamp *stamp)
{
	char new[PATH_MAX];
	struct root_stamp made;
	enum err e = E_OK;

	TRY(temporary_name(path, new));
	TRY(write_new(path, new, content, NULL, &made));
	/* Not a rename: that would replace somebody's file. */
	if (link(new, path) != 0)
		e = errno == EEXIST ?
		    refuse(E_STORE_EXISTS, "there is a root key file %s",
			path) :
		    fail(E_ROOT_KEY, path, "make it");
	unlink(new);
	TRY(e);
	TRY(file_sync_dir(path));
	*stamp = made;
	return E_OK;
}

static enum err
overwrite(int fd, off_t size)
{
	static const unsigned char zeros[4096];

	if (lseek(fd, 0, SEEK_SET) != 0)
		return E_STORE_IO;
	while (size > 0) {
		size_t part = size < (off_t)sizeof zeros ?
		    (size_t)size : sizeof zeros;

		TRY(write_all(fd, zeros, part));
		size -= (off_t)part;
	}
	return fsync(fd) == 0 ? E_OK : E_STORE_IO;
}

static enum err
replace_opened(int old, const char *path, const struct secret *content,
    struct root_stamp *stamp)
{
	char new[PATH_MAX];
	struct root_stamp made;
	struct stat st;

	if (fstat(old, &st) != 0)
		return fail(E_ROOT_KEY, path, "look at it");
	TRY(temporary_name(path, new));
	TRY(write_new(path, new, content, &st, &made));
	if (rename(new, path) != 0) {
		enum err e = fail(E_ROOT_KEY, path, "replace it");

		unlink(new);
		return e;
	}
	TRY(file_sync_dir(path));
	if (overwrite(old, st.st_size) != E_OK)
		return fail(E_ROOT_KEY, path, "overwrite the old one");
	*stamp = made;
	return E_OK;
}

enum err
root_file_replace(const char *path, const struct secret *content,
    struct root_stamp *stamp)
{
	char real[PATH_MAX];
	enum err e;
	int old;

	/* A symbolic link stays one: what it points to is replaced. */
	if (realpath(path, real) == NULL)
		return fail(E_ROOT_KEY, path, "find it");
	old = open(real, O_WRONLY | O_CLOEXEC);
	if (old < 0)
		return fail(E_ROOT_KEY, path, "replace it");
	e = replace_opened(old, real, content, stamp);
	close(old);
	return e;
}
