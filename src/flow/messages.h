/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Many messages with one key (PKCS#11 3.2, 5.9, 5.11, 5.14 and 5.15). Each is
 * an operation of its own to the gate; an error ends the message, not the
 * process it is part of. For encryption and decryption `use` says which.
 */
#ifndef CLAVIGER_FLOW_MESSAGES_H
#define CLAVIGER_FLOW_MESSAGES_H

#include "session/session.h"

/* C_MessageXInit, C_MessageXFinal. A NULL mechanism cancels. */
enum err flow_messages_begin(struct session *s, enum use use,
    const CK_MECHANISM *mechanism, CK_OBJECT_HANDLE key) MUST_USE;
enum err flow_messages_end(struct session *s, enum use use) MUST_USE;

/* C_EncryptMessage, C_DecryptMessage. E_AEAD if it is not authentic. */
enum err flow_message_once(struct session *s, enum use use,
    const struct message *m, const CK_BYTE *in, CK_ULONG in_len,
    CK_BYTE *out, CK_ULONG *out_len) MUST_USE;
/* C_EncryptMessageBegin, C_DecryptMessageBegin. */
enum err flow_message_begin(struct session *s, enum use use,
    const struct message *m) MUST_USE;
/* C_EncryptMessageNext, C_DecryptMessageNext; of m only the parameter. */
enum err flow_message_next(struct session *s, enum use use,
    const struct message *m, const CK_BYTE *in, CK_ULONG in_len,
    CK_BYTE *out, CK_ULONG *out_len, CK_FLAGS flags) MUST_USE;

/*
 * The parameter of a message to sign or verify: none so far has any.
 * C_SignMessage, C_SignMessageBegin, C_SignMessageNext: with a NULL out_len
 * there is more to come.
 */
enum err flow_message_sign(struct session *s, const struct message *m,
    const CK_BYTE *in, CK_ULONG in_len, CK_BYTE *out, CK_ULONG *out_len)
    MUST_USE;
enum err flow_message_sign_begin(struct session *s, const struct message *m)
    MUST_USE;
enum err flow_message_sign_next(struct session *s, const struct message *m,
    const CK_BYTE *in, CK_ULONG in_len, CK_BYTE *out, CK_ULONG *out_len)
    MUST_USE;
/* C_VerifyMessage and so on: with a NULL signature there is more to come. */
enum err flow_message_verify(struct session *s, const struct message *m,
    const CK_BYTE *in, CK_ULONG in_len, const CK_BYTE *signature,
    CK_ULONG signature_len) MUST_USE;
enum err flow_message_verify_begin(struct session *s,
    const struct message *m) MUST_USE;
enum err flow_message_verify_next(struct session *s, const struct message *m,
    const CK_BYTE *in, CK_ULONG in_len, const CK_BYTE *signature,
    CK_ULONG signature_len) MUST_USE;

#endif
