/* SPDX-License-Identifier: Apache-2.0 */
/* How the commands are used. Everything said here comes from the rows. */
#include "help.h"

#include "option.h"
#include "outcome.h"
#include "text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void
print_usage(FILE *to, const struct command *row)
{
	if (row == NULL) {
		(void)fputs("usage: claviger COMMAND [ARGUMENT...] "
		    "[--OPTION...]; see claviger help\n", to);
		return;
	}
	(void)fprintf(to, "usage: claviger %s", row->name);
	if (row->args[0] != '\0')
		(void)fprintf(to, " %s", row->args);
	for (const struct option *o = row->options;
	    o != NULL && o->name != NULL; o++)
		(void)fprintf(to, o->value != NULL ? " [--%s %s]" : " [--%s]",
		    o->name, o->value);
	(void)fputc('\n', to);
}

enum status
usage_refused(const struct context *c, const char *fmt, ...)
{
	char why[512];
	va_list args;

	va_start(args, fmt);
	(void)vsnprintf(why, sizeof(why), fmt, args);
	va_end(args);
	(void)refused(c, USAGE, "%s", why);
	print_usage(stderr, c->command);
	return USAGE;
}

/* Whether a command's name begins with this word. */
static bool
begins_with(const struct command *row, const char *word)
{
	size_t len = strlen(word);

	return strncmp(row->name, word, len) == 0 &&
	    (row->name[len] == ' ' || row->name[len] == '\0');
}

enum status
command_unknown(const struct context *c, const char *first, const char *second)
{
	const char *before = "; there is ";
	bool family = false;

	for (size_t i = 0; commands[i] != NULL; i++)
		family |= begins_with(commands[i], first);
	message_begin(c);
	(void)fputs("there is no command \"", stderr);
	text_print(stderr, first);
	if (family && second != NULL && second[0] != '-') {
		(void)fputc(' ', stderr);
		text_print(stderr, second);
	}
	(void)fputc('"', stderr);
	for (size_t i = 0; family && commands[i] != NULL; i++) {
		if (!begins_with(commands[i], first))
			continue;
		(void)fprintf(stderr, "%s%s", before, commands[i]->name);
		before = ", ";
	}
	(void)fputc('\n', stderr);
	print_usage(stderr, NULL);
	return USAGE;
}

static void
options_print(const char *title, const struct option *rows, unsigned needs,
    bool common)
{
	struct table t;
	char name[64];

	table_init(&t, 2);
	for (; rows != NULL && rows->name != NULL; rows++) {
		if (common && rows->with != 0 && (rows->with & needs) == 0)
			continue;
		(void)snprintf(name, sizeof(name), "--%s%s%s", rows->name,
		    rows->value != NULL ? " " : "",
		    rows->value != NULL ? rows->value : "");
		table_row(&t, (const char *[]) { name, rows->summary });
	}
	if (t.rows > 0) {
		(void)printf("\n%s:\n", title);
		(void)table_print(&t, stdout, 2);
	}
	table_clear(&t);
}

void
help_command(const struct command *row)
{
	print_usage(stdout, row);
	(void)printf("\n%s: %s.\n", row->name, row->summary);
	options_print("Options", row->options, 0, false);
	options_print("Common options", common_options, row->needs, true);
}

/* The rows whose name begins with this word; all for NULL. */
static void
list_commands(const char *word)
{
	struct table t;
	char call[128];

	table_init(&t, 2);
	for (size_t i = 0; commands[i] != NULL; i++) {
		if (word != NULL && !begins_with(commands[i], word))
			continue;
		(void)snprintf(call, sizeof(call), "%s%s%s", commands[i]->name,
		    commands[i]->args[0] != '\0' ? " " : "", commands[i]->args);
		table_row(&t, (const char *[]) { call, commands[i]->summary });
	}
	(void)table_print(&t, stdout, 2);
	table_clear(&t);
}

void
help_overview(void)
{
	print_usage(stdout, NULL);
	(void)puts("\nCommands:");
	list_commands(NULL);
	options_print("Common options", common_options, ~0U, true);
	(void)puts("\nKEY is a label, a key id or a pkcs11: URI. \"claviger "
	    "help COMMAND\" says more.");
}

enum status
help_print(const struct context *c, const char *first, const char *second)
{
	char name[64];
	bool family = false;

	(void)snprintf(name, sizeof(name), "%s%s%s", first,
	    second != NULL ? " " : "", second != NULL ? second : "");
	for (size_t i = 0; commands[i] != NULL; i++) {
		if (strcmp(commands[i]->name, name) == 0) {
			help_command(commands[i]);
			return DONE;
		}
		family |= begins_with(commands[i], first);
	}
	if (second != NULL || !family)
		return command_unknown(c, first, second);
	(void)printf("Commands:\n");
	list_commands(first);
	return DONE;
}
