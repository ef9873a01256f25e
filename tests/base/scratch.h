/* SPDX-License-Identifier: Apache-2.0 */
/* A directory for one test, open to all as the test may change its uid. */
#ifndef CLAVIGER_TESTS_BASE_SCRATCH_H
#define CLAVIGER_TESTS_BASE_SCRATCH_H

#include <check.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static char scratch[64];

/* A name in it; four can be in use at a time. */
static inline const char *
scratch_path(const char *name)
{
	static char paths[4][PATH_MAX];
	static unsigned next;
	char *path = paths[next++ % 4];

	snprintf(path, PATH_MAX, "%s/%s", scratch, name);
	return path;
}

static inline void
scratch_setup(void)
{
	strcpy(scratch, "/tmp/claviger-test-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(scratch));
	ck_assert_int_eq(chmod(scratch, 0777), 0);
}

static inline int
scratch_remove_one(const char *path, const struct stat *st, int type,
    struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static inline void
scratch_teardown(void)
{
	nftw(scratch, scratch_remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static inline void
scratch_write(const char *path, const void *data, size_t len)
{
	FILE *f = fopen(path, "we");

	ck_assert_ptr_nonnull(f);
	ck_assert_uint_eq(fwrite(data, 1, len, f), len);
	ck_assert_int_eq(fclose(f), 0);
	ck_assert_int_eq(chmod(path, 0644), 0);
}

/* The whole file; free it. */
static inline char *
scratch_read(const char *path)
{
	char *text = calloc(1, 65536);
	FILE *f = fopen(path, "re");
	size_t n;

	ck_assert_ptr_nonnull(text);
	if (f == NULL)
		return text;
	n = fread(text, 1, 65535, f);
	text[n] = '\0';
	fclose(f);
	return text;
}

#endif
