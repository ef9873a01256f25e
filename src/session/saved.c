/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A small table of copies, searched from end to end. The references are random
 * numbers of 256 bits: nothing else has to make them authentic.
 */
#include "session/saved.h"

#include "crypto/ct.h"
#include "crypto/random.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct saved_copy {
	unsigned char reference[SAVED_LEN];
	const struct token *token;
	CK_SESSION_HANDLE session;
	uint64_t order; /* the oldest has the least */
	bool started;
	struct run run;
};

struct saved {
	pthread_mutex_t lock;
	uint64_t count; /* of copies ever made */
	struct saved_copy *copies[SAVED_MAX];
};

enum err
saved_new(struct saved **out)
{
	struct saved *all = calloc(1, sizeof(*all));

	if (all == NULL)
		return E_NO_MEMORY;
	pthread_mutex_init(&all->lock, NULL);
	*out = all;
	return E_OK;
}

static void
saved_copy_free(struct saved_copy *c)
{
	if (c == NULL)
		return;
	run_end(&c->run);
	free(c);
}
SCOPED_DEFINE(saved_copy)

void
saved_clear(struct saved *all)
{
	pthread_mutex_lock(&all->lock);
	for (size_t i = 0; i < SAVED_MAX; i++) {
		saved_copy_free(all->copies[i]);
		all->copies[i] = NULL;
	}
	pthread_mutex_unlock(&all->lock);
}

/* ---- keeping ---- */

static struct saved_copy **
older(struct saved_copy **a, struct saved_copy **b)
{
	return *a == NULL || (*b)->order < (*a)->order ? b : a;
}

/* Where the next copy goes: to the oldest of a session that has as many as it
 * may, else to a free place, else to the oldest of all. */
static struct saved_copy **
place(struct saved *all, CK_SESSION_HANDLE session)
{
	struct saved_copy *none = NULL, **mine = &none, **oldest = &none;
	struct saved_copy **vacant = NULL;
	size_t count = 0;

	for (size_t i = 0; i < SAVED_MAX; i++) {
		struct saved_copy **c = &all->copies[i];

		if (*c == NULL) {
			vacant = c;
			continue;
		}
		oldest = older(oldest, c);
		if ((*c)->session == session) {
			mine = older(mine, c);
			count++;
		}
	}
	if (count >= SAVED_PER_SESSION)
		return mine;
	return vacant != NULL ? vacant : oldest;
}

enum err
saved_put(struct saved *all, const struct token *token,
    CK_SESSION_HANDLE session, const struct operation *op,
    unsigned char reference[static SAVED_LEN])
{
	SCOPED(saved_copy) *c = calloc(1, sizeof(*c));
	struct saved_copy **to;

	if (c == NULL)
		return E_NO_MEMORY;
	TRY(run_copy(&op->run, &c->run));
	TRY(random_bytes(c->reference, sizeof(c->reference)));
	c->token = token;
	c->session = session;
	c->started = op->started;
	memcpy(reference, c->reference, SAVED_LEN);
	pthread_mutex_lock(&all->lock);
	c->order = all->count++;
	to = place(all, session);
	saved_copy_free(*to);
	*to = c;
	c = NULL;
	pthread_mutex_unlock(&all->lock);
	return E_OK;
}

/* ---- giving back ---- */

/* Under the lock. */
static const struct saved_copy *
find(const struct saved *all, const struct token *token,
    const unsigned char *reference)
{
	const struct saved_copy *found = NULL;

	for (size_t i = 0; i < SAVED_MAX; i++) {
		const struct saved_copy *c = all->copies[i];

		if (c != NULL && c->token == token &&
		    ct_equal(c->reference, reference, SAVED_LEN))
			found = c;
	}
	return found;
}

static enum err
resume(const struct saved_copy *c, struct operation *out)
{
	struct operation op = { .active = true, .started = c->started };

	TRY(run_copy(&c->run, &op.run));
	*out = op;
	return E_OK;
}

enum err
saved_get(struct saved *all, const struct token *token,
    const unsigned char reference[static SAVED_LEN], struct operation *out)
{
	const struct saved_copy *c;
	enum err e;

	pthread_mutex_lock(&all->lock);
	c = find(all, token, reference);
	e = c != NULL ? resume(c, out) : refuse(E_SAVED_STATE,
	    "no state of that reference is kept");
	pthread_mutex_unlock(&all->lock);
	return e;
}
