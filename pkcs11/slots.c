/* SPDX-License-Identifier: Apache-2.0 */
/* Slots and tokens, and what makes a token (PKCS#11 3.2, 5.5). */
#include "call.h"
#include "flow/sessions.h"
#include "flow/slots.h"

CK_RV
C_GetSlotList(CK_BBOOL present, CK_SLOT_ID *list, CK_ULONG *count)
{
	struct call call;
	enum err e = call_enter(&call, CALL_GetSlotList, NO_SESSION,
	    count != NULL);

	if (e == E_OK)
		e = flow_slot_list(call.tokens, present, list, count);
	return call_leave(&call, e);
}

CK_RV
C_GetSlotInfo(CK_SLOT_ID slot, CK_SLOT_INFO *info)
{
	struct call call;
	enum err e = call_enter(&call, CALL_GetSlotInfo, NO_SESSION,
	    info != NULL);

	if (e == E_OK)
		e = flow_slot_info(call.tokens, slot, info);
	return call_leave(&call, e);
}

CK_RV
C_GetTokenInfo(CK_SLOT_ID slot, CK_TOKEN_INFO *info)
{
	struct call call;
	enum err e = call_enter(&call, CALL_GetTokenInfo, NO_SESSION,
	    info != NULL);

	if (e == E_OK)
		e = flow_token_info(call.tokens, slot, info);
	return call_leave(&call, e);
}

CK_RV
C_WaitForSlotEvent(CK_FLAGS flags, CK_SLOT_ID *slot, CK_VOID_PTR reserved)
{
	struct call call;
	enum err e = call_enter(&call, CALL_WaitForSlotEvent, NO_SESSION,
	    slot != NULL && reserved == NULL);

	if (e == E_OK)
		e = flow_slot_event(call.tokens, flags, slot);
	return call_leave(&call, e);
}

CK_RV
C_GetMechanismList(CK_SLOT_ID slot, CK_MECHANISM_TYPE *list, CK_ULONG *count)
{
	struct call call;
	enum err e = call_enter(&call, CALL_GetMechanismList, NO_SESSION,
	    count != NULL);

	if (e == E_OK)
		e = flow_mechanism_list(call.tokens, slot, list, count);
	return call_leave(&call, e);
}

CK_RV
C_GetMechanismInfo(CK_SLOT_ID slot, CK_MECHANISM_TYPE type,
    CK_MECHANISM_INFO *info)
{
	struct call call;
	enum err e = call_enter(&call, CALL_GetMechanismInfo, NO_SESSION,
	    info != NULL);

	if (e == E_OK)
		e = flow_mechanism_info(call.tokens, slot, type, info);
	return call_leave(&call, e);
}

CK_RV
C_InitToken(CK_SLOT_ID slot, CK_UTF8CHAR *pin, CK_ULONG pin_len,
    CK_UTF8CHAR *label)
{
	struct call call;
	enum err e = call_enter(&call, CALL_InitToken, NO_SESSION,
	    pin != NULL && label != NULL);

	if (e == E_OK)
		e = flow_init_token(call.tokens, slot, pin, pin_len,
		    label);
	return call_leave(&call, e);
}

CK_RV
C_InitPIN(CK_SESSION_HANDLE session, CK_UTF8CHAR *pin, CK_ULONG pin_len)
{
	struct call call;
	enum err e = call_enter(&call, CALL_InitPIN, session, pin != NULL);

	if (e == E_OK)
		e = flow_init_pin(call.session, pin, pin_len);
	return call_leave(&call, e);
}

CK_RV
C_SetPIN(CK_SESSION_HANDLE session, CK_UTF8CHAR *old, CK_ULONG old_len,
    CK_UTF8CHAR *new, CK_ULONG new_len)
{
	struct call call;
	enum err e = call_enter(&call, CALL_SetPIN, session,
	    old != NULL && new != NULL);

	if (e == E_OK)
		e = flow_set_pin(call.session, old, old_len, new, new_len);
	return call_leave(&call, e);
}
