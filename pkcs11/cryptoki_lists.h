/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The function lists of PKCS #11 3.0 and 3.2 where the installed header lacks
 * them: prototypes, pointer types, the lists, and the names in the standard's
 * order, from which lists and tables are made. Included by cryptoki.h only.
 */
#ifndef CLAVIGER_CRYPTOKI_LISTS_H
#define CLAVIGER_CRYPTOKI_LISTS_H

/* What every list starts with, then what 3.0 and 3.2 append. */
#define CK_EACH_2_40(F) \
	F(C_Initialize) F(C_Finalize) F(C_GetInfo) F(C_GetFunctionList) \
	F(C_GetSlotList) F(C_GetSlotInfo) F(C_GetTokenInfo) \
	F(C_GetMechanismList) F(C_GetMechanismInfo) F(C_InitToken) \
	F(C_InitPIN) F(C_SetPIN) F(C_OpenSession) F(C_CloseSession) \
	F(C_CloseAllSessions) F(C_GetSessionInfo) F(C_GetOperationState) \
	F(C_SetOperationState) F(C_Login) F(C_Logout) F(C_CreateObject) \
	F(C_CopyObject) F(C_DestroyObject) F(C_GetObjectSize) \
	F(C_GetAttributeValue) F(C_SetAttributeValue) F(C_FindObjectsInit) \
	F(C_FindObjects) F(C_FindObjectsFinal) F(C_EncryptInit) F(C_Encrypt) \
	F(C_EncryptUpdate) F(C_EncryptFinal) F(C_DecryptInit) F(C_Decrypt) \
	F(C_DecryptUpdate) F(C_DecryptFinal) F(C_DigestInit) F(C_Digest) \
	F(C_DigestUpdate) F(C_DigestKey) F(C_DigestFinal) F(C_SignInit) \
	F(C_Sign) F(C_SignUpdate) F(C_SignFinal) F(C_SignRecoverInit) \
	F(C_SignRecover) F(C_VerifyInit) F(C_Verify) F(C_VerifyUpdate) \
	F(C_VerifyFinal) F(C_VerifyRecoverInit) F(C_VerifyRecover) \
	F(C_DigestEncryptUpdate) F(C_DecryptDigestUpdate) \
	F(C_SignEncryptUpdate) F(C_DecryptVerifyUpdate) F(C_GenerateKey) \
	F(C_GenerateKeyPair) F(C_WrapKey) F(C_UnwrapKey) F(C_DeriveKey) \
	F(C_SeedRandom) F(C_GenerateRandom) F(C_GetFunctionStatus) \
	F(C_CancelFunction) F(C_WaitForSlotEvent)
#define CK_EACH_3_0(F) \
	F(C_GetInterfaceList) F(C_GetInterface) F(C_LoginUser) \
	F(C_SessionCancel) F(C_MessageEncryptInit) F(C_EncryptMessage) \
	F(C_EncryptMessageBegin) F(C_EncryptMessageNext) \
	F(C_MessageEncryptFinal) F(C_MessageDecryptInit) F(C_DecryptMessage) \
	F(C_DecryptMessageBegin) F(C_DecryptMessageNext) \
	F(C_MessageDecryptFinal) F(C_MessageSignInit) F(C_SignMessage) \
	F(C_SignMessageBegin) F(C_SignMessageNext) F(C_MessageSignFinal) \
	F(C_MessageVerifyInit) F(C_VerifyMessage) F(C_VerifyMessageBegin) \
	F(C_VerifyMessageNext) F(C_MessageVerifyFinal)
#define CK_EACH_3_2(F) \
	F(C_EncapsulateKey) F(C_DecapsulateKey) F(C_VerifySignatureInit) \
	F(C_VerifySignature) F(C_VerifySignatureUpdate) \
	F(C_VerifySignatureFinal) F(C_GetSessionValidationFlags) \
	F(C_AsyncComplete) F(C_AsyncGetID) F(C_AsyncJoin) \
	F(C_WrapKeyAuthenticated) F(C_UnwrapKeyAuthenticated)

