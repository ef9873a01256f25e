/* SPDX-License-Identifier: Apache-2.0 */
/* C_CreateObject: what a template brings along becomes a key, or nothing. */
#include "flow/objects.h"

#include "support/core_fixture.h"

#define COUNT(a) (int)(sizeof(a) / sizeof((a)[0]))

static const unsigned char p256[] = { 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce,
	0x3d, 0x03, 0x01, 0x07 };
/* RFC 6979, A.2.5: a private key on P-256, and its point. */
static const unsigned char scalar[] = {
	0xc9, 0xaf, 0xa9, 0xd8, 0x45, 0xba, 0x75, 0x16, 0x6b, 0x5c, 0x21, 0x57,
	0x67, 0xb1, 0xd6, 0x93, 0x4e, 0x50, 0xc3, 0xdb, 0x36, 0xe8, 0x9b, 0x12,
	0x7b, 0x8a, 0x62, 0x2b, 0x12, 0x0f, 0x67, 0x21 };
static const unsigned char point[] = { 0x04,
	0x60, 0xfe, 0xd4, 0xba, 0x25, 0x5a, 0x9d, 0x31, 0xc9, 0x61, 0xeb, 0x74,
	0xc6, 0x35, 0x6d, 0x68, 0xc0, 0x49, 0xb8, 0x92, 0x3b, 0x61, 0xfa, 0x6c,
	0xe6, 0x69, 0x62, 0x2e, 0x60, 0xf2, 0x9f, 0xb6,
	0x79, 0x03, 0xfe, 0x10, 0x08, 0xb8, 0xbc, 0x99, 0xa4, 0x1a, 0xe9, 0xe9,
	0x56, 0x28, 0xbc, 0x64, 0xf2, 0xf1, 0xb2, 0x0c, 0x2d, 0x7e, 0x9f, 0x51,
	0x77, 0xa3, 0xc2, 0x94, 0xd4, 0x46, 0x22, 0x99 };
static const unsigned char zeroes[40];
static const unsigned char zeroes_check[] = { 0xdc, 0x95, 0xc0 };

static CK_OBJECT_CLASS secret = CKO_SECRET_KEY, private = CKO_PRIVATE_KEY,
    public = CKO_PUBLIC_KEY, data = CKO_DATA, trust = 0xce534353;
static CK_KEY_TYPE aes = CKK_AES, generic = CKK_GENERIC_SECRET, ec = CKK_EC,
    rsa = CKK_RSA;
static CK_ULONG n16 = 16, n32 = 32;
static CK_OBJECT_HANDLE h;

#define SECRET(t) VALUE(CKA_CLASS, secret), VALUE(CKA_KEY_TYPE, t)
#define PRIVATE(t) VALUE(CKA_CLASS, private), VALUE(CKA_KEY_TYPE, t)
#define PUBLIC(t) VALUE(CKA_CLASS, public), VALUE(CKA_KEY_TYPE, t)
#define V(n) BYTES(CKA_VALUE, zeroes, n)
#define PARAMS BYTES(CKA_EC_PARAMS, p256, sizeof(p256))

static const struct {
	const char *what;
	enum err e;
	CK_ULONG count;
	CK_ATTRIBUTE list[5];
} rows[] = {
	{ "AES-128", E_OK, 3, { SECRET(aes), V(16) } },
	{ "AES-192", E_OK, 3, { SECRET(aes), V(24) } },
	{ "AES-256", E_OK, 3, { SECRET(aes), V(32) } },
	{ "AES of 17 bytes", E_ATTRIBUTE_VALUE, 3, { SECRET(aes), V(17) } },
	{ "AES of no byte", E_ATTRIBUTE_VALUE, 3, { SECRET(aes), { CKA_VALUE, NULL, 0 } } },
	{ "AES without value", E_TEMPLATE_INCOMPLETE, 2, { SECRET(aes) } },
	{ "AES with its length", E_OK, 4, { SECRET(aes), V(32), VALUE(CKA_VALUE_LEN, n32) } },
	{ "AES with another length", E_TEMPLATE_INCONSISTENT, 4, { SECRET(aes), V(32), VALUE(CKA_VALUE_LEN, n16) } },
	{ "AES with its check value", E_OK, 4, { SECRET(aes), V(32), BYTES(CKA_CHECK_VALUE, zeroes_check, 3) } },
	{ "AES with an empty check value", E_OK, 4, { SECRET(aes), V(32), { CKA_CHECK_VALUE, NULL, 0 } } },
	{ "AES with another check value", E_ATTRIBUTE_VALUE, 4,
	    { SECRET(aes), V(32), BYTES(CKA_CHECK_VALUE, zeroes, 3) } },
	{ "AES with a long check value", E_ATTRIBUTE_VALUE, 4,
	    { SECRET(aes), V(32), BYTES(CKA_CHECK_VALUE, zeroes, 4) } },
	{ "a secret of one byte", E_OK, 3, { SECRET(generic), V(1) } },
	{ "a secret of none", E_ATTRIBUTE_VALUE, 3, { SECRET(generic), { CKA_VALUE, NULL, 0 } } },
	{ "a private key", E_OK, 4, { PRIVATE(ec), PARAMS, BYTES(CKA_VALUE, scalar, 32) } },
	{ "a private key without curve", E_TEMPLATE_INCOMPLETE, 3, { PRIVATE(ec), BYTES(CKA_VALUE, scalar, 32) } },
	{ "a private key without value", E_TEMPLATE_INCOMPLETE, 3, { PRIVATE(ec), PARAMS } },
	{ "a private key on no curve", E_CURVE, 4,
	    { PRIVATE(ec), BYTES(CKA_EC_PARAMS, zeroes, 9), BYTES(CKA_VALUE, scalar, 32) } },
	{ "a private key of zero", E_ATTRIBUTE_VALUE, 4, { PRIVATE(ec), PARAMS, V(32) } },
	{ "a private key of no byte", E_ATTRIBUTE_VALUE, 4, { PRIVATE(ec), PARAMS, { CKA_VALUE, NULL, 0 } } },
	{ "a private key of 33 bytes", E_ATTRIBUTE_VALUE, 4, { PRIVATE(ec), PARAMS, V(33) } },
	{ "a public key", E_OK, 4, { PUBLIC(ec), PARAMS, BYTES(CKA_EC_POINT, point, 65) } },
	{ "a public key without point", E_TEMPLATE_INCOMPLETE, 3, { PUBLIC(ec), PARAMS } },
	{ "a public key with a short point", E_ATTRIBUTE_VALUE, 4,
	    { PUBLIC(ec), PARAMS, BYTES(CKA_EC_POINT, point, 64) } },
	{ "a public key with an empty point", E_ATTRIBUTE_VALUE, 4, { PUBLIC(ec), PARAMS, { CKA_EC_POINT, NULL, 0 } } },
	{ "a type that is not ours", E_ATTRIBUTE_VALUE, 3, { SECRET(rsa), V(32) } },
	{ "a class that is not ours", E_ATTRIBUTE_VALUE, 1, { VALUE(CKA_CLASS, trust) } },
	{ "data", E_OK, 2, { VALUE(CKA_CLASS, data), V(40) } },
	{ "empty data", E_OK, 2, { VALUE(CKA_CLASS, data), { CKA_VALUE, NULL, 0 } } },
	{ "nothing", E_TEMPLATE_INCOMPLETE, 0, { { 0, NULL, 0 } } },
};

