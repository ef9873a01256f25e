/* SPDX-License-Identifier: Apache-2.0 */
/* What a template says of a key has to be true of it. */
#include "object/template_key.h"

#include "crypto/ec.h"
#include "crypto/rsa.h"
#include "object/template.h"
#include "support/core_fixture.h"

static struct object *o, *rsa;
static struct bytes spki, other, point;

static const unsigned char p256[] = { 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce,
	0x3d, 0x03, 0x01, 0x07 };
static const unsigned char p384[] = { 0x06, 0x05, 0x2b, 0x81, 0x04, 0x00,
	0x22 };

static struct object *
key_object(CK_KEY_TYPE type, struct material *m)
{
	struct object *made;

	ck_ok(object_new(CKO_PRIVATE_KEY, type, &made));
	ck_ok(key_new(type, 1, &made->key));
	ck_ok(key_append(made->key, m, STATE_ENABLED, 1, NULL));
	return made;
}

static void
setup(void)
{
	const struct curve *c = curve_by_params(p256, sizeof(p256));
	SCOPED(material) *m = NULL, *another = NULL, *numbers = NULL;

	ck_ok(ec_generate(c, &m));
	ck_ok(ec_generate(c, &another));
	ck_ok(rsa_generate(2048, NULL, 0, &numbers));
	ck_ok(material_spki(m, &spki));
	ck_ok(material_spki(another, &other));
	ck_ok(ec_point(m, &point));
	o = key_object(CKK_EC, m);
	rsa = key_object(CKK_RSA, numbers);
}

static void
teardown(void)
{
	object_free(o);
	object_free(rsa);
	bytes_clear(&spki);
	bytes_clear(&other);
	bytes_clear(&point);
}

static enum err
says(struct object *of, CK_ATTRIBUTE_TYPE type, const void *value, size_t len)
{
	struct template t = { .part_count = 1 };

	t.parts[0] = (CK_ATTRIBUTE){ type, (void *)(uintptr_t)value, len };
	return template_check_key(&t, of);
}

START_TEST(the_public_half_fits)
{
	ck_ok(says(o, CKA_PUBLIC_KEY_INFO, spki.data, spki.len));
	ck_ok(says(o, CKA_PUBLIC_KEY_INFO, NULL, 0));
}
END_TEST

START_TEST(another_public_half_does_not)
{
	ck_refused(says(o, CKA_PUBLIC_KEY_INFO, other.data, other.len),
	    E_ATTRIBUTE_VALUE);
	ck_refused(says(o, CKA_PUBLIC_KEY_INFO, spki.data, spki.len - 1),
	    E_ATTRIBUTE_VALUE);
	ck_refused(says(rsa, CKA_PUBLIC_KEY_INFO, spki.data, spki.len),
	    E_ATTRIBUTE_VALUE);
}
END_TEST

START_TEST(the_point_fits_in_any_form)
{
	ck_ok(says(o, CKA_EC_POINT, point.data, point.len));
	ck_ok(says(o, CKA_EC_POINT, point.data + 2, point.len - 2));
	point.data[10] ^= 1;
	ck_refused(says(o, CKA_EC_POINT, point.data, point.len),
	    E_ATTRIBUTE_VALUE);
}
END_TEST

START_TEST(the_curve_fits)
{
	ck_ok(says(o, CKA_EC_PARAMS, p256, sizeof(p256)));
	ck_refused(says(o, CKA_EC_PARAMS, p384, sizeof(p384)),
	    E_TEMPLATE_INCONSISTENT);
	ck_refused(says(o, CKA_EC_PARAMS, p384, 1), E_TEMPLATE_INCONSISTENT);
}
END_TEST

START_TEST(the_exponent_fits_whatever_its_zeroes)
{
	ck_ok(says(rsa, CKA_PUBLIC_EXPONENT, "\1\0\1", 3));
	ck_ok(says(rsa, CKA_PUBLIC_EXPONENT, "\0\0\1\0\1", 5));
	ck_refused(says(rsa, CKA_PUBLIC_EXPONENT, "\3", 1),
	    E_TEMPLATE_INCONSISTENT);
	ck_refused(says(rsa, CKA_PUBLIC_EXPONENT, NULL, 0),
	    E_TEMPLATE_INCONSISTENT);
}
END_TEST

START_TEST(the_sum_fits)
{
	unsigned char sum[8];
	CK_ATTRIBUTE a = { CKA_PUBLIC_CRC64_VALUE, sum, sizeof(sum) };
	struct view v = { .object = rsa };

	ck_ok(view_get(&v, &a));
	ck_assert_uint_eq(a.ulValueLen, 8);
	ck_ok(says(rsa, CKA_PUBLIC_CRC64_VALUE, sum, 8));
	sum[3] ^= 4;
	ck_refused(says(rsa, CKA_PUBLIC_CRC64_VALUE, sum, 8),
	    E_ATTRIBUTE_VALUE);
}
END_TEST

START_TEST(nothing_is_said_of_what_has_no_key)
{
	SCOPED(object) *data = NULL;

	ck_ok(object_new(CKO_DATA, CK_UNAVAILABLE_INFORMATION, &data));
	ck_ok(says(data, CKA_PUBLIC_KEY_INFO, "x", 1));
}
END_TEST

START_TEST(a_change_has_to_be_true_too)
{
	struct template_place place = { 0 };
	CK_ATTRIBUTE a = BYTES(CKA_PUBLIC_KEY_INFO, spki.data, spki.len);

	ck_ok(attrs_set_bool(&o->attrs, CKA_MODIFIABLE, true));
	ck_ok(template_modify(o, &a, 1, &place));
	ck_assert_ptr_null(attrs_get(&o->attrs, CKA_PUBLIC_KEY_INFO));
	a = (CK_ATTRIBUTE)BYTES(CKA_PUBLIC_KEY_INFO, other.data, other.len);
	ck_refused(template_modify(o, &a, 1, &place), E_ATTRIBUTE_VALUE);
}
END_TEST

SUITE("object/template_key",
    tcase_add_unchecked_fixture(tc, setup, teardown);
    tcase_add_test(tc, the_public_half_fits);
    tcase_add_test(tc, another_public_half_does_not);
    tcase_add_test(tc, the_point_fits_in_any_form);
    tcase_add_test(tc, the_curve_fits);
    tcase_add_test(tc, the_exponent_fits_whatever_its_zeroes);
    tcase_add_test(tc, the_sum_fits);
    tcase_add_test(tc, nothing_is_said_of_what_has_no_key);
    tcase_add_test(tc, a_change_has_to_be_true_too))
