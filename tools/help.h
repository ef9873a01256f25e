/* SPDX-License-Identifier: Apache-2.0 */
/* How the commands are used, told from their rows. */
#ifndef CLAVIGER_TOOLS_HELP_H
#define CLAVIGER_TOOLS_HELP_H

#include "command.h"

/* Say what is wrong with the command line (printf-like) and how the command
 * is used; USAGE. */
enum status usage_refused(const struct context *c, const char *fmt, ...)
    PRINTF_LIKE(2, 3);

/* There is no command of these words (second may be NULL); USAGE. */
enum status command_unknown(const struct context *c, const char *first,
    const char *second);

/* All commands, or the one, or those of a first word ("key"), on stdout. */
enum status help_print(const struct context *c, const char *first,
    const char *second);
/* The help of one command on stdout. */
void help_command(const struct command *row);
void help_overview(void);

#endif
