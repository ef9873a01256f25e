/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The functions of the vendor interface as this module defines them: each of
 * the type its member of the list has.
 */
#ifndef CLAVIGER_PKCS11_VENDOR_H
#define CLAVIGER_PKCS11_VENDOR_H

#include "cryptoki.h"
#include "pkcs11-claviger.h"

/* The list's functions in its order. */
#define CLV_EACH(F) \
	F(CLV_GetReason) F(CLV_GetStatus) F(CLV_InitToken) F(CLV_CheckInit) \
	F(CLV_CheckNext) F(CLV_CheckFinal) F(CLV_RotateKey) \
	F(CLV_SetKeyState) F(CLV_ScheduleDeletion) F(CLV_CancelDeletion) \
	F(CLV_DescribeKey) F(CLV_Maintain) F(CLV_CreateObjects) \
	F(CLV_SetCurrentVersion) F(CLV_TrimKey) F(CLV_SetAlias) \
	F(CLV_GenerateDataKey) F(CLV_GenerateDataKeyPair) F(CLV_ReEncrypt) \
	F(CLV_GetImportParameters) F(CLV_ImportKeyMaterial) \
	F(CLV_DeleteKeyMaterial) F(CLV_GetTokenIdentity) \
	F(CLV_ExportReplica) F(CLV_ImportReplica) F(CLV_PromoteReplica) \
	F(CLV_SetCallContext) F(CLV_CreatePrincipal) F(CLV_ModifyPrincipal) \
	F(CLV_ResetSecret) F(CLV_RemovePrincipal) F(CLV_ListPrincipals) \
	F(CLV_GetPolicy) F(CLV_SetPolicy) F(CLV_Explain) F(CLV_CreateGrant) \
	F(CLV_EndGrant) F(CLV_ListGrants) F(CLV_RequestApproval) \
	F(CLV_Approve) F(CLV_ListApprovals) F(CLV_AuditInit) \
	F(CLV_AuditNext) F(CLV_AuditFinal) F(CLV_AuditCheckpoint) \
	F(CLV_AuditRetain) F(CLV_AcceptRollback) F(CLV_GetMetrics)

#define CLV_DECLARE(name) \
	__typeof__(*((struct CLV_FUNCTION_LIST *)0)->name) name;
CLV_EACH(CLV_DECLARE)
#undef CLV_DECLARE

#endif
