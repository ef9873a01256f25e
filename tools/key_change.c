/* SPDX-License-Identifier: Apache-2.0 */
/* Finding a key, changing it and saying so: what several commands share. */
#include "key_change.h"

#include "option.h"
#include "outcome.h"

#include <stdio.h>

enum status
key_change(const struct context *c, enum key_scope scope,
    enum status (*change)(const struct context *c, struct key *key))
{
	struct key key = { 0 };
	enum status s;

	DO(key_find(c, scope, &key));
	s = change(c, &key);
	key_clear(&key);
	return s;
}

struct key_part
key_part(const struct context *c, const struct key *key)
{
	CK_ULONG version = option_number(c, "version");
	struct key_part part;

	if (version != 0)
		(void)snprintf(part.text, sizeof(part.text),
		    "version %lu of \"%s\"", version, key_label(key));
	else
		(void)snprintf(part.text, sizeof(part.text), "\"%s\"",
		    key_label(key));
	return part;
}

enum status
key_set_state(const struct context *c, CK_ULONG state, const char *word)
{
	struct key key = { 0 };
	struct key_part part;
	enum status s;
	CK_RV rv;

	DO(key_find(c, KEY_LIVE, &key));
	part = key_part(c, &key);
	rv = c->clv->CLV_SetKeyState(c->session, key.handle,
	    option_number(c, "version"), state);
	s = rv == CKR_OK ?
	    key_report(c, &key, "%s is %sd", part.text, word) :
	    call_refused(c, rv, "cannot %s %s", word, part.text);
	key_clear(&key);
	return s;
}
