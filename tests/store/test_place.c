/* SPDX-License-Identifier: Apache-2.0 */
/* Which directories and files are believed. */
#include "store/place.h"
#include "store_fixture.h"

static struct place place;

static void
setup(void)
{
	scratch_setup();
	ck_assert_int_eq(mkdir(store_path, 0700), 0);
	OK(place_look(store_path, &place));
}

START_TEST(absent_directory_is_no_store)
{
	GIVES(E_STORE_ABSENT, place_look(scratch_name("none"), &place));
}
END_TEST

START_TEST(own_directory_gets_private_files)
{
	ck_assert_uint_eq(place.file_mode, 0600);
	ck_assert(place.writable);
}
END_TEST

START_TEST(directory_of_a_group_gets_shared_files)
{
	ck_assert_int_eq(chmod(store_path, 02770), 0);
	OK(place_look(store_path, &place));
	ck_assert_uint_eq(place.file_mode, 0660);
}
END_TEST

START_TEST(directory_others_may_write_is_refused_by_name_and_mode)
{
	ck_assert_int_eq(chmod(store_path, 0707), 0);
	GIVES(E_STORE_REFUSED, place_look(store_path, &place));
	ck_assert_ptr_nonnull(strstr(reason_text(), "0707"));
	ck_assert_ptr_nonnull(strstr(reason_text(), store_path));
}
END_TEST

START_TEST(directory_of_a_stranger_is_refused)
{
	if (geteuid() != 0)
		return;
	ck_assert_int_eq(chown(store_path, 12345, (gid_t)-1), 0);
	GIVES(E_STORE_REFUSED, place_look(store_path, &place));
	ck_assert_ptr_nonnull(strstr(reason_text(), "12345"));
}
END_TEST

START_TEST(plain_file_is_no_directory)
{
	copy_file("/dev/null", scratch_name("file"));
	GIVES(E_STORE_REFUSED, place_look(scratch_name("file"), &place));
}
END_TEST

START_TEST(symbolic_links_are_resolved)
{
	ck_assert_int_eq(symlink("store", scratch_name("link")), 0);
	OK(place_look(scratch_name("link"), &place));
	ck_assert_ptr_null(strstr(place.dir, "link"));
}
END_TEST

START_TEST(file_is_made_with_its_mode_whatever_the_umask)
{
	struct stat st;
	int fd;

	place.file_mode = 0660;
	umask(0777);
	OK(place_open(&place, "new", O_RDWR | O_CREAT, &fd));
	umask(022);
	ck_assert_int_eq(fstat(fd, &st), 0);
	ck_assert_uint_eq(st.st_mode & 07777, 0660);
	close(fd);
}
END_TEST

START_TEST(absent_file_that_is_not_to_be_made_is_no_failure)
{
	int fd = 0;

	OK(place_open(&place, "none", O_RDWR, &fd));
	ck_assert_int_eq(fd, -1);
}
END_TEST

START_TEST(symbolic_link_is_not_followed)
{
	char path[PATH_MAX];
	int fd;

	OK(place_path(&place, "planted", path));
	ck_assert_int_eq(symlink("/etc/passwd", path), 0);
	GIVES(E_STORE_IO, place_open(&place, "planted", O_RDONLY, &fd));
}
END_TEST

START_TEST(hard_link_is_refused)
{
	char path[PATH_MAX];
	int fd;

	OK(place_path(&place, "planted", path));
	copy_file("/dev/null", scratch_name("elsewhere"));
	ck_assert_int_eq(link(scratch_name("elsewhere"), path), 0);
	GIVES(E_STORE_REFUSED, place_open(&place, "planted", O_RDWR, &fd));
}
END_TEST

START_TEST(file_others_may_write_is_refused)
{
	char path[PATH_MAX];
	int fd;

	OK(place_path(&place, "open", path));
	copy_file("/dev/null", path);
	ck_assert_int_eq(chmod(path, 0602), 0);
	GIVES(E_STORE_REFUSED, place_open(&place, "open", O_RDWR, &fd));
}
END_TEST

SUITE("store/place",
    tcase_add_checked_fixture(tc, setup, scratch_teardown);
    tcase_add_test(tc, absent_directory_is_no_store);
    tcase_add_test(tc, own_directory_gets_private_files);
    tcase_add_test(tc, directory_of_a_group_gets_shared_files);
    tcase_add_test(tc,
	directory_others_may_write_is_refused_by_name_and_mode);
    tcase_add_test(tc, directory_of_a_stranger_is_refused);
    tcase_add_test(tc, plain_file_is_no_directory);
    tcase_add_test(tc, symbolic_links_are_resolved);
    tcase_add_test(tc, file_is_made_with_its_mode_whatever_the_umask);
    tcase_add_test(tc, absent_file_that_is_not_to_be_made_is_no_failure);
    tcase_add_test(tc, symbolic_link_is_not_followed);
    tcase_add_test(tc, hard_link_is_refused);
    tcase_add_test(tc, file_others_may_write_is_refused))
