/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/ec.h"
#include "mech/drive.h"
#include "support/kat.h"
#include "support/suite.h"

#include <string.h>

static const CK_MECHANISM_TYPE rows[] = { CKM_ECDH1_DERIVE,
	CKM_ECDH1_COFACTOR_DERIVE };
#define ROWS 2

static CK_ECDH1_DERIVE_PARAMS param;
static struct job job;

static void
use(CK_MECHANISM_TYPE type, const unsigned char *public, size_t len)
{
	material_free(job.key);
	param = (CK_ECDH1_DERIVE_PARAMS){ .kdf = CKD_NULL,
		.pPublicData = (unsigned char *)(uintptr_t)public,
		.ulPublicDataLen = len };
	job = (struct job){ .use = USE_DERIVE,
		.mechanism = { type, &param, sizeof(param) } };
}

static void
teardown(void)
{
	material_free(job.key);
	job.key = NULL;
	drive_teardown();
}

/* ---- known answers ---- */

static void
case_derives(struct kat_case *c, CK_MECHANISM_TYPE type)
{
	size_t private_len, public_len, key_len = 0, shared_len = 0;
	const void *private = kat_bytes(c, "private", &private_len);
	const void *public = kat_bytes(c, "public", &public_len);
	const void *shared = kat_has(c, "shared") ?
	    kat_bytes(c, "shared", &shared_len) : NULL;

	use(type, public, public_len);
	param.kdf = kat_number(c, "kdf", CKD_NULL);
	param.pSharedData = (void *)(uintptr_t)shared;
	param.ulSharedDataLen = shared_len;
	job.key = drive_ec(kat_text(c, "curve"), private, private_len, NULL,
	    0);
	if (kat_valid(c)) {
		const void *key = kat_bytes(c, "key", &key_len);

		drive_derive_is(&job, NULL, param.kdf == CKD_NULL ? 0 :
		    key_len, key, key_len);
	} else {
		enum err e = drive_derive_fails(&job, NULL, 0);

		ck_assert_msg(e == E_MECHANISM_PARAM, "line %u: %s", c->line,
		    err_text(e));
	}
	material_free(job.key);
	job.key = NULL;
}

START_TEST(published_secrets_come_out)
{
	struct kat k = kat_load(mech_find(rows[_i])->name);

	for (size_t i = 0; i < k.count; i++)
		case_derives(&k.cases[i], rows[_i]);
	kat_free(&k);
}
END_TEST

/* ---- the key that is made ---- */

/* RFC 7748, 5.2. */
static const unsigned char scalar[] = {
	0xa5, 0x46, 0xe3, 0x6b, 0xf0, 0x52, 0x7c, 0x9d, 0x3b, 0x16, 0x15,
	0x4b, 0x82, 0x46, 0x5e, 0xdd, 0x62, 0x14, 0x4c, 0x0a, 0xc1, 0xfc,
	0x5a, 0x18, 0x50, 0x6a, 0x22, 0x44, 0xba, 0x44, 0x9a, 0xc4 };
static const unsigned char other[] = {
	0xe6, 0xdb, 0x68, 0x67, 0x58, 0x30, 0x30, 0xdb, 0x35, 0x94, 0xc1,
	0xa4, 0x24, 0xb1, 0x5f, 0x7c, 0x72, 0x66, 0x24, 0xec, 0x26, 0xb3,
	0x35, 0x3b, 0x10, 0xa9, 0x03, 0xa6, 0xd0, 0xab, 0x1c, 0x4c };
static const unsigned char agreed[] = {
	0xc3, 0xda, 0x55, 0x37, 0x9d, 0xe9, 0xc6, 0x90, 0x8e, 0x94, 0xea,
	0x4d, 0xf2, 0x8d, 0x08, 0x4f, 0x32, 0xec, 0xcf, 0x03, 0x49, 0x1c,
	0x71, 0xf7, 0x54, 0xb4, 0x07, 0x55, 0x77, 0xa2, 0x85, 0x52 };

static void
setup(void)
{
	drive_setup();
	use(CKM_ECDH1_DERIVE, other, sizeof(other));
	job.key = drive_ec("x25519", scalar, sizeof(scalar), NULL, 0);
}

START_TEST(shorter_key_is_the_end_of_the_secret)
{
	for (size_t len = 1; len <= 32; len++)
		drive_derive_is(&job, NULL, len, agreed + 32 - len, len);
}
END_TEST

