/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Many messages with one key (PKCS#11 3.2, 5.9, 5.11, 5.14 and 5.15). Missing
 * arguments are the flow's to refuse: that ends the message.
 */
#include "call.h"
#include "flow/messages.h"

/* What a message says of itself. */
static struct message
message(void *parameter, CK_ULONG parameter_len, const CK_BYTE *aad,
    CK_ULONG aad_len)
{
	return (struct message){ parameter, parameter_len, aad, aad_len };
}

/* ---- encryption ---- */

CK_RV
C_MessageEncryptInit(CK_SESSION_HANDLE session, CK_MECHANISM *mechanism,
    CK_OBJECT_HANDLE key)
{
	struct call call;
	enum err e = call_enter(&call, CALL_MessageEncryptInit, session, true);

	if (e == E_OK)
		e = flow_messages_begin(call.session, USE_ENCRYPT, mechanism,
		    key);
	return call_leave(&call, e);
}

CK_RV
C_EncryptMessage(CK_SESSION_HANDLE session, CK_VOID_PTR parameter,
    CK_ULONG parameter_len, CK_BYTE *aad, CK_ULONG aad_len, CK_BYTE *in,
    CK_ULONG in_len, CK_BYTE *out, CK_ULONG *out_len)
{
	struct message m = message(parameter, parameter_len, aad, aad_len);
	struct call call;
	enum err e = call_enter(&call, CALL_EncryptMessage, session, true);

	if (e == E_OK)
		e = flow_message_once(call.session, USE_ENCRYPT, &m, in, in_len,
		    out, out_len);
	return call_leave(&call, e);
}

CK_RV
C_EncryptMessageBegin(CK_SESSION_HANDLE session, CK_VOID_PTR parameter,
    CK_ULONG parameter_len, CK_BYTE *aad, CK_ULONG aad_len)
{
	struct message m = message(parameter, parameter_len, aad, aad_len);
	struct call call;
	enum err e = call_enter(&call, CALL_EncryptMessageBegin, session, true);

	if (e == E_OK)
		e = flow_message_begin(call.session, USE_ENCRYPT, &m);
	return call_leave(&call, e);
}

CK_RV
C_EncryptMessageNext(CK_SESSION_HANDLE session, CK_VOID_PTR parameter,
    CK_ULONG parameter_len, CK_BYTE *in, CK_ULONG in_len, CK_BYTE *out,
    CK_ULONG *out_len, CK_FLAGS flags)
{
	struct message m = message(parameter, parameter_len, NULL, 0);
	struct call call;
	enum err e = call_enter(&call, CALL_EncryptMessageNext, session, true);

	if (e == E_OK)
		e = flow_message_next(call.session, USE_ENCRYPT, &m, in, in_len,
		    out, out_len, flags);
	return call_leave(&call, e);
}

CK_RV
C_MessageEncryptFinal(CK_SESSION_HANDLE session)
{
	struct call call;
	enum err e = call_enter(&call, CALL_MessageEncryptFinal, session, true);

	if (e == E_OK)
		e = flow_messages_end(call.session, USE_ENCRYPT);
	return call_leave(&call, e);
}

/* ---- decryption ---- */

CK_RV
C_MessageDecryptInit(CK_SESSION_HANDLE session, CK_MECHANISM *mechanism,
    CK_OBJECT_HANDLE key)
{
	struct call call;
	enum err e = call_enter(&call, CALL_MessageDecryptInit, session, true);

	if (e == E_OK)
		e = flow_messages_begin(call.session, USE_DECRYPT, mechanism,
		    key);
	return call_leave(&call, e);
}

CK_RV
C_DecryptMessage(CK_SESSION_HANDLE session, CK_VOID_PTR parameter,
    CK_ULONG parameter_len, CK_BYTE *aad, CK_ULONG aad_len, CK_BYTE *in,
    CK_ULONG in_len, CK_BYTE *out, CK_ULONG *out_len)
{
	struct message m = message(parameter, parameter_len, aad, aad_len);
	struct call call;
	enum err e = call_enter(&call, CALL_DecryptMessage, session, true);

	if (e == E_OK)
		e = flow_message_once(call.session, USE_DECRYPT, &m, in, in_len,
		    out, out_len);
	return call_leave(&call, e);
}

CK_RV
C_DecryptMessageBegin(CK_SESSION_HANDLE session, CK_VOID_PTR parameter,
    CK_ULONG parameter_len, CK_BYTE *aad, CK_ULONG aad_len)
{
	struct message m = message(parameter, parameter_len, aad, aad_len);
	struct call call;
	enum err e = call_enter(&call, CALL_DecryptMessageBegin, session, true);

	if (e == E_OK)
		e = flow_message_begin(call.session, USE_DECRYPT, &m);
	return call_leave(&call, e);
}

CK_RV
C_DecryptMessageNext(CK_SESSION_HANDLE session, CK_VOID_PTR parameter,
    CK_ULONG parameter_len, CK_BYTE *in, CK_ULONG in_len, CK_BYTE *out,
    CK_ULONG *out_len, CK_FLAGS flags)
{
	struct message m = message(parameter, parameter_len, NULL, 0);
	struct call call;
	enum err e = call_enter(&call, CALL_DecryptMessageNext, session, true);

	if (e == E_OK)
		e = flow_message_next(call.session, USE_DECRYPT, &m, in, in_len,
		    out, out_len, flags);
	return call_leave(&call, e);
}

CK_RV
C_MessageDecryptFinal(CK_SESSION_HANDLE session)
{
	struct call call;
	enum err e = call_enter(&call, CALL_MessageDecryptFinal, session, true);

	if (e == E_OK)
		e = flow_messages_end(call.session, USE_DECRYPT);
	return call_leave(&call, e);
}

/* ---- signing ---- */

CK_RV
C_MessageSignInit(CK_SESSION_HANDLE session, CK_MECHANISM *mechanism,
    CK_OBJECT_HANDLE key)
{
	struct call call;
	enum err e = call_enter(&call, CALL_MessageSignInit, session, true);

	if (e == E_OK)
		e = flow_messages_begin(call.session, USE_SIGN, mechanism, key);
	return call_leave(&call, e);
}

CK_RV
C_SignMessage(CK_SESSION_HANDLE session, CK_VOID_PTR parameter,
    CK_ULONG parameter_len, CK_BYTE *in, CK_ULONG in_len, CK_BYTE *out,
    CK_ULONG *out_len)
{
	struct message m = message(parameter, parameter_len, NULL, 0);
	struct call call;
	enum err e = call_enter(&call, CALL_SignMessage, session, true);

	if (e == E_OK)
		e = flow_message_sign(call.session, &m, in, in_len, out,
		    out_len);
	return call_leave(&call, e);
}

CK_RV
C_SignMessageBegin(CK_SESSION_HANDLE session, CK_VOID_PTR parameter,
    CK_ULONG parameter_len)
{
	struct message m = message(parameter, parameter_len, NULL, 0);
	struct call call;
	enum err e = call_enter(&call, CALL_SignMessageBegin, session, true);

	if (e == E_OK)
		e = flow_message_sign_begin(call.session, &m);
	return call_leave(&call, e);
}

CK_RV
C_SignMessageNext(CK_SESSION_HANDLE session, CK_VOID_PTR parameter,
    CK_ULONG parameter_len, CK_BYTE *in, CK_ULONG in_len, CK_BYTE *out,
    CK_ULONG *out_len)
{
	struct message m = message(parameter, parameter_len, NULL, 0);
	struct call call;
	enum err e = call_enter(&call, CALL_SignMessageNext, session, true);

	if (e == E_OK)
		e = flow_message_sign_next(call.session, &m, in, in_len, out,
		    out_len);
	return call_leave(&call, e);
}

CK_RV
C_MessageSignFinal(CK_SESSION_HANDLE session)
{
	struct call call;
	enum err e = call_enter(&call, CALL_MessageSignFinal, session, true);

	if (e == E_OK)
		e = flow_messages_end(call.session, USE_SIGN);
	return call_leave(&call, e);
}

/* ---- verifying ---- */

CK_RV
C_MessageVerifyInit(CK_SESSION_HANDLE session, CK_MECHANISM *mechanism,
    CK_OBJECT_HANDLE key)
{
	struct call call;
	enum err e = call_enter(&call, CALL_MessageVerifyInit, session, true);

	if (e == E_OK)
		e = flow_messages_begin(call.session, USE_VERIFY, mechanism,
		    key);
	return call_leave(&call, e);
}

CK_RV
C_VerifyMessage(CK_SESSION_HANDLE session, CK_VOID_PTR parameter,
    CK_ULONG parameter_len, CK_BYTE *in, CK_ULONG in_len, CK_BYTE *signature,
    CK_ULONG signature_len)
{
	struct message m = message(parameter, parameter_len, NULL, 0);
	struct call call;
	enum err e = call_enter(&call, CALL_VerifyMessage, session, true);

	if (e == E_OK)
		e = flow_message_verify(call.session, &m, in, in_len, signature,
		    signature_len);
	return call_leave(&call, e);
}

CK_RV
C_VerifyMessageBegin(CK_SESSION_HANDLE session, CK_VOID_PTR parameter,
    CK_ULONG parameter_len)
{
	struct message m = message(parameter, parameter_len, NULL, 0);
	struct call call;
	enum err e = call_enter(&call, CALL_VerifyMessageBegin, session, true);

	if (e == E_OK)
		e = flow_message_verify_begin(call.session, &m);
	return call_leave(&call, e);
}

CK_RV
C_VerifyMessageNext(CK_SESSION_HANDLE session, CK_VOID_PTR parameter,
    CK_ULONG parameter_len, CK_BYTE *in, CK_ULONG in_len, CK_BYTE *signature,
    CK_ULONG signature_len)
{
	struct message m = message(parameter, parameter_len, NULL, 0);
	struct call call;
	enum err e = call_enter(&call, CALL_VerifyMessageNext, session, true);

	if (e == E_OK)
		e = flow_message_verify_next(call.session, &m, in, in_len,
		    signature, signature_len);
	return call_leave(&call, e);
}

CK_RV
C_MessageVerifyFinal(CK_SESSION_HANDLE session)
{
	struct call call;
	enum err e = call_enter(&call, CALL_MessageVerifyFinal, session, true);

	if (e == E_OK)
		e = flow_messages_end(call.session, USE_VERIFY);
	return call_leave(&call, e);
}
