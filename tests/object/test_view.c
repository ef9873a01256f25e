/* SPDX-License-Identifier: Apache-2.0 */
/* Attributes of an object at a version: the length protocol, comparing. */
#include "object/object.h"

#include "support/suite.h"

#include <string.h>

static struct object *o;
static struct view v;

static void
add_version(void)
{
	SCOPED(secret) *value = NULL;
	SCOPED(material) *m = NULL;

	ck_assert_int_eq(secret_new(16, &value), E_OK);
	ck_assert_int_eq(material_from_secret(value, &m), E_OK);
	ck_assert_int_eq(key_append(o->key, m, STATE_ENABLED, 1, NULL), E_OK);
}

static void
setup(void)
{
	ck_assert_int_eq(object_new(CKO_SECRET_KEY, CKK_AES, &o), E_OK);
	ck_assert_int_eq(key_new(CKK_AES, 1, &o->key), E_OK);
	add_version();
	add_version();
	ck_assert_int_eq(attrs_set(&o->attrs, CKA_LABEL, "label", 5), E_OK);
	ck_assert_int_eq(attrs_set(&o->attrs, CKA_ID, NULL, 0), E_OK);
	v = (struct view){ .object = object_ref(o) };
}

static void
teardown(void)
{
	view_clear(&v);
	object_free(o);
}

START_TEST(without_a_buffer_the_size_is_told)
{
	CK_ATTRIBUTE a = { CKA_LABEL, NULL, 99 };

	ck_assert_int_eq(view_get(&v, &a), E_OK);
	ck_assert_uint_eq(a.ulValueLen, 5);
}
END_TEST

START_TEST(a_buffer_gets_the_value)
{
	char text[8];
	CK_ATTRIBUTE a = { CKA_LABEL, text, sizeof(text) };

	ck_assert_int_eq(view_get(&v, &a), E_OK);
	ck_assert_uint_eq(a.ulValueLen, 5);
	ck_assert_mem_eq(text, "label", 5);
}
END_TEST

START_TEST(a_short_buffer_gets_nothing)
{
	char text[8] = "........";
	CK_ATTRIBUTE a = { CKA_LABEL, text, 4 };

	ck_assert_int_eq(view_get(&v, &a), E_BUFFER_TOO_SMALL);
	ck_assert_uint_eq(a.ulValueLen, CK_UNAVAILABLE_INFORMATION);
	ck_assert_mem_eq(text, "........", 8);
}
END_TEST

START_TEST(an_empty_value_fits_any_buffer)
{
	char text[1];
	CK_ATTRIBUTE a = { CKA_ID, text, 0 };

	ck_assert_int_eq(view_get(&v, &a), E_OK);
	ck_assert_uint_eq(a.ulValueLen, 0);
}
END_TEST

static const CK_ATTRIBUTE_TYPE strangers[] = { CKA_OTP_FORMAT, CKA_SUBJECT,
	CKA_MODULUS, CKA_PROFILE_ID };

/* Unknown, another class's, another key type's, a built-in object's. */
START_TEST(an_attribute_it_does_not_have_is_unavailable)
{
	CK_ATTRIBUTE a = { strangers[_i], NULL, 0 };

	ck_assert_int_eq(view_get(&v, &a), E_ATTRIBUTE_TYPE);
	ck_assert_uint_eq(a.ulValueLen, CK_UNAVAILABLE_INFORMATION);
}
END_TEST

/* Objects made before there was the row. */
static const struct {
	CK_ATTRIBUTE_TYPE type;
	CK_ULONG len;
	unsigned char first;
} silent[] = {
	{ CKA_START_DATE, 0, 0 },
	{ CKA_WRAP_WITH_TRUSTED, 1, CK_FALSE },
	{ CKA_DESTROYABLE, 1, CK_TRUE },
	{ CKA_OBJECT_VALIDATION_FLAGS, sizeof(CK_ULONG), 0 },
	{ CKA_WRAP_TEMPLATE, 0, 0 },
	{ CKA_KEY_GEN_MECHANISM, sizeof(CK_ULONG), 0xff },
};

START_TEST(what_was_never_said_is_what_silence_means)
{
	unsigned char value[16] = { 0 };
	CK_ATTRIBUTE a = { silent[_i].type, value, sizeof(value) };

	ck_assert_int_eq(view_get(&v, &a), E_OK);
	ck_assert_uint_eq(a.ulValueLen, silent[_i].len);
	ck_assert_uint_eq(value[0], silent[_i].first);
	ck_assert(view_matches(&v, &a));
}
END_TEST

START_TEST(equal_values_match)
{
	CK_ATTRIBUTE same = { CKA_LABEL, "label", 5 };
	CK_ATTRIBUTE longer = { CKA_LABEL, "label1", 6 };
	CK_ATTRIBUTE other = { CKA_LABEL, "Label", 5 };
	CK_ATTRIBUTE empty = { CKA_ID, NULL, 0 };

	ck_assert(view_matches(&v, &same));
	ck_assert(!view_matches(&v, &longer));
	ck_assert(!view_matches(&v, &other));
	ck_assert(view_matches(&v, &empty));
}
END_TEST

START_TEST(what_it_does_not_have_matches_nothing)
{
	CK_ATTRIBUTE a = { CKA_SUBJECT, NULL, 0 };

	ck_assert(!view_matches(&v, &a));
}
END_TEST

START_TEST(a_sensitive_value_matches_nothing)
{
	unsigned char value[16] = { 0 };
	CK_ATTRIBUTE a = { CKA_VALUE, value, sizeof(value) };

	ck_assert(!view_matches(&v, &a));
	ck_assert_int_eq(attrs_set_bool(&o->attrs, CKA_EXTRACTABLE, true),
	    E_OK);
	ck_assert(view_matches(&v, &a));
}
END_TEST

START_TEST(a_view_follows_the_key_unless_it_names_a_version)
{
	ck_assert_uint_eq(view_version(&v)->number, 1);
	o->key->current = 2;
	ck_assert_uint_eq(view_version(&v)->number, 2);
	v.version = 1;
	ck_assert_uint_eq(view_version(&v)->number, 1);
	v.version = 3;
	ck_assert_ptr_null(view_version(&v));
}
END_TEST

START_TEST(a_certificate_shows_no_version_of_the_key)
{
	o->class = CKO_CERTIFICATE;
	ck_assert_ptr_null(view_version(&v));
}
END_TEST

START_TEST(clearing_gives_the_reference_back)
{
	ck_assert_uint_eq(atomic_load(&o->refs), 2);
	view_clear(&v);
	ck_assert_uint_eq(atomic_load(&o->refs), 1);
	ck_assert_ptr_null(v.object);
}
END_TEST

SUITE("object/view",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, without_a_buffer_the_size_is_told);
    tcase_add_test(tc, a_buffer_gets_the_value);
    tcase_add_test(tc, a_short_buffer_gets_nothing);
    tcase_add_test(tc, an_empty_value_fits_any_buffer);
    tcase_add_loop_test(tc, an_attribute_it_does_not_have_is_unavailable, 0,
	4);
    tcase_add_loop_test(tc, what_was_never_said_is_what_silence_means, 0,
	sizeof(silent) / sizeof(silent[0]));
    tcase_add_test(tc, equal_values_match);
    tcase_add_test(tc, what_it_does_not_have_matches_nothing);
    tcase_add_test(tc, a_sensitive_value_matches_nothing);
    tcase_add_test(tc, a_view_follows_the_key_unless_it_names_a_version);
    tcase_add_test(tc, a_certificate_shows_no_version_of_the_key);
    tcase_add_test(tc, clearing_gives_the_reference_back))
