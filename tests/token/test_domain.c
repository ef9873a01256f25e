/* SPDX-License-Identifier: Apache-2.0 */
/* Domain keys: who gets them, and what is refused for one. */
#include "token/bench.h"
#include "token/domain.h"

static const struct token_record token = {
	.number = 0,
	.serial_number = "0123456789abcdef",
};
static struct officer_keys officer;
static struct principal_record user;
static struct principal_keys user_keys;
static struct domain domain;
static struct keyring ring; /* what the maker of the domain knows */

static void
certify(struct principal_record *r, struct principal_keys *k,
    const char *name)
{
	r->kind = PRINCIPAL_USER;
	snprintf(r->name, sizeof(r->name), "%s", name);
	ck_ok(principal_generate(r, k));
	memcpy(k->officer, officer.keys.officer, P256_POINT_LEN);
	ck_ok(principal_certify(r, &token, officer.keys.signing,
	    officer.keys.officer, 2));
}

/* A domain of one epoch that the SO has made and granted to a user. */
static void
setup(void)
{
	bench_store();
	officer.record.kind = PRINCIPAL_OFFICER;
	snprintf(officer.record.name, sizeof(officer.record.name), "so");
	ck_ok(principal_generate(&officer.record, &officer.keys));
	ck_ok(principal_certify(&officer.record, &token,
	    officer.keys.signing, officer.keys.officer, 1));
	certify(&user, &user_keys, "alice");
	ck_ok(domain_advance(bench.store, &token, &domain, &officer, &ring));
	ck_ok(domain_grant(bench.store, &token, &domain,
	    officer.keys.officer, &user, &ring));
}

static void
teardown(void)
{
	principal_record_clear(&officer.record);
	principal_keys_clear(&officer.keys);
	principal_record_clear(&user);
	principal_keys_clear(&user_keys);
	domain_clear(&domain);
	keyring_clear(&ring);
	bench_end();
}

static enum err
open_as_user(struct keyring *out)
{
	return domain_open(bench.store, &token, &domain, &user, &user_keys,
	    out);
}

START_TEST(a_crypto_user_opens_the_domain_key)
{
	SCOPED_VALUE(keyring) got = { 0 };

	ck_ok(open_as_user(&got));
	ck_assert_uint_eq(keyring_epoch(&got), 1);
	ck_assert_uint_eq(secret_len(keyring_get(&got, 1)), DOMAIN_KEY_LEN);
	ck_assert(secret_equal(keyring_get(&got, 1), keyring_get(&ring, 1)));
}
END_TEST

START_TEST(the_recovery_key_opens_it_too)
{
	SCOPED_VALUE(keyring) got = { 0 };

	ck_ok(domain_recover(bench.store, &token, &domain, &officer, &got));
	ck_assert(secret_equal(keyring_get(&got, 1), keyring_get(&ring, 1)));
}
END_TEST

START_TEST(the_chain_opens_every_earlier_epoch)
{
	SCOPED_VALUE(keyring) got = { 0 };

	for (int i = 0; i < 5; i++)
		ck_ok(domain_advance(bench.store, &token, &domain, &officer,
		    &ring));
	ck_ok(domain_grant(bench.store, &token, &domain,
	    officer.keys.officer, &user, &ring));
	ck_ok(open_as_user(&got));
	ck_assert_uint_eq(keyring_epoch(&got), 6);
	for (uint32_t e = 1; e <= 6; e++)
		ck_assert(secret_equal(keyring_get(&got, e),
		    keyring_get(&ring, e)));
}
END_TEST

START_TEST(a_new_epoch_is_closed_to_who_has_no_grant)
{
	SCOPED_VALUE(keyring) got = { 0 };

	ck_ok(domain_advance(bench.store, &token, &domain, &officer, &ring));
	ck_refused(open_as_user(&got), E_STORE_DAMAGED);
	ck_assert_uint_eq(domain.epochs[0].count, 0);
	ck_assert_uint_eq(domain.epochs[0].recovery.len, 0);
}
END_TEST

START_TEST(a_grant_opens_with_its_holders_keys_only)
{
	SCOPED_VALUE(keyring) got = { 0 };
	SCOPED_VALUE(principal_record) other = { 0 };
	SCOPED_VALUE(principal_keys) other_keys = { 0 };

	certify(&other, &other_keys, "alice");
	ck_refused(domain_open(bench.store, &token, &domain, &other,
	    &other_keys, &got), E_STORE_DAMAGED);
	ck_assert_uint_eq(got.count, 0);
}
END_TEST

START_TEST(a_grant_moved_to_another_name_does_not_open)
{
	SCOPED_VALUE(keyring) got = { 0 };

	snprintf(domain.epochs[0].grants[0].name, 5, "bob");
	snprintf(user.name, sizeof(user.name), "bob");
	ck_refused(open_as_user(&got), E_STORE_DAMAGED);
}
END_TEST

