/* SPDX-License-Identifier: Apache-2.0 */
/* claviger key list: the keys of a token. */
#include "command_table.h"
#include "help.h"
#include "key.h"
#include "option.h"
#include "outcome.h"
#include "text.h"

#include <string.h>

static const char scheduled[] = "pending-deletion";
static const char *const states[] = { "enabled", "disabled", scheduled, NULL };

static enum status
state_check(const struct context *c, const char *state)
{
	for (size_t i = 0; states[i] != NULL; i++)
		if (state == NULL || strcmp(states[i], state) == 0)
			return DONE;
	return usage_refused(c, "there is no state \"%s\"; there is enabled, "
	    "disabled, %s", state, scheduled);
}

static bool
is_wanted(const struct key *key, const char *state)
{
	return state == NULL || strcmp(key_state(key), state) == 0;
}

static void
row_add(struct table *t, const struct key *key)
{
	const json_t *versions = json_object_get(key->about, "versions");
	char version[48];

	(void)snprintf(version, sizeof(version),
	    "%" JSON_INTEGER_FORMAT " of %zu",
	    json_number(key->about, "currentVersion"),
	    json_array_size(versions));
	table_row(t, (const char *[]) { key_label(key),
	    json_text(key->about, "type"), key_state(key), version,
	    key_id(key) });
}

static enum status
keys_print(const struct context *c, const struct keys *keys, const char *state)
{
	struct table t;
	bool whole = true;

	table_init(&t, 5);
	table_row(&t, (const char *[]) { "LABEL", "TYPE", "STATE", "VERSION",
	    "KEY ID" });
	for (size_t i = 0; i < keys->count; i++)
		if (is_wanted(&keys->list[i], state))
			row_add(&t, &keys->list[i]);
	if (t.rows > 1)
		whole = table_print(&t, stdout, 0);
	else
		(void)puts("There is no such key.");
	table_clear(&t);
	return whole ? DONE : out_of_memory(c);
}

static enum status
keys_print_json(const struct context *c, const struct keys *keys,
    const char *state)
{
	json_t *list = json_array();

	for (size_t i = 0; i < keys->count; i++)
		if (is_wanted(&keys->list[i], state))
			(void)json_array_append(list, keys->list[i].about);
	return json_print(c, json_pack("{s:o}", "keys", list));
}

static enum status
run(struct context *c)
{
	const char *state = option_value(c, "state");
	struct keys keys = { 0 };
	enum status s;

	DO(state_check(c, state));
	s = keys_read(c, option_given(c, "all") ||
	    (state != NULL && strcmp(state, scheduled) == 0), &keys);
	if (s == DONE)
		s = option_given(c, "json") ?
		    keys_print_json(c, &keys, state) :
		    keys_print(c, &keys, state);
	keys_clear(&keys);
	return s;
}

static const struct option options[] = {
	{ "all", NULL, "also keys that are scheduled for deletion", 0 },
	{ "state", "STATE", "only keys that are enabled, disabled or "
	    "pending-deletion", 0 },
	{ NULL, NULL, NULL, 0 },
};

const struct command cmd_key_list = {
	.name = "key list",
	.args = "",
	.summary = "show the keys",
	.needs = NEEDS_USER,
	.options = options,
	.run = run,
};
