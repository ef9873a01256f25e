/* SPDX-License-Identifier: Apache-2.0 */
#include "mech/drive.h"
#include "support/kat.h"
#include "support/suite.h"

#include <string.h>

static const CK_MECHANISM_TYPE rows[] = { CKM_CONCATENATE_BASE_AND_DATA,
	CKM_CONCATENATE_DATA_AND_BASE, CKM_XOR_BASE_AND_DATA };
#define ROWS ((int)(sizeof(rows) / sizeof(*rows)))

static unsigned char data_bytes[] = { 0x89, 0xab, 0xcd, 0xef };
static const unsigned char base_bytes[] = { 0x01, 0x23, 0x45, 0x67 };
static CK_KEY_DERIVATION_STRING_DATA data;
static CK_OBJECT_HANDLE handle;
static struct material *other;
static struct job job;

static void
setup(void)
{
	drive_setup();
	data = (CK_KEY_DERIVATION_STRING_DATA){ data_bytes, 4 };
	handle = 7;
	other = drive_secret(data_bytes, 4);
	job.key = drive_secret(base_bytes, 4);
	job.mechanism = (CK_MECHANISM){ CKM_CONCATENATE_BASE_AND_DATA, &data,
		sizeof(data) };
}

static void
teardown(void)
{
	material_free(other);
	material_free(job.key);
	drive_teardown();
}

static void
with_key(void)
{
	job.mechanism = (CK_MECHANISM){ CKM_CONCATENATE_BASE_AND_KEY, &handle,
		sizeof(handle) };
}

START_TEST(keys_are_the_standards)
{
	struct kat k = kat_load(mech_find(rows[_i])->name);
	size_t base_len, data_len, key_len;
	const void *base = kat_bytes(&k.cases[0], "base", &base_len);
	const void *given = kat_bytes(&k.cases[0], "data", &data_len);
	const void *key = kat_bytes(&k.cases[0], "key", &key_len);

	material_free(job.key);
	job.key = drive_secret(base, base_len);
	memcpy(data_bytes, given, data_len);
	job.mechanism.mechanism = rows[_i];
	drive_derive_is(&job, NULL, 0, key, key_len);
	kat_free(&k);
}
END_TEST

START_TEST(key_of_two_keys_is_the_standards)
{
	struct kat k = kat_load("CONCATENATE_BASE_AND_KEY");
	size_t base_len, other_len, key_len;
	const void *base = kat_bytes(&k.cases[0], "base", &base_len);
	const void *second = kat_bytes(&k.cases[0], "other", &other_len);
	const void *key = kat_bytes(&k.cases[0], "key", &key_len);

	with_key();
	material_free(job.key);
	material_free(other);
	job.key = drive_secret(base, base_len);
	other = drive_secret(second, other_len);
	drive_derive_is(&job, other, 0, key, key_len);
	kat_free(&k);
}
END_TEST

START_TEST(shorter_keys_are_the_first_bytes_and_longer_ones_refused)
{
	static const unsigned char joined[] = { 0x01, 0x23, 0x45, 0x67, 0x89,
		0xab, 0xcd, 0xef };

	for (size_t len = 1; len <= 8; len++)
		drive_derive_is(&job, NULL, len, joined, len);
	ck_assert_int_eq(drive_derive_fails(&job, NULL, 9),
	    E_TEMPLATE_INCONSISTENT);
}
END_TEST

START_TEST(xor_ends_with_the_shorter_one)
{
	static const unsigned char xored[] = { 0x88, 0x88, 0x88 };

	job.mechanism.mechanism = CKM_XOR_BASE_AND_DATA;
	data.ulLen = 3;
	drive_derive_is(&job, NULL, 0, xored, 3);
	ck_assert_int_eq(drive_derive_fails(&job, NULL, 4),
	    E_TEMPLATE_INCONSISTENT);
}
END_TEST

START_TEST(no_data_change_nothing_but_are_not_xored)
{
	data = (CK_KEY_DERIVATION_STRING_DATA){ NULL, 0 };
	drive_derive_is(&job, NULL, 0, base_bytes, 4);
	job.mechanism.mechanism = CKM_CONCATENATE_DATA_AND_BASE;
	drive_derive_is(&job, NULL, 0, base_bytes, 4);
	job.mechanism.mechanism = CKM_XOR_BASE_AND_DATA;
	ck_assert_int_eq(drive_derive_fails(&job, NULL, 0),
	    E_MECHANISM_PARAM);
}
END_TEST

START_TEST(data_that_cannot_be_are_refused)
{
	job.mechanism.mechanism = rows[_i];
	data = (CK_KEY_DERIVATION_STRING_DATA){ NULL, 4 };
	ck_assert_int_eq(drive_derive_fails(&job, NULL, 0),
	    E_MECHANISM_PARAM);
	data = (CK_KEY_DERIVATION_STRING_DATA){ data_bytes, (CK_ULONG)-1 };
	ck_assert_int_eq(drive_derive_fails(&job, NULL, 0),
	    E_MECHANISM_PARAM);
	job.mechanism.ulParameterLen = 4;
	ck_assert_int_eq(drive_derive_fails(&job, NULL, 0),
	    E_MECHANISM_PARAM);
}
END_TEST

START_TEST(other_key_is_named_by_the_parameter)
{
	struct run run = { .state = NULL };

	with_key();
	ck_assert_int_eq(run_begin(&run, USE_DERIVE, &job.mechanism), E_OK);
	handle = 0;
	ck_assert_uint_eq(run.mech->ops->second(&run), 7);
	run_end(&run);
	ck_assert_int_eq(drive_derive_fails(&job, other, 0), E_KEY_HANDLE);
}
END_TEST

START_TEST(other_key_has_to_be_there_and_secret)
{
	static const unsigned char one[] = { 1 };
	struct material *pair = drive_ec("p256", one, 1, NULL, 0);

	with_key();
	ck_assert_int_eq(drive_derive_fails(&job, NULL, 0), E_KEY_TYPE);
	ck_assert_int_eq(drive_derive_fails(&job, pair, 0), E_KEY_TYPE);
	material_free(pair);
}
END_TEST

START_TEST(every_secret_key_is_a_base)
{
	const struct mech *row = mech_find(CKM_CONCATENATE_BASE_AND_KEY);

	ck_assert(mech_takes(row, CKK_AES));
	ck_assert(mech_takes(row, CKK_GENERIC_SECRET));
	ck_assert(mech_takes(row, CKK_SHA256_HMAC));
	ck_assert(mech_takes(row, CKK_HKDF));
	ck_assert(!mech_takes(row, CKK_EC));
	ck_assert(!mech_takes(row, CKK_RSA));
}
END_TEST

SUITE("mech/concatenate",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_loop_test(tc, keys_are_the_standards, 0, ROWS);
    tcase_add_test(tc, key_of_two_keys_is_the_standards);
    tcase_add_test(tc,
	shorter_keys_are_the_first_bytes_and_longer_ones_refused);
    tcase_add_test(tc, xor_ends_with_the_shorter_one);
    tcase_add_test(tc, no_data_change_nothing_but_are_not_xored);
    tcase_add_loop_test(tc, data_that_cannot_be_are_refused, 0, ROWS);
    tcase_add_test(tc, other_key_is_named_by_the_parameter);
    tcase_add_test(tc, other_key_has_to_be_there_and_secret);
    tcase_add_test(tc, every_secret_key_is_a_base))
