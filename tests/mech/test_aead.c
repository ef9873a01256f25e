/* SPDX-License-Identifier: Apache-2.0 */
/* What holds of every cipher that authenticates, whichever it is; that each
 * computes what it should is shown beside it. */
#include "mech/aead.h"

#include "mech/drive.h"
#include "support/suite.h"

#include <string.h>

static unsigned char some[64];
static CK_GCM_PARAMS gcm;
static CK_SALSA20_CHACHA20_POLY1305_PARAMS chacha;
static struct job job;
static struct bytes out;

static const CK_MECHANISM mechanisms[] = {
	{ CKM_AES_GCM, &gcm, sizeof(gcm) },
	{ CKM_CHACHA20_POLY1305, &chacha, sizeof(chacha) },
};

static void
setup(void)
{
	drive_setup();
	gcm = (CK_GCM_PARAMS){ some, 12, 96, some, 20, 128 };
	chacha = (CK_SALSA20_CHACHA20_POLY1305_PARAMS){ some, 96, some, 20 };
	job = (struct job){ .use = USE_ENCRYPT, .key = drive_secret(some, 32),
		.piece = WHOLE };
}

static void
teardown(void)
{
	bytes_clear(&out);
	material_free(job.key);
	drive_teardown();
}

START_TEST(every_flipped_bit_is_found)
{
	job.mechanism = mechanisms[_i];
	ck_assert_int_eq(drive(&job, "plain", 5, &out), E_OK);
	job.use = USE_DECRYPT;
	for (size_t i = 0; i < out.len * 8; i++) {
		struct bytes none = { .data = NULL };

		out.data[i / 8] ^= (unsigned char)(1 << i % 8);
		ck_assert_int_eq(drive_open(&job, out.data, out.len, &none),
		    E_CIPHERTEXT);
		ck_assert_uint_eq(none.len, 0);
		out.data[i / 8] ^= (unsigned char)(1 << i % 8);
	}
}
END_TEST

START_TEST(additional_data_are_authenticated)
{
	job.mechanism = mechanisms[_i];
	ck_assert_int_eq(drive(&job, "plain", 5, &out), E_OK);
	job.use = USE_DECRYPT;
	gcm.ulAADLen = chacha.ulAADLen = 19;
	ck_assert_int_eq(drive_open(&job, out.data, out.len, &out),
	    E_CIPHERTEXT);
}
END_TEST

START_TEST(output_may_take_the_inputs_place)
{
	const struct mech_ops *ops = mech_find(mechanisms[_i].mechanism)->ops;
	unsigned char text[40] = "plain";
	struct run run = { .state = NULL };
	size_t made = 40;

	job.mechanism = mechanisms[_i];
	ck_assert_int_eq(drive(&job, text, 40, &out), E_OK);
	ck_assert_int_eq(run_begin(&run, USE_ENCRYPT, &job.mechanism), E_OK);
	ck_assert_int_eq(run_start(&run, job.key), E_OK);
	for (size_t i = 0; i < 40; i += 5) {
		ck_assert_int_eq(ops->update(&run, text + i, 5, text + i,
		    &made), E_OK);
		ck_assert_uint_eq(made, 5);
	}
	ck_assert_mem_eq(text, out.data, 40);
	run_end(&run);
}
END_TEST

START_TEST(texts_beyond_the_limit_are_refused)
{
	const struct mech_ops *ops = mech_find(mechanisms[_i].mechanism)->ops;
	struct run run = { .state = NULL };
	size_t made = 0;

	ck_assert_int_eq(run_begin(&run, USE_ENCRYPT, &mechanisms[_i]), E_OK);
	ck_assert_int_eq(run_start(&run, job.key), E_OK);
	ck_assert_int_eq(ops->update(&run, some, (size_t)1 << 38, some,
	    &made), E_DATA_LEN);
	run_end(&run);
	ck_assert_int_eq(run_begin(&run, USE_DECRYPT, &mechanisms[_i]), E_OK);
	ck_assert_int_eq(run_start(&run, job.key), E_OK);
	ck_assert_int_eq(ops->open(&run, job.key, some, (size_t)1 << 39, some,
	    &made), E_CIPHERTEXT_LEN);
	run_end(&run);
}
END_TEST

START_TEST(room_is_told_exactly)
{
	struct run run = { .state = NULL };

	ck_assert_int_eq(run_begin(&run, USE_ENCRYPT, &mechanisms[_i]), E_OK);
	ck_assert_uint_eq(aead_bound(&run, 5, false), 5);
	ck_assert_uint_eq(aead_bound(&run, 5, true), 21);
	run_end(&run);
	ck_assert_int_eq(run_begin(&run, USE_DECRYPT, &mechanisms[_i]), E_OK);
	ck_assert_uint_eq(aead_bound(&run, 21, true), 5);
	ck_assert_uint_eq(aead_bound(&run, 15, true), 0);
	run_end(&run);
}
END_TEST

SUITE("mech/aead",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_loop_test(tc, every_flipped_bit_is_found, 0, 2);
    tcase_add_loop_test(tc, additional_data_are_authenticated, 0, 2);
    tcase_add_loop_test(tc, output_may_take_the_inputs_place, 0, 2);
    tcase_add_loop_test(tc, texts_beyond_the_limit_are_refused, 0, 2);
    tcase_add_loop_test(tc, room_is_told_exactly, 0, 2))
