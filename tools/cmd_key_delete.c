/* SPDX-License-Identifier: Apache-2.0 */
/* claviger key delete: schedules the deletion of a key or a version. */
#include "command_table.h"
#include "help.h"
#include "key_change.h"
#include "key_public.h"
#include "option.h"
#include "outcome.h"

#include <string.h>

/* What came of it: a sandbox token deletes at once. */
static enum status
report(const struct context *c, struct key *key, const struct key_part *part)
{
	CK_ULONG number = option_number(c, "version");
	const json_t *what;
	const char *date;

	DO(key_refresh(c, key));
	what = number != 0 ? key_version(key, number) : key->about;
	date = json_text(what, "deletionDate");
	if (date[0] == '\0' || strcmp(json_text(what, "state"), "purged") == 0)
		return key_report(c, key, "%s is deleted for good",
		    part->text);
	return key_report(c, key, "%s will be deleted on %s; until then "
	    "\"claviger key undelete\" brings it back", part->text, date);
}

static enum status
schedule(const struct context *c, struct key *key)
{
	struct key_part part = key_part(c, key);
	CK_RV rv;

	rv = c->clv->CLV_ScheduleDeletion(c->session, key->handle,
	    option_number(c, "version"), option_number(c, "days"));
	if (rv != CKR_OK)
		return call_refused(c, rv, "cannot delete %s", part.text);
	return report(c, key, &part);
}

static enum status
destroy_public(const struct context *c, struct key *key)
{
	struct public_key public_key = { 0 };
	enum status s = DONE;
	CK_RV rv;

	DO(public_key_of(c, key, 0, &public_key));
	if (public_key.object == CK_INVALID_HANDLE) {
		s = refused(c, NOT_FOUND, "\"%s\" has no public object",
		    key_label(key));
	} else {
		rv = c->p11->C_DestroyObject(c->session, public_key.object);
		if (rv != CKR_OK)
			s = call_refused(c, rv, "cannot delete the public key "
			    "of \"%s\"", key_label(key));
	}
	public_key_clear(&public_key);
	DO(s);
	return key_report(c, key, "the public key of \"%s\" is deleted; "
	    "\"claviger key undelete\" brings it back", key_label(key));
}

static enum status
run(struct context *c)
{
	if (!option_given(c, "public"))
		return key_change(c, KEY_LIVE, schedule);
	if (option_given(c, "days") || option_given(c, "version"))
		return usage_refused(c, "--public goes with neither --days nor "
		    "--version");
	return key_change(c, KEY_LIVE, destroy_public);
}

static const struct option options[] = {
	{ "days", "N", "wait so many days, instead of the token's usual time",
	    0 },
	OPTION_VERSION("delete this version only"),
	{ "public", NULL, "delete a pair's public object only, at once", 0 },
	{ NULL, NULL, NULL, 0 },
};

const struct command cmd_key_delete = {
	.name = "key delete",
	.args = "KEY",
	.summary = "schedule the deletion of a key",
	.needs = NEEDS_USER | ASKS_CHANGE,
	.options = options,
	.run = run,
};
