/* SPDX-License-Identifier: Apache-2.0 */
/* From a handle to the object as it is now, whoever changed it. */
#include "object/table.h"

#include "support/core_fixture.h"

static CK_OBJECT_HANDLE key;

static void
setup(void)
{
	core_login();
	key = core_aes("k");
}

static enum err
resolve(CK_OBJECT_HANDLE h)
{
	struct view v = { 0 };
	enum err e = object_resolve(core.token, h, &v);

	if (e == E_OK)
		view_clear(&v);
	return e;
}

/* The key as another process sees it. */
static CK_OBJECT_HANDLE
elsewhere(struct world *w)
{
	CK_ATTRIBUTE list[] = { TEXT(CKA_LABEL, "k") };
	CK_OBJECT_HANDLE h;

	world_open(w);
	ck_ok(world_login(w, CKU_USER, CORE_USER_PIN));
	ck_assert_uint_eq(core_find(w->s, LIST(list), &h), 1);
	return h;
}

START_TEST(a_handle_gives_its_object)
{
	struct view v = { 0 };

	ck_ok(object_resolve(core.token, key, &v));
	ck_assert_uint_eq(v.object->class, CKO_SECRET_KEY);
	ck_assert_uint_eq(v.version, 0);
	view_clear(&v);
}
END_TEST

START_TEST(an_unchanged_object_is_decoded_once)
{
	struct view a = { 0 }, b = { 0 };

	ck_ok(object_resolve(core.token, key, &a));
	core_aes("another");
	ck_ok(object_resolve(core.token, key, &b));
	ck_assert_ptr_eq(a.object, b.object);
	view_clear(&a);
	view_clear(&b);
}
END_TEST

START_TEST(a_changed_object_is_read_anew)
{
	CK_ATTRIBUTE label[] = { TEXT(CKA_LABEL, "new") };
	struct view a = { 0 }, b = { 0 };

	ck_ok(object_resolve(core.token, key, &a));
	ck_ok(flow_object_set(core.s, key, LIST(label)));
	ck_ok(object_resolve(core.token, key, &b));
	ck_assert(bytes_equal(attrs_get(&a.object->attrs, CKA_LABEL), "k",
	    1));
	ck_assert(bytes_equal(attrs_get(&b.object->attrs, CKA_LABEL), "new",
	    3));
	view_clear(&a);
	view_clear(&b);
}
END_TEST

START_TEST(another_process_change_shows_at_once)
{
	struct world other;
	CK_OBJECT_HANDLE there = elsewhere(&other);
	struct view v = { 0 };

	ck_ok(resolve(key));
	ck_ok(flow_key_set_state(other.s, there, 0, CLV_STATE_DISABLED));
	ck_ok(object_resolve(core.token, key, &v));
	ck_assert_int_eq(v.object->key->state, STATE_DISABLED);
	view_clear(&v);
	world_close(&other);
}
END_TEST

START_TEST(another_process_deletion_kills_the_handle)
{
	struct world other;
	CK_OBJECT_HANDLE there = elsewhere(&other);

	ck_ok(resolve(key));
	ck_ok(flow_object_destroy(other.s, there));
	ck_refused(resolve(key), E_OBJECT_HANDLE);
	ck_refused(resolve(key), E_OBJECT_HANDLE);
	world_close(&other);
}
END_TEST

START_TEST(a_public_object_follows_its_pair)
{
	struct core_pair pair = core_ec("pair");
	struct view v = { 0 };

	ck_ok(resolve(pair.public));
	ck_ok(flow_key_rotate(core.s, pair.private, 0, NULL));
	ck_ok(object_resolve(core.token, pair.public, &v));
	ck_assert_uint_eq(v.object->key->current, 2);
	view_clear(&v);
}
END_TEST

START_TEST(an_invented_handle_is_refused_with_a_reason)
{
	reason_clear();
	ck_refused(resolve(key + 1), E_OBJECT_HANDLE);
	ck_assert_str_ne(reason_text(), "");
}
END_TEST

START_TEST(logout_kills_private_handles_for_good)
{
	ck_ok(resolve(key));
	ck_ok(flow_logout(core.sessions, core.s));
	ck_refused(resolve(key), E_OBJECT_HANDLE);
	ck_ok(world_login(&core, CKU_USER, CORE_USER_PIN));
	ck_refused(resolve(key), E_OBJECT_HANDLE);
}
END_TEST

START_TEST(public_handles_survive_logout)
{
	struct core_pair pair = core_ec("pair");

	ck_ok(flow_logout(core.sessions, core.s));
	ck_ok(resolve(pair.public));
	ck_refused(resolve(pair.private), E_OBJECT_HANDLE);
}
END_TEST

SUITE("object/resolve",
    core_suite(tc);
    tcase_add_checked_fixture(tc, setup, core_end);
    tcase_add_test(tc, a_handle_gives_its_object);
    tcase_add_test(tc, an_unchanged_object_is_decoded_once);
    tcase_add_test(tc, a_changed_object_is_read_anew);
    tcase_add_test(tc, another_process_change_shows_at_once);
    tcase_add_test(tc, another_process_deletion_kills_the_handle);
    tcase_add_test(tc, a_public_object_follows_its_pair);
    tcase_add_test(tc, an_invented_handle_is_refused_with_a_reason);
    tcase_add_test(tc, logout_kills_private_handles_for_good);
    tcase_add_test(tc, public_handles_survive_logout))
