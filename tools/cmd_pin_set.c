/* SPDX-License-Identifier: Apache-2.0 */
/* claviger pin set: who knows a PIN gives it a new value. */
#include "command_table.h"
#include "help.h"
#include "option.h"
#include "outcome.h"
#include "pin.h"
#include "token.h"


/* The security officer's PIN changes in his own session only. */
static enum status
officer_login(const struct context *c, const struct pin *old)
{
	CK_RV rv = c->p11->C_Login(c->session, CKU_SO,
	    (CK_UTF8CHAR *)(size_t)old->text, old->len);

	if (rv != CKR_OK)
		return call_refused(c, rv, "the login is refused");
	return DONE;
}

static enum status
pins_get(const struct context *c, bool officer, struct pin *old,
    struct pin *new)
{
	const char *whose = officer ? "PIN of the security officer" :
				      "PIN of the user";
	const struct pin_ask ask_old = { .option = officer ? "so-pin" : "pin",
		.whose = whose, .from_uri = true };
	const struct pin_ask ask_new = { .option = "new-pin", .whose = whose,
		.fresh = true };

	DO(pin_get(c, &ask_old, old));
	return pin_get(c, &ask_new, new);
}

static enum status
run(struct context *c)
{
	bool officer = option_given(c, "so");
	const char *name = operand(c, 0);
	SCOPED_VALUE(pin) old = { .len = 0 };
	SCOPED_VALUE(pin) new = { .len = 0 };
	CK_RV rv;

	if (officer && name != NULL)
		return usage_refused(c, "--so goes without NAME");
	DO(pins_get(c, officer, &old, &new));
	if (officer)
		DO(officer_login(c, &old));
	else if (name != NULL)
		DO(pin_prefix(c, name, &old));
	rv = c->p11->C_SetPIN(c->session, old.text, old.len, new.text,
	    new.len);
	if (rv != CKR_OK)
		return call_refused(c, rv, "the PIN was not changed");
	return pin_report(c, officer ? "so" : name);
}

static const struct option options[] = {
	{ "so", NULL, "the security officer's PIN", 0 },
	{ "new-pin-fd", "N", "read the new PIN from this file descriptor", 0 },
	{ "new-pin-file", "FILE", "read the new PIN from this file", 0 },
	{ NULL, NULL, NULL, 0 },
};

const struct command cmd_pin_set = {
	.name = "pin set",
	.args = "[NAME]",
	.summary = "change a PIN, knowing the old one",
	.needs = NEEDS_TOKEN | ASKS_CHANGE | ASKS_PIN | ASKS_SO_PIN,
	.options = options,
	.run = run,
};
