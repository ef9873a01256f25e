/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates and public keys find their pair by CKA_ID and public half. */
#include "flow/binding.h"

#include "support/core_fixture.h"

static struct core_pair pair;

static void
setup(void)
{
	core_login();
	pair = core_ec("pair");
}

static void
bound_to(CK_OBJECT_HANDLE c, CK_ULONG version)
{
	CK_ULONG n = 0, len = sizeof(n);

	ck_refused(core_get(core.s, c, CKA_CLV_VERSION, &n, &len),
	    version == 0 ? E_ATTRIBUTE_TYPE : E_OK);
	if (version != 0)
		ck_assert_uint_eq(n, version);
}

START_TEST(a_certificate_is_bound_to_the_version_it_certifies)
{
	CK_OBJECT_HANDLE c;

	ck_ok(core_certificate(core.s, pair.public, "pair", &c));
	bound_to(c, 1);
	ck_ok(flow_key_rotate(core.s, pair.private,
	    CLV_ROTATE_DESPITE_CERTIFICATE, NULL));
	ck_ok(core_certificate(core.s, pair.public, "pair", &c));
	bound_to(c, 2);
}
END_TEST

START_TEST(another_id_binds_nothing)
{
	CK_OBJECT_HANDLE c;

	ck_ok(core_certificate(core.s, pair.public, "other", &c));
	bound_to(c, 0);
	ck_ok(core_certificate(core.s, pair.public, "", &c));
	bound_to(c, 0);
}
END_TEST

START_TEST(another_public_half_binds_nothing)
{
	CK_OBJECT_HANDLE c;
	struct core_pair other = core_ec("other");

	ck_ok(core_certificate(core.s, other.public, "pair", &c));
	bound_to(c, 0);
}
END_TEST

START_TEST(what_is_no_certificate_is_kept_unbound)
{
	CK_OBJECT_CLASS class = CKO_CERTIFICATE;
	CK_CERTIFICATE_TYPE type = CKC_X_509;
	CK_ATTRIBUTE list[] = { IS(CKA_TOKEN), VALUE(CKA_CLASS, class),
		VALUE(CKA_CERTIFICATE_TYPE, type), TEXT(CKA_ID, "pair"),
		TEXT(CKA_SUBJECT, "nobody"),
		TEXT(CKA_VALUE, "no certificate") };
	CK_OBJECT_HANDLE c;

	ck_ok(flow_object_create(core.s, LIST(list), &c));
	bound_to(c, 0);
}
END_TEST

START_TEST(plain_searches_show_the_current_versions_certificates)
{
	CK_OBJECT_CLASS class = CKO_CERTIFICATE;
	CK_ULONG every = CK_UNAVAILABLE_INFORMATION;
	CK_ATTRIBUTE plain[] = { VALUE(CKA_CLASS, class) };
	CK_ATTRIBUTE all[] = { VALUE(CKA_CLASS, class),
		VALUE(CKA_CLV_VERSION, every) };
	CK_OBJECT_HANDLE old, now;

	ck_ok(core_certificate(core.s, pair.public, "pair", &old));
	ck_ok(flow_key_rotate(core.s, pair.private, CLV_ROTATE_KEEP_CURRENT,
	    NULL));
	ck_ok(core_certificate(core.s, core_version(core.s, CKO_PUBLIC_KEY,
	    "pair", 2), "pair", &now));
	ck_assert_uint_eq(core_find(core.s, LIST(plain), &now), 1);
	ck_assert_uint_eq(now, old);
	ck_ok(flow_key_activate(core.s, pair.private, 2, 0));
	ck_assert_uint_eq(core_find(core.s, LIST(plain), &now), 1);
	ck_assert_uint_eq(core_ulong(core.s, now, CKA_CLV_VERSION), 2);
	ck_assert_uint_eq(core_find(core.s, LIST(all), NULL), 2);
}
END_TEST

static CK_OBJECT_HANDLE
public_again(const unsigned char *point, CK_ULONG len, const char *id)
{
	static const unsigned char p256[] = { 0x06, 0x08, 0x2a, 0x86, 0x48,
		0xce, 0x3d, 0x03, 0x01, 0x07 };
	CK_OBJECT_CLASS class = CKO_PUBLIC_KEY;
	CK_KEY_TYPE type = CKK_EC;
	CK_ATTRIBUTE list[] = { IS(CKA_TOKEN), VALUE(CKA_CLASS, class),
		VALUE(CKA_KEY_TYPE, type), TEXT(CKA_ID, id), IS(CKA_VERIFY),
		BYTES(CKA_EC_PARAMS, p256, sizeof(p256)),
		BYTES(CKA_EC_POINT, point, len) };
	CK_OBJECT_HANDLE h;

	ck_ok(flow_object_create(core.s, LIST(list), &h));
	return h;
}

