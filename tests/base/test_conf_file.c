/* SPDX-License-Identifier: Apache-2.0 */
/* Good lines count; a bad one is named with its file and number. */
#include "base/conf_file.h"
#include "base/scratch.h"
#include "support/suite.h"

static struct conf conf;

static enum err
read_text(const char *text)
{
	scratch_write(scratch_path("conf"), text, strlen(text));
	conf = (struct conf){ 0 };
	return conf_file_read(scratch_path("conf"), &conf);
}

START_TEST(every_key_is_understood)
{
	ck_assert_int_eq(read_text("store = /s t\nroot-key=/r\nlog = syslog\n"
	    "init-token = sandbox , allow-extractable\naead-buffer = 1M\n"),
	    E_OK);
	ck_assert_str_eq(conf.store, "/s t");
	ck_assert_str_eq(conf.root_key, "/r");
	ck_assert_str_eq(conf.log, "syslog");
	ck_assert(conf.init_sandbox);
	ck_assert(conf.init_allow_extractable);
	ck_assert_uint_eq(conf.aead_buffer, 1u << 20);
}
END_TEST

START_TEST(comments_blanks_and_line_ends_do_not_matter)
{
	ck_assert_int_eq(read_text("# x\n\n  \t\n\t# store = y\r\n"
	    "  log =\t/a=b#c  \r\nstore = /last"), E_OK);
	ck_assert_str_eq(conf.log, "/a=b#c");
	ck_assert_str_eq(conf.store, "/last");
}
END_TEST

START_TEST(an_empty_file_is_fine)
{
	ck_assert_int_eq(read_text(""), E_OK);
}
END_TEST

static const struct {
	const char *text, *reason;
} bad[] = {
	{ "\ncolour = red\n", ":2: colour is not a known key" },
	{ "store\n", ":1: the line is not of the form key = value" },
	{ "= x\n", ":1: the line is not of the form key = value" },
	{ "store =\n", ":1: store has no value" },
	{ "store = s\n", ":1: store must be an absolute path" },
	{ "store = ~/s\n", ":1: store must be an absolute path" },
	{ "root-key = r\n", ":1: root-key must be an absolute path" },
	{ "store = /a\nstore = /b\n", ":2: store is set twice" },
	{ "log = stderr\n", ":1: log must be syslog or an absolute path" },
	{ "init-token = sand\n", ":1: init-token takes sandbox" },
	{ "init-token = sandbox allow-extractable\n",
	    ":1: init-token needs a comma" },
	{ "init-token = sandbox,\n", ":1: init-token takes sandbox" },
	{ "aead-buffer = 1\n", ":1: aead-buffer must be a number" },
	{ "aead-buffer = K\n", ":1: aead-buffer must be a number" },
	{ "aead-buffer = 64KB\n", ":1: aead-buffer must be a number" },
	{ "aead-buffer = 2G\n", ":1: aead-buffer must be a number" },
	{ "aead-buffer = -1\n", ":1: aead-buffer must be a number" },
	{ "aead-buffer = 99999999999999999999999\n",
	    ":1: aead-buffer must be a number" },
};
#define BAD ((int)(sizeof(bad) / sizeof(bad[0])))

START_TEST(a_bad_line_is_named)
{
	char expected[512];

	ck_assert_int_eq(read_text(bad[_i].text), E_CONFIGURATION);
	snprintf(expected, sizeof(expected), "%s/conf%s", scratch,
	    bad[_i].reason);
	ck_assert_msg(strncmp(reason_text(), expected, strlen(expected)) == 0,
	    "%s", reason_text());
}
END_TEST

static const struct {
	const char *text;
	size_t bytes;
} sizes[] = {
	{ "65536", 65536 },
	{ "64K", 65536 },
	{ "512M", (size_t)512 << 20 },
	{ "1G", (size_t)1 << 30 },
};

START_TEST(a_size_may_have_a_suffix)
{
	char line[64];

	snprintf(line, sizeof(line), "aead-buffer = %s", sizes[_i].text);
	ck_assert_int_eq(read_text(line), E_OK);
	ck_assert_uint_eq(conf.aead_buffer, sizes[_i].bytes);
}
END_TEST

START_TEST(the_first_bad_line_is_told_and_good_ones_count)
{
	ck_assert_int_eq(read_text("a = b\nlog = /l\nc = d\n"),
	    E_CONFIGURATION);
	ck_assert_ptr_nonnull(strstr(reason_text(), ":1: a is not"));
	ck_assert_str_eq(conf.log, "/l");
}
END_TEST

START_TEST(an_over_long_path_is_refused)
{
	char text[PATH_MAX + 32];

	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	memcpy(text, "store = /", 9);
	ck_assert_int_eq(read_text(text), E_CONFIGURATION);
	ck_assert_ptr_nonnull(strstr(reason_text(), ":1: store is too long"));
}
END_TEST

START_TEST(a_nul_is_refused)
{
	scratch_write(scratch_path("conf"), "store = /a\0b\nlog = /l", 21);
	conf = (struct conf){ 0 };
	ck_assert_int_eq(conf_file_read(scratch_path("conf"), &conf),
	    E_CONFIGURATION);
	ck_assert_ptr_nonnull(strstr(reason_text(), ":1: the line holds"));
	ck_assert_str_eq(conf.log, "/l");
}
END_TEST

START_TEST(a_huge_file_is_refused)
{
	static char text[70000];

	memset(text, '#', sizeof(text) - 1);
	ck_assert_int_eq(read_text(text), E_CONFIGURATION);
	ck_assert_ptr_nonnull(strstr(reason_text(), "too large"));
}
END_TEST

START_TEST(what_cannot_be_read_is_named)
{
	ck_assert_int_eq(conf_file_read(scratch_path("no"), &conf),
	    E_CONFIGURATION);
	ck_assert_ptr_nonnull(strstr(reason_text(), "/no: No such file"));
	ck_assert_int_eq(conf_file_read(scratch, &conf), E_CONFIGURATION);
	ck_assert_ptr_nonnull(strstr(reason_text(), "Is a directory"));
}
END_TEST

SUITE("base/conf_file",
    tcase_add_checked_fixture(tc, scratch_setup, scratch_teardown);
    tcase_add_test(tc, every_key_is_understood);
    tcase_add_test(tc, comments_blanks_and_line_ends_do_not_matter);
    tcase_add_test(tc, an_empty_file_is_fine);
    tcase_add_loop_test(tc, a_bad_line_is_named, 0, BAD);
    tcase_add_loop_test(tc, a_size_may_have_a_suffix, 0, 4);
    tcase_add_test(tc, the_first_bad_line_is_told_and_good_ones_count);
    tcase_add_test(tc, an_over_long_path_is_refused);
    tcase_add_test(tc, a_nul_is_refused);
    tcase_add_test(tc, a_huge_file_is_refused);
    tcase_add_test(tc, what_cannot_be_read_is_named))
