/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A key as the module describes it, and lists of keys. How a name is looked
 * up is in key_find.c.
 */
#include "key_list.h"

#include "option.h"
#include "outcome.h"
#include "text.h"
#include "uri.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static const CK_OBJECT_CLASS secret_class = CKO_SECRET_KEY;
static const CK_OBJECT_CLASS private_class = CKO_PRIVATE_KEY;
static const CK_ULONG scheduled_state = CLV_STATE_SCHEDULED;
static const CK_BBOOL yes = CK_TRUE;

void
key_clear(struct key *key)
{
	json_decref(key->about);
	key->about = NULL;
}

void
keys_clear(struct keys *keys)
{
	for (size_t i = 0; i < keys->count; i++)
		key_clear(&keys->list[i]);
	free(keys->list);
	keys->list = NULL;
	keys->count = 0;
}

const char *
key_label(const struct key *key)
{
	return json_text(key->about, "label");
}

const char *
key_id(const struct key *key)
{
	return json_text(key->about, "keyId");
}

const char *
key_state(const struct key *key)
{
	return json_text(key->about, "state");
}

bool
key_is_pair(const struct key *key)
{
	return strcmp(json_text(key->about, "class"), "pair") == 0;
}

bool
key_is_scheduled(const struct key *key)
{
	return strcmp(key_state(key), "enabled") != 0 &&
	    strcmp(key_state(key), "disabled") != 0;
}

const json_t *
key_version(const struct key *key, CK_ULONG number)
{
	const json_t *versions = json_object_get(key->about, "versions");
	const json_t *version;
	size_t i;

	json_array_foreach(versions, i, version)
		if (json_number(version, "version") == (json_int_t)number)
			return version;
	return NULL;
}

static JSON_ASKER(ask_description)
{
	const CK_OBJECT_HANDLE *handle = arg;

	return c->clv->CLV_DescribeKey(c->session, *handle, text, len);
}

enum status
key_describe(const struct context *c, struct key *key)
{
	CK_RV rv = json_ask(c, ask_description, &key->handle, &key->about);

	if (rv != CKR_OK)
		return call_refused(c, rv, "cannot read the key");
	return DONE;
}

static bool
is_known(const struct keys *keys, const json_t *about)
{
	for (size_t i = 0; i < keys->count; i++)
		if (strcmp(key_id(&keys->list[i]),
		    json_text(about, "keyId")) == 0)
			return true;
	return false;
}

/* Describe an object and append it, unless its key is there already or was
 * destroyed meanwhile. */
static enum status
key_append(const struct context *c, CK_OBJECT_HANDLE handle, struct keys *out)
{
	SCOPED(json_t) *about = NULL;
	struct key *more;
	CK_RV rv = json_ask(c, ask_description, &handle, &about);

	if (rv == CKR_KEY_HANDLE_INVALID || rv == CKR_OBJECT_HANDLE_INVALID)
		return DONE;
	if (rv != CKR_OK)
		return call_refused(c, rv, "cannot read a key");
	if (is_known(out, about))
		return DONE;
	more = realloc(out->list, (out->count + 1) * sizeof(*more));
	if (more == NULL)
		return out_of_memory(c);
	out->list = more;
	more[out->count].handle = handle;
	more[out->count].about = json_incref(about);
	out->count++;
	return DONE;
}

static enum status
class_search(const struct context *c, const struct search *base,
    const CK_OBJECT_CLASS *class, struct keys *out)
{
	struct search s = *base;
	struct objects found = { 0 };
	enum status status;

	search_add(&s, CKA_CLASS, class, sizeof(*class));
	search_add(&s, CKA_TOKEN, &yes, sizeof(yes));
	status = search_run(c, &s, &found);
	for (CK_ULONG i = 0; status == DONE && i < found.count; i++)
		status = key_append(c, found.list[i], out);
	objects_clear(&found);
	return status;
}

enum status
keys_search(const struct context *c, const struct search *base,
    struct keys *out)
{
	if (uri_allows(c, CKO_SECRET_KEY))
		DO(class_search(c, base, &secret_class, out));
	if (uri_allows(c, CKO_PRIVATE_KEY))
		DO(class_search(c, base, &private_class, out));
	return DONE;
}

enum status
keys_search_scheduled(const struct context *c, const struct search *base,
    struct keys *out)
{
	struct search s = *base;

	search_add(&s, CKA_CLV_STATE, &scheduled_state,
	    sizeof(scheduled_state));
	return keys_search(c, &s, out);
}

static int
key_order(const void *a, const void *b)
{
	const struct key *x = a, *y = b;
	int order = strcmp(key_label(x), key_label(y));

	if (order == 0)
		order = strcmp(json_text(x->about, "created"),
		    json_text(y->about, "created"));
	return order != 0 ? order : strcmp(key_id(x), key_id(y));
}

enum status
keys_read(const struct context *c, bool scheduled, struct keys *out)
{
	const struct search all = { .count = 0 };

	DO(keys_search(c, &all, out));
	if (scheduled)
		DO(keys_search_scheduled(c, &all, out));
	if (out->count > 1)
		qsort(out->list, out->count, sizeof(*out->list), key_order);
	return DONE;
}

enum status
key_refresh(const struct context *c, struct key *key)
{
	struct search s = { .count = 0 };
	struct keys now = { 0 };
	enum status status;

	search_add(&s, CKA_CLV_KEY_ID, key_id(key), strlen(key_id(key)));
	status = keys_search(c, &s, &now);
	if (status == DONE && now.count > 0) {
		key->handle = now.list[0].handle;
		json_decref(key->about);
		key->about = json_incref(now.list[0].about);
	} else if (status == DONE) {
		(void)json_object_set_new(key->about, "state",
		    json_string("purged"));
	}
	keys_clear(&now);
	return status;
}

enum status
key_report(const struct context *c, struct key *key, const char *fmt, ...)
{
	char text[1024];
	va_list args;

	if (option_given(c, "json")) {
		DO(key_refresh(c, key));
		return json_print(c, json_incref(key->about));
	}
	va_start(args, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	text_print(stdout, text);
	(void)putchar('\n');
	return DONE;
}
