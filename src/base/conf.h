/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The configuration (design: "Names, configuration"): where it is found, the
 * lines it may hold, the defaults without any. The only code that reads the
 * environment (secure_getenv).
 */
#ifndef CLAVIGER_BASE_CONF_H
#define CLAVIGER_BASE_CONF_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <limits.h>

struct conf {
	char source[PATH_MAX];	 /* the file read; "" when there was none */
	char store[PATH_MAX];	 /* the store's directory */
	char root_key[PATH_MAX]; /* the root key file */
	char log[PATH_MAX];	 /* "", "syslog" or a file */
	bool init_sandbox;	 /* what C_InitToken makes */
	bool init_allow_extractable;
	size_t aead_buffer;	 /* bytes an AEAD decryption may hold */
};

/*
 * Read the configuration. args is C_Initialize's pReserved string or NULL:
 * "configfile=/path", blank separated words; anything else in it is
 * E_ARGUMENTS with a reason. Without configfile: CLAVIGER_CONF, then
 * $XDG_CONFIG_HOME/claviger/claviger.conf (or ~/.config), then
 * /etc/claviger/claviger.conf, then the defaults. root uses /var/lib/claviger
 * and /etc/claviger/root.key by default. A bad line or an unreadable named
 * file is E_CONFIGURATION with file, line and what is wrong in the reason;
 * *out then holds what could be had (log included).
 */
enum err conf_read(const char *args, struct conf *out) MUST_USE;

#endif
