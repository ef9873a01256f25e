/* SPDX-License-Identifier: Apache-2.0 */
/* Checks of a store by handle; findings as JSON. */
#include "flow/check.h"

#include "pkcs11-claviger.h"
#include "support/core_fixture.h"

#include <jansson.h>
#include <sqlite3.h>
#include <stdio.h>

static CK_UTF8CHAR text[2048];
static CK_ULONG len;

static enum err
next(CK_ULONG check)
{
	len = sizeof(text);
	return flow_check_next(core.tokens, check, text, &len, NULL, NULL);
}

/* How many findings there are. */
static int
findings(CK_ULONG check)
{
	int count = 0;
	enum err e;

	while ((e = next(check)) == E_OK) {
		json_t *j;

		if (len == 0)
			continue;
		j = json_loadb((const char *)text, len, 0, NULL);
		ck_assert_ptr_nonnull(json_object_get(j, "what"));
		ck_assert_ptr_nonnull(json_object_get(j, "text"));
		json_decref(j);
		count++;
	}
	ck_refused(e, E_CHECK_DONE);
	return count;
}

static CK_ULONG
begin(void)
{
	CK_ULONG check = 0;

	ck_ok(flow_check_begin(core.tokens, CLV_CHECK_STORE, &check));
	ck_assert_uint_ne(check, 0);
	return check;
}

START_TEST(a_whole_store_has_no_finding)
{
	CK_ULONG check = begin();

	ck_assert_int_eq(findings(check), 0);
	ck_ok(flow_check_end(core.tokens, check));
}
END_TEST

START_TEST(progress_is_told)
{
	CK_ULONG check = begin(), done = 0, total = 0;

	len = sizeof(text);
	ck_ok(flow_check_next(core.tokens, check, text, &len, &done,
	    &total));
	ck_assert_uint_le(done, total);
	ck_ok(flow_check_end(core.tokens, check));
}
END_TEST

/* One byte in the middle of some record. */
static void
damage(void)
{
	char path[PATH_MAX + 32];
	sqlite3 *db;

	snprintf(path, sizeof(path), "%s/store.db", core_conf.store);
	ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
	ck_assert_int_eq(sqlite3_exec(db, "update record set body = "
	    "zeroblob(length(body)) where number = (select max(number) from "
	    "record)", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

START_TEST(damage_is_found_and_waits_to_be_taken)
{
	CK_ULONG check;
	enum err e = E_OK;

	damage();
	check = begin();
	for (len = 0; e == E_OK && len == 0;)
		e = flow_check_next(core.tokens, check, NULL, &len, NULL,
		    NULL);
	ck_ok(e);
	len = 3;
	ck_refused(flow_check_next(core.tokens, check, text, &len, NULL,
	    NULL), E_BUFFER_TOO_SMALL);
	ck_assert_int_ge(findings(check), 1);
	ck_ok(flow_check_end(core.tokens, check));
}
END_TEST

START_TEST(there_are_other_checks_to_come)
{
	CK_ULONG check;

	ck_refused(flow_check_begin(core.tokens, CLV_CHECK_AUDIT, &check),
	    E_UNSUPPORTED);
	ck_refused(flow_check_begin(core.tokens, 9, &check), E_ARGUMENTS);
	ck_refused(flow_check_begin(core.tokens, CLV_CHECK_STORE, NULL),
	    E_ARGUMENTS);
}
END_TEST

START_TEST(an_invented_handle_is_refused)
{
	CK_ULONG check = begin();

	ck_refused(next(0), E_ARGUMENTS);
	ck_refused(next(check + 1), E_ARGUMENTS);
	ck_refused(next(~0ul), E_ARGUMENTS);
	ck_refused(flow_check_end(core.tokens, check + 1), E_ARGUMENTS);
	ck_ok(flow_check_end(core.tokens, check));
	ck_refused(next(check), E_ARGUMENTS);
	ck_refused(flow_check_end(core.tokens, check), E_ARGUMENTS);
}
END_TEST

START_TEST(a_length_is_needed)
{
	CK_ULONG check = begin();

	ck_refused(flow_check_next(core.tokens, check, text, NULL, NULL,
	    NULL), E_ARGUMENTS);
	ck_ok(flow_check_end(core.tokens, check));
}
END_TEST

START_TEST(eight_checks_run_at_once)
{
	CK_ULONG check;

	for (int i = 0; i < 8; i++)
		begin();
	ck_refused(flow_check_begin(core.tokens, CLV_CHECK_STORE, &check),
	    E_QUOTA);
}
END_TEST

START_TEST(a_bad_configuration_is_told)
{
	struct tokens *t;
	CK_ULONG check;

	ck_ok(tokens_new(&core_conf, refuse(E_CONFIGURATION, "line 7"), &t));
	reason_clear();
	ck_refused(flow_check_begin(t, CLV_CHECK_STORE, &check),
	    E_CONFIGURATION);
	ck_assert_str_eq(reason_text(), "line 7");
	tokens_free(t);
}
END_TEST

SUITE("flow/check",
    core_suite(tc);
    tcase_add_checked_fixture(tc, core_session, core_end);
    tcase_add_test(tc, a_whole_store_has_no_finding);
    tcase_add_test(tc, progress_is_told);
    tcase_add_test(tc, damage_is_found_and_waits_to_be_taken);
    tcase_add_test(tc, there_are_other_checks_to_come);
    tcase_add_test(tc, an_invented_handle_is_refused);
    tcase_add_test(tc, a_length_is_needed);
    tcase_add_test(tc, eight_checks_run_at_once);
    tcase_add_test(tc, a_bad_configuration_is_told))
