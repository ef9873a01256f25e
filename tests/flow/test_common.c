/* SPDX-License-Identifier: Apache-2.0 */
/* Steps that several flows share: handles, places, materials, the gate. */
#include "flow/common.h"

#include "support/core_fixture.h"

static struct view v;

static void
teardown(void)
{
	view_clear(&v);
	core_end();
}

START_TEST(a_missing_object_is_called_as_the_caller_says)
{
	reason_clear();
	ck_refused(flow_object(core.s, 99, E_WRAPPING_KEY_HANDLE, &v),
	    E_WRAPPING_KEY_HANDLE);
	ck_assert_str_ne(reason_text(), "");
	ck_refused(flow_key(core.s, 99, E_KEY_HANDLE, &v), E_KEY_HANDLE);
}
END_TEST

START_TEST(data_is_no_key)
{
	CK_OBJECT_CLASS data = CKO_DATA;
	CK_ATTRIBUTE list[] = { VALUE(CKA_CLASS, data) };
	CK_OBJECT_HANDLE h;

	ck_ok(flow_object_create(core.s, LIST(list), &h));
	ck_refused(flow_key(core.s, h, E_KEY_HANDLE, &v), E_KEY_HANDLE);
	ck_assert_ptr_null(v.object);
	ck_ok(flow_object(core.s, h, E_KEY_HANDLE, &v));
}
END_TEST

START_TEST(a_private_handle_gives_private_material)
{
	SCOPED(material) *m = NULL;

	ck_ok(flow_key(core.s, core_ec("pair").private, E_KEY_HANDLE, &v));
	ck_ok(flow_material(core.s, &v, view_version(&v), &m));
	ck_assert_int_eq(material_kind(m), MATERIAL_PRIVATE);
}
END_TEST

START_TEST(a_public_handle_gives_the_public_half)
{
	SCOPED(material) *m = NULL;

	ck_ok(flow_key(core.s, core_ec("pair").public, E_KEY_HANDLE, &v));
	ck_ok(flow_logout(core.sessions, core.s));
	ck_ok(flow_material(core.s, &v, view_version(&v), &m));
	ck_assert_int_eq(material_kind(m), MATERIAL_PUBLIC);
}
END_TEST

START_TEST(no_material_is_opened_after_logout)
{
	SCOPED(material) *m = NULL;

	ck_ok(flow_key(core.s, core_aes("aes"), E_KEY_HANDLE, &v));
	ck_ok(flow_logout(core.sessions, core.s));
	ck_refused(flow_material(core.s, &v, view_version(&v), &m),
	    E_NOT_LOGGED_IN);
}
END_TEST

START_TEST(the_ring_holds_the_current_domain_key_only_while_logged_in)
{
	SCOPED_VALUE(keyring) ring = { 0 };

	ck_ok(flow_ring(core.s, &ring));
	ck_assert_uint_eq(keyring_epoch(&ring),
	    keyring_epoch(&core.token->ring));
	ck_assert(secret_equal(keyring_get(&ring, keyring_epoch(&ring)),
	    keyring_get(&core.token->ring, keyring_epoch(&ring))));
	keyring_clear(&ring);
	ck_ok(flow_logout(core.sessions, core.s));
	ck_ok(flow_ring(core.s, &ring));
	ck_assert_uint_eq(keyring_epoch(&ring), 0);
}
END_TEST

START_TEST(the_template_place_is_the_tokens)
{
	struct template_place place;

	ck_ok(flow_template_place(core.s, &place));
	ck_assert(!place.allow_extractable);
	ck_assert(!place.officer);
	ck_assert(flow_user_in(core.s));
	ck_ok(flow_logout(core.sessions, core.s));
	ck_assert(!flow_user_in(core.s));
	ck_ok(world_login(&core, CKU_SO, CORE_SO_PIN));
	ck_ok(flow_template_place(core.s, &place));
	ck_assert(place.officer);
	ck_assert(!flow_user_in(core.s));
}
END_TEST

START_TEST(the_gate_is_asked_for_the_view)
{
	struct verdict verdict;
	struct run run = { 0 };

	ck_ok(run_begin(&run, USE_ENCRYPT, core_gcm_mechanism()));
	ck_ok(flow_key(core.s, core_aes("aes"), E_KEY_HANDLE, &v));
	ck_ok(flow_gate(core.s, &v, USE_ENCRYPT, &run, &verdict));
	ck_assert_uint_eq(verdict.count, 1);
	ck_refused(flow_gate(core.s, &v, USE_SIGN, &run, &verdict),
	    E_KEY_USAGE);
	ck_ok(flow_logout(core.sessions, core.s));
	ck_refused(flow_gate(core.s, &v, USE_ENCRYPT, &run, &verdict),
	    E_NOT_LOGGED_IN);
	run_end(&run);
}
END_TEST

SUITE("flow/common",
    core_suite(tc);
    tcase_add_checked_fixture(tc, core_login, teardown);
    tcase_add_test(tc, a_missing_object_is_called_as_the_caller_says);
    tcase_add_test(tc, data_is_no_key);
    tcase_add_test(tc, a_private_handle_gives_private_material);
    tcase_add_test(tc, a_public_handle_gives_the_public_half);
    tcase_add_test(tc, no_material_is_opened_after_logout);
    tcase_add_test(tc,
	the_ring_holds_the_current_domain_key_only_while_logged_in);
    tcase_add_test(tc, the_template_place_is_the_tokens);
    tcase_add_test(tc, the_gate_is_asked_for_the_view))
