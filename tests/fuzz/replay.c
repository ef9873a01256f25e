/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Drives a fuzz target without libFuzzer: the files named, or else every seed
 * and damaged copies of it, the same in every run. CHECK_SCALE=full does a
 * hundred times as many.
 */
#include "fuzz/fuzz.h"

#include <stdio.h>
#include <string.h>

#define COPIES 3000
#define PLACES 4

static uint64_t state = 0x9e3779b97f4a7c15;

static uint64_t
next(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

/* A buffer of exactly that size, so that a sanitizer sees the first byte read
 * behind it. */
static void
feed(const unsigned char *data, size_t len)
{
	unsigned char *exact = malloc(len > 0 ? len : 1);

	HOLDS(exact != NULL);
	if (len > 0)
		memcpy(exact, data, len);
	(void)LLVMFuzzerTestOneInput(exact, len);
	free(exact);
}

static void
damage(unsigned char *data, size_t *len)
{
	static const unsigned char edges[] = { 0, 1, 0x7f, 0x80, 0xff };
	size_t at = (size_t)(next() % *len);

	switch (next() % 5) {
	case 0:
		data[at] ^= (unsigned char)(1u << next() % 8);
		break;
	case 1:
		data[at] = edges[next() % sizeof(edges)];
		break;
	case 2:
		*len = at;
		break;
	case 3:
		memmove(data + at, data + at + 1, *len - at - 1);
		*len -= 1;
		break;
	default:
		memset(data + at, 0xff, *len - at < 4 ? *len - at : 4);
		break;
	}
}

static void
feed_damaged(const struct bytes *seed, unsigned copies)
{
	unsigned char *data = malloc(seed->len + 1);
	size_t len;

	HOLDS(data != NULL);
	for (unsigned i = 0; i < copies; i++) {
		memcpy(data, seed->data, seed->len);
		len = seed->len;
		for (uint64_t n = next() % PLACES; len > 0 && n < PLACES; n++)
			damage(data, &len);
		feed(data, len);
	}
	free(data);
}

static int
feed_file(const char *path)
{
	static unsigned char data[1 << 20];
	FILE *f = fopen(path, "rb");
	size_t len;

	if (f == NULL) {
		perror(path);
		return EXIT_FAILURE;
	}
	len = fread(data, 1, sizeof(data), f);
	fclose(f);
	feed(data, len);
	return EXIT_SUCCESS;
}

int
main(int argc, char **argv)
{
	const char *scale = getenv("CHECK_SCALE");
	bool full = scale != NULL && strcmp(scale, "full") == 0;
	struct bytes seed = { 0 };
	unsigned n;

	for (int i = 1; i < argc; i++)
		if (feed_file(argv[i]) != EXIT_SUCCESS)
			return EXIT_FAILURE;
	if (argc > 1)
		return EXIT_SUCCESS;

	for (n = 0; fuzz_seed(n, &seed); n++) {
		feed(seed.data, seed.len);
		feed_damaged(&seed, full ? 100 * COPIES : COPIES);
	}
	bytes_clear(&seed);
	printf("%u seeds\n", n);
	return n > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
