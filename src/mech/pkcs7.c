/* SPDX-License-Identifier: Apache-2.0 */
/* Padding that does not tell by time where it is wrong. */
#include "mech/pkcs7.h"

#include <stdint.h>
#include <string.h>

void
pkcs7_fill(unsigned char *block, size_t len, size_t size)
{
	memset(block + len, (int)(size - len), size - len);
}

/* All ones if a < b, both small. */
static uint32_t
less(uint32_t a, uint32_t b)
{
	return 0 - ((a - b) >> 31);
}

bool
pkcs7_len(const unsigned char *block, size_t size, size_t *out)
{
	uint32_t pad = block[size - 1];
	uint32_t wrong = less(pad, 1) | less((uint32_t)size, pad);

	for (uint32_t i = 0; i < size; i++)
		wrong |= less(i, pad) & (block[size - 1 - i] ^ pad);
	if (wrong != 0)
		return false;
	*out = size - pad;
	return true;
}
