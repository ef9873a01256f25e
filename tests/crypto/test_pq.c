/* SPDX-License-Identifier: Apache-2.0 */
/* Where libcrypto has none of these keys, that is what is tested. */
#include "crypto/pq.h"

#include "crypto/library.h"
#include "cryptoki.h"
#include "mech/pq_case.h"
#include "support/kat.h"
#include "support/suite.h"

#include <openssl/evp.h>

#define SETS 18

static void
setup(void)
{
	ck_assert_int_eq(library_open(), E_OK);
}

static void
teardown(void)
{
	secret_trim();
	library_close();
}

static const struct {
	enum pq_family family;
	unsigned long number;
	const char *name;
} named[SETS] = {
	{ PQ_ML_KEM, CKP_ML_KEM_512, "ML-KEM-512" },
	{ PQ_ML_KEM, CKP_ML_KEM_768, "ML-KEM-768" },
	{ PQ_ML_KEM, CKP_ML_KEM_1024, "ML-KEM-1024" },
	{ PQ_ML_DSA, CKP_ML_DSA_44, "ML-DSA-44" },
	{ PQ_ML_DSA, CKP_ML_DSA_65, "ML-DSA-65" },
	{ PQ_ML_DSA, CKP_ML_DSA_87, "ML-DSA-87" },
	{ PQ_SLH_DSA, CKP_SLH_DSA_SHA2_128S, "SLH-DSA-SHA2-128s" },
	{ PQ_SLH_DSA, CKP_SLH_DSA_SHAKE_128S, "SLH-DSA-SHAKE-128s" },
	{ PQ_SLH_DSA, CKP_SLH_DSA_SHA2_128F, "SLH-DSA-SHA2-128f" },
	{ PQ_SLH_DSA, CKP_SLH_DSA_SHAKE_128F, "SLH-DSA-SHAKE-128f" },
	{ PQ_SLH_DSA, CKP_SLH_DSA_SHA2_192S, "SLH-DSA-SHA2-192s" },
	{ PQ_SLH_DSA, CKP_SLH_DSA_SHAKE_192S, "SLH-DSA-SHAKE-192s" },
	{ PQ_SLH_DSA, CKP_SLH_DSA_SHA2_192F, "SLH-DSA-SHA2-192f" },
	{ PQ_SLH_DSA, CKP_SLH_DSA_SHAKE_192F, "SLH-DSA-SHAKE-192f" },
	{ PQ_SLH_DSA, CKP_SLH_DSA_SHA2_256S, "SLH-DSA-SHA2-256s" },
	{ PQ_SLH_DSA, CKP_SLH_DSA_SHAKE_256S, "SLH-DSA-SHAKE-256s" },
	{ PQ_SLH_DSA, CKP_SLH_DSA_SHA2_256F, "SLH-DSA-SHA2-256f" },
	{ PQ_SLH_DSA, CKP_SLH_DSA_SHAKE_256F, "SLH-DSA-SHAKE-256f" },
};

START_TEST(set_is_found_by_the_standards_number)
{
	const struct parameter_set *set = parameter_set_find(
	    named[_i].family, named[_i].number);

	ck_assert_ptr_nonnull(set);
	ck_assert_str_eq(set->name, named[_i].name);
}
END_TEST

START_TEST(unknown_numbers_are_not_found)
{
	ck_assert_ptr_null(parameter_set_find(PQ_ML_KEM, 0));
	ck_assert_ptr_null(parameter_set_find(PQ_ML_KEM, 4));
	ck_assert_ptr_null(parameter_set_find(PQ_ML_DSA, 4));
	ck_assert_ptr_null(parameter_set_find(PQ_SLH_DSA, 13));
	ck_assert_ptr_null(parameter_set_at(SETS));
}
END_TEST

static const struct parameter_set *
offered(int i)
{
	const struct parameter_set *set = parameter_set_at((size_t)i);

	return parameter_set_offered(set) ? set : NULL;
}