START_TEST(a_template_becomes_an_object_or_nothing)
{
	CK_ATTRIBUTE list[6];

	memcpy(list, rows[_i].list, sizeof(rows[_i].list));
	list[rows[_i].count] = (CK_ATTRIBUTE)IS(CKA_TOKEN);
	reason_clear();
	ck_assert_msg(flow_object_create(core.s, list, rows[_i].count + 1,
	    &h) == rows[_i].e, "%s: %s", rows[_i].what, reason_text());
	ck_assert_int_eq(reason_text()[0] == '\0', rows[_i].e == E_OK);
	ck_assert_uint_eq(core_find(core.s, NULL, 0, NULL),
	    rows[_i].e == E_OK ? 1 : 0);
}
END_TEST

START_TEST(a_null_handle_is_refused)
{
	CK_ATTRIBUTE list[] = { VALUE(CKA_CLASS, data) };

	ck_refused(flow_object_create(core.s, LIST(list), NULL),
	    E_ARGUMENTS);
}
END_TEST

START_TEST(the_point_comes_from_the_private_value)
{
	CK_ATTRIBUTE list[] = { PRIVATE(ec), PARAMS,
		BYTES(CKA_VALUE, scalar, 32) };
	unsigned char got[80];
	CK_ULONG len = sizeof(got);

	ck_ok(flow_object_create(core.s, LIST(list), &h));
	ck_ok(core_get(core.s, h, CKA_EC_POINT, got, &len));
	ck_assert_uint_eq(len, 67);
	ck_assert_mem_eq(got + 2, point, 65);
}
END_TEST

START_TEST(an_imported_key_was_not_made_here)
{
	CK_ATTRIBUTE list[] = { SECRET(aes), V(32), IS(CKA_TOKEN) };

	ck_ok(flow_object_create(core.s, LIST(list), &h));
	ck_assert(!core_bool(core.s, h, CKA_LOCAL));
	ck_assert(!core_bool(core.s, h, CKA_ALWAYS_SENSITIVE));
	ck_assert(!core_bool(core.s, h, CKA_NEVER_EXTRACTABLE));
	ck_assert(!core_bool(core.s, h, CKA_EXTRACTABLE));
	ck_assert(core_bool(core.s, h, CKA_SENSITIVE));
}
END_TEST

START_TEST(an_imported_token_key_works_in_another_process)
{
	CK_ATTRIBUTE list[] = { SECRET(aes), V(32), IS(CKA_TOKEN),
		TEXT(CKA_LABEL, "key") };
	CK_ATTRIBUTE query[] = { TEXT(CKA_LABEL, "key") };
	struct world other;
	CK_BYTE out[32];
	CK_ULONG len = sizeof(out);

	ck_ok(flow_object_create(core.s, LIST(list), &h));
	ck_ok(core_gcm(core.s, USE_ENCRYPT, h, "text", 4, out, &len));
	world_open(&other);
	ck_ok(world_login(&other, CKU_USER, CORE_USER_PIN));
	ck_assert_uint_eq(core_find(other.s, LIST(query), &h), 1);
	ck_ok(core_opens(other.s, h, out, len, "text"));
	world_close(&other);
}
END_TEST

SUITE("flow/create",
    core_suite(tc);
    tcase_add_checked_fixture(tc, core_login, core_end);
    tcase_add_loop_test(tc, a_template_becomes_an_object_or_nothing, 0,
	COUNT(rows));
    tcase_add_test(tc, a_null_handle_is_refused);
    tcase_add_test(tc, the_point_comes_from_the_private_value);
    tcase_add_test(tc, an_imported_key_was_not_made_here);
    tcase_add_test(tc, an_imported_token_key_works_in_another_process))
