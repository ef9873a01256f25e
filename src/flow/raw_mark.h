/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The durable mark on a key that has made ciphertext which names no version
 * (ECB, CBC, CTR, ...): rotating it would orphan that ciphertext.
 */
#ifndef CLAVIGER_FLOW_RAW_MARK_H
#define CLAVIGER_FLOW_RAW_MARK_H

#include "session/session.h"

/* Written before the first such ciphertext leaves; a process that cannot
 * write the store is refused that first use (E_WRITE_PROTECTED). */
enum err flow_mark_raw(struct session *s, uint64_t serial) MUST_USE;

#endif
