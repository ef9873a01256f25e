/* SPDX-License-Identifier: Apache-2.0 */
/* A key's stored form comes back as it was, and nothing else is a key. */
#include "key/key.h"

#include "crypto/ec.h"
#include "support/suite.h"

#include <string.h>

#define NOW UINT64_C(1700000000)
/* doc/FORMAT.md, Key: where fields of the fixed part and of the first version
 * are. */
#define AT_FORMAT 0
#define AT_STATE 50
#define AT_CURRENT 67
#define AT_COUNT 72
#define AT_VERSION 76
#define AT_VERSION_STATE 80
#define AT_CHECK_LEN 105
#define VERSION_LEN (4 + 1 + 8 + 8 + 4 + 4 + 4 + 3 + 4 + 4)

static struct key *key;
static struct bytes stored;

static void
append(struct key *k, enum state state)
{
	SCOPED(secret) *value = NULL;
	SCOPED(material) *m = NULL;

	ck_assert_int_eq(secret_random(32, &value), E_OK);
	ck_assert_int_eq(material_from_secret(value, &m), E_OK);
	ck_assert_int_eq(key_append(k, m, state, NOW + 1, NULL), E_OK);
}

static void
encode(const struct key *k)
{
	struct writer w;

	stored.len = 0;
	writer_init(&w, &stored);
	key_encode(k, &w);
	ck_assert_int_eq(writer_done(&w), E_OK);
}

static void
setup(void)
{
	ck_assert_int_eq(key_new(CKK_AES, NOW, &key), E_OK);
	append(key, STATE_DISABLED);
	append(key, STATE_ENABLED);
	append(key, STATE_SCHEDULED);
	key->current = 2;
	key->raw_used = true;
	key->versions[2].deletion = NOW + 9;
	for (size_t i = 0; i < 3; i++) {
		key->versions[i].leaf = 7 + (uint32_t)i;
		key->versions[i].epoch = 3;
	}
	encode(key);
}

static void
teardown(void)
{
	key_free(key);
	bytes_clear(&stored);
}

static enum err
decode(const void *data, size_t len, struct key **out)
{
	struct reader r;

	reader_init(&r, data, len);
	return key_decode(&r, out);
}

static void
refused(void)
{
	struct key *k = NULL;

	ck_assert_int_eq(decode(stored.data, stored.len, &k), E_STORE_DAMAGED);
	ck_assert_ptr_null(k);
}

START_TEST(the_key_comes_back)
{
	SCOPED(key) *k = NULL;

	ck_assert_int_eq(decode(stored.data, stored.len, &k), E_OK);
	ck_assert_str_eq(k->id, key->id);
	ck_assert_uint_eq(k->type, CKK_AES);
	ck_assert_uint_eq(k->bits, 256);
	ck_assert_int_eq(k->state, STATE_ENABLED);
	ck_assert_uint_eq(k->created, NOW);
	ck_assert_uint_eq(k->current, 2);
	ck_assert(k->raw_used);
	ck_assert_uint_eq(k->count, 3);
}
END_TEST

START_TEST(its_versions_come_back)
{
	SCOPED(key) *k = NULL;

	ck_assert_int_eq(decode(stored.data, stored.len, &k), E_OK);
	for (uint32_t i = 0; i < 3; i++) {
		const struct version *v = &k->versions[i];

		ck_assert_uint_eq(v->number, i + 1);
		ck_assert_int_eq(v->state, key->versions[i].state);
		ck_assert_uint_eq(v->created, NOW + 1);
		ck_assert_uint_eq(v->deletion, key->versions[i].deletion);
		ck_assert_uint_eq(v->leaf, 7 + i);
		ck_assert_uint_eq(v->epoch, 3);
		ck_assert_uint_eq(v->check_value_len, 3);
		ck_assert_mem_eq(v->check_value, key->versions[i].check_value,
		    3);
	}
}
END_TEST

START_TEST(material_is_not_stored_in_the_clear)
{
	SCOPED(key) *k = NULL;

	ck_assert_int_eq(decode(stored.data, stored.len, &k), E_OK);
	ck_assert_ptr_null(atomic_load(&k->versions[0].material));
	ck_assert_ptr_null(memmem(stored.data, stored.len, secret_peek(
	    material_secret(atomic_load(&key->versions[0].material))), 32));
}
END_TEST

