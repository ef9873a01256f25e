/* SPDX-License-Identifier: Apache-2.0 */
/* Objects come into being and change in one commit, or not at all. */
#include "flow/common.h"

#include "support/core_fixture.h"

#include <pthread.h>

static CK_OBJECT_CLASS data = CKO_DATA, secret = CKO_SECRET_KEY;
static CK_KEY_TYPE aes_type = CKK_AES;
static unsigned char value[32];

static enum err
make(struct session *s, bool key, bool token, bool private)
{
	CK_ATTRIBUTE list[] = { VALUE(CKA_CLASS, data), NOT(CKA_TOKEN),
		NOT(CKA_PRIVATE), BYTES(CKA_VALUE, value, 32),
		VALUE(CKA_KEY_TYPE, aes_type) };
	CK_OBJECT_HANDLE h;

	if (key)
		list[0].pValue = &secret;
	if (token)
		list[1].pValue = &core_true;
	if (private)
		list[2].pValue = &core_true;
	return flow_object_create(s, list, key ? 5 : 4, &h);
}

/* ---- who may make what ---- */

static const struct {
	bool key, token, private;
	enum err logged_out, read_only;
} rows[] = {
	{ false, false, false, E_OK, E_OK },
	{ false, true, false, E_OK, E_SESSION_READ_ONLY },
	{ false, false, true, E_NOT_LOGGED_IN, E_OK },
	{ false, true, true, E_NOT_LOGGED_IN, E_SESSION_READ_ONLY },
	{ true, false, false, E_OK, E_OK },
	{ true, true, false, E_NOT_LOGGED_IN, E_SESSION_READ_ONLY },
	{ true, false, true, E_NOT_LOGGED_IN, E_OK },
	{ true, true, true, E_NOT_LOGGED_IN, E_SESSION_READ_ONLY },
};

START_TEST(nobody_makes_what_the_table_says)
{
	ck_ok(flow_logout(core.sessions, core.s));
	ck_refused(make(core.s, rows[_i].key, rows[_i].token,
	    rows[_i].private), rows[_i].logged_out);
}
END_TEST

START_TEST(a_read_only_session_makes_what_the_table_says)
{
	struct session *ro = world_session(&core, 0);

	ck_refused(make(ro, rows[_i].key, rows[_i].token, rows[_i].private),
	    rows[_i].read_only);
	session_leave(ro);
}
END_TEST

START_TEST(the_user_makes_everything)
{
	ck_ok(make(core.s, rows[_i].key, rows[_i].token, rows[_i].private));
}
END_TEST

/* ---- where it is ---- */

START_TEST(a_token_object_is_there_for_other_processes)
{
	struct world other;

	ck_ok(make(core.s, false, true, false));
	world_open(&other);
	ck_assert_uint_eq(core_find(other.s, NULL, 0, NULL), 1);
	world_close(&other);
}
END_TEST

START_TEST(a_session_object_is_not)
{
	struct world other;

	ck_ok(make(core.s, false, false, false));
	world_open(&other);
	ck_assert_uint_eq(core_find(other.s, NULL, 0, NULL), 0);
	world_close(&other);
}
END_TEST

START_TEST(a_generated_pair_is_linked_both_ways)
{
	struct core_pair pair = core_ec("pair");
	struct view a = { 0 }, b = { 0 };

	ck_ok(flow_key(core.s, pair.private, E_KEY_HANDLE, &a));
	ck_ok(flow_key(core.s, pair.public, E_KEY_HANDLE, &b));
	ck_assert_uint_eq(a.object->pair, b.object->serial);
	ck_assert_uint_eq(b.object->pair, a.object->serial);
	ck_assert_str_eq(a.object->key->id, b.object->key->id);
	view_clear(&a);
	view_clear(&b);
}
END_TEST

/* ---- changing ---- */

static enum err
relabel(void *arg, struct txn *t, struct object *o)
{
	(void)t;
	ck_ok(attrs_set(&o->attrs, CKA_LABEL, "changed", 7));
	return arg == NULL ? E_OK : refuse(E_ACTION_PROHIBITED, "no");
}

