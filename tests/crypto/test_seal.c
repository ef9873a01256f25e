/* SPDX-License-Identifier: Apache-2.0 */
/* Sealing is XAES-256-GCM, and nothing altered is opened. */
#include "crypto/hex.h"
#include "crypto/library.h"
#include "crypto/seal.h"
#include "support/suite.h"

static struct seal_key *
key_of(unsigned char byte)
{
	SCOPED(secret) *s = NULL;
	struct seal_key *k;

	ck_assert_int_eq(secret_new(32, &s), E_OK);
	memset(secret_data(s), byte, 32);
	ck_assert_int_eq(seal_key_new(s, &k), E_OK);
	return k;
}

/* c2sp.org/XAES-256-GCM; the nonce is "ABCDEFGHIJKLMNOPQRSTUVWX". */
static const struct {
	unsigned char key;
	const char *ad, *sealed;
} vectors[] = {
	{ 1, "", "ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271" },
	{ 3, "c2sp.org/XAES-256-GCM",
	    "986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d" },
};

START_TEST(published_vector_opens)
{
	SCOPED(seal_key) *k = key_of(vectors[_i].key);
	SCOPED_VALUE(bytes) blob = { 0 };
	SCOPED_VALUE(bytes) plain = { 0 };
	struct hex sealed = hex(vectors[_i].sealed);

	ck_assert_int_eq(bytes_set(&blob, "ABCDEFGHIJKLMNOPQRSTUVWX", 24),
	    E_OK);
	ck_assert_int_eq(bytes_append(&blob, sealed.at, sealed.len), E_OK);
	ck_assert_int_eq(seal_open(k, vectors[_i].ad, strlen(vectors[_i].ad),
	    blob.data, blob.len, &plain), E_OK);
	ck_assert(bytes_equal(&plain, "XAES-256-GCM", 12));
}
END_TEST

static const size_t lengths[] = { 0, 1, 15, 16, 17, 1000, 100000 };

START_TEST(what_is_sealed_opens)
{
	SCOPED(seal_key) *k = key_of(7);
	SCOPED_VALUE(bytes) in = { 0 };
	SCOPED_VALUE(bytes) blob = { 0 };
	SCOPED_VALUE(bytes) out = { 0 };
	size_t len = lengths[_i];

	ck_assert_int_eq(bytes_reserve(&in, len + 1), E_OK);
	memset(in.data, 0x5c, len + 1);
	ck_assert_int_eq(seal_blob(k, "ad", 2, in.data, len, &blob), E_OK);
	ck_assert_uint_eq(blob.len, len + SEAL_OVERHEAD);
	ck_assert_int_eq(seal_open(k, "ad", 2, blob.data, blob.len, &out),
	    E_OK);
	ck_assert(bytes_equal(&out, in.data, len));
}
END_TEST

START_TEST(sealing_appends_and_opening_replaces)
{
	SCOPED(seal_key) *k = key_of(7);
	SCOPED_VALUE(bytes) blob = { 0 };
	SCOPED_VALUE(bytes) out = { 0 };

	ck_assert_int_eq(bytes_set(&blob, "head", 4), E_OK);
	ck_assert_int_eq(bytes_set(&out, "something longer", 16), E_OK);
	ck_assert_int_eq(seal_blob(k, NULL, 0, "plain", 5, &blob), E_OK);
	ck_assert_mem_eq(blob.data, "head", 4);
	ck_assert_int_eq(seal_open(k, NULL, 0, blob.data + 4, blob.len - 4,
	    &out), E_OK);
	ck_assert(bytes_equal(&out, "plain", 5));
}
END_TEST

START_TEST(the_same_twice_looks_different)
{
	SCOPED(seal_key) *k = key_of(7);
	SCOPED_VALUE(bytes) a = { 0 };
	SCOPED_VALUE(bytes) b = { 0 };

	ck_assert_int_eq(seal_blob(k, NULL, 0, "plain", 5, &a), E_OK);
	ck_assert_int_eq(seal_blob(k, NULL, 0, "plain", 5, &b), E_OK);
	ck_assert_mem_ne(a.data, b.data, 24);
	ck_assert_mem_ne(a.data + 24, b.data + 24, 21);
}
END_TEST

