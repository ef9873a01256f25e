/* SPDX-License-Identifier: Apache-2.0 */
/* Operations meet the gate when they begin and when they end; a login for each
 * where the key wants it; logout ends them. */
#include "flow/operation.h"

#include "support/core_fixture.h"

static CK_OBJECT_HANDLE aes;
static struct core_pair pair;
static CK_BYTE out[256];
static CK_ULONG len;

static const CK_MECHANISM ecdsa = { CKM_ECDSA_SHA256, NULL, 0 };
static const CK_MECHANISM digest = { CKM_SHA256, NULL, 0 };

#define IN(text) (const CK_BYTE *)(text), strlen(text)

static void
setup(void)
{
	core_login();
	aes = core_aes("aes");
	pair = core_ec("pair");
	len = sizeof(out);
}

static enum err
begin(enum use use, CK_OBJECT_HANDLE key)
{
	return flow_begin(core.s, use, core_gcm_mechanism(), key);
}

static enum err
once(enum use use)
{
	len = sizeof(out);
	return flow_once(core.s, use, IN("text"), out, &len);
}

static void
set_key_state(CK_ULONG version, CK_ULONG state)
{
	ck_ok(flow_key_set_state(core.s, aes, version, state));
}

/* ---- beginning ---- */

START_TEST(a_null_mechanism_cancels)
{
	ck_refused(flow_begin(core.s, USE_ENCRYPT, NULL, aes), E_ARGUMENTS);
	ck_ok(begin(USE_ENCRYPT, aes));
	ck_ok(flow_begin(core.s, USE_ENCRYPT, NULL, aes));
	ck_refused(once(USE_ENCRYPT), E_OPERATION_NONE);
}
END_TEST

START_TEST(one_operation_of_a_kind_is_active)
{
	ck_ok(begin(USE_ENCRYPT, aes));
	ck_refused(begin(USE_ENCRYPT, aes), E_OPERATION_ACTIVE);
	ck_ok(begin(USE_DECRYPT, aes));
	ck_ok(once(USE_ENCRYPT));
}
END_TEST

START_TEST(a_mechanism_that_does_not_serve_is_refused)
{
	const CK_MECHANISM none = { CKM_DES3_CBC, NULL, 0 };

	ck_refused(flow_begin(core.s, USE_ENCRYPT, &none, aes), E_MECHANISM);
	ck_refused(flow_begin(core.s, USE_SIGN, core_gcm_mechanism(), aes),
	    E_MECHANISM);
	ck_refused(flow_begin(core.s, USE_DIGEST, &ecdsa, aes), E_MECHANISM);
	ck_ok(begin(USE_ENCRYPT, aes));
}
END_TEST

START_TEST(a_bad_handle_is_no_key)
{
	ck_refused(begin(USE_ENCRYPT, 0), E_KEY_HANDLE);
	ck_refused(begin(USE_ENCRYPT, aes + 100), E_KEY_HANDLE);
}
END_TEST

START_TEST(a_certificate_is_no_key)
{
	CK_OBJECT_HANDLE c;

	ck_ok(core_certificate(core.s, pair.public, "pair", &c));
	ck_refused(begin(USE_ENCRYPT, c), E_KEY_HANDLE);
	ck_assert_ptr_nonnull(strstr(reason_text(), "not a key"));
}
END_TEST

START_TEST(a_key_of_another_type_is_refused)
{
	ck_refused(begin(USE_ENCRYPT, pair.private), E_KEY_TYPE);
	ck_refused(flow_begin(core.s, USE_SIGN, &ecdsa, aes), E_KEY_TYPE);
}
END_TEST

START_TEST(a_key_for_something_else_is_refused)
{
	ck_refused(flow_begin(core.s, USE_VERIFY, &ecdsa, pair.private),
	    E_KEY_USAGE);
	ck_refused(flow_begin(core.s, USE_SIGN, &ecdsa, pair.public),
	    E_KEY_USAGE);
}
END_TEST

