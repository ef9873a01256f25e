/* SPDX-License-Identifier: Apache-2.0 */
/* What a consumer asks before it opens a session. */
#include "flow/slots.h"

#include "mech/mech.h"
#include "support/core_fixture.h"

#include <stdio.h>
#include <sys/stat.h>

static CK_SLOT_ID list[4];
static CK_ULONG count;
static CK_TOKEN_INFO info;

START_TEST(slots_are_counted_then_listed)
{
	ck_ok(flow_slot_list(core.tokens, CK_FALSE, NULL, &count));
	ck_assert_uint_eq(count, 2);
	ck_ok(flow_slot_list(core.tokens, CK_FALSE, list, &count));
	ck_assert_uint_eq(list[0], 0);
	ck_assert_uint_eq(list[1], 1);
}
END_TEST

START_TEST(a_short_list_is_told_the_count)
{
	count = 1;
	ck_refused(flow_slot_list(core.tokens, CK_FALSE, list, &count),
	    E_BUFFER_TOO_SMALL);
	ck_assert_uint_eq(count, 2);
	ck_refused(flow_slot_list(core.tokens, CK_FALSE, list, NULL),
	    E_ARGUMENTS);
}
END_TEST

START_TEST(a_token_to_initialise_is_present_too)
{
	count = 4;
	ck_ok(flow_slot_list(core.tokens, CK_TRUE, list, &count));
	ck_assert_uint_eq(count, 2);
	ck_assert_uint_eq(list[1], 1);
}
END_TEST

START_TEST(a_slot_has_a_description)
{
	CK_SLOT_INFO slot;

	ck_ok(flow_slot_info(core.tokens, 0, &slot));
	ck_assert_mem_eq(slot.slotDescription, "Claviger slot 0 ", 16);
	ck_assert_uint_eq(slot.slotDescription[63], ' ');
	ck_assert(slot.flags & CKF_TOKEN_PRESENT);
	ck_ok(flow_slot_info(core.tokens, 1, &slot));
	ck_refused(flow_slot_info(core.tokens, 2, &slot), E_SLOT);
	ck_refused(flow_slot_info(core.tokens, 0, NULL), E_ARGUMENTS);
}
END_TEST

START_TEST(a_token_says_what_it_is)
{
	ck_ok(flow_token_info(core.tokens, 0, &info));
	ck_assert_mem_eq(info.label, CORE_LABEL, 32);
	ck_assert(info.flags & CKF_TOKEN_INITIALIZED);
	ck_assert(info.flags & CKF_USER_PIN_INITIALIZED);
	ck_assert(info.flags & CKF_LOGIN_REQUIRED);
	ck_assert(info.flags & CKF_RESTORE_KEY_NOT_NEEDED);
	ck_assert_uint_eq(info.ulMinPinLen, 4);
	ck_assert_uint_eq(info.ulSessionCount, 1);
	ck_assert_uint_eq(info.ulRwSessionCount, 1);
	ck_assert_uint_ne(info.serialNumber[0], ' ');
}
END_TEST

START_TEST(the_free_slot_has_a_token_to_initialise)
{
	ck_ok(flow_token_info(core.tokens, 1, &info));
	ck_assert(!(info.flags & CKF_TOKEN_INITIALIZED));
	ck_refused(flow_token_info(core.tokens, 2, &info), E_SLOT);
	ck_refused(flow_token_info(core.tokens, 0, NULL), E_ARGUMENTS);
}
END_TEST

START_TEST(failed_logins_show)
{
	ck_refused(world_login(&core, CKU_USER, "wrong one"),
	    E_PIN_INCORRECT);
	ck_ok(flow_token_info(core.tokens, 0, &info));
	ck_assert(info.flags & CKF_USER_PIN_COUNT_LOW);
	ck_assert(!(info.flags & CKF_SO_PIN_COUNT_LOW));
}
END_TEST

#define MESSAGES (CKF_MESSAGE_ENCRYPT | CKF_MESSAGE_DECRYPT | \
	CKF_MESSAGE_SIGN | CKF_MESSAGE_VERIFY | CKF_MULTI_MESSAGE)

