/* SPDX-License-Identifier: Apache-2.0 */
#include "mech/stream.h"
#include "support/suite.h"

#include <stdlib.h>
#include <string.h>

#define UNIT_MAX ((size_t)16 << 20)

static unsigned char some[64];
static struct job job;
static struct bytes out;

static void
setup(void)
{
	drive_setup();
	for (size_t i = 0; i < sizeof(some); i++)
		some[i] = (unsigned char)i;
	job = (struct job){ .use = USE_ENCRYPT, .key = drive_secret(some, 64),
		.mechanism = { CKM_AES_XTS, some, 16 }, .piece = WHOLE };
}

static void
teardown(void)
{
	bytes_clear(&out);
	material_free(job.key);
	drive_teardown();
}

static void
number_of(struct kat_case *c, CK_MECHANISM *mechanism)
{
	size_t len;
	const unsigned char *iv = kat_bytes(c, "iv", &len);

	mechanism->pParameter = (void *)(uintptr_t)iv;
	mechanism->ulParameterLen = len;
}

START_TEST(answers_are_the_published_ones)
{
	struct stream s = { CKM_AES_XTS, number_of };

	stream_answers(&s);
}
END_TEST

static bool
a_block(size_t len)
{
	return len >= 16;
}

START_TEST(any_length_of_a_block_goes_in_any_parts)
{
	material_free(job.key);
	job.key = drive_secret(some, (size_t)_i * 32);
	stream_lengths(job, 130, a_block, E_DATA_LEN);
	job.use = USE_WRAP;
	stream_lengths(job, 40, a_block, E_DATA_LEN);
}
END_TEST

START_TEST(less_ciphertext_than_a_block_is_refused)
{
	job.use = USE_DECRYPT;
	for (size_t len = 0; len < 16; len++)
		ck_assert_int_eq(stream_run(&job, false, some, len, &out),
		    E_CIPHERTEXT_LEN);
}
END_TEST

/* More than one stride, with an end that is not whole. */
START_TEST(long_texts_are_the_same_in_parts)
{
	unsigned char *text = calloc(1, 5003);
	struct bytes parts = { .data = NULL }, plain = { .data = NULL };

	ck_assert_int_eq(stream_run(&job, false, text, 5003, &out), E_OK);
	job.piece = 1000;
	ck_assert_int_eq(stream_run(&job, true, text, 5003, &parts), E_OK);
	ck_assert(bytes_equal(&out, parts.data, parts.len));
	job.use = USE_DECRYPT;
	job.piece = WHOLE;
	ck_assert_int_eq(stream_run(&job, true, out.data, out.len, &plain),
	    E_OK);
	ck_assert(bytes_equal(&plain, text, 5003));
	bytes_clear(&parts);
	bytes_clear(&plain);
	free(text);
}
END_TEST

START_TEST(a_data_unit_has_its_limit)
{
	unsigned char *text = calloc(1, UNIT_MAX + 1);

	ck_assert_int_eq(stream_run(&job, false, text, UNIT_MAX, &out), E_OK);
	ck_assert_int_eq(stream_run(&job, false, text, UNIT_MAX + 1, &out),
	    E_DATA_LEN);
	job.use = USE_DECRYPT;
	job.piece = UNIT_MAX / 2;
	ck_assert_int_eq(stream_run(&job, false, text, UNIT_MAX + 1, &out),
	    E_CIPHERTEXT_LEN);
	free(text);
}
END_TEST

START_TEST(keys_have_32_or_64_bytes)
{
	for (size_t len = 1; len <= 64; len++) {
		material_free(job.key);
		job.key = drive_secret(some, len);
		ck_assert_int_eq(stream_run(&job, false, some, 16, &out),
		    len == 32 || len == 64 ? E_OK : E_KEY_SIZE);
	}
}
END_TEST

START_TEST(halves_of_a_key_differ)
{
	memcpy(some + 32, some, 32);
	material_free(job.key);
	job.key = drive_secret(some, 64);
	ck_assert_int_eq(stream_run(&job, false, some, 16, &out), E_KEY_TYPE);
	job.use = USE_DECRYPT;
	ck_assert_int_eq(stream_run(&job, false, some, 16, &out), E_KEY_TYPE);
}
END_TEST

START_TEST(number_has_sixteen_bytes)
{
	for (CK_ULONG len = 0; len <= 32; len++) {
		job.mechanism.ulParameterLen = len;
		ck_assert_int_eq(stream_run(&job, false, some, 16, &out),
		    len == 16 ? E_OK : E_MECHANISM_PARAM);
	}
}
END_TEST

SUITE("mech/aes_xts",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, answers_are_the_published_ones);
    tcase_add_loop_test(tc, any_length_of_a_block_goes_in_any_parts, 1, 3);
    tcase_add_test(tc, less_ciphertext_than_a_block_is_refused);
    tcase_add_test(tc, long_texts_are_the_same_in_parts);
    tcase_add_test(tc, a_data_unit_has_its_limit);
    tcase_add_test(tc, keys_have_32_or_64_bytes);
    tcase_add_test(tc, halves_of_a_key_differ);
    tcase_add_test(tc, number_has_sixteen_bytes))