START_TEST(only_allowed_mechanisms_are_used)
{
	CK_MECHANISM generate = { CKM_AES_KEY_GEN, NULL, 0 };
	CK_MECHANISM_TYPE allowed = CKM_AES_KEY_WRAP_KWP;
	CK_ULONG n = 16;
	CK_ATTRIBUTE list[] = { VALUE(CKA_VALUE_LEN, n),
		VALUE(CKA_ALLOWED_MECHANISMS, allowed), IS(CKA_TOKEN) };
	CK_MECHANISM kwp = { CKM_AES_KEY_WRAP_KWP, NULL, 0 };
	CK_OBJECT_HANDLE key;

	ck_ok(flow_generate(core.s, &generate, LIST(list), &key));
	ck_refused(begin(USE_ENCRYPT, key), E_MECHANISM);
	ck_ok(flow_begin(core.s, USE_ENCRYPT, &kwp, key));
}
END_TEST

/* ---- asked again at the end ---- */

START_TEST(disabled_meanwhile_is_revoked)
{
	ck_ok(begin(USE_ENCRYPT, aes));
	set_key_state(0, CLV_STATE_DISABLED);
	ck_refused(once(USE_ENCRYPT), E_REVOKED);
	ck_assert_str_ne(reason_text(), "");
	ck_refused(once(USE_ENCRYPT), E_OPERATION_NONE);
}
END_TEST

START_TEST(disabled_between_update_and_final_is_revoked)
{
	CK_ULONG n = 4, last = sizeof(out);

	ck_ok(begin(USE_ENCRYPT, aes));
	ck_ok(flow_update(core.s, USE_ENCRYPT, IN("text"), out, &n));
	set_key_state(1, CLV_STATE_DISABLED);
	ck_refused(flow_finish(core.s, USE_ENCRYPT, out, &last), E_REVOKED);
}
END_TEST

START_TEST(a_decryption_is_revoked_too)
{
	CK_BYTE sealed[64];

	ck_ok(core_gcm(core.s, USE_ENCRYPT, aes, "text", 4, sealed, &len));
	ck_ok(begin(USE_DECRYPT, aes));
	set_key_state(0, CLV_STATE_DISABLED);
	ck_refused(flow_once(core.s, USE_DECRYPT, sealed, 20, out, &len),
	    E_REVOKED);
}
END_TEST

START_TEST(a_signature_is_revoked_too)
{
	ck_ok(flow_begin(core.s, USE_SIGN, &ecdsa, pair.private));
	ck_ok(flow_object_destroy(core.s, pair.private));
	ck_refused(once(USE_SIGN), E_REVOKED);
}
END_TEST

START_TEST(another_process_revokes_as_well)
{
	CK_ATTRIBUTE list[] = { TEXT(CKA_LABEL, "aes") };
	struct world other;
	CK_OBJECT_HANDLE there;

	world_open(&other);
	ck_ok(world_login(&other, CKU_USER, CORE_USER_PIN));
	ck_assert_uint_eq(core_find(other.s, LIST(list), &there), 1);
	ck_ok(begin(USE_ENCRYPT, aes));
	ck_ok(flow_key_set_state(other.s, there, 0, CLV_STATE_DISABLED));
	ck_refused(once(USE_ENCRYPT), E_REVOKED);
	world_close(&other);
}
END_TEST

START_TEST(the_size_is_told_without_asking)
{
	ck_ok(begin(USE_ENCRYPT, aes));
	set_key_state(0, CLV_STATE_DISABLED);
	ck_ok(flow_once(core.s, USE_ENCRYPT, IN("text"), NULL, &len));
	ck_assert_uint_eq(len, 20);
}
END_TEST

START_TEST(rotated_meanwhile_goes_on_with_its_version)
{
	ck_ok(begin(USE_ENCRYPT, aes));
	ck_ok(flow_key_rotate(core.s, aes, 0, NULL));
	ck_ok(once(USE_ENCRYPT));
	ck_ok(core_opens(core.s, core_version(core.s, CKO_SECRET_KEY, "aes",
	    1), out, len, "text"));
}
END_TEST