/* A pair of the others is some tenths of a second: one published key each. */
static const struct parameter_set *
quick(int i)
{
	const struct parameter_set *set = offered(i);

	if (set == NULL || set->family != PQ_SLH_DSA)
		return set;
	return set->number == CKP_SLH_DSA_SHA2_128F ||
	    set->number == CKP_SLH_DSA_SHAKE_256F ? set : NULL;
}

START_TEST(set_that_is_not_offered_is_refused)
{
	const struct parameter_set *set = parameter_set_at((size_t)_i);
	unsigned char value[8] = { 0 };
	SCOPED(secret) *seed = NULL;
	struct material *m = NULL;

	if (offered(_i) != NULL)
		return;
	ck_assert_int_eq(secret_new(set->seed_len, &seed), E_OK);
	ck_assert_int_eq(pq_generate(set, &m), E_PARAMETER_SET);
	ck_assert_int_eq(pq_from_private(set, NULL, seed, &m),
	    E_PARAMETER_SET);
	ck_assert_int_eq(pq_from_public(set, value, sizeof(value), &m),
	    E_PARAMETER_SET);
	ck_assert_ptr_null(m);
}
END_TEST

/* ---- known answers ---- */

static void
sum_is(struct kat_case *c, const char *field, const void *data, size_t len)
{
	unsigned char sum[32];
	size_t sum_len;
	const void *expected = kat_bytes(c, field, &sum_len);

	ck_assert_int_eq(EVP_Digest(data, len, sum, NULL,
	    library_digest("SHA2-256"), NULL), 1);
	ck_assert_mem_eq(sum, expected, sum_len);
}

static void
key_is(struct kat_case *c, const struct material *m)
{
	SCOPED_VALUE(bytes) public = { .data = NULL };
	SCOPED(secret) *value = NULL;
	const void *expected;
	size_t len;

	ck_assert_ptr_eq(parameter_set_of(m), pq_case_set(c));
	ck_assert_int_eq(pq_public(m, &public), E_OK);
	ck_assert_int_eq(pq_private(m, &value), E_OK);
	if (kat_has(c, "seed")) {
		sum_is(c, "public_sha256", public.data, public.len);
		sum_is(c, "private_sha256", secret_peek(value),
		    secret_len(value));
	} else {
		expected = kat_bytes(c, "public", &len);
		ck_assert(bytes_equal(&public, expected, len));
		expected = kat_bytes(c, "private", &len);
		ck_assert_uint_eq(secret_len(value), len);
		ck_assert_mem_eq(secret_peek(value), expected, len);
	}
}

START_TEST(published_seeds_and_values_give_published_keys)
{
	struct kat k = kat_load("post_quantum_keys");

	for (size_t i = 0; i < k.count; i++) {
		SCOPED(material) *m = NULL;

		if (!parameter_set_offered(pq_case_set(&k.cases[i])))
			continue;
		m = pq_case_key(&k.cases[i]);
		key_is(&k.cases[i], m);
	}
	kat_free(&k);
}
END_TEST

/* ---- from one form to the other ---- */

static struct material *
pair(const struct parameter_set *set)
{
	struct material *m;

	ck_assert_int_eq(pq_generate(set, &m), E_OK);
	return m;
}

static void
same_public(const struct material *a, const struct material *b)
{
	SCOPED_VALUE(bytes) first = { .data = NULL };
	SCOPED_VALUE(bytes) second = { .data = NULL };

	ck_assert_int_eq(pq_public(a, &first), E_OK);
	ck_assert_int_eq(pq_public(b, &second), E_OK);
	ck_assert(bytes_equal(&first, second.data, second.len));
}

