/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The optional log ("log = syslog | FILE"): one line per refusal, with time,
 * process and reason; nothing by default, never on stdout or stderr.
 */
#ifndef CLAVIGER_BASE_LOG_H
#define CLAVIGER_BASE_LOG_H

#include "base/err.h"

/* Where lines go from now on: "", "syslog" or a path (copied). */
void log_open(const char *target);
/* Append a line (printf-like). Failure is silent: a log is not an audit. */
void log_line(const char *fmt, ...) PRINTF_LIKE(1, 2);

#endif
