/* SPDX-License-Identifier: Apache-2.0 */
#include "mech/rsa_case.h"
#include "support/suite.h"

#include <string.h>

#define K 256

static const CK_MECHANISM_TYPE pkcs[] = { CKM_SHA1_RSA_PKCS,
	CKM_SHA224_RSA_PKCS, CKM_SHA256_RSA_PKCS, CKM_SHA384_RSA_PKCS,
	CKM_SHA512_RSA_PKCS, CKM_SHA3_224_RSA_PKCS, CKM_SHA3_256_RSA_PKCS,
	CKM_SHA3_384_RSA_PKCS, CKM_SHA3_512_RSA_PKCS };
#define PKCS_ROWS ((int)(sizeof(pkcs) / sizeof(*pkcs)))

static const struct {
	CK_MECHANISM_TYPE type;
	CK_RSA_PKCS_PSS_PARAMS params;
} pss[] = {
	{ CKM_SHA1_RSA_PKCS_PSS, { CKM_SHA_1, CKG_MGF1_SHA1, 20 } },
	{ CKM_SHA224_RSA_PKCS_PSS, { CKM_SHA224, CKG_MGF1_SHA224, 28 } },
	{ CKM_SHA256_RSA_PKCS_PSS, { CKM_SHA256, CKG_MGF1_SHA256, 32 } },
	{ CKM_SHA384_RSA_PKCS_PSS, { CKM_SHA384, CKG_MGF1_SHA384, 48 } },
	{ CKM_SHA512_RSA_PKCS_PSS, { CKM_SHA512, CKG_MGF1_SHA512, 64 } },
	{ CKM_SHA3_224_RSA_PKCS_PSS, { CKM_SHA3_224, CKG_MGF1_SHA3_224, 28 } },
	{ CKM_SHA3_256_RSA_PKCS_PSS, { CKM_SHA3_256, CKG_MGF1_SHA3_256, 32 } },
	{ CKM_SHA3_384_RSA_PKCS_PSS, { CKM_SHA3_384, CKG_MGF1_SHA3_384, 48 } },
	{ CKM_SHA3_512_RSA_PKCS_PSS, { CKM_SHA3_512, CKG_MGF1_SHA3_512, 64 } },
	{ CKM_RSA_PKCS_PSS, { CKM_SHA256, CKG_MGF1_SHA1, 11 } },
};
#define PSS_ROWS ((int)(sizeof(pss) / sizeof(*pss)))
#define PSS_GIVEN (PSS_ROWS - 1)

static unsigned char some[300];
static CK_RSA_PKCS_PSS_PARAMS params;
static struct job job;
static struct bytes signature;

static void
setup(void)
{
	drive_setup();
	for (size_t i = 0; i < sizeof(some); i++)
		some[i] = (unsigned char)(i + 1);
	job = (struct job){ .use = USE_SIGN,
		.mechanism = { CKM_SHA256_RSA_PKCS, NULL, 0 },
		.key = rsa_key("2048-1"), .piece = WHOLE };
}

static void
teardown(void)
{
	bytes_clear(&signature);
	material_free(job.key);
	rsa_keys_forget();
	drive_teardown();
}

static void
use_pss(int i)
{
	params = pss[i].params;
	job.mechanism = (CK_MECHANISM)RSA_MECHANISM(pss[i].type, params);
}

static enum err
sign(size_t len)
{
	bytes_clear(&signature);
	job.use = USE_SIGN;
	return drive(&job, some, len, &signature);
}

static enum err
verify(size_t len)
{
	job.use = USE_VERIFY;
	return drive_check(&job, some, len, signature.data, signature.len);
}

/* ---- known answers ---- */

static void
case_verifies(struct kat_case *c, const CK_MECHANISM *mechanism, size_t piece)
{
	const char *input = kat_has(c, "digest") ? "digest" : "message";
	size_t in_len, len;
	const unsigned char *in = kat_bytes(c, input, &in_len);
	const unsigned char *sig = kat_bytes(c, "signature", &len);
	struct job j = { .use = USE_VERIFY, .mechanism = *mechanism,
		.key = rsa_public_key(kat_text(c, "key")), .piece = piece };
	enum err e = drive_check(&j, in, in_len, sig, len);

	if (kat_valid(c))
		ck_assert_msg(e == E_OK, "line %u: %s", c->line, err_text(e));
	else
		ck_assert_msg(e == E_SIGNATURE || e == E_SIGNATURE_LEN,
		    "line %u: %s", c->line, err_text(e));
	material_free(j.key);
}

static void
case_signs(struct kat_case *c, const CK_MECHANISM *mechanism)
{
	size_t in_len, len;
	const unsigned char *in = kat_bytes(c, "message", &in_len);
	const unsigned char *sig = kat_bytes(c, "signature", &len);
	struct job j = { .use = USE_SIGN, .mechanism = *mechanism,
		.key = rsa_key(kat_text(c, "key")), .piece = WHOLE };

	bytes_clear(&signature);
	ck_assert_int_eq(drive(&j, in, in_len, &signature), E_OK);
	ck_assert_msg(bytes_equal(&signature, sig, len), "line %u", c->line);
	material_free(j.key);
}

