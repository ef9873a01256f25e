/* SPDX-License-Identifier: Apache-2.0 */
#include "mech/drive.h"
#include "support/kat.h"
#include "support/suite.h"

#include <string.h>

static const CK_MECHANISM_TYPE rows[] = { CKM_ECDSA, CKM_ECDSA_SHA1,
	CKM_ECDSA_SHA224, CKM_ECDSA_SHA256, CKM_ECDSA_SHA384, CKM_ECDSA_SHA512,
	CKM_ECDSA_SHA3_224, CKM_ECDSA_SHA3_256, CKM_ECDSA_SHA3_384,
	CKM_ECDSA_SHA3_512 };
#define ROWS ((int)(sizeof(rows) / sizeof(*rows)))

static const unsigned char one[] = { 1 };
static unsigned char some[600] = { 1, 2, 3 };
static struct job job;
static struct bytes signature;

static void
setup(void)
{
	drive_setup();
	job = (struct job){ .use = USE_SIGN, .mechanism = { CKM_ECDSA, NULL,
		0 }, .key = drive_ec("p256", one, 1, NULL, 0),
		.piece = WHOLE };
}

static void
teardown(void)
{
	bytes_clear(&signature);
	material_free(job.key);
	drive_teardown();
}

/* ---- known answers ---- */

static const char *
input_of(CK_MECHANISM_TYPE type)
{
	return type == CKM_ECDSA ? "hash" : "message";
}

static void
case_verifies(struct kat_case *c, CK_MECHANISM_TYPE type, size_t piece)
{
	size_t point_len, in_len, sig_len;
	const unsigned char *point = kat_bytes(c, "point", &point_len);
	const unsigned char *in = kat_bytes(c, input_of(type), &in_len);
	const unsigned char *sig = kat_bytes(c, "signature", &sig_len);
	struct job j = { .use = USE_VERIFY, .mechanism = { type, NULL, 0 },
		.piece = piece };
	enum err e;

	j.key = drive_ec(kat_text(c, "curve"), NULL, 0, point, point_len);
	e = drive_check(&j, in, in_len, sig, sig_len);
	ck_assert_msg(e == (kat_valid(c) ? E_OK : E_SIGNATURE),
	    "line %u: %s", c->line, err_text(e));
	material_free(j.key);
}

static void
answers_are_known(CK_MECHANISM_TYPE type, size_t piece)
{
	struct kat k = kat_load(mech_find(type)->name);

	for (size_t i = 0; i < k.count; i++)
		case_verifies(&k.cases[i], type, piece);
	kat_free(&k);
}

START_TEST(published_signatures_verify_and_false_ones_do_not)
{
	answers_are_known(rows[_i], WHOLE);
}
END_TEST

START_TEST(pieces_give_the_same)
{
	if (rows[_i] != CKM_ECDSA)
		answers_are_known(rows[_i], 13);
}
END_TEST

/* The published private key signs, the published public one verifies. */
static void
case_signs(struct kat_case *c, CK_MECHANISM_TYPE type)
{
	size_t private_len, point_len, in_len;
	const void *private = kat_bytes(c, "private", &private_len);
	const void *point = kat_bytes(c, "point", &point_len);
	const void *in = kat_bytes(c, input_of(type), &in_len);
	struct job j = { .use = USE_SIGN, .mechanism = { type, NULL, 0 },
		.piece = WHOLE };

	j.key = drive_ec(kat_text(c, "curve"), private, private_len, NULL, 0);
	ck_assert_int_eq(drive(&j, in, in_len, &signature), E_OK);
	ck_assert_uint_eq(signature.len, 2 * private_len);
	material_free(j.key);
	j.use = USE_VERIFY;
	j.key = drive_ec(kat_text(c, "curve"), NULL, 0, point, point_len);
	ck_assert_int_eq(drive_check(&j, in, in_len, signature.data,
	    signature.len), E_OK);
	material_free(j.key);
	bytes_clear(&signature);
}

START_TEST(what_was_signed_verifies)
{
	struct kat k = kat_load(mech_find(rows[_i])->name);

	for (size_t i = 0; i < k.count; i++) {
		if (kat_has(&k.cases[i], "private"))
			case_signs(&k.cases[i], rows[_i]);
	}
	kat_free(&k);
}
END_TEST

