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
};

START_TEST(a_value_has_the_length_of_its_type)
{
	t.key_type = rows[_i].type;
	ck_refused(import(rows[_i].len), rows[_i].e);
}
END_TEST

START_TEST(a_length_that_is_given_fits)
{
	CK_ULONG n = 32;
	CK_ATTRIBUTE a = VALUE(CKA_VALUE_LEN, n);

	t.value_len = &a;
	ck_ok(import(32));
	ck_refused(import(16), E_TEMPLATE_INCONSISTENT);
}
END_TEST

START_TEST(a_check_value_that_is_given_fits)
{
	CK_ATTRIBUTE a = BYTES(CKA_CHECK_VALUE, zeroes_check, 3);

	t.check_value = &a;
	ck_ok(import(32));
	ck_refused(import(16), E_ATTRIBUTE_VALUE);
	a.ulValueLen = 2;
	ck_refused(import(32), E_ATTRIBUTE_VALUE);
	a.ulValueLen = 0;
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

SUITE("flow/import",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_loop_test(tc, a_value_has_the_length_of_its_type, 0,
	(int)(sizeof(rows) / sizeof(rows[0])));
    tcase_add_test(tc, a_length_that_is_given_fits);
    tcase_add_test(tc, a_check_value_that_is_given_fits);
    tcase_add_test(tc, an_object_gets_one_version))
