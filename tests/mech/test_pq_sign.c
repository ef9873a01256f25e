/* SPDX-License-Identifier: Apache-2.0 */
/* Nothing is to be tested where libcrypto has no ML-DSA or SLH-DSA. */
#include "crypto/library.h"
#include "mech/drive.h"
#include "mech/pq_case.h"
#include "support/kat.h"
#include "support/suite.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#define OF_EACH_HASH(kind) \
	CKM_HASH_##kind##_SHA224, CKM_HASH_##kind##_SHA256, \
	CKM_HASH_##kind##_SHA384, CKM_HASH_##kind##_SHA512, \
	CKM_HASH_##kind##_SHA3_224, CKM_HASH_##kind##_SHA3_256, \
	CKM_HASH_##kind##_SHA3_384, CKM_HASH_##kind##_SHA3_512, \
	CKM_HASH_##kind##_SHAKE128, CKM_HASH_##kind##_SHAKE256

static const CK_MECHANISM_TYPE rows[] = { CKM_ML_DSA, CKM_HASH_ML_DSA,
	OF_EACH_HASH(ML_DSA), CKM_SLH_DSA, CKM_HASH_SLH_DSA,
	OF_EACH_HASH(SLH_DSA) };
#define ROWS ((int)(sizeof(rows) / sizeof(*rows)))

/* Those that are quick to make keys for and to sign with. */
static const CK_MECHANISM_TYPE quick[] = { CKM_ML_DSA,
	CKM_HASH_ML_DSA_SHA256, CKM_HASH_ML_DSA_SHAKE128, CKM_SLH_DSA,
	CKM_HASH_SLH_DSA_SHA3_512 };
#define QUICK ((int)(sizeof(quick) / sizeof(*quick)))

static unsigned char some[64] = { 1, 2, 3 };
static CK_SIGN_ADDITIONAL_CONTEXT context;
static CK_HASH_SIGN_ADDITIONAL_CONTEXT hash_context;
static struct bytes signature;
static struct job job;

static bool
takes_hash(CK_MECHANISM_TYPE type)
{
	return type == CKM_HASH_ML_DSA || type == CKM_HASH_SLH_DSA;
}

static void
setup(void)
{
	drive_setup();
	context = (CK_SIGN_ADDITIONAL_CONTEXT){ .hedgeVariant =
		CKH_DETERMINISTIC_REQUIRED };
	hash_context = (CK_HASH_SIGN_ADDITIONAL_CONTEXT){ .hedgeVariant =
		CKH_DETERMINISTIC_REQUIRED, .hash = CKM_SHA256 };
}

static void
teardown(void)
{
	bytes_clear(&signature);
	material_free(job.key);
	drive_teardown();
}

static struct job
job_of(enum use use, CK_MECHANISM_TYPE type, struct material *key,
    size_t piece)
{
	struct job j = { .use = use, .mechanism = { type, &context,
		sizeof(context) }, .key = key, .piece = piece };

	if (takes_hash(type)) {
		j.mechanism.pParameter = &hash_context;
		j.mechanism.ulParameterLen = sizeof(hash_context);
	}
	return j;
}

/* ---- known answers ---- */

static CK_MECHANISM_TYPE
digest_of(const struct kat_case *c)
{
	static const struct {
		const char *name;
		CK_MECHANISM_TYPE type;
	} digests[] = { { "SHA256", CKM_SHA256 }, { "SHA384", CKM_SHA384 },
		{ "SHA512_224", CKM_SHA512_224 },
		{ "SHA512_256", CKM_SHA512_256 },
		{ "SHA3_384", CKM_SHA3_384 }, { "SHA3_512", CKM_SHA3_512 } };
	size_t i = 0;

	while (strcmp(digests[i].name, kat_text(c, "digest")) != 0)
		ck_assert_uint_lt(++i, sizeof(digests) / sizeof(*digests));
	return digests[i].type;
}

static void
case_context(struct kat_case *c)
{
	size_t len;
	CK_BYTE *text = (CK_BYTE *)(uintptr_t)kat_bytes(c, "context", &len);

	context.pContext = hash_context.pContext = text;
	context.ulContextLen = hash_context.ulContextLen = len;
	if (kat_has(c, "digest"))
		hash_context.hash = digest_of(c);
}

static void
signature_is(struct kat_case *c)
{
	unsigned char sum[32];
	size_t len;
	const void *expected = kat_bytes(c, "signature_sha256", &len);

	ck_assert_uint_eq(len, sizeof(sum));
	ck_assert_int_eq(EVP_Digest(signature.data, signature.len, sum, NULL,
	    library_digest("SHA2-256"), NULL), 1);
	ck_assert_msg(memcmp(sum, expected, len) == 0, "line %u", c->line);
}

