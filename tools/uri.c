/* SPDX-License-Identifier: Apache-2.0 */
/*
 * RFC 7512 URIs among the arguments, parsed by p11-kit. A URI that says
 * something this command would not honour is refused: to act on less than was
 * said could mean to act on another key.
 */
#include "uri.h"

#include "help.h"
#include "option.h"
#include "outcome.h"

#include <string.h>

static bool
is_uri(const char *text)
{
	return text != NULL && strncmp(text, "pkcs11:", 7) == 0;
}

static enum status
pin_parts_check(const struct context *c, const P11KitUri *uri)
{
	const char *source = p11_kit_uri_get_pin_source(uri);

	if (p11_kit_uri_get_pin_value(uri) != NULL)
		return usage_refused(c, "a PIN in an argument can be read by "
		    "everybody on this machine: use pin-source, not pin-value");
	if (source != NULL && source[0] == '|')
		return usage_refused(c, "pin-source names a command; only "
		    "files are read");
	return DONE;
}

static enum status
uri_read(const struct context *c, const char *text, P11KitUri **out)
{
	P11KitUri *uri = p11_kit_uri_new();
	enum status s = DONE;
	int rc;

	if (uri == NULL)
		return out_of_memory(c);
	rc = p11_kit_uri_parse(text, P11_KIT_URI_FOR_ANY, uri);
	if (rc != P11_KIT_URI_OK)
		s = usage_refused(c, "the URI is refused: %s",
		    p11_kit_uri_message(rc));
	else if (p11_kit_uri_any_unrecognized(uri))
		s = usage_refused(c, "the URI has an attribute that is not "
		    "known");
	else
		s = pin_parts_check(c, uri);
	if (s == DONE)
		*out = uri;
	else
		p11_kit_uri_free(uri);
	return s;
}

static bool
takes_key(const struct context *c)
{
	return strncmp(c->command->args, "KEY", 3) == 0;
}

enum status
uris_read(struct context *c)
{
	const char *token = option_value(c, "token");

	if (is_uri(token))
		DO(uri_read(c, token, &c->token_uri));
	if (takes_key(c) && is_uri(operand(c, 0)))
		DO(uri_read(c, operand(c, 0), &c->key_uri));
	return DONE;
}

void
uris_free(struct context *c)
{
	p11_kit_uri_free(c->token_uri);
	p11_kit_uri_free(c->key_uri);
	c->token_uri = c->key_uri = NULL;
}

bool
uri_fits_token(const struct context *c, P11KitUri *uri, CK_SLOT_ID slot,
    const CK_TOKEN_INFO *token)
{
	CK_SLOT_ID wanted;
	CK_SLOT_INFO slot_info;
	CK_INFO info;

	if (uri == NULL)
		return true;
	wanted = p11_kit_uri_get_slot_id(uri);
	return (wanted == (CK_SLOT_ID)-1 || wanted == slot) &&
	    p11_kit_uri_match_token_info(uri, token) &&
	    c->p11->C_GetInfo(&info) == CKR_OK &&
	    p11_kit_uri_match_module_info(uri, &info) &&
	    c->p11->C_GetSlotInfo(slot, &slot_info) == CKR_OK &&
	    p11_kit_uri_match_slot_info(uri, &slot_info);
}

bool
uri_allows(const struct context *c, CK_OBJECT_CLASS class)
{
	const CK_ATTRIBUTE *wanted = NULL;
	CK_OBJECT_CLASS value;

	if (c->key_uri != NULL)
		wanted = p11_kit_uri_get_attribute(c->key_uri, CKA_CLASS);
	if (wanted == NULL || wanted->ulValueLen != sizeof(value))
		return true;
	memcpy(&value, wanted->pValue, sizeof(value));
	return value == class ||
	    (value == CKO_PUBLIC_KEY && class == CKO_PRIVATE_KEY);
}

const char *
uri_pin_file(const struct context *c)
{
	const char *source = NULL;

	if (c->key_uri != NULL)
		source = p11_kit_uri_get_pin_source(c->key_uri);
	if (source == NULL && c->token_uri != NULL)
		source = p11_kit_uri_get_pin_source(c->token_uri);
	if (source != NULL && strncmp(source, "file:", 5) == 0) {
		source += 5;
		/* file:///path, with an empty authority */
		if (strncmp(source, "//", 2) == 0)
			source += 2;
	}
	return source;
}
