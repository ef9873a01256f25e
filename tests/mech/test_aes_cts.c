/* SPDX-License-Identifier: Apache-2.0 */
#include "mech/stream.h"
#include "support/suite.h"

static const size_t key_lens[] = { 16, 24, 32 };
static unsigned char some[64] = { 1, 2, 3 };
static struct job job;
static struct bytes out;

static void
setup(void)
{
	drive_setup();
	job = (struct job){ .use = USE_ENCRYPT, .key = drive_secret(some, 32),
		.mechanism = { CKM_AES_CTS, some, 16 }, .piece = WHOLE };
}

static void
teardown(void)
{
	bytes_clear(&out);
	material_free(job.key);
	drive_teardown();
}

static void
vector_of(struct kat_case *c, CK_MECHANISM *mechanism)
{
	size_t len;
	const unsigned char *iv = kat_bytes(c, "iv", &len);

	mechanism->pParameter = (void *)(uintptr_t)iv;
	mechanism->ulParameterLen = len;
}

START_TEST(answers_are_the_published_ones)
{
	struct stream s = { CKM_AES_CTS, vector_of };

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
	job.key = drive_secret(some, key_lens[_i]);
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

START_TEST(whole_blocks_are_cbc)
{
	struct bytes cbc = { .data = NULL };

	for (size_t len = 16; len <= 64; len += 16) {
		job.mechanism.mechanism = CKM_AES_CBC;
		ck_assert_int_eq(stream_run(&job, false, some, len, &cbc),
		    E_OK);
		job.mechanism.mechanism = CKM_AES_CTS;
		ck_assert_int_eq(stream_run(&job, false, some, len, &out),
		    E_OK);
	}
	ck_assert(bytes_equal(&out, cbc.data, cbc.len));
	bytes_clear(&cbc);
}
END_TEST

START_TEST(vector_has_sixteen_bytes)
{
	for (CK_ULONG len = 0; len <= 32; len++) {
		job.mechanism.ulParameterLen = len;
		ck_assert_int_eq(stream_run(&job, false, some, 16, &out),
		    len == 16 ? E_OK : E_MECHANISM_PARAM);
	}
}
END_TEST

SUITE("mech/aes_cts",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, answers_are_the_published_ones);
    tcase_add_loop_test(tc, any_length_of_a_block_goes_in_any_parts, 0, 3);
    tcase_add_test(tc, less_ciphertext_than_a_block_is_refused);
    tcase_add_test(tc, whole_blocks_are_cbc);
    tcase_add_test(tc, vector_has_sixteen_bytes))
