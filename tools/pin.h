/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PINs: from a descriptor, a file or the terminal, never from an argument.
 * SCOPED_VALUE(pin) p = { 0 }; wipes it at the end of its block.
 */
#ifndef CLAVIGER_TOOLS_PIN_H
#define CLAVIGER_TOOLS_PIN_H

#include "base/scope.h"
#include "command.h"

#define PIN_MAX 1023
#define PIN_DEFAULT_USER "user"

struct pin {
	CK_UTF8CHAR text[PIN_MAX + 1]; /* room for the NUL of the terminal */
	CK_ULONG len;
};

/* Where a PIN comes from and what it is called. */
struct pin_ask {
	const char *option; /* "pin": --pin-fd, --pin-file */
	const char *whose;  /* "PIN of the user" */
	bool fresh;	    /* a new one: asked for twice */
	bool from_uri;	    /* pin-source counts, when no option is given */
};

enum status pin_get(const struct context *c, const struct pin_ask *ask,
    struct pin *out) MUST_USE;
/* Put "NAME:" before it. */
enum status pin_prefix(const struct context *c, const char *name,
    struct pin *pin) MUST_USE;
/* Refuse what the default user's PIN may not be, before anything is done. */
enum status pin_check_user(const struct context *c, const struct pin *pin)
    MUST_USE;
/* A PIN was changed: say whose (NULL: the default user's). */
enum status pin_report(const struct context *c, const char *name) MUST_USE;
void pin_clear(struct pin *pin);

#endif
