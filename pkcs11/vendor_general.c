/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The vendor calls that need neither slot nor session: the last reason, the
 * status, making a token, checking a store the module may refuse to open.
 */
#include "call.h"
#include "flow/check.h"
#include "flow/rollback.h"
#include "flow/slots.h"
#include "vendor.h"

#include <string.h>

static enum err
give_reason(CK_UTF8CHAR *text, CK_ULONG *len)
{
	const char *reason = reason_text();
	CK_ULONG room = *len;

	*len = strlen(reason);
	if (text == NULL)
		return E_OK;
	if (room < *len)
		return E_BUFFER_TOO_SMALL;
	memcpy(text, reason, *len);
	return E_OK;
}

CK_RV
CLV_GetReason(CK_UTF8CHAR *text, CK_ULONG *len)
{
	struct call call;
	enum err e = call_enter(&call, CALL_CLV_GetReason, NO_SESSION,
	    len != NULL);

	if (e == E_OK)
		e = give_reason(text, len);
	return call_leave(&call, e);
}

CK_RV
CLV_GetStatus(CK_UTF8CHAR *json, CK_ULONG *len)
{
	struct call call;
	enum err e = call_enter(&call, CALL_CLV_GetStatus, NO_SESSION,
	    len != NULL);

	if (e == E_OK)
		e = flow_status(call.tokens, json, len);
	return call_leave(&call, e);
}

CK_RV
CLV_InitToken(CK_SLOT_ID slot, CK_UTF8CHAR *pin, CK_ULONG pin_len,
    CK_UTF8CHAR *label, CK_FLAGS flags)
{
	struct call call;
	enum err e = call_enter(&call, CALL_CLV_InitToken, NO_SESSION,
	    pin != NULL && label != NULL);

	if (e == E_OK)
		e = flow_init_token_with(call.tokens, slot, pin, pin_len,
		    label, flags);
	return call_leave(&call, e);
}

CK_RV
CLV_AcceptRollback(CK_UTF8CHAR *reason, CK_ULONG len)
{
	struct call call;
	enum err e = call_enter(&call, CALL_CLV_AcceptRollback, NO_SESSION,
	    reason != NULL);

	if (e == E_OK)
		e = flow_accept_rollback(call.tokens, reason, len);
	return call_leave(&call, e);
}

CK_RV
CLV_CheckInit(CK_ULONG what, CK_SLOT_ID slot, CLV_CHECK_HANDLE *out)
{
	struct call call;
	enum err e = call_enter(&call, CALL_CLV_CheckInit, NO_SESSION,
	    out != NULL);

	(void)slot; /* the store is one for all slots */
	if (e == E_OK)
		e = flow_check_begin(call.tokens, what, out);
	return call_leave(&call, e);
}

CK_RV
CLV_CheckNext(CLV_CHECK_HANDLE check, CK_UTF8CHAR *json, CK_ULONG *len,
    CK_ULONG *done, CK_ULONG *total)
{
	struct call call;
	enum err e = call_enter(&call, CALL_CLV_CheckNext, NO_SESSION,
	    len != NULL && done != NULL && total != NULL);

	if (e == E_OK)
		e = flow_check_next(call.tokens, check, json, len, done, total);
	return call_leave(&call, e);
}

CK_RV
CLV_CheckFinal(CLV_CHECK_HANDLE check)
{
	struct call call;
	enum err e = call_enter(&call, CALL_CLV_CheckFinal, NO_SESSION, true);

	if (e == E_OK)
		e = flow_check_end(call.tokens, check);
	return call_leave(&call, e);
}
