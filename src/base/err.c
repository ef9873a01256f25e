/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The words of err.def and the thread's reason. The reason is a fixed buffer
 * per thread: refusing must work when memory has run out. What Cryptoki
 * callers get for an outcome is not known here.
 */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>

#define REASON_SIZE 512

static _Thread_local char reason[REASON_SIZE];

static const struct {
	const char *name;
	const char *text;
} outcomes[] = {
#define ERR(name, ckr, status, text) [E_##name] = { #name, text },
#include "base/err.def"
#undef ERR
};

const char *
err_text(enum err e)
{
	return (unsigned)e < E_COUNT ? outcomes[e].text : "unknown error";
}

const char *
err_name(enum err e)
{
	return (unsigned)e < E_COUNT ? outcomes[e].name : "UNKNOWN";
}

enum err
(refuse)(enum err e, const char *fmt, ...)
{
	/* Formatted aside: an argument may be the present reason. */
	char text[REASON_SIZE];
	va_list args;

	va_start(args, fmt);
	if (vsnprintf(text, sizeof(text), fmt, args) < 0)
		text[0] = '\0';
	va_end(args);
	snprintf(reason, sizeof(reason), "%s", text);
	return e;
}

const char *
reason_text(void)
{
	return reason;
}

void
reason_clear(void)
{
	reason[0] = '\0';
}
