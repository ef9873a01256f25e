/* SPDX-License-Identifier: Apache-2.0 */
/*
 * claviger verify: reads the whole store and says what is not as it was
 * written. Needs no PIN and works on a store that the module refuses.
 */
#include "command_table.h"
#include "json.h"
#include "option.h"
#include "outcome.h"
#include "text.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* A check under way and what it has found. */
struct check {
	CLV_CHECK_HANDLE handle;
	CK_ULONG done, total;
	json_t *findings;
};

static JSON_ASKER(ask_next)
{
	struct check *check = arg;

	return c->clv->CLV_CheckNext(check->handle, text, len, &check->done,
	    &check->total);
}

static void
progress_show(const struct check *check)
{
	(void)fprintf(stderr, "\rverifying: %lu of %lu", check->done,
	    check->total);
	(void)fflush(stderr);
}

static CK_RV
check_all(const struct context *c, struct check *check)
{
	bool progress = isatty(STDERR_FILENO) == 1;
	json_t *finding = NULL;
	CK_RV rv;

	while ((rv = json_ask(c, ask_next, check, &finding)) == CKR_OK) {
		if (finding != NULL)
			(void)json_array_append_new(check->findings, finding);
		finding = NULL;
		if (progress)
			progress_show(check);
	}
	if (progress)
		(void)fputs("\r\033[K", stderr);
	return rv;
}

/* "what number: text", or every member of a finding of another shape. */
static void
finding_print(const json_t *finding)
{
	const json_t *value;
	const char *name, *space = "";

	json_object_foreach((json_t *)(size_t)finding, name, value) {
		(void)fputs(space, stdout);
		space = " ";
		if (json_is_integer(value))
			(void)printf("%" JSON_INTEGER_FORMAT,
			    json_integer_value(value));
		else if (json_is_string(value))
			text_print(stdout, json_string_value(value));
		if (strcmp(name, "number") == 0)
			(void)fputc(':', stdout);
	}
	(void)fputc('\n', stdout);
}

static void
check_print(const struct check *check)
{
	size_t count = json_array_size(check->findings), i;
	const json_t *finding;

	json_array_foreach(check->findings, i, finding)
		finding_print(finding);
	if (count == 0)
		(void)printf("verified %lu of %lu: everything is as it was "
		    "written\n", check->done, check->total);
	else
		(void)printf("verified %lu of %lu: %zu finding%s\n",
		    check->done, check->total, count, count == 1 ? "" : "s");
}

static enum status
report(const struct context *c, struct check *check)
{
	size_t count = json_array_size(check->findings);
	enum status s = DONE;

	if (option_given(c, "json"))
		s = json_print(c, json_pack("{s:b, s:I, s:I, s:O}",
		    "ok", count == 0, "done", (json_int_t)check->done,
		    "total", (json_int_t)check->total,
		    "findings", check->findings));
	else
		check_print(check);
	if (s == DONE && count > 0)
		s = refused(c, INTEGRITY, "the store is not as it was written");
	return s;
}

static enum status
run(struct context *c)
{
	struct check check = { .handle = 0 };
	enum status s;
	CK_RV rv;

	rv = c->clv->CLV_CheckInit(CLV_CHECK_STORE, CK_UNAVAILABLE_INFORMATION,
	    &check.handle);
	if (rv != CKR_OK)
		return call_refused(c, rv, "the store cannot be verified");
	check.findings = json_array();
	rv = check_all(c, &check);
	s = rv == CKR_CLV_CHECK_DONE ? report(c, &check) :
	    call_refused(c, rv, "the check was not finished");
	(void)c->clv->CLV_CheckFinal(check.handle);
	json_decref(check.findings);
	return s;
}

const struct command cmd_verify = {
	.name = "verify",
	.args = "",
	.summary = "check the whole store; needs no PIN",
	.needs = NEEDS_MODULE,
	.run = run,
};
