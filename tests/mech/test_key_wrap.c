/* SPDX-License-Identifier: Apache-2.0 */
#include "mech/drive.h"
#include "support/kat.h"
#include "support/suite.h"

#include <string.h>

static const CK_MECHANISM_TYPE rows[] = { CKM_AES_KEY_WRAP,
	CKM_AES_KEY_WRAP_KWP, CKM_AES_KEY_WRAP_PAD, CKM_AES_KEY_WRAP_PKCS7 };
#define ROWS 4
#define KW CKM_AES_KEY_WRAP
#define KWP CKM_AES_KEY_WRAP_KWP
#define PAD CKM_AES_KEY_WRAP_PAD

static unsigned char some[256];
static struct job job;
static struct bytes out;

static void
setup(void)
{
	drive_setup();
	for (size_t i = 0; i < sizeof(some); i++)
		some[i] = (unsigned char)(i + 1);
	job = (struct job){ .use = USE_ENCRYPT, .mechanism = { KW, NULL, 0 },
		.key = drive_secret(some, 32), .piece = WHOLE };
}

static void
teardown(void)
{
	bytes_clear(&out);
	material_free(job.key);
	drive_teardown();
}

/* ---- known answers ---- */

static struct job
job_of(struct kat_case *c, CK_MECHANISM_TYPE type, enum use use)
{
	struct job j = { .use = use, .mechanism = { type, NULL, 0 },
		.piece = WHOLE };
	const unsigned char *bytes;
	size_t len;

	bytes = kat_bytes(c, "key", &len);
	j.key = drive_secret(bytes, len);
	if (kat_has(c, "iv")) {
		bytes = kat_bytes(c, "iv", &len);
		j.mechanism.pParameter = (void *)(uintptr_t)bytes;
		j.mechanism.ulParameterLen = len;
	}
	return j;
}

static void
case_wraps(struct kat_case *c, CK_MECHANISM_TYPE type, enum use use)
{
	struct job j = job_of(c, type, use);
	size_t plain_len, cipher_len;
	const unsigned char *plain = kat_bytes(c, "plain", &plain_len);
	const unsigned char *cipher = kat_bytes(c, "cipher", &cipher_len);
	enum err e = drive(&j, plain, plain_len, &out);

	ck_assert_msg(e == E_OK, "line %u: %s", c->line, err_text(e));
	ck_assert_msg(bytes_equal(&out, cipher, cipher_len), "line %u",
	    c->line);
	material_free(j.key);
	bytes_clear(&out);
}

static void
case_opens(struct kat_case *c, CK_MECHANISM_TYPE type, enum use use)
{
	struct job j = job_of(c, type, use);
	size_t plain_len, cipher_len;
	const unsigned char *plain = kat_bytes(c, "plain", &plain_len);
	const unsigned char *cipher = kat_bytes(c, "cipher", &cipher_len);
	enum err e = drive_open(&j, cipher, cipher_len, &out);

	if (!kat_valid(c)) {
		ck_assert_msg(e == E_CIPHERTEXT || e == E_CIPHERTEXT_LEN,
		    "line %u: %s", c->line, err_text(e));
	} else {
		ck_assert_msg(e == E_OK, "line %u: %s", c->line, err_text(e));
		ck_assert_msg(bytes_equal(&out, plain, plain_len), "line %u",
		    c->line);
	}
	material_free(j.key);
	bytes_clear(&out);
}

START_TEST(wrapped_keys_are_the_published_ones)
{
	struct kat k = kat_load(mech_find(rows[_i])->name);

	for (size_t i = 0; i < k.count; i++) {
		if (!kat_valid(&k.cases[i]))
			continue;
		case_wraps(&k.cases[i], rows[_i], USE_ENCRYPT);
		case_wraps(&k.cases[i], rows[_i], USE_WRAP);
	}
	kat_free(&k);
}
END_TEST

START_TEST(published_keys_unwrap_and_false_ones_do_not)
{
	struct kat k = kat_load(mech_find(rows[_i])->name);

	for (size_t i = 0; i < k.count; i++) {
		case_opens(&k.cases[i], rows[_i], USE_DECRYPT);
		case_opens(&k.cases[i], rows[_i], USE_UNWRAP);
	}
	kat_free(&k);
}
END_TEST

/* ---- lengths ---- */

