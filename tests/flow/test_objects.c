/* SPDX-License-Identifier: Apache-2.0 */
/* Attributes, copies, destruction, searches through their calls. */
#include "flow/objects.h"

#include "support/core_fixture.h"

static CK_OBJECT_HANDLE aes;
static struct core_pair pair;
static CK_OBJECT_HANDLE h;

static void
setup(void)
{
	core_login();
	aes = core_aes("aes");
	pair = core_ec("pair");
}

/* ---- reading ---- */

START_TEST(every_entry_is_answered)
{
	unsigned char value[32], label[2], id[8];
	CK_ATTRIBUTE list[] = { BYTES(CKA_VALUE, value, 32),
		BYTES(CKA_MODULUS, value, 32), BYTES(CKA_LABEL, label, 2),
		BYTES(CKA_ID, id, 8) };

	ck_refused(flow_object_get(core.s, aes, LIST(list)),
	    E_ATTRIBUTE_SENSITIVE);
	ck_assert_uint_eq(list[0].ulValueLen, CK_UNAVAILABLE_INFORMATION);
	ck_assert_uint_eq(list[1].ulValueLen, CK_UNAVAILABLE_INFORMATION);
	ck_assert_uint_eq(list[2].ulValueLen, CK_UNAVAILABLE_INFORMATION);
	ck_assert_uint_eq(list[3].ulValueLen, 0);
}
END_TEST

START_TEST(a_short_buffer_is_the_least_of_refusals)
{
	unsigned char label[2];
	CK_ATTRIBUTE list[] = { BYTES(CKA_LABEL, label, 2),
		{ CKA_MODULUS, NULL, 0 } };

	ck_refused(flow_object_get(core.s, aes, list, 1),
	    E_BUFFER_TOO_SMALL);
	list[0].ulValueLen = 2;
	ck_refused(flow_object_get(core.s, aes, list, 2), E_ATTRIBUTE_TYPE);
}
END_TEST

START_TEST(a_null_template_is_refused)
{
	ck_refused(flow_object_get(core.s, aes, NULL, 1), E_ARGUMENTS);
	ck_refused(flow_object_set(core.s, aes, NULL, 1), E_ARGUMENTS);
	ck_refused(flow_object_size(core.s, aes, NULL), E_ARGUMENTS);
	ck_refused(flow_object_copy(core.s, aes, NULL, 0, NULL),
	    E_ARGUMENTS);
}
END_TEST

START_TEST(a_stale_handle_is_refused)
{
	CK_ATTRIBUTE a[] = { { CKA_LABEL, NULL, 0 } };
	CK_ULONG size;

	ck_refused(flow_object_get(core.s, 99, LIST(a)), E_OBJECT_HANDLE);
	ck_refused(flow_object_set(core.s, 99, LIST(a)), E_OBJECT_HANDLE);
	ck_refused(flow_object_size(core.s, 99, &size), E_OBJECT_HANDLE);
	ck_refused(flow_object_destroy(core.s, 99), E_OBJECT_HANDLE);
	ck_refused(flow_object_copy(core.s, 99, NULL, 0, &h),
	    E_OBJECT_HANDLE);
}
END_TEST

START_TEST(an_object_has_a_size)
{
	CK_ULONG size = 0;

	ck_ok(flow_object_size(core.s, aes, &size));
	ck_assert_uint_gt(size, 32);
}
END_TEST

/* ---- changing ---- */

START_TEST(a_label_can_be_set_and_searched)
{
	CK_ATTRIBUTE list[] = { TEXT(CKA_LABEL, "new"), TEXT(CKA_ID, "id") };

	ck_ok(flow_object_set(core.s, aes, LIST(list)));
	ck_assert_uint_eq(core_find(core.s, &list[0], 1, &h), 1);
	ck_assert_uint_eq(h, aes);
	ck_assert_uint_eq(core_find(core.s, &list[1], 1, &h), 1);
	list[0].pValue = (void *)(uintptr_t)"aes";
	ck_assert_uint_eq(core_find(core.s, &list[0], 1, NULL), 0);
}
END_TEST

