/* SPDX-License-Identifier: Apache-2.0 */
/* A version's material opens with its leaf, its domain key and its names, and
 * with nothing less. */
#include "key/key.h"

#include "crypto/ec.h"
#include "support/core_fixture.h"

#define NOW UINT64_C(1700000000)
#define TOKEN 5

static struct store *store;
static struct keyring ring;
static struct key_place place;
static struct key *key;

static void
add_epoch(uint32_t epoch)
{
	struct secret *domain;

	ck_ok(secret_random(32, &domain));
	ck_ok(keyring_add(&ring, epoch, domain));
}

static void
append(struct key *k)
{
	SCOPED(secret) *value = NULL;
	SCOPED(material) *m = NULL;

	ck_ok(secret_new(32, &value));
	memset(secret_data(value), 'k', 32);
	ck_ok(material_from_secret(value, &m));
	ck_ok(key_append(k, m, STATE_ENABLED, NOW, NULL));
}

static enum err
seal(struct key *k)
{
	SCOPED(txn) *t = NULL;

	ck_ok(txn_write(store, &t));
	TRY(key_seal(k, &place, t));
	return txn_commit(&t);
}

static void
setup(void)
{
	core_place();
	ck_ok(tokens_make_store(core.tokens, &store));
	ring = (struct keyring){ 0 };
	add_epoch(1);
	place = (struct key_place){ store, TOKEN, &ring };
	ck_ok(key_new(CKK_AES, NOW, &key));
	append(key);
	append(key);
	ck_ok(seal(key));
}

static void
teardown(void)
{
	key_free(key);
	keyring_clear(&ring);
	core_end();
}

/* The key as a process that has just read its record has it. */
static struct key *
stored(const struct key *k)
{
	struct bytes body = { 0 };
	struct writer w;
	struct reader r;
	struct key *out;

	writer_init(&w, &body);
	key_encode(k, &w);
	ck_ok(writer_done(&w));
	reader_init(&r, body.data, body.len);
	ck_ok(key_decode(&r, &out));
	bytes_clear(&body);
	return out;
}

static enum err
open_version(const struct key *k, size_t i, const struct key_place *at)
{
	SCOPED(material) *m = NULL;

	return version_material(k, &k->versions[i], at, &m);
}

START_TEST(the_material_comes_back)
{
	SCOPED(key) *k = stored(key);
	SCOPED(material) *m = NULL;
	unsigned char expected[32];

	memset(expected, 'k', sizeof(expected));
	ck_ok(version_material(k, &k->versions[0], &place, &m));
	ck_assert_mem_eq(secret_peek(material_secret(m)), expected, 32);
}
END_TEST

START_TEST(a_pair_comes_back)
{
	SCOPED(key) *pair = NULL, *k = NULL;
	SCOPED(material) *m = NULL, *opened = NULL;
	struct bytes spki = { 0 };

	ck_ok(ec_generate(curve_at(0), &m));
	ck_ok(key_new(CKK_EC, NOW, &pair));
	ck_ok(key_append(pair, m, STATE_ENABLED, NOW, NULL));
	ck_ok(seal(pair));
	k = stored(pair);
	ck_ok(version_material(k, &k->versions[0], &place, &opened));
	ck_assert_int_eq(material_kind(opened), MATERIAL_PRIVATE);
	ck_ok(material_spki(opened, &spki));
	ck_assert(bytes_equal(&spki, pair->versions[0].spki.data,
	    pair->versions[0].spki.len));
	bytes_clear(&spki);
}
END_TEST

START_TEST(a_public_key_has_nothing_to_seal)
{
	SCOPED(key) *k = NULL;
	SCOPED(material) *m = NULL, *half = NULL;
	struct bytes spki = { 0 };

	ck_ok(ec_generate(curve_at(0), &m));
	ck_ok(material_spki(m, &spki));
	ck_ok(material_from_spki(spki.data, spki.len, &half));
	ck_ok(key_new(CKK_EC, NOW, &k));
	ck_ok(key_append(k, half, STATE_ENABLED, NOW, NULL));
	ck_ok(seal(k));
	ck_assert_uint_eq(k->versions[0].sealed.len, 0);
	bytes_clear(&spki);
}
END_TEST

START_TEST(versions_have_leaves_of_their_own)
{
	ck_assert_uint_ne(key->versions[0].leaf, key->versions[1].leaf);
}
END_TEST

START_TEST(the_same_material_is_sealed_differently)
{
	const struct bytes *a = &key->versions[0].sealed;
	const struct bytes *b = &key->versions[1].sealed;

	ck_assert_uint_eq(a->len, b->len);
	ck_assert_mem_ne(a->data, b->data, a->len);
}
END_TEST

START_TEST(what_is_sealed_stays_as_it_is)
{
	struct bytes before = { 0 };

	ck_ok(bytes_set(&before, key->versions[0].sealed.data,
	    key->versions[0].sealed.len));
	append(key);
	ck_ok(seal(key));
	ck_assert(bytes_equal(&before, key->versions[0].sealed.data,
	    key->versions[0].sealed.len));
	ck_assert_uint_gt(key->versions[2].sealed.len, 0);
	bytes_clear(&before);
}
END_TEST

