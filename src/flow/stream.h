/* SPDX-License-Identifier: Apache-2.0 */
/* What goes into an operation, a piece at a time, and what comes out of it. */
#ifndef CLAVIGER_FLOW_STREAM_H
#define CLAVIGER_FLOW_STREAM_H

#include "session/session.h"

/* E_ARGUMENTS if there should be an input and is none. */
enum err stream_given(const CK_BYTE *in, CK_ULONG len) MUST_USE;
/* To the mechanism; in NULL is an empty input. *out_len is the room on entry
 * and the bytes written on return; both may be NULL where nothing comes. */
enum err stream_absorb(struct operation *op, const CK_BYTE *in, size_t len,
    CK_BYTE *out, size_t *out_len) MUST_USE;
/* Keep it for the end, as much as `aead-buffer` allows; `too_long` beyond. */
enum err stream_hold(struct session *s, struct operation *op,
    const CK_BYTE *in, size_t len, enum err too_long) MUST_USE;

/* A piece to encrypt or decrypt: the room it needs, and what comes of it. */
size_t stream_bound(const struct operation *op, size_t len);
enum err stream_step(struct session *s, struct operation *op,
    const CK_BYTE *in, CK_ULONG len, CK_BYTE *out, CK_ULONG *out_len)
    MUST_USE;
/* Whether pieces are gathered for a mechanism that signs or verifies everything
 * at once (RSA_PKCS, ECDSA): the standard does not ask for it, callers do. */
bool stream_gathers(const struct operation *op);
/* Whether a piece may come: E_OPERATION_ACTIVE where everything has to come
 * at once, or has come. */
enum err stream_open(const struct operation *op) MUST_USE;
/* A piece to sign, verify or digest. */
enum err stream_take(struct session *s, struct operation *op,
    const CK_BYTE *in, CK_ULONG len) MUST_USE;
/* E_OPERATION_NONE where there are no pieces to finish. */
enum err stream_parts(const struct operation *op) MUST_USE;

/* Everything in, everything out: *out_len is the room on entry, at least the
 * mechanism's bound. Of a failed decryption nothing stays at out. */
enum err stream_produce(struct operation *op, const CK_BYTE *in, size_t len,
    CK_BYTE *out, CK_ULONG *out_len) MUST_USE;
/* The end alone, likewise. */
enum err stream_finish(struct operation *op, CK_BYTE *out, CK_ULONG *out_len)
    MUST_USE;

#endif
