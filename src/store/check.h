/* SPDX-License-Identifier: Apache-2.0 */
/* The state of a check, between its phases (check.c) and the pages and
 * records it looks at (check_page.c). */
#ifndef CLAVIGER_STORE_CHECK_H
#define CLAVIGER_STORE_CHECK_H

#include "store/inside.h"
#include "store/row_set.h"

enum check_phase {
	CHECK_START, /* list the rows, judge the head */
	CHECK_PAGES,
	CHECK_ROWS, /* what nothing leads to */
	CHECK_ATTEMPTS,
	CHECK_END
};

/* A page still to be looked at, and what is above it. */
struct check_page {
	struct link link;
	bool below; /* the rest is set */
	uint8_t depth;
	unsigned char prefix[HASH_LEN];
	unsigned nibble;
};

struct store_check {
	struct store *s; /* NULL if it could not be opened */
	enum check_phase phase;
	struct bytes head_row; /* what this pass is about */
	uint64_t floor; /* the root key's, from before the slice began */
	unsigned restarts;
	bool cut; /* some page could not be followed */
	uint64_t done, total;

	struct row_set pages, records, attempts;
	size_t next_row;
	struct check_page *todo;
	size_t todo_count, todo_capacity;

	struct store_finding *findings;
	size_t finding_count, finding_capacity, finding_next;
};

/* Note a finding (printf-like). */
enum err check_found(struct store_check *c, const char *what, uint64_t number,
    const char *fmt, ...) PRINTF_LIKE(4, 5) MUST_USE;
/* e as a finding with this thread's reason; passed on if it says nothing
 * about the store (out of memory, busy). */
enum err check_failed(struct store_check *c, const char *what,
    uint64_t number, enum err e) MUST_USE;

/* Put a page on the list of those to be looked at. */
enum err check_push(struct store_check *c, const struct check_page *p)
    MUST_USE;
/* Look at one page, with the records its entries name. */
enum err check_page(struct store_check *c, struct txn *t,
    const struct check_page *p) MUST_USE;

#endif
