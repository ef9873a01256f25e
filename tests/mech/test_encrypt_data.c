/* SPDX-License-Identifier: Apache-2.0 */
#include "mech/drive.h"
#include "support/kat.h"
#include "support/suite.h"

#include <string.h>

static unsigned char some[64];
static CK_KEY_DERIVATION_STRING_DATA ecb;
static CK_AES_CBC_ENCRYPT_DATA_PARAMS cbc;
static struct job job;

static void
setup(void)
{
	drive_setup();
	ecb = (CK_KEY_DERIVATION_STRING_DATA){ some, 32 };
	cbc = (CK_AES_CBC_ENCRYPT_DATA_PARAMS){ .pData = some, .length = 32 };
	job.key = drive_secret(some, 16);
	job.mechanism = (CK_MECHANISM){ CKM_AES_ECB_ENCRYPT_DATA, &ecb,
		sizeof(ecb) };
}

static void
teardown(void)
{
	material_free(job.key);
	drive_teardown();
}

static void
with_cbc(void)
{
	job.mechanism = (CK_MECHANISM){ CKM_AES_CBC_ENCRYPT_DATA, &cbc,
		sizeof(cbc) };
}

static void
case_derives(struct kat_case *c)
{
	size_t base_len, data_len, iv_len, key_len;
	const void *base = kat_bytes(c, "base", &base_len);
	const void *key = kat_bytes(c, "key", &key_len);

	memcpy(some, kat_bytes(c, "data", &data_len), sizeof(some));
	ck_assert_uint_eq(data_len, sizeof(some));
	if (kat_has(c, "iv"))
		memcpy(cbc.iv, kat_bytes(c, "iv", &iv_len), sizeof(cbc.iv));
	ecb.ulLen = cbc.length = data_len;
	material_free(job.key);
	job.key = drive_secret(base, base_len);
	drive_derive_is(&job, NULL, 0, key, key_len);
	drive_derive_is(&job, NULL, 32, key, 32);
}

START_TEST(key_is_the_ciphertext_or_its_beginning)
{
	struct kat k;

	if (_i == 1)
		with_cbc();
	k = kat_load(mech_find(job.mechanism.mechanism)->name);
	for (size_t i = 0; i < k.count; i++)
		case_derives(&k.cases[i]);
	kat_free(&k);
}
END_TEST

START_TEST(too_few_data_have_a_code_of_their_own)
{
	ck_assert_int_eq(drive_derive_fails(&job, NULL, 33), E_DATA_LEN);
	with_cbc();
	ck_assert_int_eq(drive_derive_fails(&job, NULL, 33), E_DATA_LEN);
}
END_TEST

START_TEST(data_have_to_be_whole_blocks)
{
	static const CK_ULONG bad[] = { 0, 1, 15, 17, (CK_ULONG)-16 };

	ecb.ulLen = cbc.length = bad[_i];
	ck_assert_int_eq(drive_derive_fails(&job, NULL, 16),
	    E_MECHANISM_PARAM);
	with_cbc();
	ck_assert_int_eq(drive_derive_fails(&job, NULL, 16),
	    E_MECHANISM_PARAM);
}
END_TEST

START_TEST(parameter_has_to_be_there)
{
	ecb.pData = cbc.pData = NULL;
	ck_assert_int_eq(drive_derive_fails(&job, NULL, 16),
	    E_MECHANISM_PARAM);
	with_cbc();
	ck_assert_int_eq(drive_derive_fails(&job, NULL, 16),
	    E_MECHANISM_PARAM);
	job.mechanism.pParameter = NULL;
	ck_assert_int_eq(drive_derive_fails(&job, NULL, 16),
	    E_MECHANISM_PARAM);
}
END_TEST

START_TEST(base_has_to_be_an_aes_key)
{
	static const size_t lengths[] = { 8, 17, 20, 28, 33 };

	material_free(job.key);
	job.key = drive_secret(some, lengths[_i]);
	ck_assert_int_eq(drive_derive_fails(&job, NULL, 16), E_KEY_SIZE);
	with_cbc();
	ck_assert_int_eq(drive_derive_fails(&job, NULL, 16), E_KEY_SIZE);
}
END_TEST

SUITE("mech/encrypt_data",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_loop_test(tc, key_is_the_ciphertext_or_its_beginning, 0, 2);
    tcase_add_test(tc, too_few_data_have_a_code_of_their_own);
    tcase_add_loop_test(tc, data_have_to_be_whole_blocks, 0, 5);
    tcase_add_test(tc, parameter_has_to_be_there);
    tcase_add_loop_test(tc, base_has_to_be_an_aes_key, 0, 5))
