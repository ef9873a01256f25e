/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Entering and leaving. The locks of a call are taken and released here and
 * nowhere else, and here alone an outcome of the core becomes a CK_RV.
 */
#include "call.h"

#include "base/log.h"
#include "context.h"
#include "crypto/library.h"
#include "pkcs11-claviger.h"
#include "session/session.h"

#include <string.h>

static const CK_RV answers[E_COUNT] = {
#define ERR(name, ckr, status, text) [E_##name] = (ckr),
#include "base/err.def"
#undef ERR
};

/* Held shared, so that the slots stay while the call runs. */
static enum err
enter_library(struct call *call)
{
	TRY(context_lock(false));
	call->locked = true;
	if (!context_ready())
		return E_NOT_INITIALIZED;
	call->sessions = context_sessions();
	call->tokens = context_tokens();
	return E_OK;
}

/* The session's own lock is enough: stopping waits for it to be left. */
static enum err
enter_session(struct call *call, CK_SESSION_HANDLE handle)
{
	if (!context_ready())
		return E_NOT_INITIALIZED;
	call->sessions = context_sessions();
	return session_enter(call->sessions, handle, &call->session);
}

/* In this order, which is also that of stopping. */
static enum err
enter_both(struct call *call, CK_SESSION_HANDLE handle)
{
	TRY(enter_library(call));
	return session_enter(call->sessions, handle, &call->session);
}

static enum err
enter_alone(struct call *call)
{
	TRY(context_lock(true));
	call->locked = true;
	return E_OK;
}

/*
 * Without a lock of ours: the first time, libcrypto may read the host's
 * configuration, and that may call us. Its queue of errors is the host's.
 */
static enum err
enter_libcrypto(struct call *call)
{
	if (!context_ready())
		return E_NOT_INITIALIZED;
	TRY(library_open());
	library_errors_begin();
	call->marked = true;
	return E_OK;
}

static enum err
enter(struct call *call, CK_SESSION_HANDLE session)
{
	switch (call->rule->need) {
	case NEED_ALONE:
		return enter_alone(call);
	case NEED_STARTED:
	case NEED_LIBRARY:
		return enter_library(call);
	case NEED_SESSION:
		return enter_session(call, session);
	case NEED_BOTH:
		return enter_both(call, session);
	case NEED_NOTHING:
	default:
		return E_OK;
	}
}

enum err
call_enter(struct call *call, enum call_id id, CK_SESSION_HANDLE session,
    bool given)
{
	*call = (struct call){ .rule = &call_rules[id] };
	if (call->rule->need != NEED_NOTHING)
		reason_clear();
	if (call->rule->need >= NEED_LIBRARY)
		TRY(enter_libcrypto(call));
	TRY(enter(call, session));
	if (!given)
		return refuse(E_ARGUMENTS, "%s needs an argument that is NULL",
		    call->rule->name);
	return E_OK;
}

struct session *
call_release(struct call *call)
{
	struct session *session = call->session;

	call->session = NULL;
	return session;
}

/* Outcomes that are part of an ordinary conversation. */
static bool
is_refusal(enum err e)
{
	return e != E_OK && e != E_BUFFER_TOO_SMALL && e != E_NO_EVENT &&
	    e != E_CHECK_DONE && e != E_ATTRIBUTE_TYPE;
}

static void
tell(const struct call *call, enum err e)
{
	if (reason_text()[0] == '\0')
		e = refuse(e, "%s", err_text(e));
	log_line("%s: %s: %s", call->rule->name, err_name(e), reason_text());
}

static CK_RV
answer(const struct call *call, enum err e)
{
	CK_RV rv = e < E_COUNT ? answers[e] : CKR_GENERAL_ERROR;
	bool ours = rv >= CLV_NUMBER(0x00UL) && rv <= CLV_NUMBER(0xffUL);

	if (ours && strncmp(call->rule->name, "C_", 2) == 0)
		return CKR_FUNCTION_FAILED;
	return rv;
}

CK_RV
call_leave(struct call *call, enum err e)
{
	if (call->session != NULL)
		session_leave(call->session);
	if (call->locked)
		context_unlock();
	if (call->marked)
		library_errors_end();
	if (is_refusal(e))
		tell(call, e);
	return answer(call, e);
}

CK_RV
call_decline(enum call_id id, CK_SESSION_HANDLE session)
{
	struct call call;
	enum err e = call_enter(&call, id, session, true);

	if (e == E_OK)
		e = refuse(E_UNSUPPORTED, "%s is not in this release",
		    call.rule->name);
	return call_leave(&call, e);
}
