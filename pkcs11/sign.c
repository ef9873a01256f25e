/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Signing and verifying (PKCS#11 3.2, 5.13 and 5.15). Missing
 * arguments are the flow's to refuse: that ends the operation.
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

CK_RV
C_VerifyInit(CK_SESSION_HANDLE session, CK_MECHANISM *mechanism,
    CK_OBJECT_HANDLE key)
{
	struct call call;
	enum err e = call_enter(&call, CALL_VerifyInit, session, true);

	if (e == E_OK)
		e = flow_begin(call.session, USE_VERIFY, mechanism, key);
	return call_leave(&call, e);
}

CK_RV
C_Verify(CK_SESSION_HANDLE session, CK_BYTE *in, CK_ULONG in_len,
    CK_BYTE *signature, CK_ULONG signature_len)
{
	struct call call;
	enum err e = call_enter(&call, CALL_Verify, session, true);

	if (e == E_OK)
		e = flow_verify_once(call.session, in, in_len, signature,
		    signature_len);
	return call_leave(&call, e);
}

CK_RV
C_VerifyUpdate(CK_SESSION_HANDLE session, CK_BYTE *in, CK_ULONG in_len)
{
	struct call call;
	enum err e = call_enter(&call, CALL_VerifyUpdate, session, true);

	if (e == E_OK)
		e = flow_absorb(call.session, USE_VERIFY, in, in_len);
	return call_leave(&call, e);
}

CK_RV
C_VerifyFinal(CK_SESSION_HANDLE session, CK_BYTE *signature,
    CK_ULONG signature_len)
{
	struct call call;
	enum err e = call_enter(&call, CALL_VerifyFinal, session, true);

	if (e == E_OK)
		e = flow_verify_finish(call.session, signature, signature_len);
	return call_leave(&call, e);
}
