/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/ec.h"
#include "mech/drive.h"
#include "support/kat.h"
#include "support/suite.h"

#include <string.h>

static const CK_MECHANISM_TYPE rows[] = { CKM_ECDH_AES_KEY_WRAP,
	CKM_ECDH_X_AES_KEY_WRAP, CKM_ECDH_COF_AES_KEY_WRAP };
#define ROWS 3

static CK_ECDH_AES_KEY_WRAP_PARAMS param;
static struct job job;
static struct bytes wrapped, plain;
static const unsigned char secret[40] = { 1, 2, 3, 4 };

static void
use(CK_MECHANISM_TYPE type, enum use use, CK_ULONG bits, CK_ULONG kdf)
{
	param = (CK_ECDH_AES_KEY_WRAP_PARAMS){ .ulAESKeyBits = bits,
		.kdf = kdf };
	job.use = use;
	job.mechanism = (CK_MECHANISM){ type, &param, sizeof(param) };
	job.piece = WHOLE;
}

static void
key_is(struct material *m)
{
	material_free(job.key);
	job.key = m;
}

static void
teardown(void)
{
	key_is(NULL);
	bytes_clear(&wrapped);
	bytes_clear(&plain);
	drive_teardown();
}

/* ---- known answers ---- */

static void
case_unwraps(struct kat_case *c, CK_MECHANISM_TYPE type)
{
	size_t private_len, in_len, plain_len, shared_len = 0;
	const void *private = kat_bytes(c, "private", &private_len);
	const void *in = kat_bytes(c, "wrapped", &in_len);
	const void *want = kat_bytes(c, "plain", &plain_len);
	const void *shared = kat_has(c, "shared") ?
	    kat_bytes(c, "shared", &shared_len) : NULL;
	enum err e;

	use(type, USE_UNWRAP, kat_number(c, "bits", 0),
	    kat_number(c, "kdf", 0));
	param.pSharedData = (void *)(uintptr_t)shared;
	param.ulSharedDataLen = shared_len;
	key_is(drive_ec(kat_text(c, "curve"), private, private_len, NULL, 0));
	bytes_clear(&plain);
	e = drive_open(&job, in, in_len, &plain);
	ck_assert_msg(e == (kat_valid(c) ? E_OK : E_CIPHERTEXT), "line %u: %s",
	    c->line, err_text(e));
	if (kat_valid(c))
		ck_assert(bytes_equal(&plain, want, plain_len));
}

START_TEST(known_wrapped_keys_are_unwrapped)
{
	struct kat k = kat_load(mech_find(rows[_i])->name);

	for (size_t i = 0; i < k.count; i++)
		case_unwraps(&k.cases[i], rows[_i]);
	kat_free(&k);
}
END_TEST

/* ---- round trips ---- */

static const struct {
	CK_MECHANISM_TYPE type;
	const char *curve;
	CK_ULONG bits, kdf;
	size_t len, head;
} trips[] = {
	{ CKM_ECDH_AES_KEY_WRAP, "p224", 128, CKD_NULL, 16, 57 },
	{ CKM_ECDH_AES_KEY_WRAP, "p256", 256, CKD_NULL, 32, 65 },
	{ CKM_ECDH_AES_KEY_WRAP, "p521", 192, CKD_SHA256_KDF, 1, 133 },
	{ CKM_ECDH_AES_KEY_WRAP, "bp512t1", 256, CKD_SHA1_KDF, 8, 129 },
	{ CKM_ECDH_AES_KEY_WRAP, "x25519", 256, CKD_SHA512_KDF, 9, 32 },
	{ CKM_ECDH_X_AES_KEY_WRAP, "x448", 256, CKD_NULL, 40, 56 },
	{ CKM_ECDH_COF_AES_KEY_WRAP, "p256", 256, CKD_NULL, 17, 67 },
	{ CKM_ECDH_COF_AES_KEY_WRAP, "p521", 256, CKD_NULL, 40, 136 },
};
#define TRIPS ((int)(sizeof(trips) / sizeof(*trips)))

START_TEST(what_was_wrapped_is_unwrapped)
{
	struct material *pair = drive_ec(trips[_i].curve, NULL, 0, NULL, 0);
	struct ec_octets point;

	use(trips[_i].type, USE_WRAP, trips[_i].bits, trips[_i].kdf);
	ck_assert_int_eq(ec_public(pair, &point), E_OK);
	key_is(drive_ec(trips[_i].curve, NULL, 0, point.at, point.len));
	ck_assert_int_eq(drive(&job, secret, trips[_i].len, &wrapped), E_OK);
	ck_assert_uint_eq(wrapped.len,
	    trips[_i].head + (trips[_i].len + 7) / 8 * 8 + 8);
	key_is(pair);
	job.use = USE_UNWRAP;
	ck_assert_int_eq(drive_open(&job, wrapped.data, wrapped.len, &plain),
	    E_OK);
	ck_assert(bytes_equal(&plain, secret, trips[_i].len));
}
END_TEST

static void
setup(void)
{
	drive_setup();
	use(CKM_ECDH_AES_KEY_WRAP, USE_WRAP, 256, CKD_SHA256_KDF);
	key_is(drive_ec("p256", secret, 4, NULL, 0));
}

