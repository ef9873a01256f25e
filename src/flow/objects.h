/* SPDX-License-Identifier: Apache-2.0 */
/* Objects and searches (PKCS#11 3.2, 5.7). */
#ifndef CLAVIGER_FLOW_OBJECTS_H
#define CLAVIGER_FLOW_OBJECTS_H

#include "base/err.h"
#include "cryptoki.h"
#include "session/session.h"

enum err flow_object_create(struct session *s, const CK_ATTRIBUTE *template,
    CK_ULONG count, CK_OBJECT_HANDLE *out) MUST_USE;
enum err flow_object_copy(struct session *s, CK_OBJECT_HANDLE object,
    const CK_ATTRIBUTE *template, CK_ULONG count, CK_OBJECT_HANDLE *out)
    MUST_USE;
enum err flow_object_destroy(struct session *s, CK_OBJECT_HANDLE object)
    MUST_USE;
enum err flow_object_size(struct session *s, CK_OBJECT_HANDLE object,
    CK_ULONG *out) MUST_USE;
enum err flow_object_get(struct session *s, CK_OBJECT_HANDLE object,
    CK_ATTRIBUTE *template, CK_ULONG count) MUST_USE;
enum err flow_object_set(struct session *s, CK_OBJECT_HANDLE object,
    const CK_ATTRIBUTE *template, CK_ULONG count) MUST_USE;

enum err flow_find_begin(struct session *s, const CK_ATTRIBUTE *template,
    CK_ULONG count) MUST_USE;
enum err flow_find_next(struct session *s, CK_OBJECT_HANDLE *list,
    CK_ULONG max, CK_ULONG *count) MUST_USE;
enum err flow_find_end(struct session *s) MUST_USE;

#endif
