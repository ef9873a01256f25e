/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Digests (PKCS#11 3.2, 5.12). Missing
 * arguments are the flow's to refuse: that ends the operation.
 */
#include "call.h"
#include "flow/crypt.h"

CK_RV
C_DigestInit(CK_SESSION_HANDLE session, CK_MECHANISM *mechanism)
{
	struct call call;
	enum err e = call_enter(&call, CALL_DigestInit, session, true);

	if (e == E_OK)
		e = flow_begin(call.session, USE_DIGEST, mechanism,
		    CK_INVALID_HANDLE);
	return call_leave(&call, e);
}

CK_RV
C_Digest(CK_SESSION_HANDLE session, CK_BYTE *in, CK_ULONG in_len, CK_BYTE *out,
    CK_ULONG *out_len)
{
	struct call call;
	enum err e = call_enter(&call, CALL_Digest, session, true);

	if (e == E_OK)
		e = flow_once(call.session, USE_DIGEST, in, in_len, out,
		    out_len);
	return call_leave(&call, e);
}

CK_RV
C_DigestUpdate(CK_SESSION_HANDLE session, CK_BYTE *in, CK_ULONG in_len)
{
	struct call call;
	enum err e = call_enter(&call, CALL_DigestUpdate, session, true);

	if (e == E_OK)
		e = flow_absorb(call.session, USE_DIGEST, in, in_len);
	return call_leave(&call, e);
}

CK_RV
C_DigestKey(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE key)
{
	struct call call;
	enum err e = call_enter(&call, CALL_DigestKey, session, true);

	if (e == E_OK)
		e = flow_digest_key(call.session, key);
	return call_leave(&call, e);
}

CK_RV
C_DigestFinal(CK_SESSION_HANDLE session, CK_BYTE *out, CK_ULONG *out_len)
{
	struct call call;
	enum err e = call_enter(&call, CALL_DigestFinal, session, true);

	if (e == E_OK)
		e = flow_finish(call.session, USE_DIGEST, out, out_len);
	return call_leave(&call, e);
}
