/* SPDX-License-Identifier: Apache-2.0 */
/* What silence means, and what a key may not be: on the token, in a session,
 * copied, changed (design: "Keys"). */
#include "object/template.h"

#include "support/core_fixture.h"

#define COUNT(a) (int)(sizeof(a) / sizeof((a)[0]))

enum flag { SILENT, FALSE_, TRUE_ };

static struct template t;
static struct template_place place;
static char text[4] = "text", bad_date[8] = "20250229";

static void
setup(void)
{
	t = (struct template){ .when = AT_GENERATE, .class = CKO_SECRET_KEY,
		.key_type = CKK_AES, .token = true };
	place = (struct template_place){ 0 };
	reason_clear();
}

static void
teardown(void)
{
	template_clear(&t);
}

static void
say(struct attrs *a, CK_ATTRIBUTE_TYPE type, enum flag f)
{
	if (f != SILENT)
		ck_ok(attrs_set_bool(a, type, f == TRUE_));
}

static bool
is(CK_ATTRIBUTE_TYPE type)
{
	ck_assert_ptr_nonnull(attrs_get(&t.attrs, type));
	return attrs_bool(&t.attrs, type);
}

/* ---- private and secret keys ---- */

static const struct {
	bool token, private, allow;
	CK_ATTRIBUTE_TYPE type;
	enum flag said;
	enum err e;
	bool result;
} owners[] = {
	/* token   private  allow   attribute        said     answer                   result */
	{ true,  false, false, CKA_EXTRACTABLE, SILENT, E_OK,                    false },
	{ true,  false, false, CKA_EXTRACTABLE, FALSE_, E_OK,                    false },
	{ true,  false, false, CKA_EXTRACTABLE, TRUE_,  E_TEMPLATE_INCONSISTENT, false },
	{ true,  false, true,  CKA_EXTRACTABLE, TRUE_,  E_OK,                    true },
	{ true,  false, true,  CKA_EXTRACTABLE, SILENT, E_OK,                    false },
	{ true,  true,  false, CKA_EXTRACTABLE, SILENT, E_OK,                    false },
	{ true,  true,  false, CKA_EXTRACTABLE, TRUE_,  E_TEMPLATE_INCONSISTENT, false },
	{ true,  false, false, CKA_SENSITIVE,   SILENT, E_OK,                    true },
	{ true,  false, false, CKA_SENSITIVE,   FALSE_, E_OK,                    false },
	{ true,  true,  false, CKA_SENSITIVE,   SILENT, E_OK,                    true },
	{ true,  false, false, CKA_COPYABLE,    SILENT, E_OK,                    false },
	{ true,  false, false, CKA_COPYABLE,    TRUE_,  E_TEMPLATE_INCONSISTENT, false },
	{ true,  false, true,  CKA_COPYABLE,    TRUE_,  E_TEMPLATE_INCONSISTENT, false },
	{ true,  false, false, CKA_PRIVATE,     SILENT, E_OK,                    true },
	{ true,  false, false, CKA_PRIVATE,     FALSE_, E_OK,                    false },
	{ true,  true,  false, CKA_PRIVATE,     FALSE_, E_OK,                    false },
	{ false, false, false, CKA_EXTRACTABLE, SILENT, E_OK,                    true },
	{ false, false, false, CKA_SENSITIVE,   SILENT, E_OK,                    false },
	{ false, false, false, CKA_SENSITIVE,   TRUE_,  E_OK,                    true },
	{ false, false, false, CKA_COPYABLE,    SILENT, E_OK,                    true },
	{ false, false, false, CKA_PRIVATE,     SILENT, E_OK,                    true },
	{ false, true,  false, CKA_EXTRACTABLE, SILENT, E_OK,                    false },
	{ false, true,  false, CKA_EXTRACTABLE, TRUE_,  E_OK,                    true },
	{ false, true,  false, CKA_SENSITIVE,   SILENT, E_OK,                    true },
	{ false, true,  false, CKA_COPYABLE,    SILENT, E_OK,                    true },
};

START_TEST(a_key_becomes_what_the_table_says)
{
	t.token = owners[_i].token;
	t.class = owners[_i].private ? CKO_PRIVATE_KEY : CKO_SECRET_KEY;
	t.key_type = owners[_i].private ? CKK_EC : CKK_AES;
	place.allow_extractable = owners[_i].allow;
	say(&t.attrs, owners[_i].type, owners[_i].said);
	ck_refused(template_complete(&t, &place, true), owners[_i].e);
	if (owners[_i].e == E_OK)
		ck_assert_int_eq(is(owners[_i].type), owners[_i].result);
	else
		ck_assert_str_ne(reason_text(), "");
}
END_TEST

/* ---- other objects ---- */

