/* SPDX-License-Identifier: Apache-2.0 */
/* The rows that the table of commands is made of, one from each cmd_*.c. */
#ifndef CLAVIGER_TOOLS_COMMAND_TABLE_H
#define CLAVIGER_TOOLS_COMMAND_TABLE_H

#include "command.h"

extern const struct command cmd_accept_rollback;
extern const struct command cmd_help;
extern const struct command cmd_init;
extern const struct command cmd_key_activate;
extern const struct command cmd_key_create;
extern const struct command cmd_key_delete;
extern const struct command cmd_key_disable;
extern const struct command cmd_key_enable;
extern const struct command cmd_key_list;
extern const struct command cmd_key_public;
extern const struct command cmd_key_rotate;
extern const struct command cmd_key_show;
extern const struct command cmd_key_undelete;
extern const struct command cmd_maintain;
extern const struct command cmd_pin_reset;
extern const struct command cmd_pin_set;
extern const struct command cmd_status;
extern const struct command cmd_token_list;
extern const struct command cmd_verify;

#endif
