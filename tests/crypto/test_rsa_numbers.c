/* SPDX-License-Identifier: Apache-2.0 */
/* The arithmetic on numbers small enough to be checked by hand. */
#include "crypto/rsa_numbers.h"
#include "crypto/library.h"
#include "support/suite.h"

#include <openssl/bn.h>

/* 61 * 53 = 3233; lcm(60, 52) = 780; 17 * 413 = 1 + 9 * 780 */
static const BN_ULONG small[RSA_PARTS] = { 3233, 17, 413, 61, 53, 53, 49, 38 };

static struct rsa_numbers k;

static void
teardown(void)
{
	rsa_numbers_clear(&k);
	library_close();
}

static void
give(unsigned bits)
{
	ck_assert_int_eq(library_open(), E_OK);
	for (size_t i = 0; i < RSA_PARTS; i++) {
		if (!(bits & 1u << i))
			continue;
		k.at[i] = BN_new();
		ck_assert_int_eq(BN_set_word(k.at[i], small[i]), 1);
	}
}

static void
all_there(void)
{
	for (size_t i = 0; i < RSA_PARTS; i++)
		ck_assert_msg(BN_is_word(k.at[i], small[i]), "number %zu", i);
}

#define N (1u << RSA_MODULUS)
#define E (1u << RSA_PUBLIC_EXPONENT)
#define D (1u << RSA_PRIVATE_EXPONENT)
#define P (1u << RSA_PRIME_1)
#define Q (1u << RSA_PRIME_2)

static const unsigned given[] = { 0xff, N | E | D, P | Q | E, P | Q | D,
	N | P | E, N | Q | D };

START_TEST(what_is_missing_is_computed)
{
	give(given[_i]);
	ck_assert_int_eq(rsa_numbers_complete(&k), E_OK);
	all_there();
}
END_TEST

START_TEST(a_modulus_that_is_prime_has_no_primes)
{
	give(N | E | D);
	ck_assert_int_eq(BN_set_word(k.at[RSA_MODULUS], 3229), 1);
	ck_assert_int_eq(rsa_numbers_complete(&k), E_ATTRIBUTE_VALUE);
}
END_TEST

START_TEST(an_even_modulus_has_no_primes)
{
	give(N | E | D);
	ck_assert_int_eq(BN_set_word(k.at[RSA_MODULUS], 3234), 1);
	ck_assert_int_eq(rsa_numbers_complete(&k), E_ATTRIBUTE_VALUE);
}
END_TEST

START_TEST(exponents_of_one_tell_nothing)
{
	give(N | E | D);
	ck_assert_int_eq(BN_set_word(k.at[RSA_PUBLIC_EXPONENT], 1), 1);
	ck_assert_int_eq(BN_set_word(k.at[RSA_PRIVATE_EXPONENT], 1), 1);
	ck_assert_int_eq(rsa_numbers_complete(&k), E_ATTRIBUTE_VALUE);
}
END_TEST

START_TEST(a_prime_of_another_modulus_does_not_divide)
{
	give(N | E | P);
	ck_assert_int_eq(BN_set_word(k.at[RSA_PRIME_1], 59), 1);
	ck_assert_int_eq(rsa_numbers_complete(&k), E_ATTRIBUTE_VALUE);
}
END_TEST

START_TEST(an_exponent_without_inverse_is_none)
{
	give(P | Q | E);
	ck_assert_int_eq(BN_set_word(k.at[RSA_PUBLIC_EXPONENT], 15), 1);
	ck_assert_int_eq(rsa_numbers_complete(&k), E_ATTRIBUTE_VALUE);
}
END_TEST

START_TEST(numbers_are_read_without_leading_zeroes)
{
	static const unsigned char bytes[] = { 0, 0, 0x0c, 0xa1 };
	struct rsa_number in[RSA_PARTS] = { { bytes, sizeof(bytes) } };

	ck_assert_int_eq(rsa_numbers_read(in, 2, &k), E_OK);
	ck_assert(BN_is_word(k.at[RSA_MODULUS], 3233));
	ck_assert_ptr_null(k.at[RSA_PRIME_1]);
}
END_TEST

START_TEST(longer_numbers_are_refused)
{
	static const unsigned char bytes[] = { 0, 1, 0x0c, 0xa1 };
	struct rsa_number in[RSA_PARTS] = { { bytes, sizeof(bytes) } };

	ck_assert_int_eq(rsa_numbers_read(in, 2, &k), E_ATTRIBUTE_VALUE);
}
END_TEST

SUITE("crypto/rsa_numbers",
    tcase_add_checked_fixture(tc, NULL, teardown);
    tcase_add_loop_test(tc, what_is_missing_is_computed, 0, 6);
    tcase_add_test(tc, a_modulus_that_is_prime_has_no_primes);
    tcase_add_test(tc, an_even_modulus_has_no_primes);
    tcase_add_test(tc, exponents_of_one_tell_nothing);
    tcase_add_test(tc, a_prime_of_another_modulus_does_not_divide);
    tcase_add_test(tc, an_exponent_without_inverse_is_none);
    tcase_add_test(tc, numbers_are_read_without_leading_zeroes);
    tcase_add_test(tc, longer_numbers_are_refused))
