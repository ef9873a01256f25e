/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The command line, read by the rows of options: "--name VALUE" or
 * "--name=VALUE", "--" before operands that begin with '-'.
 */
#ifndef CLAVIGER_TOOLS_OPTION_H
#define CLAVIGER_TOOLS_OPTION_H

#include "command.h"

/* Options of every command, up to a row without a name. */
extern const struct option common_options[];

/*
 * Read the command line into c: the command and its args. --help and
 * --version end the reading, as what stands beside them does not matter.
 */
enum status args_read(struct context *c, int argc, char *const *argv) MUST_USE;

/* The value of an option; "" for one without, NULL when it was not given. */
const char *option_value(const struct context *c, const char *name);
bool option_given(const struct context *c, const char *name);
/* The value of an option that takes a number; 0 when it was not given. */
CK_ULONG option_number(const struct context *c, const char *name);
/* An operand; NULL when there are fewer. */
const char *operand(const struct context *c, size_t index);

/* A whole number from 1, in decimal digits only. */
bool number_read(const char *text, CK_ULONG *out) MUST_USE;

#endif
