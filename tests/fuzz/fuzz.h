/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A fuzz target decodes what could come out of a damaged or hostile file and
 * aborts where a promise is broken. libFuzzer drives it when configured so;
 * otherwise replay.c does, with the target's own seeds and damage done to
 * them, as a test like any other.
 */
#ifndef CLAVIGER_TESTS_FUZZ_H
#define CLAVIGER_TESTS_FUZZ_H

#include "base/bytes.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The n-th well-formed input; false when there are no more. */
bool fuzz_seed(unsigned n, struct bytes *out);

#define HOLDS(condition) \
	do { \
		if (!(condition)) \
			abort(); \
	} while (0)

#endif
