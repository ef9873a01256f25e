/* SPDX-License-Identifier: Apache-2.0 */
#include "mech/drive.h"
#include "support/kat.h"
#include "support/suite.h"

static CK_ULONG bit;
static struct job job;

static void
setup(void)
{
	static const unsigned char base[] = { 0x32, 0x9f, 0x84, 0xa9 };

	drive_setup();
	bit = 0;
	job.key = drive_secret(base, 4);
	job.mechanism = (CK_MECHANISM){ CKM_EXTRACT_KEY_FROM_KEY, &bit,
		sizeof(bit) };
}

static void
teardown(void)
{
	material_free(job.key);
	drive_teardown();
}

START_TEST(key_is_the_standards)
{
	struct kat k = kat_load("EXTRACT_KEY_FROM_KEY");
	size_t base_len, key_len;
	const void *base = kat_bytes(&k.cases[0], "base", &base_len);
	const void *key = kat_bytes(&k.cases[0], "key", &key_len);

	material_free(job.key);
	job.key = drive_secret(base, base_len);
	bit = kat_number(&k.cases[0], "bit", 0);
	drive_derive_is(&job, NULL, key_len, key, key_len);
	kat_free(&k);
}
END_TEST

START_TEST(whole_bytes_are_copied)
{
	static const unsigned char from_8[] = { 0x9f, 0x84, 0xa9, 0x32 };
	static const unsigned char from_0[] = { 0x32, 0x9f };

	drive_derive_is(&job, NULL, 2, from_0, 2);
	bit = 8;
	drive_derive_is(&job, NULL, 4, from_8, 4);
}
END_TEST

START_TEST(key_of_one_byte_turns_around_itself)
{
	static const unsigned char one[] = { 0x81 }, turned[] = { 0x0c };

	material_free(job.key);
	job.key = drive_secret(one, 1);
	bit = 5;
	/* 1000 0001 from its sixth bit on: 001 10000 */
	drive_derive_is(&job, NULL, 1, (const unsigned char[]){ 0x30 }, 1);
	bit = 3;
	drive_derive_is(&job, NULL, 1, turned, 1);
}
END_TEST

START_TEST(length_has_to_be_given_and_be_no_more_than_the_bases)
{
	ck_assert_int_eq(drive_derive_fails(&job, NULL, 0),
	    E_TEMPLATE_INCOMPLETE);
	ck_assert_int_eq(drive_derive_fails(&job, NULL, 5),
	    E_TEMPLATE_INCONSISTENT);
}
END_TEST

START_TEST(bit_has_to_be_one_of_the_base)
{
	bit = 32;
	ck_assert_int_eq(drive_derive_fails(&job, NULL, 1),
	    E_MECHANISM_PARAM);
	bit = (CK_ULONG)-1;
	ck_assert_int_eq(drive_derive_fails(&job, NULL, 1),
	    E_MECHANISM_PARAM);
	job.mechanism.ulParameterLen = 4;
	ck_assert_int_eq(drive_derive_fails(&job, NULL, 1),
	    E_MECHANISM_PARAM);
}
END_TEST

SUITE("mech/extract_key",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, key_is_the_standards);
    tcase_add_test(tc, whole_bytes_are_copied);
    tcase_add_test(tc, key_of_one_byte_turns_around_itself);
    tcase_add_test(tc, length_has_to_be_given_and_be_no_more_than_the_bases);
    tcase_add_test(tc, bit_has_to_be_one_of_the_base))
