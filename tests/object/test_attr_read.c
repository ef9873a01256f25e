/* SPDX-License-Identifier: Apache-2.0 */
/* What an object shows of its key, by version, state and login. */
#include "object/object.h"

#include "crypto/ec.h"
#include "pkcs11-claviger.h"
#include "support/suite.h"

#include <string.h>

#define NOW UINT64_C(1700000000)

static struct object *secret, *private;
static struct view v;

static void
add(struct object *o, enum state state, uint64_t when)
{
	SCOPED(secret) *value = NULL;
	SCOPED(material) *m = NULL;

	if (o->class == CKO_SECRET_KEY) {
		ck_assert_int_eq(secret_new(16, &value), E_OK);
		memset(secret_data(value), (int)o->key->count + 1, 16);
		ck_assert_int_eq(material_from_secret(value, &m), E_OK);
	} else {
		ck_assert_int_eq(ec_generate(curve_at(0), &m), E_OK);
	}
	ck_assert_int_eq(key_append(o->key, m, state, when, NULL), E_OK);
}

static struct object *
key_object(CK_OBJECT_CLASS class, CK_KEY_TYPE type)
{
	struct object *o;

	ck_assert_int_eq(object_new(class, type, &o), E_OK);
	ck_assert_int_eq(key_new(type, NOW, &o->key), E_OK);
	add(o, STATE_ENABLED, NOW);
	add(o, STATE_STAGED, NOW + 60);
	return o;
}