START_TEST(a_public_object_that_comes_back_is_its_pairs)
{
	unsigned char point[80], id[36], pair_id[36];
	CK_ULONG len = sizeof(point), id_len = 36;
	CK_OBJECT_HANDLE h;

	ck_ok(core_get(core.s, pair.public, CKA_EC_POINT, point, &len));
	ck_ok(core_get(core.s, pair.private, CKA_CLV_KEY_ID, pair_id,
	    &id_len));
	ck_ok(flow_object_destroy(core.s, pair.public));
	h = public_again(point, len, "pair");
	ck_ok(core_get(core.s, h, CKA_CLV_KEY_ID, id, &id_len));
	ck_assert_mem_eq(id, pair_id, 36);
	ck_ok(flow_key_rotate(core.s, pair.private, 0, NULL));
	ck_assert_uint_eq(core_ulong(core.s, h, CKA_CLV_VERSION), 2);
}
END_TEST

START_TEST(a_second_public_object_stands_alone)
{
	unsigned char point[80];
	CK_ULONG len = sizeof(point);
	CK_OBJECT_HANDLE h;

	ck_ok(core_get(core.s, pair.public, CKA_EC_POINT, point, &len));
	h = public_again(point, len, "pair");
	ck_ok(flow_key_rotate(core.s, pair.private, 0, NULL));
	ck_assert_uint_eq(core_ulong(core.s, h, CKA_CLV_VERSION), 1);
	ck_assert_uint_eq(core_ulong(core.s, pair.public, CKA_CLV_VERSION),
	    2);
}
END_TEST

START_TEST(a_certificate_outlives_the_pair)
{
	CK_OBJECT_HANDLE c;

	ck_ok(core_certificate(core.s, pair.public, "pair", &c));
	ck_ok(flow_object_destroy(core.s, pair.private));
	ck_assert_uint_eq(core_ulong(core.s, c, CKA_CLASS), CKO_CERTIFICATE);
}
END_TEST

/* ---- stored in another order ---- */

/* A key from elsewhere: RFC 6979, A.2.5. */
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

static CK_OBJECT_HANDLE
private_with(const char *id, bool token)
{
	static const unsigned char p256[] = { 0x06, 0x08, 0x2a, 0x86, 0x48,
		0xce, 0x3d, 0x03, 0x01, 0x07 };
	CK_OBJECT_CLASS class = CKO_PRIVATE_KEY;
	CK_KEY_TYPE type = CKK_EC;
	CK_ATTRIBUTE list[] = { VALUE(CKA_CLASS, class),
		VALUE(CKA_KEY_TYPE, type), TEXT(CKA_ID, id), IS(CKA_SIGN),
		BYTES(CKA_EC_PARAMS, p256, sizeof(p256)),
		BYTES(CKA_VALUE, scalar, sizeof(scalar)), NOT(CKA_TOKEN) };
	CK_OBJECT_HANDLE h;

	if (token)
		list[6].pValue = &core_true;
	ck_ok(flow_object_create(core.s, LIST(list), &h));
	return h;
}

static void
set_id(CK_OBJECT_HANDLE h, const char *id)
{
	CK_ATTRIBUTE list[] = { TEXT(CKA_ID, id) };

	ck_ok(flow_object_set(core.s, h, LIST(list)));
}

static void
same_key(CK_OBJECT_HANDLE a, CK_OBJECT_HANDLE b, bool same)
{
	unsigned char x[36], y[36];
	CK_ULONG len = 36;

	ck_ok(core_get(core.s, a, CKA_CLV_KEY_ID, x, &len));
	ck_ok(core_get(core.s, b, CKA_CLV_KEY_ID, y, &len));
	ck_assert_int_eq(memcmp(x, y, 36) == 0, same);
}

START_TEST(what_was_there_before_the_private_key_is_its)
{
	CK_OBJECT_HANDLE public = public_again(point, sizeof(point), "late");
	CK_OBJECT_HANDLE c, private;

	ck_ok(core_certificate(core.s, public, "late", &c));
	bound_to(c, 0);
	private = private_with("late", true);
	bound_to(c, 1);
	same_key(public, private, true);
	ck_ok(flow_key_rotate(core.s, private, CLV_ROTATE_DESPITE_CERTIFICATE,
	    NULL));
	ck_assert_uint_eq(core_ulong(core.s, public, CKA_CLV_VERSION), 2);
}
END_TEST

/* The order of certutil: a pair without an id, a certificate with one, then
 * the id for the private key, then for the public one. */
