/* SPDX-License-Identifier: Apache-2.0 */
/* claviger key disable: forbid any use of a key, or of a version of it. */
#include "command_table.h"
#include "key_change.h"

static enum status
run(struct context *c)
{
	return key_set_state(c, CLV_STATE_DISABLED, "disable");
}

static const struct option options[] = {
	OPTION_VERSION("disable this version only"),
	{ NULL, NULL, NULL, 0 },
};

const struct command cmd_key_disable = {
	.name = "key disable",
	.args = "KEY",
	.summary = "forbid any use of a key, or of a version of it",
	.needs = NEEDS_USER | ASKS_CHANGE,
	.options = options,
	.run = run,
};
