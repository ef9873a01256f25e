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
    tcase_add_test(tc, a_certificate_outlives_the_pair))
