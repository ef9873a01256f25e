/* SPDX-License-Identifier: Apache-2.0 */
/* What binds a principal's name, keys and secret together. */
#include "token/bench.h"
#include "token/principal.h"

static const struct token_record token = {
	.number = 0,
	.serial_number = "0123456789abcdef",
};
static struct principal_record officer, user;
static struct principal_keys officer_keys, user_keys;

static void
name_set(struct principal_record *r, const char *name)
{
	memset(r->name, 0, sizeof(r->name));
	snprintf(r->name, sizeof(r->name), "%s", name);
}

/* An SO and a user with certified keys, not stored, no secrets yet. */
static void
setup(void)
{
	bench_store();
	officer.kind = PRINCIPAL_OFFICER;
	name_set(&officer, PRINCIPAL_SO);
	ck_ok(principal_generate(&officer, &officer_keys));
	user.kind = PRINCIPAL_USER;
	name_set(&user, "alice");
	ck_ok(principal_generate(&user, &user_keys));
	memcpy(user_keys.officer, officer.signing, P256_POINT_LEN);
	ck_ok(principal_certify(&officer, &token, officer_keys.signing,
	    officer.signing, 1));
	ck_ok(principal_certify(&user, &token, officer_keys.signing,
	    officer.signing, 2));
}

static void
teardown(void)
{
	principal_record_clear(&officer);
	principal_record_clear(&user);
	principal_keys_clear(&officer_keys);
	principal_keys_clear(&user_keys);
	bench_end();
}

/* ---- names ---- */

static const struct {
	const char *name;
	bool valid;
} names[] = {
	{ "user", true },
	{ "a", true },
	{ "Alice.B_c-9@example", true },
	{ "", false },
	{ "a b", false },
	{ "a:b", false },
	{ "a/b", false },
	{ "\xc3\xa4", false },
	{ "0123456789012345678901234567890123456789012345678901234567890123",
	    true },
	{ "01234567890123456789012345678901234567890123456789012345678901234",
	    false },
};

START_TEST(a_name_is_valid_or_not)
{
	ck_assert_int_eq(principal_name_valid(names[_i].name,
	    strlen(names[_i].name)), names[_i].valid);
}
END_TEST

START_TEST(a_name_holds_no_nul)
{
	ck_assert(!principal_name_valid("a\0b", 3));
}
END_TEST

/* ---- certificates ---- */

START_TEST(the_officers_certificates_verify)
{
	ck_ok(principal_certified(&officer, &token, officer.signing));
	ck_ok(principal_certified(&user, &token, officer.signing));
}
END_TEST

/* Each change of a certified field breaks the certificate. */
static void
change_agreement(struct principal_record *r)
{
	struct principal_keys planted = { 0 };

	r->kind = PRINCIPAL_USER;
	ck_ok(principal_generate(r, &planted));
	principal_keys_clear(&planted);
}

static void
change_name(struct principal_record *r)
{
	name_set(r, "mallory");
}

static void
change_kind(struct principal_record *r)
{
	r->kind = PRINCIPAL_OFFICER;
}

static void
change_serial(struct principal_record *r)
{
	r->certificate++;
}

static void
change_signature(struct principal_record *r)
{
	r->signature[5] ^= 1;
}

static void (*const changes[])(struct principal_record *) = {
	change_agreement, change_name, change_kind, change_serial,
	change_signature,
};

START_TEST(a_changed_record_is_not_certified)
{
	changes[_i](&user);
	ck_refused(principal_certified(&user, &token, officer.signing),
	    E_STORE_DAMAGED);
}
END_TEST

START_TEST(the_officers_recovery_key_is_certified)
{
	memcpy(officer.recovery, user.agreement, P256_POINT_LEN);
	ck_refused(principal_certified(&officer, &token, officer.signing),
	    E_STORE_DAMAGED);
}
END_TEST

START_TEST(a_certificate_is_of_one_token)
{
	struct token_record other = token;

	other.serial_number[0] = 'f';
	ck_refused(principal_certified(&user, &other, officer.signing),
	    E_STORE_DAMAGED);
}
END_TEST

