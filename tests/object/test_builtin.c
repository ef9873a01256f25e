/* SPDX-License-Identifier: Apache-2.0 */
/* Profiles and mechanism objects: there for everybody, and for good. */
#include "object/builtin.h"

#include "mech/mech.h"
#include "object/attr.h"
#include "object/table.h"
#include "support/core_fixture.h"

#define COUNT(a) (int)(sizeof(a) / sizeof((a)[0]))

static CK_OBJECT_CLASS profile = CKO_PROFILE, mechanism = CKO_MECHANISM,
    hardware = CKO_HW_FEATURE, validation = CKO_VALIDATION,
    trust = 0xce534353, roots = 0xce534354;
static CK_ULONG baseline = CKP_BASELINE_PROVIDER, gcm = CKM_AES_GCM;
static CK_OBJECT_HANDLE h;

#define CLASS(c) VALUE(CKA_CLASS, c)
#define found(...) \
	core_find(core.s, (CK_ATTRIBUTE[]){ __VA_ARGS__ }, \
	    sizeof((CK_ATTRIBUTE[]){ __VA_ARGS__ }) / sizeof(CK_ATTRIBUTE), &h)

/* ---- without a token ---- */

START_TEST(every_handle_is_of_one_object)
{
	CK_OBJECT_HANDLE last = BUILTIN_FIRST - 1;

	for (h = builtin_next(CK_INVALID_HANDLE); h != CK_INVALID_HANDLE;
	    h = builtin_next(h)) {
		SCOPED(object) *o = NULL;

		ck_assert_uint_gt(h, last);
		ck_assert_uint_lt(h, BUILTIN_END);
		ck_ok(builtin_object(h, &o));
		last = h;
	}
	ck_assert_uint_ge(last, BUILTIN_FIRST);
}
END_TEST

START_TEST(other_handles_are_none)
{
	static const CK_OBJECT_HANDLE handles[] = { 0, 1, BUILTIN_FIRST - 1,
		BUILTIN_END - 1, BUILTIN_END, BUILTIN_END + 5,
		CK_UNAVAILABLE_INFORMATION };
	struct object *o;

	ck_assert_int_eq(builtin_object(handles[_i], &o), E_OBJECT_HANDLE);
}
END_TEST

START_TEST(there_is_one_for_every_mechanism)
{
	size_t mechs = 0, shown = 0;

	while (mech_at(mechs) != NULL)
		mechs++;
	for (h = builtin_next(CK_INVALID_HANDLE); h != CK_INVALID_HANDLE;
	    h = builtin_next(h)) {
		SCOPED(object) *o = NULL;

		ck_ok(builtin_object(h, &o));
		if (o->class == CKO_MECHANISM)
			ck_assert_uint_eq(attrs_ulong(&o->attrs,
			    CKA_MECHANISM_TYPE, 0), mech_at(shown++)->type);
	}
	ck_assert_uint_eq(shown, mechs);
}
END_TEST

START_TEST(templates_ask_by_class_or_unique_id)
{
	CK_ATTRIBUTE asks[] = { CLASS(profile), CLASS(mechanism),
		TEXT(CKA_UNIQUE_ID, "00000000000000000000000900000001") };
	CK_ATTRIBUTE others[] = { CLASS(hardware), CLASS(trust),
		{ CKA_CLASS, &profile, 3 }, IS(CKA_TOKEN),
		TEXT(CKA_UNIQUE_ID, "10000000000000000000000900000001"),
		TEXT(CKA_UNIQUE_ID, "0000"), TEXT(CKA_LABEL, "") };

	for (int i = 0; i < COUNT(asks); i++)
		ck_assert(builtin_asked(&asks[i]));
	for (int i = 0; i < COUNT(others); i++)
		ck_assert(!builtin_asked(&others[i]));
}
END_TEST

/* ---- with one, nobody logged in ---- */

START_TEST(the_profiles_are_found)
{
	static const CK_ULONG wanted[] = { CKP_BASELINE_PROVIDER,
		CKP_EXTENDED_PROVIDER, CKP_AUTHENTICATION_TOKEN,
		CKP_PUBLIC_CERTIFICATES_TOKEN };
	size_t claimed = mech_find(CKM_HKDF_DATA) != NULL ? 5 : 4;
	CK_ULONG id = wanted[_i];

	ck_assert_uint_eq(found(CLASS(profile)), claimed);
	ck_assert_uint_eq(found(CLASS(profile), IS(CKA_TOKEN)), claimed);
	ck_assert_uint_eq(found(CLASS(profile), NOT(CKA_TOKEN)), 0);
	ck_assert_uint_eq(found(CLASS(profile), VALUE(CKA_PROFILE_ID, id)), 1);
	ck_assert_uint_eq(core_ulong(core.s, h, CKA_PROFILE_ID), id);
	ck_assert_uint_eq(core_ulong(core.s, h, CKA_CLASS), CKO_PROFILE);
}
END_TEST

START_TEST(a_profile_that_is_not_ours_is_not_found)
{
	CK_ULONG complete = CKP_COMPLETE_PROVIDER;

	ck_assert_uint_eq(found(CLASS(profile),
	    VALUE(CKA_PROFILE_ID, complete)), 0);
}
END_TEST

START_TEST(a_mechanism_is_found)
{
	ck_assert_uint_eq(found(CLASS(mechanism),
	    VALUE(CKA_MECHANISM_TYPE, gcm)), 1);
	ck_assert_uint_eq(core_ulong(core.s, h, CKA_MECHANISM_TYPE), gcm);
}
END_TEST

