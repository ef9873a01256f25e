/* SPDX-License-Identifier: Apache-2.0 */
/* Where the configuration is looked for, and what holds without one. */
#include "base/conf.h"
#include "base/scratch.h"
#include "support/suite.h"

#include <unistd.h>

#define NOBODY 65534

static struct conf conf;

/* As a user who is not root, whoever runs the test. */
static enum err
read_as_user(const char *args)
{
	uid_t self = geteuid();
	enum err e;

	if (self == 0)
		ck_assert_int_eq(seteuid(NOBODY), 0);
	e = conf_read(args, &conf);
	ck_assert_int_eq(seteuid(self), 0);
	return e;
}

static void
write_store(const char *name, const char *store)
{
	char text[256];

	snprintf(text, sizeof(text), "store = %s\n", store);
	scratch_write(scratch_path(name), text, strlen(text));
}

static void
setup(void)
{
	scratch_setup();
	unsetenv("CLAVIGER_CONF");
	unsetenv("XDG_CONFIG_HOME");
	unsetenv("XDG_DATA_HOME");
	setenv("HOME", scratch, 1);
	ck_assert_int_eq(mkdir(scratch_path("claviger"), 0755), 0);
}

START_TEST(without_any_file_a_user_has_defaults)
{
	ck_assert_int_eq(read_as_user(NULL), E_OK);
	ck_assert_str_eq(conf.source, "");
	ck_assert_str_eq(conf.store,
	    scratch_path(".local/share/claviger"));
	ck_assert_str_eq(conf.root_key,
	    scratch_path(".config/claviger/root.key"));
	ck_assert_str_eq(conf.log, "");
	ck_assert(!conf.init_sandbox && !conf.init_allow_extractable);
	ck_assert_uint_eq(conf.aead_buffer, (size_t)256 << 20);
}
END_TEST

START_TEST(root_has_defaults_of_the_system)
{
	if (geteuid() != 0)
		return;
	ck_assert_int_eq(conf_read(NULL, &conf), E_OK);
	ck_assert_str_eq(conf.store, "/var/lib/claviger");
	ck_assert_str_eq(conf.root_key, "/etc/claviger/root.key");
}
END_TEST

START_TEST(base_directories_come_from_the_environment)
{
	setenv("XDG_CONFIG_HOME", "/xc", 1);
	setenv("XDG_DATA_HOME", "/xd", 1);
	ck_assert_int_eq(read_as_user(NULL), E_OK);
	ck_assert_str_eq(conf.store, "/xd/claviger");
	ck_assert_str_eq(conf.root_key, "/xc/claviger/root.key");
}
END_TEST

START_TEST(relative_base_directories_are_ignored)
{
	setenv("XDG_DATA_HOME", "xd", 1);
	ck_assert_int_eq(read_as_user(NULL), E_OK);
	ck_assert_str_eq(conf.store,
	    scratch_path(".local/share/claviger"));
}
END_TEST

START_TEST(without_HOME_the_user_database_is_asked)
{
	unsetenv("HOME");
	ck_assert_int_eq(read_as_user(NULL), E_OK);
	ck_assert_int_eq(conf.store[0], '/');
}
END_TEST

START_TEST(the_users_file_is_found)
{
	setenv("XDG_CONFIG_HOME", scratch, 1);
	write_store("claviger/claviger.conf", "/found");
	ck_assert_int_eq(read_as_user(NULL), E_OK);
	ck_assert_str_eq(conf.store, "/found");
	ck_assert_str_eq(conf.source,
	    scratch_path("claviger/claviger.conf"));
	ck_assert_str_eq(conf.root_key, scratch_path("claviger/root.key"));
}
END_TEST

START_TEST(the_variable_comes_before_the_users_file)
{
	setenv("XDG_CONFIG_HOME", scratch, 1);
	write_store("claviger/claviger.conf", "/found");
	write_store("named", "/named");
	setenv("CLAVIGER_CONF", scratch_path("named"), 1);
	ck_assert_int_eq(read_as_user(NULL), E_OK);
	ck_assert_str_eq(conf.store, "/named");
}
END_TEST