static enum err
wrap(CK_MECHANISM_TYPE type, enum use use, size_t len)
{
	bytes_clear(&out);
	job.mechanism.mechanism = type;
	job.use = use;
	return drive(&job, some, len, &out);
}

START_TEST(what_was_wrapped_unwraps)
{
	struct bytes plain = { .data = NULL };

	for (size_t len = 1; len <= sizeof(some); len++) {
		ck_assert_int_eq(wrap(KWP, USE_WRAP, len), E_OK);
		job.use = USE_UNWRAP;
		ck_assert_int_eq(drive_open(&job, out.data, out.len, &plain),
		    E_OK);
		ck_assert(bytes_equal(&plain, some, len));
		bytes_clear(&plain);
	}
}
END_TEST

START_TEST(data_for_kw_are_whole_halves_and_two_at_least)
{
	for (size_t len = 0; len <= 64; len++) {
		bool allowed = len >= 16 && len % 8 == 0;

		ck_assert_int_eq(wrap(KW, USE_ENCRYPT, len),
		    allowed ? E_OK : E_DATA_LEN);
	}
}
END_TEST

/* PKCS#11 3.2: "will be zero padded to fit". */
START_TEST(keys_for_kw_are_filled_with_zeros)
{
	static const unsigned char zeros[8];
	struct bytes plain = { .data = NULL };

	for (size_t len = 9; len <= 64; len++) {
		size_t filled = len <= 16 ? 16 : (len + 7) / 8 * 8;

		ck_assert_int_eq(wrap(KW, USE_WRAP, len), E_OK);
		ck_assert_uint_eq(out.len, filled + 8);
		job.use = USE_UNWRAP;
		ck_assert_int_eq(drive_open(&job, out.data, out.len, &plain),
		    E_OK);
		ck_assert_mem_eq(plain.data, some, len);
		ck_assert_mem_eq(plain.data + len, zeros, filled - len);
		bytes_clear(&plain);
	}
}
END_TEST

START_TEST(keys_too_short_for_kw_are_refused)
{
	for (size_t len = 0; len <= 8; len++)
		ck_assert_int_eq(wrap(KW, USE_WRAP, len), E_DATA_LEN);
}
END_TEST

START_TEST(kwp_takes_everything_but_nothing)
{
	ck_assert_int_eq(wrap(KWP, USE_ENCRYPT, 0), E_DATA_LEN);
	ck_assert_int_eq(wrap(KWP, USE_ENCRYPT, 1), E_OK);
	ck_assert_uint_eq(out.len, 16);
}
END_TEST

START_TEST(padding_always_adds)
{
	struct bytes plain = { .data = NULL };

	for (size_t len = 8; len <= 64; len++) {
		ck_assert_int_eq(wrap(PAD, USE_WRAP, len), E_OK);
		ck_assert_uint_eq(out.len, len / 8 * 8 + 16);
		job.use = USE_UNWRAP;
		ck_assert_int_eq(drive_open(&job, out.data, out.len, &plain),
		    E_OK);
		ck_assert(bytes_equal(&plain, some, len));
		bytes_clear(&plain);
	}
}
END_TEST

/* Padded they are one half, and two are needed. */
START_TEST(data_too_short_for_padding_are_refused)
{
	for (size_t len = 0; len < 8; len++)
		ck_assert_int_eq(wrap(PAD, USE_ENCRYPT, len), E_DATA_LEN);
}
END_TEST

START_TEST(wrong_padding_is_not_authentic)
{
	ck_assert_int_eq(wrap(KW, USE_ENCRYPT, 24), E_OK);
	job.use = USE_DECRYPT;
	job.mechanism.mechanism = PAD;
	ck_assert_int_eq(drive_open(&job, out.data, out.len, &out),
	    E_CIPHERTEXT);
}
END_TEST

START_TEST(finish_without_data_is_refused)
{
	const struct mech_ops *ops = mech_find(rows[_i])->ops;
	struct run run = { .state = NULL };
	unsigned char nothing[8];
	size_t len = sizeof(nothing);

	job.mechanism.mechanism = rows[_i];
	ck_assert_int_eq(run_begin(&run, USE_ENCRYPT, &job.mechanism), E_OK);
	ck_assert_int_eq(run_start(&run, job.key), E_OK);
	ck_assert_int_eq(ops->finish(&run, nothing, &len), E_DATA_LEN);
	run_end(&run);
}
END_TEST

