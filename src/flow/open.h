/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Opening: decryption, and verification with recovery, of an input that is
 * seen whole, with each version that may have made it.
 */
#ifndef CLAVIGER_FLOW_OPEN_H
#define CLAVIGER_FLOW_OPEN_H

#include "session/session.h"

/* Whether the end of this operation is to open. */
bool open_serves(const struct operation *op);
/*
 * E_CIPHERTEXT, E_SIGNATURE if no version fits. *out_len is the room on entry,
 * at least the mechanism's bound. in and out may overlap.
 */
enum err open_input(struct session *s, struct operation *op,
    const CK_BYTE *in, size_t len, CK_BYTE *out, CK_ULONG *out_len) MUST_USE;

#endif
