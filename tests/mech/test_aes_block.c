/* SPDX-License-Identifier: Apache-2.0 */
#include "mech/stream.h"
#include "support/suite.h"

#include <string.h>

static const CK_MECHANISM_TYPE rows[] = { CKM_AES_ECB, CKM_AES_CBC,
	CKM_AES_CBC_PAD };
static const size_t key_lens[] = { 16, 24, 32 };

static unsigned char some[64];
static struct job job;
static struct bytes out;

static void
setup(void)
{
	drive_setup();
	for (size_t i = 0; i < sizeof(some); i++)
		some[i] = (unsigned char)(i * 3 + 1);
	job = (struct job){ .use = USE_ENCRYPT, .key = drive_secret(some, 32),
		.mechanism = { CKM_AES_CBC, some, 16 }, .piece = WHOLE };
}

static void
teardown(void)
{
	bytes_clear(&out);
	material_free(job.key);
	drive_teardown();
}

static void
use_row(int i)
{
	job.mechanism.mechanism = rows[i];
	if (rows[i] == CKM_AES_ECB)
		job.mechanism.ulParameterLen = 0;
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
	struct stream s = { rows[_i],
		rows[_i] == CKM_AES_ECB ? NULL : vector_of };

	stream_answers(&s);
}
END_TEST

/* ---- lengths ---- */

static bool
whole_blocks(size_t len)
{
	return len % 16 == 0;
}

static bool
any(size_t len)
{
	(void)len;
	return true;
}

START_TEST(data_are_whole_blocks_unless_padded)
{
	use_row(_i);
	for (size_t i = 0; i < 3; i++) {
		material_free(job.key);
		job.key = drive_secret(some, key_lens[i]);
		stream_lengths(job, 130, rows[_i] == CKM_AES_CBC_PAD ? any
		    : whole_blocks, E_DATA_LEN);
	}
}
END_TEST

START_TEST(ciphertext_is_whole_blocks)
{
	use_row(_i);
	job.use = USE_DECRYPT;
	for (size_t len = 0; len <= 64; len++) {
		enum err e = stream_run(&job, false, some, len, &out);

		if (len % 16 != 0 ||
		    (len == 0 && rows[_i] == CKM_AES_CBC_PAD))
			ck_assert_int_eq(e, E_CIPHERTEXT_LEN);
		else if (rows[_i] != CKM_AES_CBC_PAD)
			ck_assert_int_eq(e, E_OK);
	}
}
END_TEST

/* PKCS#11 3.2, 6.11.4: "padded on the trailing end with up to block size
 * minus one null bytes" */
START_TEST(keys_are_filled_up_with_zeros)
{
	static const unsigned char zeros[16];

	use_row(_i);
	for (size_t len = 1; len <= 48; len++) {
		struct bytes plain = { .data = NULL };
		size_t filled = (len + 15) / 16 * 16;

		job.use = USE_WRAP;
		ck_assert_int_eq(stream_run(&job, false, some, len, &out),
		    E_OK);
		ck_assert_uint_eq(out.len, filled);
		job.use = USE_UNWRAP;
		ck_assert_int_eq(stream_run(&job, false, out.data, out.len,
		    &plain), E_OK);
		ck_assert_mem_eq(plain.data, some, len);
		ck_assert_mem_eq(plain.data + len, zeros, filled - len);
		bytes_clear(&plain);
		bytes_clear(&out);
	}
}
END_TEST

/* ---- padding ---- */

/* The last byte of the block before goes into the last byte of padding. */
START_TEST(padding_is_looked_at)
{
	unsigned right = 0;

	use_row(2);
	ck_assert_int_eq(stream_run(&job, false, some, 20, &out), E_OK);
	job.use = USE_DECRYPT;
	for (unsigned mask = 0; mask < 256; mask++) {
		struct bytes plain = { .data = NULL };
		enum err e;

		out.data[15] ^= (unsigned char)mask;
		e = stream_run(&job, false, out.data, out.len, &plain);
		out.data[15] ^= (unsigned char)mask;
		ck_assert(e == E_OK || e == E_CIPHERTEXT);
		ck_assert_uint_eq(plain.len, e == E_OK ? mask == 0 ? 20 : 31
		    : 0);
		right += e == E_OK;
		bytes_clear(&plain);
	}
	ck_assert_uint_eq(right, 2);
}
END_TEST

START_TEST(padded_blocks_wait_for_the_end)
{
	const struct mech_ops *ops = mech_find(CKM_AES_CBC_PAD)->ops;
	struct run run = { .state = NULL };
	unsigned char room[32];
	size_t made = sizeof(room);

	use_row(2);
	job.use = USE_DECRYPT;
	ck_assert_int_eq(run_begin(&run, USE_DECRYPT, &job.mechanism), E_OK);
	ck_assert_int_eq(run_start(&run, job.key), E_OK);
	ck_assert_uint_eq(ops->bound(&run, 32, false), 16);
	ck_assert_uint_eq(ops->bound(&run, 32, true), 31);
	ck_assert_int_eq(ops->update(&run, some, 32, room, &made), E_OK);
	ck_assert_uint_eq(made, 16);
	ck_assert_uint_eq(ops->bound(&run, 0, false), 0);
	ck_assert_uint_eq(ops->bound(&run, 1, false), 16);
	ck_assert_uint_eq(ops->bound(&run, 0, true), 15);
	run_end(&run);
}
END_TEST

/* ---- parameter ---- */

START_TEST(vector_has_sixteen_bytes)
{
	use_row(_i);
	for (CK_ULONG len = 0; len <= 32; len++) {
		job.mechanism.ulParameterLen = len;
		ck_assert_int_eq(stream_run(&job, false, some, 16, &out),
		    len == 16 ? E_OK : E_MECHANISM_PARAM);
	}
	job.mechanism.pParameter = NULL;
	job.mechanism.ulParameterLen = 16;
	ck_assert_int_eq(stream_run(&job, false, some, 16, &out),
	    E_MECHANISM_PARAM);
}
END_TEST

START_TEST(ecb_takes_no_parameter)
{
	job.mechanism.mechanism = CKM_AES_ECB;
	ck_assert_int_eq(stream_run(&job, false, some, 16, &out),
	    E_MECHANISM_PARAM);
}
END_TEST

SUITE("mech/aes_block",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_loop_test(tc, answers_are_the_published_ones, 0, 3);
    tcase_add_loop_test(tc, data_are_whole_blocks_unless_padded, 0, 3);
    tcase_add_loop_test(tc, ciphertext_is_whole_blocks, 0, 3);
    tcase_add_loop_test(tc, keys_are_filled_up_with_zeros, 0, 2);
    tcase_add_test(tc, padding_is_looked_at);
    tcase_add_test(tc, padded_blocks_wait_for_the_end);
    tcase_add_loop_test(tc, vector_has_sixteen_bytes, 1, 3);
    tcase_add_test(tc, ecb_takes_no_parameter))