START_TEST(an_id_that_comes_later_binds)
{
	CK_OBJECT_HANDLE public = public_again(point, sizeof(point), "");
	CK_OBJECT_HANDLE private = private_with("", true), c;

	ck_ok(core_certificate(core.s, public, "late", &c));
	same_key(public, private, false);
	bound_to(c, 0);
	set_id(private, "late");
	bound_to(c, 1);
	same_key(public, private, false);
	set_id(public, "late");
	same_key(public, private, true);
	bound_to(c, 1);
}
END_TEST

START_TEST(a_certificate_finds_its_pair_by_a_new_id)
{
	CK_OBJECT_HANDLE c;

	ck_ok(core_certificate(core.s, pair.public, "other", &c));
	bound_to(c, 0);
	set_id(c, "pair");
	bound_to(c, 1);
	set_id(c, "elsewhere");
	bound_to(c, 1);
}
END_TEST

/* pk12util makes the same public key twice. */
START_TEST(of_two_public_objects_one_is_the_pairs)
{
	CK_OBJECT_HANDLE a = public_again(point, sizeof(point), "twice");
	CK_OBJECT_HANDLE b = public_again(point, sizeof(point), "twice");
	CK_OBJECT_HANDLE private = private_with("twice", true);
	CK_ULONG moved;

	ck_ok(flow_key_rotate(core.s, private, 0, NULL));
	moved = core_ulong(core.s, a, CKA_CLV_VERSION) +
	    core_ulong(core.s, b, CKA_CLV_VERSION);
	ck_assert_uint_eq(moved, 3);
}
END_TEST

/* Java keeps a session key by copying it. */
START_TEST(a_copy_to_the_token_finds_its_certificate)
{
	CK_OBJECT_HANDLE session_key = private_with("copied", false), h, c;
	CK_OBJECT_HANDLE public = public_again(point, sizeof(point), "x");
	CK_ATTRIBUTE list[] = { IS(CKA_TOKEN) };

	ck_ok(core_certificate(core.s, public, "copied", &c));
	bound_to(c, 0);
	ck_ok(flow_object_copy(core.s, session_key, LIST(list), &h));
	bound_to(c, 1);
}
END_TEST

START_TEST(another_keys_halves_are_left_alone)
{
	CK_OBJECT_HANDLE c;

	ck_ok(core_certificate(core.s, pair.public, "late", &c));
	(void)private_with("late", true);
	bound_to(c, 0);
	(void)private_with("pair", true);
	ck_ok(flow_key_rotate(core.s, pair.private, 0, NULL));
	ck_assert_uint_eq(core_ulong(core.s, pair.public, CKA_CLV_VERSION),
	    2);
}
END_TEST

/* Replaced by itself: the certificate follows the key that lives. */
START_TEST(a_certificate_of_a_key_under_deletion_is_free)
{
	CK_OBJECT_HANDLE public = public_again(point, sizeof(point), "x");
	CK_OBJECT_HANDLE first = private_with("again", true), second, c;

	ck_ok(core_certificate(core.s, public, "again", &c));
	ck_ok(flow_object_destroy(core.s, first));
	second = private_with("again", true);
	ck_refused(flow_key_rotate(core.s, second, 0, NULL),
	    E_ACTION_PROHIBITED);
	ck_ok(flow_object_destroy(core.s, c));
	ck_ok(core_certificate(core.s, public, "again", &c));
	ck_refused(flow_key_rotate(core.s, second, 0, NULL),
	    E_ACTION_PROHIBITED);
}
END_TEST

SUITE("flow/binding",
    core_suite(tc);
    tcase_add_checked_fixture(tc, setup, core_end);
    tcase_add_test(tc, a_certificate_is_bound_to_the_version_it_certifies);
    tcase_add_test(tc, another_id_binds_nothing);
    tcase_add_test(tc, another_public_half_binds_nothing);
    tcase_add_test(tc, what_is_no_certificate_is_kept_unbound);
    tcase_add_test(tc, plain_searches_show_the_current_versions_certificates);
    tcase_add_test(tc, a_public_object_that_comes_back_is_its_pairs);
    tcase_add_test(tc, a_second_public_object_stands_alone);
    tcase_add_test(tc, a_certificate_outlives_the_pair);
    tcase_add_test(tc, what_was_there_before_the_private_key_is_its);
    tcase_add_test(tc, an_id_that_comes_later_binds);
    tcase_add_test(tc, a_certificate_finds_its_pair_by_a_new_id);
    tcase_add_test(tc, of_two_public_objects_one_is_the_pairs);
    tcase_add_test(tc, a_copy_to_the_token_finds_its_certificate);
    tcase_add_test(tc, another_keys_halves_are_left_alone);
    tcase_add_test(tc, a_certificate_of_a_key_under_deletion_is_free))
