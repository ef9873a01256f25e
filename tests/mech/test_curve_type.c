/* SPDX-License-Identifier: Apache-2.0 */
#include "mech/curve_type.h"

#include "mech/drive.h"
#include "support/suite.h"

static int
curve_count(void)
{
	int n = 0;

	while (curve_at((size_t)n) != NULL)
		n++;
	return n;
}

START_TEST(curve_serves_its_own_type_only)
{
	static const CK_KEY_TYPE types[] = { CKK_EC, CKK_EC_EDWARDS,
		CKK_EC_MONTGOMERY, CKK_RSA };
	const struct curve *c = curve_at((size_t)_i), *found = NULL;

	for (size_t i = 0; i < 4; i++) {
		enum err e = curve_for_type(types[i], c->oid, c->oid_len,
		    &found);

		ck_assert_int_eq(e, types[i] == curve_key_type(c) ? E_OK :
		    E_CURVE);
	}
	ck_assert_ptr_eq(found, c);
}
END_TEST

START_TEST(types_are_told_apart)
{
	static const struct {
		const char *text;
		CK_KEY_TYPE type;
	} rows[] = { { "p256", CKK_EC }, { "ed25519", CKK_EC_EDWARDS },
		{ "x448", CKK_EC_MONTGOMERY } };

	for (int i = 0; i < 3; i++) {
		struct material *m = drive_ec(rows[i].text, NULL, 0, NULL, 0);

		ck_assert_uint_eq(curve_key_type(curve_of(m)), rows[i].type);
		material_free(m);
	}
}
END_TEST

START_TEST(described_and_unknown_curves_are_told_apart)
{
	static const unsigned char described[] = { 0x30, 0x03, 0x02, 0x01, 1 };
	static const unsigned char unknown[] = { 0x06, 0x03, 0x2b, 0x65, 0x01 };
	const struct curve *c = NULL;

	ck_assert_int_eq(curve_for_type(CKK_EC, described, 5, &c),
	    E_DOMAIN_PARAMS);
	ck_assert_int_eq(curve_for_type(CKK_EC, unknown, 5, &c), E_CURVE);
	ck_assert_int_eq(curve_for_type(CKK_EC, unknown, 0, &c), E_CURVE);
	ck_assert_ptr_null(c);
}
END_TEST

SUITE("mech/curve_type",
    tcase_add_checked_fixture(tc, drive_setup, drive_teardown);
    tcase_add_loop_test(tc, curve_serves_its_own_type_only, 0, curve_count());
    tcase_add_test(tc, types_are_told_apart);
    tcase_add_test(tc, described_and_unknown_curves_are_told_apart))
