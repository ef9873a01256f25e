/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Encryption, decryption, signing, verifying, digesting (PKCS#11 3.2, 5.8 to
 * 5.16). One pipeline: `use` says which. A NULL mechanism cancels.
 */
#ifndef CLAVIGER_FLOW_CRYPT_H
#define CLAVIGER_FLOW_CRYPT_H

#include "base/err.h"
#include "cryptoki.h"
#include "mech/use.h"
#include "session/session.h"

/* C_XInit; key is ignored for USE_DIGEST. */
enum err flow_begin(struct session *s, enum use use,
    const CK_MECHANISM *mechanism, CK_OBJECT_HANDLE key) MUST_USE;

/* C_Encrypt, C_Decrypt, C_Sign, C_SignRecover, C_VerifyRecover, C_Digest:
 * everything at once. */
enum err flow_once(struct session *s, enum use use, const CK_BYTE *in,
    CK_ULONG in_len, CK_BYTE *out, CK_ULONG *out_len) MUST_USE;
/* C_EncryptUpdate, C_DecryptUpdate. */
enum err flow_update(struct session *s, enum use use, const CK_BYTE *in,
    CK_ULONG in_len, CK_BYTE *out, CK_ULONG *out_len) MUST_USE;
/* C_SignUpdate, C_VerifyUpdate, C_DigestUpdate: nothing comes out. */
enum err flow_absorb(struct session *s, enum use use, const CK_BYTE *in,
    CK_ULONG in_len) MUST_USE;
/* C_EncryptFinal, C_DecryptFinal, C_SignFinal, C_DigestFinal. */
enum err flow_finish(struct session *s, enum use use, CK_BYTE *out,
    CK_ULONG *out_len) MUST_USE;

/* C_Verify (in given) and C_VerifyFinal (absorbed before). */
enum err flow_verify_once(struct session *s, const CK_BYTE *in,
    CK_ULONG in_len, const CK_BYTE *signature, CK_ULONG signature_len)
    MUST_USE;
enum err flow_verify_finish(struct session *s, const CK_BYTE *signature,
    CK_ULONG signature_len) MUST_USE;

/* C_VerifySignatureInit, C_VerifySignature, C_VerifySignatureUpdate,
 * C_VerifySignatureFinal: the signature comes first. */
enum err flow_signature_begin(struct session *s,
    const CK_MECHANISM *mechanism, CK_OBJECT_HANDLE key,
    const CK_BYTE *signature, CK_ULONG len) MUST_USE;
enum err flow_signature_once(struct session *s, const CK_BYTE *in,
    CK_ULONG len) MUST_USE;
enum err flow_signature_absorb(struct session *s, const CK_BYTE *in,
    CK_ULONG len) MUST_USE;
enum err flow_signature_finish(struct session *s) MUST_USE;

/* C_DigestEncryptUpdate and its like: cipher is USE_ENCRYPT or USE_DECRYPT,
 * other what the plaintext goes to as well. An error ends both. */
enum err flow_dual(struct session *s, enum use cipher, enum use other,
    const CK_BYTE *in, CK_ULONG len, CK_BYTE *out, CK_ULONG *out_len)
    MUST_USE;

/* C_DigestKey: secret session keys that may be read. */
enum err flow_digest_key(struct session *s, CK_OBJECT_HANDLE key) MUST_USE;

/* C_GetOperationState, C_SetOperationState: of digests. */
enum err flow_state_save(struct session_table *sessions, struct session *s,
    CK_BYTE *out, CK_ULONG *out_len) MUST_USE;
enum err flow_state_restore(struct session_table *sessions,
    struct session *s, const CK_BYTE *state, CK_ULONG len,
    CK_OBJECT_HANDLE encryption, CK_OBJECT_HANDLE authentication) MUST_USE;

#endif