START_TEST(opened_material_is_kept)
{
	SCOPED(key) *k = stored(key);
	SCOPED(material) *once = NULL, *twice = NULL;

	ck_ok(version_material(k, &k->versions[0], &place, &once));
	ck_ok(version_material(k, &k->versions[0], &place, &twice));
	ck_assert_ptr_eq(once, twice);
}
END_TEST

START_TEST(nobody_logged_in_opens_nothing)
{
	SCOPED(key) *k = stored(key);
	struct keyring empty = { 0 };
	struct key_place at = { store, TOKEN, &empty };

	ck_refused(open_version(k, 0, &at), E_NOT_LOGGED_IN);
	ck_assert_ptr_nonnull(strstr(reason_text(), k->id));
}
END_TEST

START_TEST(nobody_logged_in_seals_nothing)
{
	keyring_clear(&ring);
	append(key);
	ck_refused(seal(key), E_NOT_LOGGED_IN);
}
END_TEST

START_TEST(a_version_opens_with_the_epoch_it_was_sealed_in)
{
	SCOPED(key) *k = NULL;

	add_epoch(2);
	append(key);
	ck_ok(seal(key));
	ck_assert_uint_eq(key->versions[0].epoch, 1);
	ck_assert_uint_eq(key->versions[2].epoch, 2);
	k = stored(key);
	ck_ok(open_version(k, 0, &place));
	ck_ok(open_version(k, 2, &place));
}
END_TEST

START_TEST(another_domain_key_does_not_open_it)
{
	SCOPED(key) *k = stored(key);

	keyring_clear(&ring);
	add_epoch(1);
	ck_refused(open_version(k, 0, &place), E_STORE_DAMAGED);
}
END_TEST

START_TEST(it_does_not_open_as_another_tokens)
{
	SCOPED(key) *k = stored(key);
	struct key_place at = { store, TOKEN + 1, &ring };

	ck_refused(open_version(k, 0, &at), E_STORE_DAMAGED);
}
END_TEST

START_TEST(it_does_not_open_as_another_keys)
{
	SCOPED(key) *k = stored(key);

	k->id[0] = k->id[0] == 'a' ? 'b' : 'a';
	ck_refused(open_version(k, 0, &place), E_STORE_DAMAGED);
}
END_TEST

START_TEST(it_does_not_open_as_another_versions)
{
	SCOPED(key) *k = stored(key);

	k->versions[0].number = 9;
	ck_refused(open_version(k, 0, &place), E_STORE_DAMAGED);
}
END_TEST

START_TEST(it_does_not_open_with_another_versions_leaf)
{
	SCOPED(key) *k = stored(key);

	k->versions[0].leaf = k->versions[1].leaf;
	ck_refused(open_version(k, 0, &place), E_STORE_DAMAGED);
}
END_TEST

START_TEST(no_byte_of_the_blob_may_change)
{
	for (size_t i = 0; i < key->versions[0].sealed.len; i++) {
		SCOPED(key) *k = stored(key);

		k->versions[0].sealed.data[i] ^= 1;
		ck_refused(open_version(k, 0, &place), E_STORE_DAMAGED);
	}
}
END_TEST

START_TEST(a_punctured_leaf_opens_nothing_ever_again)
{
	SCOPED(key) *k = stored(key);

	ck_ok(store_puncture(store, &k->versions[0].leaf, 1));
	ck_refused(open_version(k, 0, &place), E_PURGED);
	ck_ok(open_version(k, 1, &place));
}
END_TEST

START_TEST(a_version_without_its_blob_is_purged)
{
	SCOPED(key) *k = stored(key);

	version_wipe(&k->versions[0]);
	ck_refused(open_version(k, 0, &place), E_PURGED);
}
END_TEST

SUITE("key/material_key",
    core_suite(tc);
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, the_material_comes_back);
    tcase_add_test(tc, a_pair_comes_back);
    tcase_add_test(tc, a_public_key_has_nothing_to_seal);
    tcase_add_test(tc, versions_have_leaves_of_their_own);
    tcase_add_test(tc, the_same_material_is_sealed_differently);
    tcase_add_test(tc, what_is_sealed_stays_as_it_is);
    tcase_add_test(tc, opened_material_is_kept);
    tcase_add_test(tc, nobody_logged_in_opens_nothing);
    tcase_add_test(tc, nobody_logged_in_seals_nothing);
    tcase_add_test(tc, a_version_opens_with_the_epoch_it_was_sealed_in);
    tcase_add_test(tc, another_domain_key_does_not_open_it);
    tcase_add_test(tc, it_does_not_open_as_another_tokens);
    tcase_add_test(tc, it_does_not_open_as_another_keys);
    tcase_add_test(tc, it_does_not_open_as_another_versions);
    tcase_add_test(tc, it_does_not_open_with_another_versions_leaf);
    tcase_add_test(tc, no_byte_of_the_blob_may_change);
    tcase_add_test(tc, a_punctured_leaf_opens_nothing_ever_again);
    tcase_add_test(tc, a_version_without_its_blob_is_purged))
