/* SPDX-License-Identifier: Apache-2.0 */
/* Directories come with their mode, locks keep others out. */
#include "base/file.h"
#include "base/scratch.h"
#include "support/suite.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

static mode_t
mode_of(const char *path)
{
	struct stat st;

	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert(S_ISDIR(st.st_mode));
	return st.st_mode & 07777;
}

START_TEST(every_part_of_a_path_is_made)
{
	ck_assert_int_eq(file_make_dir(scratch_path("a/b/c"), 0700), E_OK);
	ck_assert_uint_eq(mode_of(scratch_path("a")), 0700);
	ck_assert_uint_eq(mode_of(scratch_path("a/b/c")), 0700);
}
END_TEST

START_TEST(the_mode_holds_whatever_the_umask)
{
	mode_t before = umask(0777);

	ck_assert_int_eq(file_make_dir(scratch_path("a/b/"), 02770), E_OK);
	umask(before);
	ck_assert_uint_eq(mode_of(scratch_path("a/b")), 02770);
}
END_TEST

START_TEST(what_is_there_keeps_its_mode)
{
	ck_assert_int_eq(mkdir(scratch_path("a"), 0755), 0);
	ck_assert_int_eq(chmod(scratch_path("a"), 0751), 0);
	ck_assert_int_eq(file_make_dir(scratch_path("a"), 0700), E_OK);
	ck_assert_uint_eq(mode_of(scratch_path("a")), 0751);
}
END_TEST

START_TEST(a_file_in_the_way_is_named)
{
	scratch_write(scratch_path("a"), "", 0);
	ck_assert_int_eq(file_make_dir(scratch_path("a/b"), 0700), E_STORE_IO);
	ck_assert_ptr_nonnull(strstr(reason_text(), "/a is not a directory"));
}
END_TEST

START_TEST(an_impossible_place_is_named)
{
	ck_assert_int_eq(file_make_dir("/proc/nowhere/b", 0700), E_STORE_IO);
	ck_assert_ptr_nonnull(strstr(reason_text(), "/proc/nowhere"));
}
END_TEST

START_TEST(no_name_and_a_long_name_are_refused)
{
	char name[PATH_MAX + 2];

	memset(name, 'a', sizeof(name) - 1);
	name[0] = '/';
	name[sizeof(name) - 1] = '\0';
	ck_assert_int_eq(file_make_dir("", 0700), E_STORE_IO);
	ck_assert_int_eq(file_make_dir(name, 0700), E_STORE_IO);
}
END_TEST

static int
open_lock(void)
{
	int fd = open(scratch_path("lock"), O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	ck_assert_int_ge(fd, 0);
	return fd;
}

static int
is_locked(int fd)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	ck_assert_int_eq(fcntl(fd, F_OFD_GETLK, &lock), 0);
	return lock.l_type != F_UNLCK;
}

START_TEST(a_lock_excludes_until_it_is_released)
{
	int mine = open_lock(), other = open_lock();

	ck_assert_int_eq(file_lock(mine), E_OK);
	ck_assert_int_eq(is_locked(other), 1);
	file_unlock(mine);
	ck_assert_int_eq(is_locked(other), 0);
	close(mine);
	close(other);
}
END_TEST

START_TEST(a_lock_is_waited_for)
{
	int mine = open_lock(), status;
	pid_t child;

	ck_assert_int_eq(file_lock(mine), E_OK);
	child = fork();
	if (child == 0) {
		int other = open_lock();

		_exit(file_lock(other) == E_OK ? 0 : 1);
	}
	usleep(50000);
	ck_assert_int_eq(waitpid(child, &status, WNOHANG), 0);
	file_unlock(mine);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
	close(mine);
}
END_TEST

START_TEST(locking_no_file_is_an_error)
{
	ck_assert_int_eq(file_lock(-1), E_STORE_IO);
	ck_assert(reason_text()[0] != '\0');
}
END_TEST

START_TEST(a_directory_can_be_synced)
{
	ck_assert_int_eq(file_sync_dir(scratch_path("file")), E_OK);
	ck_assert_int_eq(file_sync_dir("file"), E_OK);
	ck_assert_int_eq(file_sync_dir("/file"), E_OK);
}
END_TEST

START_TEST(syncing_an_absent_directory_names_it)
{
	ck_assert_int_eq(file_sync_dir(scratch_path("no/file")), E_STORE_IO);
	ck_assert_ptr_nonnull(strstr(reason_text(), "/no: "));
}
END_TEST

SUITE("base/file",
    tcase_add_checked_fixture(tc, scratch_setup, scratch_teardown);
    tcase_add_test(tc, every_part_of_a_path_is_made);
    tcase_add_test(tc, the_mode_holds_whatever_the_umask);
    tcase_add_test(tc, what_is_there_keeps_its_mode);
    tcase_add_test(tc, a_file_in_the_way_is_named);
    tcase_add_test(tc, an_impossible_place_is_named);
    tcase_add_test(tc, no_name_and_a_long_name_are_refused);
    tcase_add_test(tc, a_lock_excludes_until_it_is_released);
    tcase_add_test(tc, a_lock_is_waited_for);
    tcase_add_test(tc, locking_no_file_is_an_error);
    tcase_add_test(tc, a_directory_can_be_synced);
    tcase_add_test(tc, syncing_an_absent_directory_names_it))