START_TEST(longer_key_than_the_secret_is_refused)
{
	ck_assert_int_eq(drive_derive_fails(&job, NULL, 33),
	    E_TEMPLATE_INCONSISTENT);
}
END_TEST

START_TEST(function_needs_to_be_told_a_length)
{
	param.kdf = CKD_SHA256_KDF;
	ck_assert_int_eq(drive_derive_fails(&job, NULL, 0),
	    E_TEMPLATE_INCOMPLETE);
}
END_TEST

START_TEST(public_key_may_be_wrapped)
{
	unsigned char octets[34] = { 0x04, 0x20 };
	unsigned char bits[35] = { 0x03, 0x21, 0x00 };

	memcpy(octets + 2, other, 32);
	memcpy(bits + 3, other, 32);
	use(CKM_ECDH1_DERIVE, octets, sizeof(octets));
	job.key = drive_ec("x25519", scalar, sizeof(scalar), NULL, 0);
	drive_derive_is(&job, NULL, 0, agreed, 32);
	param.pPublicData = bits;
	param.ulPublicDataLen = sizeof(bits);
	drive_derive_is(&job, NULL, 0, agreed, 32);
}
END_TEST

/* ---- what is refused ---- */

START_TEST(public_key_of_another_curve_is_refused)
{
	param.ulPublicDataLen = 31;
	ck_assert_int_eq(drive_derive_fails(&job, NULL, 0), E_MECHANISM_PARAM);
	material_free(job.key);
	job.key = drive_ec("p256", scalar, 32, NULL, 0);
	param.ulPublicDataLen = 32;
	ck_assert_int_eq(drive_derive_fails(&job, NULL, 0), E_MECHANISM_PARAM);
}
END_TEST

START_TEST(parameter_has_to_be_whole)
{
	job.mechanism.ulParameterLen--;
	ck_assert_int_eq(drive_derive_fails(&job, NULL, 0), E_MECHANISM_PARAM);
	job.mechanism.ulParameterLen++;
	param.ulPublicDataLen = 0;
	ck_assert_int_eq(drive_derive_fails(&job, NULL, 0), E_MECHANISM_PARAM);
	param.ulPublicDataLen = 257;
	ck_assert_int_eq(drive_derive_fails(&job, NULL, 0), E_MECHANISM_PARAM);
	param.ulPublicDataLen = 32;
	param.pPublicData = NULL;
	ck_assert_int_eq(drive_derive_fails(&job, NULL, 0), E_MECHANISM_PARAM);
}
END_TEST

START_TEST(edwards_keys_do_not_agree)
{
	material_free(job.key);
	job.key = drive_ec("ed25519", scalar, 32, NULL, 0);
	ck_assert_int_eq(drive_derive_fails(&job, NULL, 0), E_KEY_TYPE);
}
END_TEST

START_TEST(cofactors_are_for_weierstrass_curves)
{
	job.mechanism.mechanism = CKM_ECDH1_COFACTOR_DERIVE;
	ck_assert_int_eq(drive_derive_fails(&job, NULL, 0), E_KEY_TYPE);
}
END_TEST

START_TEST(public_half_does_not_derive)
{
	material_free(job.key);
	job.key = drive_ec("x25519", NULL, 0, other, 32);
	ck_assert_int_eq(drive_derive_fails(&job, NULL, 0), E_KEY_TYPE);
}
END_TEST

/* ---- encapsulation ---- */

static enum err
kem_begin(struct run *run, enum use use, const struct material *m, size_t len)
{
	TRY(run_begin(run, use, &job.mechanism));
	TRY(run_start(run, m));
	run->value_len = len;
	return E_OK;
}

static void
encapsulate(const struct material *m, size_t len, struct bytes *ciphertext,
    struct secret **shared)
{
	struct run run = { .state = NULL };
	unsigned char out[EC_POINT_MAX];
	size_t out_len = sizeof(out);

	ck_assert_int_eq(kem_begin(&run, USE_ENCAPSULATE, m, len), E_OK);
	ck_assert_int_eq(run.mech->ops->encapsulate(&run, m, shared, out,
	    &out_len), E_OK);
	ck_assert_uint_eq(run.mech->ops->bound(&run, 0, true), out_len);
	ck_assert_int_eq(bytes_set(ciphertext, out, out_len), E_OK);
	run_end(&run);
}

