/* SPDX-License-Identifier: Apache-2.0 */
/* A search hands its handles out in order, and forgets them when it ends. */
#include "session/search.h"

#include "support/suite.h"

static struct search found;

static void
teardown(void)
{
	search_end(&found);
}

static void
add(CK_OBJECT_HANDLE from, CK_OBJECT_HANDLE to)
{
	for (CK_OBJECT_HANDLE h = from; h <= to; h++)
		ck_assert_int_eq(search_add(&found, h), E_OK);
}

START_TEST(handles_come_in_their_order)
{
	CK_OBJECT_HANDLE list[100];
	size_t n;

	add(1, 100);
	search_next(&found, list, 100, &n);
	ck_assert_uint_eq(n, 100);
	for (size_t i = 0; i < n; i++)
		ck_assert_uint_eq(list[i], i + 1);
}
END_TEST

START_TEST(pieces_go_on_where_the_last_ended)
{
	CK_OBJECT_HANDLE list[2];
	size_t n;

	add(1, 3);
	search_next(&found, list, 2, &n);
	ck_assert_uint_eq(n, 2);
	search_next(&found, list, 2, &n);
	ck_assert_uint_eq(n, 1);
	ck_assert_uint_eq(list[0], 3);
	search_next(&found, list, 2, &n);
	ck_assert_uint_eq(n, 0);
}
END_TEST

START_TEST(nothing_found_gives_nothing)
{
	size_t n = 7;

	search_next(&found, NULL, 0, &n);
	ck_assert_uint_eq(n, 0);
}
END_TEST

START_TEST(an_ended_search_begins_anew)
{
	CK_OBJECT_HANDLE h;
	size_t n;

	add(1, 20);
	found.active = true;
	search_end(&found);
	ck_assert(!found.active);
	add(7, 7);
	search_next(&found, &h, 1, &n);
	ck_assert_uint_eq(n, 1);
	ck_assert_uint_eq(h, 7);
}
END_TEST

SUITE("session/search",
    tcase_add_checked_fixture(tc, NULL, teardown);
    tcase_add_test(tc, handles_come_in_their_order);
    tcase_add_test(tc, pieces_go_on_where_the_last_ended);
    tcase_add_test(tc, nothing_found_gives_nothing);
    tcase_add_test(tc, an_ended_search_begins_anew))
