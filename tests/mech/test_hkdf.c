/* SPDX-License-Identifier: Apache-2.0 */
#include "mech/drive.h"
#include "support/kat.h"
#include "support/suite.h"

#include <string.h>

static unsigned char some[80] = { 1, 2, 3 };
static CK_HKDF_PARAMS hkdf;
static struct job job;

static void
setup(void)
{
	drive_setup();
	hkdf = (CK_HKDF_PARAMS){ .bExtract = CK_TRUE, .bExpand = CK_TRUE,
		.prfHashMechanism = CKM_SHA256,
		.ulSaltType = CKF_HKDF_SALT_NULL };
	job.key = drive_secret(some, 32);
	job.mechanism = (CK_MECHANISM){ CKM_HKDF_DERIVE, &hkdf, sizeof(hkdf) };
}

static void
teardown(void)
{
	material_free(job.key);
	drive_teardown();
}

/* ---- known answers ---- */

static CK_MECHANISM_TYPE
hash_of(const struct kat_case *c)
{
	static const struct {
		const char *name;
		CK_MECHANISM_TYPE type;
	} hashes[] = { { "sha1", CKM_SHA_1 }, { "sha256", CKM_SHA256 },
		{ "sha384", CKM_SHA384 }, { "sha512", CKM_SHA512 } };
	size_t i = 0;

	while (strcmp(hashes[i].name, kat_text(c, "hash")) != 0)
		i++;
	return hashes[i].type;
}

static unsigned char *
bytes_of(struct kat_case *c, const char *field, size_t *len)
{
	return (unsigned char *)(uintptr_t)kat_bytes(c, field, len);
}

static void
params_fill(struct kat_case *c)
{
	size_t salt_len, info_len;

	hkdf.prfHashMechanism = hash_of(c);
	hkdf.pSalt = bytes_of(c, "salt", &salt_len);
	hkdf.ulSaltLen = salt_len;
	hkdf.ulSaltType = salt_len > 0 ? CKF_HKDF_SALT_DATA
	    : CKF_HKDF_SALT_NULL;
	hkdf.pInfo = bytes_of(c, "info", &info_len);
	hkdf.ulInfoLen = info_len;
	hkdf.bExtract = hkdf.bExpand = CK_TRUE;
}

static void
key_take(struct kat_case *c, const char *field)
{
	size_t len;
	const unsigned char *bytes = kat_bytes(c, field, &len);

	material_free(job.key);
	job.key = drive_secret(bytes, len);
}

static void
case_derives(struct kat_case *c)
{
	size_t okm_len, prk_len;
	const unsigned char *okm = kat_bytes(c, "okm", &okm_len), *prk;

	params_fill(c);
	key_take(c, "ikm");
	if (!kat_valid(c)) {
		ck_assert_int_eq(drive_derive_fails(&job, NULL,
		    kat_number(c, "size", 0)), E_TEMPLATE_INCONSISTENT);
		return;
	}
	drive_derive_is(&job, NULL, okm_len, okm, okm_len);
	if (!kat_has(c, "prk"))
		return;
	prk = kat_bytes(c, "prk", &prk_len);
	hkdf.bExpand = CK_FALSE;
	drive_derive_is(&job, NULL, 0, prk, prk_len);
	key_take(c, "prk");
	hkdf.bExtract = CK_FALSE;
	hkdf.bExpand = CK_TRUE;
	drive_derive_is(&job, NULL, okm_len, okm, okm_len);
}

START_TEST(keys_are_the_published_ones)
{
	static const CK_MECHANISM_TYPE rows[] = { CKM_HKDF_DERIVE,
		CKM_HKDF_DATA };
	struct kat k = kat_load(mech_find(rows[_i])->name);

	job.mechanism.mechanism = rows[_i];
	for (size_t i = 0; i < k.count; i++)
		case_derives(&k.cases[i]);
	kat_free(&k);
}
END_TEST

START_TEST(salt_may_be_a_key)
{
	struct kat k = kat_load("HKDF_DATA");
	size_t salt_len, okm_len;
	const void *salt = kat_bytes(&k.cases[0], "salt", &salt_len);
	const void *okm = kat_bytes(&k.cases[0], "okm", &okm_len);
	struct material *key = drive_secret(salt, salt_len);

	params_fill(&k.cases[0]);
	key_take(&k.cases[0], "ikm");
	hkdf.ulSaltType = CKF_HKDF_SALT_KEY;
	hkdf.hSaltKey = 5;
	drive_derive_is(&job, key, okm_len, okm, okm_len);
	ck_assert_int_eq(drive_derive_fails(&job, NULL, 42), E_KEY_TYPE);
	material_free(key);
	kat_free(&k);
}
END_TEST

START_TEST(parameter_names_the_key_that_is_the_salt)
{
	struct run run = { .state = NULL };

	hkdf.hSaltKey = 5;
	ck_assert_int_eq(run_begin(&run, USE_DERIVE, &job.mechanism), E_OK);
	ck_assert_uint_eq(run.mech->ops->second(&run), CK_INVALID_HANDLE);
	run_end(&run);
	hkdf.ulSaltType = CKF_HKDF_SALT_KEY;
	ck_assert_int_eq(run_begin(&run, USE_DERIVE, &job.mechanism), E_OK);
	ck_assert_uint_eq(run.mech->ops->second(&run), 5);
	run_end(&run);
	hkdf.hSaltKey = CK_INVALID_HANDLE;
	ck_assert_int_eq(drive_derive_fails(&job, NULL, 32), E_KEY_HANDLE);
}
END_TEST