START_TEST(a_session_object_is_changed_in_place)
{
	CK_ATTRIBUTE list[] = { TEXT(CKA_LABEL, "new") };
	CK_OBJECT_HANDLE key = core_session_aes(7);
	struct session *ro = world_session(&core, 0);

	ck_ok(flow_object_set(ro, key, LIST(list)));
	ck_assert_uint_eq(core_find(core.s, LIST(list), &h), 1);
	ck_assert_uint_eq(h, key);
	session_leave(ro);
}
END_TEST

START_TEST(a_read_only_session_changes_no_token_object)
{
	CK_ATTRIBUTE list[] = { TEXT(CKA_LABEL, "new") };
	struct session *ro = world_session(&core, 0);

	ck_refused(flow_object_set(ro, aes, LIST(list)),
	    E_SESSION_READ_ONLY);
	ck_refused(flow_object_destroy(ro, aes), E_SESSION_READ_ONLY);
	session_leave(ro);
}
END_TEST

/* A key that is visible to everybody. */
static CK_OBJECT_HANDLE
visible_key(void)
{
	CK_MECHANISM m = { CKM_AES_KEY_GEN, NULL, 0 };
	CK_ULONG n = 32;
	CK_ATTRIBUTE list[] = { IS(CKA_TOKEN), VALUE(CKA_VALUE_LEN, n),
		NOT(CKA_PRIVATE), TEXT(CKA_LABEL, "visible") };

	ck_ok(flow_generate(core.s, &m, LIST(list), &h));
	return h;
}

START_TEST(a_visible_key_is_read_but_not_used_or_changed)
{
	CK_ATTRIBUTE list[] = { TEXT(CKA_LABEL, "new") };
	CK_OBJECT_HANDLE key = visible_key();

	ck_ok(flow_logout(core.sessions, core.s));
	ck_assert_uint_eq(core_ulong(core.s, key, CKA_VALUE_LEN), 32);
	ck_assert_uint_eq(core_ulong(core.s, key, CKA_CLV_PERMITTED), 0);
	ck_refused(flow_begin(core.s, USE_ENCRYPT, core_gcm_mechanism(), key),
	    E_NOT_LOGGED_IN);
	ck_refused(flow_object_set(core.s, key, LIST(list)),
	    E_NOT_LOGGED_IN);
}
END_TEST

START_TEST(the_officer_trusts_a_key_and_changes_nothing_else)
{
	CK_ATTRIBUTE trust[] = { IS(CKA_TRUSTED) };
	CK_ATTRIBUTE both[] = { IS(CKA_TRUSTED), TEXT(CKA_LABEL, "new") };
	CK_OBJECT_HANDLE key = visible_key();

	ck_refused(flow_object_set(core.s, key, LIST(trust)),
	    E_ATTRIBUTE_READ_ONLY);
	ck_ok(flow_logout(core.sessions, core.s));
	ck_refused(flow_object_set(core.s, key, LIST(trust)),
	    E_NOT_LOGGED_IN);
	ck_ok(world_login(&core, CKU_SO, CORE_SO_PIN));
	ck_refused(flow_object_set(core.s, key, LIST(both)),
	    E_NOT_LOGGED_IN);
	ck_ok(flow_object_set(core.s, key, LIST(trust)));
	ck_assert(core_bool(core.s, key, CKA_TRUSTED));
	ck_refused(flow_begin(core.s, USE_ENCRYPT, core_gcm_mechanism(), key),
	    E_NOT_LOGGED_IN);
}
END_TEST

/* ---- copies ---- */

