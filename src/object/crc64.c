/* SPDX-License-Identifier: Apache-2.0 */
/* Bit by bit: a few kilobytes at most, and rarely asked for. */
#include "object/crc64.h"

#define POLYNOMIAL UINT64_C(0x42f0e1eba9ea3693)

uint64_t
crc64(const unsigned char *data, size_t len)
{
	uint64_t crc = 0;

	for (size_t i = 0; i < len; i++) {
		crc ^= (uint64_t)data[i] << 56;
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 63 ? crc << 1 ^ POLYNOMIAL : crc << 1;
	}
	return crc;
}
