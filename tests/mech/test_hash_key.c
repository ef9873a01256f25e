/* SPDX-License-Identifier: Apache-2.0 */
#include "mech/drive.h"
#include "support/kat.h"
#include "support/suite.h"

static const CK_MECHANISM_TYPE rows[] = { CKM_SHA1_KEY_DERIVATION,
	CKM_SHA224_KEY_DERIVATION, CKM_SHA256_KEY_DERIVATION,
	CKM_SHA384_KEY_DERIVATION, CKM_SHA512_KEY_DERIVATION,
	CKM_SHA512_224_KEY_DERIVATION, CKM_SHA512_256_KEY_DERIVATION,
	CKM_SHA3_224_KEY_DERIVATION, CKM_SHA3_256_KEY_DERIVATION,
	CKM_SHA3_384_KEY_DERIVATION, CKM_SHA3_512_KEY_DERIVATION };
#define ROWS ((int)(sizeof(rows) / sizeof(*rows)))

static void
case_derives(struct kat_case *c, CK_MECHANISM_TYPE type)
{
	size_t base_len, key_len;
	const void *base = kat_bytes(c, "base", &base_len);
	const void *key = kat_bytes(c, "key", &key_len);
	struct job job = { .mechanism = { type, NULL, 0 },
		.key = drive_secret(base, base_len) };

	drive_derive_is(&job, NULL, 0, key, key_len);
	drive_derive_is(&job, NULL, key_len, key, key_len);
	drive_derive_is(&job, NULL, 16, key, 16);
	ck_assert_int_eq(drive_derive_fails(&job, NULL, key_len + 1),
	    E_TEMPLATE_INCONSISTENT);
	material_free(job.key);
}

START_TEST(key_is_the_digest_or_its_beginning)
{
	struct kat k = kat_load(mech_find(rows[_i])->name);

	for (size_t i = 0; i < k.count; i++)
		case_derives(&k.cases[i], rows[_i]);
	kat_free(&k);
}
END_TEST

START_TEST(parameter_is_refused)
{
	unsigned char byte = 0;
	struct job job = {
		.mechanism = { CKM_SHA256_KEY_DERIVATION, &byte, 1 },
		.key = drive_secret("x", 1) };

	ck_assert_int_eq(drive_derive_fails(&job, NULL, 0),
	    E_MECHANISM_PARAM);
	material_free(job.key);
}
END_TEST

SUITE("mech/hash_key",
    tcase_add_checked_fixture(tc, drive_setup, drive_teardown);
    tcase_add_loop_test(tc, key_is_the_digest_or_its_beginning, 0, ROWS);
    tcase_add_test(tc, parameter_is_refused))