START_TEST(handles_do_not_change)
{
	CK_OBJECT_HANDLE before;

	ck_assert_uint_eq(found(CLASS(mechanism),
	    VALUE(CKA_MECHANISM_TYPE, gcm)), 1);
	before = h;
	ck_ok(world_login(&core, CKU_USER, CORE_USER_PIN));
	core_aes("another object");
	ck_ok(flow_logout(core.sessions, core.s));
	ck_assert_uint_eq(found(CLASS(mechanism),
	    VALUE(CKA_MECHANISM_TYPE, gcm)), 1);
	ck_assert_uint_eq(h, before);
}
END_TEST

START_TEST(a_unique_id_finds_its_own)
{
	char id[32];
	CK_ULONG len = sizeof(id);
	CK_OBJECT_HANDLE wanted;

	ck_assert_uint_eq(found(CLASS(profile),
	    VALUE(CKA_PROFILE_ID, baseline)), 1);
	wanted = h;
	ck_ok(core_get(core.s, h, CKA_UNIQUE_ID, id, &len));
	ck_assert_uint_eq(found(BYTES(CKA_UNIQUE_ID, id, 32)), 1);
	ck_assert_uint_eq(h, wanted);
}
END_TEST

START_TEST(plain_searches_leave_them_out)
{
	ck_assert_uint_eq(core_find(core.s, NULL, 0, NULL), 0);
	ck_assert_uint_eq(found(IS(CKA_TOKEN)), 0);
	ck_assert_uint_eq(found(TEXT(CKA_LABEL, "")), 0);
	ck_assert_uint_eq(found(VALUE(CKA_PROFILE_ID, baseline)), 0);
}
END_TEST

START_TEST(other_classes_have_no_objects)
{
	CK_ATTRIBUTE classes[] = { CLASS(hardware), CLASS(validation),
		CLASS(trust), CLASS(roots) };

	ck_assert_uint_eq(core_find(core.s, &classes[_i], 1, NULL), 0);
}
END_TEST

START_TEST(every_attribute_is_answered)
{
	static const struct {
		CK_ATTRIBUTE_TYPE type;
		CK_BBOOL value;
	} flags[] = { { CKA_TOKEN, CK_TRUE }, { CKA_PRIVATE, CK_FALSE },
		{ CKA_MODIFIABLE, CK_FALSE }, { CKA_COPYABLE, CK_FALSE },
		{ CKA_DESTROYABLE, CK_FALSE } };
	CK_BBOOL b;
	CK_ULONG len;

	ck_assert_uint_eq(found(CLASS(profile),
	    VALUE(CKA_PROFILE_ID, baseline)), 1);
	for (int i = 0; i < COUNT(flags); i++) {
		len = sizeof(b);
		ck_ok(core_get(core.s, h, flags[i].type, &b, &len));
		ck_assert_uint_eq(b, flags[i].value);
	}
	len = 0;
	ck_ok(core_get(core.s, h, CKA_LABEL, NULL, &len));
	ck_refused(core_get(core.s, h, CKA_KEY_TYPE, NULL, &len),
	    E_ATTRIBUTE_TYPE);
}
END_TEST

START_TEST(nothing_can_be_done_to_them)
{
	CK_ATTRIBUTE label = TEXT(CKA_LABEL, "x");
	CK_MECHANISM sign = { CKM_ECDSA_SHA256, NULL, 0 };
	CK_OBJECT_HANDLE copy;

	ck_assert_uint_ge(found(CLASS(profile)), 1);
	ck_refused(flow_object_set(core.s, h, &label, 1), E_ACTION_PROHIBITED);
	ck_refused(flow_object_destroy(core.s, h), E_ACTION_PROHIBITED);
	ck_refused(flow_object_copy(core.s, h, NULL, 0, &copy),
	    E_ACTION_PROHIBITED);
	ck_refused(flow_begin(core.s, USE_SIGN, &sign, h), E_KEY_HANDLE);
}
END_TEST

START_TEST(none_can_be_made)
{
	CK_ATTRIBUTE list[] = { CLASS(profile), IS(CKA_TOKEN),
		VALUE(CKA_PROFILE_ID, baseline) };
	CK_ATTRIBUTE mech[] = { CLASS(mechanism) };

	ck_refused(flow_object_create(core.s, LIST(list), &h),
	    E_ATTRIBUTE_VALUE);
	ck_refused(flow_object_create(core.s, LIST(mech), &h),
	    E_ATTRIBUTE_VALUE);
}
END_TEST

static void
add_token(Suite *s)
{
	TCase *tc = tcase_create("a token's");

	tcase_set_timeout(tc, SUITE_TIMEOUT);
	tcase_add_checked_fixture(tc, core_session, core_end);
	tcase_add_loop_test(tc, the_profiles_are_found, 0, 4);
	tcase_add_test(tc, a_profile_that_is_not_ours_is_not_found);
	tcase_add_test(tc, a_mechanism_is_found);
	tcase_add_test(tc, handles_do_not_change);
	tcase_add_test(tc, a_unique_id_finds_its_own);
	tcase_add_test(tc, plain_searches_leave_them_out);
	tcase_add_loop_test(tc, other_classes_have_no_objects, 0, 4);
	tcase_add_test(tc, every_attribute_is_answered);
	tcase_add_test(tc, nothing_can_be_done_to_them);
	tcase_add_test(tc, none_can_be_made);
	core_suite(tc);
	suite_add_tcase(s, tc);
}

SUITE("object/builtin",
    add_token(s);
    tcase_add_test(tc, every_handle_is_of_one_object);
    tcase_add_loop_test(tc, other_handles_are_none, 0, 7);
    tcase_add_test(tc, there_is_one_for_every_mechanism);
    tcase_add_test(tc, templates_ask_by_class_or_unique_id))
