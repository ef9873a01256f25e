/* SPDX-License-Identifier: Apache-2.0 */
/* claviger maintain: does what is due in a token, without a login. */
#include "command_table.h"
#include "json.h"
#include "option.h"
#include "outcome.h"
#include "text.h"

#include <stdio.h>

static JSON_ASKER(ask_maintain)
{
	(void)arg;
	return c->clv->CLV_Maintain(c->session, 0, text, len);
}

/* A line for each entry, its members in their order. */
static void
entries_print(const char *word, const json_t *list)
{
	const json_t *entry, *value;
	const char *name;
	size_t i;

	json_array_foreach(list, i, entry) {
		(void)printf("%s:", word);
		if (json_is_string(entry)) {
			(void)putchar(' ');
			text_print(stdout, json_string_value(entry));
		}
		json_object_foreach((json_t *)(size_t)entry, name, value) {
			(void)printf(" %s ", name);
			if (json_is_string(value))
				text_print(stdout, json_string_value(value));
			else if (json_is_integer(value))
				(void)printf("%" JSON_INTEGER_FORMAT,
				    json_integer_value(value));
			else
				(void)putchar('-');
		}
		(void)putchar('\n');
	}
}

static enum status
run(struct context *c)
{
	SCOPED(json_t) *done = NULL;
	CK_RV rv = json_ask(c, ask_maintain, NULL, &done);

	if (rv != CKR_OK)
		return call_refused(c, rv, "the token cannot be maintained");
	if (option_given(c, "json"))
		return json_print(c, json_incref(done));
	if (json_array_size(json_object_get(done, "purged")) == 0)
		(void)puts("Nothing was due.");
	entries_print("purged", json_object_get(done, "purged"));
	entries_print("due", json_object_get(done, "due"));
	return DONE;
}

const struct command cmd_maintain = {
	.name = "maintain",
	.args = "",
	.summary = "do what is due, such as deletions; needs no PIN",
	.needs = NEEDS_TOKEN | ASKS_CHANGE,
	.run = run,
};
