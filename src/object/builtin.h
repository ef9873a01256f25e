/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Objects every token has without anybody having made them: the profiles we
 * conform to (PKCS#11 3.2, 4.13) and a mechanism object for each mechanism
 * (4.12). They are public, are in no store, and cannot be changed, copied or
 * destroyed. Their handles are the same for as long as the process lives.
 */
#ifndef CLAVIGER_OBJECT_BUILTIN_H
#define CLAVIGER_OBJECT_BUILTIN_H

#include "object/object.h"

/* Handles are between these; those of other objects are larger, and small
 * numbers that somebody made up are none. */
#define BUILTIN_FIRST 0xb00001u
#define BUILTIN_END 0x1000000u

/* The handle after this one, CK_INVALID_HANDLE for the first; that again after
 * the last. */
CK_OBJECT_HANDLE builtin_next(CK_OBJECT_HANDLE after);
/* E_OBJECT_HANDLE, without a reason, if the handle is not of one of these. */
enum err builtin_object(CK_OBJECT_HANDLE h, struct object **out) MUST_USE;
/* Whether a search template with this entry asks for one of these: by class,
 * or by unique id. */
bool builtin_asked(const CK_ATTRIBUTE *a);

#endif
