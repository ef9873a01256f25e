/* SPDX-License-Identifier: Apache-2.0 */
/* Digests and random numbers: what needs no key and no login. */
#include "support/hex.h"
#include "support/keys.h"
#include "support/suite.h"

#include <string.h>

/* FIPS 180-4: "abc". */
static const struct {
	CK_MECHANISM_TYPE type;
	const char *digest;
} cases[] = {
	{ CKM_SHA_1, "a9993e364706816aba3e25717850c26c9cd0d89d" },
	{ CKM_SHA224,
	    "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7" },
	{ CKM_SHA256,
	    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015a"
	    "d" },
	{ CKM_SHA384,
	    "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
	    "8086072ba1e7cc2358baeca134c825a7" },
	{ CKM_SHA512,
	    "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
	    "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49"
	    "f" },
};
#define CASES (int)(sizeof(cases) / sizeof(cases[0]))

START_TEST(digest_is_as_published)
{
	struct hex_bytes want = hex(cases[_i].digest);
	CK_MECHANISM mechanism = { cases[_i].type, NULL, 0 };
	CK_BYTE out[64];
	CK_ULONG len = sizeof(out);

	OK(P11(DigestInit, fx.session, &mechanism));
	OK(P11(Digest, fx.session, (CK_BYTE *)"abc", 3, out, &len));
	ck_assert_uint_eq(len, want.len);
	ck_assert_mem_eq(out, want.data, len);
}
END_TEST

START_TEST(digest_in_parts_is_as_published)
{
	struct hex_bytes want = hex(cases[_i].digest);
	CK_MECHANISM mechanism = { cases[_i].type, NULL, 0 };
	CK_BYTE out[64];
	CK_ULONG len = 0;

	OK(P11(DigestInit, fx.session, &mechanism));
	OK(P11(DigestUpdate, fx.session, (CK_BYTE *)"a", 1));
	OK(P11(DigestUpdate, fx.session, NULL, 0));
	OK(P11(DigestUpdate, fx.session, (CK_BYTE *)"bc", 2));
	OK(P11(DigestFinal, fx.session, NULL, &len));
	ck_assert_uint_eq(len, want.len);
	OK(P11(DigestFinal, fx.session, out, &len));
	ck_assert_mem_eq(out, want.data, len);
}
END_TEST

START_TEST(update_after_the_end_is_refused)
{
	CK_MECHANISM mechanism = { CKM_SHA256, NULL, 0 };
	CK_BYTE out[32];
	CK_ULONG len = sizeof(out);

	OK(P11(DigestInit, fx.session, &mechanism));
	OK(P11(Digest, fx.session, (CK_BYTE *)"abc", 3, out, &len));
	GIVES(CKR_OPERATION_NOT_INITIALIZED, P11(DigestUpdate, fx.session,
	    (CK_BYTE *)"abc", 3));
}
END_TEST

START_TEST(digest_with_a_cipher_is_refused)
{
	CK_MECHANISM mechanism = { CKM_AES_KEY_WRAP, NULL, 0 };

	GIVES(CKR_MECHANISM_INVALID, P11(DigestInit, fx.session, &mechanism));
}
END_TEST

START_TEST(random_bytes_differ)
{
	CK_BYTE a[64], b[64];

	OK(P11(GenerateRandom, fx.session, a, sizeof(a)));
	OK(P11(GenerateRandom, fx.session, b, sizeof(b)));
	ck_assert_mem_ne(a, b, sizeof(a));
}
END_TEST

START_TEST(no_random_bytes_are_fine)
{
	OK(P11(GenerateRandom, fx.session, NULL, 0));
}
END_TEST

START_TEST(mechanisms_listed_are_mechanisms_known)
{
	CK_MECHANISM_TYPE list[256];
	CK_ULONG count = 256;
	CK_MECHANISM_INFO info;

	OK(P11(GetMechanismList, fx.slot, list, &count));
	ck_assert_uint_gt(count, 0);
	for (CK_ULONG i = 0; i < count; i++) {
		OK(P11(GetMechanismInfo, fx.slot, list[i], &info));
		ck_assert_uint_ne(info.flags, 0);
		ck_assert_uint_eq(info.flags & CKF_HW, 0);
		ck_assert_uint_le(info.ulMinKeySize, info.ulMaxKeySize);
	}
}
END_TEST

START_TEST(unknown_mechanism_is_refused)
{
	CK_MECHANISM_INFO info;

	GIVES(CKR_MECHANISM_INVALID, P11(GetMechanismInfo, fx.slot,
	    CKM_SKIPJACK_CBC64, &info));
}
END_TEST

SUITE("pkcs11/digest",
    fixture_suite(tc);
    tcase_add_checked_fixture(tc, fixture_session, fixture_end);
    tcase_add_loop_test(tc, digest_is_as_published, 0, CASES);
    tcase_add_loop_test(tc, digest_in_parts_is_as_published, 0, CASES);
    tcase_add_test(tc, update_after_the_end_is_refused);
    tcase_add_test(tc, digest_with_a_cipher_is_refused);
    tcase_add_test(tc, random_bytes_differ);
    tcase_add_test(tc, no_random_bytes_are_fine);
    tcase_add_test(tc, mechanisms_listed_are_mechanisms_known);
    tcase_add_test(tc, unknown_mechanism_is_refused))
