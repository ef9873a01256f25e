/* SPDX-License-Identifier: Apache-2.0 */
/* Checking a signature with each version that may have made it. */
#ifndef CLAVIGER_FLOW_VERIFY_H
#define CLAVIGER_FLOW_VERIFY_H

#include "session/session.h"

/*
 * The end of an operation or a message that verifies: of everything (whole: in
 * is all there is) or of the pieces that came before. E_SIGNATURE.
 */
enum err verify_end(struct session *s, struct operation *op, bool whole,
    const CK_BYTE *in, CK_ULONG len, const CK_BYTE *signature,
    CK_ULONG signature_len) MUST_USE;

#endif
