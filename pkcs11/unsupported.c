/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The functions of PKCS #11 that this release declines: the session is looked
 * at, then the answer is CKR_FUNCTION_NOT_SUPPORTED. Asynchronous functions
 * stay declined; the others leave this file as they are built.
 */
#include "call.h"

/* Arguments are not looked at; they are named because C11 wants names. */
#pragma GCC diagnostic ignored "-Wunused-parameter"

#define DECLINE(name, ...) \
	CK_RV \
	C_##name(__VA_ARGS__) \
	{ \
		return call_decline(CALL_##name, session); \
	}

/* ---- of 2.40 ---- */

DECLINE(GetOperationState, CK_SESSION_HANDLE session, CK_BYTE_PTR a,
    CK_ULONG_PTR b)
DECLINE(SetOperationState, CK_SESSION_HANDLE session, CK_BYTE_PTR a,
    CK_ULONG b, CK_OBJECT_HANDLE c, CK_OBJECT_HANDLE d)
DECLINE(SignRecoverInit, CK_SESSION_HANDLE session, CK_MECHANISM_PTR a,
    CK_OBJECT_HANDLE b)
DECLINE(SignRecover, CK_SESSION_HANDLE session, CK_BYTE_PTR a, CK_ULONG b,
    CK_BYTE_PTR c, CK_ULONG_PTR d)
DECLINE(VerifyRecoverInit, CK_SESSION_HANDLE session, CK_MECHANISM_PTR a,
    CK_OBJECT_HANDLE b)
DECLINE(VerifyRecover, CK_SESSION_HANDLE session, CK_BYTE_PTR a, CK_ULONG b,
    CK_BYTE_PTR c, CK_ULONG_PTR d)
DECLINE(DigestEncryptUpdate, CK_SESSION_HANDLE session, CK_BYTE_PTR a,
    CK_ULONG b, CK_BYTE_PTR c, CK_ULONG_PTR d)
DECLINE(DecryptDigestUpdate, CK_SESSION_HANDLE session, CK_BYTE_PTR a,
    CK_ULONG b, CK_BYTE_PTR c, CK_ULONG_PTR d)
DECLINE(SignEncryptUpdate, CK_SESSION_HANDLE session, CK_BYTE_PTR a,
    CK_ULONG b, CK_BYTE_PTR c, CK_ULONG_PTR d)
DECLINE(DecryptVerifyUpdate, CK_SESSION_HANDLE session, CK_BYTE_PTR a,
    CK_ULONG b, CK_BYTE_PTR c, CK_ULONG_PTR d)
DECLINE(DeriveKey, CK_SESSION_HANDLE session, CK_MECHANISM_PTR a,
    CK_OBJECT_HANDLE b, CK_ATTRIBUTE_PTR c, CK_ULONG d, CK_OBJECT_HANDLE_PTR e)

/* ---- of 3.0 ---- */

DECLINE(MessageEncryptInit, CK_SESSION_HANDLE session, CK_MECHANISM_PTR a,
    CK_OBJECT_HANDLE b)
DECLINE(EncryptMessage, CK_SESSION_HANDLE session, CK_VOID_PTR a, CK_ULONG b,
    CK_BYTE_PTR c, CK_ULONG d, CK_BYTE_PTR e, CK_ULONG f, CK_BYTE_PTR g,
    CK_ULONG_PTR h)
DECLINE(EncryptMessageBegin, CK_SESSION_HANDLE session, CK_VOID_PTR a,
    CK_ULONG b, CK_BYTE_PTR c, CK_ULONG d)
DECLINE(EncryptMessageNext, CK_SESSION_HANDLE session, CK_VOID_PTR a,
    CK_ULONG b, CK_BYTE_PTR c, CK_ULONG d, CK_BYTE_PTR e, CK_ULONG_PTR f,
    CK_FLAGS g)
DECLINE(MessageEncryptFinal, CK_SESSION_HANDLE session)
DECLINE(MessageDecryptInit, CK_SESSION_HANDLE session, CK_MECHANISM_PTR a,
    CK_OBJECT_HANDLE b)
DECLINE(DecryptMessage, CK_SESSION_HANDLE session, CK_VOID_PTR a, CK_ULONG b,
    CK_BYTE_PTR c, CK_ULONG d, CK_BYTE_PTR e, CK_ULONG f, CK_BYTE_PTR g,
    CK_ULONG_PTR h)
DECLINE(DecryptMessageBegin, CK_SESSION_HANDLE session, CK_VOID_PTR a,
    CK_ULONG b, CK_BYTE_PTR c, CK_ULONG d)
DECLINE(DecryptMessageNext, CK_SESSION_HANDLE session, CK_VOID_PTR a,
    CK_ULONG b, CK_BYTE_PTR c, CK_ULONG d, CK_BYTE_PTR e, CK_ULONG_PTR f,
    CK_FLAGS g)
DECLINE(MessageDecryptFinal, CK_SESSION_HANDLE session)
DECLINE(MessageSignInit, CK_SESSION_HANDLE session, CK_MECHANISM_PTR a,
    CK_OBJECT_HANDLE b)
DECLINE(SignMessage, CK_SESSION_HANDLE session, CK_VOID_PTR a, CK_ULONG b,
    CK_BYTE_PTR c, CK_ULONG d, CK_BYTE_PTR e, CK_ULONG_PTR f)
DECLINE(SignMessageBegin, CK_SESSION_HANDLE session, CK_VOID_PTR a, CK_ULONG b)
DECLINE(SignMessageNext, CK_SESSION_HANDLE session, CK_VOID_PTR a, CK_ULONG b,
    CK_BYTE_PTR c, CK_ULONG d, CK_BYTE_PTR e, CK_ULONG_PTR f)
DECLINE(MessageSignFinal, CK_SESSION_HANDLE session)
DECLINE(MessageVerifyInit, CK_SESSION_HANDLE session, CK_MECHANISM_PTR a,
    CK_OBJECT_HANDLE b)
DECLINE(VerifyMessage, CK_SESSION_HANDLE session, CK_VOID_PTR a, CK_ULONG b,
    CK_BYTE_PTR c, CK_ULONG d, CK_BYTE_PTR e, CK_ULONG f)
DECLINE(VerifyMessageBegin, CK_SESSION_HANDLE session, CK_VOID_PTR a,
    CK_ULONG b)
DECLINE(VerifyMessageNext, CK_SESSION_HANDLE session, CK_VOID_PTR a,
    CK_ULONG b, CK_BYTE_PTR c, CK_ULONG d, CK_BYTE_PTR e, CK_ULONG f)
DECLINE(MessageVerifyFinal, CK_SESSION_HANDLE session)

/* ---- of 3.2 ---- */

/* The standard has the length here, p11-kit 0.26 a pointer to it: we follow
 * the header there is, and look at neither. */
typedef __typeof__(__builtin_choose_expr(__builtin_types_compatible_p(
    CK_C_DecapsulateKey, CK_RV (*)(CK_SESSION_HANDLE, CK_MECHANISM *,
    CK_OBJECT_HANDLE, CK_ATTRIBUTE *, CK_ULONG, CK_BYTE *, CK_ULONG,
    CK_OBJECT_HANDLE *)), (CK_ULONG)0, (CK_ULONG *)0)) decapsulate_len;

DECLINE(EncapsulateKey, CK_SESSION_HANDLE session, CK_MECHANISM_PTR a,
    CK_OBJECT_HANDLE b, CK_ATTRIBUTE_PTR c, CK_ULONG d, CK_BYTE_PTR e,
    CK_ULONG_PTR f, CK_OBJECT_HANDLE_PTR g)
DECLINE(DecapsulateKey, CK_SESSION_HANDLE session, CK_MECHANISM_PTR a,
    CK_OBJECT_HANDLE b, CK_ATTRIBUTE_PTR c, CK_ULONG d, CK_BYTE_PTR e,
    decapsulate_len f, CK_OBJECT_HANDLE_PTR g)
DECLINE(VerifySignatureInit, CK_SESSION_HANDLE session, CK_MECHANISM_PTR a,
    CK_OBJECT_HANDLE b, CK_BYTE_PTR c, CK_ULONG d)
DECLINE(VerifySignature, CK_SESSION_HANDLE session, CK_BYTE_PTR a, CK_ULONG b)
DECLINE(VerifySignatureUpdate, CK_SESSION_HANDLE session, CK_BYTE_PTR a,
    CK_ULONG b)
DECLINE(VerifySignatureFinal, CK_SESSION_HANDLE session)
DECLINE(AsyncComplete, CK_SESSION_HANDLE session, CK_UTF8CHAR_PTR a,
    CK_ASYNC_DATA_PTR b)
DECLINE(AsyncGetID, CK_SESSION_HANDLE session, CK_UTF8CHAR_PTR a,
    CK_ULONG_PTR b)
DECLINE(AsyncJoin, CK_SESSION_HANDLE session, CK_UTF8CHAR_PTR a, CK_ULONG b,
    CK_BYTE_PTR c, CK_ULONG d)
DECLINE(WrapKeyAuthenticated, CK_SESSION_HANDLE session, CK_MECHANISM_PTR a,
    CK_OBJECT_HANDLE b, CK_OBJECT_HANDLE c, CK_BYTE_PTR d, CK_ULONG e,
    CK_BYTE_PTR f, CK_ULONG_PTR g)
DECLINE(UnwrapKeyAuthenticated, CK_SESSION_HANDLE session, CK_MECHANISM_PTR a,
    CK_OBJECT_HANDLE b, CK_BYTE_PTR c, CK_ULONG d, CK_ATTRIBUTE_PTR e,
    CK_ULONG f, CK_BYTE_PTR g, CK_ULONG h, CK_OBJECT_HANDLE_PTR i)
