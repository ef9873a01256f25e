/* SPDX-License-Identifier: Apache-2.0 */
#include "mech/pq_context.h"

#include "mech/param.h"
#include "support/suite.h"

#include <string.h>

static const struct mech pure = { .name = "ML_DSA", .key_type = CKK_ML_DSA };
static const struct mech hashing = { .name = "HASH_ML_DSA_SHA384",
	.key_type = CKK_ML_DSA, .digest = "SHA2-384" };

static unsigned char text[256] = { 0xaa, 0xbb, 0xcc };
static CK_SIGN_ADDITIONAL_CONTEXT given;
static CK_HASH_SIGN_ADDITIONAL_CONTEXT hash_given;
static struct run run;
static struct bytes head;

static void
setup(void)
{
	memset(&run, 0, sizeof(run));
	run.mech = &pure;
	run.use = USE_SIGN;
	given = (CK_SIGN_ADDITIONAL_CONTEXT){ CKH_HEDGE_PREFERRED, text, 3 };
	hash_given = (CK_HASH_SIGN_ADDITIONAL_CONTEXT){ CKH_HEDGE_PREFERRED,
		text, 3, CKM_SHA256 };
}

static void
teardown(void)
{
	bytes_clear(&head);
}

static enum err
param(void)
{
	CK_MECHANISM m = { CKM_ML_DSA, &given, sizeof(given) };

	return pq_context_param(&run, &m);
}

static enum err
hash_param(void)
{
	CK_MECHANISM m = { CKM_HASH_ML_DSA, &hash_given, sizeof(hash_given) };

	return pq_context_hash_param(&run, &m);
}

static void
head_is(const void *expected, size_t len)
{
	bytes_clear(&head);
	ck_assert_int_eq(pq_context_head(pq_context(&run), &head), E_OK);
	ck_assert(bytes_equal(&head, expected, len));
}

START_TEST(silence_is_an_empty_context)
{
	CK_MECHANISM m = { CKM_ML_DSA, NULL, 0 };

	ck_assert_int_eq(pq_context_param(&run, &m), E_OK);
	ck_assert(!pq_context(&run)->deterministic);
	head_is("\0", 2);
}
END_TEST

START_TEST(context_is_kept)
{
	ck_assert_int_eq(param(), E_OK);
	text[0] = 0;
	head_is("\0\3\xaa\xbb\xcc", 5);
}
END_TEST

/* FIPS 204, algorithm 4: the OID of SHA-384 is 2.16.840.1.101.3.4.2.2. */
START_TEST(hashing_row_names_its_hash)
{
	run.mech = &hashing;
	ck_assert_int_eq(param(), E_OK);
	head_is("\1\3\xaa\xbb\xcc\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x02",
	    16);
}
END_TEST

START_TEST(given_hash_is_named)
{
	ck_assert_int_eq(hash_param(), E_OK);
	ck_assert_uint_eq(pq_context(&run)->hash->len, 32);
	head_is("\1\3\xaa\xbb\xcc\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01",
	    16);
}
END_TEST

START_TEST(hash_that_is_no_such_hash_is_refused)
{
	static const CK_MECHANISM_TYPE others[] = { CKM_SHA_1, CKM_ML_DSA,
		CKM_SHA256_HMAC, CK_UNAVAILABLE_INFORMATION };

	hash_given.hash = others[_i];
	ck_assert_int_eq(hash_param(), E_MECHANISM_PARAM);
}
END_TEST

START_TEST(given_hash_needs_the_parameter)
{
	CK_MECHANISM m = { CKM_HASH_ML_DSA, NULL, 0 };

	ck_assert_int_eq(pq_context_hash_param(&run, &m), E_MECHANISM_PARAM);
	m = (CK_MECHANISM){ CKM_HASH_ML_DSA, &hash_given,
		sizeof(hash_given) - 1 };
	ck_assert_int_eq(pq_context_hash_param(&run, &m), E_MECHANISM_PARAM);
}
END_TEST

START_TEST(context_has_at_most_255_bytes)
{
	given.ulContextLen = hash_given.ulContextLen = 255;
	ck_assert_int_eq(param(), E_OK);
	ck_assert_int_eq(hash_param(), E_OK);
	given.ulContextLen = hash_given.ulContextLen = 256;
	ck_assert_int_eq(param(), E_MECHANISM_PARAM);
	ck_assert_int_eq(hash_param(), E_MECHANISM_PARAM);
}
END_TEST

START_TEST(context_at_null_is_refused)
{
	given.pContext = NULL;
	ck_assert_int_eq(param(), E_MECHANISM_PARAM);
	given.ulContextLen = 0;
	ck_assert_int_eq(param(), E_OK);
}
END_TEST

START_TEST(parameter_of_another_size_is_refused)
{
	CK_MECHANISM m = { CKM_ML_DSA, &given, sizeof(given) - 1 };

	ck_assert_int_eq(pq_context_param(&run, &m), E_MECHANISM_PARAM);
	m.pParameter = NULL;
	ck_assert_int_eq(pq_context_param(&run, &m), E_MECHANISM_PARAM);
}
END_TEST

START_TEST(hedge_is_read_when_signing)
{
	given.hedgeVariant = CKH_DETERMINISTIC_REQUIRED;
	ck_assert_int_eq(param(), E_OK);
	ck_assert(pq_context(&run)->deterministic);
	given.hedgeVariant = CKH_HEDGE_REQUIRED;
	ck_assert_int_eq(param(), E_OK);
	ck_assert(!pq_context(&run)->deterministic);
	given.hedgeVariant = 3;
	ck_assert_int_eq(param(), E_MECHANISM_PARAM);
}
END_TEST

START_TEST(hedge_is_nothing_to_who_verifies)
{
	run.use = USE_VERIFY;
	given.hedgeVariant = 77;
	ck_assert_int_eq(param(), E_OK);
}
END_TEST

SUITE("mech/pq_context",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, silence_is_an_empty_context);
    tcase_add_test(tc, context_is_kept);
    tcase_add_test(tc, hashing_row_names_its_hash);
    tcase_add_test(tc, given_hash_is_named);
    tcase_add_loop_test(tc, hash_that_is_no_such_hash_is_refused, 0, 4);
    tcase_add_test(tc, given_hash_needs_the_parameter);
    tcase_add_test(tc, context_has_at_most_255_bytes);
    tcase_add_test(tc, context_at_null_is_refused);
    tcase_add_test(tc, parameter_of_another_size_is_refused);
    tcase_add_test(tc, hedge_is_read_when_signing);
    tcase_add_test(tc, hedge_is_nothing_to_who_verifies))