static enum err
decapsulate(const struct material *m, size_t len,
    const struct bytes *ciphertext, struct secret **shared)
{
	struct run run = { .state = NULL };
	enum err e = kem_begin(&run, USE_DECAPSULATE, m, len);

	if (e == E_OK)
		e = run.mech->ops->decapsulate(&run, m, ciphertext->data,
		    ciphertext->len, shared);
	run_end(&run);
	return e;
}

static const struct {
	const char *curve;
	size_t len, secret_len;
	CK_ULONG kdf;
} kems[] = {
	{ "p256", 0, 32, CKD_NULL }, { "p521", 0, 66, CKD_NULL },
	{ "p521", 32, 32, CKD_NULL }, { "x25519", 0, 32, CKD_NULL },
	{ "x448", 16, 16, CKD_NULL }, { "bp320r1", 100, 100, CKD_SHA1_KDF },
	{ "secp256k1", 32, 32, CKD_SHA3_256_KDF_SP800 },
};

START_TEST(what_was_encapsulated_is_decapsulated)
{
	struct material *m = drive_ec(kems[_i].curve, NULL, 0, NULL, 0);
	struct bytes ciphertext = { .data = NULL };
	SCOPED(secret) *a = NULL;
	SCOPED(secret) *b = NULL;
	SCOPED(secret) *c = NULL;

	use(CKM_ECDH1_DERIVE, NULL, 0);
	param.kdf = kems[_i].kdf;
	encapsulate(m, kems[_i].len, &ciphertext, &a);
	ck_assert_uint_eq(secret_len(a), kems[_i].secret_len);
	ck_assert_int_eq(decapsulate(m, kems[_i].len, &ciphertext, &b), E_OK);
	ck_assert(secret_equal(a, b));
	encapsulate(m, kems[_i].len, &ciphertext, &c);
	ck_assert(!secret_equal(a, c));
	bytes_clear(&ciphertext);
	material_free(m);
}
END_TEST

START_TEST(what_is_no_ciphertext_is_refused)
{
	struct bytes ciphertext = { .data = NULL };
	struct secret *shared = NULL;

	use(CKM_ECDH1_DERIVE, NULL, 0);
	job.key = drive_ec("p256", scalar, 32, NULL, 0);
	encapsulate(job.key, 0, &ciphertext, &shared);
	secret_free(shared);
	shared = NULL;
	ciphertext.data[64] ^= 1;
	ck_assert_int_eq(decapsulate(job.key, 0, &ciphertext, &shared),
	    E_CIPHERTEXT);
	ciphertext.len = 0;
	ck_assert_int_eq(decapsulate(job.key, 0, &ciphertext, &shared),
	    E_CIPHERTEXT);
	ck_assert_ptr_null(shared);
	bytes_clear(&ciphertext);
}
END_TEST

START_TEST(public_key_in_the_parameter_cannot_be_encapsulated_to)
{
	struct run run = { .state = NULL };

	ck_assert_int_eq(run_begin(&run, USE_ENCAPSULATE, &job.mechanism),
	    E_MECHANISM_PARAM);
	run_end(&run);
}
END_TEST

static void
refusals(TCase *tc)
{
	tcase_add_test(tc, public_key_of_another_curve_is_refused);
	tcase_add_test(tc, parameter_has_to_be_whole);
	tcase_add_test(tc, edwards_keys_do_not_agree);
	tcase_add_test(tc, cofactors_are_for_weierstrass_curves);
	tcase_add_test(tc, public_half_does_not_derive);
}

SUITE("mech/ecdh",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_loop_test(tc, published_secrets_come_out, 0, ROWS);
    tcase_add_test(tc, shorter_key_is_the_end_of_the_secret);
    tcase_add_test(tc, longer_key_than_the_secret_is_refused);
    tcase_add_test(tc, function_needs_to_be_told_a_length);
    tcase_add_test(tc, public_key_may_be_wrapped);
    refusals(tc);
    tcase_add_loop_test(tc, what_was_encapsulated_is_decapsulated, 0, 7);
    tcase_add_test(tc, what_is_no_ciphertext_is_refused);
    tcase_add_test(tc, public_key_in_the_parameter_cannot_be_encapsulated_to))
