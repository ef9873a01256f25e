/* SPDX-License-Identifier: Apache-2.0 */
/* claviger key activate: makes a version the current one. */
#include "command_table.h"
#include "help.h"
#include "key_change.h"
#include "option.h"
#include "outcome.h"

static enum status
activate(const struct context *c, struct key *key)
{
	CK_FLAGS flags = option_given(c, "force") ?
	    CLV_ROTATE_DESPITE_CERTIFICATE : 0;
	CK_ULONG version = 0;
	CK_RV rv;

	if (!number_read(operand(c, 1), &version))
		return usage_refused(c, "VERSION is a number, not \"%s\"",
		    operand(c, 1));
	if (key_version(key, version) == NULL)
		return refused(c, NOT_FOUND, "\"%s\" has no version %lu",
		    key_label(key), version);
	rv = c->clv->CLV_SetCurrentVersion(c->session, key->handle, version,
	    flags);
	if (rv != CKR_OK)
		return call_refused(c, rv, "cannot activate version %lu of "
		    "\"%s\"", version, key_label(key));
	return key_report(c, key, "version %lu of \"%s\" is current", version,
	    key_label(key));
}

static enum status
run(struct context *c)
{
	return key_change(c, KEY_LIVE, activate);
}

static const struct option options[] = {
	{ "force", NULL, "although only the present version has a certificate",
	    0 },
	{ NULL, NULL, NULL, 0 },
};

const struct command cmd_key_activate = {
	.name = "key activate",
	.args = "KEY VERSION",
	.summary = "make a version the current one",
	.needs = NEEDS_USER | ASKS_CHANGE,
	.options = options,
	.run = run,
};