START_TEST(ciphertext_of_no_possible_length_is_told_so)
{
	size_t least = rows[_i] == KWP ? 16 : 24;

	job.mechanism.mechanism = rows[_i];
	job.use = USE_DECRYPT;
	for (size_t len = 0; len <= 64; len++) {
		bool possible = len >= least && len % 8 == 0;

		ck_assert_int_eq(drive_open(&job, some, len, &out),
		    possible ? E_CIPHERTEXT : E_CIPHERTEXT_LEN);
	}
}
END_TEST

/* ---- integrity ---- */

START_TEST(every_flipped_bit_is_found)
{
	for (size_t len = 16; len <= 24; len += 8) {
		ck_assert_int_eq(wrap(rows[_i], USE_ENCRYPT, len),
		    E_OK);
		job.use = USE_DECRYPT;
		for (size_t i = 0; i < out.len * 8; i++) {
			struct bytes none = { .data = NULL };
			unsigned char bit = (unsigned char)(1 << i % 8);

			out.data[i / 8] ^= bit;
			ck_assert_int_eq(drive_open(&job, out.data, out.len,
			    &none), E_CIPHERTEXT);
			out.data[i / 8] ^= bit;
		}
	}
}
END_TEST

START_TEST(another_start_value_does_not_fit)
{
	ck_assert_int_eq(wrap(rows[_i], USE_ENCRYPT, 32), E_OK);
	job.use = USE_DECRYPT;
	job.mechanism.pParameter = some;
	job.mechanism.ulParameterLen = rows[_i] == KWP ? 4 : 8;
	ck_assert_int_eq(drive_open(&job, out.data, out.len, &out),
	    E_CIPHERTEXT);
}
END_TEST

START_TEST(start_value_has_its_length)
{
	CK_ULONG right = rows[_i] == KWP ? 4 : 8;

	job.mechanism.pParameter = some;
	for (CK_ULONG len = 0; len <= 16; len++) {
		bool allowed = len == 0 || len == right;

		job.mechanism.ulParameterLen = len;
		ck_assert_int_eq(wrap(rows[_i], USE_ENCRYPT, 32),
		    allowed ? E_OK : E_MECHANISM_PARAM);
	}
}
END_TEST

START_TEST(output_may_take_the_inputs_place)
{
	const struct mech_ops *ops = mech_find(rows[_i])->ops;

	for (size_t len = 16; len <= 48; len += 8) {
		struct run run = { .state = NULL };
		unsigned char text[64];
		size_t made = sizeof(text);

		ck_assert_int_eq(wrap(rows[_i], USE_ENCRYPT, len), E_OK);
		memcpy(text, some, len);
		ck_assert_int_eq(run_begin(&run, USE_ENCRYPT,
		    &job.mechanism), E_OK);
		ck_assert_int_eq(run_start(&run, job.key), E_OK);
		ck_assert_int_eq(ops->update(&run, text, len, text, &made),
		    E_OK);
		ck_assert(bytes_equal(&out, text, made));
		run_end(&run);
	}
}
END_TEST

SUITE("mech/key_wrap",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_loop_test(tc, wrapped_keys_are_the_published_ones, 0, ROWS);
    tcase_add_loop_test(tc, published_keys_unwrap_and_false_ones_do_not, 0,
	ROWS);
    tcase_add_test(tc, what_was_wrapped_unwraps);
    tcase_add_test(tc, data_for_kw_are_whole_halves_and_two_at_least);
    tcase_add_test(tc, keys_for_kw_are_filled_with_zeros);
    tcase_add_test(tc, keys_too_short_for_kw_are_refused);
    tcase_add_test(tc, kwp_takes_everything_but_nothing);
    tcase_add_test(tc, padding_always_adds);
    tcase_add_test(tc, data_too_short_for_padding_are_refused);
    tcase_add_test(tc, wrong_padding_is_not_authentic);
    tcase_add_loop_test(tc, finish_without_data_is_refused, 0, ROWS);
    tcase_add_loop_test(tc, ciphertext_of_no_possible_length_is_told_so, 0,
	ROWS);
    tcase_add_loop_test(tc, every_flipped_bit_is_found, 0, ROWS);
    tcase_add_loop_test(tc, another_start_value_does_not_fit, 0, ROWS);
    tcase_add_loop_test(tc, start_value_has_its_length, 0, ROWS);
    tcase_add_loop_test(tc, output_may_take_the_inputs_place, 0, ROWS))
