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

/* ---- C_WrapKeyAuthenticated ---- */

START_TEST(additional_data_can_come_apart)
{
	static const unsigned char aad[3] = { 1, 2, 3 };
	unsigned char vector[12] = { 0 }, tag[16], room[40], opened[40];
	CK_GCM_MESSAGE_PARAMS p = { vector, 12, 0, CKG_GENERATE, tag, 128 };
	CK_MECHANISM m = { CKM_AES_GCM, &p, sizeof(p) };
	struct material *key = drive_secret(key_bytes, 32);
	struct message_tag at;
	size_t first = 16, last = 16, made = 16;

	ck_assert_int_eq(run_begin_authenticated(&run, USE_WRAP, &m, aad,
	    3, &at), E_OK);
	ck_assert_ptr_eq(at.at, tag);
	ck_assert_uint_eq(at.len, 16);
	ck_assert_int_eq(run_start(&run, key), E_OK);
	ck_assert_uint_eq(run.mech->ops->bound(&run, 16, true), 32);
	ck_assert_int_eq(run.mech->ops->update(&run, key_bytes, 16, room,
	    &first), E_OK);
	ck_assert_int_eq(run.mech->ops->finish(&run, room + 16, &last), E_OK);
	run_end(&run);
	ck_assert_int_eq(run_begin_authenticated(&run, USE_UNWRAP, &m, aad,
	    3, &at), E_OK);
	ck_assert_int_eq(run.mech->ops->open(&run, key, room, 32, opened,
	    &made), E_OK);
	ck_assert_mem_eq(opened, key_bytes, 16);
	run_end(&run);
	ck_assert_int_eq(run_begin_authenticated(&run, USE_UNWRAP, &m, vector,
	    2, &at), E_OK);
	ck_assert_int_eq(run.mech->ops->open(&run, key, room, 32, opened,
	    &made), E_CIPHERTEXT);
	material_free(key);
}
END_TEST

START_TEST(only_ciphers_with_messages_take_them_apart)
{
	CK_MECHANISM m = { CKM_AES_KEY_WRAP, NULL, 0 };
	struct message_tag at;

	ck_assert_int_eq(run_begin_authenticated(&run, USE_WRAP, &m, NULL, 0,
	    &at), E_MECHANISM);
	m.mechanism = CKM_CHACHA20_POLY1305;
	ck_assert_int_eq(run_begin_authenticated(&run, USE_WRAP, &m, NULL, 0,
	    &at), E_MECHANISM);
}
END_TEST

START_TEST(tag_needs_a_place)
{
	unsigned char vector[12] = { 0 };
	CK_GCM_MESSAGE_PARAMS p = { vector, 12, 0, CKG_NO_GENERATE, NULL,
		128 };
	CK_MECHANISM m = { CKM_AES_GCM, &p, sizeof(p) };
	struct message_tag at;

	ck_assert_int_eq(run_begin_authenticated(&run, USE_WRAP, &m, NULL, 0,
	    &at), E_MECHANISM_PARAM);
}
END_TEST

START_TEST(copy_goes_on_by_itself)
{
	CK_MECHANISM m = { CKM_SHA256, NULL, 0 };
	const struct mech_ops *ops = mech_find(CKM_SHA256)->ops;
	unsigned char one[32], other[32];
	size_t len = sizeof(one);
	struct run copy;

	ck_assert_int_eq(run_begin(&run, USE_DIGEST, &m), E_OK);
	ck_assert_int_eq(run_start(&run, NULL), E_OK);
	ck_assert_int_eq(ops->update(&run, one, 0, NULL, NULL), E_OK);
	ck_assert_int_eq(run_copy(&run, &copy), E_OK);
	ck_assert_int_eq(ops->update(&run, (const unsigned char *)"a", 1,
	    NULL, NULL), E_OK);
	ck_assert_int_eq(ops->finish(&run, one, &len), E_OK);
	ck_assert_int_eq(ops->finish(&copy, other, &len), E_OK);
	ck_assert_mem_ne(one, other, sizeof(one));
	run_end(&copy);
}
END_TEST

START_TEST(ciphers_are_not_copied)
{
	unsigned char vector[16] = { 0 };
	CK_MECHANISM m = { CKM_AES_CBC, vector, sizeof(vector) };
	struct run copy;

	ck_assert_int_eq(run_begin(&run, USE_ENCRYPT, &m), E_OK);
	ck_assert_int_eq(run_copy(&run, &copy), E_STATE_UNSAVEABLE);
}
END_TEST

SUITE("mech/mech",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, additional_data_can_come_apart);
    tcase_add_test(tc, only_ciphers_with_messages_take_them_apart);
    tcase_add_test(tc, tag_needs_a_place);
    tcase_add_test(tc, copy_goes_on_by_itself);
    tcase_add_test(tc, ciphers_are_not_copied);
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
