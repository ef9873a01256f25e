/* SPDX-License-Identifier: Apache-2.0 */
/* Asking a person for a PIN. */
#ifndef CLAVIGER_TOOLS_PROMPT_H
#define CLAVIGER_TOOLS_PROMPT_H

#include "pin.h"

/*
 * Ask on the controlling terminal, without echo, and read one line; an empty
 * one gives length 0. Without a terminal: refused, naming --OPTION-fd and
 * --OPTION-file. A signal that ends the command leaves the terminal as it was.
 */
enum status prompt_pin(const struct context *c, const char *prompt,
    const char *option, struct pin *out) MUST_USE;

#endif
