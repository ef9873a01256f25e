/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The command claviger: reads the command line, opens what the command's row
 * needs, runs it, and closes everything whatever came of it.
 */
#include "help.h"
#include "module.h"
#include "option.h"
#include "outcome.h"
#include "token.h"
#include "uri.h"

#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

/* PINs pass through this process: let none of it land in a core file. */
static void
forbid_core(void)
{
	const struct rlimit none = { 0, 0 };

	(void)setrlimit(RLIMIT_CORE, &none);
}

static enum status
open_needs(struct context *c)
{
	unsigned needs = c->command->needs;

	if (needs & NEEDS_MODULE) {
		DO(uris_read(c));
		DO(module_open(c));
	}
	if (needs & ASKS_TOKEN) {
		DO(token_choose(c));
		DO(session_open(c));
	}
	if (needs & ASKS_SO)
		return session_login(c, CKU_SO);
	if (needs & ASKS_USER)
		return session_login(c, CKU_USER);
	return DONE;
}

static enum status
run(struct context *c)
{
	const char *version;

	if (option_given(c, "help")) {
		if (c->command != NULL)
			help_command(c->command);
		else
			help_overview();
		return DONE;
	}
	version = option_value(c, "version");
	if (version != NULL && version[0] == '\0') {
		(void)puts("claviger " PACKAGE_VERSION);
		return DONE;
	}
	DO(open_needs(c));
	return c->command->run(c);
}

/* An answer that did not get out is not an answer. */
static enum status
finish(const struct context *c, enum status s)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return s;
	if (s != DONE)
		return s;
	return refused(c, FAILED, "cannot write the answer: %s",
	    strerror(errno));
}

int
main(int argc, char **argv)
{
	struct context c = { .session = CK_INVALID_HANDLE };
	enum status s;

	(void)setlocale(LC_CTYPE, "");
	forbid_core();
	s = args_read(&c, argc, argv);
	if (s == DONE)
		s = run(&c);
	s = finish(&c, s);
	module_close(&c);
	uris_free(&c);
	return (int)s;
}
