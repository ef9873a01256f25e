/* SPDX-License-Identifier: Apache-2.0 */
/* Rotation, staging, activation, states: what old and new versions do. */
#include "flow/versions.h"

#include "crypto/ec.h"
#include "pkcs11-claviger.h"
#include "support/core_fixture.h"

#define ROTATIONS 30
#define DESPITE_CERTIFICATE CLV_ROTATE_DESPITE_CERTIFICATE

static CK_OBJECT_HANDLE aes;
static struct core_pair pair;
static CK_BYTE sealed[64], signature[64];
static CK_ULONG sealed_len;

static void
setup(void)
{
	core_login();
	aes = core_aes("aes");
	pair = core_ec("pair");
	sealed_len = sizeof(sealed);
	ck_ok(core_gcm(core.s, USE_ENCRYPT, aes, "old", 3, sealed,
	    &sealed_len));
	ck_ok(core_sign(core.s, pair.private, "old", signature));
}

static enum err
opens(CK_OBJECT_HANDLE key)
{
	return core_opens(core.s, key, sealed, sealed_len, "old");
}

static enum err
seals(CK_OBJECT_HANDLE key)
{
	CK_BYTE out[64];
	CK_ULONG len = sizeof(out);

	return core_gcm(core.s, USE_ENCRYPT, key, "new", 3, out, &len);
}

static CK_ULONG
rotated(CK_OBJECT_HANDLE key, CK_FLAGS flags)
{
	CK_ULONG version = 0;

	ck_ok(flow_key_rotate(core.s, key, flags, &version));
	return version;
}

/* ---- rotation ---- */

START_TEST(rotation_makes_the_next_version_current)
{
	ck_assert_uint_eq(rotated(aes, 0), 2);
	ck_assert_uint_eq(rotated(aes, 0), 3);
	ck_assert_uint_eq(core_ulong(core.s, aes, CKA_CLV_CURRENT_VERSION),
	    3);
}
END_TEST

START_TEST(what_was_encrypted_before_still_decrypts)
{
	rotated(aes, 0);
	ck_ok(opens(aes));
}
END_TEST

START_TEST(new_ciphertext_is_the_new_versions)
{
	rotated(aes, 0);
	ck_ok(core_gcm(core.s, USE_ENCRYPT, aes, "old", 3, sealed,
	    (sealed_len = sizeof(sealed), &sealed_len)));
	ck_ok(opens(core_version(core.s, CKO_SECRET_KEY, "aes", 2)));
	ck_refused(opens(core_version(core.s, CKO_SECRET_KEY, "aes", 1)),
	    E_CIPHERTEXT);
}
END_TEST

START_TEST(the_check_value_changes)
{
	unsigned char a[3], b[3];
	CK_ULONG len = 3;

	ck_ok(core_get(core.s, aes, CKA_CHECK_VALUE, a, &len));
	rotated(aes, 0);
	ck_ok(core_get(core.s, aes, CKA_CHECK_VALUE, b, &len));
	ck_assert_mem_ne(a, b, 3);
}
END_TEST

START_TEST(rotation_keeps_size_and_curve)
{
	unsigned char params[16];
	CK_ULONG len = sizeof(params);

	rotated(aes, 0);
	rotated(pair.private, 0);
	ck_assert_uint_eq(core_ulong(core.s, aes, CKA_VALUE_LEN), 32);
	ck_ok(core_get(core.s, pair.public, CKA_EC_PARAMS, params, &len));
	ck_assert_ptr_eq(curve_by_params(params, len), curve_by_params(
	    "\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07", 10));
}
END_TEST

START_TEST(thirty_rotations_lose_nothing)
{
	CK_BYTE texts[ROTATIONS][32], signatures[ROTATIONS][64];
	CK_ULONG len = 0;

	for (int i = 0; i < ROTATIONS; i++) {
		CK_ATTRIBUTE list[] = { IS(CKA_SIGN) };
		CK_OBJECT_HANDLE now;

		len = sizeof(texts[i]);
		ck_ok(core_gcm(core.s, USE_ENCRYPT, aes, "text", 4, texts[i],
		    &len));
		ck_assert_uint_eq(core_find(core.s, LIST(list), &now), 1);
		ck_ok(core_sign(core.s, now, "text", signatures[i]));
		rotated(aes, 0);
		rotated(pair.public, 0);
	}
	for (int i = 0; i < ROTATIONS; i++) {
		ck_ok(core_opens(core.s, aes, texts[i], len, "text"));
		ck_ok(core_verify(core.s, pair.public, "text",
		    signatures[i]));
	}
}
END_TEST

