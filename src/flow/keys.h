/* SPDX-License-Identifier: Apache-2.0 */
/* Making, wrapping, unwrapping, deriving and encapsulating keys; random bytes
 * (PKCS#11 3.2, 5.18 and 5.21). */
#ifndef CLAVIGER_FLOW_KEYS_H
#define CLAVIGER_FLOW_KEYS_H

#include "base/err.h"
#include "cryptoki.h"
#include "session/session.h"

enum err flow_generate(struct session *s, const CK_MECHANISM *mechanism,
    const CK_ATTRIBUTE *template, CK_ULONG count, CK_OBJECT_HANDLE *out)
    MUST_USE;
enum err flow_generate_pair(struct session *s, const CK_MECHANISM *mechanism,
    const CK_ATTRIBUTE *public_template, CK_ULONG public_count,
    const CK_ATTRIBUTE *private_template, CK_ULONG private_count,
    CK_OBJECT_HANDLE *out_public, CK_OBJECT_HANDLE *out_private) MUST_USE;
enum err flow_wrap(struct session *s, const CK_MECHANISM *mechanism,
    CK_OBJECT_HANDLE wrapping, CK_OBJECT_HANDLE key, CK_BYTE *out,
    CK_ULONG *out_len) MUST_USE;
enum err flow_unwrap(struct session *s, const CK_MECHANISM *mechanism,
    CK_OBJECT_HANDLE unwrapping, const CK_BYTE *wrapped, CK_ULONG wrapped_len,
    const CK_ATTRIBUTE *template, CK_ULONG count, CK_OBJECT_HANDLE *out)
    MUST_USE;

/* The tag, and a vector that is to be generated, are in the parameter: the
 * caller's memory. */
enum err flow_wrap_authenticated(struct session *s,
    const CK_MECHANISM *mechanism, CK_OBJECT_HANDLE wrapping,
    CK_OBJECT_HANDLE key, const CK_BYTE *aad, CK_ULONG aad_len, CK_BYTE *out,
    CK_ULONG *out_len) MUST_USE;
enum err flow_unwrap_authenticated(struct session *s,
    const CK_MECHANISM *mechanism, CK_OBJECT_HANDLE unwrapping,
    const CK_BYTE *wrapped, CK_ULONG wrapped_len, const CK_ATTRIBUTE *template,
    CK_ULONG count, const CK_BYTE *aad, CK_ULONG aad_len,
    CK_OBJECT_HANDLE *out) MUST_USE;

/* C_DeriveKey: additional keys of the parameter get their handles there. */
enum err flow_derive(struct session *s, const CK_MECHANISM *mechanism,
    CK_OBJECT_HANDLE base, const CK_ATTRIBUTE *template, CK_ULONG count,
    CK_OBJECT_HANDLE *out) MUST_USE;

/* The length protocol is that of the ciphertext; no key is made when only its
 * size is told. */
enum err flow_encapsulate(struct session *s, const CK_MECHANISM *mechanism,
    CK_OBJECT_HANDLE public, const CK_ATTRIBUTE *template, CK_ULONG count,
    CK_BYTE *cipher, CK_ULONG *cipher_len, CK_OBJECT_HANDLE *out) MUST_USE;
enum err flow_decapsulate(struct session *s, const CK_MECHANISM *mechanism,
    CK_OBJECT_HANDLE private, const CK_ATTRIBUTE *template, CK_ULONG count,
    const CK_BYTE *cipher, CK_ULONG cipher_len, CK_OBJECT_HANDLE *out)
    MUST_USE;

/* C_GenerateRandom; 0 bytes is fine. */
enum err flow_random(struct session *s, CK_BYTE *out, CK_ULONG len) MUST_USE;

#endif