static void
case_holds(struct kat_case *c, CK_MECHANISM_TYPE type, size_t piece)
{
	SCOPED(material) *key = pq_case_key(c);
	const char *field = takes_hash(type) ? "hash" : "message";
	struct job j = job_of(USE_SIGN, type, key, piece);
	size_t in_len, len = 0;
	const void *in = kat_bytes(c, field, &in_len), *given = NULL;
	enum err e, expected = E_OK;

	bytes_clear(&signature);
	case_context(c);
	if (kat_has(c, "signature")) {
		given = kat_bytes(c, "signature", &len);
		ck_assert_int_eq(bytes_set(&signature, given, len), E_OK);
		expected = kat_valid(c) ? E_OK : E_SIGNATURE;
	} else {
		ck_assert_int_eq(drive(&j, in, in_len, &signature), E_OK);
		signature_is(c);
	}
	j.use = USE_VERIFY;
	e = drive_check(&j, in, in_len, signature.data, signature.len);
	ck_assert_msg(e == expected, "line %u: %s", c->line, err_text(e));
}

static void
answers_are_known(CK_MECHANISM_TYPE type, size_t piece)
{
	const struct mech *row = mech_find(type);
	struct kat k;

	if (row == NULL)
		return;
	k = kat_load(row->name);
	for (size_t i = 0; i < k.count; i++)
		case_holds(&k.cases[i], type, piece);
	kat_free(&k);
}

START_TEST(published_signatures_are_made_and_verified)
{
	answers_are_known(rows[_i], WHOLE);
}
END_TEST

START_TEST(pieces_give_the_same)
{
	if (rows[_i] == CKM_ML_DSA || rows[_i] == CKM_HASH_ML_DSA_SHAKE256 ||
	    rows[_i] == CKM_HASH_SLH_DSA_SHA224)
		answers_are_known(rows[_i], 17);
}
END_TEST

/* ---- what else there is to sign and verify ---- */

/* A key for the row and a signature over some, hedged. */
static bool
sign_some(CK_MECHANISM_TYPE type)
{
	const struct mech *row = mech_find(type);
	const struct parameter_set *set;

	if (row == NULL)
		return false;
	set = row->key_type == CKK_ML_DSA ? parameter_set_find(PQ_ML_DSA, 1) :
	    parameter_set_find(PQ_SLH_DSA, CKP_SLH_DSA_SHA2_128F);
	context.hedgeVariant = hash_context.hedgeVariant = CKH_HEDGE_REQUIRED;
	ck_assert_int_eq(pq_generate(set, &job.key), E_OK);
	job = job_of(USE_SIGN, type, job.key, WHOLE);
	ck_assert_int_eq(drive(&job, some, 32, &signature), E_OK);
	job.use = USE_VERIFY;
	return true;
}

START_TEST(hedged_signatures_differ_and_verify)
{
	struct bytes other = { .data = NULL };

	if (!sign_some(quick[_i]))
		return;
	job.use = USE_SIGN;
	ck_assert_int_eq(drive(&job, some, 32, &other), E_OK);
	ck_assert(!bytes_equal(&signature, other.data, other.len));
	job.use = USE_VERIFY;
	ck_assert_int_eq(drive_check(&job, some, 32, other.data, other.len),
	    E_OK);
	bytes_clear(&other);
}
END_TEST

START_TEST(parameter_need_not_be_given)
{
	if (!sign_some(quick[_i]))
		return;
	job.mechanism.pParameter = NULL;
	job.mechanism.ulParameterLen = 0;
	ck_assert_int_eq(drive_check(&job, some, 32, signature.data,
	    signature.len), E_OK);
}
END_TEST

START_TEST(other_message_or_context_does_not_verify)
{
	if (!sign_some(quick[_i]))
		return;
	ck_assert_int_eq(drive_check(&job, some, 31, signature.data,
	    signature.len), E_SIGNATURE);
	context.pContext = some;
	context.ulContextLen = 1;
	ck_assert_int_eq(drive_check(&job, some, 32, signature.data,
	    signature.len), E_SIGNATURE);
}
END_TEST

START_TEST(altered_signature_does_not_verify)
{
	if (!sign_some(quick[_i]))
		return;
	for (size_t i = 0; i < signature.len; i += signature.len / 7) {
		signature.data[i] ^= 1;
		ck_assert_int_eq(drive_check(&job, some, 32, signature.data,
		    signature.len), E_SIGNATURE);
		signature.data[i] ^= 1;
	}
}
END_TEST

START_TEST(signature_of_another_length_is_told_so)
{
	if (!sign_some(quick[_i]))
		return;
	ck_assert_int_eq(drive_check(&job, some, 32, signature.data,
	    signature.len - 1), E_SIGNATURE_LEN);
	ck_assert_int_eq(drive_check(&job, some, 32, signature.data, 0),
	    E_SIGNATURE_LEN);
}
END_TEST

