/* SPDX-License-Identifier: Apache-2.0 */
/* Every state, and what it allows (design: "Keys"). */
#include "gate/state_rule.h"

#include "support/suite.h"

static const struct {
	enum state state;
	bool plain, named;
} rows[] = {
	{ STATE_ENABLED, true, true },
	{ STATE_DISABLED, false, false },
	{ STATE_SCHEDULED, false, false },
	{ STATE_PURGED, false, false },
	{ STATE_STAGED, false, true },
	{ STATE_PURGING, false, false },
};

START_TEST(a_state_allows_what_the_table_says)
{
	ck_assert_int_eq(state_permits(rows[_i].state, false), rows[_i].plain);
}
END_TEST

START_TEST(a_state_allows_who_names_the_version_what_the_table_says)
{
	ck_assert_int_eq(state_permits(rows[_i].state, true), rows[_i].named);
}
END_TEST

SUITE("gate/state_rule",
    tcase_add_loop_test(tc, a_state_allows_what_the_table_says, 0,
	(int)(sizeof(rows) / sizeof(rows[0])));
    tcase_add_loop_test(tc,
	a_state_allows_who_names_the_version_what_the_table_says, 0,
	(int)(sizeof(rows) / sizeof(rows[0]))))
