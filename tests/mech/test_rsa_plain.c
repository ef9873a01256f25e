/* SPDX-License-Identifier: Apache-2.0 */
#include "mech/rsa_case.h"
#include "support/suite.h"

#include <string.h>

#define K 256
#define PKCS CKM_RSA_PKCS
#define RAW CKM_RSA_X_509

static const CK_MECHANISM_TYPE rows[] = { PKCS, RAW };

static unsigned char some[K + 1];
static struct job job;
static struct bytes made, back;

static void
setup(void)
{
	drive_setup();
	for (size_t i = 0; i < sizeof(some); i++)
		some[i] = (unsigned char)(i + 1);
	job = (struct job){ .use = USE_SIGN, .mechanism = { PKCS, NULL, 0 },
		.key = rsa_key("2048-1"), .piece = WHOLE };
}

static void
teardown(void)
{
	bytes_clear(&made);
	bytes_clear(&back);
	material_free(job.key);
	rsa_keys_forget();
	drive_teardown();
}

static enum err
make(CK_MECHANISM_TYPE type, enum use use, const void *in, size_t len)
{
	bytes_clear(&made);
	job.mechanism.mechanism = type;
	job.use = use;
	return drive(&job, in, len, &made);
}

static enum err
open_made(enum use use)
{
	bytes_clear(&back);
	job.use = use;
	return drive_open(&job, made.data, made.len, &back);
}

/* What came back ends with this. */
static void
back_ends_with(const void *data, size_t len)
{
	ck_assert_uint_ge(back.len, len);
	if (len != 0)
		ck_assert_mem_eq(back.data + back.len - len, data, len);
}

/* ---- known answers ---- */

static void
case_verifies(struct kat_case *c, CK_MECHANISM_TYPE type)
{
	size_t data_len, len;
	const unsigned char *data = kat_bytes(c, "data", &data_len);
	const unsigned char *sig = kat_bytes(c, "signature", &len);
	struct job j = { .use = USE_VERIFY, .mechanism = { type, NULL, 0 },
		.key = rsa_public_key(kat_text(c, "key")), .piece = WHOLE };
	enum err e = drive_check(&j, data, data_len, sig, len);

	if (kat_valid(c))
		ck_assert_msg(e == E_OK, "line %u: %s", c->line, err_text(e));
	else
		ck_assert_msg(e == E_SIGNATURE || e == E_SIGNATURE_LEN,
		    "line %u: %s", c->line, err_text(e));
	material_free(j.key);
}

/* Signing is no chance, and recovering gives the data (after zeroes). */
static void
case_signs(struct kat_case *c, CK_MECHANISM_TYPE type)
{
	size_t data_len, len;
	const unsigned char *data = kat_bytes(c, "data", &data_len);
	const unsigned char *sig = kat_bytes(c, "signature", &len);
	struct job j = { .use = USE_SIGN_RECOVER,
		.mechanism = { type, NULL, 0 },
		.key = rsa_key(kat_text(c, "key")), .piece = WHOLE };

	bytes_clear(&made);
	bytes_clear(&back);
	ck_assert_int_eq(drive(&j, data, data_len, &made), E_OK);
	ck_assert_msg(bytes_equal(&made, sig, len), "line %u", c->line);
	j.use = USE_VERIFY_RECOVER;
	ck_assert_int_eq(drive_open(&j, sig, len, &back), E_OK);
	back_ends_with(data, data_len);
	material_free(j.key);
}

static void
case_decrypts(struct kat_case *c, CK_MECHANISM_TYPE type)
{
	size_t plain_len, len;
	const unsigned char *plain = kat_bytes(c, "plain", &plain_len);
	const unsigned char *cipher = kat_bytes(c, "cipher", &len);
	struct job j = { .use = USE_DECRYPT, .mechanism = { type, NULL, 0 },
		.key = rsa_key(kat_text(c, "key")), .piece = WHOLE };
	enum err e;

	bytes_clear(&back);
	e = drive_open(&j, cipher, len, &back);
	ck_assert_msg(e == (kat_valid(c) ? E_OK : E_CIPHERTEXT),
	    "line %u: %s", c->line, err_text(e));
	if (e == E_OK)
		ck_assert_msg(bytes_equal(&back, plain, plain_len),
		    "line %u", c->line);
	material_free(j.key);
}

START_TEST(answers_are_the_published_ones)
{
	struct kat k = kat_load(mech_find(rows[_i])->name);

	for (size_t i = 0; i < k.count; i++) {
		struct kat_case *c = &k.cases[i];

		if (kat_has(c, "cipher")) {
			case_decrypts(c, rows[_i]);
			continue;
		}
		case_verifies(c, rows[_i]);
		if (kat_valid(c) && rsa_key_is_pair(kat_text(c, "key")))
			case_signs(c, rows[_i]);
	}
	kat_free(&k);
}
END_TEST

