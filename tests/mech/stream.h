/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tests of ciphers that decrypt as they encrypt: part by part, in whatever
 * parts, and in the input's place.
 */
#ifndef CLAVIGER_TESTS_MECH_STREAM_H
#define CLAVIGER_TESTS_MECH_STREAM_H

#include "mech/drive.h"
#include "support/kat.h"

struct stream {
	CK_MECHANISM_TYPE type;
	/* Make the parameter of a known answer; NULL if there is none. What
	 * it points to stays until the next. */
	void (*param)(struct kat_case *c, CK_MECHANISM *mechanism);
};

/* Like drive(), for USE_DECRYPT and USE_UNWRAP too; in_place: each part's
 * output overwrites its input. */
enum err stream_run(const struct job *job, bool in_place, const void *in,
    size_t len, struct bytes *out) MUST_USE;
/* Every known answer, in both directions and all manners. */
void stream_answers(const struct stream *stream);
/* Every length up to max: all manners give the same, which decrypts to what
 * it was; or all of them refuse with `refusal`, where allowed() says no. */
void stream_lengths(struct job job, size_t max, bool (*allowed)(size_t),
    enum err refusal);

#endif