/* Verifies with the zeros both halves begin with left out; 0 if none do. */
static int
case_verifies_shortened(struct kat_case *c, CK_MECHANISM_TYPE type)
{
	size_t point_len, in_len, sig_len, half, zeros = 0;
	const unsigned char *point = kat_bytes(c, "point", &point_len);
	const unsigned char *in = kat_bytes(c, "message", &in_len);
	const unsigned char *sig = kat_bytes(c, "signature", &sig_len);
	struct job j = { .use = USE_VERIFY, .mechanism = { type, NULL, 0 },
		.piece = WHOLE };
	unsigned char shorter[128];

	half = sig_len / 2;
	while (zeros < half && sig[zeros] == 0 && sig[half + zeros] == 0)
		zeros++;
	if (zeros == 0 || !kat_valid(c))
		return 0;
	memcpy(shorter, sig + zeros, half - zeros);
	memcpy(shorter + half - zeros, sig + half + zeros, half - zeros);
	j.key = drive_ec(kat_text(c, "curve"), NULL, 0, point, point_len);
	ck_assert_int_eq(drive_check(&j, in, in_len, shorter,
	    2 * (half - zeros)), E_OK);
	material_free(j.key);
	return 1;
}

START_TEST(shorter_halves_verify)
{
	struct kat k = kat_load("ECDSA_SHA256");
	int found = 0;

	for (size_t i = 0; i < k.count; i++)
		found += case_verifies_shortened(&k.cases[i],
		    CKM_ECDSA_SHA256);
	ck_assert_int_gt(found, 0);
	kat_free(&k);
}
END_TEST

/* ---- the hash that is given ---- */

START_TEST(given_hash_may_have_any_length)
{
	for (size_t len = 1; len <= sizeof(some); len += 73) {
		bytes_clear(&signature);
		job.use = USE_SIGN;
		ck_assert_int_eq(drive(&job, some, len, &signature), E_OK);
		job.use = USE_VERIFY;
		ck_assert_int_eq(drive_check(&job, some, len, signature.data,
		    signature.len), E_OK);
	}
}
END_TEST

START_TEST(given_hash_is_cut_to_the_orders_length)
{
	ck_assert_int_eq(drive(&job, some, 64, &signature), E_OK);
	job.use = USE_VERIFY;
	ck_assert_int_eq(drive_check(&job, some, 32, signature.data,
	    signature.len), E_OK);
	ck_assert_int_eq(drive_check(&job, some, 31, signature.data,
	    signature.len), E_SIGNATURE);
}
END_TEST

/* On every curve: the longest order of all has 521 bits. */
START_TEST(what_is_behind_the_order_does_not_count)
{
	const char *const curves[] = { "p224", "p384", "p521", "bp320r1",
		"bp512t1", "secp256k1" };

	material_free(job.key);
	job.key = drive_ec(curves[_i], NULL, 0, NULL, 0);
	ck_assert_int_eq(drive(&job, some, 600, &signature), E_OK);
	job.use = USE_VERIFY;
	ck_assert_int_eq(drive_check(&job, some, 66, signature.data,
	    signature.len), E_OK);
	ck_assert_int_eq(drive_check(&job, some + 1, 599, signature.data,
	    signature.len), E_SIGNATURE);
}
END_TEST

START_TEST(no_hash_is_refused)
{
	ck_assert_int_eq(drive(&job, some, 0, &signature), E_DATA_LEN);
	job.use = USE_VERIFY;
	ck_assert_int_eq(drive_check(&job, some, 0, some, 64), E_DATA_LEN);
}
END_TEST

START_TEST(finish_without_a_hash_is_refused)
{
	const struct mech_ops *ops = mech_find(CKM_ECDSA)->ops;
	struct run run = { .state = NULL };
	unsigned char out[64];
	size_t len = sizeof(out);

	ck_assert_int_eq(run_begin(&run, USE_SIGN, &job.mechanism), E_OK);
	ck_assert_int_eq(run_start(&run, job.key), E_OK);
	ck_assert_int_eq(ops->finish(&run, out, &len), E_DATA_LEN);
	run_end(&run);
}
END_TEST

