/* SPDX-License-Identifier: Apache-2.0 */
/* Sessions and who is logged in (PKCS#11 3.2, 5.6). */
#include "call.h"
#include "flow/crypt.h"
#include "flow/sessions.h"

CK_RV
C_OpenSession(CK_SLOT_ID slot, CK_FLAGS flags, CK_VOID_PTR application,
    CK_NOTIFY notify, CK_SESSION_HANDLE *out)
{
	struct call call;
	enum err e = call_enter(&call, CALL_OpenSession, NO_SESSION,
	    out != NULL);

	(void)application; /* there is nothing to notify of */
	(void)notify;
	if (e == E_OK)
		e = flow_session_open(call.tokens, call.sessions, slot, flags,
		    out);
	return call_leave(&call, e);
}

CK_RV
C_CloseSession(CK_SESSION_HANDLE session)
{
	struct call call;
	enum err e = call_enter(&call, CALL_CloseSession, session, true);

	if (e == E_OK)
		e = flow_session_close(call.sessions, call_release(&call));
	return call_leave(&call, e);
}

CK_RV
C_CloseAllSessions(CK_SLOT_ID slot)
{
	struct call call;
	enum err e = call_enter(&call, CALL_CloseAllSessions, NO_SESSION, true);

	if (e == E_OK)
		e = flow_session_close_all(call.tokens, call.sessions, slot);
	return call_leave(&call, e);
}

CK_RV
C_GetSessionInfo(CK_SESSION_HANDLE session, CK_SESSION_INFO *info)
{
	struct call call;
	enum err e = call_enter(&call, CALL_GetSessionInfo, session,
	    info != NULL);

	if (e == E_OK)
		e = flow_session_info(call.session, info);
	return call_leave(&call, e);
}

CK_RV
C_SessionCancel(CK_SESSION_HANDLE session, CK_FLAGS flags)
{
	struct call call;
	enum err e = call_enter(&call, CALL_SessionCancel, session, true);

	if (e == E_OK)
		e = flow_session_cancel(call.session, flags);
	return call_leave(&call, e);
}

CK_RV
C_GetSessionValidationFlags(CK_SESSION_HANDLE session,
    CK_SESSION_VALIDATION_FLAGS_TYPE type, CK_FLAGS *flags)
{
	struct call call;
	enum err e = call_enter(&call, CALL_GetSessionValidationFlags, session,
	    flags != NULL);

	if (e == E_OK)
		e = flow_session_validation(call.session, type, flags);
	return call_leave(&call, e);
}

CK_RV
C_GetOperationState(CK_SESSION_HANDLE session, CK_BYTE *out, CK_ULONG *out_len)
{
	struct call call;
	enum err e = call_enter(&call, CALL_GetOperationState, session, true);

	if (e == E_OK)
		e = flow_state_save(call.sessions, call.session, out, out_len);
	return call_leave(&call, e);
}

CK_RV
C_SetOperationState(CK_SESSION_HANDLE session, CK_BYTE *state, CK_ULONG len,
    CK_OBJECT_HANDLE encryption_key, CK_OBJECT_HANDLE authentication_key)
{
	struct call call;
	enum err e = call_enter(&call, CALL_SetOperationState, session, true);

	if (e == E_OK)
		e = flow_state_restore(call.sessions, call.session, state, len,
		    encryption_key, authentication_key);
	return call_leave(&call, e);
}

CK_RV
C_Login(CK_SESSION_HANDLE session, CK_USER_TYPE user, CK_UTF8CHAR *pin,
    CK_ULONG pin_len)
{
	struct call call;
	enum err e = call_enter(&call, CALL_Login, session, pin != NULL);

	if (e == E_OK)
		e = flow_login(call.session, user, pin, pin_len);
	return call_leave(&call, e);
}

CK_RV
C_LoginUser(CK_SESSION_HANDLE session, CK_USER_TYPE user, CK_UTF8CHAR *pin,
    CK_ULONG pin_len, CK_UTF8CHAR *name, CK_ULONG name_len)
{
	struct call call;
	enum err e = call_enter(&call, CALL_LoginUser, session,
	    pin != NULL && name != NULL);

	if (e == E_OK)
		e = flow_login_user(call.session, user, pin, pin_len, name,
		    name_len);
	return call_leave(&call, e);
}

CK_RV
C_Logout(CK_SESSION_HANDLE session)
{
	struct call call;
	enum err e = call_enter(&call, CALL_Logout, session, true);

	if (e == E_OK)
		e = flow_logout(call.sessions, call.session);
	return call_leave(&call, e);
}
