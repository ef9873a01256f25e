/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Drives a fuzz target without libFuzzer: the files named, or else what fuzzing
 * has found so far (tests/fuzz/corpus/TARGET), every seed, and damaged copies
 * of the seeds, the same in every run. CHECK_SCALE=full does a hundred times as
 * many. --seeds DIRECTORY writes the seeds there, for libFuzzer to begin with.
 */
#include "fuzz/fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

#define COPIES 3000	 /* of each seed, at most */
#define ALL_COPIES 40000 /* of all of them */
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

/* What fuzzing has found: how many files there are. */
static unsigned
feed_corpus(const char *program)
{
	const char *src = getenv("SRC"), *name = strrchr(program, '/');
	char path[4096];
	struct dirent *entry;
	unsigned n = 0;
	DIR *dir;

	name = name == NULL ? program : name + 1;
	if (strncmp(name, "lt-", 3) == 0)
		name += 3;
	snprintf(path, sizeof(path), "%s/tests/fuzz/corpus/%s",
	    src == NULL ? "." : src, name);
	dir = opendir(path);
	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		char file[8192];

		if (entry->d_name[0] == '.')
			continue;
		snprintf(file, sizeof(file), "%s/%s", path, entry->d_name);
		HOLDS(feed_file(file) == EXIT_SUCCESS);
		n++;
	}
	if (dir != NULL)
		closedir(dir);
	return n;
}

static unsigned
seed_count(void)
{
	struct bytes seed = { 0 };
	unsigned n = 0;

	while (fuzz_seed(n, &seed))
		n++;
	bytes_clear(&seed);
	return n;
}

static unsigned
feed_seeds(unsigned scale)
{
	struct bytes seed = { 0 };
	unsigned n = seed_count();
	unsigned copies = n * COPIES > ALL_COPIES ? ALL_COPIES / n : COPIES;

	copies *= scale;

	for (n = 0; fuzz_seed(n, &seed); n++) {
		feed(seed.data, seed.len);
		feed_damaged(&seed, copies);
	}
	bytes_clear(&seed);
	return n;
}

static int
write_seeds(const char *directory)
{
	struct bytes seed = { 0 };
	char path[4096];

	for (unsigned n = 0; fuzz_seed(n, &seed); n++) {
		FILE *f;

		snprintf(path, sizeof(path), "%s/seed-%u", directory, n);
		f = fopen(path, "wb");
		if (f == NULL) {
			perror(path);
			return EXIT_FAILURE;
		}
		HOLDS(fwrite(seed.data, 1, seed.len, f) == seed.len);
		fclose(f);
	}
	bytes_clear(&seed);
	return EXIT_SUCCESS;
}

int
main(int argc, char **argv)
{
	const char *scale = getenv("CHECK_SCALE");
	bool full = scale != NULL && strcmp(scale, "full") == 0;
	unsigned n, found;

	if (argc == 3 && strcmp(argv[1], "--seeds") == 0)
		return write_seeds(argv[2]);
	for (int i = 1; i < argc; i++)
		if (feed_file(argv[i]) != EXIT_SUCCESS)
			return EXIT_FAILURE;
	if (argc > 1)
		return EXIT_SUCCESS;

	found = feed_corpus(argv[0]);
	n = feed_seeds(full ? 100 : 1);
	printf("%u seeds, %u files\n", n, found);
	return n > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