START_TEST(a_grant_of_another_token_does_not_open)
{
	SCOPED_VALUE(keyring) got = { 0 };
	struct token_record other = token;

	other.serial_number[15] = '0';
	ck_refused(domain_open(bench.store, &other, &domain, &user,
	    &user_keys, &got), E_STORE_DAMAGED);
}
END_TEST

START_TEST(a_grant_needs_the_root)
{
	SCOPED_VALUE(keyring) got = { 0 };

	bench_end();
	bench_store();
	ck_refused(open_as_user(&got), E_STORE_DAMAGED);
}
END_TEST

START_TEST(no_key_is_sealed_to_a_planted_public_key)
{
	SCOPED_VALUE(principal_keys) planted = { 0 };

	ck_ok(principal_generate(&user, &planted));
	ck_refused(domain_grant(bench.store, &token, &domain,
	    officer.keys.officer, &user, &ring), E_STORE_DAMAGED);
}
END_TEST

START_TEST(the_officer_gets_no_grant)
{
	ck_refused(domain_grant(bench.store, &token, &domain,
	    officer.keys.officer, &officer.record, &ring), E_GENERAL);
}
END_TEST

START_TEST(a_planted_recovery_key_gets_no_new_epoch)
{
	memcpy(officer.record.recovery, user.agreement, P256_POINT_LEN);
	ck_refused(domain_advance(bench.store, &token, &domain, &officer,
	    &ring), E_STORE_DAMAGED);
}
END_TEST

/* Somebody with the root makes a whole domain of his own and grants it. */
static void
plant_domain(void)
{
	struct officer_keys mallory = { .record = {
		.kind = PRINCIPAL_OFFICER, .name = "so" } };
	SCOPED_VALUE(keyring) planted = { 0 };

	ck_ok(principal_generate(&mallory.record, &mallory.keys));
	ck_ok(principal_certify(&mallory.record, &token,
	    mallory.keys.signing, mallory.keys.officer, 1));
	domain_clear(&domain);
	ck_ok(domain_advance(bench.store, &token, &domain, &mallory,
	    &planted));
	ck_ok(domain_grant(bench.store, &token, &domain,
	    officer.keys.officer, &user, &planted));
	principal_keys_clear(&mallory.keys);
}

START_TEST(a_planted_domain_key_is_not_taken_up)
{
	SCOPED_VALUE(keyring) got = { 0 };

	plant_domain();
	ck_refused(open_as_user(&got), E_STORE_DAMAGED);
}
END_TEST

/* The same, under what the SO signed for the true one. */
START_TEST(a_planted_key_does_not_fit_the_true_commitment)
{
	SCOPED_VALUE(keyring) got = { 0 };
	struct epoch right = domain.epochs[0];

	plant_domain();
	memcpy(domain.epochs[0].commitment, right.commitment,
	    sizeof(right.commitment));
	memcpy(domain.epochs[0].signature, right.signature,
	    sizeof(right.signature));
	ck_refused(open_as_user(&got), E_STORE_DAMAGED);
}
END_TEST

START_TEST(a_swapped_commitment_is_refused)
{
	SCOPED_VALUE(keyring) got = { 0 };

	domain.epochs[0].commitment[0] ^= 1;
	ck_refused(open_as_user(&got), E_STORE_DAMAGED);
}
END_TEST

START_TEST(a_broken_chain_is_refused)
{
	SCOPED_VALUE(keyring) got = { 0 };

	ck_ok(domain_advance(bench.store, &token, &domain, &officer, &ring));
	ck_ok(domain_grant(bench.store, &token, &domain,
	    officer.keys.officer, &user, &ring));
	domain.epochs[1].previous.data[30] ^= 1;
	ck_refused(open_as_user(&got), E_STORE_DAMAGED);
	ck_assert_uint_eq(got.count, 0);
}
END_TEST

SUITE("token/domain",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, a_crypto_user_opens_the_domain_key);
    tcase_add_test(tc, the_recovery_key_opens_it_too);
    tcase_add_test(tc, the_chain_opens_every_earlier_epoch);
    tcase_add_test(tc, a_new_epoch_is_closed_to_who_has_no_grant);
    tcase_add_test(tc, a_grant_opens_with_its_holders_keys_only);
    tcase_add_test(tc, a_grant_moved_to_another_name_does_not_open);
    tcase_add_test(tc, a_grant_of_another_token_does_not_open);
    tcase_add_test(tc, a_grant_needs_the_root);
    tcase_add_test(tc, no_key_is_sealed_to_a_planted_public_key);
    tcase_add_test(tc, the_officer_gets_no_grant);
    tcase_add_test(tc, a_planted_recovery_key_gets_no_new_epoch);
    tcase_add_test(tc, a_planted_domain_key_is_not_taken_up);
    tcase_add_test(tc, a_planted_key_does_not_fit_the_true_commitment);
    tcase_add_test(tc, a_swapped_commitment_is_refused);
    tcase_add_test(tc, a_broken_chain_is_refused))
