/* SPDX-License-Identifier: Apache-2.0 */
/* The system's clocks, and the shift with which tests let time pass. */
#include "base/clock.h"

#include <stdatomic.h>
#include <time.h>

static _Atomic int64_t shift;

static uint64_t
seconds(clockid_t id)
{
	struct timespec ts = { 0 };

	if (clock_gettime(id, &ts) != 0 || ts.tv_sec < 0)
		return 0;
	return (uint64_t)ts.tv_sec;
}

uint64_t
clock_now(void)
{
	int64_t by = atomic_load_explicit(&shift, memory_order_relaxed);

	return seconds(CLOCK_REALTIME) + (uint64_t)by;
}

uint64_t
clock_coarse_ms(void)
{
	struct timespec ts = { 0 };

	if (clock_gettime(CLOCK_MONOTONIC_COARSE, &ts) != 0)
		return 0;
	return (uint64_t)ts.tv_sec * 1000 + (uint64_t)ts.tv_nsec / 1000000;
}

uint64_t
clock_boot(void)
{
	return seconds(CLOCK_BOOTTIME);
}

void
clock_shift(int64_t by)
{
	atomic_store_explicit(&shift, by, memory_order_relaxed);
}