START_TEST(there_is_a_limit_to_versions)
{
	for (int i = 1; i < KEY_VERSIONS_MAX; i++)
		rotated(aes, 0);
	ck_refused(flow_key_rotate(core.s, aes, 0, NULL), E_QUOTA);
	ck_ok(opens(aes));
}
END_TEST

/* ---- pairs ---- */

START_TEST(a_found_handle_goes_on_signing_with_its_version)
{
	CK_OBJECT_HANDLE v1, v2;

	rotated(pair.private, 0);
	v1 = core_version(core.s, CKO_PUBLIC_KEY, "pair", 1);
	v2 = core_version(core.s, CKO_PUBLIC_KEY, "pair", 2);
	ck_assert_uint_ne(v1, v2);
	ck_ok(core_sign(core.s, pair.private, "text", signature));
	/* Each disabled in turn shows who signed. */
	ck_ok(flow_key_set_state(core.s, pair.private, 2,
	    CLV_STATE_DISABLED));
	ck_ok(core_verify(core.s, v1, "text", signature));
	ck_ok(core_sign(core.s, pair.private, "text", signature));
}
END_TEST

START_TEST(a_handle_of_a_disabled_version_stops_signing)
{
	rotated(pair.private, 0);
	ck_ok(flow_key_set_state(core.s, pair.private, 1,
	    CLV_STATE_DISABLED));
	ck_refused(core_sign(core.s, pair.private, "text", signature),
	    E_KEY_STATE);
}
END_TEST

START_TEST(signatures_of_every_version_verify)
{
	rotated(pair.private, 0);
	ck_ok(core_verify(core.s, pair.public, "old", signature));
	ck_refused(core_verify(core.s, pair.public, "bad", signature),
	    E_SIGNATURE);
}
END_TEST

/* ---- staging and activation ---- */

START_TEST(a_staged_version_is_not_used_unnamed)
{
	rotated(aes, CLV_ROTATE_KEEP_CURRENT);
	ck_assert_uint_eq(core_ulong(core.s, aes, CKA_CLV_CURRENT_VERSION),
	    1);
	ck_ok(seals(aes));
	ck_ok(opens(aes));
}
END_TEST

START_TEST(a_staged_pair_signs_by_name)
{
	CK_OBJECT_HANDLE staged;

	rotated(pair.private, CLV_ROTATE_KEEP_CURRENT);
	staged = core_version(core.s, CKO_PRIVATE_KEY, "pair", 2);
	ck_ok(core_sign(core.s, staged, "text", signature));
	ck_refused(core_verify(core.s, pair.public, "text", signature),
	    E_SIGNATURE);
	ck_ok(core_verify(core.s, core_version(core.s, CKO_PUBLIC_KEY, "pair",
	    2), "text", signature));
}
END_TEST

START_TEST(activation_makes_it_current)
{
	rotated(pair.private, CLV_ROTATE_KEEP_CURRENT);
	ck_ok(flow_key_activate(core.s, pair.private, 2, 0));
	ck_assert_uint_eq(core_ulong(core.s, pair.public,
	    CKA_CLV_CURRENT_VERSION), 2);
	ck_assert_uint_eq(core_ulong(core.s, pair.public, CKA_CLV_VERSION),
	    2);
}
END_TEST

START_TEST(an_earlier_version_can_be_current_again)
{
	rotated(aes, 0);
	ck_ok(flow_key_activate(core.s, aes, 1, 0));
	ck_assert_uint_eq(core_ulong(core.s, aes, CKA_CLV_CURRENT_VERSION),
	    1);
	ck_assert_uint_eq(rotated(aes, 0), 3);
}
END_TEST

START_TEST(one_version_is_staged_at_a_time)
{
	rotated(aes, CLV_ROTATE_KEEP_CURRENT);
	ck_refused(flow_key_rotate(core.s, aes, 0, NULL), E_KEY_STATE);
	ck_assert_ptr_nonnull(strstr(reason_text(), "version 2"));
}
END_TEST

START_TEST(a_disabled_version_is_not_activated)
{
	rotated(aes, 0);
	ck_ok(flow_key_set_state(core.s, aes, 1, CLV_STATE_DISABLED));
	ck_refused(flow_key_activate(core.s, aes, 1, 0), E_KEY_STATE);
	ck_refused(flow_key_activate(core.s, aes, 9, 0), E_ARGUMENTS);
}
END_TEST

/* ---- certificates ---- */

