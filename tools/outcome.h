/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How the command says no: one line on stderr, "claviger: COMMAND: why", and
 * an exit status that says what kind of no it was.
 */
#ifndef CLAVIGER_TOOLS_OUTCOME_H
#define CLAVIGER_TOOLS_OUTCOME_H

#include "command.h"

/* Say why (printf-like) and return s. */
enum status refused(const struct context *c, enum status s, const char *fmt,
    ...) PRINTF_LIKE(3, 4);

/*
 * The module answered rv: say what could not be done (printf-like), the
 * module's own reason, and the code by name. The status is that of the
 * outcome in err.def.
 */
enum status call_refused(const struct context *c, CK_RV rv, const char *fmt,
    ...) PRINTF_LIKE(3, 4);

/* The exit status for memory that ran out. */
enum status out_of_memory(const struct context *c);

/* "claviger: COMMAND: " on stderr, to begin a message of several parts. */
void message_begin(const struct context *c);

#endif
