/* SPDX-License-Identifier: Apache-2.0 */
/* Keys made from keys: what silence means, and what they inherit. */
#include "flow/offspring.h"

#include "support/core_fixture.h"

static CK_OBJECT_CLASS secret = CKO_SECRET_KEY, data = CKO_DATA;
static CK_KEY_TYPE aes = CKK_AES, chacha = CKK_CHACHA20;
static CK_ULONG n16 = 16, n17 = 17;
static struct offspring o;

static void
setup(void)
{
	core_login();
	o = (struct offspring){ .object = NULL };
}

static void
teardown(void)
{
	offspring_clear(&o);
	core_end();
}

static void
fill(size_t len)
{
	SCOPED(secret) *value = NULL;

	ck_ok(secret_random(len, &value));
	ck_ok(offspring_fill(&o, value));
}

/* ---- templates ---- */

START_TEST(silence_means_a_generic_secret)
{
	ck_ok(offspring_read(&o, NULL, 0, 0, NULL));
	ck_assert_uint_eq(o.template.class, CKO_SECRET_KEY);
	ck_assert_uint_eq(o.template.key_type, CKK_GENERIC_SECRET);
	ck_ok(offspring_complete(core.s, &o, NULL));
	ck_assert_uint_eq(o.len, 0);
	fill(20);
	ck_assert_uint_eq(o.object->key->bits, 160);
	ck_assert(!attrs_bool(&o.object->attrs, CKA_LOCAL));
}
END_TEST

START_TEST(type_and_length_are_taken)
{
	CK_ATTRIBUTE list[] = { VALUE(CKA_CLASS, secret),
		VALUE(CKA_KEY_TYPE, aes), VALUE(CKA_VALUE_LEN, n16) };

	ck_ok(offspring_read(&o, LIST(list), 0, NULL));
	ck_ok(offspring_complete(core.s, &o, NULL));
	ck_assert_uint_eq(o.len, 16);
	fill(16);
	ck_assert_uint_eq(o.object->key->type, CKK_AES);
}
END_TEST

START_TEST(a_type_with_one_length_needs_none)
{
	CK_ATTRIBUTE list[] = { VALUE(CKA_KEY_TYPE, chacha) };

	ck_ok(offspring_read(&o, LIST(list), 0, NULL));
	ck_ok(offspring_complete(core.s, &o, NULL));
	ck_assert_uint_eq(o.len, 32);
}
END_TEST

START_TEST(a_length_the_type_does_not_have_is_refused)
{
	CK_ATTRIBUTE list[] = { VALUE(CKA_KEY_TYPE, aes),
		VALUE(CKA_VALUE_LEN, n17) };

	ck_ok(offspring_read(&o, LIST(list), 0, NULL));
	ck_refused(offspring_complete(core.s, &o, NULL), E_ATTRIBUTE_VALUE);
}
END_TEST

START_TEST(it_is_a_secret_key_and_brings_no_value)
{
	CK_ATTRIBUTE class[] = { VALUE(CKA_CLASS, data) };
	CK_ATTRIBUTE value[] = { TEXT(CKA_VALUE, "value") };

	ck_refused(offspring_read(&o, LIST(class), 0, NULL),
	    E_TEMPLATE_INCONSISTENT);
	offspring_clear(&o);
	ck_refused(offspring_read(&o, LIST(value), 0, NULL),
	    E_ATTRIBUTE_READ_ONLY);
	ck_refused(offspring_read(&o, NULL, 1, 0, NULL), E_ARGUMENTS);
}
END_TEST

START_TEST(data_may_say_how_long_they_are)
{
	CK_ATTRIBUTE list[] = { VALUE(CKA_CLASS, data),
		VALUE(CKA_VALUE_LEN, n17), TEXT(CKA_LABEL, "data") };
	const struct bytes *value;

	ck_ok(offspring_read(&o, LIST(list), MECH_DATA, NULL));
	ck_ok(offspring_complete(core.s, &o, NULL));
	ck_assert_uint_eq(o.len, 17);
	fill(17);
	value = attrs_get(&o.object->attrs, CKA_VALUE);
	ck_assert_uint_eq(o.object->class, CKO_DATA);
	ck_assert_uint_eq(value->len, 17);
}
END_TEST

START_TEST(data_need_not_say_anything)
{
	CK_ATTRIBUTE bad[] = { { CKA_VALUE_LEN, NULL, 0 } };

	ck_ok(offspring_read(&o, NULL, 0, MECH_DATA, NULL));
	ck_ok(offspring_complete(core.s, &o, NULL));
	ck_assert_uint_eq(o.len, 0);
	offspring_clear(&o);
	ck_refused(offspring_read(&o, LIST(bad), MECH_DATA, NULL),
	    E_ATTRIBUTE_VALUE);
}
END_TEST

/* ---- heritage ---- */

static struct object *
parent(bool sensitive, bool extractable, bool history)
{
	struct object *p;

	ck_ok(object_new(CKO_SECRET_KEY, CKK_AES, &p));
	ck_ok(attrs_set_bool(&p->attrs, CKA_SENSITIVE, sensitive));
	ck_ok(attrs_set_bool(&p->attrs, CKA_EXTRACTABLE, extractable));
	ck_ok(attrs_set_bool(&p->attrs, CKA_ALWAYS_SENSITIVE, history));
	ck_ok(attrs_set_bool(&p->attrs, CKA_NEVER_EXTRACTABLE, history));
	return p;
}

