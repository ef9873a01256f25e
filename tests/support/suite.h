/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A test program is one suite:
 *
 *	SUITE("base/reader",
 *	    tcase_add_test(tc, fields_come_back_in_order);
 *	    tcase_add_loop_test(tc, row_is_refused, 0, ROWS))
 *
 * expands to main(). The statements add tests to the case tc of the suite s;
 * they may add fixtures and further cases too. CK_FORK=no runs the tests in
 * one process, for a debugger.
 */
#ifndef CLAVIGER_TESTS_SUITE_H
#define CLAVIGER_TESTS_SUITE_H

#include <check.h>
#include <stdlib.h>

/* Seconds; sanitizers, valgrind and two busy cores are slow. */
#define SUITE_TIMEOUT 300

#define SUITE(name, ...) \
	static void \
	suite_fill(Suite *s, TCase *tc) \
	{ \
		(void)s; \
		__VA_ARGS__; \
	} \
	\
	int \
	main(void) \
	{ \
		return suite_run(name, suite_fill); \
	}

static inline int
suite_run(const char *name, void (*fill)(Suite *, TCase *))
{
	Suite *s = suite_create(name);
	TCase *tc = tcase_create(name);
	SRunner *runner;
	int failed;

	tcase_set_timeout(tc, SUITE_TIMEOUT);
	suite_add_tcase(s, tc);
	fill(s, tc);
	runner = srunner_create(s);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

#endif
