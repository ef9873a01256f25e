/* SPDX-License-Identifier: Apache-2.0 */
/* Time, replaceable in tests. */
#ifndef CLAVIGER_BASE_CLOCK_H
#define CLAVIGER_BASE_CLOCK_H

#include <stdint.h>

/* Seconds since 1970 (CLOCK_REALTIME). */
uint64_t clock_now(void);
/* Milliseconds of CLOCK_MONOTONIC_COARSE: cheap, for "once a second". */
uint64_t clock_coarse_ms(void);
/* Seconds of CLOCK_BOOTTIME. */
uint64_t clock_boot(void);
/* Tests: add this many seconds to clock_now() from here on (0: none). */
void clock_shift(int64_t seconds);

#endif
