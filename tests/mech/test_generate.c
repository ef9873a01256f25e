/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/ec.h"
#include "mech/drive.h"
#include "support/suite.h"

static enum err
generate(CK_MECHANISM_TYPE type, const struct key_spec *spec,
    struct material **out)
{
	const struct mech *row = mech_find(type);

	return row->generate(row, spec, out);
}

START_TEST(aes_key_has_the_length_asked_for)
{
	struct key_spec spec = { .type = CKK_AES, .value_len = (size_t)_i };
	struct material *m;

	ck_assert_int_eq(generate(CKM_AES_KEY_GEN, &spec, &m), E_OK);
	ck_assert_int_eq(material_kind(m), MATERIAL_SECRET);
	ck_assert_uint_eq(secret_len(material_secret(m)), (size_t)_i);
	material_free(m);
}
END_TEST

START_TEST(aes_keys_differ)
{
	struct key_spec spec = { .type = CKK_AES, .value_len = 32 };
	struct material *a, *b;

	ck_assert_int_eq(generate(CKM_AES_KEY_GEN, &spec, &a), E_OK);
	ck_assert_int_eq(generate(CKM_AES_KEY_GEN, &spec, &b), E_OK);
	ck_assert(!secret_equal(material_secret(a), material_secret(b)));
	material_free(a);
	material_free(b);
}
END_TEST

START_TEST(aes_needs_a_length)
{
	struct key_spec spec = { .type = CKK_AES };
	struct material *m = NULL;

	ck_assert_int_eq(generate(CKM_AES_KEY_GEN, &spec, &m),
	    E_TEMPLATE_INCOMPLETE);
	ck_assert_ptr_null(m);
}
END_TEST

START_TEST(aes_has_no_other_lengths)
{
	static const size_t lengths[] = { 1, 15, 17, 20, 31, 33, 64, 128 };
	struct key_spec spec = { .type = CKK_AES, .value_len = lengths[_i] };
	struct material *m = NULL;

	ck_assert_int_eq(generate(CKM_AES_KEY_GEN, &spec, &m),
	    E_ATTRIBUTE_VALUE);
}
END_TEST

START_TEST(pair_is_on_the_curve_asked_for)
{
	const struct curve *c = curve_at((size_t)_i);
	struct key_spec spec = { .type = CKK_EC, .params = c->oid,
		.params_len = c->oid_len };
	struct material *m;

	ck_assert_int_eq(generate(CKM_EC_KEY_PAIR_GEN, &spec, &m), E_OK);
	ck_assert_int_eq(material_kind(m), MATERIAL_PRIVATE);
	ck_assert_ptr_eq(curve_of(m), c);
	material_free(m);
}
END_TEST

START_TEST(pairs_differ)
{
	const struct curve *c = curve_at(0);
	struct key_spec spec = { .type = CKK_EC, .params = c->oid,
		.params_len = c->oid_len };
	struct bytes first = { .data = NULL }, second = { .data = NULL };
	struct material *a, *b;

	ck_assert_int_eq(generate(CKM_EC_KEY_PAIR_GEN, &spec, &a), E_OK);
	ck_assert_int_eq(generate(CKM_EC_KEY_PAIR_GEN, &spec, &b), E_OK);
	ck_assert_int_eq(ec_point(a, &first), E_OK);
	ck_assert_int_eq(ec_point(b, &second), E_OK);
	ck_assert(!bytes_equal(&first, second.data, second.len));
	bytes_clear(&first);
	bytes_clear(&second);
	material_free(a);
	material_free(b);
}
END_TEST

START_TEST(pair_needs_parameters)
{
	struct key_spec spec = { .type = CKK_EC };
	struct material *m = NULL;

	ck_assert_int_eq(generate(CKM_EC_KEY_PAIR_GEN, &spec, &m),
	    E_TEMPLATE_INCOMPLETE);
}
END_TEST

START_TEST(unknown_curve_is_refused)
{
	/* id-Ed25519, which is no curve for ECDSA (RFC 8410) */
	static const unsigned char oid[] = { 0x06, 0x03, 0x2b, 0x65, 0x70 };
	struct key_spec spec = { .type = CKK_EC, .params = oid,
		.params_len = sizeof(oid) };
	struct material *m = NULL;

	ck_assert_int_eq(generate(CKM_EC_KEY_PAIR_GEN, &spec, &m), E_CURVE);
	ck_assert_ptr_null(m);
}
END_TEST

static int
curve_count(void)
{
	int n = 0;

	while (curve_at((size_t)n) != NULL)
		n++;
	return n;
}

SUITE("mech/generate",
    tcase_add_checked_fixture(tc, drive_setup, drive_teardown);
    tcase_add_loop_test(tc, aes_key_has_the_length_asked_for, 16, 17);
    tcase_add_loop_test(tc, aes_key_has_the_length_asked_for, 24, 25);
    tcase_add_loop_test(tc, aes_key_has_the_length_asked_for, 32, 33);
    tcase_add_test(tc, aes_keys_differ);
    tcase_add_test(tc, aes_needs_a_length);
    tcase_add_loop_test(tc, aes_has_no_other_lengths, 0, 8);
    tcase_add_loop_test(tc, pair_is_on_the_curve_asked_for, 0, curve_count());
    tcase_add_test(tc, pairs_differ);
    tcase_add_test(tc, pair_needs_parameters);
    tcase_add_test(tc, unknown_curve_is_refused))
