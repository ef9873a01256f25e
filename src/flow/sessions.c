/* SPDX-License-Identifier: Apache-2.0 */
/* Sessions: opening, closing, what they are. */
#include "flow/sessions.h"

#include "flow/check.h"
#include "flow/upkeep.h"
#include "object/table.h"
#include "token/login.h"

#include <string.h>

/* The token's handle table, made with its first session. */
static enum err
objects_ready(struct token *t)
{
	enum err e = E_OK;

	pthread_rwlock_wrlock(&t->lock);
	if (t->objects == NULL)
		e = table_new(&t->objects);
	pthread_rwlock_unlock(&t->lock);
	return e;
}

static enum err
check_flags(struct token *t, CK_FLAGS flags)
{
	bool officer;

	if (!(flags & CKF_SERIAL_SESSION))
		return E_SESSION_PARALLEL;
	if (flags & CKF_ASYNC_SESSION)
		return E_SESSION_ASYNC;
	if (flags & CKF_RW_SESSION)
		return E_OK;
	pthread_rwlock_rdlock(&t->lock);
	officer = token_officer_in(t);
	pthread_rwlock_unlock(&t->lock);
	return officer ? refuse(E_SESSION_SO_EXISTS, "the security officer "
	    "is logged in: sessions must be read/write") : E_OK;
}

enum err
flow_session_open(struct tokens *t, struct session_table *sessions,
    CK_SLOT_ID slot, CK_FLAGS flags, CK_SESSION_HANDLE *out)
{
	struct token *token;

	if (out == NULL)
		return refuse(E_ARGUMENTS, "the handle pointer is NULL");
	TRY(slot_token(t, slot, &token));
	TRY(check_flags(token, flags));
	TRY(objects_ready(token));
	upkeep_if_due(token->store);
	return session_open(sessions, token, (flags & CKF_RW_SESSION) != 0,
	    out);
}

/* Nobody stays logged in without a session (PKCS#11 3.2, 5.6.2). */
static void
logout_if_last(struct token *t)
{
	if (atomic_load(&t->sessions) != 0)
		return;
	pthread_rwlock_wrlock(&t->lock);
	if (atomic_load(&t->sessions) == 0 &&
	    t->who.kind != PRINCIPAL_NOBODY) {
		atomic_fetch_add(&t->logins, 1);
		table_drop_private(t->objects);
		login_end(t);
	}
	pthread_rwlock_unlock(&t->lock);
}

enum err
flow_session_close(struct session_table *sessions, struct session *s)
{
	struct token *token = s->token;

	session_close(sessions, s);
	logout_if_last(token);
	return E_OK;
}

enum err
flow_session_close_all(struct tokens *t, struct session_table *sessions,
    CK_SLOT_ID slot)
{
	struct token *token;
	enum err e = slot_token(t, slot, &token);

	if (e == E_TOKEN_ABSENT)
		return E_OK;
	if (e != E_OK)
		return e;
	session_close_all(sessions, token);
	logout_if_last(token);
	return E_OK;
}

enum err
flow_session_info(struct session *s, CK_SESSION_INFO *out)
{
	if (out == NULL)
		return refuse(E_ARGUMENTS, "the info pointer is NULL");
	memset(out, 0, sizeof(*out));
	out->slotID = s->token->number;
	out->state = session_state(s);
	out->flags = CKF_SERIAL_SESSION | (s->writable ? CKF_RW_SESSION : 0);
	return E_OK;
}

/* The flag that cancels an operation of each kind; 0: that of its use, as two
 * uses may share a kind. */
static const CK_FLAGS cancels[OPERATION_COUNT] = {
	[OPERATION_MESSAGE_ENCRYPT] = CKF_MESSAGE_ENCRYPT,
	[OPERATION_MESSAGE_DECRYPT] = CKF_MESSAGE_DECRYPT,
	[OPERATION_MESSAGE_SIGN] = CKF_MESSAGE_SIGN,
	[OPERATION_MESSAGE_VERIFY] = CKF_MESSAGE_VERIFY,
};

enum err
flow_session_cancel(struct session *s, CK_FLAGS flags)
{
	for (size_t i = 0; i < OPERATION_COUNT; i++) {
		struct operation *op = &s->operations[i];
		CK_FLAGS flag = cancels[i] != 0 ? cancels[i]
		    : use_table[op->run.use].flag;

		if (op->active && (flags & flag))
			operation_end(op);
	}
	if (flags & CKF_FIND_OBJECTS)
		search_end(&s->search);
	return E_OK;
}

enum err
flow_session_validation(struct session *s,
    CK_SESSION_VALIDATION_FLAGS_TYPE type, CK_FLAGS *out)
{
	(void)s;
	(void)type;
	if (out == NULL)
		return refuse(E_ARGUMENTS, "the flags pointer is NULL");
	*out = 0;
	return E_OK;
}

void
flow_close(struct tokens *t, struct session_table *sessions)
{
	session_table_clear(sessions);
	flow_check_close(t);
	for (size_t i = 0; i < SLOT_MAX; i++) {
		struct token *token = t->slots[i];

		if (token == NULL)
			continue;
		login_end(token);
		table_free(token->objects);
		token->objects = NULL;
	}
	if (t->store != NULL)
		upkeep_last(t->store);
}
