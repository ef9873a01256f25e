/* SPDX-License-Identifier: Apache-2.0 */
/* Templates as values of attributes: kept, given back, matched, applied. */
#include "object/attr_template.h"

#include "support/core_fixture.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define UNNAMED CK_UNAVAILABLE_INFORMATION

static CK_OBJECT_CLASS secret = CKO_SECRET_KEY, private = CKO_PRIVATE_KEY;
static CK_ULONG n32 = 32, n16 = 16;
static struct bytes stored;

static enum err
pack(CK_ATTRIBUTE *list, size_t count)
{
	CK_ATTRIBUTE a = { CKA_UNWRAP_TEMPLATE, list, count * sizeof(*list) };

	return attr_template_pack(&a, &stored);
}

/* Sorted by type: TOKEN, LABEL, VALUE_LEN. */
static void
setup(void)
{
	CK_ATTRIBUTE list[] = { VALUE(CKA_VALUE_LEN, n32), IS(CKA_TOKEN),
		TEXT(CKA_LABEL, "label") };

	ck_ok(pack(LIST(list)));
}

static void
teardown(void)
{
	bytes_clear(&stored);
}

/* ---- keeping ---- */

START_TEST(what_is_kept_does_not_depend_on_the_caller)
{
	char text[] = "label";
	CK_ULONG length = 32;
	CK_ATTRIBUTE list[] = { IS(CKA_TOKEN), TEXT(CKA_LABEL, text),
		VALUE(CKA_VALUE_LEN, length) };
	CK_ATTRIBUTE same = { CKA_UNWRAP_TEMPLATE, list, sizeof(list) };

	ck_assert(attr_template_equal(&stored, &same));
	length = 16;
	ck_assert(!attr_template_equal(&stored, &same));
}
END_TEST

START_TEST(an_empty_template_is_none)
{
	CK_ATTRIBUTE none = { CKA_UNWRAP_TEMPLATE, NULL, 0 };

	ck_ok(pack(NULL, 0));
	ck_assert_uint_eq(stored.len, 0);
	ck_assert(attr_template_equal(&stored, &none));
	ck_assert(attr_template_equal(NULL, &none));
}
END_TEST

START_TEST(templates_do_not_nest)
{
	CK_ATTRIBUTE list[] = { { CKA_WRAP_TEMPLATE, NULL, 0 } };

	ck_refused(pack(LIST(list)), E_TEMPLATE_INCONSISTENT);
}
END_TEST

START_TEST(an_attribute_stands_once)
{
	CK_ATTRIBUTE list[] = { IS(CKA_TOKEN), IS(CKA_TOKEN) };

	ck_refused(pack(LIST(list)), E_TEMPLATE_INCONSISTENT);
}
END_TEST

START_TEST(an_unknown_attribute_is_refused)
{
	CK_ATTRIBUTE list[] = { { 0x7777, NULL, 0 } };

	ck_refused(pack(LIST(list)), E_ATTRIBUTE_TYPE);
}
END_TEST

START_TEST(values_have_their_form)
{
	CK_ATTRIBUTE list[] = { { CKA_TOKEN, &n32, sizeof(n32) } };

	ck_refused(pack(LIST(list)), E_ATTRIBUTE_VALUE);
	list[0] = (CK_ATTRIBUTE){ CKA_LABEL, NULL, 3 };
	ck_refused(pack(LIST(list)), E_ATTRIBUTE_VALUE);
}
END_TEST

START_TEST(there_is_an_end_to_it)
{
	static unsigned char much[65537];
	CK_ATTRIBUTE many[ATTR_TEMPLATE_MAX + 1] = { { 0 } };
	CK_ATTRIBUTE list[] = { BYTES(CKA_LABEL, much, sizeof(much)) };

	ck_refused(pack(LIST(list)), E_ATTRIBUTE_VALUE);
	ck_refused(pack(LIST(many)), E_ATTRIBUTE_VALUE);
}
END_TEST

/* ---- giving back ---- */

static CK_ATTRIBUTE array[4];
static CK_ATTRIBUTE out;

static enum err
ask(size_t room)
{
	out = (CK_ATTRIBUTE){ CKA_UNWRAP_TEMPLATE, array,
		room * sizeof(array[0]) };
	return attr_template_get(&stored, &out);
}

static void
unnamed(void)
{
	for (size_t i = 0; i < COUNT(array); i++)
		array[i] = (CK_ATTRIBUTE){ UNNAMED, NULL, 0 };
}

static void
lengths_are_told(void)
{
	ck_assert_uint_eq(out.ulValueLen, 3 * sizeof(array[0]));
	ck_assert_uint_eq(array[0].type, CKA_TOKEN);
	ck_assert_uint_eq(array[0].ulValueLen, 1);
	ck_assert_uint_eq(array[1].type, CKA_LABEL);
	ck_assert_uint_eq(array[1].ulValueLen, 5);
	ck_assert_uint_eq(array[2].type, CKA_VALUE_LEN);
	ck_assert_uint_eq(array[2].ulValueLen, sizeof(CK_ULONG));
}

