/* SPDX-License-Identifier: Apache-2.0 */
#include "mech/rsa_case.h"
#include "mech/rsa_key.h"
#include "support/suite.h"

#include <openssl/evp.h>
#include <string.h>

static struct material *key;
static unsigned char block[256], out[256];

static void
setup(void)
{
	drive_setup();
	key = rsa_key("2048-1");
}

static void
teardown(void)
{
	material_free(key);
	rsa_keys_forget();
	drive_teardown();
}

START_TEST(lengths_are_the_modulus_in_bytes)
{
	struct material *odd = rsa_public_key("2049-1");

	ck_assert_uint_eq(rsa_len(material_pkey(key)), 256);
	ck_assert_uint_eq(rsa_len(material_pkey(odd)), 257);
	material_free(odd);
}
END_TEST

START_TEST(run_without_a_key_goes_by_its_input)
{
	struct run run = { .key_bits = 0 };

	ck_assert_uint_eq(rsa_run_len(&run, 300), 300);
	run.key_bits = 2049;
	ck_assert_uint_eq(rsa_run_len(&run, 300), 257);
}
END_TEST

START_TEST(private_operation_undoes_the_public_one)
{
	memset(block, 0x5a, sizeof(block));
	ck_assert_int_eq(rsa_public(material_pkey(key), block, out), E_OK);
	ck_assert_mem_ne(block, out, sizeof(block));
	ck_assert_int_eq(rsa_private(material_pkey(key), out, out), E_OK);
	ck_assert_mem_eq(block, out, sizeof(block));
}
END_TEST

START_TEST(values_at_the_modulus_are_refused)
{
	memset(block, 0xff, sizeof(block));
	ck_assert_int_eq(rsa_public(material_pkey(key), block, out), E_DATA);
	ck_assert_int_eq(rsa_private(material_pkey(key), block, out), E_DATA);
}
END_TEST

START_TEST(private_operation_needs_the_private_half)
{
	struct material *half = rsa_public_key("2048-1");

	ck_assert_int_eq(rsa_private(material_pkey(half), block, out),
	    E_GENERAL);
	material_free(half);
}
END_TEST

START_TEST(hashes_have_names_and_lengths)
{
	ck_assert_str_eq(rsa_hash_name(CKM_SHA_1), "SHA1");
	ck_assert_str_eq(rsa_hash_name(CKM_SHA512_256), "SHA2-512/256");
	ck_assert_ptr_null(rsa_hash_name(CKM_MD5));
	ck_assert_str_eq(rsa_mask_name(CKG_MGF1_SHA3_384), "SHA3-384");
	ck_assert_ptr_null(rsa_mask_name(0));
	ck_assert_ptr_null(rsa_mask_name(99));
	ck_assert_uint_eq(rsa_hash_len("SHA3-512"), 64);
	ck_assert_uint_eq(rsa_hash_len("MD5"), 0);
}
END_TEST

SUITE("mech/rsa_key",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, lengths_are_the_modulus_in_bytes);
    tcase_add_test(tc, run_without_a_key_goes_by_its_input);
    tcase_add_test(tc, private_operation_undoes_the_public_one);
    tcase_add_test(tc, values_at_the_modulus_are_refused);
    tcase_add_test(tc, private_operation_needs_the_private_half);
    tcase_add_test(tc, hashes_have_names_and_lengths))
