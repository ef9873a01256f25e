/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The configuration file's lines: `key = value`, blank lines, and lines that
 * begin with '#'.
 */
#ifndef CLAVIGER_BASE_CONF_FILE_H
#define CLAVIGER_BASE_CONF_FILE_H

#include "base/conf.h"

/*
 * Read path into *out, whose fields are still empty. E_CONFIGURATION with
 * "PATH:LINE: what" for the first bad line; the good ones count all the same.
 */
enum err conf_file_read(const char *path, struct conf *out) MUST_USE;

#endif
