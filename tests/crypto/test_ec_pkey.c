/* SPDX-License-Identifier: Apache-2.0 */
/* Raw numbers and points become keys, and keys give them back. */
#include "crypto/ec_pkey.h"
#include "crypto/hex.h"
#include "crypto/library.h"
#include "crypto/scoped.h"
#include "support/suite.h"

#define GROUP "prime256v1"

/* RFC 6979, A.2.5. */
static const char scalar_hex[] =
    "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721";
static const char point_hex[] =
    "0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
    "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299";
static const char compressed_hex[] =
    "0360fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6";

START_TEST(the_public_point_is_computed)
{
	SCOPED(secret) *scalar = hex_secret(scalar_hex);
	struct ec_octets out;

	ck_assert_int_eq(ec_pkey_multiply(GROUP, scalar, &out), E_OK);
	ck_hex(out.at, out.len, point_hex);
}
END_TEST

START_TEST(a_compressed_point_is_uncompressed)
{
	struct hex in = hex(compressed_hex);
	struct ec_octets out;

	ck_assert_int_eq(ec_pkey_normalise(GROUP, in.at, in.len, &out), E_OK);
	ck_hex(out.at, out.len, point_hex);
}
END_TEST

START_TEST(the_point_at_infinity_is_refused)
{
	unsigned char infinity[1] = { 0 };
	struct ec_octets out;

	ck_assert_int_eq(ec_pkey_normalise(GROUP, infinity, 1, &out),
	    E_ATTRIBUTE_VALUE);
}
END_TEST

START_TEST(a_pair_gives_its_parts_back)
{
	SCOPED(secret) *scalar = hex_secret(scalar_hex);
	SCOPED(secret) *back = NULL;
	SCOPED(evp_pkey_st) *pkey = NULL;
	struct hex point = hex(point_hex);
	struct ec_octets out;

	ck_assert_int_eq(ec_pkey_make(GROUP, scalar, point.at, point.len,
	    &pkey), E_OK);
	ck_assert_int_eq(ec_pkey_point(pkey, &out), E_OK);
	ck_hex(out.at, out.len, point_hex);
	ck_assert_int_eq(ec_pkey_scalar(pkey, &back), E_OK);
	ck_hex_secret(back, scalar_hex);
}
END_TEST

START_TEST(a_public_key_has_no_scalar)
{
	SCOPED(evp_pkey_st) *pkey = NULL;
	struct hex point = hex(point_hex);
	struct secret *scalar = NULL;

	ck_assert_int_eq(ec_pkey_make(GROUP, NULL, point.at, point.len, &pkey),
	    E_OK);
	ck_assert_int_eq(ec_pkey_scalar(pkey, &scalar), E_GENERAL);
	ck_assert_ptr_null(scalar);
}
END_TEST

START_TEST(a_point_off_the_curve_makes_no_key)
{
	struct hex point = hex(point_hex);
	EVP_PKEY *pkey = NULL;

	point.at[64] ^= 1;
	ck_assert_int_eq(ec_pkey_make(GROUP, NULL, point.at, point.len, &pkey),
	    E_ATTRIBUTE_VALUE);
	ck_assert_ptr_null(pkey);
}
END_TEST

START_TEST(new_keys_differ)
{
	SCOPED(evp_pkey_st) *a = NULL;
	SCOPED(evp_pkey_st) *b = NULL;

	ck_assert_int_eq(ec_pkey_generate(GROUP, &a), E_OK);
	ck_assert_int_eq(ec_pkey_generate(GROUP, &b), E_OK);
	ck_assert_int_ne(EVP_PKEY_eq(a, b), 1);
}
END_TEST

START_TEST(two_keys_agree_on_the_same)
{
	SCOPED(evp_pkey_st) *a = NULL;
	SCOPED(evp_pkey_st) *b = NULL;
	SCOPED(secret) *ab = NULL;
	SCOPED(secret) *ba = NULL;

	ck_assert_int_eq(ec_pkey_generate(GROUP, &a), E_OK);
	ck_assert_int_eq(ec_pkey_generate(GROUP, &b), E_OK);
	ck_assert_int_eq(ec_pkey_agree(a, b, &ab), E_OK);
	ck_assert_int_eq(ec_pkey_agree(b, a, &ba), E_OK);
	ck_assert_uint_eq(secret_len(ab), 32);
	ck_assert(secret_equal(ab, ba));
}
END_TEST

START_TEST(keys_of_two_groups_do_not_agree)
{
	SCOPED(evp_pkey_st) *a = NULL;
	SCOPED(evp_pkey_st) *b = NULL;
	struct secret *shared = NULL;

	ck_assert_int_eq(ec_pkey_generate(GROUP, &a), E_OK);
	ck_assert_int_eq(ec_pkey_generate("secp384r1", &b), E_OK);
	ck_assert_int_eq(ec_pkey_agree(a, b, &shared), E_DATA);
	ck_assert_ptr_null(shared);
}
END_TEST

START_TEST(an_unknown_group_is_an_error)
{
	struct ec_octets out;
	EVP_PKEY *pkey = NULL;

	ck_assert_int_eq(ec_pkey_generate("nonsense", &pkey), E_CURVE);
	ck_assert_int_eq(ec_pkey_normalise("nonsense", out.at, 0, &out),
	    E_CURVE);
}
END_TEST

static void
close_all(void)
{
	library_close();
	secret_trim();
}

SUITE("crypto/ec_pkey",
    tcase_add_checked_fixture(tc, NULL, close_all);
    tcase_add_test(tc, the_public_point_is_computed);
    tcase_add_test(tc, a_compressed_point_is_uncompressed);
    tcase_add_test(tc, the_point_at_infinity_is_refused);
    tcase_add_test(tc, a_pair_gives_its_parts_back);
    tcase_add_test(tc, a_public_key_has_no_scalar);
    tcase_add_test(tc, a_point_off_the_curve_makes_no_key);
    tcase_add_test(tc, new_keys_differ);
    tcase_add_test(tc, two_keys_agree_on_the_same);
    tcase_add_test(tc, keys_of_two_groups_do_not_agree);
    tcase_add_test(tc, an_unknown_group_is_an_error))
