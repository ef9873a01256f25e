/* SPDX-License-Identifier: Apache-2.0 */
#include "mech/drive.h"
#include "support/kat.h"
#include "support/suite.h"

#include <openssl/crypto.h>
#include <string.h>

static CK_EDDSA_PARAMS param;
static struct job job;
static struct bytes signature;

/* What an older libcrypto cannot do is refused. */
static bool
has_schemes(void)
{
	return OpenSSL_version_num() >= 0x30200000L;
}

static void
use(enum use use, const void *context, size_t len, bool prehash)
{
	param = (CK_EDDSA_PARAMS){ prehash, len,
		(unsigned char *)(uintptr_t)context };
	job.use = use;
	job.mechanism = (CK_MECHANISM){ CKM_EDDSA, &param, sizeof(param) };
	job.piece = WHOLE;
}

static void
use_none(enum use use)
{
	job.use = use;
	job.mechanism = (CK_MECHANISM){ CKM_EDDSA, NULL, 0 };
	job.piece = WHOLE;
}

static void
key_is(struct material *m)
{
	material_free(job.key);
	job.key = m;
}

static void
setup(void)
{
	static const unsigned char seed[32] = { 7 };

	drive_setup();
	use_none(USE_SIGN);
	key_is(drive_ec("ed25519", seed, sizeof(seed), NULL, 0));
}

static void
teardown(void)
{
	key_is(NULL);
	bytes_clear(&signature);
	drive_teardown();
}

/* ---- known answers ---- */

/* Sets up the case's parameter; whether any release can do it. */
static bool
case_use(struct kat_case *c, enum use which, size_t piece)
{
	bool special = kat_has(c, "context") || kat_has(c, "prehash");
	size_t len = 0;
	const void *context = kat_has(c, "context") ?
	    kat_bytes(c, "context", &len) : NULL;

	use_none(which);
	if (special)
		use(which, context, len, kat_has(c, "prehash"));
	job.piece = piece;
	return !special;
}

static void
case_verifies(struct kat_case *c, size_t piece)
{
	size_t point_len, in_len, sig_len;
	const void *point = kat_bytes(c, "point", &point_len);
	const void *in = kat_bytes(c, "message", &in_len);
	const void *sig = kat_bytes(c, "signature", &sig_len);
	bool usual = case_use(c, USE_VERIFY, piece);
	enum err e, want = kat_valid(c) ? E_OK : E_SIGNATURE;

	if (!usual && !has_schemes())
		want = E_MECHANISM_PARAM;
	key_is(drive_ec(kat_text(c, "curve"), NULL, 0, point, point_len));
	e = drive_check(&job, in, in_len, sig, sig_len);
	ck_assert_msg(e == want, "line %u: %s", c->line, err_text(e));
}

static void
case_signs(struct kat_case *c, size_t piece)
{
	size_t private_len, in_len, sig_len;
	const void *private = kat_bytes(c, "private", &private_len);
	const void *in = kat_bytes(c, "message", &in_len);
	const void *sig = kat_bytes(c, "signature", &sig_len);
	bool usual = case_use(c, USE_SIGN, piece);
	enum err e, want = usual || has_schemes() ? E_OK : E_MECHANISM_PARAM;

	key_is(drive_ec(kat_text(c, "curve"), private, private_len, NULL, 0));
	bytes_clear(&signature);
	e = drive(&job, in, in_len, &signature);
	ck_assert_msg(e == want, "line %u: %s", c->line, err_text(e));
	if (e == E_OK)
		ck_assert(bytes_equal(&signature, sig, sig_len));
}

static void
answers_are_known(size_t piece)
{
	struct kat k = kat_load("EDDSA");

	for (size_t i = 0; i < k.count; i++) {
		case_verifies(&k.cases[i], piece);
		if (kat_has(&k.cases[i], "private"))
			case_signs(&k.cases[i], piece);
	}
	kat_free(&k);
}

START_TEST(published_signatures_are_made_and_verify)
{
	answers_are_known(WHOLE);
}
END_TEST

START_TEST(pieces_give_the_same)
{
	answers_are_known(5);
}
END_TEST

/* ---- the parameter ---- */

START_TEST(ed448_takes_a_parameter_that_says_nothing)
{
	struct bytes plain = { .data = NULL };

	key_is(drive_ec("ed448", NULL, 0, NULL, 0));
	ck_assert_int_eq(drive(&job, "m", 1, &plain), E_OK);
	ck_assert_uint_eq(plain.len, 114);
	use(USE_SIGN, NULL, 0, false);
	ck_assert_int_eq(drive(&job, "m", 1, &signature), E_OK);
	ck_assert(bytes_equal(&signature, plain.data, plain.len));
	bytes_clear(&plain);
}
END_TEST

