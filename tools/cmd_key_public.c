/* SPDX-License-Identifier: Apache-2.0 */
/*
 * claviger key public: a pair's public key as PEM. Public objects are read
 * without a login; the PIN is asked for only when there is none of that name,
 * and the pair's public object is then brought back.
 */
#include "command_table.h"
#include "key_list.h"
#include "key_public.h"
#include "option.h"
#include "outcome.h"
#include "text.h"
#include "token.h"
#include "uri.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const CK_OBJECT_CLASS public_class = CKO_PUBLIC_KEY;
static const CK_BBOOL yes = CK_TRUE;

/* What is told, whoever told it. */
struct found {
	char *key_id, *label;
	struct public_key key;
};

static void
found_clear(struct found *f)
{
	free(f->key_id);
	free(f->label);
	public_key_clear(&f->key);
}

static enum status
public_objects(const struct context *c, struct objects *out)
{
	CK_ULONG version = option_number(c, "version");
	struct search names[2] = { { .count = 0 }, { .count = 0 } };
	size_t count = 1;

	if (!uri_allows(c, CKO_PRIVATE_KEY))
		return DONE;
	DO(name_search(c, &names[0]));
	if (key_id_search(c, &names[1]))
		count = 2;
	for (size_t i = 0; i < count && out->count == 0; i++) {
		search_add(&names[i], CKA_CLASS, &public_class,
		    sizeof(public_class));
		search_add(&names[i], CKA_TOKEN, &yes, sizeof(yes));
		if (version != 0)
			search_add(&names[i], CKA_CLV_VERSION, &version,
			    sizeof(version));
		DO(search_run(c, &names[i], out));
	}
	return DONE;
}

static void
object_read(const struct context *c, CK_OBJECT_HANDLE object, struct found *out)
{
	CK_ULONG len;

	out->key.object = object;
	out->label = (char *)attribute_read(c, object, CKA_LABEL, &len);
	out->key_id = (char *)attribute_read(c, object, CKA_CLV_KEY_ID, &len);
	public_key_read(c, object, &out->key);
}

static enum status
several_objects(const struct context *c, const struct objects *objects)
{
	struct found f;
	struct table t;

	(void)refused(c, NOT_FOUND, "\"%s\" fits several keys; give a key id:",
	    operand(c, 0));
	table_init(&t, 2);
	for (CK_ULONG i = 0; i < objects->count; i++) {
		memset(&f, 0, sizeof(f));
		object_read(c, objects->list[i], &f);
		table_row(&t, (const char *[]) {
		    f.label != NULL ? f.label : "",
		    f.key_id != NULL ? f.key_id : "(without a key id)" });
		found_clear(&f);
	}
	(void)table_print(&t, stderr, 2);
	table_clear(&t);
	return NOT_FOUND;
}

/* Bring a live pair's public object back; without the right to write, the
 * private key tells all the same. */
static enum status
restore(const struct context *c, const struct key *key,
    const struct public_key *found)
{
	if (found->object != CK_INVALID_HANDLE || key_is_scheduled(key) ||
	    option_given(c, "version") || !session_is_writable(c))
		return DONE;
	return public_key_restore(c, key);
}

/* There is no public object of that name: the private key tells. */
static enum status
from_private(struct context *c, struct found *out)
{
	struct key key = { 0 };
	enum status s;

	session_make_writable(c);
	DO(session_login(c, CKU_USER));
	DO(key_find(c, KEY_LIVE_FIRST, &key));
	s = public_key_of(c, &key, option_number(c, "version"), &out->key);
	if (s == DONE)
		s = restore(c, &key, &out->key);
	if (s == DONE) {
		out->label = strdup(key_label(&key));
		out->key_id = strdup(key_id(&key));
	}
	key_clear(&key);
	return s;
}

static enum status
find(struct context *c, struct found *out)
{
	struct objects objects = { 0 };
	enum status s = public_objects(c, &objects);

	if (s == DONE && objects.count == 0)
		s = from_private(c, out);
	else if (s == DONE && objects.count > 1)
		s = several_objects(c, &objects);
	else if (s == DONE)
		object_read(c, objects.list[0], out);
	objects_clear(&objects);
	if (s == DONE && out->key.info == NULL)
		s = refused(c, FAILED, "the module tells no public key of "
		    "\"%s\"", operand(c, 0));
	return s;
}

static enum status
file_write(const struct context *c, const char *path, const char *text)
{
	FILE *file = fopen(path, "we");
	bool failed;

	if (file == NULL)
		return refused(c, FAILED, "cannot write %s: %s", path,
		    strerror(errno));
	failed = fputs(text, file) < 0;
	if (fclose(file) != 0 || failed)
		return refused(c, FAILED, "cannot write %s: %s", path,
		    strerror(errno));
	return DONE;
}

static enum status
print(const struct context *c, const struct found *f, const char *pem)
{
	const char *path = option_value(c, "out");

	if (path != NULL)
		DO(file_write(c, path, pem));
	if (option_given(c, "json"))
		return json_print(c, json_pack("{s:s?, s:s?, s:o, s:s}",
		    "keyId", f->key_id, "label", f->label,
		    "version", f->key.version != 0 ?
		    json_integer((json_int_t)f->key.version) : json_null(),
		    "publicKey", pem));
	if (path == NULL)
		(void)fputs(pem, stdout);
	return DONE;
}

static enum status
run(struct context *c)
{
	struct found f = { .key = { .info = NULL } };
	char *pem = NULL;
	enum status s = find(c, &f);

	if (s == DONE) {
		pem = pem_write("PUBLIC KEY", f.key.info, f.key.info_len);
		s = pem != NULL ? print(c, &f, pem) : out_of_memory(c);
	}
	free(pem);
	found_clear(&f);
	return s;
}

static const struct option options[] = {
	{ "version", "N", "of this version, not of the current one", 0 },
	{ "out", "FILE", "write it to this file", 0 },
	{ NULL, NULL, NULL, 0 },
};

const struct command cmd_key_public = {
	.name = "key public",
	.args = "KEY",
	.summary = "write a pair's public key as PEM",
	.needs = NEEDS_TOKEN | ASKS_PIN,
	.options = options,
	.run = run,
};