START_TEST(a_session_key_is_stored_by_copying)
{
	CK_ATTRIBUTE list[] = { IS(CKA_TOKEN), IS(CKA_PRIVATE),
		TEXT(CKA_LABEL, "stored") };
	CK_OBJECT_HANDLE source = core_session_aes(7);
	CK_BYTE out[32];
	CK_ULONG len = sizeof(out);

	ck_ok(flow_object_copy(core.s, source, LIST(list), &h));
	ck_assert(core_bool(core.s, h, CKA_TOKEN));
	ck_assert(!core_bool(core.s, h, CKA_EXTRACTABLE));
	ck_assert(core_bool(core.s, h, CKA_SENSITIVE));
	ck_ok(core_gcm(core.s, USE_ENCRYPT, source, "text", 4, out, &len));
	ck_ok(core_opens(core.s, h, out, len, "text"));
}
END_TEST

START_TEST(a_source_can_be_copied_twice)
{
	CK_ATTRIBUTE list[] = { IS(CKA_TOKEN) };
	CK_OBJECT_HANDLE source = core_session_aes(7), again;

	ck_ok(flow_object_copy(core.s, source, LIST(list), &h));
	ck_ok(flow_object_copy(core.s, source, LIST(list), &again));
	ck_assert_uint_ne(h, again);
	ck_ok(flow_key_rotate(core.s, h, 0, NULL));
	ck_assert_uint_eq(core_ulong(core.s, again, CKA_CLV_VERSIONS), 1);
}
END_TEST

START_TEST(a_copy_within_the_session_is_as_open)
{
	unsigned char value[32];
	CK_ULONG len = sizeof(value);

	ck_ok(flow_object_copy(core.s, core_session_aes(7), NULL, 0, &h));
	ck_ok(core_get(core.s, h, CKA_VALUE, value, &len));
	ck_assert_uint_eq(value[31], 7);
}
END_TEST

START_TEST(a_token_key_is_never_copied)
{
	CK_ATTRIBUTE list[] = { NOT(CKA_TOKEN) };

	ck_refused(flow_object_copy(core.s, aes, LIST(list), &h),
	    E_ACTION_PROHIBITED);
	ck_refused(flow_object_copy(core.s, pair.private, NULL, 0, &h),
	    E_ACTION_PROHIBITED);
}
END_TEST

START_TEST(a_public_key_is_copied_as_it_is_shown)
{
	CK_ATTRIBUTE list[] = { NOT(CKA_TOKEN) };
	CK_BYTE signature[64];

	ck_ok(flow_key_rotate(core.s, pair.private, CLV_ROTATE_KEEP_CURRENT,
	    NULL));
	ck_ok(flow_object_copy(core.s, core_version(core.s, CKO_PUBLIC_KEY,
	    "pair", 2), LIST(list), &h));
	ck_ok(core_sign(core.s, core_version(core.s, CKO_PRIVATE_KEY, "pair",
	    2), "text", signature));
	ck_ok(core_verify(core.s, h, "text", signature));
	ck_assert_uint_eq(core_ulong(core.s, h, CKA_CLV_VERSIONS), 1);
}
END_TEST

START_TEST(what_is_not_copyable_is_not_copied)
{
	CK_OBJECT_CLASS data = CKO_DATA;
	CK_ATTRIBUTE list[] = { VALUE(CKA_CLASS, data), NOT(CKA_COPYABLE) };
	CK_OBJECT_HANDLE source;

	ck_ok(flow_object_create(core.s, LIST(list), &source));
	ck_refused(flow_object_copy(core.s, source, NULL, 0, &h),
	    E_ACTION_PROHIBITED);
}
END_TEST

START_TEST(a_copy_to_the_token_needs_a_writable_session)
{
	CK_ATTRIBUTE list[] = { IS(CKA_TOKEN) };
	CK_OBJECT_HANDLE source = core_session_aes(7);
	struct session *ro = world_session(&core, 0);

	ck_refused(flow_object_copy(ro, source, LIST(list), &h),
	    E_SESSION_READ_ONLY);
	session_leave(ro);
}
END_TEST

/* ---- destruction ---- */

START_TEST(a_session_object_is_destroyed)
{
	CK_OBJECT_HANDLE key = core_session_aes(7);

	ck_ok(flow_object_destroy(core.s, key));
	ck_refused(flow_object_destroy(core.s, key), E_OBJECT_HANDLE);
}
END_TEST

