/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Encryption and decryption (PKCS#11 3.2, 5.8 and 5.10). Missing
 * arguments are the flow's to refuse: that ends the operation.
 */
#include "call.h"
#include "flow/crypt.h"

CK_RV
C_EncryptInit(CK_SESSION_HANDLE session, CK_MECHANISM *mechanism,
    CK_OBJECT_HANDLE key)
{
	struct call call;
	enum err e = call_enter(&call, CALL_EncryptInit, session, true);

	if (e == E_OK)
		e = flow_begin(call.session, USE_ENCRYPT, mechanism, key);
	return call_leave(&call, e);
}

CK_RV
C_Encrypt(CK_SESSION_HANDLE session, CK_BYTE *in, CK_ULONG in_len,
    CK_BYTE *out, CK_ULONG *out_len)
{
	struct call call;
	enum err e = call_enter(&call, CALL_Encrypt, session, true);

	if (e == E_OK)
		e = flow_once(call.session, USE_ENCRYPT, in, in_len, out,
		    out_len);
	return call_leave(&call, e);
}

CK_RV
C_EncryptUpdate(CK_SESSION_HANDLE session, CK_BYTE *in, CK_ULONG in_len,
    CK_BYTE *out, CK_ULONG *out_len)
{
	struct call call;
	enum err e = call_enter(&call, CALL_EncryptUpdate, session, true);

	if (e == E_OK)
		e = flow_update(call.session, USE_ENCRYPT, in, in_len, out,
		    out_len);
	return call_leave(&call, e);
}

CK_RV
C_EncryptFinal(CK_SESSION_HANDLE session, CK_BYTE *out, CK_ULONG *out_len)
{
	struct call call;
	enum err e = call_enter(&call, CALL_EncryptFinal, session, true);

	if (e == E_OK)
		e = flow_finish(call.session, USE_ENCRYPT, out, out_len);
	return call_leave(&call, e);
}

CK_RV
C_DecryptInit(CK_SESSION_HANDLE session, CK_MECHANISM *mechanism,
    CK_OBJECT_HANDLE key)
{
	struct call call;
	enum err e = call_enter(&call, CALL_DecryptInit, session, true);

	if (e == E_OK)
		e = flow_begin(call.session, USE_DECRYPT, mechanism, key);
	return call_leave(&call, e);
}

CK_RV
C_Decrypt(CK_SESSION_HANDLE session, CK_BYTE *in, CK_ULONG in_len,
    CK_BYTE *out, CK_ULONG *out_len)
{
	struct call call;
	enum err e = call_enter(&call, CALL_Decrypt, session, true);

	if (e == E_OK)
		e = flow_once(call.session, USE_DECRYPT, in, in_len, out,
		    out_len);
	return call_leave(&call, e);
}

CK_RV
C_DecryptUpdate(CK_SESSION_HANDLE session, CK_BYTE *in, CK_ULONG in_len,
    CK_BYTE *out, CK_ULONG *out_len)
{
	struct call call;
	enum err e = call_enter(&call, CALL_DecryptUpdate, session, true);

	if (e == E_OK)
		e = flow_update(call.session, USE_DECRYPT, in, in_len, out,
		    out_len);
	return call_leave(&call, e);
}

CK_RV
C_DecryptFinal(CK_SESSION_HANDLE session, CK_BYTE *out, CK_ULONG *out_len)
{
	struct call call;
	enum err e = call_enter(&call, CALL_DecryptFinal, session, true);

	if (e == E_OK)
		e = flow_finish(call.session, USE_DECRYPT, out, out_len);
	return call_leave(&call, e);
}
