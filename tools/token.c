/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Choosing a token. With one there is nothing to say; with several the
 * command never guesses.
 */
#include "token.h"

#include "json.h"
#include "option.h"
#include "outcome.h"
#include "pin.h"
#include "text.h"
#include "uri.h"

#include <stdlib.h>
#include <string.h>

enum status
slots_read(const struct context *c, CK_BBOOL present, CK_SLOT_ID **out,
    CK_ULONG *count)
{
	CK_SLOT_ID *list;
	CK_ULONG n = 0;
	CK_RV rv = c->p11->C_GetSlotList(present, NULL, &n);

	if (rv != CKR_OK)
		return call_refused(c, rv, "cannot list the slots");
	n += 4; /* tokens made meanwhile */
	list = calloc(n, sizeof(*list));
	if (list == NULL)
		return out_of_memory(c);
	rv = c->p11->C_GetSlotList(present, list, &n);
	if (rv != CKR_OK) {
		free(list);
		return call_refused(c, rv, "cannot list the slots");
	}
	*out = list;
	*count = n;
	return DONE;
}

void
padded_text(const CK_UTF8CHAR *field, size_t size, char *out)
{
	while (size > 0 && (field[size - 1] == ' ' || field[size - 1] == '\0'))
		size--;
	memcpy(out, field, size);
	out[size] = '\0';
}

static char *
token_uri(const CK_TOKEN_INFO *token)
{
	P11KitUri *uri = p11_kit_uri_new();
	char *text = NULL;

	if (uri == NULL)
		return NULL;
	memcpy(p11_kit_uri_get_token_info(uri), token, sizeof(*token));
	if (p11_kit_uri_format(uri, P11_KIT_URI_FOR_TOKEN, &text) !=
	    P11_KIT_URI_OK)
		text = NULL;
	p11_kit_uri_free(uri);
	return text;
}

json_t *
json_padded(const CK_UTF8CHAR *field, size_t size)
{
	char text[64 + 1];

	padded_text(field, size, text);
	return json_string_of(text, strlen(text));
}

json_t *
token_json(CK_SLOT_ID slot, const CK_TOKEN_INFO *token)
{
	char *uri = token_uri(token);
	json_t *out = json_pack("{s:I, s:o, s:o, s:o, s:o, s:s?, s:b, s:b}",
	    "slot", (json_int_t)slot,
	    "label", json_padded(token->label, sizeof(token->label)),
	    "serial", json_padded(token->serialNumber,
		sizeof(token->serialNumber)),
	    "manufacturer", json_padded(token->manufacturerID,
		sizeof(token->manufacturerID)),
	    "model", json_padded(token->model, sizeof(token->model)),
	    "uri", uri,
	    "userPinSet", (token->flags & CKF_USER_PIN_INITIALIZED) != 0,
	    "writeProtected", (token->flags & CKF_WRITE_PROTECTED) != 0);

	free(uri);
	return out;
}

/* A slot whose token may be the one: its info is read and fits what was
 * said. *rv is what reading gave. */
static bool
slot_fits(const struct context *c, CK_SLOT_ID slot, CK_TOKEN_INFO *info,
    CK_RV *rv)
{
	const char *label = option_value(c, "token");
	char text[TOKEN_LABEL_MAX + 1];

	*rv = c->p11->C_GetTokenInfo(slot, info);
	if (*rv != CKR_OK || (info->flags & CKF_TOKEN_INITIALIZED) == 0)
		return false;
	padded_text(info->label, sizeof(info->label), text);
	if (label != NULL && c->token_uri == NULL && strcmp(label, text) != 0)
		return false;
	return uri_fits_token(c, c->token_uri, slot, info) &&
	    uri_fits_token(c, c->key_uri, slot, info);
}

enum status
store_trusted(const struct context *c)
{
	SCOPED(json_t) *status = NULL;
	const json_t *store;
	CK_RV rv = json_ask(c, ask_status, NULL, &status);

	if (rv != CKR_OK)
		return call_refused(c, rv, "the module tells no status");
	if (json_text(status, "configurationError")[0] != '\0')
		return refused(c, FAILED, "the configuration is refused: %s",
		    json_text(status, "configurationError"));
	store = json_object_get(status, "store");
	if (strcmp(json_text(store, "state"), "refused") == 0)
		return refused(c, INTEGRITY, "the store %s is refused: %s",
		    json_text(store, "path"), json_text(store, "reason"));
	return DONE;
}

