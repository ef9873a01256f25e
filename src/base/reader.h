/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bounded cursors over untrusted bytes: with writer.h the only code that
 * decodes or encodes integers. Big-endian, fixed width. Failure is sticky: read
 * every field, then ask reader_done() once.
 */
#ifndef CLAVIGER_BASE_READER_H
#define CLAVIGER_BASE_READER_H

#include "base/bytes.h"

#include <stdint.h>

struct reader {
	const unsigned char *at;
	size_t left;
	bool failed;
};

void reader_init(struct reader *r, const void *data, size_t len);
/* The next integer; 0 and failed if there are not enough bytes. */
uint8_t reader_u8(struct reader *r);
uint16_t reader_u16(struct reader *r);
uint32_t reader_u32(struct reader *r);
uint64_t reader_u64(struct reader *r);
/* The next len bytes, borrowed from the input; NULL and failed if short. */
const unsigned char *reader_take(struct reader *r, size_t len);
/* Copy the next len bytes to out; zeroes them and fails if short. */
void reader_copy(struct reader *r, void *out, size_t len);
/* A u32 length, then that many bytes, borrowed. *len is 0 on failure. */
const unsigned char *reader_block(struct reader *r, size_t *len);
/* Mark the input as bad (a value out of its range). */
void reader_fail(struct reader *r);
/* Nothing failed and nothing is left. */
bool reader_done(const struct reader *r);

#endif
