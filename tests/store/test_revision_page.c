/* SPDX-License-Identifier: Apache-2.0 */
/* The page that tells every process. */
#include "store/revision_page.h"
#include "store_fixture.h"

static struct place place;
static struct revision_page *page;
static char path[160];

static void
setup(void)
{
	scratch_setup();
	ck_assert_int_eq(mkdir(store_path, 0700), 0);
	OK(place_look(store_path, &place));
	snprintf(path, sizeof path, "%s/revision", store_path);
	OK(revision_page_open(&place, true, &page));
}

static void
teardown(void)
{
	revision_page_close(page);
	scratch_teardown();
}

START_TEST(page_is_made_with_its_blocks)
{
	struct stat st;

	ck_assert_ptr_nonnull(page);
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_int_eq(st.st_size, 4096);
	ck_assert_int_ge(st.st_blocks * 512, 4096);
}
END_TEST

START_TEST(raising_shows_the_revision_to_everybody)
{
	struct revision_page *other;

	OK(revision_page_open(&place, false, &other));
	ck_assert_uint_eq(revision_page_raise(page, 6, 7), 7);
	ck_assert_uint_eq(revision_page_load(other), 7);
	revision_page_close(other);
}
END_TEST

/* A value once shown must not come back: somebody may still compare with
 * it. */
START_TEST(page_ahead_of_the_store_is_never_turned_back)
{
	revision_page_raise(page, 99, 100);
	ck_assert_uint_eq(revision_page_raise(page, 100, 8), 101);
}
END_TEST

/* A reader who saw the commit first has shown it already. */
START_TEST(commit_already_shown_is_shown_as_it_is)
{
	revision_page_raise(page, 6, 7);
	revision_page_correct(page, 7, 8);
	ck_assert_uint_eq(revision_page_raise(page, 7, 8), 8);
}
END_TEST

START_TEST(correction_yields_to_a_commit_in_between)
{
	revision_page_raise(page, 6, 7);
	revision_page_correct(page, 6, 9);
	ck_assert_uint_eq(revision_page_load(page), 7);
	revision_page_correct(page, 7, 9);
	ck_assert_uint_eq(revision_page_load(page), 9);
}
END_TEST

START_TEST(who_only_looks_changes_nothing)
{
	struct revision_page *other;

	revision_page_raise(page, 6, 7);
	OK(revision_page_open(&place, false, &other));
	revision_page_raise(other, 7, 9);
	revision_page_correct(other, 7, 9);
	ck_assert_uint_eq(revision_page_load(other), 7);
	revision_page_close(other);
}
END_TEST

START_TEST(truncated_file_is_repaired)
{
	revision_page_close(page);
	ck_assert_int_eq(truncate(path, 100), 0);
	OK(revision_page_open(&place, true, &page));
	ck_assert_ptr_nonnull(page);
	revision_page_raise(page, 0, 5);
	ck_assert_uint_eq(revision_page_load(page), 5);
}
END_TEST

START_TEST(truncated_file_is_not_mapped_by_who_only_looks)
{
	struct revision_page *other;

	revision_page_close(page);
	page = NULL;
	ck_assert_int_eq(truncate(path, 100), 0);
	OK(revision_page_open(&place, false, &other));
	ck_assert_ptr_null(other);
}
END_TEST

START_TEST(foreign_content_is_not_mapped_by_who_only_looks)
{
	struct revision_page *other;

	copy_file("/bin/true", path);
	OK(revision_page_open(&place, false, &other));
	ck_assert_ptr_null(other);
}
END_TEST

START_TEST(symbolic_link_costs_the_page_and_nothing_else)
{
	struct revision_page *other;

	ck_assert_int_eq(unlink(path), 0);
	ck_assert_int_eq(symlink("/etc/passwd", path), 0);
	OK(revision_page_open(&place, true, &other));
	ck_assert_ptr_null(other);
	ck_assert_uint_eq(revision_page_load(other), 0);
	ck_assert_uint_eq(revision_page_raise(other, 2, 3), 0);
}
END_TEST

SUITE("store/revision_page",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, page_is_made_with_its_blocks);
    tcase_add_test(tc, raising_shows_the_revision_to_everybody);
    tcase_add_test(tc, page_ahead_of_the_store_is_never_turned_back);
    tcase_add_test(tc, commit_already_shown_is_shown_as_it_is);
    tcase_add_test(tc, correction_yields_to_a_commit_in_between);
    tcase_add_test(tc, who_only_looks_changes_nothing);
    tcase_add_test(tc, truncated_file_is_repaired);
    tcase_add_test(tc, truncated_file_is_not_mapped_by_who_only_looks);
    tcase_add_test(tc, foreign_content_is_not_mapped_by_who_only_looks);
    tcase_add_test(tc, symbolic_link_costs_the_page_and_nothing_else))
