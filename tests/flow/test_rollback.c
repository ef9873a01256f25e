/* SPDX-License-Identifier: Apache-2.0 */
/* What can be refused without a store that was put back; the rest is shown by
 * tests/tools/rollback.sh on files. */
#include "flow/rollback.h"

#include "support/core_fixture.h"

static enum err
accept_with(const char *reason, size_t len)
{
	return flow_accept_rollback(core.tokens,
	    (const CK_UTF8CHAR *)reason, len);
}

START_TEST(store_that_is_not_older_needs_no_acceptance)
{
	ck_refused(accept_with("because", 7), E_ARGUMENTS);
}
END_TEST

START_TEST(reason_is_needed)
{
	char long_reason[257] = { 0 };

	ck_refused(accept_with("", 0), E_ARGUMENTS);
	ck_refused(accept_with(long_reason, sizeof(long_reason)),
	    E_ARGUMENTS);
}
END_TEST

START_TEST(absent_store_is_absent)
{
	ck_refused(accept_with("because", 7), E_STORE_ABSENT);
}
END_TEST

static void
fill(Suite *s, TCase *tc)
{
	TCase *none = tcase_create("no store");

	core_suite(tc);
	tcase_add_checked_fixture(tc, core_session, core_end);
	tcase_add_test(tc, store_that_is_not_older_needs_no_acceptance);
	tcase_add_test(tc, reason_is_needed);
	core_suite(none);
	tcase_add_checked_fixture(none, core_place, core_end);
	tcase_add_test(none, absent_store_is_absent);
	suite_add_tcase(s, none);
}

SUITE("flow/rollback", fill(s, tc))
