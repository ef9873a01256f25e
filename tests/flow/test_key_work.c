/* SPDX-License-Identifier: Apache-2.0 */
/* What is wrong with the key of a call has the name the call gives it. */
#include "flow/key_work.h"

#include "support/core_fixture.h"

static const CK_MECHANISM kwp = { CKM_AES_KEY_WRAP_KWP, NULL, 0 };
static CK_ULONG zero;
static const CK_MECHANISM extract = { CKM_EXTRACT_KEY_FROM_KEY, &zero,
	sizeof(zero) };

static const struct {
	enum use use;
	const CK_MECHANISM *mechanism;
	enum err handle, type, size;
} rows[] = {
	{ USE_WRAP, &kwp, E_WRAPPING_KEY_HANDLE, E_WRAPPING_KEY_TYPE,
	    E_WRAPPING_KEY_SIZE },
	{ USE_UNWRAP, &kwp, E_UNWRAPPING_KEY_HANDLE, E_UNWRAPPING_KEY_TYPE,
	    E_UNWRAPPING_KEY_SIZE },
	{ USE_DERIVE, &extract, E_KEY_HANDLE, E_KEY_TYPE, E_KEY_SIZE },
};

START_TEST(complaints_are_named_by_use)
{
	CK_OBJECT_HANDLE pair = core_ec("pair").private;
	SCOPED_VALUE(key_work) w = { .session = core.s };

	ck_ok(run_begin(&w.run, rows[_i].use, rows[_i].mechanism));
	ck_refused(work_key(&w, 999), rows[_i].handle);
	ck_refused(work_key(&w, pair), rows[_i].type);
	ck_assert_int_eq(work_error(&w, E_KEY_TYPE), rows[_i].type);
	ck_assert_int_eq(work_error(&w, E_KEY_SIZE), rows[_i].size);
	ck_assert_int_eq(work_error(&w, E_DATA), E_DATA);
}
END_TEST

START_TEST(a_key_is_found_and_started)
{
	SCOPED_VALUE(key_work) w = { .session = core.s };
	SCOPED(material) *m = NULL;

	ck_ok(run_begin(&w.run, USE_WRAP, &kwp));
	ck_ok(work_key(&w, core_aes("key")));
	ck_assert_uint_eq(w.verdict.count, 1);
	ck_ok(work_start(&w, 0, &m));
	ck_assert_uint_eq(material_bits(m), 256);
	ck_ok(work_start(&w, 0, NULL));
}
END_TEST

START_TEST(the_gate_is_asked)
{
	CK_OBJECT_HANDLE key = core_aes("key");
	SCOPED_VALUE(key_work) w = { .session = core.s };

	ck_ok(flow_key_set_state(core.s, key, 0, CLV_STATE_DISABLED));
	ck_ok(run_begin(&w.run, USE_WRAP, &kwp));
	ck_refused(work_key(&w, key), E_KEY_STATE);
}
END_TEST

/* A login in the middle of one call is impossible. */
START_TEST(a_key_that_always_wants_a_login_is_refused)
{
	static const unsigned char p256[] = { 0x06, 0x08, 0x2a, 0x86, 0x48,
		0xce, 0x3d, 0x03, 0x01, 0x07 };
	CK_MECHANISM generate = { CKM_EC_KEY_PAIR_GEN, NULL, 0 };
	CK_ATTRIBUTE public[] = { BYTES(CKA_EC_PARAMS, p256, sizeof(p256)) };
	CK_ATTRIBUTE private[] = { IS(CKA_ALWAYS_AUTHENTICATE),
		IS(CKA_DERIVE) };
	CK_ECDH1_DERIVE_PARAMS params = { .kdf = CKD_NULL,
		.ulPublicDataLen = 65, .pPublicData = (CK_BYTE[65]){ 4 } };
	CK_MECHANISM ecdh = { CKM_ECDH1_DERIVE, &params, sizeof(params) };
	SCOPED_VALUE(key_work) w = { .session = core.s };
	CK_OBJECT_HANDLE pub, priv;

	ck_ok(flow_generate_pair(core.s, &generate, LIST(public),
	    LIST(private), &pub, &priv));
	ck_ok(run_begin(&w.run, USE_DERIVE, &ecdh));
	ck_refused(work_key(&w, priv), E_NOT_LOGGED_IN);
	ck_assert_ptr_nonnull(strstr(reason_text(), "login"));
}
END_TEST

SUITE("flow/key_work",
    core_suite(tc);
    tcase_add_checked_fixture(tc, core_login, core_end);
    tcase_add_loop_test(tc, complaints_are_named_by_use, 0,
	(int)(sizeof(rows) / sizeof(rows[0])));
    tcase_add_test(tc, a_key_is_found_and_started);
    tcase_add_test(tc, the_gate_is_asked);
    tcase_add_test(tc, a_key_that_always_wants_a_login_is_refused))