START_TEST(anothers_signature_certifies_nothing)
{
	ck_ok(principal_certify(&user, &token, user_keys.signing,
	    user.signing, 2));
	ck_refused(principal_certified(&user, &token, officer.signing),
	    E_STORE_DAMAGED);
}
END_TEST

/* ---- the blob behind the secret ---- */

static struct secret *
stretched(struct principal_record *r, const char *pin)
{
	struct secret *key64;

	ck_ok(principal_stretch(bench.store, &token, r, PIN(pin), &key64));
	ck_assert_uint_eq(secret_len(key64), 64);
	return key64;
}

START_TEST(the_secret_opens_what_it_sealed)
{
	SCOPED_VALUE(principal_keys) got = { 0 };
	SCOPED(secret) *key64 = NULL;

	ck_ok(stretch_new(&officer.stretch));
	key64 = stretched(&officer, SO_PIN);
	ck_ok(principal_seal(bench.store, &token, &officer, key64,
	    &officer_keys));
	ck_ok(principal_open(bench.store, &token, &officer, key64, &got));
	ck_assert(secret_equal(got.agreement, officer_keys.agreement));
	ck_assert(secret_equal(got.signing, officer_keys.signing));
	ck_assert(secret_equal(got.recovery, officer_keys.recovery));
	ck_assert_mem_eq(got.officer, officer.signing, P256_POINT_LEN);
}
END_TEST

START_TEST(a_user_has_no_recovery_key)
{
	SCOPED_VALUE(principal_keys) got = { 0 };
	SCOPED(secret) *key64 = NULL;

	ck_ok(secret_random(64, &key64));
	ck_ok(principal_seal(bench.store, &token, &user, key64, &user_keys));
	ck_ok(principal_open(bench.store, &token, &user, key64, &got));
	ck_assert_ptr_null(got.recovery);
}
END_TEST

START_TEST(another_secret_is_incorrect)
{
	SCOPED_VALUE(principal_keys) got = { 0 };
	SCOPED(secret) *right = NULL;
	SCOPED(secret) *wrong = NULL;

	ck_ok(stretch_new(&user.stretch));
	right = stretched(&user, "right");
	wrong = stretched(&user, "wrong");
	ck_ok(principal_seal(bench.store, &token, &user, right, &user_keys));
	ck_refused(principal_open(bench.store, &token, &user, wrong, &got),
	    E_PIN_INCORRECT);
}
END_TEST

START_TEST(the_root_has_a_share_in_the_key)
{
	SCOPED(secret) *here = NULL;
	SCOPED(secret) *there = NULL;

	ck_ok(stretch_new(&user.stretch));
	here = stretched(&user, "same");
	bench_end();
	bench_store();
	there = stretched(&user, "same");
	ck_assert(!secret_equal(here, there));
}
END_TEST

START_TEST(a_blob_is_bound_to_its_name)
{
	SCOPED_VALUE(principal_keys) got = { 0 };
	SCOPED(secret) *key64 = NULL;

	ck_ok(secret_random(64, &key64));
	ck_ok(principal_seal(bench.store, &token, &user, key64, &user_keys));
	name_set(&user, "mallory");
	ck_refused(principal_open(bench.store, &token, &user, key64, &got),
	    E_STORE_DAMAGED);
}
END_TEST

static const struct stretch bad_stretches[] = {
	{ "scrypt", 1u << 13, 8, 1, { 0 } },
	{ "scrypt", 1u << 21, 8, 1, { 0 } },
	{ "scrypt", 1u << 31, 8, 1, { 0 } },
	{ "scrypt", (1u << 15) + 1, 8, 1, { 0 } },
	{ "scrypt", 1u << 15, 4096, 1, { 0 } },
	{ "scrypt", 1u << 15, 8, 4096, { 0 } },
	{ "md5", 1u << 15, 8, 1, { 0 } },
	{ "", 1u << 15, 8, 1, { 0 } },
};

