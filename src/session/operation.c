/* SPDX-License-Identifier: Apache-2.0 */
/* The life of an operation's state. */
#include "session/operation.h"

#define NONE OPERATION_COUNT

/* clang-format off */
static const struct {
	enum operation_kind alone, message;
} kinds[USE_COUNT] = {
	[USE_ENCRYPT]        = { OPERATION_ENCRYPT, OPERATION_MESSAGE_ENCRYPT },
	[USE_DECRYPT]        = { OPERATION_DECRYPT, OPERATION_MESSAGE_DECRYPT },
	[USE_SIGN]           = { OPERATION_SIGN,    OPERATION_MESSAGE_SIGN },
	[USE_VERIFY]         = { OPERATION_VERIFY,  OPERATION_MESSAGE_VERIFY },
	[USE_SIGN_RECOVER]   = { OPERATION_SIGN,    NONE },
	[USE_VERIFY_RECOVER] = { OPERATION_VERIFY,  NONE },
	[USE_WRAP]           = { NONE,              NONE },
	[USE_UNWRAP]         = { NONE,              NONE },
	[USE_DERIVE]         = { NONE,              NONE },
	[USE_DIGEST]         = { OPERATION_DIGEST,  NONE },
	[USE_GENERATE]       = { NONE,              NONE },
	[USE_GENERATE_PAIR]  = { NONE,              NONE },
	[USE_ENCAPSULATE]    = { NONE,              NONE },
	[USE_DECAPSULATE]    = { NONE,              NONE },
};
/* clang-format on */

enum operation_kind
operation_kind(enum use use)
{
	return kinds[use].alone;
}

enum operation_kind
operation_message_kind(enum use use)
{
	return kinds[use].message;
}

void
operation_end_message(struct operation *op)
{
	bytes_clear(&op->held);
	op->tag = (struct message_tag){ 0 };
	op->within = false;
	op->started = false;
	op->authenticated = false;
}

void
operation_end(struct operation *op)
{
	if (!op->active)
		return;
	operation_end_message(op);
	run_end(&op->run);
	material_free(op->material);
	op->material = NULL;
	view_clear(&op->view);
	bytes_clear(&op->signature);
	secret_free(op->result);
	op->result = NULL;
	op->verdict.count = 0;
	op->holds = false;
	op->active = false;
}