START_TEST(activation_demands_a_certificate_where_there_was_one)
{
	CK_OBJECT_HANDLE staged, c;

	ck_ok(core_certificate(core.s, pair.public, "pair", &c));
	rotated(pair.private, CLV_ROTATE_KEEP_CURRENT);
	ck_refused(flow_key_activate(core.s, pair.private, 2, 0),
	    E_ACTION_PROHIBITED);
	staged = core_version(core.s, CKO_PUBLIC_KEY, "pair", 2);
	ck_ok(core_certificate(core.s, staged, "pair", &c));
	ck_assert_uint_eq(core_ulong(core.s, c, CKA_CLV_VERSION), 2);
	ck_ok(flow_key_activate(core.s, pair.private, 2, 0));
}
END_TEST

START_TEST(activation_can_do_without)
{
	CK_OBJECT_HANDLE c;

	ck_ok(core_certificate(core.s, pair.public, "pair", &c));
	ck_refused(flow_key_rotate(core.s, pair.private, 0, NULL),
	    E_ACTION_PROHIBITED);
	rotated(pair.private, DESPITE_CERTIFICATE);
}
END_TEST

/* ---- states ---- */

START_TEST(a_disabled_key_does_nothing)
{
	ck_ok(flow_key_set_state(core.s, aes, 0, CLV_STATE_DISABLED));
	ck_refused(seals(aes), E_KEY_STATE);
	ck_refused(opens(aes), E_KEY_STATE);
	ck_refused(flow_key_rotate(core.s, aes, 0, NULL), E_KEY_STATE);
	ck_refused(flow_key_activate(core.s, aes, 1, 0), E_KEY_STATE);
}
END_TEST

START_TEST(an_enabled_key_works_again)
{
	ck_ok(flow_key_set_state(core.s, aes, 0, CLV_STATE_DISABLED));
	ck_ok(flow_key_set_state(core.s, aes, 0, CLV_STATE_ENABLED));
	ck_ok(opens(aes));
}
END_TEST

START_TEST(a_disabled_version_opens_nothing)
{
	rotated(aes, 0);
	ck_ok(flow_key_set_state(core.s, aes, 1, CLV_STATE_DISABLED));
	ck_refused(opens(aes), E_CIPHERTEXT);
	ck_ok(seals(aes));
}
END_TEST

START_TEST(disabling_is_seen_by_every_process)
{
	CK_ATTRIBUTE list[] = { TEXT(CKA_LABEL, "aes") };
	struct world other;
	CK_OBJECT_HANDLE there;

	world_open(&other);
	ck_ok(world_login(&other, CKU_USER, CORE_USER_PIN));
	ck_assert_uint_eq(core_find(other.s, LIST(list), &there), 1);
	ck_ok(core_opens(other.s, there, sealed, sealed_len, "old"));
	ck_ok(flow_key_set_state(core.s, aes, 0, CLV_STATE_DISABLED));
	ck_refused(core_opens(other.s, there, sealed, sealed_len, "old"),
	    E_KEY_STATE);
	world_close(&other);
}
END_TEST

START_TEST(rotation_is_seen_by_every_process)
{
	CK_ATTRIBUTE list[] = { TEXT(CKA_LABEL, "aes") };
	struct world other;
	CK_OBJECT_HANDLE there;

	world_open(&other);
	ck_ok(world_login(&other, CKU_USER, CORE_USER_PIN));
	ck_assert_uint_eq(core_find(other.s, LIST(list), &there), 1);
	rotated(aes, 0);
	ck_ok(core_gcm(core.s, USE_ENCRYPT, aes, "old", 3, sealed,
	    (sealed_len = sizeof(sealed), &sealed_len)));
	ck_ok(core_opens(other.s, there, sealed, sealed_len, "old"));
	world_close(&other);
}
END_TEST

START_TEST(other_states_cannot_be_set)
{
	static const CK_ULONG states[] = { 0, CLV_STATE_SCHEDULED,
		CLV_STATE_PURGED, CLV_STATE_STAGED, 99 };

	ck_refused(flow_key_set_state(core.s, aes, 0, states[_i]),
	    E_ARGUMENTS);
}
END_TEST

START_TEST(a_staged_version_is_neither_enabled_nor_disabled)
{
	rotated(aes, CLV_ROTATE_KEEP_CURRENT);
	ck_refused(flow_key_set_state(core.s, aes, 2, CLV_STATE_ENABLED),
	    E_KEY_STATE);
}
END_TEST

/* ---- what is refused ---- */

