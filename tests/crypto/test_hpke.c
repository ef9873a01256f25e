/* SPDX-License-Identifier: Apache-2.0 */
/* HPKE opens what it seals and is RFC 9180's; see test_hpke_schedule.c. */
#include "crypto/hex.h"
#include "crypto/hpke.h"
#include "crypto/library.h"
#include "support/suite.h"

static struct secret *scalar, *psk_bytes, *plain;
static unsigned char point[P256_POINT_LEN];
static struct hpke_psk psk;
static struct bytes blob;

static void
setup(void)
{
	ck_assert_int_eq(p256_generate(&scalar, point), E_OK);
	ck_assert_int_eq(secret_random(32, &psk_bytes), E_OK);
	plain = hex_secret("00010203040506070809");
	psk = (struct hpke_psk){ psk_bytes, "root" };
	ck_assert_int_eq(hpke_seal(point, &psk, "info", 4, "ad", 2, plain,
	    &blob), E_OK);
}

static void
teardown(void)
{
	secret_free(scalar);
	secret_free(psk_bytes);
	secret_free(plain);
	bytes_clear(&blob);
	library_close();
	secret_trim();
}

static enum err
open_with(const struct hpke_psk *p, const char *info, const char *ad)
{
	SCOPED(secret) *out = NULL;
	enum err e = hpke_open(scalar, point, p, info, strlen(info), ad,
	    strlen(ad), blob.data, blob.len, &out);

	ck_assert(e != E_OK || secret_equal(out, plain));
	ck_assert(e == E_OK || out == NULL);
	return e;
}

START_TEST(what_is_sealed_opens)
{
	ck_assert_uint_eq(blob.len, HPKE_OVERHEAD + 10);
	ck_assert_int_eq(open_with(&psk, "info", "ad"), E_OK);
}
END_TEST

START_TEST(sealing_appends)
{
	SCOPED_VALUE(bytes) out = { 0 };
	SCOPED(secret) *opened = NULL;

	ck_assert_int_eq(bytes_set(&out, "head", 4), E_OK);
	ck_assert_int_eq(hpke_seal(point, &psk, "", 0, "", 0, plain, &out),
	    E_OK);
	ck_assert_mem_eq(out.data, "head", 4);
	ck_assert_int_eq(hpke_open(scalar, point, &psk, "", 0, "", 0,
	    out.data + 4, out.len - 4, &opened), E_OK);
}
END_TEST

START_TEST(nothing_can_be_sealed)
{
	SCOPED_VALUE(bytes) out = { 0 };
	SCOPED(secret) *none = hex_secret("");
	SCOPED(secret) *opened = NULL;

	ck_assert_int_eq(hpke_seal(point, &psk, "", 0, "", 0, none, &out),
	    E_OK);
	ck_assert_int_eq(hpke_open(scalar, point, &psk, "", 0, "", 0,
	    out.data, out.len, &opened), E_OK);
	ck_assert_uint_eq(secret_len(opened), 0);
}
END_TEST

START_TEST(other_info_data_or_psk_does_not_open)
{
	SCOPED(secret) *other = hex_secret("000102030405060708090a0b0c0d0e0f"
					   "000102030405060708090a0b0c0d0e0f");
	struct hpke_psk value = { other, "root" };
	struct hpke_psk name = { psk_bytes, "toor" };

	ck_assert_int_eq(open_with(&psk, "inf0", "ad"), E_STORE_DAMAGED);
	ck_assert_int_eq(open_with(&psk, "info", "bd"), E_STORE_DAMAGED);
	ck_assert_int_eq(open_with(&value, "info", "ad"), E_STORE_DAMAGED);
	ck_assert_int_eq(open_with(&name, "info", "ad"), E_STORE_DAMAGED);
}
END_TEST

START_TEST(another_recipient_does_not_open)
{
	SCOPED(secret) *other = NULL;
	struct secret *out = NULL;
	unsigned char its[P256_POINT_LEN];

	ck_assert_int_eq(p256_generate(&other, its), E_OK);
	ck_assert_int_eq(hpke_open(other, its, &psk, "info", 4, "ad", 2,
	    blob.data, blob.len, &out), E_STORE_DAMAGED);
}
END_TEST

START_TEST(any_altered_byte_is_noticed)
{
	for (size_t i = 0; i < blob.len; i++) {
		blob.data[i] ^= 1;
		ck_assert_int_eq(open_with(&psk, "info", "ad"),
		    E_STORE_DAMAGED);
		blob.data[i] ^= 1;
	}
}
END_TEST

START_TEST(a_short_blob_is_damage)
{
	blob.len = HPKE_OVERHEAD - 1;
	ck_assert_int_eq(open_with(&psk, "info", "ad"), E_STORE_DAMAGED);
}
END_TEST

START_TEST(a_weak_or_nameless_psk_is_refused)
{
	SCOPED(secret) *weak = hex_secret("00112233");
	SCOPED_VALUE(bytes) out = { 0 };
	struct hpke_psk bad[] = { { weak, "root" }, { psk_bytes, "" } };

	for (int i = 0; i < 2; i++)
		ck_assert_int_eq(hpke_seal(point, &bad[i], "", 0, "", 0, plain,
		    &out), E_ARGUMENTS);
	ck_assert_uint_eq(out.len, 0);
}
END_TEST

START_TEST(nothing_is_sealed_to_what_is_no_point)
{
	SCOPED_VALUE(bytes) out = { 0 };

	point[40] ^= 1;
	ck_assert_int_ne(hpke_seal(point, &psk, "", 0, "", 0, plain, &out),
	    E_OK);
	ck_assert_uint_eq(out.len, 0);
}
END_TEST

SUITE("crypto/hpke",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, what_is_sealed_opens);
    tcase_add_test(tc, sealing_appends);
    tcase_add_test(tc, nothing_can_be_sealed);
    tcase_add_test(tc, other_info_data_or_psk_does_not_open);
    tcase_add_test(tc, another_recipient_does_not_open);
    tcase_add_test(tc, any_altered_byte_is_noticed);
    tcase_add_test(tc, a_short_blob_is_damage);
    tcase_add_test(tc, a_weak_or_nameless_psk_is_refused);
    tcase_add_test(tc, nothing_is_sealed_to_what_is_no_point))