START_TEST(what_one_parent_hides_both_hide)
{
	SCOPED(object) *a = parent(true, false, true);
	SCOPED(object) *b = parent(false, true, false);
	struct heritage one = heritage_of(a, NULL, 0);
	struct heritage both = heritage_of(a, b, 0);

	ck_assert(one.sensitive && !one.extractable);
	ck_assert(one.always_sensitive && one.never_extractable);
	ck_assert(both.sensitive && !both.extractable);
	ck_assert(!both.always_sensitive && !both.never_extractable);
}
END_TEST

/* Parents (open or closed), trait, what the template says (-1: nothing) of
 * CKA_SENSITIVE and CKA_EXTRACTABLE, and what comes of it. */
static const struct {
	bool closed;
	unsigned traits;
	int sensitive, extractable;
	enum err e;
	bool is_sensitive, is_extractable, history;
} rows[] = {
	{ true, 0, -1, -1, E_OK, false, true, false },
	{ true, 0, 1, 0, E_OK, true, false, true },
	{ false, 0, 1, 0, E_OK, true, false, false },
	{ true, MECH_BYTES, -1, -1, E_OK, true, false, true },
	{ true, MECH_BYTES, 1, 0, E_OK, true, false, true },
	{ true, MECH_BYTES, 0, -1, E_TEMPLATE_INCONSISTENT, 0, 0, 0 },
	{ true, MECH_BYTES, -1, 1, E_TEMPLATE_INCONSISTENT, 0, 0, 0 },
	{ false, MECH_BYTES, -1, -1, E_OK, false, true, false },
	{ false, MECH_BYTES, 1, 0, E_OK, true, false, false },
	{ true, MECH_LIKE_BASE, -1, -1, E_OK, true, false, true },
	{ true, MECH_LIKE_BASE, 0, 1, E_OK, false, true, false },
	{ false, MECH_LIKE_BASE, -1, -1, E_OK, false, true, false },
	{ false, MECH_LIKE_BASE, 1, 0, E_OK, true, false, false },
};

START_TEST(a_child_inherits)
{
	SCOPED(object) *p = parent(rows[_i].closed, !rows[_i].closed,
	    rows[_i].closed);
	struct heritage h = heritage_of(p, NULL, rows[_i].traits);
	CK_BBOOL s = rows[_i].sensitive == 1, x = rows[_i].extractable == 1;
	CK_ATTRIBUTE list[2];
	CK_ULONG n = 0;

	if (rows[_i].sensitive >= 0)
		list[n++] = (CK_ATTRIBUTE)VALUE(CKA_SENSITIVE, s);
	if (rows[_i].extractable >= 0)
		list[n++] = (CK_ATTRIBUTE)VALUE(CKA_EXTRACTABLE, x);
	ck_ok(offspring_read(&o, list, n, rows[_i].traits, NULL));
	ck_refused(offspring_complete(core.s, &o, &h), rows[_i].e);
	if (rows[_i].e != E_OK)
		return;
	fill(16);
	ck_assert_int_eq(attrs_bool(&o.object->attrs, CKA_SENSITIVE),
	    rows[_i].is_sensitive);
	ck_assert_int_eq(attrs_bool(&o.object->attrs, CKA_EXTRACTABLE),
	    rows[_i].is_extractable);
	ck_assert_int_eq(attrs_bool(&o.object->attrs, CKA_ALWAYS_SENSITIVE),
	    rows[_i].history);
	ck_assert_int_eq(attrs_bool(&o.object->attrs, CKA_NEVER_EXTRACTABLE),
	    rows[_i].history);
}
END_TEST

START_TEST(a_token_key_follows_the_rules_of_token_keys)
{
	CK_ATTRIBUTE closed[] = { IS(CKA_TOKEN) };
	CK_ATTRIBUTE open[] = { IS(CKA_TOKEN), IS(CKA_EXTRACTABLE) };

	ck_ok(offspring_read(&o, LIST(open), 0, NULL));
	ck_refused(offspring_complete(core.s, &o, NULL),
	    E_TEMPLATE_INCONSISTENT);
	offspring_clear(&o);
	ck_ok(offspring_read(&o, LIST(closed), 0, NULL));
	ck_ok(offspring_complete(core.s, &o, NULL));
	ck_assert(!attrs_bool(&o.template.attrs, CKA_EXTRACTABLE));
	ck_assert(attrs_bool(&o.template.attrs, CKA_SENSITIVE));
}
END_TEST

SUITE("flow/offspring",
    core_suite(tc);
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, silence_means_a_generic_secret);
    tcase_add_test(tc, type_and_length_are_taken);
    tcase_add_test(tc, a_type_with_one_length_needs_none);
    tcase_add_test(tc, a_length_the_type_does_not_have_is_refused);
    tcase_add_test(tc, it_is_a_secret_key_and_brings_no_value);
    tcase_add_test(tc, data_may_say_how_long_they_are);
    tcase_add_test(tc, data_need_not_say_anything);
    tcase_add_test(tc, what_one_parent_hides_both_hide);
    tcase_add_loop_test(tc, a_child_inherits, 0,
	(int)(sizeof(rows) / sizeof(rows[0])));
    tcase_add_test(tc, a_token_key_follows_the_rules_of_token_keys))
