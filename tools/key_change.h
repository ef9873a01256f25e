/* SPDX-License-Identifier: Apache-2.0 */
/* Finding a key, changing it and saying so: what several commands share. */
#ifndef CLAVIGER_TOOLS_KEY_CHANGE_H
#define CLAVIGER_TOOLS_KEY_CHANGE_H

#include "command.h"
#include "key.h"

/* Find KEY, let `change` change it, and free it. */
enum status key_change(const struct context *c, enum key_scope scope,
    enum status (*change)(const struct context *c, struct key *key));

/* Enable or disable (CLV_STATE_*) KEY or its --version. */
enum status key_set_state(const struct context *c, CK_ULONG state,
    const char *word);

/* "LABEL" or "version N of LABEL", as --version says. */
struct key_part {
	char text[400];
};
struct key_part key_part(const struct context *c, const struct key *key);

/* The option row --version N. */
#define OPTION_VERSION(what) { "version", "N", what, 0 }

#endif
