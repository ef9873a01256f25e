/* SPDX-License-Identifier: Apache-2.0 */
/* What objects show of their keys' material. */
#include "object/attr_read.h"

#include "crypto/ec.h"
#include "support/suite.h"

#include <string.h>

static struct object *secret, *private;
static struct view v;

static void
add_secret(struct object *o)
{
	SCOPED(secret) *value = NULL;
	SCOPED(material) *m = NULL;

	ck_assert_int_eq(secret_new(16, &value), E_OK);
	memset(secret_data(value), (int)o->key->count + 1, 16);
	ck_assert_int_eq(material_from_secret(value, &m), E_OK);
	ck_assert_int_eq(key_append(o->key, m, STATE_ENABLED, 1, NULL), E_OK);
}

static struct object *
key_object(CK_OBJECT_CLASS class, CK_KEY_TYPE type)
{
	struct object *o;

	ck_assert_int_eq(object_new(class, type, &o), E_OK);
	ck_assert_int_eq(key_new(type, 1, &o->key), E_OK);
	return o;
}

static void
add_pair(struct object *o)
{
	SCOPED(material) *m = NULL;

	ck_assert_int_eq(ec_generate(curve_at(0), &m), E_OK);
	ck_assert_int_eq(key_append(o->key, m, STATE_ENABLED, 1, NULL), E_OK);
}

static void
setup(void)
{
	secret = key_object(CKO_SECRET_KEY, CKK_AES);
	private = key_object(CKO_PRIVATE_KEY, CKK_EC);
	for (int i = 0; i < 2; i++) {
		add_secret(secret);
		add_pair(private);
	}
	v = (struct view){ .object = secret };
}

static void
teardown(void)
{
	object_free(secret);
	object_free(private);
}

static void
set(struct object *o, CK_ATTRIBUTE_TYPE type, bool value)
{
	ck_assert_int_eq(attrs_set_bool(&o->attrs, type, value), E_OK);
}

static enum err
get(CK_ATTRIBUTE_TYPE type, void *out, CK_ULONG *len)
{
	CK_ATTRIBUTE a = { type, out, *len };
	enum err e = view_get(&v, &a);

	*len = a.ulValueLen;
	return e;
}

START_TEST(an_open_value_can_be_read)
{
	unsigned char value[16], expected[16];
	CK_ULONG len = sizeof(value);

	set(secret, CKA_EXTRACTABLE, true);
	set(secret, CKA_SENSITIVE, false);
	memset(expected, 1, sizeof(expected));
	ck_assert_int_eq(get(CKA_VALUE, value, &len), E_OK);
	ck_assert_mem_eq(value, expected, 16);
}
END_TEST

/* SENSITIVE, EXTRACTABLE: only (false, true) shows the value. */
START_TEST(any_other_value_cannot)
{
	unsigned char value[16] = { 0 };
	CK_ULONG len = sizeof(value);

	set(secret, CKA_SENSITIVE, _i & 1);
	set(secret, CKA_EXTRACTABLE, _i & 2);
	if (_i == 2)
		return;
	ck_assert_int_eq(get(CKA_VALUE, value, &len), E_ATTRIBUTE_SENSITIVE);
	ck_assert_uint_eq(len, CK_UNAVAILABLE_INFORMATION);
	ck_assert_uint_eq(value[0], 0);
}
END_TEST

START_TEST(a_value_that_is_not_open_and_cannot_be_opened_is_not_shown)
{
	unsigned char value[16];
	CK_ULONG len = sizeof(value);

	set(secret, CKA_EXTRACTABLE, true);
	set(secret, CKA_SENSITIVE, false);
	material_free(atomic_exchange(&secret->key->versions[0].material,
	    NULL));
	ck_assert_int_eq(get(CKA_VALUE, value, &len), E_ATTRIBUTE_SENSITIVE);
}
END_TEST

START_TEST(a_private_value_is_its_scalar)
{
	unsigned char value[64];
	CK_ULONG len = sizeof(value);

	set(private, CKA_EXTRACTABLE, true);
	set(private, CKA_SENSITIVE, false);
	v.object = private;
	ck_assert_int_eq(get(CKA_VALUE, value, &len), E_OK);
	ck_assert_uint_eq(len, 32);
}
END_TEST