START_TEST(any_altered_byte_is_noticed)
{
	SCOPED(seal_key) *k = key_of(7);
	SCOPED_VALUE(bytes) blob = { 0 };
	SCOPED_VALUE(bytes) out = { 0 };

	ck_assert_int_eq(bytes_set(&out, "kept", 4), E_OK);
	ck_assert_int_eq(seal_blob(k, "ad", 2, "plain", 5, &blob), E_OK);
	for (size_t i = 0; i < blob.len; i++) {
		blob.data[i] ^= 0x40;
		ck_assert_int_eq(seal_open(k, "ad", 2, blob.data, blob.len,
		    &out), E_STORE_DAMAGED);
		ck_assert(bytes_equal(&out, "kept", 4));
		blob.data[i] ^= 0x40;
	}
}
END_TEST

START_TEST(any_other_length_is_noticed)
{
	SCOPED(seal_key) *k = key_of(7);
	SCOPED_VALUE(bytes) blob = { 0 };
	SCOPED_VALUE(bytes) out = { 0 };

	ck_assert_int_eq(seal_blob(k, "ad", 2, "plain", 5, &blob), E_OK);
	for (size_t len = 0; len < blob.len; len++)
		ck_assert_int_eq(seal_open(k, "ad", 2, blob.data, len, &out),
		    E_STORE_DAMAGED);
	ck_assert_int_eq(bytes_append(&blob, "", 1), E_OK);
	ck_assert_int_eq(seal_open(k, "ad", 2, blob.data, blob.len, &out),
	    E_STORE_DAMAGED);
}
END_TEST

START_TEST(other_data_or_another_key_does_not_open)
{
	SCOPED(seal_key) *k = key_of(7);
	SCOPED(seal_key) *other = key_of(8);
	SCOPED_VALUE(bytes) blob = { 0 };
	SCOPED_VALUE(bytes) out = { 0 };

	ck_assert_int_eq(seal_blob(k, "ad", 2, "plain", 5, &blob), E_OK);
	ck_assert_int_eq(seal_open(k, "bd", 2, blob.data, blob.len, &out),
	    E_STORE_DAMAGED);
	ck_assert_int_eq(seal_open(other, "ad", 2, blob.data, blob.len, &out),
	    E_STORE_DAMAGED);
}
END_TEST

START_TEST(a_key_works_on_after_a_failure)
{
	SCOPED(seal_key) *k = key_of(7);
	SCOPED_VALUE(bytes) blob = { 0 };
	SCOPED_VALUE(bytes) out = { 0 };

	ck_assert_int_eq(seal_blob(k, "ad", 2, "plain", 5, &blob), E_OK);
	ck_assert_int_eq(seal_open(k, "xx", 2, blob.data, blob.len, &out),
	    E_STORE_DAMAGED);
	ck_assert_int_eq(seal_open(k, "ad", 2, blob.data, blob.len, &out),
	    E_OK);
}
END_TEST

START_TEST(secrets_are_sealed_alike)
{
	SCOPED(seal_key) *k = key_of(7);
	SCOPED(secret) *in = hex_secret("00112233");
	SCOPED(secret) *out = NULL;
	SCOPED_VALUE(bytes) blob = { 0 };
	struct secret *none = NULL;

	ck_assert_int_eq(seal_secret(k, "ad", 2, in, &blob), E_OK);
	ck_assert_int_eq(seal_open_secret(k, "ad", 2, blob.data, blob.len,
	    &out), E_OK);
	ck_assert(secret_equal(in, out));
	ck_assert_int_eq(seal_open_secret(k, "xx", 2, blob.data, blob.len,
	    &none), E_STORE_DAMAGED);
	ck_assert_int_eq(seal_open_secret(k, "ad", 2, blob.data, 39, &none),
	    E_STORE_DAMAGED);
	ck_assert_ptr_null(none);
}
END_TEST

