/* SPDX-License-Identifier: Apache-2.0 */
/* How a host gets the function lists: before C_Initialize, complete, exact. */
#include "support/fixture.h"
#include "support/suite.h"

#include <dlfcn.h>
#include <string.h>

#define NAMES(name) #name,
static const char *const names[] = { CK_EACH_2_40(NAMES) CK_EACH_3_0(NAMES)
	    CK_EACH_3_2(NAMES) };
#define NAME_COUNT (sizeof(names) / sizeof(names[0]))

/* Every list is a version and then pointers to functions. */
static void *const *
entries(const void *list)
{
	return (void *const *)list + 1;
}

#define ENTRY_COUNT(type) (sizeof(type) / sizeof(void *) - 1)

static CK_FUNCTION_LIST *
list_2_40(void)
{
	CK_FUNCTION_LIST *list = NULL;

	OK(P11(GetFunctionList, &list));
	return list;
}

static CK_RV
get(const char *name, int major, int minor, CK_FLAGS flags,
    CK_INTERFACE **out)
{
	CK_VERSION version = { (CK_BYTE)major, (CK_BYTE)minor };

	*out = NULL;
	return P11(GetInterface, (CK_UTF8CHAR *)name,
	    major >= 0 ? &version : NULL, out, flags);
}

START_TEST(function_list_is_2_40)
{
	ck_assert_uint_eq(list_2_40()->version.major, 2);
	ck_assert_uint_eq(list_2_40()->version.minor, 40);
}
END_TEST

START_TEST(function_list_wants_a_place)
{
	GIVES(CKR_ARGUMENTS_BAD, P11(GetFunctionList, NULL));
}
END_TEST

START_TEST(every_function_is_exported_and_listed)
{
	ck_assert_uint_eq(NAME_COUNT, ENTRY_COUNT(CK_FUNCTION_LIST_3_2));
	ck_assert_msg(dlsym(fx.module, names[_i]) == entries(fx.p11)[_i],
	    "%s", names[_i]);
}
END_TEST

START_TEST(older_lists_are_beginnings_of_the_newest)
{
	CK_INTERFACE *old;

	ck_assert_mem_eq(entries(list_2_40()), entries(fx.p11),
	    ENTRY_COUNT(CK_FUNCTION_LIST) * sizeof(void *));
	OK(get("PKCS 11", 3, 0, 0, &old));
	ck_assert_mem_eq(entries(old->pFunctionList), entries(fx.p11),
	    ENTRY_COUNT(CK_FUNCTION_LIST_3_0) * sizeof(void *));
}
END_TEST

START_TEST(vendor_list_has_no_gaps)
{
	for (size_t i = 0; i < ENTRY_COUNT(struct CLV_FUNCTION_LIST); i++)
		ck_assert_msg(entries(fx.clv)[i] != NULL, "entry %zu", i);
	ck_assert_uint_eq(fx.clv->version.major, 1);
	ck_assert_uint_eq(fx.clv->version.minor, 0);
}
END_TEST

START_TEST(every_interface_is_listed_newest_first)
{
	static const struct {
		const char *name;
		CK_VERSION version;
	} want[] = {
		{ "PKCS 11", { 3, 2 } },
		{ "PKCS 11", { 3, 0 } },
		{ "PKCS 11", { 2, 40 } },
		{ CLV_INTERFACE_NAME, { 1, 0 } },
	};
	CK_INTERFACE list[4];
	CK_ULONG count = 4;

	OK(P11(GetInterfaceList, list, &count));
	ck_assert_uint_eq(count, 4);
	for (size_t i = 0; i < count; i++) {
		ck_assert_str_eq((char *)list[i].pInterfaceName, want[i].name);
		ck_assert_mem_eq(list[i].pFunctionList, &want[i].version, 2);
		ck_assert_uint_eq(list[i].flags, 0);
	}
}
END_TEST

