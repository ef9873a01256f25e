/* SPDX-License-Identifier: Apache-2.0 */
/* Material from outside is measured against its type and its template. */
#include "flow/import.h"

#include "crypto/library.h"
#include "support/core_fixture.h"

static struct template t;
static const unsigned char zeroes_check[] = { 0xdc, 0x95, 0xc0 };

static void
setup(void)
{
	ck_ok(library_open());
	t = (struct template){ .class = CKO_SECRET_KEY, .key_type = CKK_AES };
}

static void
teardown(void)
{
	template_clear(&t);
	library_close();
}

/* The one thing the template says of the key. */
static void
say(const CK_ATTRIBUTE *a)
{
	t.parts[0] = *a;
	t.part_count = 1;
}

static enum err
import(size_t len)
{
	SCOPED(secret) *value = NULL;
	SCOPED(material) *m = NULL;

	ck_ok(secret_new(len, &value));
	return import_secret(&t, value, &m);
}

static const struct {
	CK_KEY_TYPE type;
	size_t len;
	enum err e;
} rows[] = {
	{ CKK_AES, 16, E_OK },
	{ CKK_AES, 24, E_OK },
	{ CKK_AES, 32, E_OK },
	{ CKK_AES, 0, E_ATTRIBUTE_VALUE },
	{ CKK_AES, 15, E_ATTRIBUTE_VALUE },
	{ CKK_AES, 64, E_ATTRIBUTE_VALUE },
	{ CKK_GENERIC_SECRET, 0, E_ATTRIBUTE_VALUE },
	{ CKK_GENERIC_SECRET, 1, E_OK },
	{ CKK_GENERIC_SECRET, 4096, E_OK },
	{ CKK_GENERIC_SECRET, 4097, E_ATTRIBUTE_VALUE },
	{ CKK_SHA256_HMAC, 7, E_OK },
	{ CKK_CHACHA20, 32, E_OK },
	{ CKK_CHACHA20, 16, E_ATTRIBUTE_VALUE },
	{ CKK_AES_XTS, 64, E_OK },
	{ CKK_AES_XTS, 48, E_ATTRIBUTE_VALUE },
	{ CKK_RSA, 32, E_ATTRIBUTE_VALUE },
};

START_TEST(a_value_has_the_length_of_its_type)
{
	t.key_type = rows[_i].type;
	ck_refused(import(rows[_i].len), rows[_i].e);
}
END_TEST

static const struct {
	CK_KEY_TYPE type;
	CK_ULONG given;
	enum err e;
	size_t len;
} wanted[] = {
	{ CKK_AES, 0, E_OK, 0 },
	{ CKK_AES, 24, E_OK, 24 },
	{ CKK_AES, 20, E_ATTRIBUTE_VALUE, 0 },
	{ CKK_CHACHA20, 0, E_OK, 32 },
	{ CKK_CHACHA20, 32, E_OK, 32 },
	{ CKK_CHACHA20, 16, E_TEMPLATE_INCONSISTENT, 0 },
	{ CKK_GENERIC_SECRET, 5000, E_ATTRIBUTE_VALUE, 0 },
	{ CKK_GENERIC_SECRET, ~0ul, E_ATTRIBUTE_VALUE, 0 },
};

START_TEST(a_template_says_how_long_a_key_will_be)
{
	CK_ULONG n = wanted[_i].given;
	CK_ATTRIBUTE a = VALUE(CKA_VALUE_LEN, n);
	size_t len = 0;

	t.key_type = wanted[_i].type;
	if (n != 0)
		say(&a);
	ck_refused(import_length(&t, &len), wanted[_i].e);
	ck_assert_uint_eq(len, wanted[_i].len);
}
END_TEST

START_TEST(a_length_that_is_given_fits)
{
	CK_ULONG n = 32;
	CK_ATTRIBUTE a = VALUE(CKA_VALUE_LEN, n);

	say(&a);
	ck_ok(import(32));
	ck_refused(import(16), E_TEMPLATE_INCONSISTENT);
}
END_TEST

START_TEST(a_check_value_that_is_given_fits)
{
	CK_ATTRIBUTE a = BYTES(CKA_CHECK_VALUE, zeroes_check, 3);

	say(&a);
	ck_ok(import(32));
	ck_refused(import(16), E_ATTRIBUTE_VALUE);
	a.ulValueLen = 2;
	say(&a);
	ck_refused(import(32), E_ATTRIBUTE_VALUE);
	a.ulValueLen = 0;
	say(&a);
	ck_ok(import(16));
}
END_TEST

START_TEST(an_object_gets_one_version)
{
	SCOPED(secret) *value = NULL;
	SCOPED(material) *m = NULL;
	SCOPED(object) *o = NULL;

	ck_ok(secret_new(32, &value));
	ck_ok(import_secret(&t, value, &m));
	ck_ok(attrs_set_bool(&t.attrs, CKA_PRIVATE, true));
	ck_ok(import_object(&t, m, &o));
	ck_assert_uint_eq(o->key->count, 1);
	ck_assert_uint_eq(o->key->current, 1);
	ck_assert_int_eq(o->key->state, STATE_ENABLED);
	ck_assert_uint_ne(o->key->created, 0);
	ck_assert(o->private);
	ck_assert_uint_eq(o->serial, 0);
}
END_TEST

/* Private data are sealed like a key, others are an attribute. */
START_TEST(data_are_kept_as_they_ask)
{
	SCOPED(secret) *value = NULL;
	SCOPED(object) *o = NULL;
	bool private = _i == 1;

	t.class = CKO_DATA;
	t.key_type = CK_UNAVAILABLE_INFORMATION;
	ck_ok(secret_from("value", 5, &value));
	ck_ok(attrs_set_bool(&t.attrs, CKA_PRIVATE, private));
	ck_ok(import_data(&t, value, &o));
	ck_assert_int_eq(o->private, private);
	ck_assert_int_eq(o->key != NULL, private);
	ck_assert_int_eq(attrs_get(&o->attrs, CKA_VALUE) == NULL, private);
}
END_TEST

SUITE("flow/import",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_loop_test(tc, a_value_has_the_length_of_its_type, 0,
	(int)(sizeof(rows) / sizeof(rows[0])));
    tcase_add_test(tc, a_length_that_is_given_fits);
    tcase_add_test(tc, a_check_value_that_is_given_fits);
    tcase_add_loop_test(tc, a_template_says_how_long_a_key_will_be, 0,
	(int)(sizeof(wanted) / sizeof(wanted[0])));
    tcase_add_test(tc, an_object_gets_one_version);
    tcase_add_loop_test(tc, data_are_kept_as_they_ask, 0, 2))
