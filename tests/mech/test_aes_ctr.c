/* SPDX-License-Identifier: Apache-2.0 */
#include "mech/stream.h"
#include "support/suite.h"

#include <string.h>

static unsigned char some[64];
static CK_AES_CTR_PARAMS good;
static struct job job;
static struct bytes out;

static void
setup(void)
{
	drive_setup();
	good = (CK_AES_CTR_PARAMS){ .ulCounterBits = 128 };
	job = (struct job){ .use = USE_ENCRYPT, .key = drive_secret(some, 16),
		.mechanism = { CKM_AES_CTR, &good, sizeof(good) },
		.piece = WHOLE };
}

static void
teardown(void)
{
	bytes_clear(&out);
	material_free(job.key);
	drive_teardown();
}

static void
counter_of(struct kat_case *c, CK_MECHANISM *mechanism)
{
	size_t len;
	const unsigned char *iv = kat_bytes(c, "iv", &len);

	good.ulCounterBits = kat_number(c, "bits", 0);
	memcpy(good.cb, iv, len);
	mechanism->pParameter = &good;
	mechanism->ulParameterLen = sizeof(good);
}

START_TEST(answers_are_the_published_ones)
{
	struct stream s = { CKM_AES_CTR, counter_of };

	stream_answers(&s);
}
END_TEST

static bool
any(size_t len)
{
	(void)len;
	return true;
}

START_TEST(any_length_goes_in_any_parts)
{
	stream_lengths(job, 130, any, E_OK);
	job.use = USE_WRAP;
	stream_lengths(job, 40, any, E_OK);
}
END_TEST

START_TEST(counter_has_1_to_128_bits)
{
	for (CK_ULONG bits = 0; bits <= 130; bits++) {
		good.ulCounterBits = bits;
		ck_assert_int_eq(stream_run(&job, false, some, 1, &out),
		    bits >= 1 && bits <= 128 ? E_OK : E_MECHANISM_PARAM);
	}
}
END_TEST

START_TEST(parameter_has_its_size)
{
	job.mechanism.ulParameterLen = sizeof(good) - 1;
	ck_assert_int_eq(stream_run(&job, false, some, 1, &out),
	    E_MECHANISM_PARAM);
}
END_TEST

/* The standard's example: 2 bits that start as 1 are good for 3 blocks. */
START_TEST(counter_does_not_run_over)
{
	good.ulCounterBits = 2;
	memset(good.cb, 0xff, 15);
	good.cb[15] = 0xfd;
	job.piece = 48;
	ck_assert_int_eq(stream_run(&job, false, some, 48, &out), E_OK);
	job.piece = (size_t)_i;
	ck_assert_int_eq(stream_run(&job, false, some, 48, &out), E_OK);
	ck_assert_int_eq(stream_run(&job, false, some, 49, &out), E_DATA_LEN);
	job.use = USE_DECRYPT;
	ck_assert_int_eq(stream_run(&job, false, some, 49, &out), E_DATA_LEN);
}
END_TEST

/* n bits, all of them set: one block and no more. */
START_TEST(last_count_is_good_for_one_block)
{
	memset(good.cb, 0xff, 16);
	for (CK_ULONG bits = 1; bits <= 128; bits++) {
		good.ulCounterBits = bits;
		ck_assert_int_eq(stream_run(&job, false, some, 16, &out),
		    E_OK);
		ck_assert_int_eq(stream_run(&job, false, some, 17, &out),
		    E_DATA_LEN);
	}
}
END_TEST

/* A bit that is not set makes room for 2^n more blocks. */
START_TEST(counts_that_are_left_are_counted_well)
{
	memset(good.cb, 0xff, 16);
	for (unsigned bit = 0; bit < 128; bit++) {
		size_t blocks = bit < 2 ? ((size_t)1 << bit) + 1 : 4;

		good.cb[15 - bit / 8] ^= (unsigned char)(1 << bit % 8);
		ck_assert_int_eq(stream_run(&job, false, some, 16 * blocks,
		    &out), E_OK);
		if (bit < 2)
			ck_assert_int_eq(stream_run(&job, false, some,
			    16 * blocks + 1, &out), E_DATA_LEN);
		good.cb[15 - bit / 8] ^= (unsigned char)(1 << bit % 8);
	}
}
END_TEST

START_TEST(bits_outside_the_counter_stay)
{
	struct bytes whole = { .data = NULL };

	good.cb[14] = 0x0f;
	good.cb[15] = 0xf0;
	ck_assert_int_eq(stream_run(&job, false, some, 64, &whole), E_OK);
	good.ulCounterBits = 5;
	ck_assert_int_eq(stream_run(&job, false, some, 64, &out), E_OK);
	ck_assert(bytes_equal(&out, whole.data, whole.len));
	bytes_clear(&whole);
}
END_TEST

SUITE("mech/aes_ctr",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, answers_are_the_published_ones);
    tcase_add_test(tc, any_length_goes_in_any_parts);
    tcase_add_test(tc, counter_has_1_to_128_bits);
    tcase_add_test(tc, parameter_has_its_size);
    tcase_add_loop_test(tc, counter_does_not_run_over, 1, 20);
    tcase_add_test(tc, last_count_is_good_for_one_block);
    tcase_add_test(tc, counts_that_are_left_are_counted_well);
    tcase_add_test(tc, bits_outside_the_counter_stay))