START_TEST(public_objects_are_not_private_when_silent)
{
	static const CK_OBJECT_CLASS classes[] = { CKO_PUBLIC_KEY, CKO_DATA,
		CKO_CERTIFICATE };

	t.class = classes[_i];
	t.key_type = _i == 0 ? CKK_EC : CK_UNAVAILABLE_INFORMATION;
	if (_i == 2)
		ck_ok(attrs_set(&t.attrs, CKA_SUBJECT, text, sizeof(text)));
	if (_i == 2)
		ck_ok(attrs_set(&t.attrs, CKA_VALUE, text, sizeof(text)));
	ck_ok(template_complete(&t, &place, true));
	ck_assert(!is(CKA_PRIVATE));
	ck_assert(is(CKA_MODIFIABLE));
	ck_assert(is(CKA_DESTROYABLE));
	ck_assert(is(CKA_COPYABLE));
}
END_TEST

START_TEST(data_without_a_value_is_empty)
{
	t.when = AT_CREATE;
	t.class = CKO_DATA;
	ck_ok(template_complete(&t, &place, false));
	ck_assert_uint_eq(attrs_get(&t.attrs, CKA_VALUE)->len, 0);
}
END_TEST

START_TEST(only_the_officer_trusts)
{
	say(&t.attrs, CKA_TRUSTED, TRUE_);
	ck_refused(template_complete(&t, &place, true), E_ATTRIBUTE_READ_ONLY);
	place.officer = true;
	ck_ok(template_complete(&t, &place, true));
}
END_TEST

START_TEST(a_login_per_operation_needs_a_private_key)
{
	t.class = CKO_PRIVATE_KEY;
	t.key_type = CKK_EC;
	say(&t.attrs, CKA_ALWAYS_AUTHENTICATE, TRUE_);
	say(&t.attrs, CKA_PRIVATE, FALSE_);
	ck_refused(template_complete(&t, &place, true),
	    E_TEMPLATE_INCONSISTENT);
	say(&t.attrs, CKA_PRIVATE, TRUE_);
	ck_ok(template_complete(&t, &place, true));
}
END_TEST

/* ---- what is kept of the key's parts ---- */

static CK_ATTRIBUTE
part(CK_ATTRIBUTE_TYPE type, const void *value, size_t len)
{
	return (CK_ATTRIBUTE){ type, (void *)(uintptr_t)value, len };
}

START_TEST(another_name_of_the_curve_is_kept)
{
	static const unsigned char printable[] = "\x13\x0c" "edwards25519";
	static const unsigned char oid[] = { 0x06, 0x03, 0x2b, 0x65, 0x70 };

	t.class = CKO_PUBLIC_KEY;
	t.key_type = CKK_EC_EDWARDS;
	t.part_count = 1;
	t.parts[0] = part(CKA_EC_PARAMS, oid, sizeof(oid));
	ck_ok(template_complete(&t, &place, true));
	ck_assert_ptr_null(attrs_get(&t.attrs, CKA_EC_PARAMS));
	t.parts[0] = part(CKA_EC_PARAMS, printable, sizeof(printable) - 1);
	ck_ok(template_complete(&t, &place, true));
	ck_assert(bytes_equal(attrs_get(&t.attrs, CKA_EC_PARAMS), printable,
	    sizeof(printable) - 1));
}
END_TEST

START_TEST(no_check_value_is_wanted_by_an_empty_one)
{
	t.part_count = 1;
	t.parts[0] = part(CKA_CHECK_VALUE, NULL, 0);
	ck_ok(template_complete(&t, &place, true));
	ck_assert_uint_eq(attrs_get(&t.attrs, CKA_CHECK_VALUE)->len, 0);
}
END_TEST

/* ---- history ---- */

static const struct {
	bool local, sensitive, extractable, always, never;
} history[] = {
	{ true, true, false, true, true },
	{ true, false, false, false, true },
	{ true, true, true, true, false },
	{ false, true, false, false, false },
	{ false, false, true, false, false },
};

START_TEST(history_begins_as_the_key_was_made)
{
	place.allow_extractable = true;
	say(&t.attrs, CKA_SENSITIVE, history[_i].sensitive ? TRUE_ : FALSE_);
	say(&t.attrs, CKA_EXTRACTABLE,
	    history[_i].extractable ? TRUE_ : FALSE_);
	ck_ok(template_complete(&t, &place, history[_i].local));
	ck_assert_int_eq(is(CKA_LOCAL), history[_i].local);
	ck_assert_int_eq(is(CKA_ALWAYS_SENSITIVE), history[_i].always);
	ck_assert_int_eq(is(CKA_NEVER_EXTRACTABLE), history[_i].never);
}
END_TEST

/* ---- copies ---- */

