/* SPDX-License-Identifier: Apache-2.0 */
/* The one way by which a PIN is checked, and what it does not fall for. */
#include "token/bench.h"
#include "token/proof.h"

#include <pthread.h>
#include <time.h>

static struct proof got;

static void
teardown(void)
{
	proof_clear(&got);
	bench_end();
}

static enum err
prove(enum principal_kind kind, const char *name, const char *pin)
{
	return proof_of(bench.token, kind, name, PIN(pin), &got);
}

static uint32_t
failures(const char *name)
{
	struct attempt a;

	ck_ok(store_attempt_get(bench.store, 0, name, getuid(), &a));
	return a.failures;
}

START_TEST(the_right_secret_is_proven)
{
	ck_ok(prove(PRINCIPAL_USER, "user", USER_PIN));
	ck_assert_str_eq(got.principal.name, "user");
	ck_assert_ptr_nonnull(got.keys.agreement);
	ck_assert_ptr_nonnull(got.keys.signing);
	ck_assert_ptr_null(got.keys.recovery);
	ck_assert_uint_eq(got.domain.count, 1);
}
END_TEST

START_TEST(the_officer_proves_himself_too)
{
	ck_ok(prove(PRINCIPAL_OFFICER, "so", SO_PIN));
	ck_assert_ptr_nonnull(got.keys.recovery);
	ck_assert_uint_eq(got.domain.count, 0);
}
END_TEST

START_TEST(a_wrong_secret_is_counted)
{
	ck_refused(prove(PRINCIPAL_USER, "user", "4321"), E_PIN_INCORRECT);
	ck_assert_uint_eq(failures("user"), 1);
	ck_assert_ptr_null(got.keys.agreement);
}
END_TEST

START_TEST(a_proof_sets_the_count_back)
{
	ck_refused(prove(PRINCIPAL_USER, "user", ""), E_PIN_INCORRECT);
	ck_ok(prove(PRINCIPAL_USER, "user", USER_PIN));
	ck_assert_uint_eq(failures("user"), 0);
}
END_TEST

START_TEST(the_wrong_kind_is_like_an_unknown_name)
{
	ck_refused(prove(PRINCIPAL_USER, "so", SO_PIN), E_PIN_INCORRECT);
	ck_assert_uint_eq(failures("so"), 1);
}
END_TEST

static double
seconds_of(const char *name)
{
	struct timespec a, b;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &a);
	ck_refused(prove(PRINCIPAL_USER, name, "4321"), E_PIN_INCORRECT);
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &b);
	return (double)(b.tv_sec - a.tv_sec) +
	    (double)(b.tv_nsec - a.tv_nsec) / 1e9;
}

START_TEST(an_unknown_name_costs_the_same_and_counts)
{
	double known = seconds_of("user"), unknown = seconds_of("mallory");

	ck_assert_msg(unknown > known / 4 && known > unknown / 4,
	    "known %.3f s, unknown %.3f s", known, unknown);
	ck_assert_uint_eq(failures("mallory"), 1);
}
END_TEST

START_TEST(while_locked_the_right_secret_is_refused_too)
{
	struct attempt a = { .failures = 10, .last = clock_now() };

	ck_ok(store_attempt_set(bench.store, 0, "user", getuid(), &a));
	ck_refused(prove(PRINCIPAL_USER, "user", USER_PIN), E_PIN_LOCKED);
	clock_shift(65);
	ck_ok(prove(PRINCIPAL_USER, "user", USER_PIN));
	ck_assert_uint_eq(failures("user"), 0);
}
END_TEST

#define GUESSES 6

static void *
guess(void *answer)
{
	SCOPED_VALUE(proof) p = { 0 };

	*(enum err *)answer = proof_of(bench.token, PRINCIPAL_USER, "user",
	    PIN("4321"), &p);
	return NULL;
}

START_TEST(many_guesses_at_once_are_answered_like_one_by_one)
{
	pthread_t threads[GUESSES];
	enum err answers[GUESSES];
	struct attempt a = { .failures = 12, .last = clock_now() - 1000 };
	unsigned incorrect = 0;

	/* The next failure costs 512 s. */
	ck_ok(store_attempt_set(bench.store, 0, "user", getuid(), &a));
	for (size_t i = 0; i < GUESSES; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, guess,
		    &answers[i]), 0);
	for (size_t i = 0; i < GUESSES; i++)
		pthread_join(threads[i], NULL);
	for (size_t i = 0; i < GUESSES; i++) {
		incorrect += answers[i] == E_PIN_INCORRECT;
		ck_assert(answers[i] == E_PIN_INCORRECT ||
		    answers[i] == E_PIN_LOCKED);
	}
	ck_assert_uint_eq(incorrect, 1);
	ck_assert_uint_eq(failures("user"), 13);
}
END_TEST

START_TEST(a_malformed_name_or_endless_secret_is_incorrect)
{
	unsigned char pin[TOKEN_PIN_MAX + 1] = { 0 };

	ck_refused(prove(PRINCIPAL_USER, "a b", USER_PIN), E_PIN_INCORRECT);
	ck_refused(proof_of(bench.token, PRINCIPAL_USER, "user", pin,
	    sizeof(pin), &got), E_PIN_INCORRECT);
}
END_TEST

