/* SPDX-License-Identifier: Apache-2.0 */
/* The domain record between bytes and arrays. */
#include "token/bench.h"
#include "token/epoch.h"

static struct domain domain;

static void
setup(void)
{
	bench_store();
}

static void
teardown(void)
{
	domain_clear(&domain);
	bench_end();
}

static void
grant(struct epoch *e, const char *name)
{
	struct grant *g;

	ck_ok(epoch_add_grant(e, name, &g));
	ck_ok(bytes_set(&g->sealed, name, strlen(name)));
}

/* Two epochs: the first over, the second with a recovery and two grants. */
static void
fill(void)
{
	struct epoch *e;

	ck_ok(domain_append(&domain, &e));
	memset(e->commitment, 1, sizeof(e->commitment));
	ck_ok(domain_append(&domain, &e));
	memset(e->commitment, 2, sizeof(e->commitment));
	memset(e->signature, 3, sizeof(e->signature));
	ck_ok(bytes_set(&e->previous, "previous", 8));
	ck_ok(bytes_set(&e->recovery, "recovery", 8));
	grant(e, "user");
	grant(e, "alice");
}

static void
put(void)
{
	struct txn *t;

	ck_ok(txn_write(bench.store, &t));
	ck_ok(domain_write(t, 0, &domain));
	ck_ok(txn_commit(&t));
}

static enum err
get(struct domain *out)
{
	SCOPED(txn) *t = NULL;

	ck_ok(txn_read(bench.store, &t));
	return domain_read(t, 0, out);
}

START_TEST(a_token_without_users_has_no_domain)
{
	SCOPED_VALUE(domain) got = { 0 };

	ck_refused(get(&got), E_NOT_FOUND);
	ck_assert_ptr_null(domain_current(&got));
}
END_TEST

START_TEST(epochs_come_back_as_they_were_written)
{
	SCOPED_VALUE(domain) got = { 0 };
	const struct epoch *e;

	fill();
	put();
	ck_ok(get(&got));
	ck_assert_uint_eq(got.count, 2);
	ck_assert_uint_eq(got.epochs[0].number, 1);
	ck_assert_uint_eq(got.epochs[0].commitment[0], 1);
	ck_assert_uint_eq(got.epochs[0].count, 0);
	e = domain_current(&got);
	ck_assert_uint_eq(e->number, 2);
	ck_assert_uint_eq(e->commitment[31], 2);
	ck_assert_uint_eq(e->signature[63], 3);
	ck_assert(bytes_equal(&e->previous, "previous", 8));
	ck_assert(bytes_equal(&e->recovery, "recovery", 8));
	ck_assert_uint_eq(e->count, 2);
	ck_assert(bytes_equal(&epoch_grant(e, "alice")->sealed, "alice", 5));
}
END_TEST

START_TEST(a_name_without_grant_is_not_found)
{
	fill();
	ck_assert_ptr_null(epoch_grant(domain_current(&domain), "bob"));
	ck_assert_ptr_null(epoch_grant(&domain.epochs[0], "user"));
}
END_TEST

START_TEST(a_grant_replaces_that_of_the_same_name)
{
	struct epoch *e;

	fill();
	e = domain_current(&domain);
	grant(e, "user");
	ck_assert_uint_eq(e->count, 2);
}
END_TEST

START_TEST(dropped_grants_are_gone)
{
	struct epoch *e;

	fill();
	e = domain_current(&domain);
	epoch_drop_grants(e);
	ck_assert_uint_eq(e->count, 0);
	ck_assert_uint_eq(e->recovery.len, 0);
	ck_assert_uint_eq(e->previous.len, 8);
}
END_TEST

/* The body put there as it is. */
static void
body_put(struct record *r)
{
	struct txn *t;

	ck_ok(txn_write(bench.store, &t));
	ck_ok(txn_put(t, r));
	ck_ok(txn_commit(&t));
}

static void
body_get(struct record *r)
{
	SCOPED(txn) *t = NULL;

	fill();
	put();
	ck_ok(txn_read(bench.store, &t));
	ck_ok(txn_get(t, domain.serial, r));
}

START_TEST(a_shortened_body_is_refused)
{
	SCOPED_VALUE(record) r = { 0 };
	SCOPED_VALUE(domain) got = { 0 };

	body_get(&r);
	for (size_t len = 0; len < r.body.len; len += 7) {
		SCOPED_VALUE(record) cut = r;

		cut.name = cut.label = cut.id = cut.body = (struct bytes){ 0 };
		ck_ok(bytes_set(&cut.name, r.name.data, r.name.len));
		ck_ok(bytes_set(&cut.body, r.body.data, len));
		body_put(&cut);
		ck_refused(get(&got), E_STORE_DAMAGED);
	}
}
END_TEST

/* Offsets in the body of fill(): format, count of epochs, number of the
 * first, count of its grants. */
static const struct {
	size_t at;
	unsigned char value;
} odd_bytes[] = {
	{ 1, 2 },
	{ 5, 0 },
	{ 2, 0xff },
	{ 9, 2 },
	{ 114, 0xff },
};

START_TEST(an_odd_body_is_refused)
{
	SCOPED_VALUE(record) r = { 0 };
	SCOPED_VALUE(domain) got = { 0 };

	body_get(&r);
	r.body.data[odd_bytes[_i].at] = odd_bytes[_i].value;
	body_put(&r);
	ck_refused(get(&got), E_STORE_DAMAGED);
}
END_TEST

SUITE("token/epoch",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, a_token_without_users_has_no_domain);
    tcase_add_test(tc, epochs_come_back_as_they_were_written);
    tcase_add_test(tc, a_name_without_grant_is_not_found);
    tcase_add_test(tc, a_grant_replaces_that_of_the_same_name);
    tcase_add_test(tc, dropped_grants_are_gone);
    tcase_add_test(tc, a_shortened_body_is_refused);
    tcase_add_loop_test(tc, an_odd_body_is_refused, 0,
	sizeof(odd_bytes) / sizeof(odd_bytes[0])))
