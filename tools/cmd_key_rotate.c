/* SPDX-License-Identifier: Apache-2.0 */
/*
 * claviger key rotate: a new version. A secret key uses it from now on; a
 * pair's is staged, so that a certificate can be made for it first.
 */
#include "command_table.h"
#include "key.h"
#include "option.h"
#include "outcome.h"

static enum status
rotate(const struct context *c, struct key *key)
{
	bool staged = key_is_pair(key) && !option_given(c, "activate");
	CK_FLAGS flags = 0;
	CK_ULONG version = 0;
	CK_RV rv;

	if (staged)
		flags |= CLV_ROTATE_KEEP_CURRENT;
	if (option_given(c, "despite-raw-use"))
		flags |= CLV_ROTATE_DESPITE_RAW_USE;
	if (option_given(c, "force"))
		flags |= CLV_ROTATE_DESPITE_CERTIFICATE;
	rv = c->clv->CLV_RotateKey(c->session, key->handle, flags, &version);
	if (rv != CKR_OK)
		return call_refused(c, rv, "cannot rotate \"%s\"",
		    key_label(key));
	if (staged)
		return key_report(c, key, "version %lu of \"%s\" is staged; "
		    "\"claviger key activate\" makes it current", version,
		    key_label(key));
	return key_report(c, key, "version %lu of \"%s\" is current", version,
	    key_label(key));
}

static enum status
run(struct context *c)
{
	struct key key = { 0 };
	enum status s;

	DO(key_find(c, KEY_LIVE, &key));
	s = rotate(c, &key);
	key_clear(&key);
	return s;
}

static const struct option options[] = {
	{ "activate", NULL, "make a pair's new version current at once", 0 },
	{ "despite-raw-use", NULL, "although old ciphertext may not tell its "
	    "version", 0 },
	{ "force", NULL, "although the current version has a certificate", 0 },
	{ NULL, NULL, NULL, 0 },
};

const struct command cmd_key_rotate = {
	.name = "key rotate",
	.args = "KEY",
	.summary = "make a new version of a key",
	.needs = NEEDS_USER | ASKS_CHANGE,
	.options = options,
	.run = run,
};