START_TEST(stretching_out_of_bounds_is_refused)
{
	SCOPED(secret) *key64 = NULL;

	user.stretch = bad_stretches[_i];
	ck_refused(principal_stretch(bench.store, &token, &user, PIN("1234"),
	    &key64), E_STORE_DAMAGED);
}
END_TEST

/* ---- the record ---- */

static void
store_user(void)
{
	struct txn *t;

	ck_ok(stretch_new(&user.stretch));
	ck_ok(bytes_set(&user.sealed, "sealed", 6));
	ck_ok(txn_write(bench.store, &t));
	ck_ok(principal_write(t, &user));
	ck_ok(txn_commit(&t));
}

START_TEST(a_record_comes_back_as_it_was_written)
{
	SCOPED_VALUE(principal_record) got = { 0 };
	SCOPED(txn) *t = NULL;

	store_user();
	ck_ok(txn_read(bench.store, &t));
	ck_ok(principal_read(t, 0, "alice", &got));
	ck_assert_uint_eq(got.serial, user.serial);
	ck_assert_uint_eq(got.revision, user.revision);
	ck_assert_int_eq(got.kind, PRINCIPAL_USER);
	ck_assert_str_eq(got.name, "alice");
	ck_assert_str_eq(got.stretch.kdf, user.stretch.kdf);
	ck_assert_uint_eq(got.stretch.n, user.stretch.n);
	ck_assert_mem_eq(got.stretch.salt, user.stretch.salt, 16);
	ck_assert_uint_eq(got.certificate, 2);
	ck_assert(bytes_equal(&got.sealed, "sealed", 6));
	ck_ok(principal_certified(&got, &token, officer.signing));
}
END_TEST

START_TEST(an_unknown_name_is_not_found)
{
	SCOPED_VALUE(principal_record) got = { 0 };
	SCOPED(txn) *t = NULL;

	store_user();
	ck_ok(txn_read(bench.store, &t));
	ck_refused(principal_read(t, 0, "bob", &got), E_NOT_FOUND);
	ck_refused(principal_read(t, 1, "alice", &got), E_NOT_FOUND);
}
END_TEST

/* One byte of a good body at a time: it is refused or read, never more. */
START_TEST(no_damaged_body_is_trusted_with_more_than_it_has)
{
	SCOPED_VALUE(record) r = { 0 };
	struct txn *t;
	size_t len;

	store_user();
	ck_ok(txn_write(bench.store, &t));
	ck_ok(txn_get(t, user.serial, &r));
	len = r.body.len;
	for (size_t i = 0; i < len; i++) {
		SCOPED_VALUE(principal_record) got = { 0 };

		r.body.len = i;
		ck_ok(txn_put(t, &r));
		ck_refused(principal_read_at(t, user.serial, &got),
		    E_STORE_DAMAGED);
	}
	txn_free(t);
}
END_TEST

SUITE("token/principal",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_loop_test(tc, a_name_is_valid_or_not, 0,
	sizeof(names) / sizeof(names[0]));
    tcase_add_test(tc, a_name_holds_no_nul);
    tcase_add_test(tc, the_officers_certificates_verify);
    tcase_add_loop_test(tc, a_changed_record_is_not_certified, 0,
	sizeof(changes) / sizeof(changes[0]));
    tcase_add_test(tc, the_officers_recovery_key_is_certified);
    tcase_add_test(tc, a_certificate_is_of_one_token);
    tcase_add_test(tc, anothers_signature_certifies_nothing);
    tcase_add_test(tc, the_secret_opens_what_it_sealed);
    tcase_add_test(tc, a_user_has_no_recovery_key);
    tcase_add_test(tc, another_secret_is_incorrect);
    tcase_add_test(tc, the_root_has_a_share_in_the_key);
    tcase_add_test(tc, a_blob_is_bound_to_its_name);
    tcase_add_loop_test(tc, stretching_out_of_bounds_is_refused, 0,
	sizeof(bad_stretches) / sizeof(bad_stretches[0]));
    tcase_add_test(tc, a_record_comes_back_as_it_was_written);
    tcase_add_test(tc, an_unknown_name_is_not_found);
    tcase_add_test(tc, no_damaged_body_is_trusted_with_more_than_it_has))
