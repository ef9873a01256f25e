/* SPDX-License-Identifier: Apache-2.0 */
/* PINs are stretched with scrypt, within bounds. */
#include "crypto/hex.h"
#include "crypto/kdf.h"
#include "crypto/library.h"
#include "support/suite.h"

static struct stretch
cheapest(void)
{
	return (struct stretch){ .kdf = "scrypt", .n = 1u << 14, .r = 8,
		.p = 1 };
}

/* Computed with another implementation of RFC 7914. */
START_TEST(scrypt_agrees_with_another_implementation)
{
	struct stretch s = cheapest();
	SCOPED(secret) *out = NULL;

	memcpy(s.salt, "SodiumChloride\0\0", 16);
	ck_assert_int_eq(stretch_run(&s,
	    (const unsigned char *)"pleaseletmein", 13, &out), E_OK);
	ck_hex_secret(out, "f7d2bd1befac5a5bd950e569afa233d0"
			   "6ab554e25b451d4027f2142013beaea3");
}
END_TEST

START_TEST(an_empty_PIN_can_be_stretched)
{
	struct stretch s = cheapest();
	SCOPED(secret) *out = NULL;

	ck_assert_int_eq(stretch_run(&s, NULL, 0, &out), E_OK);
	ck_hex_secret(out, "aafcf55e459476ff6be6f07652e713a7"
			   "f515279ae4439d6e18465f45d20b1bb3");
}
END_TEST

START_TEST(new_parameters_are_the_default_with_a_salt)
{
	struct stretch a, b;

	ck_assert_int_eq(stretch_new(&a), E_OK);
	ck_assert_int_eq(stretch_new(&b), E_OK);
	ck_assert_int_eq(stretch_check(&a), E_OK);
	ck_assert_str_eq(a.kdf, "scrypt");
	ck_assert_uint_eq(a.n, 32768);
	ck_assert_mem_ne(a.salt, b.salt, 16);
}
END_TEST

START_TEST(more_memory_than_libcryptos_default_can_be_used)
{
	struct stretch s = cheapest();
	SCOPED(secret) *out = NULL;

	s.n = 1u << 16;
	ck_assert_int_eq(stretch_run(&s, (const unsigned char *)"x", 1, &out),
	    E_OK);
}
END_TEST

static const struct stretch bad[] = {
	{ .kdf = "scrypt", .n = 1u << 13, .r = 8, .p = 1 },
	{ .kdf = "scrypt", .n = 1u << 21, .r = 8, .p = 1 },
	{ .kdf = "scrypt", .n = 40000, .r = 8, .p = 1 },
	{ .kdf = "scrypt", .n = 0, .r = 8, .p = 1 },
	{ .kdf = "scrypt", .n = 1u << 15, .r = 16, .p = 1 },
	{ .kdf = "scrypt", .n = 1u << 15, .r = 8, .p = 0 },
	{ .kdf = "pbkdf2", .n = 1u << 15, .r = 8, .p = 1 },
	{ .kdf = "", .n = 1u << 15, .r = 8, .p = 1 },
	{ .kdf = "scryptscryptscry", .n = 1u << 15, .r = 8, .p = 1 },
};
#define BAD ((int)(sizeof(bad) / sizeof(bad[0])))

START_TEST(parameters_out_of_bounds_are_refused)
{
	struct secret *out = NULL;

	ck_assert_int_eq(stretch_check(&bad[_i]), E_STORE_DAMAGED);
	ck_assert_int_eq(stretch_run(&bad[_i], (const unsigned char *)"x", 1,
	    &out), E_STORE_DAMAGED);
	ck_assert_ptr_null(out);
}
END_TEST

static void
close_all(void)
{
	library_close();
	secret_trim();
}

SUITE("crypto/stretch",
    tcase_add_checked_fixture(tc, NULL, close_all);
    tcase_add_test(tc, scrypt_agrees_with_another_implementation);
    tcase_add_test(tc, an_empty_PIN_can_be_stretched);
    tcase_add_test(tc, new_parameters_are_the_default_with_a_salt);
    tcase_add_test(tc, more_memory_than_libcryptos_default_can_be_used);
    tcase_add_loop_test(tc, parameters_out_of_bounds_are_refused, 0, BAD))
