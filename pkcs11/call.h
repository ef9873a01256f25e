/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The frame around every call: what must hold before a flow starts, what is
 * said when it is over. Above it nothing reaches the core, below it nothing
 * knows how a call came in; a C_ or CLV_ function is enter, flow, leave.
 */
#ifndef CLAVIGER_PKCS11_CALL_H
#define CLAVIGER_PKCS11_CALL_H

#include "base/err.h"
#include "cryptoki.h"

#include <stdbool.h>

/* One for each function that enters; the rows are in call_rule.c. */
enum call_id {
	/* general purpose, slots and tokens */
	CALL_Initialize,
	CALL_Finalize,
	CALL_GetInfo,
	CALL_GetSlotList,
	CALL_GetSlotInfo,
	CALL_GetTokenInfo,
	CALL_WaitForSlotEvent,
	CALL_GetMechanismList,
	CALL_GetMechanismInfo,
	CALL_InitToken,
	CALL_InitPIN,
	CALL_SetPIN,
	/* sessions */
	CALL_OpenSession,
	CALL_CloseSession,
	CALL_CloseAllSessions,
	CALL_GetSessionInfo,
	CALL_SessionCancel,
	CALL_GetSessionValidationFlags,
	CALL_GetOperationState,
	CALL_SetOperationState,
	CALL_Login,
	CALL_LoginUser,
	CALL_Logout,
	/* objects */
	CALL_CreateObject,
	CALL_CopyObject,
	CALL_DestroyObject,
	CALL_GetObjectSize,
	CALL_GetAttributeValue,
	CALL_SetAttributeValue,
	CALL_FindObjectsInit,
	CALL_FindObjects,
	CALL_FindObjectsFinal,
	/* encryption, decryption */
	CALL_EncryptInit,
	CALL_Encrypt,
	CALL_EncryptUpdate,
	CALL_EncryptFinal,
	CALL_DecryptInit,
	CALL_Decrypt,
	CALL_DecryptUpdate,
	CALL_DecryptFinal,
	/* digests */
	CALL_DigestInit,
	CALL_Digest,
	CALL_DigestUpdate,
	CALL_DigestKey,
	CALL_DigestFinal,
	/* signatures */
	CALL_SignInit,
	CALL_Sign,
	CALL_SignUpdate,
	CALL_SignFinal,
	CALL_SignRecoverInit,
	CALL_SignRecover,
	CALL_VerifyInit,
	CALL_Verify,
	CALL_VerifyUpdate,
	CALL_VerifyFinal,
	CALL_VerifyRecoverInit,
	CALL_VerifyRecover,
	CALL_VerifySignatureInit,
	CALL_VerifySignature,
	CALL_VerifySignatureUpdate,
	CALL_VerifySignatureFinal,
	/* two at once */
	CALL_DigestEncryptUpdate,
	CALL_DecryptDigestUpdate,
	CALL_SignEncryptUpdate,
	CALL_DecryptVerifyUpdate,
	/* keys */
	CALL_GenerateKey,
	CALL_GenerateKeyPair,
	CALL_WrapKey,
	CALL_UnwrapKey,
	CALL_DeriveKey,
	CALL_EncapsulateKey,
	CALL_DecapsulateKey,
	CALL_WrapKeyAuthenticated,
	CALL_UnwrapKeyAuthenticated,
	/* random numbers */
	CALL_SeedRandom,
	CALL_GenerateRandom,
	/* messages */
	CALL_MessageEncryptInit,
	CALL_EncryptMessage,
	CALL_EncryptMessageBegin,
	CALL_EncryptMessageNext,
	CALL_MessageEncryptFinal,
	CALL_MessageDecryptInit,
	CALL_DecryptMessage,
	CALL_DecryptMessageBegin,
	CALL_DecryptMessageNext,
	CALL_MessageDecryptFinal,
	CALL_MessageSignInit,
	CALL_SignMessage,
	CALL_SignMessageBegin,
	CALL_SignMessageNext,
	CALL_MessageSignFinal,
	CALL_MessageVerifyInit,
	CALL_VerifyMessage,
	CALL_VerifyMessageBegin,
	CALL_VerifyMessageNext,
	CALL_MessageVerifyFinal,
	/* parallel and asynchronous functions */
	CALL_GetFunctionStatus,
	CALL_CancelFunction,
	CALL_AsyncComplete,
	CALL_AsyncGetID,
	CALL_AsyncJoin,
	/* the vendor interface, in its order */
	CALL_CLV_GetReason,
	CALL_CLV_GetStatus,
	CALL_CLV_InitToken,
	CALL_CLV_CheckInit,
	CALL_CLV_CheckNext,
	CALL_CLV_CheckFinal,
	CALL_CLV_RotateKey,
	CALL_CLV_SetKeyState,
	CALL_CLV_ScheduleDeletion,
	CALL_CLV_CancelDeletion,
	CALL_CLV_DescribeKey,
	CALL_CLV_Maintain,
	CALL_CLV_CreateObjects,
	CALL_CLV_SetCurrentVersion,
	CALL_CLV_TrimKey,
	CALL_CLV_SetAlias,
	CALL_CLV_GenerateDataKey,
	CALL_CLV_GenerateDataKeyPair,
	CALL_CLV_ReEncrypt,
	CALL_CLV_GetImportParameters,
	CALL_CLV_ImportKeyMaterial,
	CALL_CLV_DeleteKeyMaterial,
	CALL_CLV_GetTokenIdentity,
	CALL_CLV_ExportReplica,
	CALL_CLV_ImportReplica,
	CALL_CLV_PromoteReplica,
	CALL_CLV_SetCallContext,
	CALL_CLV_CreatePrincipal,
	CALL_CLV_ModifyPrincipal,
	CALL_CLV_ResetSecret,
	CALL_CLV_RemovePrincipal,
	CALL_CLV_ListPrincipals,
	CALL_CLV_GetPolicy,
	CALL_CLV_SetPolicy,
	CALL_CLV_Explain,
	CALL_CLV_CreateGrant,
	CALL_CLV_EndGrant,
	CALL_CLV_ListGrants,
	CALL_CLV_RequestApproval,
	CALL_CLV_Approve,
	CALL_CLV_ListApprovals,
	CALL_CLV_AuditInit,
	CALL_CLV_AuditNext,
	CALL_CLV_AuditFinal,
	CALL_CLV_AuditCheckpoint,
	CALL_CLV_AuditRetain,
	CALL_CLV_AcceptRollback,
	CALL_CLV_GetMetrics,
	CALL_COUNT
};

