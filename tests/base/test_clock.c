/* SPDX-License-Identifier: Apache-2.0 */
/* The clocks are the system's, and tests can shift the one of the day. */
#include "base/clock.h"
#include "support/suite.h"

#include <time.h>

static uint64_t
distance(uint64_t a, uint64_t b)
{
	return a > b ? a - b : b - a;
}

START_TEST(now_is_the_time_of_day)
{
	ck_assert(distance(clock_now(), (uint64_t)time(NULL)) <= 1);
}
END_TEST

START_TEST(the_time_of_day_can_be_shifted)
{
	uint64_t real = (uint64_t)time(NULL);

	clock_shift(86400);
	ck_assert(distance(clock_now(), real + 86400) <= 1);
	clock_shift(-86400);
	ck_assert(distance(clock_now(), real - 86400) <= 1);
	clock_shift(0);
	ck_assert(distance(clock_now(), real) <= 1);
}
END_TEST

START_TEST(other_clocks_do_not_shift)
{
	uint64_t boot = clock_boot(), coarse = clock_coarse_ms();

	clock_shift(86400);
	ck_assert(distance(clock_boot(), boot) <= 5);
	ck_assert(distance(clock_coarse_ms(), coarse) <= 5000);
	clock_shift(0);
}
END_TEST

START_TEST(the_coarse_clock_counts_milliseconds)
{
	struct timespec nap = { .tv_nsec = 60000000 };
	uint64_t before = clock_coarse_ms();

	nanosleep(&nap, NULL);
	ck_assert(clock_coarse_ms() - before >= 40);
}
END_TEST

SUITE("base/clock",
    tcase_add_test(tc, now_is_the_time_of_day);
    tcase_add_test(tc, the_time_of_day_can_be_shifted);
    tcase_add_test(tc, other_clocks_do_not_shift);
    tcase_add_test(tc, the_coarse_clock_counts_milliseconds))
