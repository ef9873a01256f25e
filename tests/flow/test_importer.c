/* SPDX-License-Identifier: Apache-2.0 */
/* Keys of every class and type from their attributes, and what is refused. */
#include "flow/import.h"

#include "crypto/ec.h"
#include "crypto/library.h"
#include "crypto/pq.h"
#include "crypto/rsa.h"
#include "key/key_type.h"
#include "support/core_fixture.h"

static struct template t;
static struct material *made;

static void
setup(void)
{
	ck_ok(library_open());
	t = (struct template){ .class = CKO_PRIVATE_KEY };
	made = NULL;
}

static void
teardown(void)
{
	material_free(made);
	template_clear(&t);
	library_close();
}

static void
say(CK_ATTRIBUTE_TYPE type, const void *value, size_t len)
{
	t.parts[t.part_count++] = (CK_ATTRIBUTE){ type,
		(void *)(uintptr_t)value, len };
}

static void
unsay(CK_ATTRIBUTE_TYPE type)
{
	for (size_t i = 0; i < t.part_count; i++)
		if (t.parts[i].type == type)
			t.parts[i] = t.parts[--t.part_count];
}

static enum err
import(void)
{
	material_free(made);
	made = NULL;
	return import_key(&t, &made);
}

static void
same_public(const struct material *a, const struct material *b)
{
	SCOPED_VALUE(bytes) x = { 0 }, y = { 0 };

	ck_ok(material_spki(a, &x));
	ck_ok(material_spki(b, &y));
	ck_assert(bytes_equal(&x, y.data, y.len));
}

/* ---- curves ---- */

static const CK_KEY_TYPE curve_types[] = {
	[CURVE_WEIERSTRASS] = CKK_EC,
	[CURVE_EDWARDS] = CKK_EC_EDWARDS,
	[CURVE_MONTGOMERY] = CKK_EC_MONTGOMERY,
};

START_TEST(a_key_on_every_curve_is_imported)
{
	const struct curve *c;

	for (size_t i = 0; (c = curve_at(i)) != NULL; i++) {
		SCOPED(material) *m = NULL;
		SCOPED(secret) *value = NULL;
		SCOPED_VALUE(bytes) point = { 0 };

		ck_ok(ec_generate(c, &m));
		ck_ok(ec_private(m, &value));
		ck_ok(ec_point(m, &point));
		t = (struct template){ .class = CKO_PRIVATE_KEY,
			.key_type = curve_types[c->kind] };
		say(CKA_EC_PARAMS, c->oid, c->oid_len);
		say(CKA_VALUE, secret_peek(value), secret_len(value));
		ck_ok(import());
		ck_assert_int_eq(material_kind(made), MATERIAL_PRIVATE);
		same_public(made, m);
		unsay(CKA_VALUE);
		ck_refused(import(), E_TEMPLATE_INCOMPLETE);
		t.class = CKO_PUBLIC_KEY;
		ck_refused(import(), E_TEMPLATE_INCOMPLETE);
		say(CKA_EC_POINT, point.data, point.len);
		ck_ok(import());
		ck_assert_int_eq(material_kind(made), MATERIAL_PUBLIC);
		same_public(made, m);
	}
}
END_TEST

/* A curve of one kind with the key type of another. */
START_TEST(a_curve_is_of_the_keys_type)
{
	const struct curve *c;
	unsigned char value[64] = { 1 };

	for (size_t i = 0; (c = curve_at(i)) != NULL; i++) {
		t = (struct template){ .class = CKO_PRIVATE_KEY };
		t.key_type = c->kind == CURVE_WEIERSTRASS ? CKK_EC_EDWARDS
		    : CKK_EC;
		say(CKA_EC_PARAMS, c->oid, c->oid_len);
		say(CKA_VALUE, value, c->bits / 8);
		ck_refused(import(), E_TEMPLATE_INCONSISTENT);
	}
}
END_TEST

START_TEST(a_key_needs_a_curve_we_know)
{
	t.key_type = CKK_EC;
	say(CKA_VALUE, "12345678901234567890123456789012", 32);
	ck_refused(import(), E_TEMPLATE_INCOMPLETE);
	say(CKA_EC_PARAMS, "no curve", 8);
	ck_refused(import(), E_CURVE);
}
END_TEST

/* ---- RSA ---- */

static const struct {
	CK_ATTRIBUTE_TYPE type;
	enum rsa_part part;
} rsa_parts[] = {
	{ CKA_MODULUS, RSA_MODULUS },
	{ CKA_PUBLIC_EXPONENT, RSA_PUBLIC_EXPONENT },
	{ CKA_PRIVATE_EXPONENT, RSA_PRIVATE_EXPONENT },
	{ CKA_PRIME_1, RSA_PRIME_1 },
	{ CKA_PRIME_2, RSA_PRIME_2 },
	{ CKA_EXPONENT_1, RSA_EXPONENT_1 },
	{ CKA_EXPONENT_2, RSA_EXPONENT_2 },
	{ CKA_COEFFICIENT, RSA_COEFFICIENT },
};

static struct secret *numbers[RSA_PARTS];

static void
say_rsa(size_t count, struct material **out)
{
	t.key_type = CKK_RSA;
	ck_ok(rsa_generate(2048, NULL, 0, out));
	for (size_t i = 0; i < count; i++) {
		ck_ok(rsa_part(*out, rsa_parts[i].part, &numbers[i]));
		say(rsa_parts[i].type, secret_peek(numbers[i]),
		    secret_len(numbers[i]));
	}
}

