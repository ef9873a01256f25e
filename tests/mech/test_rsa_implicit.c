/* SPDX-License-Identifier: Apache-2.0 */
#include "mech/rsa_case.h"
#include "mech/rsa_implicit.h"
#include "mech/rsa_key.h"
#include "support/suite.h"

#include <string.h>

#define K 256

static struct material *key;
static unsigned char block[K], cipher[K], first[K], second[K];

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

/* ---- published answers ---- */

static void
case_opens(struct kat_case *c)
{
	struct material *m = rsa_key(kat_text(c, "key"));
	size_t len, plain_len, out_len = 0;
	const unsigned char *in = kat_bytes(c, "cipher", &len);
	const unsigned char *plain = kat_bytes(c, "plain", &plain_len);
	unsigned char out[512];

	ck_assert_uint_eq(len, rsa_len(material_pkey(m)));
	ck_assert_int_eq(rsa_implicit_open(m, in, out, &out_len), E_OK);
	ck_assert_msg(out_len == plain_len, "line %u: %zu bytes", c->line,
	    out_len);
	ck_assert_msg(memcmp(out, plain, out_len) == 0, "line %u", c->line);
	for (size_t i = out_len; i < len - RSA_PKCS_MIN; i++)
		ck_assert_uint_eq(out[i], 0);
	material_free(m);
}

START_TEST(every_padding_gives_the_published_message)
{
	struct kat k = kat_load("RSA_IMPLICIT");

	for (size_t i = 0; i < k.count; i++)
		case_opens(&k.cases[i]);
	kat_free(&k);
}
END_TEST

/* ---- paddings made here ---- */

/* 00 02, padding without zeroes, then a separator and the message ABC */
static void
block_fill(void)
{
	memset(block, 0xa5, sizeof(block));
	memcpy(block, "\0\2", 2);
	memcpy(block + K - 4, "\0ABC", 4);
}

static size_t
block_open(unsigned char out[static K])
{
	size_t len = 1000;

	ck_assert_int_eq(rsa_public(material_pkey(key), block, cipher), E_OK);
	ck_assert_int_eq(rsa_implicit_open(key, cipher, out, &len), E_OK);
	ck_assert_uint_le(len, K - RSA_PKCS_MIN);
	return len;
}

START_TEST(right_padding_is_taken_away)
{
	block_fill();
	ck_assert_uint_eq(block_open(first), 3);
	ck_assert_mem_eq(first, "ABC", 3);
}
END_TEST

START_TEST(longest_message_and_none_are_found)
{
	block_fill();
	block[10] = 0;
	ck_assert_uint_eq(block_open(first), K - RSA_PKCS_MIN);
	ck_assert_mem_eq(first, block + 11, K - RSA_PKCS_MIN);
	block_fill();
	memset(block + K - 4, 0xa5, 4);
	block[K - 1] = 0;
	ck_assert_uint_eq(block_open(first), 0);
}
END_TEST

/* A byte of a right block, and what makes it wrong. */
static const struct {
	size_t at;
	unsigned char value;
} faults[] = { { 0, 1 }, { 0, 0x40 }, { 1, 0 }, { 1, 1 }, { 1, 3 },
	{ 1, 0x82 }, { 2, 0 }, { 3, 0 }, { 9, 0 }, { K - 4, 1 } };
#define FAULTS ((int)(sizeof(faults) / sizeof(*faults)))

START_TEST(wrong_padding_gives_another_message_and_no_error)
{
	size_t len;

	block_fill();
	block[faults[_i].at] = faults[_i].value;
	len = block_open(first);
	ck_assert(len != 3 || memcmp(first, "ABC", 3) != 0);
}
END_TEST

START_TEST(same_ciphertext_gives_the_same_again)
{
	size_t len;

	memset(block, 0x11, sizeof(block));
	len = block_open(first);
	ck_assert_uint_eq(block_open(second), len);
	ck_assert_mem_eq(first, second, K - RSA_PKCS_MIN);
}
END_TEST

START_TEST(other_ciphertexts_give_others)
{
	size_t differ = 0, len;

	memset(block, 0x11, sizeof(block));
	len = block_open(first);
	for (unsigned char i = 0; i < 16; i++) {
		block[K - 1] = i;
		differ += block_open(second) != len;
	}
	ck_assert_uint_gt(differ, 8);
}
END_TEST

START_TEST(ciphertext_above_the_modulus_is_refused)
{
	size_t len = 7;

	memset(cipher, 0xff, sizeof(cipher));
	ck_assert_int_eq(rsa_implicit_open(key, cipher, first, &len),
	    E_CIPHERTEXT);
	ck_assert_uint_eq(len, 7);
}
END_TEST

SUITE("mech/rsa_implicit",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, every_padding_gives_the_published_message);
    tcase_add_test(tc, right_padding_is_taken_away);
    tcase_add_test(tc, longest_message_and_none_are_found);
    tcase_add_loop_test(tc, wrong_padding_gives_another_message_and_no_error,
	0, FAULTS);
    tcase_add_test(tc, same_ciphertext_gives_the_same_again);
    tcase_add_test(tc, other_ciphertexts_give_others);
    tcase_add_test(tc, ciphertext_above_the_modulus_is_refused))
