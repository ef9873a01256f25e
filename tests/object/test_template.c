/* SPDX-License-Identifier: Apache-2.0 */
/* Reading templates: what is known, where it may stand, what is said twice. */
#include "object/template.h"

#include "pkcs11-claviger.h"
#include "support/core_fixture.h"

#define COUNT(a) (int)(sizeof(a) / sizeof((a)[0]))
#define NO CK_UNAVAILABLE_INFORMATION

static struct template t;

static CK_OBJECT_CLASS secret = CKO_SECRET_KEY, private = CKO_PRIVATE_KEY,
    data = CKO_DATA, alien = CKO_VENDOR_DEFINED | 5;
static CK_KEY_TYPE aes = CKK_AES, ec = CKK_EC;
static CK_ULONG n = 32;
static char text[4] = "text";

static void
teardown(void)
{
	template_clear(&t);
}

#define CLASS(c) { CKA_CLASS, &(c), sizeof(c) }
#define TYPE(c) { CKA_KEY_TYPE, &(c), sizeof(c) }
#define END { 0, NULL, 0 }

static const struct {
	const char *what;
	enum err e;
	unsigned when;
	CK_OBJECT_CLASS class;
	CK_KEY_TYPE type;
	CK_ULONG count;
	CK_ATTRIBUTE list[4];
} rows[] = {
	{ "the least", E_OK, AT_CREATE, NO, NO, 2, { CLASS(secret), TYPE(aes) } },
	{ "nothing, where the call says", E_OK, AT_GENERATE, CKO_SECRET_KEY, CKK_AES, 0, { END } },
	{ "no class", E_TEMPLATE_INCOMPLETE, AT_CREATE, NO, NO, 1, { TYPE(aes) } },
	{ "no key type", E_TEMPLATE_INCOMPLETE, AT_CREATE, NO, NO, 1, { CLASS(secret) } },
	{ "data has no key type", E_OK, AT_CREATE, NO, NO, 1, { CLASS(data) } },
	{ "data with a key type", E_ATTRIBUTE_TYPE, AT_CREATE, NO, NO, 2, { CLASS(data), TYPE(aes) } },
	{ "a class that is not ours", E_ATTRIBUTE_VALUE, AT_CREATE, NO, NO, 2, { CLASS(alien), TYPE(aes) } },
	{ "a class the call does not make", E_TEMPLATE_INCONSISTENT, AT_GENERATE, CKO_SECRET_KEY, CKK_AES, 1,
	    { CLASS(private) } },
	{ "a type the call does not make", E_TEMPLATE_INCONSISTENT, AT_GENERATE, CKO_SECRET_KEY, CKK_AES, 1,
	    { TYPE(ec) } },
	{ "two classes", E_TEMPLATE_INCONSISTENT, AT_CREATE, NO, NO, 3, { CLASS(secret), TYPE(aes), CLASS(private) } },
	{ "two key types", E_TEMPLATE_INCONSISTENT, AT_CREATE, NO, NO, 3, { CLASS(secret), TYPE(aes), TYPE(ec) } },
	{ "a class of three bytes", E_ATTRIBUTE_VALUE, AT_CREATE, NO, NO, 1, { { CKA_CLASS, &secret, 3 } } },
	{ "a class that is NULL", E_ATTRIBUTE_VALUE, AT_CREATE, NO, NO, 1, { { CKA_CLASS, NULL, sizeof(secret) } } },
	{ "an unknown attribute", E_ATTRIBUTE_TYPE, AT_GENERATE, CKO_SECRET_KEY, CKK_AES, 1,
	    { { CKA_MODULUS, text, 4 } } },
	{ "an attribute of another class", E_ATTRIBUTE_TYPE, AT_GENERATE, CKO_SECRET_KEY, CKK_AES, 1,
	    { { CKA_SUBJECT, text, 4 } } },
	{ "a vendor attribute", E_ATTRIBUTE_READ_ONLY, AT_GENERATE, CKO_SECRET_KEY, CKK_AES, 1,
	    { { CKA_CLV_STATE, &n, sizeof(n) } } },
	{ "LOCAL", E_ATTRIBUTE_READ_ONLY, AT_CREATE, NO, NO, 3, { CLASS(secret), TYPE(aes), IS(CKA_LOCAL) } },
	{ "a value to generate", E_ATTRIBUTE_READ_ONLY, AT_GENERATE, CKO_SECRET_KEY, CKK_AES, 1,
	    { { CKA_VALUE, text, 4 } } },
	{ "a value to unwrap", E_ATTRIBUTE_READ_ONLY, AT_UNWRAP, NO, NO, 3,
	    { CLASS(secret), TYPE(aes), { CKA_VALUE, text, 4 } } },
	{ "a value to copy", E_ATTRIBUTE_READ_ONLY, AT_COPY, CKO_SECRET_KEY, CKK_AES, 1, { { CKA_VALUE, text, 4 } } },
	{ "a length to copy", E_ATTRIBUTE_READ_ONLY, AT_COPY, CKO_SECRET_KEY, CKK_AES, 1, { VALUE(CKA_VALUE_LEN, n) } },
	{ "a value twice", E_TEMPLATE_INCONSISTENT, AT_CREATE, NO, NO, 4,
	    { CLASS(secret), TYPE(aes), { CKA_VALUE, text, 4 }, { CKA_VALUE, text, 4 } } },
	{ "a label twice", E_TEMPLATE_INCONSISTENT, AT_GENERATE, CKO_SECRET_KEY, CKK_AES, 2,
	    { { CKA_LABEL, text, 4 }, { CKA_LABEL, text, 3 } } },
	{ "TOKEN twice", E_TEMPLATE_INCONSISTENT, AT_GENERATE, CKO_SECRET_KEY, CKK_AES, 2,
	    { IS(CKA_TOKEN), IS(CKA_TOKEN) } },
	{ "a flag that is NULL", E_ATTRIBUTE_VALUE, AT_GENERATE, CKO_SECRET_KEY, CKK_AES, 1,
	    { { CKA_SIGN, NULL, 1 } } },
	{ "TOKEN that is NULL", E_ATTRIBUTE_VALUE, AT_GENERATE, CKO_SECRET_KEY, CKK_AES, 1,
	    { { CKA_TOKEN, NULL, 1 } } },
	{ "a length of three bytes", E_ATTRIBUTE_VALUE, AT_GENERATE, CKO_SECRET_KEY, CKK_AES, 1,
	    { { CKA_VALUE_LEN, &n, 3 } } },
	{ "a curve for each half", E_OK, AT_GENERATE, CKO_PRIVATE_KEY, CKK_EC, 1, { { CKA_EC_PARAMS, text, 4 } } },
};

