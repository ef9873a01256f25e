/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The command line. Nothing here knows a command: what may be said is in the
 * rows.
 */
#include "option.h"

#include "help.h"
#include "outcome.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* clang-format off */
const struct option common_options[] = {
	{ "token",       "LABEL|URI", "the token to use; needed only with several",          ASKS_TOKEN },
	{ "pin-fd",      "N",         "read the user's PIN from this file descriptor",       ASKS_PIN },
	{ "pin-file",    "FILE",      "read the user's PIN from this file",                  ASKS_PIN },
	{ "so-pin-fd",   "N",         "read the security officer's PIN from this descriptor", ASKS_SO_PIN },
	{ "so-pin-file", "FILE",      "read the security officer's PIN from this file",      ASKS_SO_PIN },
	{ "module",      "FILE",      "the PKCS #11 module to use",                          NEEDS_MODULE },
	{ "json",        NULL,        "answer with JSON",                                    0 },
	{ "help",        NULL,        "say how the command is used",                         0 },
	{ "version",     NULL,        "say which version this is",                           0 },
	{ NULL,          NULL,        NULL,                                                  0 },
};
/* clang-format on */

static const struct option *
row_in(const struct option *rows, const char *name, size_t len)
{
	for (; rows != NULL && rows->name != NULL; rows++)
		if (strlen(rows->name) == len &&
		    strncmp(rows->name, name, len) == 0)
			return rows;
	return NULL;
}

/* A command's own option goes before a common one of the same name. */
static const struct option *
option_row(const struct context *c, const char *name, size_t len)
{
	const struct option *row = NULL;

	if (c->command != NULL)
		row = row_in(c->command->options, name, len);
	return row != NULL ? row : row_in(common_options, name, len);
}

bool
number_read(const char *text, CK_ULONG *out)
{
	char *end;
	unsigned long n;

	if (text[0] < '0' || text[0] > '9')
		return false;
	errno = 0;
	n = strtoul(text, &end, 10);
	if (errno != 0 || *end != '\0' || n == 0)
		return false;
	*out = n;
	return true;
}

/* Descriptors begin at 0, everything else that is counted at 1. */
static bool
value_fits(const struct option *row, const char *value)
{
	CK_ULONG n;

	if (row->value == NULL || strcmp(row->value, "N") != 0)
		return true;
	return number_read(value, &n) ||
	    (strcmp(value, "0") == 0 && strstr(row->name, "fd") != NULL);
}

static enum status
option_keep(struct context *c, const struct option *row, const char *value)
{
	struct args *args = &c->args;

	if (!value_fits(row, value))
		return usage_refused(c, "--%s takes a number, not \"%s\"",
		    row->name, value);
	for (size_t i = 0; i < args->given_count; i++)
		if (args->given[i].row == row)
			return usage_refused(c, "--%s is given twice",
			    row->name);
	if (args->given_count == ARGS_OPTIONS_MAX)
		return usage_refused(c, "too many options");
	args->given[args->given_count].row = row;
	args->given[args->given_count].value = value;
	args->given_count++;
	return DONE;
}

/* argv[*i] begins with "--"; its value may be the next argument. */
static enum status
option_read(struct context *c, char *const *argv, int *i)
{
	const char *name = argv[*i] + 2, *equals = strchr(name, '=');
	size_t len = equals != NULL ? (size_t)(equals - name) : strlen(name);
	const struct option *row = option_row(c, name, len);

	if (row == NULL)
		return usage_refused(c, "there is no option --%.*s", (int)len,
		    name);
	if (row->value == NULL) {
		if (equals != NULL)
			return usage_refused(c, "--%s takes no value",
			    row->name);
		return option_keep(c, row, "");
	}
	if (equals != NULL)
		return option_keep(c, row, equals + 1);
	if (argv[*i + 1] == NULL)
		return usage_refused(c, "--%s needs %s", row->name, row->value);
	return option_keep(c, row, argv[++*i]);
}

/* argv[*i] is the first word, which may need the next one. */
static enum status
command_read(struct context *c, char *const *argv, int *i)
{
	const char *first = argv[*i], *second = argv[*i + 1];
	size_t len = strlen(first);
	const char *name;

	for (size_t k = 0; commands[k] != NULL; k++) {
		name = commands[k]->name;
		if (strncmp(name, first, len) != 0)
			continue;
		if (name[len] == '\0') {
			c->command = commands[k];
			return DONE;
		}
		if (name[len] == ' ' && second != NULL &&
		    strcmp(name + len + 1, second) == 0) {
			c->command = commands[k];
			++*i;
			return DONE;
		}
	}
	return command_unknown(c, first, second);
}

static enum status
word_keep(struct context *c, const char *word)
{
	if (c->args.count == ARGS_WORDS_MAX)
		return usage_refused(c, "too many arguments");
	c->args.words[c->args.count++] = word;
	return DONE;
}

/* Compare the operands with the row's: "[NAME]" may be absent, "..." more. */
static enum status
operands_check(struct context *c)
{
	const char *place = c->command->args;
	size_t count = 0, len;

	for (; *place != '\0'; place += len + strspn(place + len, " ")) {
		len = strcspn(place, " ");
		if (strstr(place, "...") != NULL)
			return DONE;
		if (count++ >= c->args.count && place[0] != '[')
			return usage_refused(c, "%.*s is missing", (int)len,
			    place);
	}
	if (c->args.count > count)
		return usage_refused(c, "\"%s\" is one argument too many",
		    c->args.words[count]);
	return DONE;
}

static bool
is_only_asking(const struct context *c)
{
	const struct option *row;

	for (size_t i = 0; i < c->args.given_count; i++) {
		row = c->args.given[i].row;
		if (row == row_in(common_options, "help", 4) ||
		    row == row_in(common_options, "version", 7))
			return true;
	}
	return false;
}

enum status
args_read(struct context *c, int argc, char *const *argv)
{
	bool words_only = false;

	for (int i = 1; i < argc; i++) {
		if (!words_only && strcmp(argv[i], "--") == 0)
			words_only = true;
		else if (!words_only && strncmp(argv[i], "--", 2) == 0)
			DO(option_read(c, argv, &i));
		else if (!words_only && argv[i][0] == '-' && argv[i][1] != '\0')
			return usage_refused(c, "there is no option %s",
			    argv[i]);
		else if (c->command == NULL)
			DO(command_read(c, argv, &i));
		else
			DO(word_keep(c, argv[i]));
	}
	if (is_only_asking(c))
		return DONE;
	if (c->command == NULL)
		return usage_refused(c, "a command is missing");
	return operands_check(c);
}

const char *
option_value(const struct context *c, const char *name)
{
	for (size_t i = 0; i < c->args.given_count; i++)
		if (strcmp(c->args.given[i].row->name, name) == 0)
			return c->args.given[i].value;
	return NULL;
}

bool
option_given(const struct context *c, const char *name)
{
	return option_value(c, name) != NULL;
}

CK_ULONG
option_number(const struct context *c, const char *name)
{
	const char *value = option_value(c, name);
	CK_ULONG n = 0;

	return value != NULL && number_read(value, &n) ? n : 0;
}

const char *
operand(const struct context *c, size_t index)
{
	return index < c->args.count ? c->args.words[index] : NULL;
}