START_TEST(pkcs_signatures_are_the_published_ones)
{
	struct kat k = kat_load(mech_find(pkcs[_i])->name);
	CK_MECHANISM mechanism = { pkcs[_i], NULL, 0 };

	for (size_t i = 0; i < k.count; i++) {
		struct kat_case *c = &k.cases[i];

		case_verifies(c, &mechanism, WHOLE);
		case_verifies(c, &mechanism, 7);
		if (kat_valid(c) && rsa_key_is_pair(kat_text(c, "key")))
			case_signs(c, &mechanism);
	}
	kat_free(&k);
}
END_TEST

START_TEST(published_pss_signatures_verify_and_false_ones_do_not)
{
	struct kat k = kat_load(mech_find(pss[_i].type)->name);

	for (size_t i = 0; i < k.count; i++) {
		CK_RSA_PKCS_PSS_PARAMS p = rsa_pss_params(&k.cases[i]);
		CK_MECHANISM m = RSA_MECHANISM(pss[_i].type, p);

		case_verifies(&k.cases[i], &m, WHOLE);
	}
	kat_free(&k);
}
END_TEST

/* ---- what was signed verifies, and nothing else ---- */

static void
round_trip(size_t len)
{
	ck_assert_int_eq(sign(len), E_OK);
	ck_assert_uint_eq(signature.len, K);
	ck_assert_int_eq(verify(len), E_OK);
	signature.data[100] ^= 1;
	ck_assert_int_eq(verify(len), E_SIGNATURE);
	signature.len--;
	ck_assert_int_eq(verify(len), E_SIGNATURE_LEN);
	signature.len = 0;
	ck_assert_int_eq(verify(len), E_SIGNATURE_LEN);
}

START_TEST(pkcs_signs_what_it_verifies)
{
	job.mechanism.mechanism = pkcs[_i];
	round_trip(0);
	round_trip(sizeof(some));
}
END_TEST

START_TEST(pss_signs_what_it_verifies)
{
	use_pss(_i);
	round_trip(_i == PSS_GIVEN ? 32 : sizeof(some));
}
END_TEST

START_TEST(pss_signatures_differ)
{
	struct bytes first = { .data = NULL };

	use_pss(0);
	ck_assert_int_eq(sign(10), E_OK);
	ck_assert_int_eq(bytes_set(&first, signature.data, K), E_OK);
	ck_assert_int_eq(sign(10), E_OK);
	ck_assert(!bytes_equal(&signature, first.data, first.len));
	bytes_clear(&first);
}
END_TEST

START_TEST(candidates_can_be_tried_one_after_the_other)
{
	const struct mech_ops *ops = mech_find(CKM_SHA256_RSA_PKCS)->ops;
	struct material *other = rsa_public_key("2048-2");
	struct run run = { .state = NULL };

	ck_assert_int_eq(sign(7), E_OK);
	ck_assert_int_eq(run_begin(&run, USE_VERIFY, &job.mechanism), E_OK);
	ck_assert_int_eq(run_start(&run, other), E_OK);
	ck_assert_int_eq(ops->update(&run, some, 7, NULL, NULL), E_OK);
	ck_assert_int_eq(ops->check(&run, other, signature.data, K),
	    E_SIGNATURE);
	ck_assert_int_eq(ops->check(&run, job.key, signature.data, K), E_OK);
	run_end(&run);
	material_free(other);
}
END_TEST

/* ---- PSS: its parameter ---- */

START_TEST(another_salt_length_or_mask_does_not_fit)
{
	use_pss(2);
	ck_assert_int_eq(sign(5), E_OK);
	params.sLen = 31;
	ck_assert_int_eq(verify(5), E_SIGNATURE);
	params.sLen = 32;
	params.mgf = CKG_MGF1_SHA1;
	ck_assert_int_eq(verify(5), E_SIGNATURE);
	params.mgf = CKG_MGF1_SHA256;
	ck_assert_int_eq(verify(5), E_OK);
}
END_TEST

START_TEST(salt_may_have_any_length_there_is_room_for)
{
	static const CK_ULONG lengths[] = { 0, 1, 64, K - 32 - 2 };

	use_pss(2);
	for (size_t i = 0; i < 4; i++) {
		params.sLen = lengths[i];
		ck_assert_int_eq(sign(5), E_OK);
		ck_assert_int_eq(verify(5), E_OK);
	}
}
END_TEST

START_TEST(salt_without_room_is_refused)
{
	use_pss(2);
	params.sLen = K - 32 - 1;
	ck_assert_int_eq(sign(5), E_MECHANISM_PARAM);
	ck_assert_int_eq(verify(5), E_MECHANISM_PARAM);
	params.sLen = (CK_ULONG)-1;
	ck_assert_int_eq(sign(5), E_MECHANISM_PARAM);
}
END_TEST

