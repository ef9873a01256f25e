/* SPDX-License-Identifier: Apache-2.0 */
/* The module this command is a client of. */
#ifndef CLAVIGER_TOOLS_MODULE_H
#define CLAVIGER_TOOLS_MODULE_H

#include "command.h"

/*
 * Load --module, else CLAVIGER_MODULE, else the installed module; find its
 * PKCS #11 3.2 functions and its vendor functions; initialise it.
 */
enum status module_open(struct context *c) MUST_USE;
/* Close the session and finalise; fine at any point. */
void module_close(struct context *c);

#endif
