/* SPDX-License-Identifier: Apache-2.0 */
/* The vendor calls for keys as names with versions. */
#include "call.h"
#include "flow/versions.h"
#include "vendor.h"

CK_RV
CLV_RotateKey(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE key, CK_FLAGS flags,
    CK_ULONG *version)
{
	struct call call;
	enum err e = call_enter(&call, CALL_CLV_RotateKey, session, true);

	if (e == E_OK)
		e = flow_key_rotate(call.session, key, flags, version);
	return call_leave(&call, e);
}

CK_RV
CLV_SetCurrentVersion(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE key,
    CK_ULONG version, CK_FLAGS flags)
{
	struct call call;
	enum err e = call_enter(&call, CALL_CLV_SetCurrentVersion, session,
	    true);

	if (e == E_OK)
		e = flow_key_activate(call.session, key, version, flags);
	return call_leave(&call, e);
}

CK_RV
CLV_SetKeyState(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE key,
    CK_ULONG version, CK_ULONG state)
{
	struct call call;
	enum err e = call_enter(&call, CALL_CLV_SetKeyState, session, true);

	if (e == E_OK)
		e = flow_key_set_state(call.session, key, version, state);
	return call_leave(&call, e);
}

CK_RV
CLV_ScheduleDeletion(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE key,
    CK_ULONG version, CK_ULONG days)
{
	struct call call;
	enum err e = call_enter(&call, CALL_CLV_ScheduleDeletion, session,
	    true);

	if (e == E_OK)
		e = flow_key_schedule(call.session, key, version, days);
	return call_leave(&call, e);
}

CK_RV
CLV_CancelDeletion(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE key,
    CK_ULONG version)
{
	struct call call;
	enum err e = call_enter(&call, CALL_CLV_CancelDeletion, session, true);

	if (e == E_OK)
		e = flow_key_undelete(call.session, key, version);
	return call_leave(&call, e);
}

CK_RV
CLV_DescribeKey(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE key,
    CK_UTF8CHAR *json, CK_ULONG *len)
{
	struct call call;
	enum err e = call_enter(&call, CALL_CLV_DescribeKey, session,
	    len != NULL);

	if (e == E_OK)
		e = flow_key_describe(call.session, key, json, len);
	return call_leave(&call, e);
}

CK_RV
CLV_Maintain(CK_SESSION_HANDLE session, CK_FLAGS flags, CK_UTF8CHAR *json,
    CK_ULONG *len)
{
	struct call call;
	enum err e = call_enter(&call, CALL_CLV_Maintain, session, len != NULL);

	if (e == E_OK)
		e = flow_maintain(call.session, flags, json, len);
	return call_leave(&call, e);
}