static struct object *source;

static void
setup_copy(void)
{
	struct template s = { .when = AT_GENERATE, .class = CKO_SECRET_KEY,
		.key_type = CKK_AES };

	setup();
	t.when = AT_COPY;
	ck_ok(template_complete(&s, &place, true));
	ck_ok(template_object(&s, &source));
}

static void
teardown_copy(void)
{
	object_free(source);
	teardown();
}

START_TEST(a_copy_to_the_token_closes)
{
	ck_ok(template_copy(&t, source, &place));
	ck_assert(!is(CKA_EXTRACTABLE));
	ck_assert(is(CKA_SENSITIVE));
	ck_assert(!is(CKA_COPYABLE));
}
END_TEST

START_TEST(a_copy_keeps_its_history)
{
	ck_ok(template_copy(&t, source, &place));
	ck_assert(is(CKA_LOCAL));
	ck_assert(!is(CKA_ALWAYS_SENSITIVE));
	ck_assert(!is(CKA_NEVER_EXTRACTABLE));
}
END_TEST

START_TEST(a_copy_within_the_session_stays_as_it_is)
{
	t.token = false;
	ck_ok(template_copy(&t, source, &place));
	ck_assert(is(CKA_EXTRACTABLE));
	ck_assert(!is(CKA_SENSITIVE));
	ck_assert(is(CKA_COPYABLE));
}
END_TEST

START_TEST(a_copy_takes_what_its_template_says)
{
	ck_ok(attrs_set(&t.attrs, CKA_LABEL, "new", 3));
	say(&t.attrs, CKA_SENSITIVE, FALSE_);
	ck_ok(template_copy(&t, source, &place));
	ck_assert(bytes_equal(attrs_get(&t.attrs, CKA_LABEL), "new", 3));
	ck_assert(!is(CKA_SENSITIVE));
}
END_TEST

START_TEST(an_extractable_copy_on_the_token_needs_its_leave)
{
	say(&t.attrs, CKA_EXTRACTABLE, TRUE_);
	ck_refused(template_copy(&t, source, &place), E_TEMPLATE_INCONSISTENT);
}
END_TEST

START_TEST(an_extractable_copy_is_made_where_that_is_allowed)
{
	say(&t.attrs, CKA_EXTRACTABLE, TRUE_);
	place.allow_extractable = true;
	ck_ok(template_copy(&t, source, &place));
	ck_assert(is(CKA_EXTRACTABLE));
}
END_TEST

/* Whatever latched in the source stays so in a copy. */
static const struct {
	CK_ATTRIBUTE_TYPE type;
	bool latched;
} latches[] = {
	{ CKA_SENSITIVE, true },
	{ CKA_EXTRACTABLE, false },
	{ CKA_COPYABLE, false },
	{ CKA_WRAP_WITH_TRUSTED, true },
};

START_TEST(a_copy_cannot_open_what_was_closed)
{
	ck_ok(attrs_set_bool(&source->attrs, latches[_i].type,
	    latches[_i].latched));
	ck_ok(attrs_set_bool(&t.attrs, latches[_i].type,
	    !latches[_i].latched));
	t.token = false;
	ck_refused(template_copy(&t, source, &place), E_ATTRIBUTE_READ_ONLY);
}
END_TEST

/* ---- C_SetAttributeValue ---- */

static enum err
modify(CK_ATTRIBUTE_TYPE type, bool value)
{
	CK_ATTRIBUTE a = { type, value ? &core_true : &core_false, 1 };

	return template_modify(source, &a, 1, &place);
}

START_TEST(a_latch_closes_and_does_not_open)
{
	ck_ok(attrs_set_bool(&source->attrs, latches[_i].type,
	    !latches[_i].latched));
	ck_ok(modify(latches[_i].type, latches[_i].latched));
	ck_refused(modify(latches[_i].type, !latches[_i].latched),
	    E_ATTRIBUTE_READ_ONLY);
	ck_assert_int_eq(attrs_bool(&source->attrs, latches[_i].type),
	    latches[_i].latched);
}
END_TEST

