/* SPDX-License-Identifier: Apache-2.0 */
/* Initialising tokens: who may, what is wiped, what the wipe leaves. */
#include "flow/slots.h"

#include "flow/common.h"
#include "support/core_fixture.h"

#define PIN(text) (const CK_UTF8CHAR *)(text), strlen(text)
#define LABEL (const CK_UTF8CHAR *)CORE_LABEL

static enum err
init(CK_SLOT_ID slot, const char *pin)
{
	return flow_init_token(core.tokens, slot, PIN(pin), LABEL);
}

static struct token_record
record(CK_SLOT_ID slot)
{
	struct token_record r;

	ck_ok(slot_read(core.tokens, slot, &r));
	return r;
}

static void
close_session(void)
{
	ck_ok(flow_session_close(core.sessions, core.s));
	core.s = NULL;
}

START_TEST(the_free_slot_gets_a_token)
{
	ck_ok(init(1, CORE_SO_PIN));
	ck_assert_uint_eq(record(1).number, 1);
	ck_assert(!record(1).sandbox);
	ck_assert(!record(1).allow_extractable);
	ck_assert_str_ne(record(1).serial_number, record(0).serial_number);
}
END_TEST

START_TEST(the_configuration_says_what_it_is)
{
	core.tokens->conf.init_sandbox = true;
	core.tokens->conf.init_allow_extractable = true;
	ck_ok(init(1, CORE_SO_PIN));
	ck_assert(record(1).sandbox);
	ck_assert(record(1).allow_extractable);
}
END_TEST

START_TEST(the_callers_flags_say_what_it_is)
{
	ck_ok(flow_init_token_with(core.tokens, 1, PIN(CORE_SO_PIN), LABEL,
	    CLV_TOKEN_PURGE_PROTECTED));
	ck_assert(record(1).purge_protected);
	ck_refused(flow_init_token_with(core.tokens, 2, PIN(CORE_SO_PIN),
	    LABEL, 8), E_ARGUMENTS);
	ck_refused(flow_init_token_with(core.tokens, 2, PIN(CORE_SO_PIN),
	    LABEL, CLV_TOKEN_SANDBOX | CLV_TOKEN_PURGE_PROTECTED),
	    E_ARGUMENTS);
}
END_TEST

START_TEST(null_arguments_are_refused)
{
	ck_refused(flow_init_token(core.tokens, 1, NULL, 4, LABEL),
	    E_ARGUMENTS);
	ck_refused(flow_init_token(core.tokens, 1, PIN(CORE_SO_PIN), NULL),
	    E_ARGUMENTS);
}
END_TEST

START_TEST(a_slot_that_is_not_there_is_refused)
{
	ck_refused(init(7, CORE_SO_PIN), E_SLOT);
	ck_refused(init(~0ul, CORE_SO_PIN), E_SLOT);
}
END_TEST

START_TEST(a_pin_has_a_length)
{
	ck_refused(init(1, "abc"), E_PIN_LEN);
}
END_TEST

START_TEST(an_open_session_refuses)
{
	ck_refused(init(0, CORE_SO_PIN), E_SESSION_EXISTS);
}
END_TEST

START_TEST(only_the_officer_initialises_again)
{
	close_session();
	ck_refused(init(0, "wrong one"), E_PIN_INCORRECT);
	ck_ok(init(0, CORE_SO_PIN));
	ck_assert(!record(0).user_pin_set);
}
END_TEST

START_TEST(a_token_with_a_key_is_not_initialised)
{
	ck_ok(world_login(&core, CKU_USER, CORE_USER_PIN));
	core_aes("aes");
	close_session();
	ck_refused(init(0, CORE_SO_PIN), E_TOKEN_HAS_KEYS);
}
END_TEST

START_TEST(nor_is_one_whose_key_is_scheduled)
{
	ck_ok(world_login(&core, CKU_USER, CORE_USER_PIN));
	ck_ok(flow_object_destroy(core.s, core_aes("aes")));
	close_session();
	ck_refused(init(0, CORE_SO_PIN), E_TOKEN_HAS_KEYS);
}
END_TEST

START_TEST(data_is_no_hindrance_and_goes)
{
	CK_OBJECT_CLASS class = CKO_DATA;
	CK_ATTRIBUTE list[] = { VALUE(CKA_CLASS, class), IS(CKA_TOKEN) };
	CK_OBJECT_HANDLE h;

	ck_ok(flow_object_create(core.s, LIST(list), &h));
	close_session();
	ck_ok(init(0, CORE_SO_PIN));
	core.s = world_session(&core, CKF_RW_SESSION);
	ck_assert_uint_eq(core_find(core.s, NULL, 0, NULL), 0);
	ck_refused(flow_object_destroy(core.s, h), E_OBJECT_HANDLE);
}
END_TEST

/* ---- a sandbox ---- */

static uint32_t
leaf_of(CK_OBJECT_HANDLE h)
{
	struct view v = { 0 };
	uint32_t leaf;

	ck_ok(flow_key(core.s, h, E_KEY_HANDLE, &v));
	leaf = v.object->key->versions[0].leaf;
	view_clear(&v);
	return leaf;
}

START_TEST(a_sandbox_is_wiped_with_its_keys)
{
	CK_OBJECT_HANDLE aes = core_aes("aes");
	struct core_pair pair = core_ec("pair");
	uint32_t leaves[2] = { leaf_of(aes), leaf_of(pair.private) };
	struct store *store = core.token->store;

	close_session();
	ck_ok(init(0, CORE_SO_PIN));
	for (int i = 0; i < 2; i++) {
		SCOPED(secret) *value = NULL;

		ck_refused(store_leaf(store, leaves[i], &value), E_PURGED);
	}
	core.s = world_session(&core, CKF_RW_SESSION);
	ck_assert_uint_eq(core_find(core.s, NULL, 0, NULL), 0);
	ck_refused(flow_object_destroy(core.s, pair.public),
	    E_OBJECT_HANDLE);
}
END_TEST

static void
add_sandbox(Suite *s)
{
	TCase *tc = tcase_create("sandbox");

	tcase_set_timeout(tc, SUITE_TIMEOUT);
	core_suite(tc);
	tcase_add_checked_fixture(tc, core_sandbox, core_end);
	tcase_add_test(tc, a_sandbox_is_wiped_with_its_keys);
	suite_add_tcase(s, tc);
}

SUITE("flow/token_init",
    core_suite(tc);
    tcase_add_checked_fixture(tc, core_session, core_end);
    tcase_add_test(tc, the_free_slot_gets_a_token);
    tcase_add_test(tc, the_configuration_says_what_it_is);
    tcase_add_test(tc, the_callers_flags_say_what_it_is);
    tcase_add_test(tc, null_arguments_are_refused);
    tcase_add_test(tc, a_slot_that_is_not_there_is_refused);
    tcase_add_test(tc, a_pin_has_a_length);
    tcase_add_test(tc, an_open_session_refuses);
    tcase_add_test(tc, only_the_officer_initialises_again);
    tcase_add_test(tc, a_token_with_a_key_is_not_initialised);
    tcase_add_test(tc, nor_is_one_whose_key_is_scheduled);
    tcase_add_test(tc, data_is_no_hindrance_and_goes);
    add_sandbox(s))
