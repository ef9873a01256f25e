/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The commands, in the order the help shows them. To add one: write
 * cmd_<name>.c, name its row here, and describe it in doc/claviger.1.
 */
#include "command_table.h"

/* clang-format off */
const struct command *const commands[] = {
	&cmd_init,
	&cmd_status,
	&cmd_token_list,
	&cmd_key_create,
	&cmd_key_list,
	&cmd_key_show,
	&cmd_key_rotate,
	&cmd_key_activate,
	&cmd_key_enable,
	&cmd_key_disable,
	&cmd_key_delete,
	&cmd_key_undelete,
	&cmd_key_public,
	&cmd_verify,
	&cmd_maintain,
	&cmd_accept_rollback,
	&cmd_pin_set,
	&cmd_pin_reset,
	&cmd_help,
	NULL,
};
/* clang-format on */