START_TEST(what_another_process_rotated_in_is_tried)
{
	CK_BYTE sealed[64];
	CK_ULONG n = sizeof(sealed);

	ck_ok(begin(USE_DECRYPT, aes));
	ck_ok(flow_key_rotate(core.s, aes, 0, NULL));
	ck_ok(core_gcm(core.s, USE_ENCRYPT, aes, "text", 4, sealed, &n));
	ck_ok(flow_once(core.s, USE_DECRYPT, sealed, n, out, &len));
	ck_assert_mem_eq(out, "text", 4);
}
END_TEST

START_TEST(an_unrelated_change_does_not_matter)
{
	ck_ok(begin(USE_ENCRYPT, aes));
	core_aes("another");
	ck_ok(once(USE_ENCRYPT));
}
END_TEST

/* ---- a login for each operation ---- */

static CK_OBJECT_HANDLE
careful_key(void)
{
	static const unsigned char p256[] = { 0x06, 0x08, 0x2a, 0x86, 0x48,
		0xce, 0x3d, 0x03, 0x01, 0x07 };
	CK_MECHANISM m = { CKM_EC_KEY_PAIR_GEN, NULL, 0 };
	CK_ATTRIBUTE public[] = { IS(CKA_TOKEN),
		BYTES(CKA_EC_PARAMS, p256, sizeof(p256)) };
	CK_ATTRIBUTE private[] = { IS(CKA_TOKEN), IS(CKA_SIGN),
		IS(CKA_ALWAYS_AUTHENTICATE) };
	CK_OBJECT_HANDLE pub, priv;

	ck_ok(flow_generate_pair(core.s, &m, LIST(public), LIST(private),
	    &pub, &priv));
	return priv;
}

START_TEST(a_careful_key_wants_a_login)
{
	CK_OBJECT_HANDLE key = careful_key();

	ck_ok(flow_begin(core.s, USE_SIGN, &ecdsa, key));
	ck_refused(once(USE_SIGN), E_NOT_LOGGED_IN);
	ck_ok(flow_begin(core.s, USE_SIGN, &ecdsa, key));
	ck_refused(flow_absorb(core.s, USE_SIGN, IN("text")),
	    E_NOT_LOGGED_IN);
}
END_TEST

START_TEST(one_login_serves_one_operation)
{
	CK_OBJECT_HANDLE key = careful_key();

	ck_ok(flow_begin(core.s, USE_SIGN, &ecdsa, key));
	ck_ok(world_login(&core, CKU_CONTEXT_SPECIFIC, CORE_USER_PIN));
	ck_ok(once(USE_SIGN));
	ck_ok(flow_begin(core.s, USE_SIGN, &ecdsa, key));
	ck_refused(once(USE_SIGN), E_NOT_LOGGED_IN);
}
END_TEST

START_TEST(the_size_needs_and_uses_up_no_login)
{
	CK_OBJECT_HANDLE key = careful_key();

	ck_ok(flow_begin(core.s, USE_SIGN, &ecdsa, key));
	ck_ok(flow_once(core.s, USE_SIGN, IN("text"), NULL, &len));
	ck_assert_uint_eq(len, 64);
	ck_ok(world_login(&core, CKU_CONTEXT_SPECIFIC, CORE_USER_PIN));
	ck_ok(flow_once(core.s, USE_SIGN, IN("text"), NULL, &len));
	ck_ok(once(USE_SIGN));
}
END_TEST

START_TEST(a_wrong_pin_does_not_serve)
{
	CK_OBJECT_HANDLE key = careful_key();

	ck_ok(flow_begin(core.s, USE_SIGN, &ecdsa, key));
	ck_refused(world_login(&core, CKU_CONTEXT_SPECIFIC, "wrong one"),
	    E_PIN_INCORRECT);
	ck_refused(once(USE_SIGN), E_NOT_LOGGED_IN);
}
END_TEST

/* ---- logout ---- */

START_TEST(logout_ends_operations_on_private_keys)
{
	ck_ok(begin(USE_ENCRYPT, aes));
	ck_ok(flow_logout(core.sessions, core.s));
	ck_refused(once(USE_ENCRYPT), E_OPERATION_NONE);
}
END_TEST