static const struct {
	CK_ATTRIBUTE a;
	enum err e;
} changes[] = {
	{ { CKA_LABEL, text, 4 }, E_OK },
	{ { CKA_ID, text, 4 }, E_OK },
	{ { CKA_START_DATE, NULL, 0 }, E_OK },
	{ { CKA_SIGN, &core_true, 1 }, E_OK },
	{ { CKA_CLASS, text, 4 }, E_ATTRIBUTE_READ_ONLY },
	{ { CKA_TOKEN, &core_true, 1 }, E_ATTRIBUTE_READ_ONLY },
	{ { CKA_PRIVATE, &core_false, 1 }, E_ATTRIBUTE_READ_ONLY },
	{ { CKA_MODIFIABLE, &core_false, 1 }, E_ATTRIBUTE_READ_ONLY },
	{ { CKA_VALUE, text, 4 }, E_ATTRIBUTE_READ_ONLY },
	{ { CKA_LOCAL, &core_true, 1 }, E_ATTRIBUTE_READ_ONLY },
	{ { CKA_UNIQUE_ID, text, 4 }, E_ATTRIBUTE_READ_ONLY },
	{ { CKA_ALLOWED_MECHANISMS, NULL, 0 }, E_ATTRIBUTE_READ_ONLY },
	{ { CKA_CHECK_VALUE, text, 3 }, E_ATTRIBUTE_READ_ONLY },
	{ { CKA_CHECK_VALUE, NULL, 0 }, E_OK },
	{ { CKA_WRAP_TEMPLATE, NULL, 0 }, E_ATTRIBUTE_READ_ONLY },
	{ { CKA_START_DATE, bad_date, 8 }, E_ATTRIBUTE_VALUE },
	{ { CKA_SUBJECT, text, 4 }, E_ATTRIBUTE_TYPE },
	{ { CKA_MODULUS, text, 4 }, E_ATTRIBUTE_TYPE },
	{ { CKA_SIGN, text, 4 }, E_ATTRIBUTE_VALUE },
	{ { CKA_SIGN, NULL, 1 }, E_ATTRIBUTE_VALUE },
	{ { CKA_TRUSTED, &core_true, 1 }, E_ATTRIBUTE_READ_ONLY },
};

START_TEST(a_change_is_judged)
{
	ck_refused(template_modify(source, &changes[_i].a, 1, &place),
	    changes[_i].e);
}
END_TEST

START_TEST(the_officer_trusts_later_too)
{
	place.officer = true;
	ck_ok(modify(CKA_TRUSTED, true));
	place.officer = false;
	ck_ok(modify(CKA_TRUSTED, false));
}
END_TEST

START_TEST(nothing_changes_when_anything_is_refused)
{
	CK_ATTRIBUTE list[] = { TEXT(CKA_LABEL, "new"), IS(CKA_LOCAL) };

	ck_refused(template_modify(source, LIST(list), &place),
	    E_ATTRIBUTE_READ_ONLY);
	ck_assert_uint_eq(attrs_get(&source->attrs, CKA_LABEL)->len, 0);
}
END_TEST

START_TEST(what_is_not_modifiable_stays)
{
	CK_ATTRIBUTE a = TEXT(CKA_LABEL, "new");

	ck_ok(attrs_set_bool(&source->attrs, CKA_MODIFIABLE, false));
	ck_refused(template_modify(source, &a, 1, &place),
	    E_ACTION_PROHIBITED);
}
END_TEST

static void
add_copies(Suite *s)
{
	TCase *tc = tcase_create("copies and changes");

	tcase_add_checked_fixture(tc, setup_copy, teardown_copy);
	tcase_add_test(tc, a_copy_to_the_token_closes);
	tcase_add_test(tc, a_copy_keeps_its_history);
	tcase_add_test(tc, a_copy_within_the_session_stays_as_it_is);
	tcase_add_test(tc, a_copy_takes_what_its_template_says);
	tcase_add_test(tc, an_extractable_copy_on_the_token_needs_its_leave);
	tcase_add_test(tc, an_extractable_copy_is_made_where_that_is_allowed);
	tcase_add_loop_test(tc, a_copy_cannot_open_what_was_closed, 0,
	    COUNT(latches));
	tcase_add_loop_test(tc, a_latch_closes_and_does_not_open, 0,
	    COUNT(latches));
	tcase_add_loop_test(tc, a_change_is_judged, 0, COUNT(changes));
	tcase_add_test(tc, the_officer_trusts_later_too);
	tcase_add_test(tc, nothing_changes_when_anything_is_refused);
	tcase_add_test(tc, what_is_not_modifiable_stays);
	suite_add_tcase(s, tc);
}

SUITE("object/template_rule",
    add_copies(s);
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_loop_test(tc, a_key_becomes_what_the_table_says, 0,
	COUNT(owners));
    tcase_add_loop_test(tc, public_objects_are_not_private_when_silent, 0, 3);
    tcase_add_test(tc, data_without_a_value_is_empty);
    tcase_add_test(tc, only_the_officer_trusts);
    tcase_add_test(tc, a_login_per_operation_needs_a_private_key);
    tcase_add_test(tc, another_name_of_the_curve_is_kept);
    tcase_add_test(tc, no_check_value_is_wanted_by_an_empty_one);
    tcase_add_loop_test(tc, history_begins_as_the_key_was_made, 0,
	COUNT(history)))