START_TEST(an_rsa_key_is_imported_with_all_its_numbers_or_few)
{
	SCOPED(material) *m = NULL;

	say_rsa(RSA_PARTS, &m);
	ck_ok(import());
	same_public(made, m);
	for (size_t i = RSA_PARTS; i-- > 3;)
		unsay(rsa_parts[i].type);
	ck_ok(import());
	same_public(made, m);
	unsay(CKA_MODULUS);
	ck_refused(import(), E_TEMPLATE_INCOMPLETE);
}
END_TEST

START_TEST(an_rsa_number_that_does_not_fit_is_refused)
{
	SCOPED(material) *m = NULL;

	say_rsa(RSA_PARTS, &m);
	secret_data(numbers[5])[10] ^= 1;
	ck_refused(import(), E_ATTRIBUTE_VALUE);
}
END_TEST

START_TEST(an_rsa_public_key_is_imported)
{
	SCOPED(material) *m = NULL;

	say_rsa(2, &m);
	t.class = CKO_PUBLIC_KEY;
	ck_ok(import());
	ck_assert_int_eq(material_kind(made), MATERIAL_PUBLIC);
	same_public(made, m);
	unsay(CKA_PUBLIC_EXPONENT);
	ck_refused(import(), E_TEMPLATE_INCOMPLETE);
}
END_TEST

/* ---- post-quantum ---- */

static const CK_KEY_TYPE families[] = {
	[PQ_ML_KEM] = CKK_ML_KEM,
	[PQ_ML_DSA] = CKK_ML_DSA,
	[PQ_SLH_DSA] = CKK_SLH_DSA,
};

static void
import_set(const struct parameter_set *set)
{
	SCOPED(material) *m = NULL;
	SCOPED(secret) *value = NULL, *seed = NULL;
	SCOPED_VALUE(bytes) public = { 0 };
	CK_ULONG number = set->number;

	ck_ok(pq_generate(set, &m));
	ck_ok(pq_private(m, &value));
	ck_ok(pq_public(m, &public));
	t = (struct template){ .class = CKO_PUBLIC_KEY,
		.key_type = families[set->family] };
	say(CKA_PARAMETER_SET, &number, sizeof(number));
	ck_refused(import(), E_TEMPLATE_INCOMPLETE);
	say(CKA_VALUE, public.data, public.len);
	ck_ok(import());
	same_public(made, m);
	unsay(CKA_VALUE);
	t.class = CKO_PRIVATE_KEY;
	ck_refused(import(), E_TEMPLATE_INCOMPLETE);
	say(CKA_VALUE, secret_peek(value), secret_len(value));
	ck_ok(import());
	same_public(made, m);
	if (set->seed_len == 0)
		return;
	unsay(CKA_VALUE);
	ck_ok(pq_seed(m, &seed));
	say(CKA_SEED, secret_peek(seed), secret_len(seed));
	ck_ok(import());
	same_public(made, m);
}

START_TEST(a_post_quantum_key_is_imported_where_there_are_any)
{
	for (unsigned f = PQ_ML_KEM; f <= PQ_SLH_DSA; f++) {
		const struct parameter_set *set =
		    parameter_set_find((enum pq_family)f, 1);

		if (parameter_set_offered(set))
			import_set(set);
	}
}
END_TEST

START_TEST(a_parameter_set_is_one_of_the_types)
{
	CK_ULONG number = 99;

	t.key_type = CKK_ML_DSA;
	ck_refused(import(), E_TEMPLATE_INCOMPLETE);
	say(CKA_PARAMETER_SET, &number, sizeof(number));
	ck_refused(import(), E_PARAMETER_SET);
}
END_TEST

/* ---- secret keys ---- */

START_TEST(a_secret_key_of_every_type_is_its_value)
{
	static const unsigned char value[64] = { 1 };
	const struct key_type *type;

	for (size_t i = 0; (type = key_type_at(i)) != NULL; i++) {
		if (type->max == 0)
			continue;
		t = (struct template){ .class = CKO_SECRET_KEY,
			.key_type = type->type };
		ck_refused(import(), E_TEMPLATE_INCOMPLETE);
		say(CKA_VALUE, value, type->max < 64 ? type->max : 64);
		ck_ok(import());
		ck_assert_int_eq(material_kind(made), MATERIAL_SECRET);
	}
}
END_TEST

START_TEST(a_type_belongs_to_a_class)
{
	say(CKA_VALUE, "12345678901234567890123456789012", 32);
	t.key_type = CKK_AES;
	ck_refused(import(), E_ATTRIBUTE_VALUE);
	t.class = CKO_SECRET_KEY;
	ck_ok(import());
	t.key_type = CKK_EC;
	ck_refused(import(), E_ATTRIBUTE_VALUE);
	t.key_type = CKK_DES3;
	ck_refused(import(), E_ATTRIBUTE_VALUE);
}
END_TEST

static void
forget_numbers(void)
{
	for (size_t i = 0; i < RSA_PARTS; i++) {
		secret_free(numbers[i]);
		numbers[i] = NULL;
	}
	teardown();
}

SUITE("flow/importer",
    tcase_add_checked_fixture(tc, setup, forget_numbers);
    tcase_add_test(tc, a_key_on_every_curve_is_imported);
    tcase_add_test(tc, a_curve_is_of_the_keys_type);
    tcase_add_test(tc, a_key_needs_a_curve_we_know);
    tcase_add_test(tc, an_rsa_key_is_imported_with_all_its_numbers_or_few);
    tcase_add_test(tc, an_rsa_number_that_does_not_fit_is_refused);
    tcase_add_test(tc, an_rsa_public_key_is_imported);
    tcase_add_test(tc, a_post_quantum_key_is_imported_where_there_are_any);
    tcase_add_test(tc, a_parameter_set_is_one_of_the_types);
    tcase_add_test(tc, a_secret_key_of_every_type_is_its_value);
    tcase_add_test(tc, a_type_belongs_to_a_class))