START_TEST(unknown_flags_are_refused)
{
	ck_refused(flow_key_rotate(core.s, aes, 8, NULL), E_ARGUMENTS);
	ck_refused(flow_key_activate(core.s, aes, 1, CLV_ROTATE_KEEP_CURRENT),
	    E_ARGUMENTS);
}
END_TEST

/* 2^32 is not the whole key, and 2^32 + 1 not version 1. */
START_TEST(a_number_too_large_is_no_version)
{
	CK_ULONG v = (1ul << 32) + (CK_ULONG)_i;

	ck_refused(flow_key_set_state(core.s, aes, v, CLV_STATE_DISABLED),
	    E_ARGUMENTS);
	ck_refused(flow_key_activate(core.s, aes, v, 0), E_ARGUMENTS);
	ck_refused(flow_key_schedule(core.s, aes, v, 0), E_ARGUMENTS);
	ck_refused(flow_key_undelete(core.s, aes, v), E_ARGUMENTS);
	ck_ok(opens(aes));
}
END_TEST

START_TEST(session_keys_have_no_versions)
{
	ck_refused(flow_key_rotate(core.s, core_session_aes(1), 0, NULL),
	    E_KEY_HANDLE);
}
END_TEST

START_TEST(an_invented_handle_is_no_key)
{
	ck_refused(flow_key_rotate(core.s, 12345, 0, NULL), E_KEY_HANDLE);
}
END_TEST

START_TEST(a_read_only_session_changes_nothing)
{
	struct session *ro = world_session(&core, 0);

	ck_refused(flow_key_rotate(ro, aes, 0, NULL), E_SESSION_READ_ONLY);
	ck_refused(flow_key_set_state(ro, aes, 0, CLV_STATE_DISABLED),
	    E_SESSION_READ_ONLY);
	session_leave(ro);
}
END_TEST

START_TEST(without_a_login_nothing_changes)
{
	ck_ok(flow_logout(core.sessions, core.s));
	ck_refused(flow_key_rotate(core.s, pair.public, 0, NULL),
	    E_NOT_LOGGED_IN);
	ck_refused(flow_key_schedule(core.s, pair.public, 0, 0),
	    E_NOT_LOGGED_IN);
}
END_TEST

static void
add_states(TCase *tc)
{
	tcase_add_test(tc, a_disabled_key_does_nothing);
	tcase_add_test(tc, an_enabled_key_works_again);
	tcase_add_test(tc, a_disabled_version_opens_nothing);
	tcase_add_test(tc, disabling_is_seen_by_every_process);
	tcase_add_test(tc, rotation_is_seen_by_every_process);
	tcase_add_loop_test(tc, other_states_cannot_be_set, 0, 5);
	tcase_add_test(tc, a_staged_version_is_neither_enabled_nor_disabled);
	tcase_add_test(tc, unknown_flags_are_refused);
	tcase_add_loop_test(tc, a_number_too_large_is_no_version, 0, 2);
	tcase_add_test(tc, session_keys_have_no_versions);
	tcase_add_test(tc, an_invented_handle_is_no_key);
	tcase_add_test(tc, a_read_only_session_changes_nothing);
	tcase_add_test(tc, without_a_login_nothing_changes);
}

SUITE("flow/versions",
    core_suite(tc);
    tcase_add_checked_fixture(tc, setup, core_end);
    tcase_add_test(tc, rotation_makes_the_next_version_current);
    tcase_add_test(tc, what_was_encrypted_before_still_decrypts);
    tcase_add_test(tc, new_ciphertext_is_the_new_versions);
    tcase_add_test(tc, the_check_value_changes);
    tcase_add_test(tc, rotation_keeps_size_and_curve);
    tcase_add_test(tc, thirty_rotations_lose_nothing);
    tcase_add_test(tc, there_is_a_limit_to_versions);
    tcase_add_test(tc, a_found_handle_goes_on_signing_with_its_version);
    tcase_add_test(tc, a_handle_of_a_disabled_version_stops_signing);
    tcase_add_test(tc, signatures_of_every_version_verify);
    tcase_add_test(tc, a_staged_version_is_not_used_unnamed);
    tcase_add_test(tc, a_staged_pair_signs_by_name);
    tcase_add_test(tc, activation_makes_it_current);
    tcase_add_test(tc, an_earlier_version_can_be_current_again);
    tcase_add_test(tc, one_version_is_staged_at_a_time);
    tcase_add_test(tc, a_disabled_version_is_not_activated);
    tcase_add_test(tc, activation_demands_a_certificate_where_there_was_one);
    tcase_add_test(tc, activation_can_do_without);
    add_states(tc))
