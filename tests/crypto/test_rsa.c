/* SPDX-License-Identifier: Apache-2.0 */
/* RSA keys go to numbers and come back from any that suffice. */
#include "crypto/library.h"
#include "crypto/rsa.h"
#include "support/kat.h"
#include "support/suite.h"

#include <string.h>

static struct kat keys;
static struct material *pair;
static struct secret *parts[RSA_PARTS];
static struct rsa_number numbers[RSA_PARTS];

static struct rsa_number
field(size_t i, const char *name)
{
	struct rsa_number n;

	n.at = kat_bytes(&keys.cases[i], name, &n.len);
	return n;
}

/* The first key of the file: 1024 bits, which are checked fast. */
static void
setup(void)
{
	ck_assert_int_eq(library_open(), E_OK);
	keys = kat_load("RSA_KEYS");
	numbers[RSA_MODULUS] = field(0, "modulus");
	numbers[RSA_PUBLIC_EXPONENT] = field(0, "exponent");
	numbers[RSA_PRIVATE_EXPONENT] = field(0, "private");
	numbers[RSA_PRIME_1] = field(0, "prime");
	ck_assert_int_eq(rsa_from_private(numbers, &pair), E_OK);
	for (enum rsa_part i = 0; i < RSA_PARTS; i++) {
		ck_assert_int_eq(rsa_part(pair, i, &parts[i]), E_OK);
		numbers[i].at = secret_peek(parts[i]);
		numbers[i].len = secret_len(parts[i]);
	}
}

static void
teardown(void)
{
	for (size_t i = 0; i < RSA_PARTS; i++)
		secret_free(parts[i]);
	material_free(pair);
	kat_free(&keys);
	library_close();
	secret_trim();
}

/* ---- new keys ---- */

START_TEST(a_new_pair_has_the_size_and_exponent_asked_for)
{
	static const unsigned char e[] = { 0, 0x10, 0, 0x0f };
	SCOPED(material) *m = NULL;
	SCOPED(secret) *exponent = NULL;

	ck_assert_int_eq(rsa_generate(2048, _i == 0 ? NULL : e, sizeof(e),
	    &m), E_OK);
	ck_assert_uint_eq(material_bits(m), 2048);
	ck_assert_int_eq(material_kind(m), MATERIAL_PRIVATE);
	ck_assert(material_is_rsa(m));
	ck_assert_int_eq(rsa_part(m, RSA_PUBLIC_EXPONENT, &exponent), E_OK);
	ck_assert_uint_eq(secret_len(exponent), 3);
	ck_assert_mem_eq(secret_peek(exponent), _i == 0
	    ? (const unsigned char *)"\1\0\1" : e + 1, 3);
}
END_TEST

static const size_t sizes[] = { 0, 1024, 2040, 2049, 3071, 4104, 16384 };

START_TEST(new_pairs_of_other_sizes_are_refused)
{
	struct material *m = NULL;

	ck_assert_int_eq(rsa_generate(sizes[_i], NULL, 0, &m), E_KEY_SIZE);
	ck_assert_ptr_null(m);
}
END_TEST

static const struct {
	const char *at;
	size_t len;
} exponents[] = { { "", 0 }, { "\3", 1 }, { "\1\0\0", 3 },
	{ "\1\0\0\0\0\0\0\0\1", 9 }, { "\0\0\1", 3 }, { "\xff\xff", 2 } };

START_TEST(strange_exponents_are_refused)
{
	struct material *m = NULL;

	ck_assert_int_eq(rsa_generate(2048,
	    (const unsigned char *)exponents[_i].at, exponents[_i].len, &m),
	    E_ATTRIBUTE_VALUE);
	ck_assert_ptr_null(m);
}
END_TEST

/* ---- private keys ---- */

static void
numbers_keep(unsigned bits)
{
	for (size_t i = 0; i < RSA_PARTS; i++)
		if (!(bits & 1u << i))
			numbers[i].at = NULL;
}

#define N (1u << RSA_MODULUS)
#define E (1u << RSA_PUBLIC_EXPONENT)
#define D (1u << RSA_PRIVATE_EXPONENT)
#define P (1u << RSA_PRIME_1)
#define Q (1u << RSA_PRIME_2)

static const unsigned sufficient[] = { 0xff, N | E | D, N | D, P | Q | E,
	P | Q | D, N | E | P, N | D | P, N | E | Q, N | D | Q, N | E | D | P,
	N | E | D | P | Q, P | Q | E | D };