START_TEST(the_number_of_entries_comes_first)
{
	out = (CK_ATTRIBUTE){ CKA_UNWRAP_TEMPLATE, NULL, 0 };
	ck_ok(attr_template_get(&stored, &out));
	ck_assert_uint_eq(out.ulValueLen, 3 * sizeof(array[0]));
	ck_ok(attr_template_get(NULL, &out));
	ck_assert_uint_eq(out.ulValueLen, 0);
}
END_TEST

START_TEST(unnamed_entries_get_types_and_lengths)
{
	unnamed();
	ck_ok(ask(3));
	lengths_are_told();
}
END_TEST

START_TEST(zeroed_entries_do_too)
{
	memset(array, 0, sizeof(array));
	ck_ok(ask(4));
	lengths_are_told();
}
END_TEST

START_TEST(named_entries_get_values)
{
	char label[5];
	CK_ULONG length = 0;

	array[0] = (CK_ATTRIBUTE)VALUE(CKA_VALUE_LEN, length);
	array[1] = (CK_ATTRIBUTE){ CKA_TOKEN, NULL, 0 };
	array[2] = (CK_ATTRIBUTE)BYTES(CKA_LABEL, label, sizeof(label));
	ck_ok(ask(3));
	ck_assert_uint_eq(length, 32);
	ck_assert_uint_eq(array[1].ulValueLen, 1);
	ck_assert_mem_eq(label, "label", 5);
}
END_TEST

START_TEST(some_may_be_left_out)
{
	CK_ULONG length = 0;

	array[0] = (CK_ATTRIBUTE)VALUE(CKA_VALUE_LEN, length);
	ck_ok(ask(1));
	ck_assert_uint_eq(out.ulValueLen, sizeof(array[0]));
	ck_assert_uint_eq(length, 32);
}
END_TEST

START_TEST(a_short_entry_is_said_and_the_others_filled)
{
	char label[4];
	CK_ULONG length = 0;

	array[0] = (CK_ATTRIBUTE)BYTES(CKA_LABEL, label, sizeof(label));
	array[1] = (CK_ATTRIBUTE)VALUE(CKA_VALUE_LEN, length);
	ck_refused(ask(2), E_BUFFER_TOO_SMALL);
	ck_assert_uint_eq(array[0].ulValueLen, CK_UNAVAILABLE_INFORMATION);
	ck_assert_uint_eq(length, 32);
}
END_TEST

START_TEST(a_short_array_is_said)
{
	unnamed();
	ck_refused(ask(2), E_BUFFER_TOO_SMALL);
	ck_assert_uint_eq(out.ulValueLen, CK_UNAVAILABLE_INFORMATION);
}
END_TEST

START_TEST(room_for_something_else_is_refused)
{
	CK_ULONG length = 0;

	unnamed();
	array[0] = (CK_ATTRIBUTE)VALUE(CKA_MODULUS_BITS, length);
	ck_refused(ask(3), E_TEMPLATE_INCONSISTENT);
	ck_assert_uint_eq(length, 0);
}
END_TEST

/* ---- matching ---- */

START_TEST(an_object_has_every_value_or_does_not_match)
{
	SCOPED(object) *o = NULL;
	struct view v;
	CK_ATTRIBUTE list[] = { VALUE(CKA_CLASS, secret), IS(CKA_SENSITIVE) };

	ck_ok(object_new(CKO_SECRET_KEY, CKK_AES, &o));
	v = (struct view){ .object = o };
	ck_assert(attr_template_matches(NULL, &v));
	ck_ok(pack(LIST(list)));
	ck_ok(attrs_set_bool(&o->attrs, CKA_SENSITIVE, true));
	ck_assert(attr_template_matches(&stored, &v));
	ck_ok(attrs_set_bool(&o->attrs, CKA_SENSITIVE, false));
	ck_assert(!attr_template_matches(&stored, &v));
}
END_TEST

START_TEST(what_cannot_be_read_matches_nothing)
{
	SCOPED(object) *o = NULL;
	struct view v;

	ck_ok(object_new(CKO_DATA, CK_UNAVAILABLE_INFORMATION, &o));
	v = (struct view){ .object = o };
	stored.len--;
	ck_assert(!attr_template_matches(&stored, &v));
}
END_TEST

/* ---- applying ---- */

static struct template t;

static enum err
apply(CK_ATTRIBUTE *said, CK_ULONG count)
{
	enum err e = template_read(AT_UNWRAP, CKO_SECRET_KEY, CKK_AES, said,
	    count, &t);

	return e != E_OK ? e : template_apply(&t, &stored);
}

