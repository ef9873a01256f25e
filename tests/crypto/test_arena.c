/* SPDX-License-Identifier: Apache-2.0 */
/* Blocks come zeroed, apart from each other, out of pages set aside. */
#include "crypto/arena.h"
#include "support/suite.h"

#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#define MANY 20000

static unsigned number;

static unsigned char *
take(size_t len)
{
	unsigned char *data = arena_take(len, &number);

	ck_assert_ptr_nonnull(data);
	return data;
}

static int
is_zero(const unsigned char *data, size_t len)
{
	while (len > 0 && data[len - 1] == 0)
		len--;
	return len == 0;
}

START_TEST(a_block_used_before_comes_zeroed)
{
	unsigned char *a = take(64), *b;

	memset(a, 0xff, 64);
	arena_give(a, 64, number);
	b = take(64);
	ck_assert_ptr_eq(a, b);
	ck_assert(is_zero(b, 64));
	arena_give(b, 64, number);
}
END_TEST

START_TEST(blocks_of_all_sizes_do_not_overlap)
{
	unsigned char *blocks[200];

	for (unsigned i = 0; i < 200; i++) {
		blocks[i] = take(i * 31);
		ck_assert(is_zero(blocks[i], i * 31));
		memset(blocks[i], (int)i, i * 31);
	}
	for (unsigned i = 0; i < 200; i++)
		for (unsigned j = 0; j < i * 31; j++)
			ck_assert_uint_eq(blocks[i][j], i);
	for (unsigned i = 0; i < 200; i++)
		arena_give(blocks[i], i * 31, number);
}
END_TEST

START_TEST(blocks_are_aligned)
{
	for (size_t len = 0; len < 5000; len += 7) {
		unsigned char *a = take(len);

		ck_assert_uint_eq((uintptr_t)a % _Alignof(max_align_t), 0);
		arena_give(a, len, number);
	}
}
END_TEST

/* The flags of the mapping that holds data, as the kernel shows them. */
static void
flags_of(const void *data, char *flags, size_t size)
{
	FILE *f = fopen("/proc/self/smaps", "re");
	unsigned long long from, to;
	char line[1024];
	int here = 0;

	ck_assert_ptr_nonnull(f);
	flags[0] = '\0';
	while (fgets(line, sizeof(line), f) != NULL) {
		if (sscanf(line, "%llx-%llx ", &from, &to) == 2)
			here = (uintptr_t)data >= from && (uintptr_t)data < to;
		else if (here && strncmp(line, "VmFlags:", 8) == 0)
			snprintf(flags, size, "%s", line);
	}
	fclose(f);
}

START_TEST(pages_are_kept_out_of_dumps_and_children)
{
	size_t len = _i == 0 ? 32 : 100000;
	unsigned char *data = take(len);
	char flags[1024];

	flags_of(data, flags, sizeof(flags));
	ck_assert_ptr_nonnull(strstr(flags, " dd"));
	ck_assert_ptr_nonnull(strstr(flags, " wf"));
	arena_give(data, len, number);
}
END_TEST

/* AddressSanitizer makes mlock() do nothing. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define NO_MLOCK 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define NO_MLOCK 1
#endif

START_TEST(pages_are_locked_where_they_may_be)
{
	struct rlimit limit;
	unsigned char *data;
	char flags[1024];

	ck_assert_int_eq(getrlimit(RLIMIT_MEMLOCK, &limit), 0);
	data = take(32);
	flags_of(data, flags, sizeof(flags));
#ifdef NO_MLOCK
	ck_assert(arena_locked());
	limit.rlim_cur = 0;
#else
	if (arena_locked())
		ck_assert_ptr_nonnull(strstr(flags, " lo"));
	else
		ck_assert_uint_lt(limit.rlim_cur, (rlim_t)1 << 20);
#endif
	arena_give(data, 32, number);
}
END_TEST

START_TEST(trimming_keeps_what_is_in_use)
{
	static unsigned char *blocks[MANY];

	for (unsigned i = 0; i < MANY; i++) {
		blocks[i] = take(64);
		memset(blocks[i], 0xaa, 64);
	}
	for (unsigned i = 0; i < MANY; i++)
		if (i != MANY / 2)
			arena_give(blocks[i], 64, number);
	arena_trim();
	ck_assert_uint_eq(blocks[MANY / 2][63], 0xaa);
	for (unsigned i = 0; i < MANY; i++)
		if (i != MANY / 2) {
			blocks[i] = take(64);
			ck_assert(is_zero(blocks[i], 64));
		}
	for (unsigned i = 0; i < MANY; i++)
		arena_give(blocks[i], 64, number);
	arena_trim();
}
END_TEST

static void *
churn(void *seed)
{
	unsigned char mark = *(unsigned char *)seed;
	unsigned own;

	for (unsigned i = 0; i < 3000; i++) {
		size_t len = 1 + i % 300;
		unsigned char *data = arena_take(len, &own);

		if (data == NULL || !is_zero(data, len))
			return NULL;
		memset(data, mark, len);
		for (size_t j = 0; j < len; j++)
			if (data[j] != mark)
				return NULL;
		arena_give(data, len, own);
	}
	return seed;
}

START_TEST(threads_do_not_share_blocks)
{
	unsigned char seeds[4] = { 1, 2, 3, 4 };
	pthread_t t[4];
	void *result;

	for (int i = 0; i < 4; i++)
		ck_assert_int_eq(
		    pthread_create(&t[i], NULL, churn, &seeds[i]), 0);
	for (int i = 0; i < 4; i++) {
		ck_assert_int_eq(pthread_join(t[i], &result), 0);
		ck_assert_ptr_nonnull(result);
	}
}
END_TEST

SUITE("crypto/arena",
    tcase_add_checked_fixture(tc, NULL, arena_trim);
    tcase_add_test(tc, a_block_used_before_comes_zeroed);
    tcase_add_test(tc, blocks_of_all_sizes_do_not_overlap);
    tcase_add_test(tc, blocks_are_aligned);
    tcase_add_loop_test(tc, pages_are_kept_out_of_dumps_and_children, 0, 2);
    tcase_add_test(tc, pages_are_locked_where_they_may_be);
    tcase_add_test(tc, trimming_keeps_what_is_in_use);
    tcase_add_test(tc, threads_do_not_share_blocks))
