/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The store's directory as a place: whether it is safe to use, what its files
 * are called, and which mode they get.
 */
#ifndef CLAVIGER_STORE_PLACE_H
#define CLAVIGER_STORE_PLACE_H

#include "base/bytes.h"

#include <limits.h>
#include <sys/types.h>

struct place {
	char dir[PATH_MAX]; /* without symbolic links */
	uid_t owner;
	gid_t group;
	mode_t file_mode; /* 0600, or 0660 in a directory shared by a group */
	bool writable;	  /* this process may make and change files in it */
};

/*
 * Look at dir. E_STORE_ABSENT if it does not exist; E_STORE_REFUSED if others
 * may write it, if it belongs to neither the caller nor root, or if it is on a
 * network file system.
 */
enum err place_look(const char *dir, struct place *out) MUST_USE;
/* dir/name; E_STORE_REFUSED if that is too long. */
enum err place_path(const struct place *p, const char *name,
    char out[static PATH_MAX]) MUST_USE;
/*
 * Open (O_CLOEXEC, O_NOFOLLOW) a file of ours in the place; make it with
 * O_CREAT in flags, whatever the umask. *out is -1 with E_OK if it is absent
 * and was not to be made.
 */
enum err place_open(const struct place *p, const char *name, int flags,
    int *out) MUST_USE;

#endif