/* Which d is computed is no choice of the file's. */
START_TEST(the_rest_is_computed)
{
	SCOPED(material) *m = NULL;

	numbers_keep(sufficient[_i]);
	ck_assert_int_eq(rsa_from_private(numbers, &m), E_OK);
	ck_assert_int_eq(material_kind(m), MATERIAL_PRIVATE);
	for (enum rsa_part i = 0; i < RSA_PARTS; i++) {
		SCOPED(secret) *part = NULL;

		ck_assert_int_eq(rsa_part(m, i, &part), E_OK);
		if (i != RSA_PRIVATE_EXPONENT || (sufficient[_i] & D))
			ck_assert_msg(secret_equal(part, parts[i]),
			    "number %d", i);
	}
}
END_TEST

static const unsigned insufficient[] = { 0, N, E, D, N | E, P, P | E, P | D,
	P | Q, E | D, N | P | Q, N | P };

START_TEST(too_few_numbers_are_refused)
{
	struct material *m = NULL;

	numbers_keep(insufficient[_i]);
	ck_assert_int_eq(rsa_from_private(numbers, &m),
	    E_TEMPLATE_INCOMPLETE);
	ck_assert_ptr_null(m);
}
END_TEST

/* Each number in turn, with its last bit but one changed. */
START_TEST(a_number_that_does_not_fit_is_refused)
{
	struct material *m = NULL;
	unsigned char *at = secret_data(parts[_i]);

	at[secret_len(parts[_i]) - 1] ^= 2;
	ck_assert_int_eq(rsa_from_private(numbers, &m), E_ATTRIBUTE_VALUE);
	numbers_keep(N | E | D | (1u << _i));
	ck_assert_int_eq(rsa_from_private(numbers, &m), E_ATTRIBUTE_VALUE);
	ck_assert_ptr_null(m);
}
END_TEST

START_TEST(zeroes_in_front_do_not_matter)
{
	SCOPED(material) *m = NULL;
	unsigned char longer[256] = { 0 };

	memcpy(longer + 100, numbers[RSA_MODULUS].at, 128);
	numbers[RSA_MODULUS].at = longer;
	numbers[RSA_MODULUS].len = 228;
	ck_assert_int_eq(rsa_from_private(numbers, &m), E_OK);
	ck_assert_uint_eq(material_bits(m), 1024);
}
END_TEST

START_TEST(zero_and_endless_numbers_are_refused)
{
	static const unsigned char ones[2049] = { 1 };
	static const unsigned char zero[4];
	struct material *m = NULL;

	numbers[_i].at = zero;
	numbers[_i].len = sizeof(zero);
	ck_assert_int_eq(rsa_from_private(numbers, &m), E_ATTRIBUTE_VALUE);
	numbers[_i].len = 0;
	ck_assert_int_eq(rsa_from_private(numbers, &m), E_ATTRIBUTE_VALUE);
	numbers[_i].at = ones;
	numbers[_i].len = sizeof(ones);
	ck_assert_int_eq(rsa_from_private(numbers, &m), E_ATTRIBUTE_VALUE);
}
END_TEST

START_TEST(one_is_no_prime)
{
	static const unsigned char one[1] = { 1 };
	struct material *m = NULL;

	numbers[RSA_PRIME_1].at = numbers[RSA_PRIME_2].at = one;
	numbers[RSA_PRIME_1].len = numbers[RSA_PRIME_2].len = 1;
	ck_assert_int_eq(rsa_from_private(numbers, &m), E_ATTRIBUTE_VALUE);
	numbers_keep(P | Q | E);
	ck_assert_int_eq(rsa_from_private(numbers, &m), E_ATTRIBUTE_VALUE);
}
END_TEST

START_TEST(private_exponent_has_to_be_below_the_modulus)
{
	unsigned char high[129];
	struct material *m = NULL;

	memset(high, 0xff, sizeof(high));
	numbers[RSA_PRIVATE_EXPONENT].at = high;
	numbers[RSA_PRIVATE_EXPONENT].len = sizeof(high);
	ck_assert_int_eq(rsa_from_private(numbers, &m), E_ATTRIBUTE_VALUE);
}
END_TEST

START_TEST(a_pair_survives_PKCS8)
{
	SCOPED(material) *back = NULL;
	SCOPED(secret) *der = NULL;

	ck_assert_int_eq(material_export(pair, &der), E_OK);
	ck_assert_int_eq(material_from_pkcs8(der, &back), E_OK);
	for (enum rsa_part i = 0; i < RSA_PARTS; i++) {
		SCOPED(secret) *part = NULL;

		ck_assert_int_eq(rsa_part(back, i, &part), E_OK);
		ck_assert(secret_equal(part, parts[i]));
	}
}
END_TEST

/* ---- public keys ---- */

