/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From KEY to a key. A text is a label or a key id; a URI says label, id or
 * both. A name that fits several keys is refused and they are listed: the
 * command never picks one.
 */
#include "key_list.h"

#include "help.h"
#include "option.h"
#include "outcome.h"
#include "text.h"
#include "uri.h"

#include <stdlib.h>
#include <string.h>

#define KEY_ID_LEN 36 /* a UUID as text */

/* What the URI says about an object, as a template. */
static enum status
uri_search(const struct context *c, struct search *s)
{
	static const CK_ATTRIBUTE_TYPE names[] = { CKA_LABEL, CKA_ID };
	const CK_ATTRIBUTE *a;

	if (!uri_allows(c, CKO_SECRET_KEY) && !uri_allows(c, CKO_PRIVATE_KEY))
		return usage_refused(c, "the URI names no key, but another "
		    "type of object");
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		a = p11_kit_uri_get_attribute(c->key_uri, names[i]);
		if (a != NULL)
			search_add(s, a->type, a->pValue, a->ulValueLen);
	}
	if (s->count == 0)
		return usage_refused(c, "the URI names no key: it has neither "
		    "object= nor id=");
	return DONE;
}

enum status
name_search(const struct context *c, struct search *out)
{
	const char *name = operand(c, 0);

	if (c->key_uri != NULL)
		return uri_search(c, out);
	search_add(out, CKA_LABEL, name, strlen(name));
	return DONE;
}

bool
key_id_search(const struct context *c, struct search *out)
{
	const char *name = operand(c, 0);

	if (c->key_uri != NULL || strlen(name) != KEY_ID_LEN)
		return false;
	search_add(out, CKA_CLV_KEY_ID, name, KEY_ID_LEN);
	return true;
}

/* All keys of the name, live and scheduled. */
static enum status
named_keys(const struct context *c, struct keys *out)
{
	struct search by_name = { .count = 0 }, by_id = { .count = 0 };

	DO(name_search(c, &by_name));
	DO(keys_search(c, &by_name, out));
	DO(keys_search_scheduled(c, &by_name, out));
	if (key_id_search(c, &by_id))
		return keys_search(c, &by_id, out);
	return DONE;
}

static enum status
several_keys(const struct context *c, const char *name,
    const struct keys *keys, bool scheduled)
{
	const struct key *key;
	struct table t;

	(void)refused(c, NOT_FOUND, "\"%s\" fits several keys; give a key id:",
	    name);
	table_init(&t, 4);
	for (size_t i = 0; i < keys->count; i++) {
		key = &keys->list[i];
		if (key_is_scheduled(key) == scheduled)
			table_row(&t, (const char *[]) { key_label(key),
			    key_id(key), json_text(key->about, "type"),
			    key_state(key) });
	}
	(void)table_print(&t, stderr, 2);
	table_clear(&t);
	return NOT_FOUND;
}

static size_t
count_of(const struct keys *keys, bool scheduled)
{
	size_t n = 0;

	for (size_t i = 0; i < keys->count; i++)
		n += key_is_scheduled(&keys->list[i]) == scheduled;
	return n;
}

/* Of the keys of the name, the one the scope means. */
static enum status
choose(const struct context *c, const char *name, const struct keys *keys,
    enum key_scope scope, struct key *out)
{
	bool scheduled = scope == KEY_SCHEDULED_FIRST;
	size_t i = 0;

	if (keys->count == 0)
		return refused(c, NOT_FOUND, "there is no key \"%s\"", name);
	if (count_of(keys, scheduled) == 0) {
		if (scope == KEY_LIVE)
			return refused(c, FAILED, "\"%s\" is %s since its "
			    "deletion was asked for; \"claviger key undelete\" "
			    "may bring it back", name,
			    key_state(&keys->list[0]));
		scheduled = !scheduled;
	}
	if (count_of(keys, scheduled) > 1)
		return several_keys(c, name, keys, scheduled);
	while (key_is_scheduled(&keys->list[i]) != scheduled)
		i++;
	out->handle = keys->list[i].handle;
	out->about = json_incref(keys->list[i].about);
	return DONE;
}

enum status
key_find(const struct context *c, enum key_scope scope, struct key *out)
{
	const char *name = operand(c, 0);
	struct keys keys = { 0 };
	enum status s;

	s = named_keys(c, &keys);
	if (s == DONE)
		s = choose(c, name, &keys, scope, out);
	keys_clear(&keys);
	return s;
}
