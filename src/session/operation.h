/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The active operation of a kind in a session: a mechanism's run, the object
 * it was begun with, the versions the gate allowed, and for decryptions that
 * must see the whole input, the input so far.
 */
#ifndef CLAVIGER_SESSION_OPERATION_H
#define CLAVIGER_SESSION_OPERATION_H

#include "gate/gate.h"
#include "mech/mech.h"
#include "object/object.h"

enum operation_kind {
	OPERATION_ENCRYPT,
	OPERATION_DECRYPT,
	OPERATION_SIGN,
	OPERATION_VERIFY,
	OPERATION_DIGEST,
	OPERATION_COUNT
};

struct operation {
	bool active;
	bool started; /* an update has come */
	bool authenticated; /* CKA_ALWAYS_AUTHENTICATE: the login has come */
	struct run run;
	struct view view;  /* empty for digests */
	CK_OBJECT_HANDLE handle;
	unsigned login;	   /* token->logins when it was begun */
	uint64_t revision; /* store revision the verdict holds for */
	struct verdict verdict;
	struct material *material; /* of verdict.versions[0] */
	struct bytes held;
};

/* Which kind serves a use; OPERATION_COUNT for uses without a state. */
enum operation_kind operation_kind(enum use use);
/* End it: wipe, free, not active. Fine on one that is not active. */
void operation_end(struct operation *op);

#endif
