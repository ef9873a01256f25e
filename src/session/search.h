/* SPDX-License-Identifier: Apache-2.0 */
/* C_FindObjects' position: the handles found when the search began. */
#ifndef CLAVIGER_SESSION_SEARCH_H
#define CLAVIGER_SESSION_SEARCH_H

#include "base/err.h"
#include "cryptoki.h"

#include <stdbool.h>
#include <stddef.h>

struct search {
	bool active;
	size_t count, capacity, next;
	CK_OBJECT_HANDLE *found;
};

enum err search_add(struct search *s, CK_OBJECT_HANDLE h) MUST_USE;
/* The next up to max handles; *count says how many. */
void search_next(struct search *s, CK_OBJECT_HANDLE *list, size_t max,
    size_t *count);
/* Not active, nothing held. */
void search_end(struct search *s);

#endif
