/* SPDX-License-Identifier: Apache-2.0 */
/*
 * claviger init: a new token in the free slot, with both PINs. Everything
 * that can be refused is refused before the token is made.
 */
#include "command_table.h"
#include "help.h"
#include "json.h"
#include "option.h"
#include "outcome.h"
#include "pin.h"
#include "text.h"
#include "token.h"

#include <stdlib.h>
#include <string.h>

/* What a walk over the slots tells. */
struct walk {
	CK_SLOT_ID free_slot;
	bool has_free, label_taken;
};

static enum status
label_read(const struct context *c, CK_UTF8CHAR *out)
{
	const char *label = operand(c, 0);
	size_t len = strlen(label);
	json_t *text = json_string(label);

	if (text == NULL)
		return usage_refused(c, "LABEL is not UTF-8");
	json_decref(text);
	if (len == 0 || len > TOKEN_LABEL_MAX || label[len - 1] == ' ')
		return usage_refused(c, "LABEL has 1 to %d bytes and does not "
		    "end with a blank", TOKEN_LABEL_MAX);
	memset(out, ' ', TOKEN_LABEL_MAX);
	memcpy(out, label, len);
	return DONE;
}

static enum status
slot_visit(struct context *c, CK_SLOT_ID slot, const CK_UTF8CHAR *label,
    struct walk *walk)
{
	CK_TOKEN_INFO info = { .flags = 0 };
	CK_RV rv = c->p11->C_GetTokenInfo(slot, &info);

	if (rv != CKR_OK && rv != CKR_TOKEN_NOT_PRESENT)
		return call_refused(c, rv, "cannot read the token in slot %lu",
		    slot);
	if (rv == CKR_OK && (info.flags & CKF_TOKEN_INITIALIZED) != 0) {
		walk->label_taken |= memcmp(info.label, label,
		    TOKEN_LABEL_MAX) == 0;
	} else {
		c->token = info;
		walk->free_slot = slot;
		walk->has_free = true;
	}
	return DONE;
}

static enum status
slot_find(struct context *c, const CK_UTF8CHAR *label)
{
	struct walk walk = { .has_free = false };
	CK_SLOT_ID *slots = NULL;
	CK_ULONG count = 0;
	enum status s = DONE;

	DO(slots_read(c, CK_FALSE, &slots, &count));
	for (CK_ULONG i = 0; s == DONE && i < count; i++)
		s = slot_visit(c, slots[i], label, &walk);
	free(slots);
	DO(s);
	if (walk.label_taken)
		return refused(c, FAILED, "there is a token \"%s\" already",
		    operand(c, 0));
	if (!walk.has_free) {
		DO(store_trusted(c));
		return refused(c, FAILED, "there is no free slot: the store is "
		    "full, or this user may not write it");
	}
	c->slot = walk.free_slot;
	return DONE;
}

/* A slot that tells how long PINs may be spares a token without a user. */
static enum status
length_check(const struct context *c, const char *whose, const struct pin *pin)
{
	const CK_TOKEN_INFO *info = &c->token;

	if (info->ulMaxPinLen == 0 ||
	    info->ulMaxPinLen == CK_UNAVAILABLE_INFORMATION ||
	    (pin->len >= info->ulMinPinLen && pin->len <= info->ulMaxPinLen))
		return DONE;
	return refused(c, FAILED, "the PIN of the %s has %lu bytes; it may "
	    "have %lu to %lu (CKR_PIN_LEN_RANGE)", whose, pin->len,
	    info->ulMinPinLen, info->ulMaxPinLen);
}

static enum status
pins_get(const struct context *c, struct pin *officer, struct pin *user)
{
	const struct pin_ask ask_officer = { .option = "so-pin",
		.whose = "PIN of the security officer", .fresh = true };
	const struct pin_ask ask_user = { .option = "pin",
		.whose = "PIN of the user", .fresh = true };

	DO(pin_get(c, &ask_officer, officer));
	DO(pin_get(c, &ask_user, user));
	DO(length_check(c, "security officer", officer));
	DO(length_check(c, "user", user));
	return pin_check_user(c, user);
}

static CK_FLAGS
token_flags(const struct context *c)
{
	CK_FLAGS flags = 0;

	if (option_given(c, "sandbox"))
		flags |= CLV_TOKEN_SANDBOX;
	if (option_given(c, "allow-extractable"))
		flags |= CLV_TOKEN_ALLOW_EXTRACTABLE;
	if (option_given(c, "purge-protected"))
		flags |= CLV_TOKEN_PURGE_PROTECTED;
	return flags;
}

/* The token is there: log its officer in and give the user a PIN. */
static CK_RV
user_enrol(struct context *c, struct pin *officer, struct pin *user)
{
	CK_RV rv;

	rv = c->p11->C_OpenSession(c->slot, CKF_SERIAL_SESSION |
	    CKF_RW_SESSION, NULL, NULL, &c->session);
	if (rv == CKR_OK)
		rv = c->p11->C_Login(c->session, CKU_SO, officer->text,
		    officer->len);
	if (rv == CKR_OK)
		rv = c->p11->C_InitPIN(c->session, user->text, user->len);
	return rv;
}

static enum status
report(struct context *c)
{
	char serial[sizeof(c->token.serialNumber) + 1];
	CK_RV rv = c->p11->C_GetTokenInfo(c->slot, &c->token);

	if (rv != CKR_OK)
		return call_refused(c, rv, "the token is made, but cannot be "
		    "read");
	if (option_given(c, "json"))
		return json_print(c, token_json(c->slot, &c->token));
	padded_text(c->token.serialNumber, sizeof(c->token.serialNumber),
	    serial);
	(void)printf("Token ");
	text_print(stdout, operand(c, 0));
	(void)printf(" is ready: slot %lu, serial %s.\n", c->slot, serial);
	return DONE;
}

static enum status
run(struct context *c)
{
	CK_UTF8CHAR label[TOKEN_LABEL_MAX];
	SCOPED_VALUE(pin) officer = { .len = 0 };
	SCOPED_VALUE(pin) user = { .len = 0 };
	CK_RV rv;

	DO(label_read(c, label));
	DO(slot_find(c, label));
	DO(pins_get(c, &officer, &user));
	rv = c->clv->CLV_InitToken(c->slot, officer.text, officer.len, label,
	    token_flags(c));
	if (rv != CKR_OK)
		return call_refused(c, rv, "cannot make the token \"%s\"",
		    operand(c, 0));
	rv = user_enrol(c, &officer, &user);
	if (rv != CKR_OK)
		return call_refused(c, rv, "the token is made, but its user "
		    "has no PIN (\"claviger pin reset\" gives one)");
	return report(c);
}

static const struct option options[] = {
	{ "sandbox", NULL, "keys are deleted at once and the token can be "
	    "wiped", 0 },
	{ "allow-extractable", NULL, "keys may be made extractable", 0 },
	{ "purge-protected", NULL, "no key is deleted before its full waiting "
	    "time", 0 },
	{ NULL, NULL, NULL, 0 },
};

const struct command cmd_init = {
	.name = "init",
	.args = "LABEL",
	.summary = "make a token",
	.needs = NEEDS_MODULE | ASKS_PIN | ASKS_SO_PIN,
	.options = options,
	.run = run,
};
