/* SPDX-License-Identifier: Apache-2.0 */
/* Signed messages and the key they were begun with. */
#include "flow/messages.h"

#include "support/core_fixture.h"

static const CK_MECHANISM ecdsa = { CKM_ECDSA_SHA256, NULL, 0 };
static const struct message none;
static struct core_pair pair;
static CK_BYTE signature[64];
static CK_ULONG len;

#define IN(text) (const CK_BYTE *)(text), strlen(text)

static void
setup(void)
{
	core_login();
	pair = core_ec("pair");
	ck_ok(flow_messages_begin(core.s, USE_SIGN, &ecdsa, pair.private));
	ck_ok(flow_messages_begin(core.s, USE_VERIFY, &ecdsa, pair.public));
}

static enum err
sign(const char *text)
{
	len = sizeof(signature);
	return flow_message_sign(core.s, &none, IN(text), signature, &len);
}

static enum err
verify(const char *text)
{
	return flow_message_verify(core.s, &none, IN(text), signature, len);
}

START_TEST(messages_are_signed_and_verified)
{
	ck_ok(sign("one"));
	ck_ok(verify("one"));
	ck_refused(verify("two"), E_SIGNATURE);
	ck_ok(sign("two"));
	ck_ok(verify("two"));
	ck_ok(flow_messages_end(core.s, USE_SIGN));
	ck_refused(sign("three"), E_OPERATION_NONE);
}
END_TEST

START_TEST(a_version_rotated_in_meanwhile_verifies)
{
	ck_ok(flow_message_verify_begin(core.s, &none));
	ck_ok(flow_key_rotate(core.s, pair.private, 0, NULL));
	ck_ok(flow_messages_end(core.s, USE_SIGN));
	ck_ok(flow_messages_begin(core.s, USE_SIGN, &ecdsa, pair.private));
	ck_ok(sign("text"));
	ck_ok(flow_message_verify_next(core.s, &none, IN("text"), signature,
	    len));
	ck_ok(verify("text"));
}
END_TEST

START_TEST(revoked_within_a_message)
{
	len = sizeof(signature);
	ck_ok(flow_message_sign_begin(core.s, &none));
	ck_ok(flow_message_sign_next(core.s, &none, IN("te"), NULL, NULL));
	ck_ok(flow_key_set_state(core.s, pair.private, 0,
	    CLV_STATE_DISABLED));
	ck_refused(flow_message_sign_next(core.s, &none, IN("xt"), signature,
	    &len), E_REVOKED);
	ck_refused(flow_message_sign_next(core.s, &none, IN("xt"), signature,
	    &len), E_OPERATION_NONE);
}
END_TEST

START_TEST(a_bad_piece_ends_the_message)
{
	ck_ok(flow_message_sign_begin(core.s, &none));
	ck_refused(flow_message_sign_next(core.s, &none, NULL, 4, NULL, NULL),
	    E_ARGUMENTS);
	ck_refused(flow_message_sign_next(core.s, &none, NULL, 0, NULL, NULL),
	    E_OPERATION_NONE);
	ck_ok(sign("text"));
	ck_ok(flow_message_verify_begin(core.s, &none));
	ck_refused(flow_message_verify_next(core.s, &none, NULL, 4, NULL, 0),
	    E_ARGUMENTS);
	ck_refused(flow_message_verify_next(core.s, &none, NULL, 0, NULL, 0),
	    E_OPERATION_NONE);
	ck_ok(verify("text"));
}
END_TEST

SUITE("flow/message_sign",
    core_suite(tc);
    tcase_add_checked_fixture(tc, setup, core_end);
    tcase_add_test(tc, messages_are_signed_and_verified);
    tcase_add_test(tc, a_version_rotated_in_meanwhile_verifies);
    tcase_add_test(tc, revoked_within_a_message);
    tcase_add_test(tc, a_bad_piece_ends_the_message))
