/* SPDX-License-Identifier: Apache-2.0 */
/* Every type of key has one row, and lengths that make sense. */
#include "key/key_type.h"

#include "crypto/ec.h"
#include "crypto/library.h"
#include "crypto/pq.h"
#include "crypto/rsa.h"
#include "support/suite.h"

#include <string.h>

static void
setup(void)
{
	ck_assert_int_eq(library_open(), E_OK);
}

START_TEST(rows_are_found_by_type)
{
	const struct key_type *row;
	size_t i;

	for (i = 0; (row = key_type_at(i)) != NULL; i++)
		ck_assert_ptr_eq(key_type_find(row->type), row);
	ck_assert_uint_ge(i, 20);
	ck_assert_ptr_null(key_type_find(CKK_DES3));
	ck_assert_ptr_null(key_type_find(CK_UNAVAILABLE_INFORMATION));
}
END_TEST

START_TEST(names_are_given_once)
{
	const struct key_type *a, *b;

	for (size_t i = 0; (a = key_type_at(i)) != NULL; i++)
		for (size_t j = 0; (b = key_type_at(j)) != NULL; j++)
			ck_assert(i == j || a->name == NULL ||
			    b->name == NULL || strcmp(a->name, b->name) != 0);
}
END_TEST

static const struct {
	CK_KEY_TYPE type;
	size_t len;
	bool fits;
} lengths[] = {
	{ CKK_AES, 15, false },
	{ CKK_AES, 16, true },
	{ CKK_AES, 17, false },
	{ CKK_AES, 24, true },
	{ CKK_AES, 32, true },
	{ CKK_AES, 40, false },
	{ CKK_AES_XTS, 32, true },
	{ CKK_AES_XTS, 48, false },
	{ CKK_AES_XTS, 64, true },
	{ CKK_CHACHA20, 31, false },
	{ CKK_CHACHA20, 32, true },
	{ CKK_CHACHA20, 33, false },
	{ CKK_GENERIC_SECRET, 0, false },
	{ CKK_GENERIC_SECRET, 1, true },
	{ CKK_GENERIC_SECRET, SECRET_MAX, true },
	{ CKK_GENERIC_SECRET, SECRET_MAX + 1, false },
	{ CKK_SHA_1_HMAC, 1, true },
	{ CKK_SHA3_512_HMAC, 200, true },
	{ CKK_HKDF, 32, true },
	{ CKK_RSA, 0, false },
	{ CKK_RSA, 32, false },
	{ CKK_EC, 32, false },
	{ CKK_DES3, 24, false },
};

START_TEST(a_value_has_a_length_of_its_type)
{
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++)
		ck_assert_msg(key_type_fits(lengths[i].type,
		    lengths[i].len) == lengths[i].fits, "row %zu", i);
}
END_TEST

START_TEST(some_types_have_one_length)
{
	ck_assert_uint_eq(key_type_length(CKK_CHACHA20), 32);
	ck_assert_uint_eq(key_type_length(CKK_AES), 0);
	ck_assert_uint_eq(key_type_length(CKK_RSA), 0);
	ck_assert_uint_eq(key_type_length(CKK_DES3), 0);
}
END_TEST

START_TEST(the_type_of_a_pair_is_seen)
{
	const struct curve *c;
	CK_KEY_TYPE type;

	for (size_t i = 0; (c = curve_at(i)) != NULL; i++) {
		SCOPED(material) *m = NULL;

		ck_assert_int_eq(ec_generate(c, &m), E_OK);
		type = c->kind == CURVE_WEIERSTRASS ? CKK_EC
		    : c->kind == CURVE_EDWARDS ? CKK_EC_EDWARDS
		    : CKK_EC_MONTGOMERY;
		ck_assert_uint_eq(key_type_of(m), type);
	}
}
END_TEST

START_TEST(an_rsa_key_is_one)
{
	SCOPED(material) *m = NULL;

	ck_assert_int_eq(rsa_generate(2048, NULL, 0, &m), E_OK);
	ck_assert_uint_eq(key_type_of(m), CKK_RSA);
}
END_TEST

START_TEST(a_post_quantum_key_is_of_its_family)
{
	static const CK_KEY_TYPE types[] = {
		[PQ_ML_KEM] = CKK_ML_KEM,
		[PQ_ML_DSA] = CKK_ML_DSA,
		[PQ_SLH_DSA] = CKK_SLH_DSA,
	};

	for (size_t i = 0; i < 3; i++) {
		const struct parameter_set *set =
		    parameter_set_find((enum pq_family)i, 1);
		SCOPED(material) *m = NULL;

		if (!parameter_set_offered(set))
			continue;
		ck_assert_int_eq(pq_generate(set, &m), E_OK);
		ck_assert_uint_eq(key_type_of(m), types[i]);
	}
}
END_TEST

START_TEST(a_secret_could_be_anything)
{
	SCOPED(secret) *value = NULL;
	SCOPED(material) *m = NULL;

	ck_assert_int_eq(secret_new(32, &value), E_OK);
	ck_assert_int_eq(material_from_secret(value, &m), E_OK);
	ck_assert_uint_eq(key_type_of(m), CK_UNAVAILABLE_INFORMATION);
}
END_TEST

SUITE("key/key_type",
    tcase_add_checked_fixture(tc, setup, library_close);
    tcase_add_test(tc, rows_are_found_by_type);
    tcase_add_test(tc, names_are_given_once);
    tcase_add_test(tc, a_value_has_a_length_of_its_type);
    tcase_add_test(tc, some_types_have_one_length);
    tcase_add_test(tc, the_type_of_a_pair_is_seen);
    tcase_add_test(tc, an_rsa_key_is_one);
    tcase_add_test(tc, a_post_quantum_key_is_of_its_family);
    tcase_add_test(tc, a_secret_could_be_anything))