START_TEST(pReserved_comes_before_the_variable)
{
	char args[256];

	write_store("named", "/named");
	write_store("args", "/args");
	setenv("CLAVIGER_CONF", scratch_path("named"), 1);
	snprintf(args, sizeof(args), "  configfile=%s\t", scratch_path("args"));
	ck_assert_int_eq(read_as_user(args), E_OK);
	ck_assert_str_eq(conf.store, "/args");
}
END_TEST

START_TEST(empty_names_count_as_none)
{
	setenv("CLAVIGER_CONF", "", 1);
	ck_assert_int_eq(read_as_user(" \t "), E_OK);
	ck_assert_str_eq(conf.source, "");
}
END_TEST

static const char *const bad_args[] = { "configfile=", "configfile=rel",
	"nonsense", "configfile=/a nonsense", "configfile=/a configfile=/b",
	"configdir='/x'" };
#define BAD_ARGS ((int)(sizeof(bad_args) / sizeof(bad_args[0])))

START_TEST(a_bad_pReserved_is_the_callers_mistake)
{
	ck_assert_int_eq(read_as_user(bad_args[_i]), E_ARGUMENTS);
	ck_assert_ptr_nonnull(strstr(reason_text(), "pReserved"));
	ck_assert_int_eq(conf.store[0], '/');
}
END_TEST

START_TEST(a_named_file_must_be_there)
{
	setenv("CLAVIGER_CONF", scratch_path("absent"), 1);
	ck_assert_int_eq(read_as_user(NULL), E_CONFIGURATION);
	ck_assert_ptr_nonnull(strstr(reason_text(), "/absent"));
}
END_TEST

START_TEST(a_named_file_must_be_absolute)
{
	setenv("CLAVIGER_CONF", "absent", 1);
	ck_assert_int_eq(read_as_user(NULL), E_CONFIGURATION);
	ck_assert_ptr_nonnull(strstr(reason_text(), "absolute"));
}
END_TEST

START_TEST(a_bad_line_leaves_the_rest_usable)
{
	static const char text[] = "log = /l\nbad\naead-buffer = 64K\n";

	scratch_write(scratch_path("named"), text, sizeof(text) - 1);
	setenv("CLAVIGER_CONF", scratch_path("named"), 1);
	ck_assert_int_eq(read_as_user(NULL), E_CONFIGURATION);
	ck_assert_ptr_nonnull(strstr(reason_text(), "/named:2: "));
	ck_assert_str_eq(conf.log, "/l");
	ck_assert_str_eq(conf.source, scratch_path("named"));
	ck_assert_uint_eq(conf.aead_buffer, 65536);
	ck_assert_int_eq(conf.store[0], '/');
}
END_TEST

START_TEST(a_default_place_that_may_not_be_read_is_passed_over)
{
	if (geteuid() != 0)
		return;
	setenv("XDG_CONFIG_HOME", scratch, 1);
	write_store("claviger/claviger.conf", "/found");
	ck_assert_int_eq(chmod(scratch_path("claviger"), 0700), 0);
	ck_assert_int_eq(read_as_user(NULL), E_OK);
	ck_assert_str_eq(conf.source, "");
}
END_TEST

SUITE("base/conf",
    tcase_add_checked_fixture(tc, setup, scratch_teardown);
    tcase_add_test(tc, without_any_file_a_user_has_defaults);
    tcase_add_test(tc, root_has_defaults_of_the_system);
    tcase_add_test(tc, base_directories_come_from_the_environment);
    tcase_add_test(tc, relative_base_directories_are_ignored);
    tcase_add_test(tc, without_HOME_the_user_database_is_asked);
    tcase_add_test(tc, the_users_file_is_found);
    tcase_add_test(tc, the_variable_comes_before_the_users_file);
    tcase_add_test(tc, pReserved_comes_before_the_variable);
    tcase_add_test(tc, empty_names_count_as_none);
    tcase_add_loop_test(tc, a_bad_pReserved_is_the_callers_mistake, 0,
	BAD_ARGS);
    tcase_add_test(tc, a_named_file_must_be_there);
    tcase_add_test(tc, a_named_file_must_be_absolute);
    tcase_add_test(tc, a_bad_line_leaves_the_rest_usable);
    tcase_add_test(tc, a_default_place_that_may_not_be_read_is_passed_over))
