/* SPDX-License-Identifier: Apache-2.0 */
/* Counting failed logins and what they cost. */
#include "token/lockout.h"

#include <unistd.h>

#define FREE_FAILURES 3
#define DELAY_MAX 900 /* 15 min */

/* What a number of failures costs, in seconds. */
static uint64_t
delay_of(uint32_t failures)
{
	uint64_t delay = 1;

	if (failures <= FREE_FAILURES)
		return 0;
	for (uint32_t n = FREE_FAILURES + 1; n < failures; n++)
		if ((delay *= 2) > DELAY_MAX)
			return DELAY_MAX;
	return delay;
}

/* The seconds a delay still runs. A failure dated further ahead than any
 * delay lasts was counted under a wrong clock and must not lock for good. */
static uint64_t
delay_left(const struct attempt *a, uint64_t now)
{
	uint64_t end = a->last + delay_of(a->failures);

	if (end <= now || (a->last > now && a->last - now > DELAY_MAX))
		return 0;
	return end - now;
}

static enum err
store_now(struct store *s, uint64_t *out)
{
	SCOPED(txn) *t = NULL;

	TRY(txn_read(s, &t));
	*out = txn_time(t);
	return E_OK;
}

/* What counts: the store's word, or this process's where it is worse. Under
 * t->lock. */
static enum err
attempt_now(struct token *t, const char *name, struct attempt *out)
{
	TRY(store_attempt_get(t->store, t->number, name, getuid(), out));
	if (t->attempt.failures > out->failures)
		*out = t->attempt;
	return E_OK;
}

/* Store it; keep it in memory if the store did not take it. Under t->lock for
 * writing. */
static enum err
attempt_set(struct token *t, const char *name, const struct attempt *a)
{
	struct attempt stored;

	TRY(store_attempt_set(t->store, t->number, name, getuid(), a));
	TRY(store_attempt_get(t->store, t->number, name, getuid(), &stored));
	if (stored.failures == a->failures && stored.last == a->last)
		t->attempt = (struct attempt){ 0 };
	else
		t->attempt = *a;
	return E_OK;
}

/* Under t->lock. */
static enum err
check_delay(struct token *t, const char *name, uint64_t now)
{
	struct attempt a;
	uint64_t left;

	TRY(attempt_now(t, name, &a));
	left = delay_left(&a, now);
	if (left > 0)
		return refuse(E_PIN_LOCKED, "%u wrong PINs in a row for "
		    "principal %s: locked for %llu s", a.failures, name,
		    (unsigned long long)left);
	return E_OK;
}

/* Under t->lock for writing. */
static enum err
count_one(struct token *t, const char *name, uint64_t now)
{
	struct attempt a;

	TRY(attempt_now(t, name, &a));
	if (a.failures < UINT32_MAX)
		a.failures++;
	a.last = now;
	TRY(attempt_set(t, name, &a));
	if (delay_of(a.failures) == 0)
		return refuse(E_PIN_INCORRECT, "wrong name or PIN (principal "
		    "%s)", name);
	return refuse(E_PIN_INCORRECT, "wrong name or PIN (principal %s); "
	    "%u in a row: locked for %llu s", name, a.failures,
	    (unsigned long long)delay_of(a.failures));
}

/* Under t->lock for writing. */
static enum err
forget_all(struct token *t, const char *name)
{
	static const struct attempt none;
	struct attempt a;

	TRY(attempt_now(t, name, &a));
	if (a.failures == 0)
		return E_OK;
	t->attempt = none;
	return store_attempt_set(t->store, t->number, name, getuid(), &none);
}

/* Under t->lock for writing. */
static enum err
settle(struct token *t, const char *name, bool right, uint64_t now)
{
	TRY(check_delay(t, name, now));
	return right ? forget_all(t, name) : count_one(t, name, now);
}

enum err
lockout_check(struct token *t, const char *name)
{
	uint64_t now;
	enum err e;

	TRY(store_now(t->store, &now));
	pthread_rwlock_rdlock(&t->lock);
	e = check_delay(t, name, now);
	pthread_rwlock_unlock(&t->lock);
	return e;
}

enum err
lockout_settle(struct token *t, const char *name, bool right)
{
	uint64_t now;
	enum err e;

	TRY(store_now(t->store, &now));
	pthread_rwlock_wrlock(&t->lock);
	e = settle(t, name, right, now);
	pthread_rwlock_unlock(&t->lock);
	return e;
}

enum err
lockout_count(struct token *t, const char *name)
{
	uint64_t now;
	enum err e;

	TRY(store_now(t->store, &now));
	pthread_rwlock_wrlock(&t->lock);
	e = count_one(t, name, now);
	pthread_rwlock_unlock(&t->lock);
	return e;
}

enum err
lockout_forget(struct token *t, const char *name)
{
	enum err e;

	pthread_rwlock_wrlock(&t->lock);
	e = forget_all(t, name);
	pthread_rwlock_unlock(&t->lock);
	return e;
}

enum err
lockout_read(struct store *s, uint32_t token, const char *name,
    uint32_t *failures, uint64_t *seconds)
{
	struct attempt a;
	uint64_t now;

	TRY(store_now(s, &now));
	TRY(store_attempt_get(s, token, name, getuid(), &a));
	*failures = a.failures;
	*seconds = delay_left(&a, now);
	return E_OK;
}
