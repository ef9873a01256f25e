/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Searching a token by template (PKCS#11 3.2, 5.7.6). The index narrows by
 * unique id, CKA_ID or label; class, key type and visibility are decided from
 * the index's entries; records are opened only when the template asks for
 * more. Scheduled keys match only templates that name CKA_CLV_STATE or
 * CKA_CLV_KEY_ID; versions other than the current one only those that name
 * CKA_CLV_VERSION. What is built in (builtin.h) matches only templates that
 * name its class or its unique id: programs that list everything do not know
 * what to do with it, and the profiles' own test cases expect none of it.
 */
#ifndef CLAVIGER_OBJECT_FIND_H
#define CLAVIGER_OBJECT_FIND_H

#include "object/table.h"

typedef enum err find_visit(void *arg, CK_OBJECT_HANDLE h);

/* Visits every match, session objects first. Takes the token's lock. */
enum err object_find(struct token *t, const CK_ATTRIBUTE *list, CK_ULONG count,
    find_visit *visit, void *arg) MUST_USE;

#endif
