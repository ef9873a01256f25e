/* SPDX-License-Identifier: Apache-2.0 */
#include "mech/curve_type.h"
#include "crypto/rsa.h"
#include "mech/drive.h"
#include "support/suite.h"

static enum err
generate(CK_MECHANISM_TYPE type, const struct key_spec *spec,
    struct material **out)
{
	struct run run = { .mech = mech_find(type), .use = USE_GENERATE };

	return run.mech->generate(&run, spec, out);
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

START_TEST(xts_key_is_two_keys_that_differ)
{
	struct key_spec spec = { .type = CKK_AES_XTS,
		.value_len = (size_t)_i * 32 };
	const struct secret *value;
	struct material *m;

	ck_assert_int_eq(generate(CKM_AES_XTS_KEY_GEN, &spec, &m), E_OK);
	value = material_secret(m);
	ck_assert_uint_eq(secret_len(value), spec.value_len);
	ck_assert_mem_ne(secret_peek(value),
	    secret_peek(value) + spec.value_len / 2, spec.value_len / 2);
	material_free(m);
}
END_TEST

START_TEST(xts_has_no_other_lengths)
{
	static const size_t lengths[] = { 0, 16, 24, 31, 33, 48, 63, 128 };
	struct key_spec spec = { .type = CKK_AES_XTS,
		.value_len = lengths[_i] };
	struct material *m = NULL;

	ck_assert_int_eq(generate(CKM_AES_XTS_KEY_GEN, &spec, &m),
	    _i == 0 ? E_TEMPLATE_INCOMPLETE : E_ATTRIBUTE_VALUE);
	ck_assert_ptr_null(m);
}
END_TEST

START_TEST(chacha20_key_has_32_bytes_asked_for_or_not)
{
	for (size_t len = 0; len <= 64; len++) {
		struct key_spec spec = { .type = CKK_CHACHA20,
			.value_len = len };
		struct material *m = NULL;
		bool allowed = len == 0 || len == 32;

		ck_assert_int_eq(generate(CKM_CHACHA20_KEY_GEN, &spec, &m),
		    allowed ? E_OK : E_ATTRIBUTE_VALUE);
		if (allowed)
			ck_assert_uint_eq(material_bits(m), 256);
		material_free(m);
	}
}
END_TEST

static const CK_MECHANISM_TYPE secrets[] = { CKM_GENERIC_SECRET_KEY_GEN,
	CKM_SHA_1_KEY_GEN, CKM_SHA224_KEY_GEN, CKM_SHA256_KEY_GEN,
	CKM_SHA384_KEY_GEN, CKM_SHA512_KEY_GEN, CKM_SHA512_224_KEY_GEN,
	CKM_SHA512_256_KEY_GEN, CKM_SHA3_224_KEY_GEN, CKM_SHA3_256_KEY_GEN,
	CKM_SHA3_384_KEY_GEN, CKM_SHA3_512_KEY_GEN, CKM_HKDF_KEY_GEN };
#define SECRETS ((int)(sizeof(secrets) / sizeof(*secrets)))

START_TEST(secret_has_the_length_asked_for)
{
	static const size_t lengths[] = { 1, 7, 64, 4096 };
	struct material *m;

	for (size_t i = 0; i < 4; i++) {
		struct key_spec spec = { .value_len = lengths[i] };

		ck_assert_int_eq(generate(secrets[_i], &spec, &m), E_OK);
		ck_assert_int_eq(material_kind(m), MATERIAL_SECRET);
		ck_assert_uint_eq(material_bits(m), 8 * lengths[i]);
		material_free(m);
	}
}
END_TEST

START_TEST(secret_needs_a_length_that_is_no_mistake)
{
	struct key_spec spec = { .value_len = 0 };
	struct material *m = NULL;

	ck_assert_int_eq(generate(secrets[_i], &spec, &m),
	    E_TEMPLATE_INCOMPLETE);
	spec.value_len = 4097;
	ck_assert_int_eq(generate(secrets[_i], &spec, &m),
	    E_ATTRIBUTE_VALUE);
	ck_assert_ptr_null(m);
}
END_TEST

START_TEST(secrets_differ)
{
	struct key_spec spec = { .value_len = 20 };
	struct material *a, *b;

	ck_assert_int_eq(generate(secrets[_i], &spec, &a), E_OK);
	ck_assert_int_eq(generate(secrets[_i], &spec, &b), E_OK);
	ck_assert(!secret_equal(material_secret(a), material_secret(b)));
	material_free(a);
	material_free(b);
}
END_TEST

static const CK_MECHANISM_TYPE pairs[] = {
	[CURVE_WEIERSTRASS] = CKM_EC_KEY_PAIR_GEN,
	[CURVE_EDWARDS] = CKM_EC_EDWARDS_KEY_PAIR_GEN,
	[CURVE_MONTGOMERY] = CKM_EC_MONTGOMERY_KEY_PAIR_GEN,
};

START_TEST(pair_is_on_the_curve_asked_for)
{
	const struct curve *c = curve_at((size_t)_i);
	struct key_spec spec = { .type = curve_key_type(c), .params = c->oid,
		.params_len = c->oid_len };
	struct material *m;

	ck_assert_int_eq(generate(pairs[c->kind], &spec, &m), E_OK);
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

/* Each curve by the mechanisms that are not its own. */
START_TEST(curve_of_another_mechanism_is_refused)
{
	const struct curve *c = curve_at((size_t)_i);
	struct key_spec spec = { .type = curve_key_type(c), .params = c->oid,
		.params_len = c->oid_len };
	struct material *m = NULL;

	for (size_t i = 0; i < 3; i++)
		if (i != (size_t)c->kind)
			ck_assert_int_eq(generate(pairs[i], &spec, &m),
			    E_CURVE);
	ck_assert_ptr_null(m);
}
END_TEST

START_TEST(unknown_curve_is_refused)
{
	/* secp160k1 */
	static const unsigned char oid[] = { 0x06, 0x05, 0x2b, 0x81, 0x04,
		0x00, 0x09 };
	struct key_spec spec = { .type = CKK_EC, .params = oid,
		.params_len = sizeof(oid) };
	struct material *m = NULL;

	ck_assert_int_eq(generate(CKM_EC_KEY_PAIR_GEN, &spec, &m), E_CURVE);
	ck_assert_ptr_null(m);
}
END_TEST

START_TEST(rsa_pair_has_the_size_and_exponent_asked_for)
{
	static const unsigned char e[] = { 1, 0, 3 };
	struct key_spec spec = { .type = CKK_RSA, .modulus_bits = 2048,
		.exponent = e, .exponent_len = sizeof(e) };
	struct secret *exponent;
	struct material *m;

	ck_assert_int_eq(generate(CKM_RSA_PKCS_KEY_PAIR_GEN, &spec, &m), E_OK);
	ck_assert_uint_eq(material_bits(m), 2048);
	ck_assert_int_eq(rsa_part(m, RSA_PUBLIC_EXPONENT, &exponent), E_OK);
	ck_assert_mem_eq(secret_peek(exponent), e, sizeof(e));
	secret_free(exponent);
	material_free(m);
}
END_TEST

START_TEST(rsa_pair_needs_a_size)
{
	struct key_spec spec = { .type = CKK_RSA };
	struct material *m = NULL;

	ck_assert_int_eq(generate(CKM_RSA_PKCS_KEY_PAIR_GEN, &spec, &m),
	    E_TEMPLATE_INCOMPLETE);
	spec.modulus_bits = 1024;
	ck_assert_int_eq(generate(CKM_RSA_PKCS_KEY_PAIR_GEN, &spec, &m),
	    E_KEY_SIZE);
}
END_TEST

START_TEST(rsa_exponent_that_cannot_be_had_is_inconsistent)
{
	static const unsigned char e[] = { 3 };
	struct key_spec spec = { .type = CKK_RSA, .modulus_bits = 2048,
		.exponent = e, .exponent_len = sizeof(e) };
	struct material *m = NULL;

	ck_assert_int_eq(generate(CKM_RSA_PKCS_KEY_PAIR_GEN, &spec, &m),
	    E_TEMPLATE_INCONSISTENT);
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
    tcase_add_test(tc, rsa_pair_has_the_size_and_exponent_asked_for);
    tcase_add_test(tc, rsa_pair_needs_a_size);
    tcase_add_test(tc, rsa_exponent_that_cannot_be_had_is_inconsistent);
    tcase_add_loop_test(tc, aes_key_has_the_length_asked_for, 16, 17);
    tcase_add_loop_test(tc, aes_key_has_the_length_asked_for, 24, 25);
    tcase_add_loop_test(tc, aes_key_has_the_length_asked_for, 32, 33);
    tcase_add_test(tc, aes_keys_differ);
    tcase_add_test(tc, aes_needs_a_length);
    tcase_add_loop_test(tc, aes_has_no_other_lengths, 0, 8);
    tcase_add_loop_test(tc, xts_key_is_two_keys_that_differ, 1, 3);
    tcase_add_loop_test(tc, xts_has_no_other_lengths, 0, 8);
    tcase_add_test(tc, chacha20_key_has_32_bytes_asked_for_or_not);
    tcase_add_loop_test(tc, secret_has_the_length_asked_for, 0, SECRETS);
    tcase_add_loop_test(tc, secret_needs_a_length_that_is_no_mistake, 0,
	SECRETS);
    tcase_add_loop_test(tc, secrets_differ, 0, SECRETS);
    tcase_add_loop_test(tc, pair_is_on_the_curve_asked_for, 0, curve_count());
    tcase_add_loop_test(tc, curve_of_another_mechanism_is_refused, 0,
	curve_count());
    tcase_add_test(tc, pairs_differ);
    tcase_add_test(tc, pair_needs_parameters);
    tcase_add_test(tc, unknown_curve_is_refused))