START_TEST(wrapping_twice_gives_two_things)
{
	struct bytes second = { .data = NULL };

	ck_assert_int_eq(drive(&job, secret, 16, &wrapped), E_OK);
	ck_assert_int_eq(drive(&job, secret, 16, &second), E_OK);
	ck_assert(!bytes_equal(&wrapped, second.data, second.len));
	bytes_clear(&second);
}
END_TEST

/* The public key that goes along may be compressed by others. */
START_TEST(compressed_point_is_unwrapped)
{
	unsigned char shorter[128];

	ck_assert_int_eq(drive(&job, secret, 16, &wrapped), E_OK);
	memcpy(shorter, wrapped.data, 33);
	shorter[0] = 0x02 | (wrapped.data[64] & 1);
	memcpy(shorter + 33, wrapped.data + 65, wrapped.len - 65);
	job.use = USE_UNWRAP;
	ck_assert_int_eq(drive_open(&job, shorter, wrapped.len - 32, &plain),
	    E_OK);
	ck_assert(bytes_equal(&plain, secret, 16));
}
END_TEST

/* ---- what is refused ---- */

START_TEST(every_flipped_byte_is_found)
{
	ck_assert_int_eq(drive(&job, secret, 16, &wrapped), E_OK);
	job.use = USE_UNWRAP;
	for (size_t i = 1; i < wrapped.len; i++) {
		wrapped.data[i] ^= 0x20;
		ck_assert_int_eq(drive_open(&job, wrapped.data, wrapped.len,
		    &plain), E_CIPHERTEXT);
		wrapped.data[i] ^= 0x20;
	}
}
END_TEST

START_TEST(every_shorter_input_is_refused)
{
	ck_assert_int_eq(drive(&job, secret, 16, &wrapped), E_OK);
	job.use = USE_UNWRAP;
	for (size_t len = 0; len < wrapped.len; len++) {
		enum err e = drive_open(&job, wrapped.data, len, &plain);

		ck_assert(e == E_CIPHERTEXT || e == E_CIPHERTEXT_LEN);
	}
}
END_TEST

START_TEST(another_key_does_not_unwrap)
{
	ck_assert_int_eq(drive(&job, secret, 16, &wrapped), E_OK);
	job.use = USE_UNWRAP;
	key_is(drive_ec("p256", NULL, 0, NULL, 0));
	ck_assert_int_eq(drive_open(&job, wrapped.data, wrapped.len, &plain),
	    E_CIPHERTEXT);
}
END_TEST

START_TEST(other_aes_keys_and_functions_are_refused)
{
	param.ulAESKeyBits = 160;
	ck_assert_int_eq(drive(&job, secret, 16, &wrapped), E_MECHANISM_PARAM);
	param.ulAESKeyBits = 256;
	param.kdf = 0x99;
	ck_assert_int_eq(drive(&job, secret, 16, &wrapped), E_MECHANISM_PARAM);
	job.mechanism.ulParameterLen = 0;
	ck_assert_int_eq(drive(&job, secret, 16, &wrapped), E_MECHANISM_PARAM);
}
END_TEST

START_TEST(curve_has_to_give_enough_for_the_aes_key)
{
	key_is(drive_ec("p224", secret, 4, NULL, 0));
	param.kdf = CKD_NULL;
	ck_assert_int_eq(drive(&job, secret, 16, &wrapped), E_MECHANISM_PARAM);
	param.ulAESKeyBits = 192;
	ck_assert_int_eq(drive(&job, secret, 16, &wrapped), E_OK);
}
END_TEST

START_TEST(row_takes_its_own_keys_only)
{
	job.mechanism.mechanism = CKM_ECDH_X_AES_KEY_WRAP;
	ck_assert_int_eq(drive(&job, secret, 16, &wrapped), E_KEY_TYPE);
	key_is(drive_ec("x25519", NULL, 0, NULL, 0));
	ck_assert_int_eq(drive(&job, secret, 16, &wrapped), E_OK);
	job.mechanism.mechanism = CKM_ECDH_COF_AES_KEY_WRAP;
	ck_assert_int_eq(drive(&job, secret, 16, &wrapped), E_KEY_TYPE);
	key_is(drive_ec("ed25519", NULL, 0, NULL, 0));
	job.mechanism.mechanism = CKM_ECDH_AES_KEY_WRAP;
	ck_assert_int_eq(drive(&job, secret, 16, &wrapped), E_KEY_TYPE);
}
END_TEST

START_TEST(nothing_cannot_be_wrapped)
{
	ck_assert_int_eq(drive(&job, secret, 0, &wrapped), E_DATA_LEN);
}
END_TEST

static void
refusals(TCase *tc)
{
	tcase_add_test(tc, every_flipped_byte_is_found);
	tcase_add_test(tc, every_shorter_input_is_refused);
	tcase_add_test(tc, another_key_does_not_unwrap);
	tcase_add_test(tc, other_aes_keys_and_functions_are_refused);
	tcase_add_test(tc, curve_has_to_give_enough_for_the_aes_key);
	tcase_add_test(tc, row_takes_its_own_keys_only);
	tcase_add_test(tc, nothing_cannot_be_wrapped);
}

SUITE("mech/ecdh_wrap",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_loop_test(tc, known_wrapped_keys_are_unwrapped, 0, ROWS);
    tcase_add_loop_test(tc, what_was_wrapped_is_unwrapped, 0, TRIPS);
    tcase_add_test(tc, wrapping_twice_gives_two_things);
    tcase_add_test(tc, compressed_point_is_unwrapped);
    refusals(tc))