START_TEST(a_public_key_has_its_two_numbers)
{
	SCOPED(material) *m = NULL;
	SCOPED(secret) *part = NULL;

	ck_assert_int_eq(rsa_from_public(numbers, &m), E_OK);
	ck_assert_int_eq(material_kind(m), MATERIAL_PUBLIC);
	ck_assert_uint_eq(material_bits(m), 1024);
	ck_assert_int_eq(rsa_part(m, RSA_MODULUS, &part), E_OK);
	ck_assert(secret_equal(part, parts[RSA_MODULUS]));
	for (enum rsa_part i = RSA_PRIVATE_EXPONENT; i < RSA_PARTS; i++)
		ck_assert_int_eq(rsa_part(m, i, &part), E_ATTRIBUTE_TYPE);
}
END_TEST

START_TEST(a_public_key_needs_both)
{
	struct material *m = NULL;

	numbers_keep(_i == 0 ? N : E);
	ck_assert_int_eq(rsa_from_public(numbers, &m), E_TEMPLATE_INCOMPLETE);
}
END_TEST

START_TEST(public_keys_out_of_range_are_refused)
{
	static const unsigned char odd[] = { 1 }, even[] = { 4 };
	struct material *m = NULL;

	numbers[RSA_PUBLIC_EXPONENT].at = odd;
	numbers[RSA_PUBLIC_EXPONENT].len = 1;
	ck_assert_int_eq(rsa_from_public(numbers, &m), E_ATTRIBUTE_VALUE);
	numbers[RSA_PUBLIC_EXPONENT].at = even;
	ck_assert_int_eq(rsa_from_public(numbers, &m), E_ATTRIBUTE_VALUE);
	numbers[RSA_PUBLIC_EXPONENT] = numbers[RSA_MODULUS];
	ck_assert_int_eq(rsa_from_public(numbers, &m), E_ATTRIBUTE_VALUE);
	numbers[RSA_PUBLIC_EXPONENT] = (struct rsa_number){ odd, 1 };
	numbers[RSA_MODULUS].len -= 1;
	ck_assert_int_eq(rsa_from_public(numbers, &m), E_KEY_SIZE);
	ck_assert_ptr_null(m);
}
END_TEST

/* 1024 to 4096 bits, one of 2049. */
START_TEST(keys_of_other_sizes_are_taken)
{
	for (size_t i = 1; i < keys.count; i++) {
		SCOPED(material) *m = NULL;

		numbers[RSA_MODULUS] = field(i, "modulus");
		numbers[RSA_PUBLIC_EXPONENT] = field(i, "exponent");
		ck_assert_int_eq(rsa_from_public(numbers, &m), E_OK);
		ck_assert_uint_eq((material_bits(m) + 7) / 8,
		    numbers[RSA_MODULUS].len);
	}
}
END_TEST

START_TEST(other_keys_have_no_such_numbers)
{
	SCOPED(secret) *value = NULL;
	SCOPED(material) *m = NULL;
	struct secret *part = NULL;

	ck_assert_int_eq(secret_new(16, &value), E_OK);
	ck_assert_int_eq(material_from_secret(value, &m), E_OK);
	ck_assert(!material_is_rsa(m));
	ck_assert_int_eq(rsa_part(m, RSA_MODULUS, &part), E_ARGUMENTS);
}
END_TEST

static void
private_tests(TCase *tc)
{
	tcase_add_loop_test(tc, the_rest_is_computed, 0, 12);
	tcase_add_loop_test(tc, too_few_numbers_are_refused, 0, 12);
	tcase_add_loop_test(tc, a_number_that_does_not_fit_is_refused, 0,
	    RSA_PARTS);
	tcase_add_test(tc, zeroes_in_front_do_not_matter);
	tcase_add_loop_test(tc, zero_and_endless_numbers_are_refused, 0,
	    RSA_PARTS);
	tcase_add_test(tc, one_is_no_prime);
	tcase_add_test(tc, private_exponent_has_to_be_below_the_modulus);
	tcase_add_test(tc, a_pair_survives_PKCS8);
}

SUITE("crypto/rsa",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_loop_test(tc, a_new_pair_has_the_size_and_exponent_asked_for,
	0, 2);
    tcase_add_loop_test(tc, new_pairs_of_other_sizes_are_refused, 0, 7);
    tcase_add_loop_test(tc, strange_exponents_are_refused, 0, 6);
    private_tests(tc);
    tcase_add_test(tc, a_public_key_has_its_two_numbers);
    tcase_add_loop_test(tc, a_public_key_needs_both, 0, 2);
    tcase_add_test(tc, public_keys_out_of_range_are_refused);
    tcase_add_test(tc, keys_of_other_sizes_are_taken);
    tcase_add_test(tc, other_keys_have_no_such_numbers))