START_TEST(public_halves_and_blobs_come_back)
{
	SCOPED(key) *pair = NULL, *k = NULL;
	SCOPED(material) *m = NULL;

	ck_assert_int_eq(ec_generate(curve_at(0), &m), E_OK);
	ck_assert_int_eq(key_new(CKK_EC, NOW, &pair), E_OK);
	ck_assert_int_eq(key_append(pair, m, STATE_STAGED, NOW, NULL), E_OK);
	ck_assert_int_eq(bytes_set(&pair->versions[0].sealed, "blob", 4),
	    E_OK);
	encode(pair);
	ck_assert_int_eq(decode(stored.data, stored.len, &k), E_OK);
	ck_assert(bytes_equal(&k->versions[0].spki,
	    pair->versions[0].spki.data, pair->versions[0].spki.len));
	ck_assert(bytes_equal(&k->versions[0].sealed, "blob", 4));
}
END_TEST

START_TEST(encoding_again_gives_the_same_bytes)
{
	SCOPED(key) *k = NULL;
	struct bytes before = { 0 };

	ck_assert_int_eq(bytes_set(&before, stored.data, stored.len), E_OK);
	ck_assert_int_eq(decode(before.data, before.len, &k), E_OK);
	encode(k);
	ck_assert(bytes_equal(&before, stored.data, stored.len));
	bytes_clear(&before);
}
END_TEST

/* A copy of exactly that many bytes, so that a read beyond is found. */
START_TEST(no_truncation_is_a_key)
{
	for (size_t len = 0; len < stored.len; len++) {
		struct bytes cut = { 0 };
		struct key *k = NULL;

		ck_assert_int_eq(bytes_set(&cut, stored.data, len), E_OK);
		ck_assert_int_eq(decode(cut.data, len, &k), E_STORE_DAMAGED);
		ck_assert_ptr_null(k);
		bytes_clear(&cut);
	}
}
END_TEST

START_TEST(no_changed_byte_does_harm)
{
	static const unsigned char masks[] = { 0x01, 0x80, 0xff };

	for (size_t i = 0; i < stored.len * sizeof(masks); i++) {
		struct key *k = NULL;
		size_t at = i / sizeof(masks);

		stored.data[at] ^= masks[i % sizeof(masks)];
		if (decode(stored.data, stored.len, &k) == E_OK)
			encode(k);
		key_free(k);
		encode(key);
	}
}
END_TEST

START_TEST(another_format_is_refused)
{
	stored.data[AT_FORMAT + 1] = 2;
	refused();
}
END_TEST

START_TEST(an_unknown_state_is_refused)
{
	stored.data[AT_STATE] = _i == 0 ? 0 : STATE_PURGING + 1;
	refused();
}
END_TEST

START_TEST(an_unknown_version_state_is_refused)
{
	stored.data[AT_VERSION_STATE] = _i == 0 ? 0 : STATE_PURGING + 1;
	refused();
}
END_TEST

START_TEST(a_current_version_that_is_not_there_is_refused)
{
	stored.data[AT_CURRENT + 3] = 4;
	refused();
}
END_TEST

START_TEST(a_key_without_versions_is_refused)
{
	stored.data[AT_COUNT + 3] = 0;
	refused();
}
END_TEST

START_TEST(more_versions_than_bytes_are_refused)
{
	memset(stored.data + AT_COUNT, 0xff, 4);
	refused();
}
END_TEST

START_TEST(a_version_numbered_0_is_refused)
{
	stored.data[AT_VERSION + 3] = 0;
	refused();
}
END_TEST

START_TEST(numbers_that_do_not_ascend_are_refused)
{
	stored.data[AT_VERSION + VERSION_LEN + 3] = 1;
	refused();
}
END_TEST

START_TEST(a_check_value_that_is_too_long_is_refused)
{
	stored.data[AT_CHECK_LEN + 3] = 4;
	refused();
}
END_TEST

SUITE("key/key_codec",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, the_key_comes_back);
    tcase_add_test(tc, its_versions_come_back);
    tcase_add_test(tc, material_is_not_stored_in_the_clear);
    tcase_add_test(tc, public_halves_and_blobs_come_back);
    tcase_add_test(tc, encoding_again_gives_the_same_bytes);
    tcase_add_test(tc, no_truncation_is_a_key);
    tcase_add_test(tc, no_changed_byte_does_harm);
    tcase_add_test(tc, another_format_is_refused);
    tcase_add_loop_test(tc, an_unknown_state_is_refused, 0, 2);
    tcase_add_loop_test(tc, an_unknown_version_state_is_refused, 0, 2);
    tcase_add_test(tc, a_current_version_that_is_not_there_is_refused);
    tcase_add_test(tc, a_key_without_versions_is_refused);
    tcase_add_test(tc, more_versions_than_bytes_are_refused);
    tcase_add_test(tc, a_version_numbered_0_is_refused);
    tcase_add_test(tc, numbers_that_do_not_ascend_are_refused);
    tcase_add_test(tc, a_check_value_that_is_too_long_is_refused))