/* What must hold when a call enters. */
enum call_need {
	NEED_NOTHING, /* and the last reason is kept */
	NEED_ALONE,   /* no other call without a session is in progress */
	NEED_STARTED, /* initialised; libcrypto is left alone */
	NEED_LIBRARY, /* initialised */
	NEED_SESSION, /* initialised, and the handle is an open session's */
	NEED_BOTH,    /* and the slots stay when the session is gone */
};

struct call_rule {
	const char *name;
	enum call_need need;
};
extern const struct call_rule call_rules[CALL_COUNT];

struct session;
struct session_table;
struct tokens;

struct call {
	const struct call_rule *rule;
	struct session *session; /* entered, for NEED_SESSION, NEED_BOTH */
	/* tokens is not for NEED_SESSION: what such a call may touch hangs
	 * from its session. */
	struct tokens *tokens;
	struct session_table *sessions;
	bool locked;
	bool marked; /* libcrypto's errors are ours until call_leave */
};

/* What functions without a session pass to call_enter. */
#define NO_SESSION CK_INVALID_HANDLE

/*
 * Begin a call: forget the last reason, take the locks, see that what the row
 * needs holds and that the arguments a call cannot do without were given.
 * call_leave must follow in any case, on E_OK with the outcome of the flow.
 */
enum err call_enter(struct call *call, enum call_id id,
    CK_SESSION_HANDLE session, bool given) MUST_USE;
/* The entered session, which the caller now leaves or closes by himself. */
struct session *call_release(struct call *call);
/* Release the locks, see that a refusal has a reason, log it, translate. */
CK_RV call_leave(struct call *call, enum err e);

/* A whole call of a function that this release declines. */
CK_RV call_decline(enum call_id id, CK_SESSION_HANDLE session);

#endif
