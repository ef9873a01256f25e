/* SPDX-License-Identifier: Apache-2.0 */
/* Codes that depend on the key from the first byte on, over versions. */
#include "flow/verify.h"

#include "support/core_fixture.h"

static const CK_MECHANISM hmac = { CKM_SHA256_HMAC, NULL, 0 };
static const CK_MECHANISM ecdsa = { CKM_ECDSA_SHA256, NULL, 0 };
static CK_OBJECT_HANDLE key;
static CK_BYTE old[32], new[32];

#define IN(text) (const CK_BYTE *)(text), strlen(text)

static void
code(CK_BYTE *out, const char *text)
{
	CK_ULONG n = 32;

	ck_ok(flow_begin(core.s, USE_SIGN, &hmac, key));
	ck_ok(flow_once(core.s, USE_SIGN, IN(text), out, &n));
}

static void
setup(void)
{
	CK_MECHANISM m = { CKM_GENERIC_SECRET_KEY_GEN, NULL, 0 };
	CK_ULONG n = 32;
	CK_ATTRIBUTE list[] = { IS(CKA_TOKEN), IS(CKA_SIGN), IS(CKA_VERIFY),
		VALUE(CKA_VALUE_LEN, n) };

	core_login();
	ck_ok(flow_generate(core.s, &m, LIST(list), &key));
	code(old, "text");
}

static void
rotate(void)
{
	ck_ok(flow_key_rotate(core.s, key, 0, NULL));
	code(new, "text");
}

static void
begin(void)
{
	ck_ok(flow_begin(core.s, USE_VERIFY, &hmac, key));
}

static enum err
once(const CK_BYTE *signature)
{
	return flow_verify_once(core.s, IN("text"), signature, 32);
}

static enum err
stream(const CK_BYTE *signature)
{
	ck_ok(flow_absorb(core.s, USE_VERIFY, IN("te")));
	ck_ok(flow_absorb(core.s, USE_VERIFY, IN("xt")));
	return flow_verify_finish(core.s, signature, 32);
}

START_TEST(each_version_is_tried_with_the_whole_input)
{
	rotate();
	begin();
	ck_ok(once(old));
	begin();
	ck_ok(once(new));
	old[0] ^= 1;
	begin();
	ck_refused(once(old), E_SIGNATURE);
}
END_TEST

START_TEST(each_version_is_tried_with_what_came_in_parts)
{
	rotate();
	begin();
	ck_ok(stream(old));
	begin();
	ck_ok(stream(new));
	old[0] ^= 1;
	begin();
	ck_refused(stream(old), E_SIGNATURE);
}
END_TEST

START_TEST(parts_are_kept_only_for_several_versions)
{
	core.token->aead_buffer = 3;
	begin();
	ck_ok(stream(old));
	rotate();
	begin();
	ck_ok(flow_absorb(core.s, USE_VERIFY, IN("te")));
	ck_refused(flow_absorb(core.s, USE_VERIFY, IN("xt")), E_DATA_LEN);
	begin();
	ck_ok(once(old));
}
END_TEST

START_TEST(rotated_before_the_input_came)
{
	begin();
	rotate();
	ck_ok(once(new));
	begin();
	ck_ok(once(old));
}
END_TEST

START_TEST(rotated_between_the_parts)
{
	begin();
	ck_ok(flow_absorb(core.s, USE_VERIFY, IN("te")));
	rotate();
	ck_ok(flow_absorb(core.s, USE_VERIFY, IN("xt")));
	ck_ok(flow_verify_finish(core.s, old, 32));
}
END_TEST

START_TEST(disabled_between_the_parts)
{
	begin();
	ck_ok(flow_absorb(core.s, USE_VERIFY, IN("text")));
	rotate();
	ck_ok(flow_key_set_state(core.s, key, 1, CLV_STATE_DISABLED));
	ck_refused(flow_verify_finish(core.s, old, 32), E_REVOKED);
}
END_TEST

START_TEST(nothing_came_at_all)
{
	CK_BYTE empty[32];

	code(empty, "");
	rotate();
	begin();
	ck_ok(flow_verify_finish(core.s, empty, 32));
	begin();
	ck_ok(flow_verify_once(core.s, NULL, 0, empty, 32));
}
END_TEST

START_TEST(rotated_before_nothing_came)
{
	CK_BYTE empty[32];

	begin();
	ck_ok(flow_key_rotate(core.s, key, 0, NULL));
	code(empty, "");
	ck_ok(flow_verify_finish(core.s, empty, 32));
}
END_TEST

START_TEST(a_disabled_version_is_not_tried)
{
	rotate();
	ck_ok(flow_key_set_state(core.s, key, 1, CLV_STATE_DISABLED));
	begin();
	ck_refused(once(old), E_SIGNATURE);
	begin();
	ck_ok(once(new));
}
END_TEST

START_TEST(the_signature_may_come_first)
{
	rotate();
	ck_ok(flow_signature_begin(core.s, &hmac, key, old, 32));
	ck_ok(flow_signature_once(core.s, IN("text")));
	ck_ok(flow_signature_begin(core.s, &hmac, key, old, 32));
	ck_ok(flow_signature_absorb(core.s, IN("text")));
	ck_ok(flow_signature_finish(core.s));
	ck_refused(flow_signature_finish(core.s), E_OPERATION_NONE);
	ck_refused(flow_signature_begin(core.s, &hmac, key, NULL, 32),
	    E_ARGUMENTS);
}
END_TEST

START_TEST(one_digest_serves_all_candidates)
{
	struct core_pair pair = core_ec("pair");
	CK_BYTE signature[64];

	ck_ok(core_sign(core.s, pair.private, "text", signature));
	ck_ok(flow_key_rotate(core.s, pair.private, 0, NULL));
	ck_ok(core_verify(core.s, pair.public, "text", signature));
	ck_ok(flow_begin(core.s, USE_VERIFY, &ecdsa, pair.public));
	ck_ok(flow_absorb(core.s, USE_VERIFY, IN("text")));
	ck_ok(flow_verify_finish(core.s, signature, 64));
}
END_TEST

SUITE("flow/verify",
    core_suite(tc);
    tcase_add_checked_fixture(tc, setup, core_end);
    tcase_add_test(tc, each_version_is_tried_with_the_whole_input);
    tcase_add_test(tc, each_version_is_tried_with_what_came_in_parts);
    tcase_add_test(tc, parts_are_kept_only_for_several_versions);
    tcase_add_test(tc, rotated_before_the_input_came);
    tcase_add_test(tc, rotated_between_the_parts);
    tcase_add_test(tc, disabled_between_the_parts);
    tcase_add_test(tc, nothing_came_at_all);
    tcase_add_test(tc, rotated_before_nothing_came);
    tcase_add_test(tc, a_disabled_version_is_not_tried);
    tcase_add_test(tc, the_signature_may_come_first);
    tcase_add_test(tc, one_digest_serves_all_candidates))
