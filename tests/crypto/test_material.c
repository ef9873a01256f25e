/* SPDX-License-Identifier: Apache-2.0 */
/* Material of every kind goes out and comes back in, whole or not at all. */
#include "crypto/hex.h"
#include "crypto/library.h"
#include "crypto/material.h"
#include "support/suite.h"

#include <openssl/evp.h>

static const struct {
	const char *type;
	const char *param; /* a curve, or NULL */
	size_t bits;
} pairs[] = {
	{ "EC", "prime256v1", 256 },
	{ "EC", "secp384r1", 384 },
	{ "RSA", NULL, 2048 },
	{ "ED25519", NULL, 255 },
	{ "X25519", NULL, 255 },
	{ "ED448", NULL, 448 },
	{ "X448", NULL, 448 },
};
#define PAIRS ((int)(sizeof(pairs) / sizeof(pairs[0])))

static EVP_PKEY *
pkey_new(int i)
{
	EVP_PKEY *pkey;

	ck_assert_int_eq(library_open(), E_OK);
	if (pairs[i].param != NULL)
		pkey = EVP_PKEY_Q_keygen(library_context(), NULL,
		    pairs[i].type, pairs[i].param);
	else
		pkey = EVP_PKEY_Q_keygen(library_context(), NULL,
		    pairs[i].type, (size_t)2048);
	ck_assert_ptr_nonnull(pkey);
	return pkey;
}

static struct material *
pair_new(int i)
{
	EVP_PKEY *pkey = pkey_new(i);
	struct material *m;

	ck_assert_int_eq(material_from_pkey(pkey, MATERIAL_PRIVATE, &m), E_OK);
	EVP_PKEY_free(pkey);
	return m;
}

START_TEST(secret_bytes_are_copied)
{
	SCOPED(secret) *value = hex_secret("000102030405060708090a0b0c0d0e0f");
	SCOPED(material) *m = NULL;

	ck_assert_int_eq(material_from_secret(value, &m), E_OK);
	secret_data(value)[0] = 0xff;
	ck_assert_int_eq(material_kind(m), MATERIAL_SECRET);
	ck_assert_uint_eq(material_bits(m), 128);
	ck_assert_uint_eq(secret_peek(material_secret(m))[0], 0);
	ck_assert_ptr_null(material_pkey(m));
}
END_TEST

START_TEST(secret_bytes_are_exported)
{
	SCOPED(secret) *value = hex_secret("00010203");
	SCOPED(secret) *out = NULL;
	SCOPED(material) *m = NULL;

	ck_assert_int_eq(material_from_secret(value, &m), E_OK);
	ck_assert_int_eq(material_export(m, &out), E_OK);
	ck_assert(secret_equal(value, out));
}
END_TEST

START_TEST(a_pair_goes_out_and_comes_back)
{
	SCOPED(material) *m = pair_new(_i);
	SCOPED(material) *back = NULL;
	SCOPED(secret) *der = NULL;

	ck_assert_uint_eq(material_bits(m), pairs[_i].bits);
	ck_assert_ptr_null(material_secret(m));
	ck_assert_int_eq(material_export(m, &der), E_OK);
	ck_assert_int_eq(material_from_pkcs8(der, &back), E_OK);
	ck_assert_int_eq(material_kind(back), MATERIAL_PRIVATE);
	ck_assert_uint_eq(material_bits(back), pairs[_i].bits);
	ck_assert_int_eq(EVP_PKEY_eq(material_pkey(m), material_pkey(back)),
	    1);
}
END_TEST

START_TEST(a_public_half_goes_out_and_comes_back)
{
	SCOPED(material) *m = pair_new(_i);
	SCOPED(material) *back = NULL;
	SCOPED_VALUE(bytes) der = { 0 };
	SCOPED_VALUE(bytes) again = { 0 };
	struct secret *out = NULL;

	ck_assert_int_eq(material_spki(m, &der), E_OK);
	ck_assert_int_eq(material_from_spki(der.data, der.len, &back), E_OK);
	ck_assert_int_eq(material_kind(back), MATERIAL_PUBLIC);
	ck_assert_int_eq(material_spki(back, &again), E_OK);
	ck_assert(bytes_equal(&again, der.data, der.len));
	ck_assert_int_eq(material_export(back, &out), E_ARGUMENTS);
}
END_TEST

START_TEST(keys_come_from_our_own_provider)
{
	SCOPED(material) *m = pair_new(_i);
	SCOPED(material) *back = NULL;
	SCOPED_VALUE(bytes) der = { 0 };

	ck_assert_int_eq(material_spki(m, &der), E_OK);
	ck_assert_int_eq(material_from_spki(der.data, der.len, &back), E_OK);
	ck_assert_ptr_nonnull(EVP_PKEY_get0_provider(material_pkey(back)));
	ck_assert_ptr_eq(EVP_PKEY_get0_provider(material_pkey(back)),
	    EVP_PKEY_get0_provider(material_pkey(m)));
}
END_TEST

START_TEST(anything_behind_the_key_is_refused)
{
	SCOPED(material) *m = pair_new(0);
	SCOPED(secret) *der = NULL;
	SCOPED(secret) *longer = NULL;
	SCOPED_VALUE(bytes) spki = { 0 };
	struct material *back = NULL;

	ck_assert_int_eq(material_export(m, &der), E_OK);
	ck_assert_int_eq(secret_new(secret_len(der) + 1, &longer), E_OK);
	memcpy(secret_data(longer), secret_peek(der), secret_len(der));
	ck_assert_int_eq(material_from_pkcs8(longer, &back), E_DATA);
	ck_assert_int_eq(material_spki(m, &spki), E_OK);
	ck_assert_int_eq(bytes_append(&spki, "", 1), E_OK);
	ck_assert_int_eq(material_from_spki(spki.data, spki.len, &back),
	    E_DATA);
	ck_assert_ptr_null(back);
}
END_TEST