START_TEST(logout_ends_them_in_other_sessions)
{
	struct session *other = world_session(&core, CKF_RW_SESSION);
	CK_SESSION_HANDLE handle = other->handle;

	ck_ok(flow_begin(other, USE_SIGN, &ecdsa, pair.private));
	session_leave(other);
	ck_ok(flow_logout(core.sessions, core.s));
	ck_ok(session_enter(core.sessions, handle, &other));
	ck_refused(flow_once(other, USE_SIGN, IN("text"), out, &len),
	    E_OPERATION_NONE);
	session_leave(other);
}
END_TEST

START_TEST(a_busy_session_ends_them_itself)
{
	struct session *other = world_session(&core, CKF_RW_SESSION);

	ck_ok(flow_begin(other, USE_SIGN, &ecdsa, pair.private));
	ck_ok(flow_logout(core.sessions, core.s));
	ck_refused(flow_once(other, USE_SIGN, IN("text"), out, &len),
	    E_OPERATION_NONE);
	session_leave(other);
}
END_TEST

START_TEST(they_stay_ended_after_the_next_login)
{
	ck_ok(begin(USE_ENCRYPT, aes));
	ck_ok(flow_logout(core.sessions, core.s));
	ck_ok(world_login(&core, CKU_USER, CORE_USER_PIN));
	ck_refused(once(USE_ENCRYPT), E_OPERATION_NONE);
}
END_TEST

START_TEST(a_digest_survives_logout)
{
	ck_ok(flow_begin(core.s, USE_DIGEST, &digest, 0));
	ck_ok(flow_logout(core.sessions, core.s));
	ck_ok(once(USE_DIGEST));
}
END_TEST

START_TEST(verification_with_a_public_key_needs_no_login)
{
	ck_ok(core_sign(core.s, pair.private, "text", out));
	ck_ok(flow_logout(core.sessions, core.s));
	ck_ok(core_verify(core.s, pair.public, "text", out));
}
END_TEST

static void
add_logins(TCase *tc)
{
	tcase_add_test(tc, a_careful_key_wants_a_login);
	tcase_add_test(tc, one_login_serves_one_operation);
	tcase_add_test(tc, the_size_needs_and_uses_up_no_login);
	tcase_add_test(tc, a_wrong_pin_does_not_serve);
	tcase_add_test(tc, logout_ends_operations_on_private_keys);
	tcase_add_test(tc, logout_ends_them_in_other_sessions);
	tcase_add_test(tc, a_busy_session_ends_them_itself);
	tcase_add_test(tc, they_stay_ended_after_the_next_login);
	tcase_add_test(tc, a_digest_survives_logout);
	tcase_add_test(tc, verification_with_a_public_key_needs_no_login);
}

SUITE("flow/operation",
    core_suite(tc);
    tcase_add_checked_fixture(tc, setup, core_end);
    tcase_add_test(tc, a_null_mechanism_cancels);
    tcase_add_test(tc, one_operation_of_a_kind_is_active);
    tcase_add_test(tc, a_mechanism_that_does_not_serve_is_refused);
    tcase_add_test(tc, a_bad_handle_is_no_key);
    tcase_add_test(tc, a_certificate_is_no_key);
    tcase_add_test(tc, a_key_of_another_type_is_refused);
    tcase_add_test(tc, a_key_for_something_else_is_refused);
    tcase_add_test(tc, only_allowed_mechanisms_are_used);
    tcase_add_test(tc, disabled_meanwhile_is_revoked);
    tcase_add_test(tc, disabled_between_update_and_final_is_revoked);
    tcase_add_test(tc, a_decryption_is_revoked_too);
    tcase_add_test(tc, a_signature_is_revoked_too);
    tcase_add_test(tc, another_process_revokes_as_well);
    tcase_add_test(tc, the_size_is_told_without_asking);
    tcase_add_test(tc, rotated_meanwhile_goes_on_with_its_version);
    tcase_add_test(tc, what_another_process_rotated_in_is_tried);
    tcase_add_test(tc, an_unrelated_change_does_not_matter);
    add_logins(tc))
