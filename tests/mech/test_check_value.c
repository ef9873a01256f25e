/* SPDX-License-Identifier: Apache-2.0 */
#include "mech/check_value.h"

#include "mech/drive.h"
#include "support/suite.h"

/* AES of a block of zeroes under a key of zeroes: FIPS 197's cipher, as in
 * the Known Answer Tests of AESAVS (66e94bd4...). */
START_TEST(aes_key_is_checked_by_a_block_of_zeroes)
{
	static const unsigned char zeroes[16];
	static const unsigned char want[] = { 0x66, 0xe9, 0x4b };
	struct material *m = drive_secret(zeroes, sizeof(zeroes));
	unsigned char got[CHECK_VALUE_LEN];
	size_t len;

	ck_assert_int_eq(check_value(CKK_AES, m, got, &len), E_OK);
	ck_assert_uint_eq(len, sizeof(want));
	ck_assert_mem_eq(got, want, sizeof(want));
	material_free(m);
}
END_TEST

/* FIPS 180-4: SHA-1 of "abc". */
START_TEST(other_secrets_are_checked_by_their_hash)
{
	static const unsigned char want[] = { 0xa9, 0x99, 0x3e };
	struct material *m = drive_secret("abc", 3);
	unsigned char got[CHECK_VALUE_LEN];
	size_t len;

	ck_assert_int_eq(check_value(CKK_GENERIC_SECRET, m, got, &len), E_OK);
	ck_assert_uint_eq(len, sizeof(want));
	ck_assert_mem_eq(got, want, sizeof(want));
	material_free(m);
}
END_TEST

START_TEST(pair_has_none)
{
	static const unsigned char one[] = { 1 };
	struct material *m = drive_ec("p256", one, sizeof(one), NULL, 0);
	unsigned char got[CHECK_VALUE_LEN];
	size_t len;

	ck_assert_int_eq(check_value(CKK_EC, m, got, &len), E_OK);
	ck_assert_uint_eq(len, 0);
	material_free(m);
}
END_TEST

START_TEST(a_certificate_is_checked_by_its_hash)
{
	static const unsigned char want[] = { 0xa9, 0x99, 0x3e };
	unsigned char got[CHECK_VALUE_LEN];

	ck_assert_int_eq(check_value_of("abc", 3, got), E_OK);
	ck_assert_mem_eq(got, want, sizeof(want));
}
END_TEST

SUITE("mech/check_value",
    tcase_add_checked_fixture(tc, drive_setup, drive_teardown);
    tcase_add_test(tc, aes_key_is_checked_by_a_block_of_zeroes);
    tcase_add_test(tc, other_secrets_are_checked_by_their_hash);
    tcase_add_test(tc, a_certificate_is_checked_by_its_hash);
    tcase_add_test(tc, pair_has_none))