START_TEST(an_indestructible_object_stays)
{
	CK_OBJECT_CLASS data = CKO_DATA;
	CK_ATTRIBUTE list[] = { VALUE(CKA_CLASS, data),
		NOT(CKA_DESTROYABLE), IS(CKA_TOKEN) };

	ck_ok(flow_object_create(core.s, LIST(list), &h));
	ck_refused(flow_object_destroy(core.s, h), E_ACTION_PROHIBITED);
	ck_assert_uint_eq(core_ulong(core.s, h, CKA_CLASS), CKO_DATA);
}
END_TEST

/* ---- searches ---- */

START_TEST(a_search_is_taken_in_pieces)
{
	CK_OBJECT_HANDLE list[2];
	CK_ULONG n;

	ck_ok(flow_find_begin(core.s, NULL, 0));
	ck_ok(flow_find_next(core.s, list, 2, &n));
	ck_assert_uint_eq(n, 2);
	ck_ok(flow_find_next(core.s, list, 2, &n));
	ck_assert_uint_eq(n, 1);
	ck_ok(flow_find_next(core.s, list, 2, &n));
	ck_assert_uint_eq(n, 0);
	ck_ok(flow_find_end(core.s));
}
END_TEST

START_TEST(one_search_is_active)
{
	CK_ULONG n;

	ck_refused(flow_find_next(core.s, &h, 1, &n), E_OPERATION_NONE);
	ck_refused(flow_find_end(core.s), E_OPERATION_NONE);
	ck_ok(flow_find_begin(core.s, NULL, 0));
	ck_refused(flow_find_begin(core.s, NULL, 0), E_OPERATION_ACTIVE);
	ck_refused(flow_find_next(core.s, NULL, 1, &n), E_ARGUMENTS);
	ck_refused(flow_find_next(core.s, &h, 1, NULL), E_ARGUMENTS);
	ck_ok(flow_find_next(core.s, NULL, 0, &n));
	ck_ok(flow_find_end(core.s));
}
END_TEST

START_TEST(logout_ends_a_search)
{
	CK_ULONG n;

	ck_ok(flow_find_begin(core.s, NULL, 0));
	ck_ok(flow_logout(core.sessions, core.s));
	ck_refused(flow_find_next(core.s, &h, 1, &n), E_OPERATION_NONE);
}
END_TEST

static void
add_copies(TCase *tc)
{
	tcase_add_test(tc, a_session_key_is_stored_by_copying);
	tcase_add_test(tc, a_source_can_be_copied_twice);
	tcase_add_test(tc, a_copy_within_the_session_is_as_open);
	tcase_add_test(tc, a_token_key_is_never_copied);
	tcase_add_test(tc, a_public_key_is_copied_as_it_is_shown);
	tcase_add_test(tc, what_is_not_copyable_is_not_copied);
	tcase_add_test(tc, a_copy_to_the_token_needs_a_writable_session);
	tcase_add_test(tc, a_session_object_is_destroyed);
	tcase_add_test(tc, an_indestructible_object_stays);
	tcase_add_test(tc, a_search_is_taken_in_pieces);
	tcase_add_test(tc, one_search_is_active);
	tcase_add_test(tc, logout_ends_a_search);
}

SUITE("flow/objects",
    core_suite(tc);
    tcase_add_checked_fixture(tc, setup, core_end);
    tcase_add_test(tc, every_entry_is_answered);
    tcase_add_test(tc, a_short_buffer_is_the_least_of_refusals);
    tcase_add_test(tc, a_null_template_is_refused);
    tcase_add_test(tc, a_stale_handle_is_refused);
    tcase_add_test(tc, an_object_has_a_size);
    tcase_add_test(tc, a_label_can_be_set_and_searched);
    tcase_add_test(tc, a_session_object_is_changed_in_place);
    tcase_add_test(tc, a_read_only_session_changes_no_token_object);
    tcase_add_test(tc, a_visible_key_is_read_but_not_used_or_changed);
    tcase_add_test(tc, the_officer_trusts_a_key_and_changes_nothing_else);
    add_copies(tc))
