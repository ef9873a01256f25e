/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The active operation of a kind in a session: a mechanism's run, the object
 * it was begun with, the versions the gate allowed, and where the input has to
 * be seen whole, the input so far.
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
	OPERATION_VERIFY_SIGNATURE, /* C_VerifySignatureInit */
	OPERATION_MESSAGE_ENCRYPT,
	OPERATION_MESSAGE_DECRYPT,
	OPERATION_MESSAGE_SIGN,
	OPERATION_MESSAGE_VERIFY,
	OPERATION_COUNT
};

struct operation {
	bool active;
	bool started; /* an update has come */
	bool authenticated; /* CKA_ALWAYS_AUTHENTICATE: the login has come */
	bool holds;  /* updates go to held: the end needs the whole input */
	bool within; /* messages: one has begun */
	struct run run;
	struct view view;  /* empty for digests */
	CK_OBJECT_HANDLE handle;
	unsigned login;	   /* token->logins when it was begun */
	uint64_t revision; /* store revision the verdict holds for */
	struct verdict verdict;
	struct material *material; /* of verdict.versions[0] */
	struct bytes held;
	struct bytes signature;	 /* what C_VerifySignatureInit was given */
	struct secret *result;	 /* made at the end, and no room for it */
	struct message_tag tag;	 /* of the message that has begun */
};

/* Which kind serves a use; OPERATION_COUNT for uses without a state. */
enum operation_kind operation_kind(enum use use);
/* The same for C_MessageXInit. */
enum operation_kind operation_message_kind(enum use use);
/* The message that has begun, if any, is over: the next may come. */
void operation_end_message(struct operation *op);
/* End it: wipe, free, not active. Fine on one that is not active. */
void operation_end(struct operation *op);

#endif
