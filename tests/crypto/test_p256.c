/* SPDX-License-Identifier: Apache-2.0 */
/* Signatures of principals: made, checked, refused. */
#include "crypto/hex.h"
#include "crypto/hpke.h"
#include "crypto/library.h"
#include "support/suite.h"

/* RFC 6979, A.2.5: P-256, SHA-256, message "sample". */
static const char rfc_scalar[] =
    "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721";
static const char rfc_point[] =
    "0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
    "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299";
static const char rfc_signature[] =
    "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
    "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8";

START_TEST(a_published_signature_verifies)
{
	struct hex point = hex(rfc_point), sig = hex(rfc_signature);

	ck_assert_int_eq(p256_verify(point.at, "sample", 6, sig.at), E_OK);
}
END_TEST

START_TEST(other_data_does_not_verify)
{
	struct hex point = hex(rfc_point), sig = hex(rfc_signature);

	ck_assert_int_eq(p256_verify(point.at, "simple", 6, sig.at),
	    E_SIGNATURE);
}
END_TEST

START_TEST(an_altered_signature_does_not_verify)
{
	struct hex point = hex(rfc_point), sig = hex(rfc_signature);

	sig.at[63] ^= 1;
	ck_assert_int_eq(p256_verify(point.at, "sample", 6, sig.at),
	    E_SIGNATURE);
	memset(sig.at, 0, 64);
	ck_assert_int_eq(p256_verify(point.at, "sample", 6, sig.at),
	    E_SIGNATURE);
}
END_TEST

START_TEST(what_is_no_point_verifies_nothing)
{
	struct hex point = hex(rfc_point), sig = hex(rfc_signature);

	point.at[64] ^= 1;
	ck_assert_int_eq(p256_verify(point.at, "sample", 6, sig.at),
	    E_SIGNATURE);
}
END_TEST

START_TEST(what_is_signed_verifies)
{
	SCOPED(secret) *scalar = hex_secret(rfc_scalar);
	struct hex point = hex(rfc_point);
	unsigned char sig[64];

	/* r and s are short now and then: 64 bytes all the same. */
	for (unsigned i = 0; i < 100; i++) {
		ck_assert_int_eq(p256_sign(scalar, point.at, &i, sizeof(i),
		    sig), E_OK);
		ck_assert_int_eq(p256_verify(point.at, &i, sizeof(i), sig),
		    E_OK);
	}
}
END_TEST

START_TEST(new_pairs_sign)
{
	SCOPED(secret) *scalar = NULL;
	unsigned char point[P256_POINT_LEN], sig[64];

	ck_assert_int_eq(p256_generate(&scalar, point), E_OK);
	ck_assert_uint_eq(secret_len(scalar), P256_SCALAR_LEN);
	ck_assert_uint_eq(point[0], 4);
	ck_assert_int_eq(p256_sign(scalar, point, "x", 1, sig), E_OK);
	ck_assert_int_eq(p256_verify(point, "x", 1, sig), E_OK);
}
END_TEST

static void
close_all(void)
{
	library_close();
	secret_trim();
}

SUITE("crypto/p256",
    tcase_add_checked_fixture(tc, NULL, close_all);
    tcase_add_test(tc, a_published_signature_verifies);
    tcase_add_test(tc, other_data_does_not_verify);
    tcase_add_test(tc, an_altered_signature_does_not_verify);
    tcase_add_test(tc, what_is_no_point_verifies_nothing);
    tcase_add_test(tc, what_is_signed_verifies);
    tcase_add_test(tc, new_pairs_sign))
