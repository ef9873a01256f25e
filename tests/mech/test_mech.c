/* SPDX-License-Identifier: Apache-2.0 */
#include "mech/mech.h"

#include "mech/drive.h"
#include "support/suite.h"

#include <string.h>

static const unsigned char key_bytes[32];

static struct run run;

static void
setup(void)
{
	drive_setup();
	memset(&run, 0, sizeof(run));
}

static void
teardown(void)
{
	run_end(&run);
	drive_teardown();
}

static enum err
begin(enum use use, CK_MECHANISM_TYPE type)
{
	CK_MECHANISM m = { type, NULL, 0 };

	return run_begin(&run, use, &m);
}

/* Begin and start with key material that is freed at once. */
static enum err
start_with(enum use use, CK_MECHANISM_TYPE type, struct material *m)
{
	enum err e = begin(use, type);

	if (e == E_OK)
		e = run_start(&run, m);
	material_free(m);
	return e;
}

static struct material *
p256_pair(void)
{
	static const unsigned char one[] = { 1 };

	return drive_ec("p256", one, sizeof(one), NULL, 0);
}

START_TEST(unknown_mechanism_is_refused)
{
	ck_assert_int_eq(begin(USE_SIGN, CKM_VENDOR_DEFINED), E_MECHANISM);
}
END_TEST

START_TEST(use_the_row_does_not_serve_is_refused)
{
	ck_assert_int_eq(begin(USE_SIGN, CKM_AES_KEY_WRAP), E_MECHANISM);
	ck_assert_int_eq(begin(USE_ENCRYPT, CKM_ECDSA), E_MECHANISM);
	ck_assert_int_eq(begin(USE_DIGEST, CKM_AES_KEY_GEN), E_MECHANISM);
}
END_TEST

START_TEST(generation_can_be_begun)
{
	ck_assert_int_eq(begin(USE_GENERATE, CKM_AES_KEY_GEN), E_OK);
	ck_assert_ptr_eq(run.mech, mech_find(CKM_AES_KEY_GEN));
}
END_TEST

START_TEST(generation_takes_no_parameter)
{
	unsigned char byte = 0;
	CK_MECHANISM m = { CKM_AES_KEY_GEN, &byte, 1 };

	ck_assert_int_eq(run_begin(&run, USE_GENERATE, &m),
	    E_MECHANISM_PARAM);
}
END_TEST

START_TEST(run_can_be_ended_twice_and_before_it_began)
{
	run_end(&run);
	ck_assert_int_eq(begin(USE_DIGEST, CKM_SHA256), E_OK);
	ck_assert_int_eq(run_start(&run, NULL), E_OK);
	run_end(&run);
	run_end(&run);
}
END_TEST

START_TEST(run_is_wiped_at_its_end)
{
	struct run zero;

	memset(&zero, 0, sizeof(zero));
	ck_assert_int_eq(begin(USE_WRAP, CKM_AES_KEY_WRAP), E_OK);
	run_end(&run);
	ck_assert_mem_eq(&run, &zero, sizeof(run));
}
END_TEST

START_TEST(second_start_begins_anew)
{
	const struct mech_ops *ops = mech_find(CKM_SHA256)->ops;
	unsigned char first[32], second[32];
	size_t len = 32;

	ck_assert_int_eq(begin(USE_DIGEST, CKM_SHA256), E_OK);
	ck_assert_int_eq(run_start(&run, NULL), E_OK);
	ck_assert_int_eq(ops->finish(&run, first, &len), E_OK);
	ck_assert_int_eq(run_start(&run, NULL), E_OK);
	ck_assert_int_eq(ops->finish(&run, second, &len), E_OK);
	ck_assert_mem_eq(first, second, 32);
}
END_TEST

START_TEST(key_of_another_type_is_refused)
{
	ck_assert_int_eq(start_with(USE_WRAP, CKM_AES_KEY_WRAP, p256_pair()),
	    E_KEY_TYPE);
	ck_assert_int_eq(start_with(USE_SIGN, CKM_ECDSA,
	    drive_secret(key_bytes, 32)), E_KEY_TYPE);
}
END_TEST

START_TEST(no_key_where_one_is_needed_is_refused)
{
	ck_assert_int_eq(begin(USE_WRAP, CKM_AES_KEY_WRAP), E_OK);
	ck_assert_int_eq(run_start(&run, NULL), E_KEY_TYPE);
}
END_TEST