/* One bit more than whole bytes: the block is a byte shorter. */
START_TEST(modulus_of_2049_bits_has_a_shorter_block)
{
	material_free(job.key);
	job.key = rsa_key("2049-1");
	use_pss(2);
	params.sLen = 256 - 32 - 2;
	ck_assert_int_eq(sign(5), E_OK);
	ck_assert_uint_eq(signature.len, 257);
	ck_assert_int_eq(verify(5), E_OK);
	params.sLen++;
	ck_assert_int_eq(sign(5), E_MECHANISM_PARAM);
}
END_TEST

START_TEST(hash_of_another_row_is_refused)
{
	use_pss(_i);
	params.hashAlg = params.hashAlg == CKM_SHA256 ? CKM_SHA384
	    : CKM_SHA256;
	ck_assert_int_eq(sign(5), E_MECHANISM_PARAM);
}
END_TEST

START_TEST(unknown_hash_or_mask_is_refused)
{
	use_pss(PSS_GIVEN);
	params.hashAlg = CKM_MD5;
	ck_assert_int_eq(sign(16), E_MECHANISM_PARAM);
	params = pss[PSS_GIVEN].params;
	params.mgf = 0;
	ck_assert_int_eq(sign(32), E_MECHANISM_PARAM);
	params.mgf = 99;
	ck_assert_int_eq(sign(32), E_MECHANISM_PARAM);
}
END_TEST

START_TEST(parameter_has_its_length)
{
	use_pss(2);
	job.mechanism.ulParameterLen--;
	ck_assert_int_eq(sign(5), E_MECHANISM_PARAM);
	job.mechanism = (CK_MECHANISM){ CKM_SHA256_RSA_PKCS_PSS, NULL, 0 };
	ck_assert_int_eq(sign(5), E_MECHANISM_PARAM);
	job.mechanism = (CK_MECHANISM)RSA_MECHANISM(CKM_SHA256_RSA_PKCS,
	    params);
	ck_assert_int_eq(sign(5), E_MECHANISM_PARAM);
}
END_TEST

START_TEST(given_hash_has_its_length)
{
	use_pss(PSS_GIVEN);
	for (size_t len = 0; len <= 64; len++) {
		ck_assert_int_eq(sign(len), len == 32 ? E_OK : E_DATA_LEN);
		if (len != 32)
			ck_assert_int_eq(verify(len), E_DATA_LEN);
	}
}
END_TEST

START_TEST(no_hash_is_refused)
{
	const struct mech_ops *ops = mech_find(CKM_RSA_PKCS_PSS)->ops;
	struct run run = { .state = NULL };
	unsigned char out[K];
	size_t len = sizeof(out);

	use_pss(PSS_GIVEN);
	ck_assert_int_eq(run_begin(&run, USE_SIGN, &job.mechanism), E_OK);
	ck_assert_int_eq(run_start(&run, job.key), E_OK);
	ck_assert_int_eq(ops->finish(&run, out, &len), E_DATA_LEN);
	run_end(&run);
}
END_TEST

/* ---- keys ---- */

START_TEST(signing_needs_the_private_half)
{
	material_free(job.key);
	job.key = rsa_public_key("2048-1");
	ck_assert_int_eq(sign(5), E_KEY_TYPE);
}
END_TEST

START_TEST(small_keys_do_not_take_long_hashes)
{
	material_free(job.key);
	job.key = rsa_key("1024-1");
	use_pss(4);
	ck_assert_int_eq(sign(5), E_MECHANISM_PARAM);
	params.sLen = 62;
	ck_assert_int_eq(sign(5), E_OK);
	ck_assert_int_eq(verify(5), E_OK);
}
END_TEST

static void
parameter_tests(TCase *tc)
{
	tcase_add_test(tc, another_salt_length_or_mask_does_not_fit);
	tcase_add_test(tc, salt_may_have_any_length_there_is_room_for);
	tcase_add_test(tc, salt_without_room_is_refused);
	tcase_add_test(tc, modulus_of_2049_bits_has_a_shorter_block);
	tcase_add_loop_test(tc, hash_of_another_row_is_refused, 0, PSS_GIVEN);
	tcase_add_test(tc, unknown_hash_or_mask_is_refused);
	tcase_add_test(tc, parameter_has_its_length);
	tcase_add_test(tc, given_hash_has_its_length);
	tcase_add_test(tc, no_hash_is_refused);
}

SUITE("mech/rsa_sign",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_loop_test(tc, pkcs_signatures_are_the_published_ones, 0,
	PKCS_ROWS);
    tcase_add_loop_test(tc,
	published_pss_signatures_verify_and_false_ones_do_not, 0, PSS_ROWS);
    tcase_add_loop_test(tc, pkcs_signs_what_it_verifies, 0, PKCS_ROWS);
    tcase_add_loop_test(tc, pss_signs_what_it_verifies, 0, PSS_ROWS);
    tcase_add_test(tc, pss_signatures_differ);
    tcase_add_test(tc, candidates_can_be_tried_one_after_the_other);
    tcase_add_test(tc, signing_needs_the_private_half);
    tcase_add_test(tc, small_keys_do_not_take_long_hashes);
    parameter_tests(tc))
