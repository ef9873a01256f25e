/* SPDX-License-Identifier: Apache-2.0 */
/* C_InitPIN and C_SetPIN: secrets change, domain keys stay. */
#include "token/bench.h"
#include "token/domain.h"

START_TEST(only_the_officer_gives_pins)
{
	ck_refused(enrol_user_pin(bench.token, PIN(USER_PIN)),
	    E_NOT_LOGGED_IN);
}
END_TEST

START_TEST(the_first_pin_makes_the_user)
{
	struct token_record r;

	ck_ok(bench_officer_in());
	ck_ok(enrol_user_pin(bench.token, PIN(USER_PIN)));
	ck_assert_uint_eq(bench.token->ring.count, 0);
	ck_ok(token_now(bench.token, &r));
	ck_assert(r.user_pin_set);
	bench_logout(bench.token);
	ck_ok(bench_user_in(USER_PIN));
}
END_TEST

static const struct {
	const char *pin;
	enum err want;
} pins[] = {
	{ "123", E_PIN_LEN },
	{ "", E_PIN_LEN },
	{ "12:4", E_PIN_INVALID },
	{ "alice:1234", E_PIN_INVALID },
};

START_TEST(a_pin_the_user_cannot_have_is_refused)
{
	ck_ok(bench_officer_in());
	ck_refused(enrol_user_pin(bench.token, PIN(pins[_i].pin)),
	    pins[_i].want);
}
END_TEST

START_TEST(a_token_made_anew_ends_the_officers_session)
{
	struct tokens *other = bench_tokens();
	const struct token_choice plain = { 0 };

	ck_ok(bench_officer_in());
	ck_ok(enrol_token(other, 0, PIN(SO_PIN), (const unsigned char *)LABEL,
	    &plain, NULL, NULL));
	tokens_free(other);
	ck_refused(enrol_user_pin(bench.token, PIN(USER_PIN)),
	    E_NOT_LOGGED_IN);
}
END_TEST

START_TEST(the_officer_changes_his_pin)
{
	ck_ok(enrol_set_pin(bench.token, "so", PIN(SO_PIN), PIN("so:new")));
	ck_refused(bench_officer_in(), E_PIN_INCORRECT);
	ck_ok(login_principal(bench.token, PRINCIPAL_OFFICER, "so",
	    PIN("so:new")));
	ck_ok(enrol_user_pin(bench.token, PIN(USER_PIN)));
}
END_TEST

/* ---- a token with a user ---- */

static struct secret *
domain_key(uint32_t epoch)
{
	struct secret *key;

	ck_ok(secret_dup(keyring_get(&bench.token->ring, epoch), &key));
	return key;
}

static void
reset(const char *pin)
{
	ck_ok(bench_officer_in());
	ck_ok(enrol_user_pin(bench.token, PIN(pin)));
	bench_logout(bench.token);
}

START_TEST(a_reset_keeps_the_domain_keys)
{
	SCOPED(secret) *before = NULL;

	ck_ok(bench_user_in(USER_PIN));
	before = domain_key(1);
	bench_logout(bench.token);
	reset("anew");
	ck_refused(bench_user_in(USER_PIN), E_PIN_INCORRECT);
	ck_ok(bench_user_in("anew"));
	ck_assert(secret_equal(keyring_get(&bench.token->ring, 1), before));
	ck_assert_uint_eq(keyring_epoch(&bench.token->ring), 2);
}
END_TEST

START_TEST(a_reset_sets_the_failures_back)
{
	struct attempt a = { .failures = 10, .last = clock_now() };

	ck_ok(store_attempt_set(bench.store, 0, "user", getuid(), &a));
	reset("anew");
	ck_ok(bench_user_in("anew"));
}
END_TEST

/* Put principal and domain records of an old copy back: the old secret gets
 * what it had, not what was written since. */
START_TEST(the_old_grant_does_not_open_the_new_epoch)
{
	SCOPED_VALUE(principal_record) old = { 0 };
	SCOPED(txn) *r = NULL;
	struct txn *w;

	ck_ok(txn_read(bench.store, &r));
	ck_ok(principal_read(r, 0, "user", &old));
	txn_free(r);
	r = NULL;
	reset("anew");
	ck_ok(txn_write(bench.store, &w));
	ck_ok(principal_write(w, &old));
	ck_ok(txn_commit(&w));
	ck_refused(bench_user_in(USER_PIN), E_STORE_DAMAGED);
}
END_TEST

START_TEST(a_missing_domain_is_not_made_anew)
{
	SCOPED_VALUE(domain) d = { 0 };
	struct txn *t;

	ck_ok(txn_write(bench.store, &t));
	ck_ok(domain_read(t, 0, &d));
	ck_ok(txn_remove(t, d.serial));
	ck_ok(txn_commit(&t));
	ck_ok(bench_officer_in());
	ck_refused(enrol_user_pin(bench.token, PIN("anew")),
	    E_STORE_DAMAGED);
}
END_TEST