START_TEST(aes_key_of_another_size_is_refused)
{
	static const size_t sizes[] = { 8, 15, 17, 33 };

	ck_assert_int_eq(start_with(USE_WRAP, CKM_AES_KEY_WRAP,
	    drive_secret(key_bytes, 1)), E_KEY_SIZE);
	for (size_t i = 0; i < 3; i++)
		ck_assert_int_eq(start_with(USE_WRAP, CKM_AES_KEY_WRAP,
		    drive_secret(key_bytes, sizes[i])), E_KEY_SIZE);
}
END_TEST

START_TEST(public_key_does_not_sign)
{
	/* The base point, SEC 2, 2.4.2, compressed. */
	static const unsigned char g[] = { 0x03, 0x6b, 0x17, 0xd1, 0xf2, 0xe1,
		0x2c, 0x42, 0x47, 0xf8, 0xbc, 0xe6, 0xe5, 0x63, 0xa4, 0x40,
		0xf2, 0x77, 0x03, 0x7d, 0x81, 0x2d, 0xeb, 0x33, 0xa0, 0xf4,
		0xa1, 0x39, 0x45, 0xd8, 0x98, 0xc2, 0x96 };

	ck_assert_int_eq(start_with(USE_SIGN, CKM_ECDSA,
	    drive_ec("p256", NULL, 0, g, sizeof(g))), E_KEY_TYPE);
	ck_assert_int_eq(start_with(USE_VERIFY, CKM_ECDSA,
	    drive_ec("p256", NULL, 0, g, sizeof(g))), E_OK);
}
END_TEST

START_TEST(pair_verifies_too)
{
	ck_assert_int_eq(start_with(USE_VERIFY, CKM_ECDSA, p256_pair()),
	    E_OK);
}
END_TEST

START_TEST(start_tells_the_keys_size)
{
	ck_assert_int_eq(start_with(USE_WRAP, CKM_AES_KEY_WRAP,
	    drive_secret(key_bytes, 24)), E_OK);
	ck_assert_uint_eq(run.key_bits, 192);
}
END_TEST

START_TEST(start_makes_nothing_where_open_does_all)
{
	ck_assert_int_eq(start_with(USE_UNWRAP, CKM_AES_KEY_WRAP,
	    drive_secret(key_bytes, 16)), E_OK);
	ck_assert_ptr_null(run.state);
}
END_TEST

START_TEST(tag_is_eight_bytes_for_key_wrapping_and_full_for_signatures)
{
	ck_assert_int_eq(begin(USE_UNWRAP, CKM_AES_KEY_WRAP), E_OK);
	ck_assert_uint_eq(run_tag_len(&run), 8);
	run_end(&run);
	ck_assert_int_eq(begin(USE_UNWRAP, CKM_AES_KEY_WRAP_KWP), E_OK);
	ck_assert_uint_eq(run_tag_len(&run), 8);
	run_end(&run);
	ck_assert_int_eq(begin(USE_VERIFY, CKM_ECDSA_SHA256), E_OK);
	ck_assert_uint_eq(run_tag_len(&run), 0);
}
END_TEST

SUITE("mech/mech",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, unknown_mechanism_is_refused);
    tcase_add_test(tc, use_the_row_does_not_serve_is_refused);
    tcase_add_test(tc, generation_can_be_begun);
    tcase_add_test(tc, generation_takes_no_parameter);
    tcase_add_test(tc, run_can_be_ended_twice_and_before_it_began);
    tcase_add_test(tc, run_is_wiped_at_its_end);
    tcase_add_test(tc, second_start_begins_anew);
    tcase_add_test(tc, key_of_another_type_is_refused);
    tcase_add_test(tc, no_key_where_one_is_needed_is_refused);
    tcase_add_test(tc, aes_key_of_another_size_is_refused);
    tcase_add_test(tc, public_key_does_not_sign);
    tcase_add_test(tc, pair_verifies_too);
    tcase_add_test(tc, start_tells_the_keys_size);
    tcase_add_test(tc, start_makes_nothing_where_open_does_all);
    tcase_add_test(tc,
	tag_is_eight_bytes_for_key_wrapping_and_full_for_signatures))