static const struct {
	CK_MECHANISM_TYPE type;
	CK_FLAGS flags;
} messages[] = {
	{ CKM_AES_GCM, CKF_MESSAGE_ENCRYPT | CKF_MESSAGE_DECRYPT |
	    CKF_MULTI_MESSAGE },
	{ CKM_AES_KEY_WRAP_KWP, 0 },
	{ CKM_ECDSA, CKF_MESSAGE_SIGN | CKF_MESSAGE_VERIFY },
	{ CKM_ECDSA_SHA256, CKF_MESSAGE_SIGN | CKF_MESSAGE_VERIFY |
	    CKF_MULTI_MESSAGE },
	{ CKM_SHA256, 0 },
};

START_TEST(a_mechanism_says_which_messages_it_takes)
{
	CK_MECHANISM_INFO mech;

	ck_ok(flow_mechanism_info(core.tokens, 0, messages[_i].type, &mech));
	ck_assert_uint_eq(mech.flags & MESSAGES, messages[_i].flags);
}
END_TEST

START_TEST(every_mechanism_is_listed_with_its_flags)
{
	CK_MECHANISM_TYPE types[512];
	CK_MECHANISM_INFO mech;

	ck_ok(flow_mechanism_list(core.tokens, 0, NULL, &count));
	ck_assert_uint_lt(count, 512);
	ck_ok(flow_mechanism_list(core.tokens, 0, types, &count));
	for (CK_ULONG i = 0; i < count; i++) {
		ck_ok(flow_mechanism_info(core.tokens, 0, types[i], &mech));
		ck_assert_uint_eq(mech.flags & ~MESSAGES, mech_at(i)->flags &
		    ~MESSAGES);
		ck_assert(!(mech.flags & CKF_HW));
	}
	count--;
	ck_refused(flow_mechanism_list(core.tokens, 0, types, &count),
	    E_BUFFER_TOO_SMALL);
}
END_TEST

START_TEST(what_is_not_offered_has_no_info)
{
	CK_MECHANISM_INFO mech;

	ck_refused(flow_mechanism_info(core.tokens, 0, CKM_DES_ECB, &mech),
	    E_MECHANISM);
	ck_refused(flow_mechanism_info(core.tokens, 9, CKM_AES_GCM, &mech),
	    E_SLOT);
	ck_refused(flow_mechanism_info(core.tokens, 0, CKM_AES_GCM, NULL),
	    E_ARGUMENTS);
	ck_refused(flow_mechanism_list(core.tokens, 9, NULL, &count),
	    E_SLOT);
	ck_refused(flow_mechanism_list(core.tokens, 0, NULL, NULL),
	    E_ARGUMENTS);
}
END_TEST

START_TEST(no_slot_event_comes)
{
	ck_refused(flow_slot_event(core.tokens, CKF_DONT_BLOCK, list),
	    E_NO_EVENT);
	ck_refused(flow_slot_event(core.tokens, 0, list), E_UNSUPPORTED);
	ck_refused(flow_slot_event(core.tokens, 0, NULL), E_ARGUMENTS);
}
END_TEST

START_TEST(listing_creates_nothing)
{
	struct world fresh;
	struct stat st;

	session_leave(core.s);
	core.s = NULL;
	snprintf(core_conf.store, sizeof(core_conf.store), "%.100s-none",
	    core.tokens->conf.store);
	ck_ok(tokens_new(&core_conf, E_OK, &fresh.tokens));
	ck_ok(flow_slot_list(fresh.tokens, CK_FALSE, NULL, &count));
	ck_assert_uint_eq(count, 1);
	ck_ok(flow_token_info(fresh.tokens, 0, &info));
	ck_assert_int_ne(stat(core_conf.store, &st), 0);
	tokens_free(fresh.tokens);
}
END_TEST

SUITE("flow/slots",
    core_suite(tc);
    tcase_add_checked_fixture(tc, core_session, core_end);
    tcase_add_test(tc, slots_are_counted_then_listed);
    tcase_add_test(tc, a_short_list_is_told_the_count);
    tcase_add_test(tc, a_token_to_initialise_is_present_too);
    tcase_add_test(tc, a_slot_has_a_description);
    tcase_add_test(tc, a_token_says_what_it_is);
    tcase_add_test(tc, the_free_slot_has_a_token_to_initialise);
    tcase_add_test(tc, failed_logins_show);
    tcase_add_test(tc, every_mechanism_is_listed_with_its_flags);
    tcase_add_loop_test(tc, a_mechanism_says_which_messages_it_takes, 0,
	(int)(sizeof(messages) / sizeof(messages[0])));
    tcase_add_test(tc, what_is_not_offered_has_no_info);
    tcase_add_test(tc, no_slot_event_comes);
    tcase_add_test(tc, listing_creates_nothing))