START_TEST(pair_has_the_lengths_its_set_says)
{
	const struct parameter_set *set = quick(_i);
	SCOPED(material) *m = NULL;
	SCOPED(secret) *value = NULL;
	SCOPED(secret) *seed = NULL;
	SCOPED_VALUE(bytes) public = { .data = NULL };

	if (set == NULL)
		return;
	m = pair(set);
	ck_assert_int_eq(material_kind(m), MATERIAL_PRIVATE);
	ck_assert_ptr_eq(parameter_set_of(m), set);
	ck_assert_int_eq(pq_public(m, &public), E_OK);
	ck_assert_uint_eq(public.len, set->public_len);
	ck_assert_int_eq(pq_private(m, &value), E_OK);
	ck_assert_uint_eq(secret_len(value), set->private_len);
	ck_assert_int_eq(pq_seed(m, &seed),
	    set->seed_len != 0 ? E_OK : E_ATTRIBUTE_TYPE);
	if (seed != NULL)
		ck_assert_uint_eq(secret_len(seed), set->seed_len);
}
END_TEST

START_TEST(value_makes_the_same_pair_without_its_seed)
{
	const struct parameter_set *set = quick(_i);
	SCOPED(material) *m = NULL;
	SCOPED(material) *again = NULL;
	SCOPED(secret) *value = NULL;
	SCOPED(secret) *seed = NULL;

	if (set == NULL)
		return;
	m = pair(set);
	ck_assert_int_eq(pq_private(m, &value), E_OK);
	ck_assert_int_eq(pq_from_private(set, value, NULL, &again), E_OK);
	same_public(m, again);
	ck_assert_int_eq(pq_seed(again, &seed), E_ATTRIBUTE_TYPE);
}
END_TEST

START_TEST(seed_and_value_have_to_fit)
{
	const struct parameter_set *set = quick(_i);
	SCOPED(material) *m = NULL;
	SCOPED(material) *again = NULL;
	SCOPED(material) *none = NULL;
	SCOPED(secret) *value = NULL;
	SCOPED(secret) *seed = NULL;

	if (set == NULL || set->seed_len == 0)
		return;
	m = pair(set);
	ck_assert_int_eq(pq_private(m, &value), E_OK);
	ck_assert_int_eq(pq_seed(m, &seed), E_OK);
	ck_assert_int_eq(pq_from_private(set, value, seed, &again), E_OK);
	same_public(m, again);
	secret_data(seed)[0] ^= 1;
	ck_assert_int_eq(pq_from_private(set, value, seed, &none),
	    E_ATTRIBUTE_VALUE);
	ck_assert_ptr_null(none);
}
END_TEST

START_TEST(public_half_stands_alone)
{
	const struct parameter_set *set = quick(_i);
	SCOPED(material) *m = NULL;
	SCOPED(material) *public = NULL;
	SCOPED(secret) *value = NULL;
	SCOPED_VALUE(bytes) octets = { .data = NULL };

	if (set == NULL)
		return;
	m = pair(set);
	ck_assert_int_eq(pq_public(m, &octets), E_OK);
	ck_assert_int_eq(pq_from_public(set, octets.data, octets.len,
	    &public), E_OK);
	ck_assert_int_eq(material_kind(public), MATERIAL_PUBLIC);
	same_public(m, public);
	ck_assert_int_eq(pq_private(public, &value), E_ARGUMENTS);
	ck_assert_int_eq(pq_seed(public, &value), E_ARGUMENTS);
}
END_TEST

START_TEST(other_lengths_are_refused)
{
	const struct parameter_set *set = quick(_i);
	SCOPED(secret) *shorter = NULL;
	unsigned char octets[4000] = { 0 };
	struct material *m = NULL;

	if (set == NULL)
		return;
	ck_assert_int_eq(secret_new(set->private_len - 1, &shorter), E_OK);
	ck_assert_int_eq(pq_from_private(set, shorter, NULL, &m),
	    E_ATTRIBUTE_VALUE);
	ck_assert_int_eq(pq_from_private(set, NULL, shorter, &m),
	    E_ATTRIBUTE_VALUE);
	ck_assert_int_eq(pq_from_public(set, octets, set->public_len + 1, &m),
	    E_ATTRIBUTE_VALUE);
	ck_assert_ptr_null(m);
}
END_TEST

