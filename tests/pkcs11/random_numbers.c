/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers, and the memory of one call. */
#include "random.h"

#include <stdlib.h>
#include <string.h>

/* ---- numbers (splitmix64) ---- */

static uint64_t state;

void
dice_seed(uint64_t seed)
{
	state = seed;
}

uint64_t
dice(void)
{
	uint64_t z = state += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

size_t
below(size_t n)
{
	return (size_t)(dice() % n);
}

bool
chance(unsigned percent)
{
	return below(100) < percent;
}

/* ---- memory ---- */

#ifdef __has_feature
#if __has_feature(address_sanitizer)
#define WATCHED
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(WATCHED)
#define CANARY_LEN 0
#else
#define CANARY_LEN 16
#endif
#define CANARY_BYTE 0x5a
#define BLOCKS_MAX 512

static const size_t canary = CANARY_LEN;

static struct {
	unsigned char *at;
	size_t len;
} blocks[BLOCKS_MAX];
static size_t block_count;

void *
block(size_t len)
{
	unsigned char *at = malloc(len + canary > 0 ? len + canary : 1);

	if (at == NULL || block_count == BLOCKS_MAX)
		ck_abort_msg("no memory for a block");
	for (size_t i = 0; i < len; i++)
		at[i] = (unsigned char)(i % 8 == 0 ? dice() : at[i - 1] * 7u);
	for (size_t i = 0; i < canary; i++)
		at[len + i] = CANARY_BYTE;
	blocks[block_count].at = at;
	blocks[block_count++].len = len;
	return at;
}

void *
block_copy(const void *from, size_t len)
{
	void *at = block(len);

	if (len != 0)
		memcpy(at, from, len);
	return at;
}

bool
blocks_whole(void)
{
	for (size_t i = 0; i < block_count; i++)
		for (size_t k = 0; k < canary; k++)
			if (blocks[i].at[blocks[i].len + k] != CANARY_BYTE)
				return false;
	return true;
}

void
blocks_free(void)
{
	while (block_count > 0)
		free(blocks[--block_count].at);
}