START_TEST(a_template_is_judged)
{
	reason_clear();
	ck_assert_msg(template_read(rows[_i].when, rows[_i].class,
	    rows[_i].type, rows[_i].list, rows[_i].count, &t) == rows[_i].e,
	    "%s: %s", rows[_i].what, reason_text());
	ck_assert_int_eq(reason_text()[0] == '\0', rows[_i].e == E_OK);
}
END_TEST

START_TEST(a_null_template_with_entries_is_refused)
{
	ck_refused(template_read(AT_GENERATE, CKO_SECRET_KEY, CKK_AES, NULL,
	    1, &t), E_ARGUMENTS);
}
END_TEST

START_TEST(material_is_kept_apart)
{
	CK_ATTRIBUTE list[] = { { CKA_VALUE, text, 4 }, CLASS(secret),
		TYPE(aes), VALUE(CKA_VALUE_LEN, n) };

	ck_ok(template_read(AT_CREATE, NO, NO, LIST(list), &t));
	ck_assert_ptr_eq(template_part(&t, CKA_VALUE)->pValue, text);
	ck_assert_uint_eq(template_number(&t, CKA_VALUE_LEN), 32);
	ck_assert_ptr_null(template_part(&t, CKA_MODULUS));
	ck_assert_uint_eq(template_number(&t, CKA_MODULUS_BITS), 0);
	ck_assert_uint_eq(t.attrs.count, 0);
	ck_assert_uint_eq(t.class, CKO_SECRET_KEY);
	ck_assert_uint_eq(t.key_type, CKK_AES);
}
END_TEST

START_TEST(the_value_of_data_is_an_attribute)
{
	CK_ATTRIBUTE list[] = { CLASS(data), { CKA_VALUE, text, 4 } };

	ck_ok(template_read(AT_CREATE, NO, NO, LIST(list), &t));
	ck_assert_ptr_null(template_part(&t, CKA_VALUE));
	ck_assert(bytes_equal(attrs_get(&t.attrs, CKA_VALUE), text, 4));
}
END_TEST

START_TEST(token_is_remembered_as_said)
{
	CK_ATTRIBUTE list[] = { NOT(CKA_TOKEN) };

	ck_ok(template_read(AT_COPY, CKO_SECRET_KEY, CKK_AES, LIST(list),
	    &t));
	ck_assert(t.token_given);
	ck_assert(!t.token);
}
END_TEST

START_TEST(an_object_takes_the_attributes)
{
	CK_ATTRIBUTE list[] = { IS(CKA_PRIVATE), TEXT(CKA_LABEL, "label") };
	SCOPED(object) *o = NULL;

	ck_ok(template_read(AT_GENERATE, CKO_SECRET_KEY, CKK_AES, LIST(list),
	    &t));
	ck_ok(template_object(&t, &o));
	ck_assert_uint_eq(o->class, CKO_SECRET_KEY);
	ck_assert_uint_eq(o->key_type, CKK_AES);
	ck_assert(o->private);
	ck_assert(bytes_equal(attrs_get(&o->attrs, CKA_LABEL), "label", 5));
	ck_assert_uint_eq(t.attrs.count, 0);
}
END_TEST

SUITE("object/template",
    tcase_add_checked_fixture(tc, NULL, teardown);
    tcase_add_loop_test(tc, a_template_is_judged, 0, COUNT(rows));
    tcase_add_test(tc, a_null_template_with_entries_is_refused);
    tcase_add_test(tc, material_is_kept_apart);
    tcase_add_test(tc, the_value_of_data_is_an_attribute);
    tcase_add_test(tc, token_is_remembered_as_said);
    tcase_add_test(tc, an_object_takes_the_attributes))
