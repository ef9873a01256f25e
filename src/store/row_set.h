/* SPDX-License-Identifier: Apache-2.0 */
/* The row numbers of a table, each to be claimed once by the index. */
#ifndef CLAVIGER_STORE_ROW_SET_H
#define CLAVIGER_STORE_ROW_SET_H

#include "base/bytes.h"

#include <stdint.h>

struct row_set {
	uint64_t *numbers; /* ascending */
	bool *claimed;
	size_t count, capacity;
	size_t claims;
};

void row_set_clear(struct row_set *s);
/* An engine_visit; numbers come ascending. arg is the set. */
enum err row_set_add(void *arg, uint64_t number) MUST_USE;

enum claim {
	CLAIM_OK,
	CLAIM_TWICE,
	CLAIM_ABSENT
};
enum claim row_set_claim(struct row_set *s, uint64_t number);
size_t row_set_unclaimed(const struct row_set *s);

#endif
