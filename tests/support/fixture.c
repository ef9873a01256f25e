/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The world of a black-box test, built up step by step. It knows the module by
 * its path and its exported functions only.
 */
#include "support/fixture.h"

#include <dlfcn.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct fixture fx;

/* The suite's; each test makes its own directory in it. */
static char parent[PATH_MAX - 64];

static void
make_parent(void)
{
	const char *tmp = getenv("TMPDIR");

	snprintf(parent, sizeof(parent), "%s/claviger-test-XXXXXX",
	    tmp != NULL ? tmp : "/tmp");
	if (mkdtemp(parent) == NULL)
		abort();
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static void
remove_parent(void)
{
	nftw(parent, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

void
fixture_suite(TCase *tc)
{
	tcase_add_unchecked_fixture(tc, make_parent, remove_parent);
}

const char *
fixture_reason(void)
{
	static char text[512];
	CK_ULONG len = sizeof(text) - 1;

	text[0] = '\0';
	if (fx.clv == NULL ||
	    CLV(GetReason, (CK_UTF8CHAR *)text, &len) != CKR_OK)
		return "";
	text[len] = '\0';
	return text;
}

void
fixture_check(const char *file, int line, const char *call, CK_RV got,
    CK_RV want)
{
	if (got != want)
		ck_abort_msg("%s:%d: %s gave 0x%lx, not 0x%lx: %s", file, line,
		    call, got, want, fixture_reason());
	mark_point();
}

static void
path_in(char *out, const char *dir, const char *name)
{
	ck_assert_int_lt(snprintf(out, PATH_MAX, "%s/%s", dir, name), PATH_MAX);
}

void
fixture_configure(const char *lines)
{
	FILE *f = fopen(fx.conf, "w");

	ck_assert_ptr_nonnull(f);
	fprintf(f, "store = %s\nroot-key = %s\nlog = %s\n%s", fx.store,
	    fx.root_key, fx.log, lines);
	ck_assert_int_eq(fclose(f), 0);
}

static void
place_in(const char *dir)
{
	snprintf(fx.dir, sizeof(fx.dir), "%s", dir);
	path_in(fx.conf, fx.dir, "claviger.conf");
	path_in(fx.store, fx.dir, "store");
	path_in(fx.root_key, fx.dir, "root.key");
	path_in(fx.log, fx.dir, "log");
	fixture_configure("");
	ck_assert_int_eq(setenv("CLAVIGER_CONF", fx.conf, 1), 0);
}

void
fixture_place(void)
{
	char dir[PATH_MAX];

	path_in(dir, parent, "XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	place_in(dir);
}

/* ISO C has no conversion from an object pointer to a function pointer. */
static CK_C_GetInterface
get_interface_of(void *module)
{
	void *symbol = dlsym(module, "C_GetInterface");
	CK_C_GetInterface get;

	ck_assert_ptr_nonnull(symbol);
	memcpy(&get, &symbol, sizeof(get));
	return get;
}

static void *
list_of(CK_C_GetInterface get, const char *name)
{
	CK_INTERFACE *found = NULL;

	ck_assert_uint_eq(get((CK_UTF8CHAR *)name, NULL, &found, 0), CKR_OK);
	return found->pFunctionList;
}

static void
load(void)
{
	const char *path = getenv("MODULE");
	CK_C_GetInterface get;

	ck_assert_msg(path != NULL, "MODULE must name the built module");
	fx.module = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	ck_assert_msg(fx.module != NULL, "%s", dlerror());
	get = get_interface_of(fx.module);
	fx.p11 = list_of(get, "PKCS 11");
	fx.clv = list_of(get, CLV_INTERFACE_NAME);
}

void
fixture_load(void)
{
	fixture_place();
	load();
}

void
fixture_start(void)
{
	fixture_load();
	OK(P11(Initialize, NULL));
}

CK_SLOT_ID
fixture_free_slot(void)
{
	CK_SLOT_ID slots[64];
	CK_ULONG count = 64;
	CK_TOKEN_INFO info;
	CK_RV rv;

	OK(P11(GetSlotList, CK_FALSE, slots, &count));
	for (CK_ULONG i = 0; i < count; i++) {
		rv = P11(GetTokenInfo, slots[i], &info);
		if (rv == CKR_OK && !(info.flags & CKF_TOKEN_INITIALIZED))
			return slots[i];
	}
	ck_abort_msg("no free slot among %lu", count);
	return 0;
}

CK_FLAGS
fixture_flags(CK_SLOT_ID slot)
{
	CK_TOKEN_INFO info;

	OK(P11(GetTokenInfo, slot, &info));
	return info.flags;
}

CK_RV
fixture_init_token(CK_SLOT_ID slot, const char *pin)
{
	CK_UTF8CHAR label[32];

	memset(label, ' ', sizeof(label));
	memcpy(label, "another", 7);
	return P11(InitToken, slot, (CK_UTF8CHAR *)pin, strlen(pin), label);
}

CK_SESSION_HANDLE
fixture_open(CK_FLAGS flags)
{
	CK_SESSION_HANDLE s = CK_INVALID_HANDLE;

	OK(P11(OpenSession, fx.slot, flags | CKF_SERIAL_SESSION, NULL, NULL,
	    &s));
	ck_assert_uint_ne(s, CK_INVALID_HANDLE);
	return s;
}

CK_RV
fixture_login_as(CK_SESSION_HANDLE s, CK_USER_TYPE user, const char *pin)
{
	return P11(Login, s, user, (CK_UTF8CHAR *)pin, strlen(pin));
}

static void
make_token(CK_FLAGS flags)
{
	CK_UTF8CHAR label[32];
	CK_SESSION_HANDLE s;

	OK(P11(Initialize, NULL));
	memset(label, ' ', sizeof(label));
	memcpy(label, TOKEN_LABEL, strlen(TOKEN_LABEL));
	fx.slot = fixture_free_slot();
	OK(CLV(InitToken, fx.slot, (CK_UTF8CHAR *)SO_PIN, strlen(SO_PIN), label,
	    flags));
	s = fixture_open(CKF_RW_SESSION);
	OK(fixture_login_as(s, CKU_SO, SO_PIN));
	OK(P11(InitPIN, s, (CK_UTF8CHAR *)USER_PIN, strlen(USER_PIN)));
	OK(P11(Finalize, NULL));
}

/*
 * PINs are meant to be slow: a suite makes each kind of token once, in a
 * directory that gets its name when it is complete, and every test works on
 * a copy.
 */
static void
use_token(CK_FLAGS flags)
{
	char model[PATH_MAX], command[4 * PATH_MAX];

	snprintf(model, sizeof(model), "%s/token-%lx", parent, flags);
	fixture_load();
	if (access(model, F_OK) != 0) {
		make_token(flags);
		ck_assert_int_eq(rename(fx.dir, model), 0);
		fixture_place();
	}
	snprintf(command, sizeof(command),
	    "cp -a '%s/store' '%s/root.key' '%s'", model, model, fx.dir);
	ck_assert_int_eq(system(command), 0);
	fx.slot = 0;
	OK(P11(Initialize, NULL));
}

static void
log_in(void)
{
	fx.session = fixture_open(CKF_RW_SESSION);
	OK(fixture_login_as(fx.session, CKU_USER, USER_PIN));
}

void
fixture_token(void)
{
	use_token(0);
}

void
fixture_session(void)
{
	use_token(0);
	fx.session = fixture_open(CKF_RW_SESSION);
}

void
fixture_login(void)
{
	use_token(0);
	log_in();
}

void
fixture_sandbox(void)
{
	use_token(CLV_TOKEN_SANDBOX);
	log_in();
}

void
fixture_extractable(void)
{
	use_token(CLV_TOKEN_ALLOW_EXTRACTABLE);
	log_in();
}

void
fixture_end(void)
{
	if (fx.p11 != NULL)
		P11(Finalize, NULL);
	if (fx.module != NULL)
		dlclose(fx.module);
	fx = (struct fixture){ .module = NULL };
}
