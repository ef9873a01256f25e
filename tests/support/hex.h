/* SPDX-License-Identifier: Apache-2.0 */
/* Published vectors are hexadecimal; tests want bytes. */
#ifndef CLAVIGER_TESTS_HEX_H
#define CLAVIGER_TESTS_HEX_H

#include <stddef.h>
#include <stdio.h>

struct hex_bytes {
	unsigned char data[256];
	size_t len;
};

static inline struct hex_bytes
hex(const char *text)
{
	struct hex_bytes out = { .len = 0 };
	unsigned byte;

	while (out.len < sizeof(out.data) && sscanf(text, "%2x", &byte) == 1) {
		out.data[out.len++] = (unsigned char)byte;
		text += 2;
	}
	return out;
}

#endif
