/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The reader's counterpart: appends big-endian fields to a struct bytes.
 * Failure (out of memory) is sticky; ask writer_done() once at the end.
 */
#ifndef CLAVIGER_BASE_WRITER_H
#define CLAVIGER_BASE_WRITER_H

#include "base/bytes.h"

#include <stdint.h>

struct writer {
	struct bytes *to;
	bool failed;
};

/* Append to *to, which stays the caller's. */
void writer_init(struct writer *w, struct bytes *to);
void writer_u8(struct writer *w, uint8_t v);
void writer_u16(struct writer *w, uint16_t v);
void writer_u32(struct writer *w, uint32_t v);
void writer_u64(struct writer *w, uint64_t v);
void writer_raw(struct writer *w, const void *data, size_t len);
/* A u32 length, then the bytes. Fails if len does not fit. */
void writer_block(struct writer *w, const void *data, size_t len);
/* E_OK, or E_NO_MEMORY if anything failed. */
enum err writer_done(const struct writer *w) MUST_USE;

#endif
