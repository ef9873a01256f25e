/* SPDX-License-Identifier: Apache-2.0 */
/* Searching the token for objects, and reading their attributes. */
#ifndef CLAVIGER_TOOLS_SEARCH_H
#define CLAVIGER_TOOLS_SEARCH_H

#include "command.h"

#define SEARCH_ATTRIBUTES_MAX 8

/* A template that grows; values are borrowed. */
struct search {
	CK_ATTRIBUTE attributes[SEARCH_ATTRIBUTES_MAX];
	CK_ULONG count;
};

struct objects {
	CK_ULONG count;
	CK_OBJECT_HANDLE *list;
};

void search_add(struct search *s, CK_ATTRIBUTE_TYPE type, const void *value,
    size_t len);
/* The token's objects that match, appended to out. */
enum status search_run(const struct context *c, struct search *s,
    struct objects *out) MUST_USE;
void objects_clear(struct objects *o);

/* An attribute's value in new memory, with a NUL behind it; NULL and length 0
 * when the object has none or does not show it. */
CK_BYTE *attribute_read(const struct context *c, CK_OBJECT_HANDLE object,
    CK_ATTRIBUTE_TYPE type, CK_ULONG *len);

#endif
