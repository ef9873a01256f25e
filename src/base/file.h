/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Small files that must be whole or absent, and locks between processes.
 * Every descriptor is O_CLOEXEC. Refusals name the path and the reason.
 */
#ifndef CLAVIGER_BASE_FILE_H
#define CLAVIGER_BASE_FILE_H

#include "base/bytes.h"

#include <sys/types.h>

/* mkdir -p with this mode for what is made; E_STORE_IO with the reason. */
enum err file_make_dir(const char *path, mode_t mode) MUST_USE;
/* Take (waiting) an exclusive F_OFD lock on fd; E_STORE_IO on failure. */
enum err file_lock(int fd) MUST_USE;
void file_unlock(int fd);
/* fsync the directory that holds path. */
enum err file_sync_dir(const char *path) MUST_USE;

#endif
