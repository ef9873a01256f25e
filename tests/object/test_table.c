/* SPDX-License-Identifier: Apache-2.0 */
/* Handles: the same question gives the same one, a stale one never matches. */
#include "object/table.h"

#include "support/core_fixture.h"

static struct object_table *t;

static void
setup(void)
{
	ck_ok(table_new(&t));
}

static void
teardown(void)
{
	table_free(t);
}

static CK_OBJECT_HANDLE
handle(uint64_t serial, uint32_t version, bool private)
{
	struct table_key k = { .serial = serial, .version = version,
		.private = private };
	CK_OBJECT_HANDLE h;

	ck_ok(table_handle(t, &k, &h));
	return h;
}

static CK_OBJECT_HANDLE
session_object(CK_SESSION_HANDLE owner, bool private)
{
	SCOPED(object) *o = NULL;
	CK_OBJECT_HANDLE h;

	ck_ok(object_new(CKO_DATA, CK_UNAVAILABLE_INFORMATION, &o));
	o->private = private;
	ck_ok(table_add(t, o, owner, &h));
	return h;
}

START_TEST(the_same_record_and_version_give_the_same_handle)
{
	ck_assert_uint_eq(handle(7, 0, false), handle(7, 0, false));
	ck_assert_uint_eq(handle(7, 2, false), handle(7, 2, false));
}
END_TEST

START_TEST(another_record_version_or_way_gives_another_handle)
{
	struct table_key hidden = { .serial = 7, .hidden = true };
	CK_OBJECT_HANDLE h;

	ck_ok(table_handle(t, &hidden, &h));
	ck_assert_uint_ne(handle(7, 0, false), handle(8, 0, false));
	ck_assert_uint_ne(handle(7, 0, false), handle(7, 1, false));
	ck_assert_uint_ne(handle(7, 0, false), h);
}
END_TEST

START_TEST(no_handle_is_invalid)
{
	ck_assert_uint_ne(handle(7, 0, false), CK_INVALID_HANDLE);
	ck_assert_uint_ne(session_object(1, false), CK_INVALID_HANDLE);
}
END_TEST

START_TEST(a_handle_leads_to_its_slot)
{
	struct table_slot *s = table_find(t, handle(7, 3, true));

	ck_assert_uint_eq(s->key.serial, 7);
	ck_assert_uint_eq(s->key.version, 3);
	ck_assert(s->key.private);
	ck_assert_ptr_null(s->object);
}
END_TEST

START_TEST(an_invented_handle_leads_nowhere)
{
	CK_OBJECT_HANDLE h = handle(7, 0, false);

	ck_assert_ptr_null(table_find(t, CK_INVALID_HANDLE));
	ck_assert_ptr_null(table_find(t, h + 1));
	ck_assert_ptr_null(table_find(t, h ^ (1ul << 40)));
	ck_assert_ptr_null(table_find(t, ~0ul));
}
END_TEST

START_TEST(a_dropped_handle_is_stale_for_good)
{
	CK_OBJECT_HANDLE before = handle(7, 0, false), after;

	table_drop(t, before);
	ck_assert_ptr_null(table_find(t, before));
	after = handle(7, 0, false);
	ck_assert_uint_ne(before, after);
	ck_assert_ptr_null(table_find(t, before));
	table_drop(t, before);
	ck_assert_ptr_nonnull(table_find(t, after));
}
END_TEST

START_TEST(many_handles_are_told_apart)
{
	CK_OBJECT_HANDLE list[1000];

	for (uint64_t i = 0; i < 1000; i++)
		list[i] = handle(i + 1, 0, false);
	for (uint64_t i = 0; i < 1000; i += 2)
		table_drop(t, list[i]);
	for (uint64_t i = 0; i < 1000; i++) {
		if (i % 2 == 0) {
			ck_assert_ptr_null(table_find(t, list[i]));
			continue;
		}
		ck_assert_uint_eq(handle(i + 1, 0, false), list[i]);
		ck_assert_uint_eq(table_find(t, list[i])->key.serial, i + 1);
	}
}
END_TEST

START_TEST(logout_drops_private_handles_and_opened_objects)
{
	CK_OBJECT_HANDLE private = handle(7, 0, true);
	CK_OBJECT_HANDLE public = handle(8, 0, false);
	CK_OBJECT_HANDLE mine = session_object(1, true);
	CK_OBJECT_HANDLE shared = session_object(1, false);

	ck_ok(object_new(CKO_SECRET_KEY, CKK_AES,
	    &table_find(t, public)->object));
	table_drop_private(t);
	ck_assert_ptr_null(table_find(t, private));
	ck_assert_ptr_null(table_find(t, mine));
	ck_assert_ptr_nonnull(table_find(t, shared)->object);
	ck_assert_ptr_null(table_find(t, public)->object);
}
END_TEST

START_TEST(a_closed_session_takes_its_objects_along)
{
	CK_OBJECT_HANDLE a = session_object(1, false);
	CK_OBJECT_HANDLE b = session_object(2, false);
	CK_OBJECT_HANDLE stored = handle(7, 0, false);

	table_drop_session(t, 1);
	ck_assert_ptr_null(table_find(t, a));
	ck_assert_ptr_nonnull(table_find(t, b));
	ck_assert_ptr_nonnull(table_find(t, stored));
}
END_TEST

START_TEST(reinitialisation_drops_everything)
{
	CK_OBJECT_HANDLE a = session_object(1, false);
	CK_OBJECT_HANDLE stored = handle(7, 0, false);

	table_drop_all(t);
	ck_assert_ptr_null(table_find(t, a));
	ck_assert_ptr_null(table_find(t, stored));
}
END_TEST

static enum err
count_one(void *arg, CK_OBJECT_HANDLE h, const struct object *o)
{
	ck_assert_uint_ne(h, CK_INVALID_HANDLE);
	ck_assert_ptr_nonnull(o);
	++*(int *)arg;
	return E_OK;
}

static enum err
stop(void *arg, CK_OBJECT_HANDLE h, const struct object *o)
{
	(void)h;
	(void)o;
	++*(int *)arg;
	return E_QUOTA;
}

START_TEST(only_session_objects_are_visited)
{
	int count = 0;

	session_object(1, false);
	session_object(2, true);
	handle(7, 0, false);
	ck_ok(table_each_session_object(t, count_one, &count));
	ck_assert_int_eq(count, 2);
}
END_TEST

START_TEST(a_visitor_can_stop)
{
	int count = 0;

	session_object(1, false);
	session_object(2, true);
	ck_refused(table_each_session_object(t, stop, &count), E_QUOTA);
	ck_assert_int_eq(count, 1);
}
END_TEST

SUITE("object/table",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, the_same_record_and_version_give_the_same_handle);
    tcase_add_test(tc, another_record_version_or_way_gives_another_handle);
    tcase_add_test(tc, no_handle_is_invalid);
    tcase_add_test(tc, a_handle_leads_to_its_slot);
    tcase_add_test(tc, an_invented_handle_leads_nowhere);
    tcase_add_test(tc, a_dropped_handle_is_stale_for_good);
    tcase_add_test(tc, many_handles_are_told_apart);
    tcase_add_test(tc, logout_drops_private_handles_and_opened_objects);
    tcase_add_test(tc, a_closed_session_takes_its_objects_along);
    tcase_add_test(tc, reinitialisation_drops_everything);
    tcase_add_test(tc, only_session_objects_are_visited);
    tcase_add_test(tc, a_visitor_can_stop))
