/* SPDX-License-Identifier: Apache-2.0 */
/* Who may have the root key file, and what replacing it leaves behind. */
#include "store/root_file.h"
#include "store_fixture.h"

static struct secret *content;

static void
setup(void)
{
	scratch_setup();
	OK(secret_from("first content", 13, &content));
}

static void
teardown(void)
{
	secret_free(content);
	scratch_teardown();
}

static void
assert_reads(const char *want)
{
	SCOPED(secret) *got = NULL;
	struct root_stamp stamp;

	OK(root_file_read(root_path, geteuid(), &got, &stamp));
	ck_assert_uint_eq(secret_len(got), strlen(want));
	ck_assert_mem_eq(secret_peek(got), want, strlen(want));
}

static void
assert_refused(const char *why)
{
	struct secret *got;
	struct root_stamp stamp;

	GIVES(E_ROOT_KEY, root_file_read(root_path, geteuid(), &got, &stamp));
	ck_assert_ptr_nonnull(strstr(reason_text(), root_path));
	ck_assert_msg(strstr(reason_text(), why) != NULL, "%s",
	    reason_text());
}

START_TEST(made_file_is_private_and_reads_back)
{
	struct root_stamp stamp;
	struct stat st;

	OK(root_file_create(root_path, content, &stamp));
	assert_reads("first content");
	ck_assert_int_eq(stat(root_path, &st), 0);
	ck_assert_uint_eq(st.st_mode & 07777, 0600);
}
END_TEST

START_TEST(existing_file_is_not_replaced)
{
	struct root_stamp stamp;

	OK(root_file_create(root_path, content, &stamp));
	GIVES(E_STORE_EXISTS, root_file_create(root_path, content, &stamp));
}
END_TEST

START_TEST(absent_file_is_named)
{
	assert_refused("there is no root key file");
}
END_TEST

START_TEST(file_open_to_others_is_refused)
{
	struct root_stamp stamp;

	OK(root_file_create(root_path, content, &stamp));
	ck_assert_int_eq(chmod(root_path, 0604), 0);
	assert_refused("0604");
}
END_TEST

START_TEST(file_for_a_group_is_accepted)
{
	struct root_stamp stamp;

	OK(root_file_create(root_path, content, &stamp));
	ck_assert_int_eq(chmod(root_path, 0640), 0);
	assert_reads("first content");
}
END_TEST

START_TEST(file_of_a_stranger_is_refused)
{
	struct root_stamp stamp;

	if (geteuid() != 0)
		return;
	OK(root_file_create(root_path, content, &stamp));
	ck_assert_int_eq(chown(root_path, 12345, (gid_t)-1), 0);
	assert_refused("12345");
}
END_TEST

START_TEST(directory_is_refused)
{
	ck_assert_int_eq(mkdir(root_path, 0700), 0);
	assert_refused("is not a file");
}
END_TEST

START_TEST(replacing_is_noticed_and_keeps_mode)
{
	SCOPED(secret) *second = NULL;
	struct root_stamp first, now;
	struct stat st;
	bool changed;

	OK(root_file_create(root_path, content, &first));
	ck_assert_int_eq(chmod(root_path, 0640), 0);
	OK(secret_from("second", 6, &second));
	OK(root_file_replace(root_path, second, &now));
	assert_reads("second");
	OK(root_file_changed(root_path, &first, &changed));
	ck_assert(changed);
	OK(root_file_changed(root_path, &now, &changed));
	ck_assert(!changed);
	ck_assert_int_eq(stat(root_path, &st), 0);
	ck_assert_uint_eq(st.st_mode & 07777, 0640);
}
END_TEST

START_TEST(replaced_bytes_are_overwritten)
{
	struct root_stamp stamp;
	char data[13];
	int fd;

	OK(root_file_create(root_path, content, &stamp));
	fd = open(root_path, O_RDONLY | O_CLOEXEC);
	OK(root_file_replace(root_path, content, &stamp));
	ck_assert_int_eq(read(fd, data, sizeof data), 13);
	ck_assert_mem_eq(data, "\0\0\0\0\0\0\0\0\0\0\0\0\0", 13);
	close(fd);
}
END_TEST

START_TEST(symbolic_link_stays_one)
{
	struct root_stamp stamp;
	struct stat st;

	OK(root_file_create(scratch_name("real"), content, &stamp));
	ck_assert_int_eq(symlink("real", root_path), 0);
	OK(root_file_replace(root_path, content, &stamp));
	ck_assert_int_eq(lstat(root_path, &st), 0);
	ck_assert(S_ISLNK(st.st_mode));
	assert_reads("first content");
}
END_TEST

SUITE("store/root_file",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, made_file_is_private_and_reads_back);
    tcase_add_test(tc, existing_file_is_not_replaced);
    tcase_add_test(tc, absent_file_is_named);
    tcase_add_test(tc, file_open_to_others_is_refused);
    tcase_add_test(tc, file_for_a_group_is_accepted);
    tcase_add_test(tc, file_of_a_stranger_is_refused);
    tcase_add_test(tc, directory_is_refused);
    tcase_add_test(tc, replacing_is_noticed_and_keeps_mode);
    tcase_add_test(tc, replaced_bytes_are_overwritten);
    tcase_add_test(tc, symbolic_link_stays_one))