START_TEST(interface_list_follows_the_length_protocol)
{
	CK_INTERFACE list[4];
	CK_ULONG count = 0;

	OK(P11(GetInterfaceList, NULL, &count));
	ck_assert_uint_eq(count, 4);
	count = 3;
	GIVES(CKR_BUFFER_TOO_SMALL, P11(GetInterfaceList, list, &count));
	ck_assert_uint_eq(count, 4);
	GIVES(CKR_ARGUMENTS_BAD, P11(GetInterfaceList, list, NULL));
}
END_TEST

static const struct {
	const char *name;
	int major, minor; /* major -1: no version asked for */
	CK_FLAGS flags;
	int has_major, has_minor; /* 0: refused */
} requests[] = {
	{ NULL, -1, 0, 0, 3, 2 },
	{ NULL, 3, 2, 0, 3, 2 },
	{ NULL, 3, 0, 0, 3, 0 },
	{ NULL, 2, 40, 0, 2, 40 },
	{ NULL, 1, 0, 0, 0, 0 },
	{ "PKCS 11", -1, 0, 0, 3, 2 },
	{ "PKCS 11", 3, 0, 0, 3, 0 },
	{ "PKCS 11", 2, 40, 0, 2, 40 },
	{ "PKCS 11", 3, 1, 0, 0, 0 },
	{ "PKCS 11", 2, 20, 0, 0, 0 },
	{ "PKCS 11", 1, 0, 0, 0, 0 },
	{ "PKCS 11", -1, 0, CKF_INTERFACE_FORK_SAFE, 0, 0 },
	{ "PKCS 11", -1, 0, 2, 0, 0 },
	{ "pkcs 11", -1, 0, 0, 0, 0 },
	{ "PKCS 11 ", -1, 0, 0, 0, 0 },
	{ "", -1, 0, 0, 0, 0 },
	{ CLV_INTERFACE_NAME, -1, 0, 0, 1, 0 },
	{ CLV_INTERFACE_NAME, 1, 0, 0, 1, 0 },
	{ CLV_INTERFACE_NAME, 1, 1, 0, 0, 0 },
	{ CLV_INTERFACE_NAME, 3, 2, 0, 0, 0 },
	{ "Vendor NSS Module Interface", -1, 0, 0, 0, 0 },
};
#define REQUESTS (int)(sizeof(requests) / sizeof(requests[0]))

START_TEST(interface_is_what_was_asked_for_or_an_error)
{
	CK_VERSION want = { (CK_BYTE)requests[_i].has_major,
		(CK_BYTE)requests[_i].has_minor };
	CK_INTERFACE *found;
	CK_RV rv = get(requests[_i].name, requests[_i].major,
	    requests[_i].minor, requests[_i].flags, &found);

	if (want.major == 0) {
		ck_assert_msg(rv == CKR_FUNCTION_FAILED, "row %d: %lx", _i, rv);
		ck_assert_ptr_null(found);
		return;
	}
	ck_assert_msg(rv == CKR_OK, "row %d: %lx", _i, rv);
	ck_assert_mem_eq(found->pFunctionList, &want, sizeof(want));
}
END_TEST

START_TEST(interface_wants_a_place)
{
	GIVES(CKR_ARGUMENTS_BAD, P11(GetInterface, NULL, NULL, NULL, 0));
}
END_TEST

SUITE("pkcs11/interface",
    fixture_suite(tc);
    tcase_add_checked_fixture(tc, fixture_load, fixture_end);
    tcase_add_test(tc, function_list_is_2_40);
    tcase_add_test(tc, function_list_wants_a_place);
    tcase_add_loop_test(tc, every_function_is_exported_and_listed, 0,
	NAME_COUNT);
    tcase_add_test(tc, older_lists_are_beginnings_of_the_newest);
    tcase_add_test(tc, vendor_list_has_no_gaps);
    tcase_add_test(tc, every_interface_is_listed_newest_first);
    tcase_add_test(tc, interface_list_follows_the_length_protocol);
    tcase_add_loop_test(tc, interface_is_what_was_asked_for_or_an_error, 0,
	REQUESTS);
    tcase_add_test(tc, interface_wants_a_place))
