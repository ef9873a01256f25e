/* SPDX-License-Identifier: Apache-2.0 */
/* Vectors as they are printed. */
#ifndef CLAVIGER_TESTS_CRYPTO_HEX_H
#define CLAVIGER_TESTS_CRYPTO_HEX_H

#include "crypto/secret.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#define HEX_MAX 512

struct hex {
	unsigned char at[HEX_MAX];
	size_t len;
};

static inline struct hex
hex(const char *text)
{
	struct hex h = { .len = strlen(text) / 2 };

	ck_assert_uint_le(h.len, HEX_MAX);
	for (size_t i = 0; i < h.len; i++) {
		unsigned byte;

		ck_assert_int_eq(sscanf(text + 2 * i, "%2x", &byte), 1);
		h.at[i] = (unsigned char)byte;
	}
	return h;
}

static inline struct secret *
hex_secret(const char *text)
{
	struct hex h = hex(text);
	struct secret *s;

	ck_assert_int_eq(secret_from(h.at, h.len, &s), E_OK);
	return s;
}

static inline void
ck_hex(const void *data, size_t len, const char *expected)
{
	struct hex h = hex(expected);

	ck_assert_uint_eq(len, h.len);
	ck_assert_mem_eq(data, h.at, len);
}

static inline void
ck_hex_secret(const struct secret *s, const char *expected)
{
	ck_hex(secret_peek(s), secret_len(s), expected);
}

#endif
