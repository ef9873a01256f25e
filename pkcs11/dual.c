/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two operations at one go (PKCS#11 3.2, 5.16). Missing arguments are the
 * flow's to refuse: that ends both.
 */
#include "call.h"
#include "flow/crypt.h"

CK_RV
C_DigestEncryptUpdate(CK_SESSION_HANDLE session, CK_BYTE *in, CK_ULONG in_len,
    CK_BYTE *out, CK_ULONG *out_len)
{
	struct call call;
	enum err e = call_enter(&call, CALL_DigestEncryptUpdate, session, true);

	if (e == E_OK)
		e = flow_dual(call.session, USE_ENCRYPT, USE_DIGEST, in, in_len,
		    out, out_len);
	return call_leave(&call, e);
}

CK_RV
C_DecryptDigestUpdate(CK_SESSION_HANDLE session, CK_BYTE *in, CK_ULONG in_len,
    CK_BYTE *out, CK_ULONG *out_len)
{
	struct call call;
	enum err e = call_enter(&call, CALL_DecryptDigestUpdate, session, true);

	if (e == E_OK)
		e = flow_dual(call.session, USE_DECRYPT, USE_DIGEST, in, in_len,
		    out, out_len);
	return call_leave(&call, e);
}

CK_RV
C_SignEncryptUpdate(CK_SESSION_HANDLE session, CK_BYTE *in, CK_ULONG in_len,
    CK_BYTE *out, CK_ULONG *out_len)
{
	struct call call;
	enum err e = call_enter(&call, CALL_SignEncryptUpdate, session, true);

	if (e == E_OK)
		e = flow_dual(call.session, USE_ENCRYPT, USE_SIGN, in, in_len,
		    out, out_len);
	return call_leave(&call, e);
}

CK_RV
C_DecryptVerifyUpdate(CK_SESSION_HANDLE session, CK_BYTE *in, CK_ULONG in_len,
    CK_BYTE *out, CK_ULONG *out_len)
{
	struct call call;
	enum err e = call_enter(&call, CALL_DecryptVerifyUpdate, session, true);

	if (e == E_OK)
		e = flow_dual(call.session, USE_DECRYPT, USE_VERIFY, in, in_len,
		    out, out_len);
	return call_leave(&call, e);
}