START_TEST(a_key_of_another_length_is_refused)
{
	SCOPED(secret) *s = hex_secret("00112233");
	SCOPED_VALUE(bytes) blob = { 0 };
	struct seal_key *k = NULL;

	ck_assert_int_eq(seal_key_new(s, &k), E_ARGUMENTS);
	ck_assert_ptr_null(k);
	ck_assert_int_eq(seal_committed(s, NULL, 0, s, &blob), E_ARGUMENTS);
}
END_TEST

struct committed {
	struct secret *key, *other, *plain;
	struct bytes blob;
};

static struct committed c;

static void
committed_setup(void)
{
	ck_assert_int_eq(secret_new(64, &c.key), E_OK);
	memset(secret_data(c.key), 1, 64);
	ck_assert_int_eq(secret_new(64, &c.other), E_OK);
	memset(secret_data(c.other), 2, 64);
	c.plain = hex_secret("0102030405");
	ck_assert_int_eq(seal_committed(c.key, "ad", 2, c.plain, &c.blob),
	    E_OK);
}

static void
close_all(void)
{
	library_close();
	secret_trim();
}

static void
committed_teardown(void)
{
	secret_free(c.key);
	secret_free(c.other);
	secret_free(c.plain);
	bytes_clear(&c.blob);
	close_all();
}

static enum err
committed_open(const struct secret *key)
{
	SCOPED(secret) *out = NULL;
	enum err e = seal_open_committed(key, "ad", 2, c.blob.data, c.blob.len,
	    &out);

	ck_assert(e != E_OK || secret_equal(out, c.plain));
	ck_assert(e == E_OK || out == NULL);
	return e;
}

START_TEST(a_committed_blob_opens)
{
	ck_assert_uint_eq(c.blob.len, 32 + SEAL_OVERHEAD + 5);
	ck_assert_int_eq(committed_open(c.key), E_OK);
}
END_TEST

START_TEST(another_key_is_a_wrong_PIN)
{
	ck_assert_int_eq(committed_open(c.other), E_PIN_INCORRECT);
}
END_TEST

START_TEST(the_commitment_alone_does_not_open)
{
	memset(secret_data(c.other) + 32, 1, 32);
	ck_assert_int_eq(committed_open(c.other), E_STORE_DAMAGED);
}
END_TEST

START_TEST(a_damaged_or_short_committed_blob_is_damage)
{
	c.blob.data[c.blob.len - 1] ^= 1;
	ck_assert_int_eq(committed_open(c.key), E_STORE_DAMAGED);
	c.blob.len = 32 + SEAL_OVERHEAD - 1;
	ck_assert_int_eq(committed_open(c.key), E_STORE_DAMAGED);
}
END_TEST

SUITE("crypto/seal",
    TCase *with = tcase_create("committed");
    tcase_set_timeout(with, SUITE_TIMEOUT);
    tcase_add_checked_fixture(tc, NULL, close_all);
    tcase_add_loop_test(tc, published_vector_opens, 0, 2);
    tcase_add_loop_test(tc, what_is_sealed_opens, 0, 7);
    tcase_add_test(tc, sealing_appends_and_opening_replaces);
    tcase_add_test(tc, the_same_twice_looks_different);
    tcase_add_test(tc, any_altered_byte_is_noticed);
    tcase_add_test(tc, any_other_length_is_noticed);
    tcase_add_test(tc, other_data_or_another_key_does_not_open);
    tcase_add_test(tc, a_key_works_on_after_a_failure);
    tcase_add_test(tc, secrets_are_sealed_alike);
    tcase_add_test(tc, a_key_of_another_length_is_refused);
    suite_add_tcase(s, with);
    tcase_add_checked_fixture(with, committed_setup, committed_teardown);
    tcase_add_test(with, a_committed_blob_opens);
    tcase_add_test(with, another_key_is_a_wrong_PIN);
    tcase_add_test(with, the_commitment_alone_does_not_open);
    tcase_add_test(with, a_damaged_or_short_committed_blob_is_damage))
