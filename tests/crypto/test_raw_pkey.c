/* SPDX-License-Identifier: Apache-2.0 */
/* Keys that are bytes, in and out. */
#include "crypto/hex.h"
#include "crypto/library.h"
#include "crypto/raw_pkey.h"
#include "crypto/scoped.h"
#include "support/suite.h"

/* RFC 8032, 7.1, test 2. */
static const char value_hex[] =
    "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb";
static const char public_hex[] =
    "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";

START_TEST(the_public_half_is_computed)
{
	SCOPED(secret) *value = hex_secret(value_hex);
	SCOPED(secret) *back = NULL;
	SCOPED(evp_pkey_st) *pkey = NULL;
	struct ec_octets out;

	ck_assert_int_eq(raw_pkey_private("ED25519", value, &pkey), E_OK);
	ck_assert_int_eq(raw_pkey_octets(pkey, &out), E_OK);
	ck_hex(out.at, out.len, public_hex);
	ck_assert_int_eq(raw_pkey_value(pkey, &back), E_OK);
	ck_hex_secret(back, value_hex);
}
END_TEST

START_TEST(a_public_key_has_no_value)
{
	struct hex h = hex(public_hex);
	SCOPED(evp_pkey_st) *pkey = NULL;
	struct ec_octets out;
	struct secret *value = NULL;

	ck_assert_int_eq(raw_pkey_public("ED25519", h.at, h.len, &pkey), E_OK);
	ck_assert_int_eq(raw_pkey_octets(pkey, &out), E_OK);
	ck_hex(out.at, out.len, public_hex);
	ck_assert_int_eq(raw_pkey_value(pkey, &value), E_GENERAL);
	ck_assert_ptr_null(value);
}
END_TEST

START_TEST(other_lengths_are_refused)
{
	SCOPED(secret) *value = hex_secret(value_hex);
	struct hex h = hex(public_hex);
	EVP_PKEY *pkey = NULL;

	ck_assert_int_eq(raw_pkey_private("X448", value, &pkey),
	    E_ATTRIBUTE_VALUE);
	ck_assert_int_eq(raw_pkey_public("X25519", h.at, 31, &pkey),
	    E_ATTRIBUTE_VALUE);
	ck_assert_ptr_null(pkey);
}
END_TEST

static const char *const types[] = { "ED25519", "ED448", "X25519", "X448" };

START_TEST(new_keys_differ)
{
	SCOPED(evp_pkey_st) *a = NULL;
	SCOPED(evp_pkey_st) *b = NULL;

	ck_assert_int_eq(raw_pkey_generate(types[_i], &a), E_OK);
	ck_assert_int_eq(raw_pkey_generate(types[_i], &b), E_OK);
	ck_assert_int_ne(EVP_PKEY_eq(a, b), 1);
}
END_TEST

START_TEST(an_unknown_type_is_an_error)
{
	EVP_PKEY *pkey = NULL;

	ck_assert_int_eq(raw_pkey_generate("nonsense", &pkey), E_GENERAL);
	ck_assert_ptr_null(pkey);
}
END_TEST

static void
close_all(void)
{
	library_close();
	secret_trim();
}

SUITE("crypto/raw_pkey",
    tcase_add_checked_fixture(tc, NULL, close_all);
    tcase_add_test(tc, the_public_half_is_computed);
    tcase_add_test(tc, a_public_key_has_no_value);
    tcase_add_test(tc, other_lengths_are_refused);
    tcase_add_loop_test(tc, new_keys_differ, 0, 4);
    tcase_add_test(tc, an_unknown_type_is_an_error))
