/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Signing (PKCS#11 3.2, 5.13). Missing arguments are the flow's to refuse:
 * that ends the operation.
 */
#include "call.h"
#include "flow/crypt.h"

CK_RV
C_SignInit(CK_SESSION_HANDLE session, CK_MECHANISM *mechanism,
    CK_OBJECT_HANDLE key)
{
	struct call call;
	enum err e = call_enter(&call, CALL_SignInit, session, true);

	if (e == E_OK)
		e = flow_begin(call.session, USE_SIGN, mechanism, key);
	return call_leave(&call, e);
}

CK_RV
C_Sign(CK_SESSION_HANDLE session, CK_BYTE *in, CK_ULONG in_len, CK_BYTE *out,
    CK_ULONG *out_len)
{
	struct call call;
	enum err e = call_enter(&call, CALL_Sign, session, true);

	if (e == E_OK)
		e = flow_once(call.session, USE_SIGN, in, in_len, out,
		    out_len);
	return call_leave(&call, e);
}

CK_RV
C_SignUpdate(CK_SESSION_HANDLE session, CK_BYTE *in, CK_ULONG in_len)
{
	struct call call;
	enum err e = call_enter(&call, CALL_SignUpdate, session, true);

	if (e == E_OK)
		e = flow_absorb(call.session, USE_SIGN, in, in_len);
	return call_leave(&call, e);
}

CK_RV
C_SignFinal(CK_SESSION_HANDLE session, CK_BYTE *out, CK_ULONG *out_len)
{
	struct call call;
	enum err e = call_enter(&call, CALL_SignFinal, session, true);

	if (e == E_OK)
		e = flow_finish(call.session, USE_SIGN, out, out_len);
	return call_leave(&call, e);
}

/* ---- with recovery ---- */

CK_RV
C_SignRecoverInit(CK_SESSION_HANDLE session, CK_MECHANISM *mechanism,
    CK_OBJECT_HANDLE key)
{
	struct call call;
	enum err e = call_enter(&call, CALL_SignRecoverInit, session, true);

	if (e == E_OK)
		e = flow_begin(call.session, USE_SIGN_RECOVER, mechanism, key);
	return call_leave(&call, e);
}

CK_RV
C_SignRecover(CK_SESSION_HANDLE session, CK_BYTE *in, CK_ULONG in_len,
    CK_BYTE *out, CK_ULONG *out_len)
{
	struct call call;
	enum err e = call_enter(&call, CALL_SignRecover, session, true);

	if (e == E_OK)
		e = flow_once(call.session, USE_SIGN_RECOVER, in, in_len, out,
		    out_len);
	return call_leave(&call, e);
}
