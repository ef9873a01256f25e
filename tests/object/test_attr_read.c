/* SPDX-License-Identifier: Apache-2.0 */
/* What an object shows of itself and of its key, by version, state, login. */
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

START_TEST(the_length_is_in_bytes)
{
	ck_assert_uint_eq(number(CKA_VALUE_LEN), 16);
}
END_TEST

START_TEST(a_key_not_made_here_names_no_mechanism)
{
	ck_assert_uint_eq(number(CKA_KEY_GEN_MECHANISM),
	    CK_UNAVAILABLE_INFORMATION);
	ck_assert_int_eq(attrs_set_ulong(&secret->attrs,
	    CKA_KEY_GEN_MECHANISM, CKM_AES_KEY_GEN), E_OK);
	ck_assert_uint_eq(number(CKA_KEY_GEN_MECHANISM), CKM_AES_KEY_GEN);
}
END_TEST

START_TEST(names_are_hashed_with_sha_1_unless_said_otherwise)
{
	SCOPED(object) *c = NULL;

	ck_assert_int_eq(object_new(CKO_CERTIFICATE,
	    CK_UNAVAILABLE_INFORMATION, &c), E_OK);
	v = (struct view){ .object = c };
	ck_assert_uint_eq(number(CKA_NAME_HASH_ALGORITHM), CKM_SHA_1);
	ck_assert_int_eq(attrs_set_ulong(&c->attrs, CKA_NAME_HASH_ALGORITHM,
	    CKM_SHA256), E_OK);
	ck_assert_uint_eq(number(CKA_NAME_HASH_ALGORITHM), CKM_SHA256);
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
    tcase_add_test(tc, the_length_is_in_bytes);
    tcase_add_test(tc, a_key_not_made_here_names_no_mechanism);
    tcase_add_test(tc, names_are_hashed_with_sha_1_unless_said_otherwise);
    tcase_add_test(tc, the_key_id_is_the_keys);
    tcase_add_test(tc, versions_are_numbered_and_counted);
    tcase_add_test(tc, the_state_is_the_keys_or_its_versions);
    tcase_add_test(tc, a_purge_under_way_shows_as_purged);
    tcase_add_test(tc, dates_are_the_keys_or_its_versions);
    tcase_add_test(tc, usage_and_state_permit);
    tcase_add_test(tc, an_old_version_of_a_secret_key_permits_decryption_only);
    tcase_add_test(tc, a_token_key_permits_nothing_without_a_login);
    tcase_add_test(tc, a_certificate_shows_the_version_it_is_bound_to))