#define CLV_DECLARE(name, args) \
	typedef CK_RV (*CK_##name) args; \
	CK_RV name args
#define CLV_MEMBER(name) CK_##name name;

#ifndef HAVE_CK_FUNCTION_LIST_3_0
CLV_DECLARE(C_GetInterfaceList, (CK_INTERFACE_PTR, CK_ULONG_PTR));
CLV_DECLARE(C_GetInterface, (CK_UTF8CHAR_PTR, CK_VERSION_PTR,
    CK_INTERFACE_PTR_PTR, CK_FLAGS));
CLV_DECLARE(C_LoginUser, (CK_SESSION_HANDLE, CK_USER_TYPE, CK_UTF8CHAR_PTR,
    CK_ULONG, CK_UTF8CHAR_PTR, CK_ULONG));
CLV_DECLARE(C_SessionCancel, (CK_SESSION_HANDLE, CK_FLAGS));
CLV_DECLARE(C_MessageEncryptInit, (CK_SESSION_HANDLE, CK_MECHANISM_PTR,
    CK_OBJECT_HANDLE));
CLV_DECLARE(C_EncryptMessage, (CK_SESSION_HANDLE, CK_VOID_PTR, CK_ULONG,
    CK_BYTE_PTR, CK_ULONG, CK_BYTE_PTR, CK_ULONG, CK_BYTE_PTR, CK_ULONG_PTR));
CLV_DECLARE(C_EncryptMessageBegin, (CK_SESSION_HANDLE, CK_VOID_PTR, CK_ULONG,
    CK_BYTE_PTR, CK_ULONG));
CLV_DECLARE(C_EncryptMessageNext, (CK_SESSION_HANDLE, CK_VOID_PTR, CK_ULONG,
    CK_BYTE_PTR, CK_ULONG, CK_BYTE_PTR, CK_ULONG_PTR, CK_FLAGS));
CLV_DECLARE(C_MessageEncryptFinal, (CK_SESSION_HANDLE));
CLV_DECLARE(C_MessageDecryptInit, (CK_SESSION_HANDLE, CK_MECHANISM_PTR,
    CK_OBJECT_HANDLE));
CLV_DECLARE(C_DecryptMessage, (CK_SESSION_HANDLE, CK_VOID_PTR, CK_ULONG,
    CK_BYTE_PTR, CK_ULONG, CK_BYTE_PTR, CK_ULONG, CK_BYTE_PTR, CK_ULONG_PTR));
CLV_DECLARE(C_DecryptMessageBegin, (CK_SESSION_HANDLE, CK_VOID_PTR, CK_ULONG,
    CK_BYTE_PTR, CK_ULONG));
CLV_DECLARE(C_DecryptMessageNext, (CK_SESSION_HANDLE, CK_VOID_PTR, CK_ULONG,
    CK_BYTE_PTR, CK_ULONG, CK_BYTE_PTR, CK_ULONG_PTR, CK_FLAGS));
CLV_DECLARE(C_MessageDecryptFinal, (CK_SESSION_HANDLE));
CLV_DECLARE(C_MessageSignInit, (CK_SESSION_HANDLE, CK_MECHANISM_PTR,
    CK_OBJECT_HANDLE));
CLV_DECLARE(C_SignMessage, (CK_SESSION_HANDLE, CK_VOID_PTR, CK_ULONG,
    CK_BYTE_PTR, CK_ULONG, CK_BYTE_PTR, CK_ULONG_PTR));
CLV_DECLARE(C_SignMessageBegin, (CK_SESSION_HANDLE, CK_VOID_PTR, CK_ULONG));
CLV_DECLARE(C_SignMessageNext, (CK_SESSION_HANDLE, CK_VOID_PTR, CK_ULONG,
    CK_BYTE_PTR, CK_ULONG, CK_BYTE_PTR, CK_ULONG_PTR));
CLV_DECLARE(C_MessageSignFinal, (CK_SESSION_HANDLE));
CLV_DECLARE(C_MessageVerifyInit, (CK_SESSION_HANDLE, CK_MECHANISM_PTR,
    CK_OBJECT_HANDLE));
CLV_DECLARE(C_VerifyMessage, (CK_SESSION_HANDLE, CK_VOID_PTR, CK_ULONG,
    CK_BYTE_PTR, CK_ULONG, CK_BYTE_PTR, CK_ULONG));
CLV_DECLARE(C_VerifyMessageBegin, (CK_SESSION_HANDLE, CK_VOID_PTR, CK_ULONG));
CLV_DECLARE(C_VerifyMessageNext, (CK_SESSION_HANDLE, CK_VOID_PTR, CK_ULONG,
    CK_BYTE_PTR, CK_ULONG, CK_BYTE_PTR, CK_ULONG));
CLV_DECLARE(C_MessageVerifyFinal, (CK_SESSION_HANDLE));

typedef struct CK_FUNCTION_LIST_3_0 {
	CK_VERSION version;
	CK_EACH_2_40(CLV_MEMBER)
	CK_EACH_3_0(CLV_MEMBER)
} CK_FUNCTION_LIST_3_0;
typedef CK_FUNCTION_LIST_3_0 *CK_FUNCTION_LIST_3_0_PTR;
typedef CK_FUNCTION_LIST_3_0_PTR *CK_FUNCTION_LIST_3_0_PTR_PTR;
#endif

#ifndef HAVE_CK_FUNCTION_LIST_3_2
CLV_DECLARE(C_EncapsulateKey, (CK_SESSION_HANDLE, CK_MECHANISM_PTR,
    CK_OBJECT_HANDLE, CK_ATTRIBUTE_PTR, CK_ULONG, CK_BYTE_PTR, CK_ULONG_PTR,
    CK_OBJECT_HANDLE_PTR));
CLV_DECLARE(C_DecapsulateKey, (CK_SESSION_HANDLE, CK_MECHANISM_PTR,
    CK_OBJECT_HANDLE, CK_ATTRIBUTE_PTR, CK_ULONG, CK_BYTE_PTR, CK_ULONG,
    CK_OBJECT_HANDLE_PTR));
CLV_DECLARE(C_VerifySignatureInit, (CK_SESSION_HANDLE, CK_MECHANISM_PTR,
    CK_OBJECT_HANDLE, CK_BYTE_PTR, CK_ULONG));
CLV_DECLARE(C_VerifySignature, (CK_SESSION_HANDLE, CK_BYTE_PTR, CK_ULONG));
CLV_DECLARE(C_VerifySignatureUpdate, (CK_SESSION_HANDLE, CK_BYTE_PTR,
    CK_ULONG));
CLV_DECLARE(C_VerifySignatureFinal, (CK_SESSION_HANDLE));
CLV_DECLARE(C_GetSessionValidationFlags, (CK_SESSION_HANDLE,
    CK_SESSION_VALIDATION_FLAGS_TYPE, CK_FLAGS_PTR));
CLV_DECLARE(C_AsyncComplete, (CK_SESSION_HANDLE, CK_UTF8CHAR_PTR,
    CK_ASYNC_DATA_PTR));
CLV_DECLARE(C_AsyncGetID, (CK_SESSION_HANDLE, CK_UTF8CHAR_PTR, CK_ULONG_PTR));
CLV_DECLARE(C_AsyncJoin, (CK_SESSION_HANDLE, CK_UTF8CHAR_PTR, CK_ULONG,
    CK_BYTE_PTR, CK_ULONG));
CLV_DECLARE(C_WrapKeyAuthenticated, (CK_SESSION_HANDLE, CK_MECHANISM_PTR,
    CK_OBJECT_HANDLE, CK_OBJECT_HANDLE, CK_BYTE_PTR, CK_ULONG, CK_BYTE_PTR,
    CK_ULONG_PTR));
CLV_DECLARE(C_UnwrapKeyAuthenticated, (CK_SESSION_HANDLE, CK_MECHANISM_PTR,
    CK_OBJECT_HANDLE, CK_BYTE_PTR, CK_ULONG, CK_ATTRIBUTE_PTR, CK_ULONG,
    CK_BYTE_PTR, CK_ULONG, CK_OBJECT_HANDLE_PTR));

typedef struct CK_FUNCTION_LIST_3_2 {
	CK_VERSION version;
	CK_EACH_2_40(CLV_MEMBER)
	CK_EACH_3_0(CLV_MEMBER)
	CK_EACH_3_2(CLV_MEMBER)
} CK_FUNCTION_LIST_3_2;
typedef CK_FUNCTION_LIST_3_2 *CK_FUNCTION_LIST_3_2_PTR;
typedef CK_FUNCTION_LIST_3_2_PTR *CK_FUNCTION_LIST_3_2_PTR_PTR;
#endif

#undef CLV_MEMBER
#undef CLV_DECLARE

#endif