START_TEST(the_check_value_is_the_versions)
{
	unsigned char first[3], second[3];
	CK_ULONG len = 3;

	ck_assert_int_eq(get(CKA_CHECK_VALUE, first, &len), E_OK);
	ck_assert_mem_eq(first, secret->key->versions[0].check_value, 3);
	v.version = 2;
	ck_assert_int_eq(get(CKA_CHECK_VALUE, second, &len), E_OK);
	ck_assert_mem_eq(second, secret->key->versions[1].check_value, 3);
}
END_TEST

START_TEST(the_point_is_a_der_octet_string)
{
	unsigned char point[80];
	CK_ULONG len = sizeof(point);

	v.object = private;
	ck_assert_int_eq(get(CKA_EC_POINT, point, &len), E_OK);
	ck_assert_uint_eq(len, 67);
	ck_assert_uint_eq(point[0], 0x04);
	ck_assert_uint_eq(point[1], 65);
	ck_assert_uint_eq(point[2], 0x04);
}
END_TEST

START_TEST(the_point_is_the_versions)
{
	unsigned char first[80], second[80];
	CK_ULONG len = sizeof(first);

	v.object = private;
	ck_assert_int_eq(get(CKA_EC_POINT, first, &len), E_OK);
	v.version = 2;
	ck_assert_int_eq(get(CKA_EC_POINT, second, &len), E_OK);
	ck_assert_mem_ne(first, second, len);
}
END_TEST

START_TEST(the_curve_is_an_oid)
{
	unsigned char params[32];
	CK_ULONG len = sizeof(params);

	v.object = private;
	ck_assert_int_eq(get(CKA_EC_PARAMS, params, &len), E_OK);
	ck_assert_uint_eq(len, curve_at(0)->oid_len);
	ck_assert_mem_eq(params, curve_at(0)->oid, len);
}
END_TEST

START_TEST(the_public_half_is_the_versions)
{
	unsigned char spki[256];
	CK_ULONG len = sizeof(spki);

	v = (struct view){ .object = private, .version = 2 };
	ck_assert_int_eq(get(CKA_PUBLIC_KEY_INFO, spki, &len), E_OK);
	ck_assert(bytes_equal(&private->key->versions[1].spki, spki, len));
}
END_TEST

START_TEST(no_check_value_stays_none)
{
	CK_ULONG len = 0;

	ck_assert_int_eq(attrs_set(&secret->attrs, CKA_CHECK_VALUE, NULL, 0),
	    E_OK);
	ck_assert_int_eq(get(CKA_CHECK_VALUE, NULL, &len), E_OK);
	ck_assert_uint_eq(len, 0);
}
END_TEST

START_TEST(a_curve_keeps_the_name_it_was_given)
{
	unsigned char params[32];
	CK_ULONG len = sizeof(params);

	v.object = private;
	ck_assert_int_eq(attrs_set(&private->attrs, CKA_EC_PARAMS, "\x13\x01x",
	    3), E_OK);
	ck_assert_int_eq(get(CKA_EC_PARAMS, params, &len), E_OK);
	ck_assert_uint_eq(len, 3);
	ck_assert_mem_eq(params, "\x13\x01x", 3);
}
END_TEST

SUITE("object/attr_read_key",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, an_open_value_can_be_read);
    tcase_add_loop_test(tc, any_other_value_cannot, 0, 4);
    tcase_add_test(tc,
	a_value_that_is_not_open_and_cannot_be_opened_is_not_shown);
    tcase_add_test(tc, a_private_value_is_its_scalar);
    tcase_add_test(tc, the_check_value_is_the_versions);
    tcase_add_test(tc, no_check_value_stays_none);
    tcase_add_test(tc, a_curve_keeps_the_name_it_was_given);
    tcase_add_test(tc, the_point_is_a_der_octet_string);
    tcase_add_test(tc, the_point_is_the_versions);
    tcase_add_test(tc, the_curve_is_an_oid);
    tcase_add_test(tc, the_public_half_is_the_versions))