/* Another crypto user beside the default one, without a grant so far. */
static void
colleague(struct principal_record *r, struct principal_keys *k, bool certify)
{
	struct token_record token;
	struct txn *t;

	ck_ok(token_now(bench.token, &token));
	ck_ok(bench_officer_in());
	r->kind = PRINCIPAL_USER;
	snprintf(r->name, sizeof(r->name), "alice");
	ck_ok(principal_generate(r, k));
	memcpy(k->officer, bench.token->officer->keys.officer,
	    P256_POINT_LEN);
	if (certify)
		ck_ok(principal_certify(r, &token,
		    bench.token->officer->keys.signing, k->officer, 99));
	ck_ok(txn_write(bench.store, &t));
	ck_ok(principal_write(t, r));
	ck_ok(txn_commit(&t));
}

START_TEST(a_reset_grants_the_new_epoch_to_the_others)
{
	SCOPED_VALUE(principal_record) r = { 0 };
	SCOPED_VALUE(principal_keys) k = { 0 };
	SCOPED_VALUE(keyring) ring = { 0 };
	SCOPED_VALUE(domain) d = { 0 };
	SCOPED(txn) *t = NULL;
	struct token_record token;

	colleague(&r, &k, true);
	ck_ok(enrol_user_pin(bench.token, PIN("anew")));
	bench_logout(bench.token);
	ck_ok(bench_user_in("anew"));
	ck_ok(token_now(bench.token, &token));
	ck_ok(txn_read(bench.store, &t));
	ck_ok(domain_read(t, 0, &d));
	txn_free(t);
	t = NULL;
	ck_ok(domain_open(bench.store, &token, &d, &r, &k, &ring));
	ck_assert(secret_equal(keyring_get(&ring, 2),
	    keyring_get(&bench.token->ring, 2)));
}
END_TEST

START_TEST(a_planted_colleague_is_granted_nothing)
{
	SCOPED_VALUE(principal_record) r = { 0 };
	SCOPED_VALUE(principal_keys) k = { 0 };
	uint64_t before;

	colleague(&r, &k, false);
	before = store_revision(bench.store);
	ck_refused(enrol_user_pin(bench.token, PIN("anew")),
	    E_STORE_DAMAGED);
	ck_assert_uint_eq(store_revision(bench.store), before);
	bench_logout(bench.token);
	ck_ok(bench_user_in(USER_PIN));
}
END_TEST

START_TEST(the_user_changes_his_pin)
{
	SCOPED(secret) *before = NULL;

	ck_ok(bench_user_in(USER_PIN));
	before = domain_key(1);
	bench_logout(bench.token);
	ck_ok(enrol_set_pin(bench.token, "user", PIN(USER_PIN),
	    PIN("changed")));
	ck_refused(bench_user_in(USER_PIN), E_PIN_INCORRECT);
	ck_ok(bench_user_in("changed"));
	ck_assert_uint_eq(keyring_epoch(&bench.token->ring), 1);
	ck_assert(secret_equal(keyring_get(&bench.token->ring, 1), before));
}
END_TEST

START_TEST(a_wrong_old_pin_is_counted)
{
	struct attempt a;

	ck_refused(enrol_set_pin(bench.token, "user", PIN("4321"),
	    PIN("changed")), E_PIN_INCORRECT);
	ck_ok(store_attempt_get(bench.store, 0, "user", getuid(), &a));
	ck_assert_uint_eq(a.failures, 1);
	ck_ok(bench_user_in(USER_PIN));
}
END_TEST

START_TEST(the_user_cannot_take_a_pin_he_cannot_have)
{
	ck_refused(enrol_set_pin(bench.token, "user", PIN(USER_PIN),
	    PIN(pins[_i].pin)), pins[_i].want);
	ck_ok(bench_user_in(USER_PIN));
}
END_TEST

START_TEST(an_unknown_name_has_no_pin_to_change)
{
	ck_refused(enrol_set_pin(bench.token, "mallory", PIN("1234"),
	    PIN("12345")), E_PIN_INCORRECT);
}
END_TEST

static void
with_user(Suite *s)
{
	TCase *tc = tcase_create("with a user");

	tcase_set_timeout(tc, SUITE_TIMEOUT);
	suite_add_tcase(s, tc);
	tcase_add_checked_fixture(tc, bench_user, bench_end);
	tcase_add_test(tc, a_reset_keeps_the_domain_keys);
	tcase_add_test(tc, a_reset_sets_the_failures_back);
	tcase_add_test(tc, the_old_grant_does_not_open_the_new_epoch);
	tcase_add_test(tc, a_missing_domain_is_not_made_anew);
	tcase_add_test(tc, a_reset_grants_the_new_epoch_to_the_others);
	tcase_add_test(tc, a_planted_colleague_is_granted_nothing);
	tcase_add_test(tc, the_user_changes_his_pin);
	tcase_add_test(tc, a_wrong_old_pin_is_counted);
	tcase_add_loop_test(tc, the_user_cannot_take_a_pin_he_cannot_have, 0,
	    2);
	tcase_add_test(tc, an_unknown_name_has_no_pin_to_change);
}

SUITE("token/enrol_pin",
    tcase_add_checked_fixture(tc, bench_token, bench_end);
    tcase_add_test(tc, only_the_officer_gives_pins);
    tcase_add_test(tc, the_first_pin_makes_the_user);
    tcase_add_loop_test(tc, a_pin_the_user_cannot_have_is_refused, 0,
	sizeof(pins) / sizeof(pins[0]));
    tcase_add_test(tc, a_token_made_anew_ends_the_officers_session);
    tcase_add_test(tc, the_officer_changes_his_pin);
    with_user(s))
