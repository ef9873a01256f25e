/* SPDX-License-Identifier: Apache-2.0 */
/* claviger accept-rollback: says that a store was put back on purpose. */
#include "command_table.h"
#include "json.h"
#include "option.h"
#include "outcome.h"

#include <stdio.h>
#include <string.h>

static enum status
run(struct context *c)
{
	const char *reason = operand(c, 0);
	CK_RV rv = c->clv->CLV_AcceptRollback(
	    (CK_UTF8CHAR *)(size_t)reason, (CK_ULONG)strlen(reason));

	if (rv != CKR_OK)
		return call_refused(c, rv, "the store is not accepted");
	if (option_given(c, "json"))
		return json_print(c, json_pack("{s:b}", "accepted", 1));
	(void)puts("The older store is accepted. What has been purged since "
	    "stays purged.");
	return DONE;
}

const struct command cmd_accept_rollback = {
	.name = "accept-rollback",
	.args = "REASON",
	.summary = "open a store that was put back from an older copy",
	.needs = NEEDS_MODULE,
	.run = run,
};
