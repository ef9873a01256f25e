/* SPDX-License-Identifier: Apache-2.0 */
/*
 * claviger key undelete: brings back what is scheduled for deletion, and a
 * pair's public key that was destroyed.
 */
#include "command_table.h"
#include "key_change.h"
#include "key_public.h"
#include "option.h"
#include "outcome.h"

/* A pair that is not scheduled may still lack its public object. */
static bool
lacks_public(const struct context *c, const struct key *key)
{
	struct public_key found = { .object = CK_INVALID_HANDLE };
	bool lacks;

	if (!key_is_pair(key) || key_is_scheduled(key) ||
	    option_given(c, "version"))
		return false;
	lacks = public_key_of(c, key, 0, &found) == DONE &&
	    found.object == CK_INVALID_HANDLE;
	public_key_clear(&found);
	return lacks;
}

static enum status
undelete(const struct context *c, struct key *key)
{
	struct key_part part = key_part(c, key);
	CK_RV rv;

	if (lacks_public(c, key)) {
		DO(public_key_restore(c, key));
		return key_report(c, key, "the public key of %s is back",
		    part.text);
	}
	rv = c->clv->CLV_CancelDeletion(c->session, key->handle,
	    option_number(c, "version"));
	if (rv != CKR_OK)
		return call_refused(c, rv, "cannot bring back %s", part.text);
	return key_report(c, key, "%s is back, disabled; \"claviger key "
	    "enable\" lets it be used", part.text);
}

static enum status
run(struct context *c)
{
	return key_change(c, option_given(c, "version") ? KEY_LIVE :
	    KEY_SCHEDULED_FIRST, undelete);
}

static const struct option options[] = {
	OPTION_VERSION("bring back this version only"),
	{ NULL, NULL, NULL, 0 },
};

const struct command cmd_key_undelete = {
	.name = "key undelete",
	.args = "KEY",
	.summary = "bring back a key that is scheduled for deletion",
	.needs = NEEDS_USER | ASKS_CHANGE,
	.options = options,
	.run = run,
};
