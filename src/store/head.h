/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The head: the one row from which everything else is vouched for. It holds
 * the index's top, the revision, the next numbers, the erase generation and
 * the time.
 */
#ifndef CLAVIGER_STORE_HEAD_H
#define CLAVIGER_STORE_HEAD_H

#include "store/page.h"

#define HEAD_NUMBER 1
#define HEAD_FORMAT 1
/* Magic, format, store id: all there is while a store is being made. */
#define HEAD_CLEAR_LEN (4 + 2 + STORE_ID_LEN)

struct head {
	struct link top;
	uint64_t revision; /* from 1 */
	uint64_t next_serial;
	uint64_t next_page;
	uint32_t next_leaf;
	uint64_t generation; /* of the erase tree */
	uint64_t time;	     /* the high-water mark; 0: none yet */
	uint64_t due;
	/* The boot whose first commit this was, and both clocks then. */
	unsigned char boot_id[16];
	uint64_t boot_clock;
	uint64_t boot_time;
};

/* A new store's. */
void head_init(struct head *h);
/* The clear part, without anything sealed: a store being made. */
enum err head_begin(const unsigned char store_id[static STORE_ID_LEN],
    struct bytes *row) MUST_USE;
/* The clear part of a row. *made: whether the sealed part is there.
 * E_STORE_DAMAGED with the reason. */
enum err head_clear_part(const struct bytes *row,
    unsigned char store_id[static STORE_ID_LEN], bool *made) MUST_USE;
/* *row is replaced. */
enum err head_seal(const struct row_seal *s, const struct head *h,
    struct bytes *row) MUST_USE;
/* E_STORE_DAMAGED with the reason. */
enum err head_open(const struct row_seal *s, const struct bytes *row,
    struct head *out) MUST_USE;

/* The store's time now, by this head: never behind its high-water mark. */
uint64_t head_now(const struct head *h);
/* At a commit: raise the high-water mark to the clock unless that has jumped
 * ahead. */
void head_tick(struct head *h);
/* At a process's first commit, after head_tick: is it this boot's first? */
void head_note_boot(struct head *h);

#endif