START_TEST(empty_message_can_be_signed)
{
	if (!sign_some(quick[_i]))
		return;
	bytes_clear(&signature);
	job.use = USE_SIGN;
	ck_assert_int_eq(drive(&job, some, 0, &signature), E_OK);
	job.use = USE_VERIFY;
	ck_assert_int_eq(drive_check(&job, some, 0, signature.data,
	    signature.len), E_OK);
}
END_TEST

/* As the flow does: MECH_KEYED rows see the message again. */
START_TEST(candidates_can_be_tried_one_after_the_other)
{
	struct material *other = NULL;
	struct run run = { .state = NULL };
	const struct mech_ops *ops;

	if (!sign_some(quick[_i]))
		return;
	ops = mech_find(quick[_i])->ops;
	ck_assert_int_eq(pq_generate(parameter_set_of(job.key), &other), E_OK);
	ck_assert_int_eq(run_begin(&run, USE_VERIFY, &job.mechanism), E_OK);
	ck_assert_int_eq(run_start(&run, other), E_OK);
	ck_assert_int_eq(ops->update(&run, some, 32, NULL, NULL), E_OK);
	ck_assert_int_eq(ops->check(&run, other, signature.data,
	    signature.len), E_SIGNATURE);
	if (run.mech->traits & MECH_KEYED) {
		ck_assert_int_eq(run_start(&run, job.key), E_OK);
		ck_assert_int_eq(ops->update(&run, some, 32, NULL, NULL),
		    E_OK);
	}
	ck_assert_int_eq(ops->check(&run, job.key, signature.data,
	    signature.len), E_OK);
	run_end(&run);
	material_free(other);
}
END_TEST

static const CK_MECHANISM_TYPE given[] = { CKM_HASH_ML_DSA,
	CKM_HASH_SLH_DSA };

START_TEST(given_hash_has_its_hashes_length)
{
	if (!sign_some(given[_i]))
		return;
	ck_assert_int_eq(drive_check(&job, some, 32, signature.data,
	    signature.len), E_OK);
	ck_assert_int_eq(drive_check(&job, some, 31, signature.data,
	    signature.len), E_DATA_LEN);
	ck_assert_int_eq(drive_check(&job, some, 0, signature.data,
	    signature.len), E_DATA_LEN);
	hash_context.hash = CKM_SHA3_256;
	ck_assert_int_eq(drive_check(&job, some, 32, signature.data,
	    signature.len), E_SIGNATURE);
}
END_TEST

START_TEST(given_hash_has_to_be_given)
{
	struct run run = { .state = NULL };
	unsigned char out[20000];
	size_t len = sizeof(out);

	if (!sign_some(given[_i]))
		return;
	ck_assert_int_eq(run_begin(&run, USE_SIGN, &job.mechanism), E_OK);
	ck_assert_int_eq(run_start(&run, job.key), E_OK);
	ck_assert_int_eq(run.mech->ops->finish(&run, out, &len), E_DATA_LEN);
	run_end(&run);
}
END_TEST

START_TEST(hashing_here_is_the_same_as_before)
{
	unsigned char hash[32];

	if (!sign_some(CKM_HASH_ML_DSA_SHA256))
		return;
	ck_assert_int_eq(EVP_Digest(some, 32, hash, NULL,
	    library_digest("SHA2-256"), NULL), 1);
	job = job_of(USE_VERIFY, CKM_HASH_ML_DSA, job.key, WHOLE);
	ck_assert_int_eq(drive_check(&job, hash, 32, signature.data,
	    signature.len), E_OK);
}
END_TEST

static void
signature_tests(TCase *tc)
{
	tcase_add_loop_test(tc, hedged_signatures_differ_and_verify, 0, QUICK);
	tcase_add_loop_test(tc, parameter_need_not_be_given, 0, QUICK);
	tcase_add_loop_test(tc, other_message_or_context_does_not_verify, 0,
	    QUICK);
	tcase_add_loop_test(tc, altered_signature_does_not_verify, 0, QUICK);
	tcase_add_loop_test(tc, signature_of_another_length_is_told_so, 0,
	    QUICK);
	tcase_add_loop_test(tc, empty_message_can_be_signed, 0, QUICK);
	tcase_add_loop_test(tc, candidates_can_be_tried_one_after_the_other, 0,
	    QUICK);
}

SUITE("mech/pq_sign",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_loop_test(tc, published_signatures_are_made_and_verified, 0,
	ROWS);
    tcase_add_loop_test(tc, pieces_give_the_same, 0, ROWS);
    tcase_add_loop_test(tc, given_hash_has_its_hashes_length, 0, 2);
    tcase_add_loop_test(tc, given_hash_has_to_be_given, 0, 2);
    tcase_add_test(tc, hashing_here_is_the_same_as_before);
    signature_tests(tc))
