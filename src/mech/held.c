/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where something was held, output runs ahead of input by its length, and in
 * place would overwrite input that has not been read. So the input is moved
 * first, and the cipher always works in place or apart.
 */
#include "mech/held.h"

#include "crypto/ct.h"

#include <string.h>

const unsigned char *
held_pass(struct held *h, const unsigned char *in, size_t len,
    unsigned char *out, size_t n)
{
	size_t from_held = n < h->len ? n : h->len;
	size_t from_in = n - from_held;
	size_t kept = h->len - from_held;
	struct held rest = { .len = kept + (len - from_in) };
	const unsigned char *at = in;

	memcpy(rest.bytes, h->bytes + from_held, kept);
	memcpy(rest.bytes + kept, in + from_in, len - from_in);
	if (from_held != 0) {
		memmove(out + from_held, in, from_in);
		memcpy(out, h->bytes, from_held);
		at = out;
	}
	*h = rest;
	ct_wipe(&rest, sizeof(rest));
	return at;
}