START_TEST(a_new_key_gets_what_the_other_gives)
{
	ck_ok(apply(NULL, 0));
	bytes_clear(&stored); /* nothing is borrowed */
	ck_assert(t.token && t.token_given);
	ck_assert(bytes_equal(attrs_get(&t.attrs, CKA_LABEL), "label", 5));
	ck_assert_uint_eq(template_number(&t, CKA_VALUE_LEN), 32);
	template_clear(&t);
}
END_TEST

START_TEST(both_may_say_the_same)
{
	CK_ATTRIBUTE said[] = { IS(CKA_TOKEN), TEXT(CKA_LABEL, "label"),
		VALUE(CKA_VALUE_LEN, n32), IS(CKA_SIGN) };

	ck_ok(apply(LIST(said)));
	ck_assert(attrs_bool(&t.attrs, CKA_SIGN));
	template_clear(&t);
}
END_TEST

START_TEST(they_may_not_say_otherwise)
{
	CK_ATTRIBUTE said[][1] = { { NOT(CKA_TOKEN) },
		{ TEXT(CKA_LABEL, "other") }, { VALUE(CKA_VALUE_LEN, n16) } };

	ck_refused(apply(said[_i], 1), E_TEMPLATE_INCONSISTENT);
	template_clear(&t);
}
END_TEST

START_TEST(a_key_of_another_kind_is_not_for_it)
{
	CK_ATTRIBUTE wrong[][1] = { { VALUE(CKA_CLASS, private) },
		{ TEXT(CKA_SUBJECT, "s") }, { IS(CKA_LOCAL) },
		{ IS(CKA_NEVER_EXTRACTABLE) } };

	ck_ok(pack(wrong[_i], 1));
	ck_refused(apply(NULL, 0), E_TEMPLATE_INCONSISTENT);
	template_clear(&t);
}
END_TEST

START_TEST(no_template_changes_nothing)
{
	ck_ok(template_read(AT_UNWRAP, CKO_SECRET_KEY, CKK_AES, NULL, 0, &t));
	ck_ok(template_apply(&t, NULL));
	ck_assert_uint_eq(t.attrs.count, 0);
	template_clear(&t);
}
END_TEST

/* ---- within an object ---- */

START_TEST(an_object_keeps_its_template_in_the_store)
{
	CK_ATTRIBUTE inner[] = { IS(CKA_SENSITIVE), VALUE(CKA_VALUE_LEN, n32) };
	CK_ATTRIBUTE list[] = { { CKA_UNWRAP_TEMPLATE, inner,
	    sizeof(inner) } };
	SCOPED_VALUE(attrs) back = { 0 };
	SCOPED_VALUE(bytes) body = { 0 };
	struct writer w;
	struct reader r;

	ck_ok(template_read(AT_GENERATE, CKO_SECRET_KEY, CKK_AES, LIST(list),
	    &t));
	writer_init(&w, &body);
	attrs_encode(&t.attrs, &w);
	ck_ok(writer_done(&w));
	reader_init(&r, body.data, body.len);
	ck_ok(attrs_decode(&r, &back));
	ck_assert(attr_template_equal(attrs_get(&back, CKA_UNWRAP_TEMPLATE),
	    &list[0]));
	template_clear(&t);
}
END_TEST

SUITE("object/attr_template",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, what_is_kept_does_not_depend_on_the_caller);
    tcase_add_test(tc, an_empty_template_is_none);
    tcase_add_test(tc, templates_do_not_nest);
    tcase_add_test(tc, an_attribute_stands_once);
    tcase_add_test(tc, an_unknown_attribute_is_refused);
    tcase_add_test(tc, values_have_their_form);
    tcase_add_test(tc, there_is_an_end_to_it);
    tcase_add_test(tc, the_number_of_entries_comes_first);
    tcase_add_test(tc, unnamed_entries_get_types_and_lengths);
    tcase_add_test(tc, zeroed_entries_do_too);
    tcase_add_test(tc, named_entries_get_values);
    tcase_add_test(tc, some_may_be_left_out);
    tcase_add_test(tc, a_short_entry_is_said_and_the_others_filled);
    tcase_add_test(tc, a_short_array_is_said);
    tcase_add_test(tc, room_for_something_else_is_refused);
    tcase_add_test(tc, an_object_has_every_value_or_does_not_match);
    tcase_add_test(tc, what_cannot_be_read_matches_nothing);
    tcase_add_test(tc, a_new_key_gets_what_the_other_gives);
    tcase_add_test(tc, both_may_say_the_same);
    tcase_add_loop_test(tc, they_may_not_say_otherwise, 0, 3);
    tcase_add_loop_test(tc, a_key_of_another_kind_is_not_for_it, 0, 4);
    tcase_add_test(tc, no_template_changes_nothing);
    tcase_add_test(tc, an_object_keeps_its_template_in_the_store))
