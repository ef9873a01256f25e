/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Refusals and exit statuses. What a CKR_* is called, what it means and with
 * which status the command ends comes from base/err.def, the one table of
 * outcomes; where several rows share a code the module's reason decides.
 */
#include "outcome.h"

#include "json.h"
#include "text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define REASON_MAX 1024

static const struct {
	CK_RV rv;
	enum status status;
	const char *name, *text;
} outcomes[] = {
#define ERR(row, ckr, exit, text) { (ckr), (enum status)(exit), #ckr, text },
#include "base/err.def"
#undef ERR
};

#define OUTCOMES (sizeof(outcomes) / sizeof(outcomes[0]))

void
message_begin(const struct context *c)
{
	(void)fflush(stdout);
	(void)fprintf(stderr, "claviger: ");
	if (c->command != NULL)
		(void)fprintf(stderr, "%s: ", c->command->name);
}

static void PRINTF_LIKE(1, 0)
say(const char *fmt, va_list args)
{
	char text[REASON_MAX];

	(void)vsnprintf(text, sizeof(text), fmt, args);
	text_print(stderr, text);
}

enum status
refused(const struct context *c, enum status s, const char *fmt, ...)
{
	va_list args;

	message_begin(c);
	va_start(args, fmt);
	say(fmt, args);
	va_end(args);
	(void)fputc('\n', stderr);
	return s;
}

enum status
out_of_memory(const struct context *c)
{
	return refused(c, FAILED, "out of memory");
}

static void
module_reason(const struct context *c, char *out, size_t size)
{
	CK_ULONG len = size - 1;

	if (c->clv == NULL ||
	    c->clv->CLV_GetReason((CK_UTF8CHAR *)out, &len) != CKR_OK)
		len = 0;
	out[len] = '\0';
}

/* The row of a code: the one whose text is in the reason, else the first;
 * OUTCOMES for a code the module never returns. */
static size_t
outcome_row(CK_RV rv, const char *reason)
{
	size_t first = OUTCOMES;

	for (size_t i = 0; i < OUTCOMES; i++) {
		if (outcomes[i].rv != rv)
			continue;
		if (strstr(reason, outcomes[i].text) != NULL)
			return i;
		if (first == OUTCOMES)
			first = i;
	}
	return first;
}

/* CKR_DEVICE_ERROR says little; a store the module does not trust says more. */
static bool
store_is_refused(const struct context *c)
{
	SCOPED(json_t) *status = NULL;

	return json_ask(c, ask_status, NULL, &status) == CKR_OK &&
	    strcmp(json_text(json_object_get(status, "store"), "state"),
	    "refused") == 0;
}

enum status
call_refused(const struct context *c, CK_RV rv, const char *fmt, ...)
{
	char reason[REASON_MAX];
	enum status status = FAILED;
	const char *name = NULL;
	size_t row;
	va_list args;

	module_reason(c, reason, sizeof(reason));
	row = outcome_row(rv, reason);
	message_begin(c);
	va_start(args, fmt);
	say(fmt, args);
	va_end(args);
	if (row < OUTCOMES) {
		status = outcomes[row].status;
		name = outcomes[row].name;
		if (reason[0] == '\0')
			(void)snprintf(reason, sizeof(reason), "%s",
			    outcomes[row].text);
	}
	if (reason[0] != '\0') {
		(void)fputs(": ", stderr);
		text_print(stderr, reason);
	}
	if (name != NULL)
		(void)fprintf(stderr, " (%s)\n", name);
	else
		(void)fprintf(stderr, " (0x%lX)\n", rv);
	if (rv == CKR_DEVICE_ERROR && status == FAILED && store_is_refused(c))
		status = INTEGRITY;
	return status;
}
