/* SPDX-License-Identifier: Apache-2.0 */
/* Judging the store's directory before anything in it is believed. */
#include "store/place.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

/* File systems that more than one kernel may have mounted: the write-ahead
 * log's shared memory needs one kernel. */
static const struct {
	uint32_t magic;
	const char *name;
} network[] = {
	{ 0x00006969, "NFS" },
	{ 0x0000517b, "SMB" },
	{ 0xff534d42, "CIFS" },
	{ 0xfe534d42, "SMB" },
	{ 0x5346414f, "AFS" },
	{ 0x6b414653, "AFS" },
	{ 0x00c36400, "Ceph" },
	{ 0x0bd00bd0, "Lustre" },
	{ 0x01021997, "9P" },
	{ 0x73757245, "Coda" },
	{ 0x0000564c, "NCP" },
	{ 0x47504653, "GPFS" },
	{ 0x01161970, "GFS2" },
	{ 0x7461636f, "OCFS2" },
};

static enum err
refuse_network(const char *dir)
{
	struct statfs fs;
	size_t i;

	if (statfs(dir, &fs) != 0)
		return refuse(E_STORE_IO, "%s: %s", dir, strerror(errno));
	for (i = 0; i < sizeof network / sizeof network[0]; i++)
		if ((uint32_t)fs.f_type == network[i].magic)
			return refuse(E_STORE_REFUSED,
			    "%s is on a network file system (%s): the store "
			    "must be on a local one", dir, network[i].name);
	return E_OK;
}

static enum err
refuse_unsafe(const char *dir, const struct stat *st)
{
	if (!S_ISDIR(st->st_mode))
		return refuse(E_STORE_REFUSED, "%s is not a directory", dir);
	if ((st->st_mode & S_IWOTH) != 0)
		return refuse(E_STORE_REFUSED,
		    "%s has mode %04o: others may write it", dir,
		    (unsigned)st->st_mode & 07777);
	if (st->st_uid != geteuid() && st->st_uid != 0)
		return refuse(E_STORE_REFUSED,
		    "%s belongs to uid %lu, neither to the caller nor to root",
		    dir, (unsigned long)st->st_uid);
	return E_OK;
}

enum err
place_look(const char *dir, struct place *out)
{
	struct place p = { 0 };
	struct stat st;

	if (realpath(dir, p.dir) == NULL) {
		if (errno == ENOENT || errno == ENOTDIR)
			return refuse(E_STORE_ABSENT, "there is no store in %s",
			    dir);
		return refuse(E_STORE_IO, "%s: %s", dir, strerror(errno));
	}
	if (stat(p.dir, &st) != 0)
		return refuse(E_STORE_IO, "%s: %s", dir, strerror(errno));
	TRY(refuse_unsafe(p.dir, &st));
	TRY(refuse_network(p.dir));
	p.owner = st.st_uid;
	p.group = st.st_gid;
	p.file_mode = (st.st_mode & S_IWGRP) != 0 ? 0660 : 0600;
	p.writable = faccessat(AT_FDCWD, p.dir, W_OK | X_OK, AT_EACCESS) == 0;
	*out = p;
	return E_OK;
}

enum err
place_path(const struct place *p, const char *name, char out[static PATH_MAX])
{
	int len = snprintf(out, PATH_MAX, "%s/%s", p->dir, name);

	if (len < 0 || len >= PATH_MAX)
		return refuse(E_STORE_REFUSED, "%s: the name is too long",
		    p->dir);
	return E_OK;
}

/* In a directory shared by a group every member may have made the file. */
static enum err
refuse_foreign(const struct place *p, const char *path, const struct stat *st)
{
	bool ours = st->st_uid == geteuid() || st->st_uid == 0 ||
	    st->st_uid == p->owner ||
	    (p->file_mode == 0660 && st->st_gid == p->group);

	if (!S_ISREG(st->st_mode) || st->st_nlink != 1)
		return refuse(E_STORE_REFUSED, "%s is not a plain file", path);
	if (!ours)
		return refuse(E_STORE_REFUSED,
		    "%s belongs to uid %lu, who does not share the store",
		    path, (unsigned long)st->st_uid);
	if ((st->st_mode & S_IWOTH) != 0)
		return refuse(E_STORE_REFUSED,
		    "%s has mode %04o: others may write it", path,
		    (unsigned)st->st_mode & 07777);
	return E_OK;
}

static enum err
check_opened(const struct place *p, const char *path, int fd)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return refuse(E_STORE_IO, "%s: %s", path, strerror(errno));
	return refuse_foreign(p, path, &st);
}

/* A file just made may get its mode from us, not from the host's umask. */
static int
open_or_make(const struct place *p, const char *path, int flags)
{
	int fd = -1;

	flags |= O_NOFOLLOW | O_CLOEXEC;
	if ((flags & O_CREAT) != 0) {
		fd = open(path, flags | O_EXCL, S_IRUSR | S_IWUSR);
		if (fd >= 0 && fchmod(fd, p->file_mode) != 0) {
			close(fd);
			return -1;
		}
	}
	return fd >= 0 ? fd : open(path, flags & ~(O_CREAT | O_EXCL));
}

enum err
place_open(const struct place *p, const char *name, int flags, int *out)
{
	char path[PATH_MAX];
	enum err e;
	int fd;

	TRY(place_path(p, name, path));
	fd = open_or_make(p, path, flags);
	if (fd < 0 && errno == ENOENT && (flags & O_CREAT) == 0) {
		*out = -1;
		return E_OK;
	}
	if (fd < 0)
		return refuse(errno == EACCES || errno == EROFS ||
		    errno == EPERM ? E_WRITE_PROTECTED : E_STORE_IO,
		    "%s: %s", path, strerror(errno));
	e = check_opened(p, path, fd);
	if (e != E_OK) {
		close(fd);
		return e;
	}
	*out = fd;
	return E_OK;
}
