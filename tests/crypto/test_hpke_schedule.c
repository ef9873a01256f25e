/* SPDX-License-Identifier: Apache-2.0 */
/*
 * RFC 9180, A.3.2 (mode_psk, DHKEM(P-256, HKDF-SHA256), HKDF-SHA256), step by
 * step. The RFC prints AES-128-GCM; for AES-256-GCM, which differs in suite
 * identifier and key length only, the values were computed from the RFC's
 * shared secret with another implementation that also gives the RFC's own.
 */
#include "crypto/hex.h"
#include "crypto/hpke_schedule.h"
#include "crypto/library.h"
#include "support/suite.h"

static const char info_hex[] = "4f6465206f6e2061204772656369616e2055726e";
static const char plain_hex[] =
    "4265617574792069732074727574682c20747275746820626561757479";
static const char shared_hex[] =
    "2e783ad86a1beae03b5749e0f3f5e9bb19cb7eb382f2fb2dd64c99f15ae0661b";

static const struct {
	unsigned aead;
	const char *key, *nonce, *sealed; /* with aad "Count-0" */
} rows[] = {
	{ HPKE_AES_128_GCM, "55d9eb9d26911d4c514a990fa8d57048",
	    "b595dc6b2d7e2ed23af529b1",
	    "90c4deb5b75318530194e4bb62f890b019b1397bbf9d0d6eb918890e1fb2be1a"
	    "c2603193b60a49c2126b75d0eb" },
	{ HPKE_AES_256_GCM,
	    "4c4f06bc5c48e73aec0475c995408d68c903b038ba829712e576c3a351d9066b",
	    "df67d4b3048a5f1cda8ffb63",
	    "c4701d2d3b76e01314b6f4f962638f9bb4e43e4d8373c32173a171c7f146aedd"
	    "291c6f1bb573ff2d70d9d9f537" },
};

static struct secret *ephemeral, *recipient, *psk_bytes, *plain;
static struct hex ephemeral_point, recipient_point, info;
static struct hpke_psk psk;

static void
setup(void)
{
	ephemeral = hex_secret("57427244f6cc016cddf1c19c8973b406"
			       "0aa13579b4c067fd5d93a5d74e32a90f");
	ephemeral_point = hex("04305d35563527bce037773d79a13deabed0e8e7cd"
			      "e61eecee403496959e89e4d0ca701726696d148513"
			      "7ccb5341b3c1c7aaee90a4a02449725e744b1193b5"
			      "3b5f");
	recipient = hex_secret("438d8bcef33b89e0e9ae5eb0957c353c"
			       "25a94584b0dd59c991372a75b43cb661");
	recipient_point = hex("040d97419ae99f13007a93996648b2674e5260a8eb"
			      "d2b822e84899cd52d87446ea394ca76223b76639ec"
			      "cdf00e1967db10ade37db4e7db476261fcc8df97c5"
			      "ffd1");
	psk_bytes = hex_secret("0247fd33b913760fa1fa51e1892d9f30"
			       "7fbe65eb171e8132c2af18555a738b82");
	plain = hex_secret(plain_hex);
	info = hex(info_hex);
	psk = (struct hpke_psk){ psk_bytes, "Ennyn Durin aran Moria" };
}

static void
teardown(void)
{
	secret_free(ephemeral);
	secret_free(recipient);
	secret_free(psk_bytes);
	secret_free(plain);
	library_close();
	secret_trim();
}

static struct hpke_info
info_of(int i)
{
	return (struct hpke_info){ rows[i].aead, &psk, info.at, info.len };
}

START_TEST(the_sender_gets_the_shared_secret)
{
	struct hpke_pair mine = { ephemeral, ephemeral_point.at };
	SCOPED(secret) *shared = NULL;

	ck_assert_int_eq(hpke_shared_secret(&mine, recipient_point.at, true,
	    &shared), E_OK);
	ck_hex_secret(shared, shared_hex);
}
END_TEST

START_TEST(the_recipient_gets_the_shared_secret)
{
	struct hpke_pair mine = { recipient, recipient_point.at };
	SCOPED(secret) *shared = NULL;

	ck_assert_int_eq(hpke_shared_secret(&mine, ephemeral_point.at, false,
	    &shared), E_OK);
	ck_hex_secret(shared, shared_hex);
}
END_TEST

START_TEST(the_schedule_gives_key_and_nonce)
{
	SCOPED(secret) *shared = hex_secret(shared_hex);
	struct hpke_info in = info_of(_i);
	struct hpke_keys keys;

	ck_assert_int_eq(hpke_schedule(shared, &in, &keys), E_OK);
	ck_hex_secret(keys.key, rows[_i].key);
	ck_hex(keys.nonce, HPKE_NONCE_LEN, rows[_i].nonce);
	secret_free(keys.key);
}
END_TEST

START_TEST(the_first_message_is_sealed_as_printed)
{
	struct hpke_pair mine = { ephemeral, ephemeral_point.at };
	SCOPED_VALUE(bytes) out = { 0 };
	struct hpke_info in = info_of(_i);

	ck_assert_int_eq(hpke_seal_with(&mine, recipient_point.at, &in,
	    "Count-0", 7, plain, &out), E_OK);
	ck_assert_mem_eq(out.data, ephemeral_point.at, P256_POINT_LEN);
	ck_hex(out.data + P256_POINT_LEN, out.len - P256_POINT_LEN,
	    rows[_i].sealed);
}
END_TEST

START_TEST(the_recipient_opens_it)
{
	struct hpke_pair mine = { ephemeral, ephemeral_point.at };
	SCOPED_VALUE(bytes) blob = { 0 };
	SCOPED(secret) *out = NULL;
	struct hpke_info in = info_of(1);

	ck_assert_int_eq(hpke_seal_with(&mine, recipient_point.at, &in, "a", 1,
	    plain, &blob), E_OK);
	ck_assert_int_eq(hpke_open(recipient, recipient_point.at, &psk,
	    info.at, info.len, "a", 1, blob.data, blob.len, &out), E_OK);
	ck_assert(secret_equal(out, plain));
}
END_TEST

SUITE("crypto/hpke_schedule",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, the_sender_gets_the_shared_secret);
    tcase_add_test(tc, the_recipient_gets_the_shared_secret);
    tcase_add_loop_test(tc, the_schedule_gives_key_and_nonce, 0, 2);
    tcase_add_loop_test(tc, the_first_message_is_sealed_as_printed, 0, 2);
    tcase_add_test(tc, the_recipient_opens_it))