/* ML-KEM holds its public key and that key's hash, ML-DSA a hash, SLH-DSA
 * its public key: at the end all of them. */
START_TEST(value_that_is_not_consistent_is_refused)
{
	static const size_t at[] = { [PQ_ML_KEM] = 40, [PQ_ML_DSA] = 70,
		[PQ_SLH_DSA] = 3 };
	const struct parameter_set *set = quick(_i);
	SCOPED(material) *m = NULL;
	SCOPED(material) *none = NULL;
	SCOPED(secret) *value = NULL;
	size_t place;

	if (set == NULL)
		return;
	m = pair(set);
	ck_assert_int_eq(pq_private(m, &value), E_OK);
	place = set->family == PQ_ML_DSA ? at[PQ_ML_DSA] :
	    set->private_len - at[set->family];
	secret_data(value)[place] ^= 1;
	ck_assert_int_eq(pq_from_private(set, value, NULL, &none),
	    E_ATTRIBUTE_VALUE);
	ck_assert_ptr_null(none);
}
END_TEST

START_TEST(what_is_sealed_keeps_seed_and_value)
{
	const struct parameter_set *set = quick(_i);
	SCOPED(material) *m = NULL;
	SCOPED(material) *again = NULL;
	SCOPED(secret) *der = NULL;
	SCOPED(secret) *before = NULL;
	SCOPED(secret) *after = NULL;

	if (set == NULL)
		return;
	m = pair(set);
	ck_assert_int_eq(material_export(m, &der), E_OK);
	ck_assert_int_eq(material_from_pkcs8(der, &again), E_OK);
	ck_assert_ptr_eq(parameter_set_of(again), set);
	same_public(m, again);
	if (set->seed_len == 0)
		return;
	ck_assert_int_eq(pq_seed(m, &before), E_OK);
	ck_assert_int_eq(pq_seed(again, &after), E_OK);
	ck_assert(secret_equal(before, after));
}
END_TEST

START_TEST(other_keys_are_of_no_set)
{
	unsigned char bytes[32] = { 1 };
	SCOPED(secret) *value = NULL;
	SCOPED(material) *m = NULL;
	SCOPED_VALUE(bytes) out = { .data = NULL };

	ck_assert_int_eq(secret_from(bytes, sizeof(bytes), &value), E_OK);
	ck_assert_int_eq(material_from_secret(value, &m), E_OK);
	ck_assert_ptr_null(parameter_set_of(m));
	ck_assert_int_eq(pq_public(m, &out), E_ARGUMENTS);
}
END_TEST

SUITE("crypto/pq",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_loop_test(tc, set_is_found_by_the_standards_number, 0, SETS);
    tcase_add_test(tc, unknown_numbers_are_not_found);
    tcase_add_loop_test(tc, set_that_is_not_offered_is_refused, 0, SETS);
    tcase_add_test(tc, published_seeds_and_values_give_published_keys);
    tcase_add_loop_test(tc, pair_has_the_lengths_its_set_says, 0, SETS);
    tcase_add_loop_test(tc, value_makes_the_same_pair_without_its_seed, 0,
	SETS);
    tcase_add_loop_test(tc, seed_and_value_have_to_fit, 0, SETS);
    tcase_add_loop_test(tc, public_half_stands_alone, 0, SETS);
    tcase_add_loop_test(tc, other_lengths_are_refused, 0, SETS);
    tcase_add_loop_test(tc, value_that_is_not_consistent_is_refused, 0, SETS);
    tcase_add_loop_test(tc, what_is_sealed_keeps_seed_and_value, 0, SETS);
    tcase_add_test(tc, other_keys_are_of_no_set))
