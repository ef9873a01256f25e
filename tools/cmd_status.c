/* SPDX-License-Identifier: Apache-2.0 */
/*
 * claviger status: where everything is and what state it is in, also when the
 * store is absent or refused.
 */
#include "command_table.h"
#include "json.h"
#include "option.h"
#include "outcome.h"
#include "text.h"

#include <string.h>

static const char *
or_none(const char *text)
{
	return text[0] != '\0' ? text : "none";
}

static void
store_print(const json_t *store)
{
	text_field("store", "%s", or_none(json_text(store, "path")));
	text_field("  state", "%s%s%s", or_none(json_text(store, "state")),
	    json_text(store, "reason")[0] != '\0' ? ": " : "",
	    json_text(store, "reason"));
	if (json_text(store, "id")[0] != '\0')
		text_field("  id", "%s", json_text(store, "id"));
	if (strcmp(json_text(store, "state"), "ok") == 0)
		text_field("  revision", "%" JSON_INTEGER_FORMAT,
		    json_number(store, "revision"));
}

static void
root_key_print(const json_t *root_key, bool same_device)
{
	text_field("root key", "%s", or_none(json_text(root_key, "path")));
	text_field("  state", "%s%s%s", or_none(json_text(root_key, "state")),
	    json_text(root_key, "reason")[0] != '\0' ? ": " : "",
	    json_text(root_key, "reason"));
	if (json_number(root_key, "generation") > 0)
		text_field("  generation", "%" JSON_INTEGER_FORMAT,
		    json_number(root_key, "generation"));
	if (strcmp(json_text(root_key, "state"), "absent") != 0)
		text_field("  place", "%s", same_device ?
		    "on the same device as the store" :
		    "on another device than the store");
}

static void
slot_print(const json_t *slot)
{
	const char *kdf = json_text(slot, "kdf");

	if (!json_flag(slot, "initialized")) {
		text_field("slot", "%" JSON_INTEGER_FORMAT ": free",
		    json_number(slot, "slot"));
		return;
	}
	if (json_text(slot, "reason")[0] != '\0') {
		text_field("slot", "%" JSON_INTEGER_FORMAT ": not trusted",
		    json_number(slot, "slot"));
		text_field("  reason", "%s", json_text(slot, "reason"));
		return;
	}
	text_field("slot", "%" JSON_INTEGER_FORMAT ": token %s",
	    json_number(slot, "slot"), json_text(slot, "label"));
	text_field("  serial", "%s", json_text(slot, "serial"));
	text_field("  user PIN", "%s",
	    json_flag(slot, "userPinSet") ? "set" : "not set");
	text_field("  kind", "%s%s%s",
	    json_flag(slot, "sandbox") ? "sandbox" : "regular",
	    json_flag(slot, "allowExtractable") ?
	    ", keys may be extractable" : ", keys never leave",
	    json_flag(slot, "purgeProtected") ? ", purge protected" : "");
	if (kdf[0] != '\0')
		text_field("  PIN stretching", "%s", kdf);
}

/* What a token becomes that another program initialises. */
static void
init_token_print(const json_t *init)
{
	bool sandbox = json_flag(init, "sandbox");
	bool extractable = json_flag(init, "allowExtractable");

	text_field("  init-token", "%s%s%s", sandbox ? "sandbox" : "",
	    sandbox && extractable ? ", " : "",
	    extractable ? "allow-extractable" : sandbox ? "" :
	    "neither sandbox nor allow-extractable");
}

static void
status_print(const struct context *c, const json_t *status)
{
	const json_t *slots = json_object_get(status, "slots"), *slot;
	size_t i;

	text_field("command", "%s", PACKAGE_VERSION);
	text_field("module", "%s", c->module);
	text_field("  version", "%s", json_text(status, "version"));
	text_field("  memory", "%s", json_flag(status, "memoryLocked") ?
	    "secrets are locked" : "secrets may be swapped out");
	text_field("configuration", "%s",
	    or_none(json_text(status, "configuration")));
	if (json_text(status, "configurationError")[0] != '\0')
		text_field("  error", "%s",
		    json_text(status, "configurationError"));
	init_token_print(json_object_get(status, "initToken"));
	store_print(json_object_get(status, "store"));
	root_key_print(json_object_get(status, "rootKey"),
	    json_flag(status, "sameDevice"));
	json_array_foreach(slots, i, slot)
		slot_print(slot);
}

static enum status
run(struct context *c)
{
	SCOPED(json_t) *status = NULL;
	CK_RV rv = json_ask(c, ask_status, NULL, &status);

	if (rv != CKR_OK)
		return call_refused(c, rv, "the module tells no status");
	if (!option_given(c, "json")) {
		status_print(c, status);
		return DONE;
	}
	(void)json_object_set_new(status, "module",
	    json_string_of(c->module, strlen(c->module)));
	return json_print(c, json_incref(status));
}

const struct command cmd_status = {
	.name = "status",
	.args = "",
	.summary = "show configuration, store, root key and slots",
	.needs = NEEDS_MODULE,
	.run = run,
};
