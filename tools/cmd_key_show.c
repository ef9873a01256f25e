/* SPDX-License-Identifier: Apache-2.0 */
/* claviger key show: all there is to know about a key and its versions. */
#include "command_table.h"
#include "key.h"
#include "option.h"
#include "outcome.h"
#include "text.h"

#include <string.h>

static void
usage_print(const json_t *usage)
{
	char text[256] = "";
	const json_t *word;
	const char *name;
	size_t i, used = 0;
	int n;

	json_array_foreach(usage, i, word) {
		name = json_string_value(word);
		n = snprintf(text + used, sizeof(text) - used, "%s%s",
		    i > 0 ? ", " : "", name != NULL ? name : "");
		if (n < 0 || (size_t)n >= sizeof(text) - used)
			break;
		used += (size_t)n;
	}
	text_field("usage", "%s", used > 0 ? text : "none");
}

static void
key_print(const struct key *key)
{
	text_field("label", "%s", key_label(key));
	text_field("key id", "%s", key_id(key));
	text_field("id", "%s", json_text(key->about, "id"));
	text_field("type", "%s%s", json_text(key->about, "type"),
	    key_is_pair(key) ? ", private and public key" : ", secret key");
	text_field("state", "%s", key_state(key));
	usage_print(json_object_get(key->about, "usage"));
	text_field("created", "%s", json_text(key->about, "created"));
	if (json_text(key->about, "deletionDate")[0] != '\0')
		text_field("will be deleted", "%s",
		    json_text(key->about, "deletionDate"));
	text_field("current version", "%" JSON_INTEGER_FORMAT,
	    json_number(key->about, "currentVersion"));
	if (json_flag(key->about, "rawUsed"))
		text_field("raw use", "%s", "has encrypted with a mechanism "
		    "that cannot tell versions apart");
}

static const char *
or_dash(const char *text)
{
	return text[0] != '\0' ? text : "-";
}

static enum status
versions_print(const struct context *c, const json_t *versions)
{
	const json_t *version;
	char number[32];
	struct table t;
	bool whole;
	size_t i;

	table_init(&t, 5);
	table_row(&t, (const char *[]) { "VERSION", "STATE", "CREATED",
	    "CHECK VALUE", "DELETION" });
	json_array_foreach(versions, i, version) {
		(void)snprintf(number, sizeof(number),
		    "%" JSON_INTEGER_FORMAT "%s",
		    json_number(version, "version"),
		    json_flag(version, "current") ? " current" : "");
		table_row(&t, (const char *[]) { number,
		    json_text(version, "state"), json_text(version, "created"),
		    or_dash(json_text(version, "checkValue")),
		    or_dash(json_text(version, "deletionDate")) });
	}
	(void)putchar('\n');
	whole = table_print(&t, stdout, 0);
	table_clear(&t);
	return whole ? DONE : out_of_memory(c);
}

static enum status
run(struct context *c)
{
	struct key key = { 0 };
	enum status s;

	DO(key_find(c, KEY_LIVE_FIRST, &key));
	if (option_given(c, "json")) {
		s = json_print(c, json_incref(key.about));
	} else {
		key_print(&key);
		s = versions_print(c, json_object_get(key.about, "versions"));
	}
	key_clear(&key);
	return s;
}

const struct command cmd_key_show = {
	.name = "key show",
	.args = "KEY",
	.summary = "show a key and its versions",
	.needs = NEEDS_USER,
	.run = run,
};
