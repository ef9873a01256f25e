/* SPDX-License-Identifier: Apache-2.0 */
/* Row numbers and who claimed them. */
#include "store/row_set.h"

#include <stdlib.h>

void
row_set_clear(struct row_set *s)
{
	free(s->numbers);
	free(s->claimed);
	*s = (struct row_set){ 0 };
}

static enum err
grow(struct row_set *s)
{
	size_t capacity = s->capacity * 2 + 64;
	uint64_t *numbers = realloc(s->numbers, capacity * sizeof *numbers);
	bool *claimed;

	if (numbers == NULL)
		return E_NO_MEMORY;
	s->numbers = numbers;
	claimed = realloc(s->claimed, capacity * sizeof *claimed);
	if (claimed == NULL)
		return E_NO_MEMORY;
	s->claimed = claimed;
	s->capacity = capacity;
	return E_OK;
}

enum err
row_set_add(void *arg, uint64_t number)
{
	struct row_set *s = arg;

	if (s->count == s->capacity)
		TRY(grow(s));
	s->numbers[s->count] = number;
	s->claimed[s->count++] = false;
	return E_OK;
}

enum claim
row_set_claim(struct row_set *s, uint64_t number)
{
	size_t low = 0, high = s->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (s->numbers[middle] < number)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == s->count || s->numbers[low] != number)
		return CLAIM_ABSENT;
	if (s->claimed[low])
		return CLAIM_TWICE;
	s->claimed[low] = true;
	s->claims++;
	return CLAIM_OK;
}

size_t
row_set_unclaimed(const struct row_set *s)
{
	return s->count - s->claims;
}
