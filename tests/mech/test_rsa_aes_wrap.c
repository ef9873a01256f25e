/* SPDX-License-Identifier: Apache-2.0 */
#include "mech/rsa_case.h"
#include "support/suite.h"

#include <string.h>

#define K 256

static unsigned char some[2000];
static CK_RSA_PKCS_OAEP_PARAMS oaep;
static CK_RSA_AES_KEY_WRAP_PARAMS params;
static struct job job;
static struct bytes made, back;

static void
setup(void)
{
	drive_setup();
	for (size_t i = 0; i < sizeof(some); i++)
		some[i] = (unsigned char)(i + 1);
	oaep = (CK_RSA_PKCS_OAEP_PARAMS){ .hashAlg = CKM_SHA256,
		.mgf = CKG_MGF1_SHA256, .source = CKZ_DATA_SPECIFIED };
	params = (CK_RSA_AES_KEY_WRAP_PARAMS){ 256, &oaep };
	job = (struct job){ .use = USE_WRAP,
		.mechanism = RSA_MECHANISM(CKM_RSA_AES_KEY_WRAP, params),
		.key = rsa_key("2048-1"), .piece = WHOLE };
}

static void
teardown(void)
{
	bytes_clear(&made);
	bytes_clear(&back);
	material_free(job.key);
	rsa_keys_forget();
	drive_teardown();
}

static enum err
wrap(size_t len)
{
	bytes_clear(&made);
	job.use = USE_WRAP;
	return drive(&job, some, len, &made);
}

static enum err
unwrap(void)
{
	bytes_clear(&back);
	job.use = USE_UNWRAP;
	return drive_open(&job, made.data, made.len, &back);
}

static void
case_unwraps(struct kat_case *c)
{
	CK_RSA_PKCS_OAEP_PARAMS p = rsa_oaep_params(c);
	CK_RSA_AES_KEY_WRAP_PARAMS both = { 256, &p };
	size_t plain_len, len;
	const unsigned char *plain = kat_bytes(c, "plain", &plain_len);
	const unsigned char *cipher = kat_bytes(c, "cipher", &len);
	struct job j = { .use = USE_UNWRAP,
		.mechanism = RSA_MECHANISM(CKM_RSA_AES_KEY_WRAP, both),
		.key = rsa_key(kat_text(c, "key")), .piece = WHOLE };
	enum err e;

	bytes_clear(&back);
	e = drive_open(&j, cipher, len, &back);
	ck_assert_msg(e == (kat_valid(c) ? E_OK : E_CIPHERTEXT), "line %u: %s",
	    c->line, err_text(e));
	if (e == E_OK)
		ck_assert_msg(bytes_equal(&back, plain, plain_len),
		    "line %u", c->line);
	material_free(j.key);
}

START_TEST(known_keys_unwrap_and_false_ones_do_not)
{
	struct kat k = kat_load("RSA_AES_KEY_WRAP");

	for (size_t i = 0; i < k.count; i++)
		case_unwraps(&k.cases[i]);
	kat_free(&k);
}
END_TEST

START_TEST(what_was_wrapped_unwraps)
{
	static const CK_ULONG bits[] = { 128, 192, 256 };
	static const size_t lengths[] = { 1, 8, 9, 16, 32, 1218, 2000 };

	params.ulAESKeyBits = bits[_i];
	for (size_t i = 0; i < 7; i++) {
		ck_assert_int_eq(wrap(lengths[i]), E_OK);
		ck_assert_int_eq(unwrap(), E_OK);
		ck_assert(bytes_equal(&back, some, lengths[i]));
	}
}
END_TEST

/* Each wrapping makes an AES key of its own. */
START_TEST(second_parts_differ)
{
	struct bytes first = { .data = NULL };

	ck_assert_int_eq(wrap(32), E_OK);
	ck_assert_int_eq(bytes_set(&first, made.data + K, made.len - K), E_OK);
	ck_assert_int_eq(wrap(32), E_OK);
	ck_assert(!bytes_equal(&first, made.data + K, made.len - K));
	bytes_clear(&first);
}
END_TEST