static void
setup(void)
{
	secret = key_object(CKO_SECRET_KEY, CKK_AES);
	private = key_object(CKO_PRIVATE_KEY, CKK_EC);
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

static CK_ULONG
number(CK_ATTRIBUTE_TYPE type)
{
	CK_ULONG n = 0;
	CK_ATTRIBUTE a = { type, &n, sizeof(n) };

	ck_assert_int_eq(view_get(&v, &a), E_OK);
	ck_assert_uint_eq(a.ulValueLen, sizeof(n));
	return n;
}

static enum err
get(CK_ATTRIBUTE_TYPE type, void *out, CK_ULONG *len)
{
	CK_ATTRIBUTE a = { type, out, *len };
	enum err e = view_get(&v, &a);

	*len = a.ulValueLen;
	return e;
}

START_TEST(class_and_type_are_the_objects)
{
	ck_assert_uint_eq(number(CKA_CLASS), CKO_SECRET_KEY);
	ck_assert_uint_eq(number(CKA_KEY_TYPE), CKK_AES);
}
END_TEST

START_TEST(a_session_object_is_not_on_the_token)
{
	CK_BBOOL b = CK_TRUE;
	CK_ULONG len = 1;

	ck_assert_int_eq(get(CKA_TOKEN, &b, &len), E_OK);
	ck_assert_uint_eq(b, CK_FALSE);
	secret->serial = 3;
	ck_assert_int_eq(get(CKA_TOKEN, &b, &len), E_OK);
	ck_assert_uint_eq(b, CK_TRUE);
}
END_TEST

START_TEST(the_unique_id_is_32_hexadecimal_digits)
{
	char text[32];
	CK_ULONG len = sizeof(text);

	for (size_t i = 0; i < 16; i++)
		secret->uid[i] = (unsigned char)(i * 17);
	ck_assert_int_eq(get(CKA_UNIQUE_ID, text, &len), E_OK);
	ck_assert_uint_eq(len, 32);
	ck_assert_mem_eq(text, "00112233445566778899aabbccddeeff", 32);
}
END_TEST

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

START_TEST(the_length_is_in_bytes)
{
	ck_assert_uint_eq(number(CKA_VALUE_LEN), 16);
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

START_TEST(the_key_id_is_the_keys)
{
	char id[64];
	CK_ULONG len = sizeof(id);

	ck_assert_int_eq(get(CKA_CLV_KEY_ID, id, &len), E_OK);
	ck_assert_uint_eq(len, KEY_ID_LEN);
	ck_assert_mem_eq(id, secret->key->id, len);
}
END_TEST

START_TEST(versions_are_numbered_and_counted)
{
	ck_assert_uint_eq(number(CKA_CLV_VERSION), 1);
	ck_assert_uint_eq(number(CKA_CLV_CURRENT_VERSION), 1);
	ck_assert_uint_eq(number(CKA_CLV_VERSIONS), 2);
	v.version = 2;
	ck_assert_uint_eq(number(CKA_CLV_VERSION), 2);
	ck_assert_uint_eq(number(CKA_CLV_CURRENT_VERSION), 1);
}
END_TEST

START_TEST(the_state_is_the_keys_or_its_versions)
{
	ck_assert_uint_eq(number(CKA_CLV_STATE), CLV_STATE_ENABLED);
	v.version = 2;
	ck_assert_uint_eq(number(CKA_CLV_STATE), CLV_STATE_STAGED);
	secret->key->state = STATE_DISABLED;
	ck_assert_uint_eq(number(CKA_CLV_STATE), CLV_STATE_DISABLED);
}
END_TEST

START_TEST(a_purge_under_way_shows_as_purged)
{
	secret->key->state = STATE_PURGING;
	ck_assert_uint_eq(number(CKA_CLV_STATE), CLV_STATE_PURGED);
}
END_TEST

START_TEST(dates_are_the_keys_or_its_versions)
{
	secret->key->deletion = NOW + 5;
	secret->key->versions[1].deletion = NOW + 7;
	ck_assert_uint_eq(number(CKA_CLV_CREATED), NOW);
	ck_assert_uint_eq(number(CKA_CLV_DELETION_DATE), NOW + 5);
	v.version = 2;
	ck_assert_uint_eq(number(CKA_CLV_CREATED), NOW + 60);
	ck_assert_uint_eq(number(CKA_CLV_DELETION_DATE), NOW + 7);
}
END_TEST

/* ---- what is permitted now ---- */

static void
for_everything(struct object *o)
{
	set(o, CKA_ENCRYPT, true);
	set(o, CKA_DECRYPT, true);
}

START_TEST(usage_and_state_permit)
{
	for_everything(secret);
	ck_assert_uint_eq(number(CKA_CLV_PERMITTED),
	    CKF_ENCRYPT | CKF_DECRYPT);
	secret->key->state = STATE_DISABLED;
	ck_assert_uint_eq(number(CKA_CLV_PERMITTED), 0);
}
END_TEST

START_TEST(an_old_version_of_a_secret_key_permits_decryption_only)
{
	for_everything(secret);
	secret->key->versions[1].state = STATE_ENABLED;
	v.version = 2;
	ck_assert_uint_eq(number(CKA_CLV_PERMITTED), CKF_DECRYPT);
}
END_TEST

START_TEST(a_token_key_permits_nothing_without_a_login)
{
	struct keyring ring = { 0 };
	struct key_place place = { .ring = &ring };
	struct secret *domain;

	for_everything(secret);
	secret->serial = 3;
	v.place = &place;
	ck_assert_uint_eq(number(CKA_CLV_PERMITTED), 0);
	ck_assert_int_eq(secret_new(32, &domain), E_OK);
	ck_assert_int_eq(keyring_add(&ring, 1, domain), E_OK);
	ck_assert_uint_eq(number(CKA_CLV_PERMITTED),
	    CKF_ENCRYPT | CKF_DECRYPT);
	keyring_clear(&ring);
}
END_TEST

START_TEST(a_certificate_shows_the_version_it_is_bound_to)
{
	struct object *c;
	CK_ULONG n, len = sizeof(n);

	ck_assert_int_eq(object_new(CKO_CERTIFICATE,
	    CK_UNAVAILABLE_INFORMATION, &c), E_OK);
	v = (struct view){ .object = c };
	ck_assert_int_eq(get(CKA_CLV_VERSION, &n, &len), E_ATTRIBUTE_TYPE);
	c->bound = 2;
	ck_assert_uint_eq(number(CKA_CLV_VERSION), 2);
	object_free(c);
}
END_TEST

SUITE("object/attr_read",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, class_and_type_are_the_objects);
    tcase_add_test(tc, a_session_object_is_not_on_the_token);
    tcase_add_test(tc, the_unique_id_is_32_hexadecimal_digits);
    tcase_add_test(tc, an_open_value_can_be_read);
    tcase_add_loop_test(tc, any_other_value_cannot, 0, 4);
    tcase_add_test(tc,
	a_value_that_is_not_open_and_cannot_be_opened_is_not_shown);
    tcase_add_test(tc, a_private_value_is_its_scalar);
    tcase_add_test(tc, the_length_is_in_bytes);
    tcase_add_test(tc, the_check_value_is_the_versions);
    tcase_add_test(tc, the_point_is_a_der_octet_string);
    tcase_add_test(tc, the_point_is_the_versions);
    tcase_add_test(tc, the_curve_is_an_oid);
    tcase_add_test(tc, the_public_half_is_the_versions);
    tcase_add_test(tc, the_key_id_is_the_keys);
    tcase_add_test(tc, versions_are_numbered_and_counted);
    tcase_add_test(tc, the_state_is_the_keys_or_its_versions);
    tcase_add_test(tc, a_purge_under_way_shows_as_purged);
    tcase_add_test(tc, dates_are_the_keys_or_its_versions);
    tcase_add_test(tc, usage_and_state_permit);
    tcase_add_test(tc, an_old_version_of_a_secret_key_permits_decryption_only);
    tcase_add_test(tc, a_token_key_permits_nothing_without_a_login);
    tcase_add_test(tc, a_certificate_shows_the_version_it_is_bound_to))
