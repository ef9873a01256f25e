/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Directories, locks between processes, and the sync that makes a rename
 * last. Modes are set after making: mkdir() leaves out what the host's umask
 * says, and the umask is the host's.
 */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum err
set_mode(const char *path, mode_t mode)
{
	/* By name: the umask may have left it unopenable. */
	if (fchmodat(AT_FDCWD, path, mode, AT_SYMLINK_NOFOLLOW) != 0)
		return refuse(E_STORE_IO, "cannot set the mode of %s: %s", path,
		    strerror(errno));
	return E_OK;
}

static enum err
make_one(const char *path, mode_t mode)
{
	struct stat st;
	int why;

	/* Nobody else's until the mode is set. */
	if (mkdir(path, S_IRWXU) == 0)
		return set_mode(path, mode);
	why = errno;
	if (stat(path, &st) != 0)
		return refuse(E_STORE_IO, "cannot make %s: %s", path,
		    strerror(why));
	if (!S_ISDIR(st.st_mode))
		return refuse(E_STORE_IO, "%s is not a directory", path);
	return E_OK;
}

enum err
file_make_dir(const char *path, mode_t mode)
{
	char part[PATH_MAX];
	size_t len = strlen(path);

	if (len == 0 || len >= sizeof(part))
		return refuse(E_STORE_IO, "bad directory name of %zu bytes",
		    len);
	memcpy(part, path, len + 1);
	for (char *at = strchr(part + 1, '/'); at != NULL;
	     at = strchr(at + 1, '/')) {
		*at = '\0';
		TRY(make_one(part, mode));
		*at = '/';
	}
	return make_one(part, mode);
}

static int
lock_set(int fd, short type, int command)
{
	struct flock lock = { .l_type = type, .l_whence = SEEK_SET };
	int r;

	do {
		r = fcntl(fd, command, &lock);
	} while (r != 0 && errno == EINTR);
	return r;
}

enum err
file_lock(int fd)
{
	if (lock_set(fd, F_WRLCK, F_OFD_SETLKW) != 0)
		return refuse(E_STORE_IO, "cannot take the lock: %s",
		    strerror(errno));
	return E_OK;
}

void
file_unlock(int fd)
{
	(void)lock_set(fd, F_UNLCK, F_OFD_SETLK);
}

/* The directory part of path: "." and "/" where there is none. */
static enum err
parent_of(const char *path, char out[static PATH_MAX])
{
	const char *slash = strrchr(path, '/');
	size_t len = slash != NULL ? (size_t)(slash - path) : 0;

	if (len >= PATH_MAX)
		return refuse(E_STORE_IO, "a path of %zu bytes is too long",
		    len);
	memcpy(out, path, len);
	out[len] = '\0';
	if (len == 0)
		strcpy(out, slash != NULL ? "/" : ".");
	return E_OK;
}

enum err
file_sync_dir(const char *path)
{
	char dir[PATH_MAX];
	int fd, why;
	bool failed;

	TRY(parent_of(path, dir));
	fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	failed = fd < 0 || fsync(fd) != 0;
	why = errno;
	if (fd >= 0)
		close(fd);
	if (failed)
		return refuse(E_STORE_IO, "cannot sync %s: %s", dir,
		    strerror(why));
	return E_OK;
}
