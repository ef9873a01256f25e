/* SPDX-License-Identifier: Apache-2.0 */
/* CLV_GetStatus: configuration, store, seal and slots as this process sees
 * them; why something is absent or refused, in words. */
#include "flow/slots.h"

#include "crypto/secret.h"
#include "flow/json.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#ifndef PACKAGE_VERSION
#define PACKAGE_VERSION "0.1"
#endif

static json_t *
text_or_null(const char *s)
{
	return s[0] == '\0' ? json_null() : json_text(s, strlen(s));
}

static json_t *
status_store(struct tokens *t, enum err state, struct store *store)
{
	if (state == E_OK)
		return json_pack("{s:o, s:s, s:n, s:o, s:I}",
		    "path", json_text(t->conf.store, strlen(t->conf.store)),
		    "state", "ok", "reason",
		    "id", json_hex(store_id(store), STORE_ID_LEN),
		    "revision", (json_int_t)store_revision(store));
	return json_pack("{s:o, s:s, s:o, s:n, s:n}",
	    "path", json_text(t->conf.store, strlen(t->conf.store)),
	    "state", state == E_STORE_ABSENT ? "absent" : "refused",
	    "reason", text_or_null(reason_text()), "id", "revision");
}

/* Root key and store on one file system: then only the PINs stand between a
 * stolen disk and the keys. */
static bool
same_device(const struct conf *conf)
{
	struct stat store, key;

	return stat(conf->store, &store) == 0 &&
	    stat(conf->root_key, &key) == 0 && store.st_dev == key.st_dev;
}

static json_t *
status_root_key(const struct conf *conf, enum err state)
{
	struct stat st;
	const char *word = "ok";

	if (stat(conf->root_key, &st) != 0)
		word = "absent";
	else if (state == E_ROOT_KEY)
		word = "refused";
	return json_pack("{s:o, s:s}", "path", json_text(conf->root_key,
	    strlen(conf->root_key)), "state", word);
}

static size_t
unpadded(const unsigned char *text, size_t len)
{
	while (len > 0 && text[len - 1] == ' ')
		len--;
	return len;
}

static json_t *
status_slot(struct tokens *t, uint32_t slot)
{
	struct token_record r;
	enum err e = slot_read(t, slot, &r);

	if (e == E_TOKEN_ABSENT)
		return json_pack("{s:i, s:b}", "slot", (int)slot,
		    "initialized", 0);
	if (e != E_OK)
		return json_pack("{s:i, s:b, s:o}", "slot", (int)slot,
		    "initialized", 1, "reason", text_or_null(reason_text()));
	return json_pack("{s:i, s:b, s:o, s:s, s:b, s:b, s:b, s:s, s:b, s:o}",
	    "slot", (int)slot, "initialized", 1,
	    "label", json_text(r.label, unpadded(r.label, sizeof(r.label))),
	    "serial", r.serial_number,
	    "sandbox", r.sandbox,
	    "allowExtractable", r.allow_extractable,
	    "purgeProtected", r.purge_protected,
	    "kdf", "scrypt",
	    "userPinSet", r.user_pin_set,
	    "created", json_time(r.created));
}

static json_t *
status_slots(struct tokens *t)
{
	uint32_t slots[SLOT_MAX];
	size_t count = SLOT_MAX;
	json_t *list = json_array();

	if (slot_list(t, slots, &count) != E_OK)
		return list;
	for (size_t i = 0; i < count; i++)
		(void)json_array_append_new(list, status_slot(t, slots[i]));
	return list;
}

static json_t *
status_conf(struct tokens *t)
{
	return t->conf_error == E_OK ? json_null()
	    : text_or_null(t->conf_reason);
}

enum err
flow_status(struct tokens *t, CK_UTF8CHAR *json, CK_ULONG *len)
{
	struct store *store = NULL;
	enum err state = tokens_store(t, &store);
	json_t *stored = status_store(t, state, store);

	return json_answer(json_pack("{s:s, s:o, s:o, s:o, s:o, s:b, s:b, s:o,"
	    " s:{s:b, s:b}}",
	    "version", PACKAGE_VERSION,
	    "configuration", text_or_null(t->conf.source),
	    "configurationError", status_conf(t),
	    "store", stored,
	    "rootKey", status_root_key(&t->conf, state),
	    "sameDevice", same_device(&t->conf),
	    "memoryLocked", secret_locked(),
	    "slots", status_slots(t),
	    "initToken", "sandbox", t->conf.init_sandbox,
	    "allowExtractable", t->conf.init_allow_extractable), json, len);
}
