/* SPDX-License-Identifier: Apache-2.0 */
/* The life of an operation's state. */
#include "session/operation.h"

enum operation_kind
operation_kind(enum use use)
{
	static const enum operation_kind kinds[USE_COUNT] = {
		[USE_ENCRYPT] = OPERATION_ENCRYPT,
		[USE_DECRYPT] = OPERATION_DECRYPT,
		[USE_SIGN] = OPERATION_SIGN,
		[USE_VERIFY] = OPERATION_VERIFY,
		[USE_SIGN_RECOVER] = OPERATION_SIGN,
		[USE_VERIFY_RECOVER] = OPERATION_VERIFY,
		[USE_WRAP] = OPERATION_COUNT,
		[USE_UNWRAP] = OPERATION_COUNT,
		[USE_DERIVE] = OPERATION_COUNT,
		[USE_DIGEST] = OPERATION_DIGEST,
		[USE_GENERATE] = OPERATION_COUNT,
		[USE_GENERATE_PAIR] = OPERATION_COUNT,
		[USE_ENCAPSULATE] = OPERATION_COUNT,
		[USE_DECAPSULATE] = OPERATION_COUNT,
	};

	return kinds[use];
}

void
operation_end(struct operation *op)
{
	if (!op->active)
		return;
	run_end(&op->run);
	material_free(op->material);
	op->material = NULL;
	view_clear(&op->view);
	bytes_clear(&op->held);
	op->verdict.count = 0;
	op->started = false;
	op->authenticated = false;
	op->active = false;
}