/* It would be Ed25519ctx, for which RFC 8032 wants a context. */
START_TEST(ed25519_does_not_take_a_parameter_that_says_nothing)
{
	use(USE_SIGN, NULL, 0, false);
	ck_assert_int_eq(drive(&job, "m", 1, &signature), E_MECHANISM_PARAM);
	job.use = USE_VERIFY;
	ck_assert_int_eq(drive_check(&job, "m", 1, "", 0), E_MECHANISM_PARAM);
}
END_TEST

START_TEST(strange_parameters_are_refused)
{
	unsigned char context[256] = { 1 };

	use(USE_SIGN, context, 256, false);
	ck_assert_int_eq(drive(&job, "m", 1, &signature), E_MECHANISM_PARAM);
	use(USE_SIGN, NULL, 1, false);
	ck_assert_int_eq(drive(&job, "m", 1, &signature), E_MECHANISM_PARAM);
	use(USE_SIGN, NULL, 0, true);
	job.mechanism.ulParameterLen--;
	ck_assert_int_eq(drive(&job, "m", 1, &signature), E_MECHANISM_PARAM);
}
END_TEST

START_TEST(longest_context_will_do)
{
	unsigned char context[255] = { 1 };
	enum err want = has_schemes() ? E_OK : E_MECHANISM_PARAM;

	use(USE_SIGN, context, sizeof(context), false);
	ck_assert_int_eq(drive(&job, "m", 1, &signature), want);
	job.use = USE_VERIFY;
	if (want == E_OK)
		ck_assert_int_eq(drive_check(&job, "m", 1, signature.data,
		    signature.len), E_OK);
	context[254] = 2;
	if (want == E_OK)
		ck_assert_int_eq(drive_check(&job, "m", 1, signature.data,
		    signature.len), E_SIGNATURE);
}
END_TEST

/* ---- the signature ---- */

START_TEST(signature_of_another_length_is_told_so)
{
	unsigned char sig[65] = { 0 };

	use_none(USE_VERIFY);
	for (size_t len = 0; len <= 65; len++)
		ck_assert_int_eq(drive_check(&job, "m", 1, sig, len),
		    len == 64 ? E_SIGNATURE : E_SIGNATURE_LEN);
}
END_TEST

START_TEST(every_flipped_byte_is_found)
{
	ck_assert_int_eq(drive(&job, "message", 7, &signature), E_OK);
	job.use = USE_VERIFY;
	for (size_t i = 0; i < signature.len; i++) {
		signature.data[i] ^= 0x10;
		ck_assert_int_eq(drive_check(&job, "message", 7,
		    signature.data, 64), E_SIGNATURE);
		signature.data[i] ^= 0x10;
	}
}
END_TEST

START_TEST(candidates_can_be_tried_one_after_the_other)
{
	const struct mech_ops *ops = mech_find(CKM_EDDSA)->ops;
	struct material *other = drive_ec("ed25519", NULL, 0, NULL, 0);
	struct run run = { .state = NULL };

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

START_TEST(other_keys_do_not_sign)
{
	key_is(drive_ec("x25519", NULL, 0, NULL, 0));
	ck_assert_int_eq(drive(&job, "m", 1, &signature), E_KEY_TYPE);
	key_is(drive_ec("p256", NULL, 0, NULL, 0));
	ck_assert_int_eq(drive(&job, "m", 1, &signature), E_KEY_TYPE);
}
END_TEST

START_TEST(message_that_cannot_be_held_is_refused)
{
	const struct mech_ops *ops = mech_find(CKM_EDDSA)->ops;
	struct run run = { .state = NULL };
	unsigned char some[1] = { 0 };

	ck_assert_int_eq(run_begin(&run, USE_SIGN, &job.mechanism), E_OK);
	ck_assert_int_eq(run_start(&run, job.key), E_OK);
	ck_assert_int_eq(ops->update(&run, some, ((size_t)256 << 20) + 1,
	    NULL, NULL), E_DATA_LEN);
	run_end(&run);
}
END_TEST

SUITE("mech/eddsa",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, published_signatures_are_made_and_verify);
    tcase_add_test(tc, pieces_give_the_same);
    tcase_add_test(tc, ed448_takes_a_parameter_that_says_nothing);
    tcase_add_test(tc, ed25519_does_not_take_a_parameter_that_says_nothing);
    tcase_add_test(tc, strange_parameters_are_refused);
    tcase_add_test(tc, longest_context_will_do);
    tcase_add_test(tc, signature_of_another_length_is_told_so);
    tcase_add_test(tc, every_flipped_byte_is_found);
    tcase_add_test(tc, candidates_can_be_tried_one_after_the_other);
    tcase_add_test(tc, other_keys_do_not_sign);
    tcase_add_test(tc, message_that_cannot_be_held_is_refused))
