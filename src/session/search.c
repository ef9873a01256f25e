/* SPDX-License-Identifier: Apache-2.0 */
/* A search's results. */
#include "session/search.h"

#include <stdlib.h>
#include <string.h>

enum err
search_add(struct search *s, CK_OBJECT_HANDLE h)
{
	if (s->count == s->capacity) {
		size_t capacity = s->capacity == 0 ? 16 : s->capacity * 2;
		CK_OBJECT_HANDLE *found = realloc(s->found,
		    capacity * sizeof(*found));

		if (found == NULL)
			return E_NO_MEMORY;
		s->found = found;
		s->capacity = capacity;
	}
	s->found[s->count++] = h;
	return E_OK;
}

void
search_next(struct search *s, CK_OBJECT_HANDLE *list, size_t max,
    size_t *count)
{
	size_t left = s->count - s->next;

	*count = left < max ? left : max;
	if (*count > 0)
		memcpy(list, s->found + s->next, *count * sizeof(*list));
	s->next += *count;
}

void
search_end(struct search *s)
{
	free(s->found);
	memset(s, 0, sizeof(*s));
}