START_TEST(a_shortened_key_is_refused)
{
	SCOPED(material) *m = pair_new(0);
	SCOPED(secret) *der = NULL;
	SCOPED_VALUE(bytes) spki = { 0 };
	struct material *back = NULL;

	ck_assert_int_eq(material_spki(m, &spki), E_OK);
	for (size_t len = 0; len < spki.len; len++)
		ck_assert_int_eq(material_from_spki(spki.data, len, &back),
		    E_DATA);
	ck_assert_int_eq(material_export(m, &der), E_OK);
	while (secret_len(der) > 0) {
		secret_truncate(der, secret_len(der) - 1);
		ck_assert_int_eq(material_from_pkcs8(der, &back), E_DATA);
	}
}
END_TEST

/* The public half is the last thing in PKCS#8. */
START_TEST(halves_that_do_not_fit_are_refused)
{
	SCOPED(material) *a = pair_new(0);
	SCOPED(material) *b = pair_new(0);
	SCOPED(secret) *der_a = NULL;
	SCOPED(secret) *der_b = NULL;
	struct material *back = NULL;
	size_t len;

	ck_assert_int_eq(material_export(a, &der_a), E_OK);
	ck_assert_int_eq(material_export(b, &der_b), E_OK);
	len = secret_len(der_a);
	ck_assert_uint_eq(len, secret_len(der_b));
	memcpy(secret_data(der_a) + len - 64, secret_peek(der_b) + len - 64,
	    64);
	ck_assert_int_eq(material_from_pkcs8(der_a, &back), E_DATA);
	ck_assert_ptr_null(back);
}
END_TEST

START_TEST(a_stored_pair_comes_back_unchecked)
{
	SCOPED(material) *m = pair_new(_i);
	SCOPED(material) *back = NULL;
	SCOPED(secret) *der = NULL;

	ck_assert_int_eq(material_export(m, &der), E_OK);
	ck_assert_int_eq(material_from_stored(der, &back), E_OK);
	ck_assert_int_eq(material_kind(back), MATERIAL_PRIVATE);
	ck_assert_int_eq(EVP_PKEY_eq(material_pkey(m), material_pkey(back)),
	    1);
	ck_assert_int_eq(material_check(back), E_OK);
	secret_truncate(der, secret_len(der) - 1);
	ck_assert_int_eq(material_from_stored(der, &back), E_DATA);
}
END_TEST

START_TEST(a_stored_public_key_comes_back_unchecked)
{
	SCOPED(material) *m = pair_new(_i);
	SCOPED(material) *back = NULL;
	SCOPED_VALUE(bytes) spki = { 0 };
	struct material *none = NULL;

	ck_assert_int_eq(material_spki(m, &spki), E_OK);
	ck_assert_int_eq(material_from_stored_spki(spki.data, spki.len,
	    &back), E_OK);
	ck_assert_int_eq(material_kind(back), MATERIAL_PUBLIC);
	ck_assert_int_eq(material_check(back), E_OK);
	ck_assert_int_eq(material_from_stored_spki(spki.data, spki.len - 1,
	    &none), E_DATA);
}
END_TEST

START_TEST(a_point_off_the_curve_is_refused)
{
	SCOPED(material) *m = pair_new(0);
	SCOPED_VALUE(bytes) spki = { 0 };
	struct material *back = NULL;

	ck_assert_int_eq(material_spki(m, &spki), E_OK);
	spki.data[spki.len - 1] ^= 1;
	ck_assert_int_eq(material_from_spki(spki.data, spki.len, &back),
	    E_DATA);
}
END_TEST

START_TEST(references_are_counted)
{
	struct material *m = pair_new(0);

	ck_assert_ptr_eq(material_ref(m), m);
	material_free(m);
	ck_assert_uint_eq(material_bits(m), 256);
	material_free(m);
	material_free(NULL);
}
END_TEST

START_TEST(a_secret_has_no_public_half)
{
	SCOPED(secret) *value = hex_secret("00");
	SCOPED(material) *m = NULL;
	SCOPED_VALUE(bytes) der = { 0 };

	ck_assert_int_eq(material_from_secret(value, &m), E_OK);
	ck_assert_int_eq(material_spki(m, &der), E_ARGUMENTS);
}
END_TEST

static void
close_all(void)
{
	library_close();
	secret_trim();
}

SUITE("crypto/material",
    tcase_add_checked_fixture(tc, NULL, close_all);
    tcase_add_test(tc, secret_bytes_are_copied);
    tcase_add_test(tc, secret_bytes_are_exported);
    tcase_add_loop_test(tc, a_pair_goes_out_and_comes_back, 0, PAIRS);
    tcase_add_loop_test(tc, a_public_half_goes_out_and_comes_back, 0, PAIRS);
    tcase_add_loop_test(tc, keys_come_from_our_own_provider, 0, PAIRS);
    tcase_add_test(tc, anything_behind_the_key_is_refused);
    tcase_add_loop_test(tc, a_stored_pair_comes_back_unchecked, 0, PAIRS);
    tcase_add_loop_test(tc, a_stored_public_key_comes_back_unchecked, 0,
	PAIRS);
    tcase_add_test(tc, a_shortened_key_is_refused);
    tcase_add_test(tc, halves_that_do_not_fit_are_refused);
    tcase_add_test(tc, a_point_off_the_curve_is_refused);
    tcase_add_test(tc, references_are_counted);
    tcase_add_test(tc, a_secret_has_no_public_half))
