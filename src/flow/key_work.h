/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Calls that are an operation of their own - wrapping, unwrapping, deriving,
 * encapsulating - and the key they work with: found, asked about at the gate,
 * started. A CKA_ALWAYS_AUTHENTICATE key wants a login in the middle, which
 * such a call cannot have.
 */
#ifndef CLAVIGER_FLOW_KEY_WORK_H
#define CLAVIGER_FLOW_KEY_WORK_H

#include "flow/common.h"

struct key_work {
	struct session *session;
	struct run run; /* begun by the caller */
	struct view view;
	struct verdict verdict;
};

/* Find the key and ask the gate. What is wrong with the key has the name that
 * the call gives it: E_WRAPPING_KEY_HANDLE, E_UNWRAPPING_KEY_TYPE, ... */
enum err work_key(struct key_work *w, CK_OBJECT_HANDLE key) MUST_USE;
/* Start the run with a version the verdict allows; m may be NULL. */
enum err work_start(struct key_work *w, size_t version, struct material **m)
    MUST_USE;
/* E_KEY_TYPE and E_KEY_SIZE as the call names them; others as they are. */
enum err work_error(const struct key_work *w, enum err e) MUST_USE;
void key_work_clear(struct key_work *w);

#endif
