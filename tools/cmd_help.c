/* SPDX-License-Identifier: Apache-2.0 */
/* claviger help: how the commands are used; with --json, the whole table. */
#include "command_table.h"
#include "help.h"
#include "json.h"
#include "option.h"

static json_t *
options_json(const struct option *rows)
{
	json_t *list = json_array();

	for (; rows != NULL && rows->name != NULL; rows++)
		if (json_array_append_new(list, json_pack("{s:s, s:s?, s:s}",
		    "name", rows->name, "value", rows->value,
		    "summary", rows->summary)) != 0)
			break;
	return list;
}

static json_t *
table_json(void)
{
	json_t *list = json_array();

	for (size_t i = 0; commands[i] != NULL; i++)
		if (json_array_append_new(list, json_pack(
		    "{s:s, s:s, s:s, s:o}", "name", commands[i]->name,
		    "arguments", commands[i]->args,
		    "summary", commands[i]->summary,
		    "options", options_json(commands[i]->options))) != 0)
			break;
	return json_pack("{s:o, s:o}", "commands", list,
	    "commonOptions", options_json(common_options));
}

static enum status
run(struct context *c)
{
	if (option_given(c, "json"))
		return json_print(c, table_json());
	if (operand(c, 0) != NULL)
		return help_print(c, operand(c, 0), operand(c, 1));
	help_overview();
	return DONE;
}

const struct command cmd_help = {
	.name = "help",
	.args = "[COMMAND...]",
	.summary = "say how the commands are used",
	.run = run,
};