/* ---- records that were tampered with by someone who has the root ---- */

static void
record_get(const char *name, struct principal_record *out)
{
	SCOPED(txn) *t = NULL;

	ck_ok(txn_read(bench.store, &t));
	ck_ok(principal_read(t, 0, name, out));
}

static void
record_put(struct principal_record *r)
{
	struct txn *t;

	ck_ok(txn_write(bench.store, &t));
	ck_ok(principal_write(t, r));
	ck_ok(txn_commit(&t));
}

/* Keys of the intruder's own in the record; signed by nobody, or by him. */
static void
plant(const char *name, bool sign)
{
	SCOPED_VALUE(principal_record) r = { 0 };
	SCOPED_VALUE(principal_keys) k = { 0 };

	record_get(name, &r);
	ck_ok(principal_generate(&r, &k));
	if (sign) {
		struct token_record token;

		ck_ok(token_now(bench.token, &token));
		ck_ok(principal_certify(&r, &token, k.signing, r.signing,
		    r.certificate));
	}
	record_put(&r);
}

START_TEST(planted_public_keys_are_refused)
{
	plant("user", false);
	ck_refused(prove(PRINCIPAL_USER, "user", USER_PIN), E_STORE_DAMAGED);
}
END_TEST

START_TEST(planted_keys_signed_by_the_intruder_are_refused)
{
	plant("user", true);
	ck_refused(prove(PRINCIPAL_USER, "user", USER_PIN), E_STORE_DAMAGED);
}
END_TEST

START_TEST(a_planted_officer_is_refused)
{
	plant("so", true);
	ck_refused(prove(PRINCIPAL_OFFICER, "so", SO_PIN), E_STORE_DAMAGED);
}
END_TEST

START_TEST(stretching_out_of_range_is_refused)
{
	SCOPED_VALUE(principal_record) r = { 0 };

	record_get("user", &r);
	r.stretch.n = 1u << 30;
	record_put(&r);
	ck_refused(prove(PRINCIPAL_USER, "user", USER_PIN), E_STORE_DAMAGED);
}
END_TEST

START_TEST(a_damaged_blob_is_no_wrong_pin)
{
	SCOPED_VALUE(principal_record) r = { 0 };

	record_get("user", &r);
	r.sealed.data[r.sealed.len - 1] ^= 1;
	record_put(&r);
	ck_refused(prove(PRINCIPAL_USER, "user", USER_PIN), E_STORE_DAMAGED);
	ck_assert_uint_eq(failures("user"), 0);
}
END_TEST

START_TEST(a_user_needs_a_domain)
{
	SCOPED_VALUE(domain) d = { 0 };
	struct txn *t;

	ck_ok(txn_write(bench.store, &t));
	ck_ok(domain_read(t, 0, &d));
	ck_ok(txn_remove(t, d.serial));
	ck_ok(txn_commit(&t));
	ck_refused(prove(PRINCIPAL_USER, "user", USER_PIN), E_STORE_DAMAGED);
}
END_TEST

START_TEST(a_user_without_pin_is_told_so)
{
	ck_refused(prove(PRINCIPAL_USER, "user", USER_PIN), E_PIN_UNSET);
	ck_assert_uint_eq(failures("user"), 0);
}
END_TEST

static void
before_users(Suite *s)
{
	TCase *tc = tcase_create("before the first user");

	tcase_set_timeout(tc, SUITE_TIMEOUT);
	suite_add_tcase(s, tc);
	tcase_add_checked_fixture(tc, bench_token, teardown);
	tcase_add_test(tc, a_user_without_pin_is_told_so);
}

SUITE("token/proof",
    tcase_add_checked_fixture(tc, bench_user, teardown);
    tcase_add_test(tc, the_right_secret_is_proven);
    tcase_add_test(tc, the_officer_proves_himself_too);
    tcase_add_test(tc, a_wrong_secret_is_counted);
    tcase_add_test(tc, a_proof_sets_the_count_back);
    tcase_add_test(tc, the_wrong_kind_is_like_an_unknown_name);
    tcase_add_test(tc, an_unknown_name_costs_the_same_and_counts);
    tcase_add_test(tc, while_locked_the_right_secret_is_refused_too);
    tcase_add_test(tc, many_guesses_at_once_are_answered_like_one_by_one);
    tcase_add_test(tc, a_malformed_name_or_endless_secret_is_incorrect);
    tcase_add_test(tc, planted_public_keys_are_refused);
    tcase_add_test(tc, planted_keys_signed_by_the_intruder_are_refused);
    tcase_add_test(tc, a_planted_officer_is_refused);
    tcase_add_test(tc, stretching_out_of_range_is_refused);
    tcase_add_test(tc, a_damaged_blob_is_no_wrong_pin);
    tcase_add_test(tc, a_user_needs_a_domain);
    before_users(s))
