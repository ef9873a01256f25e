/* SPDX-License-Identifier: Apache-2.0 */
/* The published vectors of SHA-256, HMAC and HKDF. */
#include "crypto/hex.h"
#include "crypto/kdf.h"
#include "crypto/library.h"
#include "support/suite.h"

START_TEST(sha256_of_abc)
{
	unsigned char out[32];

	/* FIPS 180-2, B.1 */
	ck_assert_int_eq(sha256("abc", 3, out), E_OK);
	ck_hex(out, 32, "ba7816bf8f01cfea414140de5dae2223"
			"b00361a396177a9cb410ff61f20015ad");
}
END_TEST

START_TEST(sha256_of_nothing)
{
	unsigned char out[32];

	ck_assert_int_eq(sha256(NULL, 0, out), E_OK);
	ck_hex(out, 32, "e3b0c44298fc1c149afbf4c8996fb924"
			"27ae41e4649b934ca495991b7852b855");
}
END_TEST

/* RFC 4231, test cases 1, 2, 3 and 6. */
static const struct {
	const char *key, *data, *mac;
} hmacs[] = {
	{ "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "4869205468657265",
	    "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7" },
	{ "4a656665", "7768617420646f2079612077616e7420666f72206e6f7468696e673f",
	    "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843" },
	{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
	    "dddddddddddddddddddddddddddddddddddddddddddddddddd"
	    "dddddddddddddddddddddddddddddddddddddddddddddddddd",
	    "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe" },
};

START_TEST(hmac_vector)
{
	SCOPED(secret) *key = hex_secret(hmacs[_i].key);
	SCOPED(secret) *mac = NULL;
	struct hex data = hex(hmacs[_i].data);
	unsigned char out[32];

	ck_assert_int_eq(hmac_sha256(key, data.at, data.len, out), E_OK);
	ck_hex(out, 32, hmacs[_i].mac);
	ck_assert_int_eq(hmac_sha256_secret(key, data.at, data.len, &mac),
	    E_OK);
	ck_hex_secret(mac, hmacs[_i].mac);
}
END_TEST

START_TEST(hmac_of_a_long_key)
{
	SCOPED(secret) *key = NULL;
	unsigned char out[32];

	/* RFC 4231, test case 6 */
	ck_assert_int_eq(secret_new(131, &key), E_OK);
	memset(secret_data(key), 0xaa, 131);
	ck_assert_int_eq(hmac_sha256(key,
	    "Test Using Larger Than Block-Size Key - Hash Key First", 54, out),
	    E_OK);
	ck_hex(out, 32, "60e431591ee0b67f0d8a26aacbf5b77f"
			"8e0bc6213728c5140546040f0ee37f54");
}
END_TEST

START_TEST(an_empty_key_is_not_the_key_before)
{
	SCOPED(secret) *key = hex_secret("4a656665");
	SCOPED(secret) *none = hex_secret("");
	unsigned char out[32];

	ck_assert_int_eq(hmac_sha256(key, "x", 1, out), E_OK);
	ck_assert_int_eq(hmac_sha256(none, "", 0, out), E_OK);
	ck_hex(out, 32, "b613679a0814d9ec772f95d778c35fc5"
			"ff1697c493715653c6c712144292c5ad");
}
END_TEST

/* RFC 5869, A.1 to A.3. */
static const struct {
	const char *ikm, *salt, *info, *prk, *okm;
} hkdfs[] = {
	{ "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b",
	    "000102030405060708090a0b0c", "f0f1f2f3f4f5f6f7f8f9",
	    "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5",
	    "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c"
	    "5db02d56ecc4c5bf34007208d5b887185865" },
	{ "000102030405060708090a0b0c0d0e0f101112131415161718191a1b"
	  "1c1d1e1f202122232425262728292a2b2c2d2e2f3031323334353637"
	  "38393a3b3c3d3e3f404142434445464748494a4b4c4d4e4f",
	    "606162636465666768696a6b6c6d6e6f707172737475767778797a7b"
	    "7c7d7e7f808182838485868788898a8b8c8d8e8f9091929394959697"
	    "98999a9b9c9d9e9fa0a1a2a3a4a5a6a7a8a9aaabacadaeaf",
	    "b0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c7c8c9cacb"
	    "cccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedfe0e1e2e3e4e5e6e7"
	    "e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff",
	    "06a6b88c5853361a06104c9ceb35b45cef760014904671014a193f40c15fc244",
	    "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c"
	    "19afa97c59045a99cac7827271cb41c65e590e09da3275600c2f09b8"
	    "367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87" },
	{ "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "", "",
	    "19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04",
	    "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879e"
	    "c3454e5f3c738d2d9d201395faa4b61a96c8" },
};

START_TEST(hkdf_vector)
{
	SCOPED(secret) *ikm = hex_secret(hkdfs[_i].ikm);
	SCOPED(secret) *prk = NULL;
	SCOPED(secret) *okm = NULL;
	struct hex salt = hex(hkdfs[_i].salt), info = hex(hkdfs[_i].info);

	ck_assert_int_eq(hkdf_extract(salt.at, salt.len, ikm, &prk), E_OK);
	ck_hex_secret(prk, hkdfs[_i].prk);
	ck_assert_int_eq(hkdf_expand(prk, info.at, info.len,
	    strlen(hkdfs[_i].okm) / 2, &okm), E_OK);
	ck_hex_secret(okm, hkdfs[_i].okm);
}
END_TEST

START_TEST(hkdf_has_an_end)
{
	SCOPED(secret) *prk = hex_secret("00");
	SCOPED(secret) *most = NULL;
	struct secret *more = NULL;

	ck_assert_int_eq(hkdf_expand(prk, "", 0, 255 * 32, &most), E_OK);
	ck_assert_int_eq(hkdf_expand(prk, "", 0, 255 * 32 + 1, &more),
	    E_ARGUMENTS);
	ck_assert_ptr_null(more);
}
END_TEST

START_TEST(deriving_separates_label_and_context)
{
	SCOPED(secret) *key = NULL;
	SCOPED(secret) *a = NULL;
	SCOPED(secret) *b = NULL;

	ck_assert_int_eq(secret_new(32, &key), E_OK);
	memset(secret_data(key), 1, 32);
	ck_assert_int_eq(kdf_derive(key, "label", "ctx", 3, 40, &a), E_OK);
	/* HKDF with info "label" || 00 || "ctx", computed apart. */
	ck_hex_secret(a, "c1ec21668dd9e8717f3b804b50f37eb5ed565eb38d374333"
			 "02a97214edd7cdac7689cdc9254a8c97");
	ck_assert_int_eq(kdf_derive(key, "labelc", "tx", 2, 40, &b), E_OK);
	ck_assert(!secret_equal(a, b));
}
END_TEST

static void
close_all(void)
{
	library_close();
	secret_trim();
}

SUITE("crypto/kdf",
    tcase_add_checked_fixture(tc, NULL, close_all);
    tcase_add_test(tc, sha256_of_abc);
    tcase_add_test(tc, sha256_of_nothing);
    tcase_add_loop_test(tc, hmac_vector, 0, 3);
    tcase_add_test(tc, hmac_of_a_long_key);
    tcase_add_test(tc, an_empty_key_is_not_the_key_before);
    tcase_add_loop_test(tc, hkdf_vector, 0, 3);
    tcase_add_test(tc, hkdf_has_an_end);
    tcase_add_test(tc, deriving_separates_label_and_context))