/* ---- signatures ---- */

static size_t
data_max(CK_MECHANISM_TYPE type)
{
	return type == PKCS ? K - 11 : K;
}

/* Below the modulus, whose first byte is 0xbd. */
START_TEST(data_of_every_length_sign_and_verify)
{
	size_t max = data_max(rows[_i]);

	for (size_t len = 0; len <= max; len += len + 60 > max && len < max
	    ? max - len : 60) {
		ck_assert_int_eq(make(rows[_i], USE_SIGN, some, len), E_OK);
		ck_assert_uint_eq(made.len, K);
		job.use = USE_VERIFY;
		ck_assert_int_eq(drive_check(&job, some, len, made.data, K),
		    E_OK);
		ck_assert_int_eq(open_made(USE_VERIFY_RECOVER), E_OK);
		back_ends_with(some, len);
	}
}
END_TEST

START_TEST(too_long_data_are_refused)
{
	size_t max = data_max(rows[_i]);

	ck_assert_int_eq(make(rows[_i], USE_SIGN, some, max + 1), E_DATA_LEN);
	ck_assert_int_eq(make(rows[_i], USE_ENCRYPT, some, max + 1),
	    E_DATA_LEN);
	job.use = USE_VERIFY;
	ck_assert_int_eq(drive_check(&job, some, max + 1, some, K),
	    E_DATA_LEN);
}
END_TEST

START_TEST(nothing_given_is_refused)
{
	const struct mech_ops *ops = mech_find(rows[_i])->ops;
	struct run run = { .state = NULL };
	unsigned char out[K];
	size_t len = sizeof(out);

	job.mechanism.mechanism = rows[_i];
	ck_assert_int_eq(run_begin(&run, USE_SIGN, &job.mechanism), E_OK);
	ck_assert_int_eq(run_start(&run, job.key), E_OK);
	ck_assert_int_eq(ops->finish(&run, out, &len), E_DATA_LEN);
	ck_assert_int_eq(ops->check(&run, job.key, out, K), E_DATA_LEN);
	run_end(&run);
}
END_TEST

START_TEST(signature_of_another_length_is_told_so)
{
	job.mechanism.mechanism = rows[_i];
	job.use = USE_VERIFY;
	for (size_t len = K - 2; len <= K + 1; len++)
		ck_assert_int_eq(drive_check(&job, some, 20, some, len),
		    len == K ? E_SIGNATURE : E_SIGNATURE_LEN);
}
END_TEST

START_TEST(every_flipped_byte_is_found)
{
	ck_assert_int_eq(make(rows[_i], USE_SIGN, some, 32), E_OK);
	job.use = USE_VERIFY;
	for (size_t i = 0; i < made.len; i++) {
		made.data[i] ^= 0x10;
		ck_assert_int_eq(drive_check(&job, some, 32, made.data, K),
		    E_SIGNATURE);
		made.data[i] ^= 0x10;
	}
}
END_TEST

START_TEST(signature_above_the_modulus_does_not_fit)
{
	unsigned char high[K];

	memset(high, 0xff, sizeof(high));
	job.mechanism.mechanism = rows[_i];
	job.use = USE_VERIFY;
	ck_assert_int_eq(drive_check(&job, some, 20, high, K), E_SIGNATURE);
	job.use = USE_VERIFY_RECOVER;
	ck_assert_int_eq(drive_open(&job, high, K, &back), E_CIPHERTEXT);
	ck_assert_int_eq(drive_open(&job, high, K - 1, &back),
	    E_CIPHERTEXT_LEN);
}
END_TEST

START_TEST(raw_value_above_the_modulus_is_refused)
{
	unsigned char high[K];

	memset(high, 0xff, sizeof(high));
	ck_assert_int_eq(make(RAW, USE_SIGN, high, K), E_DATA);
	ck_assert_int_eq(make(RAW, USE_ENCRYPT, high, K), E_DATA);
	ck_assert_int_eq(make(RAW, USE_WRAP, high, K), E_DATA);
}
END_TEST

/* Blocks that are no signature's: made with the bare operation. */
static const struct {
	size_t at;
	unsigned char value;
} faults[] = { { 0, 1 }, { 1, 2 }, { 1, 0 }, { 5, 0 }, { 9, 0 },
	{ 20, 0xfe }, { K - 5, 1 } };
#define FAULTS ((int)(sizeof(faults) / sizeof(*faults)))

