/* SPDX-License-Identifier: Apache-2.0 */
/* claviger pin reset: the security officer gives somebody a new PIN. */
#include "command_table.h"
#include "option.h"
#include "outcome.h"
#include "pin.h"

#include <string.h>

static CK_RV
reset(const struct context *c, const char *name, struct pin *pin)
{
	if (name == NULL || strcmp(name, PIN_DEFAULT_USER) == 0)
		return c->p11->C_InitPIN(c->session, pin->text, pin->len);
	return c->clv->CLV_ResetSecret(c->session,
	    (CK_UTF8CHAR *)(size_t)name, strlen(name), pin->text, pin->len);
}

static enum status
run(struct context *c)
{
	const struct pin_ask ask = { .option = "new-pin",
		.whose = "PIN of the user", .fresh = true };
	const char *name = operand(c, 0);
	SCOPED_VALUE(pin) pin = { .len = 0 };
	CK_RV rv;

	DO(pin_get(c, &ask, &pin));
	DO(pin_check_user(c, &pin));
	rv = reset(c, name, &pin);
	if (rv != CKR_OK)
		return call_refused(c, rv, "the PIN was not reset");
	return pin_report(c, name);
}

static const struct option options[] = {
	{ "new-pin-fd", "N", "read the new PIN from this file descriptor", 0 },
	{ "new-pin-file", "FILE", "read the new PIN from this file", 0 },
	{ NULL, NULL, NULL, 0 },
};

const struct command cmd_pin_reset = {
	.name = "pin reset",
	.args = "[NAME]",
	.summary = "give the user a new PIN, as security officer",
	.needs = NEEDS_SO,
	.options = options,
	.run = run,
};
