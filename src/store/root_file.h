/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The root key file as a file: who may read it, reading it whole, making it,
 * and replacing it so that nothing of the old one remains. What is in it is
 * the business of root_key.c.
 */
#ifndef CLAVIGER_STORE_ROOT_FILE_H
#define CLAVIGER_STORE_ROOT_FILE_H

#include "crypto/secret.h"

#include <limits.h>
#include <stdint.h>
#include <sys/types.h>

/* Which file was read: differs once it has been replaced. */
struct root_stamp {
	dev_t device;
	ino_t inode;
	off_t size;
	int64_t seconds, nanoseconds;
};

/* Read the file at path. E_ROOT_KEY with path and reason: absent, open to
 * others, owned by neither the caller, root nor owner, too large. */
enum err root_file_read(const char *path, uid_t owner, struct secret **out,
    struct root_stamp *stamp) MUST_USE;
/* Whether another file than this is at path now; E_ROOT_KEY if none is. */
enum err root_file_changed(const char *path, const struct root_stamp *stamp,
    bool *out) MUST_USE;
/* Make it (0600, directory synced); E_STORE_EXISTS if there is one. */
enum err root_file_create(const char *path, const struct secret *content,
    struct root_stamp *stamp) MUST_USE;
/* Replace it: the new one written, synced, renamed over, the directory synced,
 * then the old one's bytes overwritten. Group and mode stay. */
enum err root_file_replace(const char *path, const struct secret *content,
    struct root_stamp *stamp) MUST_USE;

#endif