START_TEST(first_part_is_the_aes_key_under_oaep)
{
	struct job j = job;

	params.ulAESKeyBits = 192;
	ck_assert_int_eq(wrap(32), E_OK);
	j.use = USE_DECRYPT;
	j.mechanism = (CK_MECHANISM)RSA_MECHANISM(CKM_RSA_PKCS_OAEP, oaep);
	ck_assert_int_eq(drive_open(&j, made.data, K, &back), E_OK);
	ck_assert_uint_eq(back.len, 24);
}
END_TEST

START_TEST(nothing_cannot_be_wrapped)
{
	ck_assert_int_eq(wrap(0), E_DATA_LEN);
}
END_TEST

START_TEST(changes_in_either_part_are_found)
{
	ck_assert_int_eq(wrap(40), E_OK);
	for (size_t i = 0; i < made.len; i += 11) {
		made.data[i] ^= 4;
		ck_assert_int_eq(unwrap(), E_CIPHERTEXT);
		made.data[i] ^= 4;
	}
}
END_TEST

START_TEST(first_part_has_to_hold_an_aes_key)
{
	struct job j = job;

	j.use = USE_ENCRYPT;
	j.mechanism = (CK_MECHANISM)RSA_MECHANISM(CKM_RSA_PKCS_OAEP, oaep);
	ck_assert_int_eq(drive(&j, some, 17, &made), E_OK);
	ck_assert_int_eq(bytes_append(&made, some, 24), E_OK);
	ck_assert_int_eq(unwrap(), E_CIPHERTEXT);
}
END_TEST

START_TEST(impossible_lengths_are_told_so)
{
	for (size_t len = K - 1; len <= K + 40; len++) {
		bool possible = len >= K + 16 && len % 8 == 0;

		ck_assert_int_eq(bytes_set(&made, some, len), E_OK);
		ck_assert_int_eq(unwrap(), possible ? E_CIPHERTEXT
		    : E_CIPHERTEXT_LEN);
	}
}
END_TEST

START_TEST(strange_parameters_are_refused)
{
	static const CK_ULONG bits[] = { 0, 64, 129, 160, 512, 16, 32 };

	for (size_t i = 0; i < 7; i++) {
		params.ulAESKeyBits = bits[i];
		ck_assert_int_eq(wrap(32), E_MECHANISM_PARAM);
	}
	params.ulAESKeyBits = 128;
	oaep.mgf = 99;
	ck_assert_int_eq(wrap(32), E_MECHANISM_PARAM);
	params.pOAEPParams = NULL;
	ck_assert_int_eq(wrap(32), E_MECHANISM_PARAM);
	job.mechanism.pParameter = NULL;
	ck_assert_int_eq(wrap(32), E_MECHANISM_PARAM);
}
END_TEST

/* An AES key of 256 bits and two hashes of SHA-512 need 162 bytes. */
START_TEST(hash_may_be_too_long_for_the_key)
{
	material_free(job.key);
	job.key = rsa_key("1024-1");
	oaep.hashAlg = CKM_SHA512;
	ck_assert_int_eq(wrap(32), E_DATA_LEN);
}
END_TEST

SUITE("mech/rsa_aes_wrap",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, known_keys_unwrap_and_false_ones_do_not);
    tcase_add_loop_test(tc, what_was_wrapped_unwraps, 0, 3);
    tcase_add_test(tc, second_parts_differ);
    tcase_add_test(tc, first_part_is_the_aes_key_under_oaep);
    tcase_add_test(tc, nothing_cannot_be_wrapped);
    tcase_add_test(tc, changes_in_either_part_are_found);
    tcase_add_test(tc, first_part_has_to_hold_an_aes_key);
    tcase_add_test(tc, impossible_lengths_are_told_so);
    tcase_add_test(tc, strange_parameters_are_refused);
    tcase_add_test(tc, hash_may_be_too_long_for_the_key))
