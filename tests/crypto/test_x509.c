/* SPDX-License-Identifier: Apache-2.0 */
/* A certificate's public key; the certificate is RFC 8410's (section 10.2). */
#include "crypto/x509.h"
#include "crypto/library.h"
#include "crypto/hex.h"
#include "support/suite.h"

static const char certificate[] =
    "3082012c3081dfa00302010202085601474a2a8dc330300506032b6570301931"
    "17301506035504030c0e4945544620546573742044656d6f301e170d31363038"
    "30313132313932345a170d3430313233313233353935395a3019311730150603"
    "5504030c0e4945544620546573742044656d6f302a300506032b656e03210085"
    "20f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6aa3"
    "453043300f0603551d130101ff04053003010100300e0603551d0f0101000404"
    "0302030830200603551d0e010100041604149b1f5eeded043385e4f7bc623c59"
    "75b90bc8bb3b300506032b6570034100af2301feddc9e6ffc1cca73d74d648a4"
    "398082cddb69b14e4d06ecf81a25ce50d4c2c3eb746c4edd8346856ec86f3dce"
    "1a1865c57ac27b50a0c35007f5e7d907";

/* RFC 8410, 10.2: the X25519 key it certifies. */
static const char spki[] =
    "302a300506032b656e0321008520f0098930a754748b7ddcb43ef75a0dbf3a0d"
    "26381af4eba4a98eaa9b4e6a";

START_TEST(certified_key_comes_out)
{
	struct hex der = hex(certificate), want = hex(spki);
	struct bytes got = { 0 };

	ck_assert_int_eq(library_open(), E_OK);
	ck_assert_int_eq(x509_spki(der.at, der.len, &got), E_OK);
	ck_assert(bytes_equal(&got, want.at, want.len));
	bytes_clear(&got);
	library_close();
}
END_TEST

START_TEST(cut_certificate_is_refused)
{
	struct hex der = hex(certificate);
	struct bytes got = { 0 };

	ck_assert_int_eq(library_open(), E_OK);
	for (size_t cut = 0; cut < der.len; cut++)
		ck_assert_int_eq(x509_spki(der.at, cut, &got), E_DATA);
	bytes_clear(&got);
	library_close();
}
END_TEST

SUITE("crypto/x509",
    tcase_add_test(tc, certified_key_comes_out);
    tcase_add_test(tc, cut_certificate_is_refused))
