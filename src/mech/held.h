/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The end of a stream that has to wait: an unfinished block, or the last ones
 * until it is known that they are the last. For src/mech only.
 */
#ifndef CLAVIGER_MECH_HELD_H
#define CLAVIGER_MECH_HELD_H

#include <stddef.h>

#define HELD_MAX 32

struct held {
	unsigned char bytes[HELD_MAX];
	size_t len;
};

/*
 * Of what is held, followed by in, the first n bytes are let go and the rest
 * (at most HELD_MAX) is held. Returns where those n are: at in, or put
 * together at out, which may be in.
 */
const unsigned char *held_pass(struct held *h, const unsigned char *in,
    size_t len, unsigned char *out, size_t n);

#endif
