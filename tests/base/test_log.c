/* SPDX-License-Identifier: Apache-2.0 */
/* The log says nothing unless told to, and one line at a time then. */
#include "base/log.h"
#include "base/scratch.h"
#include "support/suite.h"

#include <sys/wait.h>
#include <unistd.h>

static size_t
count(const char *text, char c)
{
	size_t n = 0;

	for (; *text != '\0'; text++)
		n += *text == c;
	return n;
}

START_TEST(nothing_is_written_by_default)
{
	log_line("into the void");
	log_open("");
	log_line("into the void");
}
END_TEST

START_TEST(a_line_has_time_process_and_text)
{
	char *text, who[64];

	snprintf(who, sizeof(who), " claviger[%ld]: 3 things\n",
	    (long)getpid());
	log_open(scratch_path("log"));
	log_line("%d things", 3);
	text = scratch_read(scratch_path("log"));
	ck_assert_int_eq(text[10], 'T');
	ck_assert_int_eq(text[19], 'Z');
	ck_assert_str_eq(text + 20, who);
	free(text);
}
END_TEST

START_TEST(lines_are_appended)
{
	char *text;

	log_open(scratch_path("log"));
	log_line("one");
	log_open(scratch_path("other"));
	log_line("two");
	log_open(scratch_path("log"));
	log_line("three");
	text = scratch_read(scratch_path("log"));
	ck_assert_uint_eq(count(text, '\n'), 2);
	ck_assert_ptr_nonnull(strstr(text, "three"));
	free(text);
}
END_TEST

START_TEST(a_text_cannot_forge_a_line)
{
	char *text;

	log_open(scratch_path("log"));
	log_line("label \"%s\"", "x\n2026 forged\x1b[0m");
	text = scratch_read(scratch_path("log"));
	ck_assert_uint_eq(count(text, '\n'), 1);
	ck_assert_ptr_nonnull(strstr(text, "x?2026 forged?[0m"));
	free(text);
}
END_TEST

START_TEST(the_file_is_its_owners)
{
	struct stat st;

	log_open(scratch_path("log"));
	log_line("x");
	ck_assert_int_eq(stat(scratch_path("log"), &st), 0);
	ck_assert_uint_eq(st.st_mode & 0077, 0);
}
END_TEST

START_TEST(a_long_line_is_cut)
{
	char text[5000], *read;

	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	log_open(scratch_path("log"));
	log_line("%s", text);
	read = scratch_read(scratch_path("log"));
	ck_assert_uint_eq(count(read, '\n'), 1);
	ck_assert_uint_lt(strlen(read), 1200);
	free(read);
}
END_TEST

START_TEST(a_file_that_cannot_be_written_is_silent)
{
	log_open(scratch_path("no/such/file"));
	log_line("x");
}
END_TEST

START_TEST(a_pipe_nobody_reads_does_not_block)
{
	ck_assert_int_eq(mkfifo(scratch_path("fifo"), 0600), 0);
	log_open(scratch_path("fifo"));
	log_line("x");
}
END_TEST

START_TEST(a_child_goes_on_logging)
{
	char *text;
	pid_t child;
	int status;

	log_open(scratch_path("log"));
	child = fork();
	if (child == 0) {
		log_line("child");
		_exit(0);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	text = scratch_read(scratch_path("log"));
	ck_assert_ptr_nonnull(strstr(text, "child\n"));
	free(text);
}
END_TEST

static void
close_and_remove(void)
{
	log_open("");
	scratch_teardown();
}

SUITE("base/log",
    tcase_add_checked_fixture(tc, scratch_setup, close_and_remove);
    tcase_add_test(tc, nothing_is_written_by_default);
    tcase_add_test(tc, a_line_has_time_process_and_text);
    tcase_add_test(tc, lines_are_appended);
    tcase_add_test(tc, a_text_cannot_forge_a_line);
    tcase_add_test(tc, the_file_is_its_owners);
    tcase_add_test(tc, a_long_line_is_cut);
    tcase_add_test(tc, a_file_that_cannot_be_written_is_silent);
    tcase_add_test(tc, a_pipe_nobody_reads_does_not_block);
    tcase_add_test(tc, a_child_goes_on_logging))
