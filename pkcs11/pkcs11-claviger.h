/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What Claviger has beyond PKCS #11: attributes, a mechanism, return codes and
 * the function list of the interface "Vendor Claviger". Include any pkcs11.h
 * first; nothing else is needed. To get the list:
 *
 *	CK_INTERFACE *found;
 *	struct CLV_FUNCTION_LIST *clv;
 *	if (C_GetInterface((CK_UTF8CHAR *)CLV_INTERFACE_NAME, NULL, &found, 0)
 *	    == CKR_OK)
 *		clv = found->pFunctionList;
 *
 * Numbers never change. The list grows only at its end, with a higher minor
 * version. A function this release does not have is in the list and returns
 * CKR_FUNCTION_NOT_SUPPORTED.
 */
#ifndef CLAVIGER_PKCS11_CLAVIGER_H
#define CLAVIGER_PKCS11_CLAVIGER_H

#ifdef __cplusplus
extern "C" {
#endif

#define CLV_INTERFACE_NAME "Vendor Claviger"
#define CLV_INTERFACE_MAJOR 1
#define CLV_INTERFACE_MINOR 0

/* Our part of the vendor ranges: "CLV" and a number below 256. */
#define CLV_NUMBER(n) (0x80000000UL | 0x434C5600UL | (n))

/* clang-format off */
/*
 * Attributes. Dates are CK_ULONG seconds since 1970; CKA_CLV_STATE is one of
 * CLV_STATE_*; PERMITTED is the CKF_* mechanism flags of what the key may do
 * now for whoever is logged in. In a search template CKA_CLV_VERSION picks one
 * version, or with CK_UNAVAILABLE_INFORMATION every version; CKA_CLV_STATE
 * and CKA_CLV_KEY_ID also find keys that are scheduled for deletion.
 */
#define CKA_CLV_KEY_ID               CLV_NUMBER(0x00UL) /* bytes, unique in the token */
#define CKA_CLV_VERSION              CLV_NUMBER(0x01UL) /* CK_ULONG, from 1 */
#define CKA_CLV_STATE                CLV_NUMBER(0x02UL)
#define CKA_CLV_PERMITTED            CLV_NUMBER(0x03UL)
#define CKA_CLV_CREATED              CLV_NUMBER(0x04UL)
#define CKA_CLV_DELETION_DATE        CLV_NUMBER(0x05UL)
#define CKA_CLV_CURRENT_VERSION      CLV_NUMBER(0x06UL)
#define CKA_CLV_VERSIONS             CLV_NUMBER(0x07UL) /* how many there are */
#define CKA_CLV_RAW_USED             CLV_NUMBER(0x08UL) /* has encrypted what cannot tell its version */
#define CKA_CLV_ORIGIN               CLV_NUMBER(0x10UL)
#define CKA_CLV_DESCRIPTION          CLV_NUMBER(0x11UL)
#define CKA_CLV_TAGS                 CLV_NUMBER(0x12UL)
#define CKA_CLV_ALIASES              CLV_NUMBER(0x13UL)
#define CKA_CLV_ROTATION_ENABLED     CLV_NUMBER(0x14UL)
#define CKA_CLV_ROTATION_PERIOD      CLV_NUMBER(0x15UL)
#define CKA_CLV_NEXT_ROTATION        CLV_NUMBER(0x16UL)
#define CKA_CLV_MIN_DECRYPT_VERSION  CLV_NUMBER(0x17UL)
#define CKA_CLV_MIN_ENCRYPT_VERSION  CLV_NUMBER(0x18UL)
#define CKA_CLV_DELETION_PROTECTION  CLV_NUMBER(0x19UL)
#define CKA_CLV_PENDING_WINDOW       CLV_NUMBER(0x1AUL)
#define CKA_CLV_VALID_TO             CLV_NUMBER(0x1BUL)
#define CKA_CLV_MATERIAL_ID          CLV_NUMBER(0x1CUL)
#define CKA_CLV_LAST_USED            CLV_NUMBER(0x1DUL)
#define CKA_CLV_LAST_USED_OPERATION  CLV_NUMBER(0x1EUL)
#define CKA_CLV_USE_COUNT            CLV_NUMBER(0x1FUL)
#define CKA_CLV_USE_LIMIT            CLV_NUMBER(0x20UL)
#define CKA_CLV_REPLICA_ROLE         CLV_NUMBER(0x21UL)
#define CKA_CLV_POLICY               CLV_NUMBER(0x30UL)
#define CKA_CLV_GRANTS               CLV_NUMBER(0x31UL)
#define CKA_CLV_CREATOR              CLV_NUMBER(0x32UL)

/* A self-describing, key-committing ciphertext that names its key version. */
#define CKM_CLV_ENVELOPE             CLV_NUMBER(0x00UL)

/* Only the functions below return these. */
#define CKR_CLV_CHECK_DONE           CLV_NUMBER(0x00UL) /* nothing is left to check */
#define CKR_CLV_WOULD_SUCCEED        CLV_NUMBER(0x01UL) /* a dry run got to the end */
#define CKR_CLV_ROLLED_BACK          CLV_NUMBER(0x02UL) /* the store is older than it was */
#define CKR_CLV_MALFORMED_DOCUMENT   CLV_NUMBER(0x03UL) /* JSON that is none, or says nonsense */

/* States of a key and of its versions. */
#define CLV_STATE_ENABLED            1UL
#define CLV_STATE_DISABLED           2UL
#define CLV_STATE_SCHEDULED          3UL /* pending deletion */
#define CLV_STATE_PURGED             4UL
#define CLV_STATE_STAGED             5UL /* made, not yet current */

/* CLV_InitToken */
#define CLV_TOKEN_SANDBOX            0x1UL /* deletion takes effect at once, the token can be wiped */
#define CLV_TOKEN_ALLOW_EXTRACTABLE  0x2UL /* CKA_EXTRACTABLE may be TRUE */
#define CLV_TOKEN_PURGE_PROTECTED    0x4UL /* nothing is deleted before its full waiting period */

/* CLV_CheckInit */
#define CLV_CHECK_STORE              1UL
#define CLV_CHECK_AUDIT              2UL

/* CLV_RotateKey; the last one also for CLV_SetCurrentVersion */
#define CLV_ROTATE_KEEP_CURRENT         0x1UL /* the new version is staged only */
#define CLV_ROTATE_DESPITE_RAW_USE      0x2UL /* although CKA_CLV_RAW_USED */
#define CLV_ROTATE_DESPITE_CERTIFICATE  0x4UL /* although the version shown has a certificate */

/* CLV_SetPolicy */
#define CLV_POLICY_BYPASS_LOCKOUT_CHECK 0x1UL
#define CLV_POLICY_CHECK_ONLY           0x2UL

/* CLV_EndGrant */
#define CLV_GRANT_RETIRE             0x1UL
#define CLV_GRANT_REVOKE             0x2UL
/* clang-format on */

typedef CK_ULONG CLV_CHECK_HANDLE;
typedef CK_ULONG CLV_CURSOR_HANDLE;

/*
 * Common to all: the return value is a CKR_*. What is given out in bytes
 * follows PKCS #11: with a NULL buffer the length is returned and nothing
 * done; a short buffer is CKR_BUFFER_TOO_SMALL and the length; texts carry no
 * NUL. JSON is UTF-8, an object, with members added over time. Where an object
 * is asked for, CK_INVALID_HANDLE means the token; ulVersion 0 means the key
 * as a whole. Flags without a name here must be 0.
 */
struct CLV_FUNCTION_LIST {
	CK_VERSION version;

	/* ---- without slot or session; with no store, or a broken one ---- */

	/* Why this thread's last refused call was refused, in words. Empty if
	 * it was not. Works before C_Initialize. */
	CK_RV (*CLV_GetReason)(CK_UTF8CHAR_PTR pText, CK_ULONG_PTR pulTextLen);

	/* Configuration, store, seal, slots, and why what is absent is absent,
	 * as JSON. */
	CK_RV (*CLV_GetStatus)(CK_UTF8CHAR_PTR pJson, CK_ULONG_PTR pulJsonLen);

	/* C_InitToken with flags CLV_TOKEN_*; pLabel is 32 bytes, padded with
	 * blanks. Makes the store and its root key if there are none. */
	CK_RV (*CLV_InitToken)(CK_SLOT_ID slotID, CK_UTF8CHAR_PTR pSoPin,
	    CK_ULONG ulSoPinLen, CK_UTF8CHAR_PTR pLabel, CK_FLAGS flags);

	/* Begin to check the store or the audit trail (CLV_CHECK_*) of a slot;
	 * CK_UNAVAILABLE_INFORMATION means all slots. Needs no PIN. */
	CK_RV (*CLV_CheckInit)(CK_ULONG what, CK_SLOT_ID slotID,
	    CLV_CHECK_HANDLE *phCheck);

	/* The next finding, {"where":...,"what":...,"severity":...}. Length 0
	 * is progress without a finding; CKR_CLV_CHECK_DONE is the end. */
	CK_RV (*CLV_CheckNext)(CLV_CHECK_HANDLE hCheck, CK_UTF8CHAR_PTR pJson,
	    CK_ULONG_PTR pulJsonLen, CK_ULONG_PTR pulDone,
	    CK_ULONG_PTR pulTotal);

	/* End a check, finished or not. */
	CK_RV (*CLV_CheckFinal)(CLV_CHECK_HANDLE hCheck);

	/* ---- keys and versions ---- */

	/* Make a new version and, without CLV_ROTATE_KEEP_CURRENT, make it
	 * current. pulVersion (may be NULL) gets its number. Of a pair, hKey is
	 * the private key. */
	CK_RV (*CLV_RotateKey)(CK_SESSION_HANDLE hSession,
	    CK_OBJECT_HANDLE hKey, CK_FLAGS flags, CK_ULONG_PTR pulVersion);

	/* Enable or disable (CLV_STATE_ENABLED, _DISABLED) a key or a version.
	 * Every process refuses a disabled one from its next operation on. */
	CK_RV (*CLV_SetKeyState)(CK_SESSION_HANDLE hSession,
	    CK_OBJECT_HANDLE hKey, CK_ULONG ulVersion, CK_ULONG state);

	/* Schedule deletion in ulDays days; 0 means the token's default. */
	CK_RV (*CLV_ScheduleDeletion)(CK_SESSION_HANDLE hSession,
	    CK_OBJECT_HANDLE hKey, CK_ULONG ulVersion, CK_ULONG ulDays);

	/* Bring back what is scheduled for deletion; it is disabled then. */
	CK_RV (*CLV_CancelDeletion)(CK_SESSION_HANDLE hSession,
	    CK_OBJECT_HANDLE hKey, CK_ULONG ulVersion);

	/* All there is to know about a key and its versions, as JSON. */
	CK_RV (*CLV_DescribeKey)(CK_SESSION_HANDLE hSession,
	    CK_OBJECT_HANDLE hKey, CK_UTF8CHAR_PTR pJson,
	    CK_ULONG_PTR pulJsonLen);

	/* Do what is due in the session's token (purge what has waited long
	 * enough) and say what was done, as JSON. Needs no login. A call with a
	 * NULL buffer does nothing but bound the length. */
	CK_RV (*CLV_Maintain)(CK_SESSION_HANDLE hSession, CK_FLAGS flags,
	    CK_UTF8CHAR_PTR pJson, CK_ULONG_PTR pulJsonLen);

	/* C_CreateObject for ulObjects templates (pulCounts[i] attributes at
	 * ppTemplates[i]) in one commit: all or none. */
	CK_RV (*CLV_CreateObjects)(CK_SESSION_HANDLE hSession,
	    CK_ATTRIBUTE_PTR *ppTemplates, CK_ULONG_PTR pulCounts,
	    CK_ULONG ulObjects, CK_OBJECT_HANDLE_PTR phObjects);

	/* Activate a version: from now on it is what encrypts, signs and is
	 * shown. A staged version becomes enabled. Of a pair, public object and
	 * certificate change with it; if the old version has a certificate and
	 * the new one has none, flags CLV_ROTATE_DESPITE_CERTIFICATE. */
	CK_RV (*CLV_SetCurrentVersion)(CK_SESSION_HANDLE hSession,
	    CK_OBJECT_HANDLE hKey, CK_ULONG ulVersion, CK_FLAGS flags);

	/* Schedule every version below ulMinVersion for deletion. */
	CK_RV (*CLV_TrimKey)(CK_SESSION_HANDLE hSession, CK_OBJECT_HANDLE hKey,
	    CK_ULONG ulMinVersion);

	/* Give a key another name; CK_INVALID_HANDLE removes the name. */
	CK_RV (*CLV_SetAlias)(CK_SESSION_HANDLE hSession, CK_OBJECT_HANDLE hKey,
	    CK_UTF8CHAR_PTR pAlias, CK_ULONG ulAliasLen);

	/* ---- data keys ---- */

	/* Generate a session key and wrap it with hKey, at once. phDataKey
	 * NULL: the wrapped form only. */
	CK_RV (*CLV_GenerateDataKey)(CK_SESSION_HANDLE hSession,
	    CK_MECHANISM_PTR pWrapMechanism, CK_OBJECT_HANDLE hKey,
	    CK_MECHANISM_PTR pGenMechanism, CK_ATTRIBUTE_PTR pTemplate,
	    CK_ULONG ulCount, CK_BYTE_PTR pWrapped, CK_ULONG_PTR pulWrappedLen,
	    CK_OBJECT_HANDLE_PTR phDataKey);

	/* The same with a pair; what is wrapped is the private key. */
	CK_RV (*CLV_GenerateDataKeyPair)(CK_SESSION_HANDLE hSession,
	    CK_MECHANISM_PTR pWrapMechanism, CK_OBJECT_HANDLE hKey,
	    CK_MECHANISM_PTR pGenMechanism, CK_ATTRIBUTE_PTR pPublic,
	    CK_ULONG ulPublicCount, CK_ATTRIBUTE_PTR pPrivate,
	    CK_ULONG ulPrivateCount, CK_BYTE_PTR pWrapped,
	    CK_ULONG_PTR pulWrappedLen, CK_OBJECT_HANDLE_PTR phPublic,
	    CK_OBJECT_HANDLE_PTR phPrivate);

	/* Decrypt with one key and encrypt with another; the plaintext does not
	 * leave the token. */
	CK_RV (*CLV_ReEncrypt)(CK_SESSION_HANDLE hSession,
	    CK_MECHANISM_PTR pFrom, CK_OBJECT_HANDLE hFrom,
	    CK_MECHANISM_PTR pTo, CK_OBJECT_HANDLE hTo, CK_BYTE_PTR pIn,
	    CK_ULONG ulInLen, CK_BYTE_PTR pOut, CK_ULONG_PTR pulOutLen);

	/* ---- import and replicas ---- */

	/* A public key (SubjectPublicKeyInfo, ulBits long) to wrap material
	 * for hKey with, and the import token that goes with it. */
	CK_RV (*CLV_GetImportParameters)(CK_SESSION_HANDLE hSession,
	    CK_OBJECT_HANDLE hKey, CK_MECHANISM_TYPE wrap, CK_ULONG ulBits,
	    CK_BYTE_PTR pPublicKeyInfo, CK_ULONG_PTR pulPublicKeyInfoLen,
	    CK_BYTE_PTR pImportToken, CK_ULONG_PTR pulImportTokenLen);

	/* Give a key the wrapped material. Options are JSON: validTo,
	 * newMaterial, description. */
	CK_RV (*CLV_ImportKeyMaterial)(CK_SESSION_HANDLE hSession,
	    CK_OBJECT_HANDLE hKey, CK_BYTE_PTR pImportToken,
	    CK_ULONG ulImportTokenLen, CK_BYTE_PTR pWrapped,
	    CK_ULONG ulWrappedLen, CK_UTF8CHAR_PTR pOptionsJson,
	    CK_ULONG ulOptionsLen);

	/* Destroy imported material at once; it can be imported again. */
	CK_RV (*CLV_DeleteKeyMaterial)(CK_SESSION_HANDLE hSession,
	    CK_OBJECT_HANDLE hKey, CK_ULONG ulVersion);

	/* What another token needs to send this one a replica. */
	CK_RV (*CLV_GetTokenIdentity)(CK_SESSION_HANDLE hSession,
	    CK_BYTE_PTR pIdentity, CK_ULONG_PTR pulIdentityLen);

	/* A key with its versions, sealed to the token of that identity. */
	CK_RV (*CLV_ExportReplica)(CK_SESSION_HANDLE hSession,
	    CK_OBJECT_HANDLE hKey, CK_BYTE_PTR pIdentity,
	    CK_ULONG ulIdentityLen, CK_BYTE_PTR pOut, CK_ULONG_PTR pulOutLen);

	/* Take in what CLV_ExportReplica gave. */
	CK_RV (*CLV_ImportReplica)(CK_SESSION_HANDLE hSession, CK_BYTE_PTR pIn,
	    CK_ULONG ulInLen, CK_OBJECT_HANDLE_PTR phKey);

	/* Make a replica the primary. */
	CK_RV (*CLV_PromoteReplica)(CK_SESSION_HANDLE hSession,
	    CK_OBJECT_HANDLE hKey);

	/* What holds for the following calls of the session, as JSON:
	 * {"reason":"...","dryRun":true}. In a dry run a call that would change
	 * something stops before its commit with CKR_CLV_WOULD_SUCCEED. */
	CK_RV (*CLV_SetCallContext)(CK_SESSION_HANDLE hSession,
	    CK_UTF8CHAR_PTR pJson, CK_ULONG ulJsonLen);

	/* ---- principals, policy, grants, approvals ---- */

	/* A new principal with its first secret; JSON says kind and groups. */
	CK_RV (*CLV_CreatePrincipal)(CK_SESSION_HANDLE hSession,
	    CK_UTF8CHAR_PTR pName, CK_ULONG ulNameLen, CK_UTF8CHAR_PTR pSecret,
	    CK_ULONG ulSecretLen, CK_UTF8CHAR_PTR pJson, CK_ULONG ulJsonLen);

	/* Change what JSON names: enabled, expiry, groups, kind. */
	CK_RV (*CLV_ModifyPrincipal)(CK_SESSION_HANDLE hSession,
	    CK_UTF8CHAR_PTR pName, CK_ULONG ulNameLen, CK_UTF8CHAR_PTR pJson,
	    CK_ULONG ulJsonLen);

	/* Give a principal a new secret. */
	CK_RV (*CLV_ResetSecret)(CK_SESSION_HANDLE hSession,
	    CK_UTF8CHAR_PTR pName, CK_ULONG ulNameLen, CK_UTF8CHAR_PTR pSecret,
	    CK_ULONG ulSecretLen);

	/* Remove a principal. */
	CK_RV (*CLV_RemovePrincipal)(CK_SESSION_HANDLE hSession,
	    CK_UTF8CHAR_PTR pName, CK_ULONG ulNameLen);

	/* The token's principals, as JSON. */
	CK_RV (*CLV_ListPrincipals)(CK_SESSION_HANDLE hSession,
	    CK_UTF8CHAR_PTR pJson, CK_ULONG_PTR pulJsonLen);

	/* The policy of a key or of the token, as JSON. */
	CK_RV (*CLV_GetPolicy)(CK_SESSION_HANDLE hSession,
	    CK_OBJECT_HANDLE hObject, CK_UTF8CHAR_PTR pJson,
	    CK_ULONG_PTR pulJsonLen);

	/* Replace it; flags CLV_POLICY_*. */
	CK_RV (*CLV_SetPolicy)(CK_SESSION_HANDLE hSession,
	    CK_OBJECT_HANDLE hObject, CK_UTF8CHAR_PTR pJson, CK_ULONG ulJsonLen,
	    CK_FLAGS flags);

	/* How the gate would answer a request, and because of which
	 * statement. */
	CK_RV (*CLV_Explain)(CK_SESSION_HANDLE hSession,
	    CK_OBJECT_HANDLE hObject, CK_UTF8CHAR_PTR pRequestJson,
	    CK_ULONG ulRequestLen, CK_UTF8CHAR_PTR pJson,
	    CK_ULONG_PTR pulJsonLen);

	/* A new grant on a key; its id is returned. */
	CK_RV (*CLV_CreateGrant)(CK_SESSION_HANDLE hSession,
	    CK_OBJECT_HANDLE hKey, CK_UTF8CHAR_PTR pJson, CK_ULONG ulJsonLen,
	    CK_UTF8CHAR_PTR pGrantId, CK_ULONG_PTR pulGrantIdLen);

	/* Retire or revoke a grant (CLV_GRANT_*). */
	CK_RV (*CLV_EndGrant)(CK_SESSION_HANDLE hSession, CK_OBJECT_HANDLE hKey,
	    CK_UTF8CHAR_PTR pGrantId, CK_ULONG ulGrantIdLen, CK_FLAGS flags);

	/* The grants on a key, as JSON. */
	CK_RV (*CLV_ListGrants)(CK_SESSION_HANDLE hSession,
	    CK_OBJECT_HANDLE hKey, CK_UTF8CHAR_PTR pJson,
	    CK_ULONG_PTR pulJsonLen);

	/* Ask others to approve a request; its id is returned. */
	CK_RV (*CLV_RequestApproval)(CK_SESSION_HANDLE hSession,
	    CK_OBJECT_HANDLE hObject, CK_UTF8CHAR_PTR pRequestJson,
	    CK_ULONG ulRequestLen, CK_UTF8CHAR_PTR pId, CK_ULONG_PTR pulIdLen);

	/* Approve what somebody else asked for. */
	CK_RV (*CLV_Approve)(CK_SESSION_HANDLE hSession, CK_UTF8CHAR_PTR pId,
	    CK_ULONG ulIdLen);

	/* Requests waiting for approval, as JSON. */
	CK_RV (*CLV_ListApprovals)(CK_SESSION_HANDLE hSession,
	    CK_UTF8CHAR_PTR pJson, CK_ULONG_PTR pulJsonLen);

	/* ---- audit ---- */

	/* Begin to read the trail through a filter (JSON, may be empty). */
	CK_RV (*CLV_AuditInit)(CK_SESSION_HANDLE hSession,
	    CK_UTF8CHAR_PTR pFilterJson, CK_ULONG ulFilterLen,
	    CLV_CURSOR_HANDLE *phCursor);

	/* The next whole lines; length 0 means none yet. */
	CK_RV (*CLV_AuditNext)(CLV_CURSOR_HANDLE hCursor,
	    CK_UTF8CHAR_PTR pLines, CK_ULONG_PTR pulLinesLen);

	/* End reading. */
	CK_RV (*CLV_AuditFinal)(CLV_CURSOR_HANDLE hCursor);

	/* A signed digest of the trail so far, as JSON. */
	CK_RV (*CLV_AuditCheckpoint)(CK_SESSION_HANDLE hSession,
	    CK_UTF8CHAR_PTR pDigestJson, CK_ULONG_PTR pulDigestLen);

	/* Rotate the trail, or remove old parts with a signed statement. */
	CK_RV (*CLV_AuditRetain)(CK_SESSION_HANDLE hSession,
	    CK_UTF8CHAR_PTR pJson, CK_ULONG ulJsonLen);

	/* Accept a store that is refused because it is older than it was; the
	 * reason (UTF-8, 1 to 256 bytes) goes to the log. Without a session:
	 * such a store has none. */
	CK_RV (*CLV_AcceptRollback)(CK_UTF8CHAR_PTR pReason,
	    CK_ULONG ulReasonLen);

	/* Counters and times, one "name value" a line. */
	CK_RV (*CLV_GetMetrics)(CK_SESSION_HANDLE hSession,
	    CK_UTF8CHAR_PTR pText, CK_ULONG_PTR pulTextLen);
};

#ifdef __cplusplus
}
#endif

#endif