START_TEST(hash_may_be_named_by_its_hmac)
{
	struct kat k = kat_load("HKDF_DATA");
	size_t okm_len;
	const void *okm = kat_bytes(&k.cases[0], "okm", &okm_len);

	params_fill(&k.cases[0]);
	key_take(&k.cases[0], "ikm");
	hkdf.prfHashMechanism = CKM_SHA256_HMAC;
	drive_derive_is(&job, NULL, okm_len, okm, okm_len);
	kat_free(&k);
}
END_TEST

/* ---- refusals ---- */

START_TEST(neither_extracting_nor_expanding_is_refused)
{
	hkdf.bExtract = hkdf.bExpand = CK_FALSE;
	ck_assert_int_eq(drive_derive_fails(&job, NULL, 32),
	    E_MECHANISM_PARAM);
}
END_TEST

START_TEST(expanding_needs_a_length)
{
	ck_assert_int_eq(drive_derive_fails(&job, NULL, 0),
	    E_TEMPLATE_INCOMPLETE);
}
END_TEST

START_TEST(extracting_gives_no_more_than_the_hash)
{
	hkdf.bExpand = CK_FALSE;
	ck_assert_int_eq(drive_derive_fails(&job, NULL, 33),
	    E_TEMPLATE_INCONSISTENT);
}
END_TEST

START_TEST(short_keys_are_extracted_from_but_not_expanded)
{
	struct secret *made = NULL;
	size_t len = 32;
	struct derivation d = { .len = &len, .count = 1 };

	material_free(job.key);
	job.key = drive_secret(some, 31);
	ck_assert_int_eq(drive_derive(&job, d, &made), E_OK);
	secret_free(made);
	hkdf.bExtract = CK_FALSE;
	ck_assert_int_eq(drive_derive_fails(&job, NULL, 32), E_KEY_SIZE);
}
END_TEST

START_TEST(what_is_no_hash_is_refused)
{
	static const CK_MECHANISM_TYPE bad[] = { 0, CKM_AES_CMAC, CKM_AES_GCM,
		CKM_SHA256_HMAC_GENERAL, CKM_ECDSA, CKM_VENDOR_DEFINED };

	hkdf.prfHashMechanism = bad[_i];
	ck_assert_int_eq(drive_derive_fails(&job, NULL, 32),
	    E_MECHANISM_PARAM);
}
END_TEST

START_TEST(salt_and_information_that_cannot_be_are_refused)
{
	const CK_HKDF_PARAMS good = hkdf;

	hkdf.ulSaltType = 8;
	ck_assert_int_eq(drive_derive_fails(&job, NULL, 32),
	    E_MECHANISM_PARAM);
	hkdf.ulSaltType = CKF_HKDF_SALT_DATA;
	hkdf.ulSaltLen = 1;
	ck_assert_int_eq(drive_derive_fails(&job, NULL, 32),
	    E_MECHANISM_PARAM);
	hkdf.pSalt = some;
	hkdf.ulSaltLen = (CK_ULONG)-1;
	ck_assert_int_eq(drive_derive_fails(&job, NULL, 32),
	    E_MECHANISM_PARAM);
	hkdf = good;
	hkdf.ulInfoLen = 1;
	ck_assert_int_eq(drive_derive_fails(&job, NULL, 32),
	    E_MECHANISM_PARAM);
	job.mechanism.ulParameterLen--;
	ck_assert_int_eq(drive_derive_fails(&job, NULL, 32),
	    E_MECHANISM_PARAM);
}
END_TEST

START_TEST(what_is_not_used_is_not_looked_at)
{
	struct kat k = kat_load("HKDF_DATA");
	size_t prk_len;
	const void *prk = kat_bytes(&k.cases[2], "prk", &prk_len);

	params_fill(&k.cases[2]);
	key_take(&k.cases[2], "ikm");
	hkdf.bExpand = CK_FALSE;
	hkdf.pInfo = NULL;
	hkdf.ulInfoLen = 99;
	hkdf.pSalt = NULL;
	hkdf.ulSaltLen = 99;
	drive_derive_is(&job, NULL, 0, prk, prk_len);
	kat_free(&k);
}
END_TEST

START_TEST(hkdf_and_generic_keys_are_bases)
{
	const struct mech *row = mech_find(CKM_HKDF_DERIVE);

	ck_assert(mech_takes(row, CKK_HKDF));
	ck_assert(mech_takes(row, CKK_GENERIC_SECRET));
	ck_assert(!mech_takes(row, CKK_AES));
}
END_TEST

SUITE("mech/hkdf",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_loop_test(tc, keys_are_the_published_ones, 0, 2);
    tcase_add_test(tc, salt_may_be_a_key);
    tcase_add_test(tc, parameter_names_the_key_that_is_the_salt);
    tcase_add_test(tc, hash_may_be_named_by_its_hmac);
    tcase_add_test(tc, neither_extracting_nor_expanding_is_refused);
    tcase_add_test(tc, expanding_needs_a_length);
    tcase_add_test(tc, extracting_gives_no_more_than_the_hash);
    tcase_add_test(tc, short_keys_are_extracted_from_but_not_expanded);
    tcase_add_loop_test(tc, what_is_no_hash_is_refused, 0, 6);
    tcase_add_test(tc, salt_and_information_that_cannot_be_are_refused);
    tcase_add_test(tc, what_is_not_used_is_not_looked_at);
    tcase_add_test(tc, hkdf_and_generic_keys_are_bases))
