/* SPDX-License-Identifier: Apache-2.0 */
/* The mark is durable, and rotation wants to be told about it. */
#include "flow/raw_mark.h"

#include "flow/common.h"
#include "support/core_fixture.h"

static CK_OBJECT_HANDLE aes;
static uint64_t serial;

static void
setup(void)
{
	struct view v = { 0 };

	core_login();
	aes = core_aes("aes");
	ck_ok(flow_key(core.s, aes, E_KEY_HANDLE, &v));
	serial = v.object->serial;
	view_clear(&v);
}

START_TEST(a_key_is_not_marked_at_first)
{
	ck_assert(!core_bool(core.s, aes, CKA_CLV_RAW_USED));
}
END_TEST

START_TEST(the_mark_is_there_for_every_process)
{
	CK_ATTRIBUTE list[] = { IS(CKA_CLV_RAW_USED) };
	struct world other;

	ck_ok(flow_mark_raw(core.s, serial));
	ck_assert(core_bool(core.s, aes, CKA_CLV_RAW_USED));
	world_open(&other);
	ck_ok(world_login(&other, CKU_USER, CORE_USER_PIN));
	ck_assert_uint_eq(core_find(other.s, LIST(list), NULL), 1);
	world_close(&other);
}
END_TEST

START_TEST(a_marked_key_is_rotated_only_on_purpose)
{
	ck_ok(flow_mark_raw(core.s, serial));
	ck_refused(flow_key_rotate(core.s, aes, 0, NULL), E_KEY_STATE);
	ck_ok(flow_key_rotate(core.s, aes, CLV_ROTATE_DESPITE_RAW_USE,
	    NULL));
}
END_TEST

START_TEST(a_key_with_several_versions_is_not_marked)
{
	ck_ok(flow_key_rotate(core.s, aes, 0, NULL));
	ck_refused(flow_mark_raw(core.s, serial), E_KEY_VERSIONS);
	ck_assert(!core_bool(core.s, aes, CKA_CLV_RAW_USED));
}
END_TEST

START_TEST(a_key_that_is_gone_is_not_marked)
{
	ck_refused(flow_mark_raw(core.s, 9999), E_OBJECT_HANDLE);
}
END_TEST

SUITE("flow/raw_mark",
    core_suite(tc);
    tcase_add_checked_fixture(tc, setup, core_end);
    tcase_add_test(tc, a_key_is_not_marked_at_first);
    tcase_add_test(tc, the_mark_is_there_for_every_process);
    tcase_add_test(tc, a_marked_key_is_rotated_only_on_purpose);
    tcase_add_test(tc, a_key_with_several_versions_is_not_marked);
    tcase_add_test(tc, a_key_that_is_gone_is_not_marked))