/* Nothing fits: say whether there are tokens at all, or why there are none. */
static enum status
no_token(const struct context *c)
{
	DO(store_trusted(c));
	if (option_given(c, "token") || c->key_uri != NULL)
		return refused(c, NOT_FOUND, "there is no such token; "
		    "\"claviger token list\" shows all");
	return refused(c, NOT_FOUND, "there is no token; \"claviger init\" "
	    "makes one");
}

static enum status
several_tokens(const struct context *c, const CK_SLOT_ID *slots, CK_ULONG count)
{
	CK_TOKEN_INFO info;
	char label[TOKEN_LABEL_MAX + 1], serial[16 + 1];
	struct table t;
	CK_RV rv;

	(void)refused(c, NOT_FOUND, "there are several tokens; say which with "
	    "--token:");
	table_init(&t, 2);
	for (CK_ULONG i = 0; i < count; i++) {
		if (!slot_fits(c, slots[i], &info, &rv))
			continue;
		padded_text(info.label, sizeof(info.label), label);
		padded_text(info.serialNumber, sizeof(info.serialNumber),
		    serial);
		table_row(&t, (const char *[]) { label, serial });
	}
	(void)table_print(&t, stderr, 2);
	table_clear(&t);
	return NOT_FOUND;
}

/* Of nothing that fits, the slot whose token could not be read says more. */
static enum status
none_found(const struct context *c, bool unread, CK_SLOT_ID slot)
{
	CK_TOKEN_INFO info;
	CK_RV rv = CKR_OK;

	if (unread)
		rv = c->p11->C_GetTokenInfo(slot, &info);
	if (rv == CKR_OK)
		return no_token(c);
	return call_refused(c, rv, "cannot read the token in slot %lu", slot);
}

enum status
token_choose(struct context *c)
{
	CK_RV rv = CKR_OK;
	CK_SLOT_ID *slots = NULL, bad = 0;
	CK_ULONG count = 0, found = 0;
	CK_TOKEN_INFO info;
	bool unread = false;
	enum status s = DONE;

	DO(slots_read(c, CK_TRUE, &slots, &count));
	for (CK_ULONG i = 0; i < count; i++) {
		if (slot_fits(c, slots[i], &info, &rv)) {
			c->slot = slots[i];
			c->token = info;
			found++;
		} else if (rv != CKR_OK && rv != CKR_TOKEN_NOT_PRESENT) {
			unread = true;
			bad = slots[i];
		}
	}
	if (found > 1)
		s = several_tokens(c, slots, count);
	else if (found == 0)
		s = none_found(c, unread, bad);
	free(slots);
	return s;
}

enum status
session_open(struct context *c)
{
	CK_FLAGS flags = CKF_SERIAL_SESSION;
	CK_RV rv;

	if (c->command->needs & ASKS_CHANGE)
		flags |= CKF_RW_SESSION;
	rv = c->p11->C_OpenSession(c->slot, flags, NULL, NULL, &c->session);
	if (rv != CKR_OK)
		return call_refused(c, rv, "cannot open a session");
	return DONE;
}

void
session_make_writable(struct context *c)
{
	CK_SESSION_HANDLE fresh = CK_INVALID_HANDLE;

	if (c->p11->C_OpenSession(c->slot, CKF_SERIAL_SESSION | CKF_RW_SESSION,
	    NULL, NULL, &fresh) != CKR_OK)
		return;
	(void)c->p11->C_CloseSession(c->session);
	c->session = fresh;
}

bool
session_is_writable(const struct context *c)
{
	CK_SESSION_INFO info;

	return c->p11->C_GetSessionInfo(c->session, &info) == CKR_OK &&
	    (info.flags & CKF_RW_SESSION) != 0;
}

enum status
session_login(struct context *c, CK_USER_TYPE who)
{
	const struct pin_ask user = { .option = "pin",
		.whose = "PIN of the user", .from_uri = true };
	const struct pin_ask officer = { .option = "so-pin",
		.whose = "PIN of the security officer", .from_uri = true };
	SCOPED_VALUE(pin) pin = { .len = 0 };
	CK_RV rv;

	if (who == CKU_USER && !(c->token.flags & CKF_USER_PIN_INITIALIZED))
		return refused(c, LOGIN_FAILED, "the user has no PIN yet; "
		    "\"claviger pin reset\" gives one "
		    "(CKR_USER_PIN_NOT_INITIALIZED)");
	DO(pin_get(c, who == CKU_SO ? &officer : &user, &pin));
	rv = c->p11->C_Login(c->session, who, pin.text, pin.len);
	if (rv != CKR_OK)
		return call_refused(c, rv, "the login is refused");
	return DONE;
}
