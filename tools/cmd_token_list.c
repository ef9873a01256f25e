/* SPDX-License-Identifier: Apache-2.0 */
/* claviger token list: the tokens of the store. */
#include "command_table.h"
#include "json.h"
#include "option.h"
#include "outcome.h"
#include "text.h"
#include "token.h"

#include <stdlib.h>

/* Every initialised token; one that cannot be read is refused. */
static enum status
tokens_read(const struct context *c, const CK_SLOT_ID *slots, CK_ULONG count,
    json_t *list)
{
	CK_TOKEN_INFO info;
	CK_RV rv;

	for (CK_ULONG i = 0; i < count; i++) {
		rv = c->p11->C_GetTokenInfo(slots[i], &info);
		if (rv == CKR_TOKEN_NOT_PRESENT)
			continue;
		if (rv != CKR_OK)
			return call_refused(c, rv,
			    "cannot read the token in slot %lu", slots[i]);
		if ((info.flags & CKF_TOKEN_INITIALIZED) == 0)
			continue;
		if (json_array_append_new(list, token_json(slots[i], &info)) !=
		    0)
			return out_of_memory(c);
	}
	return DONE;
}

static enum status
tokens_print(const struct context *c, const json_t *list)
{
	struct table t;
	const json_t *token;
	char slot[24];
	size_t i;
	bool whole;

	if (json_array_size(list) == 0) {
		(void)puts("There is no token; \"claviger init\" makes one.");
		return DONE;
	}
	table_init(&t, 5);
	table_row(&t, (const char *[]) { "LABEL", "SERIAL", "SLOT", "USER PIN",
	    "URI" });
	json_array_foreach(list, i, token) {
		(void)snprintf(slot, sizeof(slot), "%" JSON_INTEGER_FORMAT,
		    json_number(token, "slot"));
		table_row(&t, (const char *[]) { json_text(token, "label"),
		    json_text(token, "serial"), slot,
		    json_flag(token, "userPinSet") ? "set" : "not set",
		    json_text(token, "uri") });
	}
	whole = table_print(&t, stdout, 0);
	table_clear(&t);
	return whole ? DONE : out_of_memory(c);
}

static enum status
run(struct context *c)
{
	SCOPED(json_t) *list = json_array();
	CK_SLOT_ID *slots = NULL;
	CK_ULONG count = 0;
	enum status s;

	DO(slots_read(c, CK_TRUE, &slots, &count));
	s = tokens_read(c, slots, count, list);
	free(slots);
	DO(s);
	if (json_array_size(list) == 0)
		DO(store_trusted(c));
	if (option_given(c, "json"))
		return json_print(c, json_pack("{s:O}", "tokens", list));
	return tokens_print(c, list);
}

const struct command cmd_token_list = {
	.name = "token list",
	.args = "",
	.summary = "show the tokens",
	.needs = NEEDS_MODULE,
	.run = run,
};
