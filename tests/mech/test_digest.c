/* SPDX-License-Identifier: Apache-2.0 */
#include "mech/drive.h"
#include "support/kat.h"
#include "support/suite.h"

#include <stdlib.h>
#include <string.h>

static const CK_MECHANISM_TYPE rows[] = { CKM_SHA_1, CKM_SHA224, CKM_SHA256,
	CKM_SHA384, CKM_SHA512, CKM_SHA512_224, CKM_SHA512_256, CKM_SHA3_224,
	CKM_SHA3_256, CKM_SHA3_384, CKM_SHA3_512 };
#define ROWS ((int)(sizeof(rows) / sizeof(*rows)))

/* The message, as often as the case says. */
static unsigned char *
message_of(struct kat_case *c, size_t *len)
{
	size_t one, times = kat_number(c, "repeat", 1);
	const unsigned char *bytes = kat_bytes(c, "message", &one);
	unsigned char *all = malloc(one * times + 1);

	ck_assert_ptr_nonnull(all);
	for (size_t i = 0; i < times; i++)
		memcpy(all + i * one, bytes, one);
	*len = one * times;
	return all;
}

static void
answers_are_known(CK_MECHANISM_TYPE type, size_t piece)
{
	struct job job = { .use = USE_DIGEST, .mechanism = { type, NULL, 0 },
		.piece = piece };
	struct kat k = kat_load(mech_find(type)->name);

	for (size_t i = 0; i < k.count; i++) {
		struct bytes out = { .data = NULL };
		size_t len, want_len;
		unsigned char *message = message_of(&k.cases[i], &len);
		const void *want =
		    kat_bytes(&k.cases[i], "digest", &want_len);

		ck_assert_int_eq(drive(&job, message, len, &out), E_OK);
		ck_assert_msg(bytes_equal(&out, want, want_len),
		    "%s, line %u", mech_find(type)->name, k.cases[i].line);
		bytes_clear(&out);
		free(message);
	}
	kat_free(&k);
}

START_TEST(digests_are_the_published_ones)
{
	answers_are_known(rows[_i], WHOLE);
}
END_TEST

START_TEST(pieces_give_the_same)
{
	answers_are_known(rows[_i], 61);
}
END_TEST

START_TEST(parameter_is_refused)
{
	unsigned char byte = 0;
	struct job job = { .use = USE_DIGEST,
		.mechanism = { CKM_SHA256, &byte, 1 }, .piece = WHOLE };
	struct bytes out = { .data = NULL };

	ck_assert_int_eq(drive(&job, "x", 1, &out), E_MECHANISM_PARAM);
}
END_TEST

SUITE("mech/digest",
    tcase_add_checked_fixture(tc, drive_setup, drive_teardown);
    tcase_add_loop_test(tc, digests_are_the_published_ones, 0, ROWS);
    tcase_add_loop_test(tc, pieces_give_the_same, 0, ROWS);
    tcase_add_test(tc, parameter_is_refused))
