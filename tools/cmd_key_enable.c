/* SPDX-License-Identifier: Apache-2.0 */
/* claviger key enable: let a key, or a version of it, be used again. */
#include "command_table.h"
#include "key_change.h"

static enum status
run(struct context *c)
{
	return key_set_state(c, CLV_STATE_ENABLED, "enable");
}

static const struct option options[] = {
	OPTION_VERSION("enable this version only"),
	{ NULL, NULL, NULL, 0 },
};

const struct command cmd_key_enable = {
	.name = "key enable",
	.args = "KEY",
	.summary = "let a key, or a version of it, be used again",
	.needs = NEEDS_USER | ASKS_CHANGE,
	.options = options,
	.run = run,
};
