/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verifying (PKCS#11 3.2, 5.15). Missing arguments are the flow's to refuse:
 * that ends the operation.
 */
#include "call.h"
#include "flow/crypt.h"

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

/* ---- with recovery ---- */

CK_RV
C_VerifyRecoverInit(CK_SESSION_HANDLE session, CK_MECHANISM *mechanism,
    CK_OBJECT_HANDLE key)
{
	struct call call;
	enum err e = call_enter(&call, CALL_VerifyRecoverInit, session, true);

	if (e == E_OK)
		e = flow_begin(call.session, USE_VERIFY_RECOVER, mechanism,
		    key);
	return call_leave(&call, e);
}

CK_RV
C_VerifyRecover(CK_SESSION_HANDLE session, CK_BYTE *signature,
    CK_ULONG signature_len, CK_BYTE *out, CK_ULONG *out_len)
{
	struct call call;
	enum err e = call_enter(&call, CALL_VerifyRecover, session, true);

	if (e == E_OK)
		e = flow_once(call.session, USE_VERIFY_RECOVER, signature,
		    signature_len, out, out_len);
	return call_leave(&call, e);
}

/* ---- the signature first ---- */

CK_RV
C_VerifySignatureInit(CK_SESSION_HANDLE session, CK_MECHANISM *mechanism,
    CK_OBJECT_HANDLE key, CK_BYTE *signature, CK_ULONG signature_len)
{
	struct call call;
	enum err e = call_enter(&call, CALL_VerifySignatureInit, session, true);

	if (e == E_OK)
		e = flow_signature_begin(call.session, mechanism, key,
		    signature, signature_len);
	return call_leave(&call, e);
}

CK_RV
C_VerifySignature(CK_SESSION_HANDLE session, CK_BYTE *in, CK_ULONG in_len)
{
	struct call call;
	enum err e = call_enter(&call, CALL_VerifySignature, session, true);

	if (e == E_OK)
		e = flow_signature_once(call.session, in, in_len);
	return call_leave(&call, e);
}

CK_RV
C_VerifySignatureUpdate(CK_SESSION_HANDLE session, CK_BYTE *in,
    CK_ULONG in_len)
{
	struct call call;
	enum err e = call_enter(&call, CALL_VerifySignatureUpdate, session,
	    true);

	if (e == E_OK)
		e = flow_signature_absorb(call.session, in, in_len);
	return call_leave(&call, e);
}

CK_RV
C_VerifySignatureFinal(CK_SESSION_HANDLE session)
{
	struct call call;
	enum err e = call_enter(&call, CALL_VerifySignatureFinal, session,
	    true);

	if (e == E_OK)
		e = flow_signature_finish(call.session);
	return call_leave(&call, e);
}