static uint64_t
serial_of(CK_OBJECT_HANDLE h)
{
	struct view v = { 0 };
	uint64_t serial;

	ck_ok(flow_object(core.s, h, E_OBJECT_HANDLE, &v));
	serial = v.object->serial;
	view_clear(&v);
	return serial;
}

START_TEST(a_change_is_written)
{
	CK_ATTRIBUTE list[] = { TEXT(CKA_LABEL, "changed") };

	ck_ok(flow_change(core.s, serial_of(core_aes("aes")), relabel, NULL));
	ck_assert_uint_eq(core_find(core.s, LIST(list), NULL), 1);
}
END_TEST

START_TEST(a_refused_change_is_not)
{
	CK_ATTRIBUTE list[] = { TEXT(CKA_LABEL, "changed") };
	int no;

	ck_refused(flow_change(core.s, serial_of(core_aes("aes")), relabel,
	    &no), E_ACTION_PROHIBITED);
	ck_assert_uint_eq(core_find(core.s, LIST(list), NULL), 0);
}
END_TEST

START_TEST(what_is_gone_cannot_be_changed)
{
	ck_refused(flow_change(core.s, 9999, relabel, NULL),
	    E_OBJECT_HANDLE);
}
END_TEST

START_TEST(the_public_object_hides_and_comes_back_with_its_key)
{
	CK_ATTRIBUTE list[] = { TEXT(CKA_LABEL, "pair") };
	CK_ULONG scheduled = CLV_STATE_SCHEDULED;
	CK_ATTRIBUTE hidden[] = { VALUE(CKA_CLV_STATE, scheduled) };
	struct core_pair pair = core_ec("pair");
	CK_OBJECT_HANDLE h;

	ck_ok(flow_object_destroy(core.s, pair.private));
	ck_assert_uint_eq(core_find(core.s, LIST(list), NULL), 0);
	ck_assert_uint_eq(core_find(core.s, LIST(hidden), &h), 2);
	ck_ok(flow_key_undelete(core.s, h, 0));
	ck_assert_uint_eq(core_find(core.s, LIST(list), NULL), 2);
}
END_TEST

/* ---- threads ---- */

static void *
make_many(void *arg)
{
	struct session *s = arg;

	for (int i = 0; i < 40; i++)
		ck_ok(make(s, true, true, true));
	return NULL;
}

/* Each reading of a changed object takes the token's lock and then the
 * store's: nobody may hold the store's and wait for the token's. */
START_TEST(making_and_reading_do_not_wait_for_each_other)
{
	CK_OBJECT_HANDLE aes = core_aes("aes");
	struct session *other = world_session(&core, CKF_RW_SESSION);
	pthread_t thread;

	ck_assert_int_eq(pthread_create(&thread, NULL, make_many, other), 0);
	for (int i = 0; i < 200; i++) {
		ck_assert_uint_eq(core_ulong(core.s, aes, CKA_VALUE_LEN), 32);
		core_find(core.s, NULL, 0, NULL);
	}
	ck_assert_int_eq(pthread_join(thread, NULL), 0);
	session_leave(other);
}
END_TEST

SUITE("flow/change",
    core_suite(tc);
    tcase_add_checked_fixture(tc, core_login, core_end);
    tcase_add_loop_test(tc, nobody_makes_what_the_table_says, 0, 8);
    tcase_add_loop_test(tc, a_read_only_session_makes_what_the_table_says, 0,
	8);
    tcase_add_loop_test(tc, the_user_makes_everything, 0, 8);
    tcase_add_test(tc, a_token_object_is_there_for_other_processes);
    tcase_add_test(tc, a_session_object_is_not);
    tcase_add_test(tc, a_generated_pair_is_linked_both_ways);
    tcase_add_test(tc, a_change_is_written);
    tcase_add_test(tc, a_refused_change_is_not);
    tcase_add_test(tc, what_is_gone_cannot_be_changed);
    tcase_add_test(tc, the_public_object_hides_and_comes_back_with_its_key);
    tcase_add_test(tc, making_and_reading_do_not_wait_for_each_other))