START_TEST(blocks_of_another_form_are_not_recovered)
{
	unsigned char block[K];

	memset(block, 0xff, sizeof(block));
	memcpy(block, "\0\1", 2);
	memcpy(block + K - 5, "\0data", 5);
	ck_assert_int_eq(make(RAW, USE_SIGN, block, K), E_OK);
	job.mechanism.mechanism = PKCS;
	ck_assert_int_eq(open_made(USE_VERIFY_RECOVER), E_OK);
	ck_assert(bytes_equal(&back, "data", 4));
	block[faults[_i].at] = faults[_i].value;
	ck_assert_int_eq(make(RAW, USE_SIGN, block, K), E_OK);
	job.mechanism.mechanism = PKCS;
	ck_assert_int_eq(open_made(USE_VERIFY_RECOVER), E_CIPHERTEXT);
}
END_TEST

/* ---- encryption ---- */

static const struct {
	enum use make, open;
} ways[] = { { USE_ENCRYPT, USE_DECRYPT }, { USE_WRAP, USE_UNWRAP } };

START_TEST(what_was_encrypted_decrypts)
{
	for (size_t i = 0; i < 2; i++) {
		for (size_t len = 0; len <= data_max(rows[_i]); len += 49) {
			ck_assert_int_eq(make(rows[_i], ways[i].make, some,
			    len), E_OK);
			ck_assert_uint_eq(made.len, K);
			ck_assert_int_eq(open_made(ways[i].open), E_OK);
			if (rows[_i] == PKCS)
				ck_assert_uint_eq(back.len, len);
			else
				ck_assert_uint_eq(back.len, K);
			back_ends_with(some, len);
		}
	}
}
END_TEST

START_TEST(ciphertext_of_another_length_is_told_so)
{
	unsigned char zeros[K + 1] = { 0 };

	job.mechanism.mechanism = rows[_i];
	job.use = USE_DECRYPT;
	ck_assert_int_eq(drive_open(&job, zeros, K - 1, &back),
	    E_CIPHERTEXT_LEN);
	ck_assert_int_eq(drive_open(&job, zeros, K + 1, &back),
	    E_CIPHERTEXT_LEN);
	ck_assert_int_eq(drive_open(&job, zeros, 0, &back), E_CIPHERTEXT_LEN);
}
END_TEST

START_TEST(altered_ciphertext_of_v1_5_is_no_error)
{
	ck_assert_int_eq(make(PKCS, USE_ENCRYPT, some, 16), E_OK);
	made.data[K - 1] ^= 1;
	ck_assert_int_eq(open_made(USE_DECRYPT), E_OK);
	ck_assert(!bytes_equal(&back, some, 16));
	ck_assert_int_eq(open_made(USE_UNWRAP), E_OK);
}
END_TEST

START_TEST(output_may_take_the_inputs_place)
{
	const struct mech_ops *ops = mech_find(rows[_i])->ops;
	struct run run = { .state = NULL };
	unsigned char text[K];
	size_t len = sizeof(text);

	memcpy(text, some, 32);
	job.mechanism.mechanism = rows[_i];
	ck_assert_int_eq(run_begin(&run, USE_ENCRYPT, &job.mechanism), E_OK);
	ck_assert_int_eq(run_start(&run, job.key), E_OK);
	ck_assert_int_eq(ops->update(&run, text, 32, text, &len), E_OK);
	run_end(&run);
	ck_assert_int_eq(bytes_set(&made, text, len), E_OK);
	ck_assert_int_eq(open_made(USE_DECRYPT), E_OK);
	back_ends_with(some, 32);
}
END_TEST

static void
encryption_tests(TCase *tc)
{
	tcase_add_loop_test(tc, what_was_encrypted_decrypts, 0, 2);
	tcase_add_loop_test(tc, ciphertext_of_another_length_is_told_so, 0, 2);
	tcase_add_test(tc, altered_ciphertext_of_v1_5_is_no_error);
	tcase_add_loop_test(tc, output_may_take_the_inputs_place, 0, 2);
}

SUITE("mech/rsa_plain",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_loop_test(tc, answers_are_the_published_ones, 0, 2);
    tcase_add_loop_test(tc, data_of_every_length_sign_and_verify, 0, 2);
    tcase_add_loop_test(tc, too_long_data_are_refused, 0, 2);
    tcase_add_loop_test(tc, nothing_given_is_refused, 0, 2);
    tcase_add_loop_test(tc, signature_of_another_length_is_told_so, 0, 2);
    tcase_add_loop_test(tc, every_flipped_byte_is_found, 0, 2);
    tcase_add_loop_test(tc, signature_above_the_modulus_does_not_fit, 0, 2);
    tcase_add_test(tc, raw_value_above_the_modulus_is_refused);
    tcase_add_loop_test(tc, blocks_of_another_form_are_not_recovered, 0,
	FAULTS);
    encryption_tests(tc))