START_TEST(empty_message_can_be_signed)
{
	job.mechanism.mechanism = CKM_ECDSA_SHA256;
	ck_assert_int_eq(drive(&job, some, 0, &signature), E_OK);
	job.use = USE_VERIFY;
	ck_assert_int_eq(drive_check(&job, some, 0, signature.data,
	    signature.len), E_OK);
}
END_TEST

/* ---- the signature ---- */

START_TEST(signature_of_impossible_length_is_told_so)
{
	job.use = USE_VERIFY;
	for (size_t len = 0; len <= 70; len++) {
		bool possible = len > 0 && len % 2 == 0 && len <= 64;

		ck_assert_int_eq(drive_check(&job, some, 32, some, len),
		    possible ? E_SIGNATURE : E_SIGNATURE_LEN);
	}
}
END_TEST

START_TEST(every_flipped_byte_is_found)
{
	ck_assert_int_eq(drive(&job, some, 32, &signature), E_OK);
	job.use = USE_VERIFY;
	for (size_t i = 0; i < signature.len; i++) {
		signature.data[i] ^= 0x10;
		ck_assert_int_eq(drive_check(&job, some, 32, signature.data,
		    signature.len), E_SIGNATURE);
		signature.data[i] ^= 0x10;
	}
}
END_TEST

START_TEST(zeros_and_ones_are_no_signatures)
{
	unsigned char sig[64];

	job.use = USE_VERIFY;
	memset(sig, 0, sizeof(sig));
	ck_assert_int_eq(drive_check(&job, some, 32, sig, 64), E_SIGNATURE);
	memset(sig, 0xff, sizeof(sig));
	ck_assert_int_eq(drive_check(&job, some, 32, sig, 64), E_SIGNATURE);
}
END_TEST

START_TEST(candidates_can_be_tried_one_after_the_other)
{
	const struct mech_ops *ops = mech_find(CKM_ECDSA_SHA256)->ops;
	static const unsigned char two[] = { 2 };
	struct material *other = drive_ec("p256", two, 1, NULL, 0);
	struct run run = { .state = NULL };

	job.mechanism.mechanism = CKM_ECDSA_SHA256;
	ck_assert_int_eq(drive(&job, "message", 7, &signature), E_OK);
	ck_assert_int_eq(run_begin(&run, USE_VERIFY, &job.mechanism), E_OK);
	ck_assert_int_eq(run_start(&run, other), E_OK);
	ck_assert_int_eq(ops->update(&run, (const void *)"message", 7, NULL,
	    NULL), E_OK);
	ck_assert_int_eq(ops->check(&run, other, signature.data, 64),
	    E_SIGNATURE);
	ck_assert_int_eq(ops->check(&run, job.key, signature.data, 64), E_OK);
	run_end(&run);
	material_free(other);
}
END_TEST

static void
signature_tests(TCase *tc)
{
	tcase_add_test(tc, signature_of_impossible_length_is_told_so);
	tcase_add_test(tc, every_flipped_byte_is_found);
	tcase_add_test(tc, zeros_and_ones_are_no_signatures);
	tcase_add_test(tc, candidates_can_be_tried_one_after_the_other);
}

SUITE("mech/ecdsa",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_loop_test(tc,
	published_signatures_verify_and_false_ones_do_not, 0, ROWS);
    tcase_add_loop_test(tc, pieces_give_the_same, 0, ROWS);
    tcase_add_loop_test(tc, what_was_signed_verifies, 0, ROWS);
    tcase_add_test(tc, shorter_halves_verify);
    tcase_add_test(tc, given_hash_may_have_any_length);
    tcase_add_loop_test(tc, what_is_behind_the_order_does_not_count, 0, 6);
    tcase_add_test(tc, given_hash_is_cut_to_the_orders_length);
    tcase_add_test(tc, no_hash_is_refused);
    tcase_add_test(tc, finish_without_a_hash_is_refused);
    tcase_add_test(tc, empty_message_can_be_signed);
    signature_tests(tc))
