/* SPDX-License-Identifier: Apache-2.0 */
/* Checks under way, by number: what CLV_CheckInit gives is an index here. */
#include "flow/check.h"

#include "flow/json.h"
#include "pkcs11-claviger.h"
#include "session/out_buf.h"

#include <stdlib.h>
#include <string.h>

#define CHECKS 8

struct check {
	struct store_check *state;
	bool waiting; /* a finding that has not been taken */
	struct store_finding finding;
	uint64_t done, total;
};

struct checks {
	struct check list[CHECKS];
};

/* Under t->lock. */
static enum err
check_add(struct tokens *t, struct store_check *state, CK_ULONG *out)
{
	if (t->checks == NULL)
		t->checks = calloc(1, sizeof(*t->checks));
	if (t->checks == NULL)
		return E_NO_MEMORY;
	for (CK_ULONG i = 0; i < CHECKS; i++) {
		if (t->checks->list[i].state != NULL)
			continue;
		t->checks->list[i] = (struct check){ .state = state };
		*out = i + 1;
		return E_OK;
	}
	return refuse(E_QUOTA, "%d checks are under way", CHECKS);
}

static enum err
check_find(struct tokens *t, CK_ULONG number, struct check **out)
{
	if (t->checks == NULL || number == 0 || number > CHECKS ||
	    t->checks->list[number - 1].state == NULL)
		return refuse(E_ARGUMENTS, "no check has handle %lu",
		    (unsigned long)number);
	*out = &t->checks->list[number - 1];
	return E_OK;
}

enum err
flow_check_begin(struct tokens *t, CK_ULONG what, CK_ULONG *out)
{
	struct store_check *state;
	enum err e;

	if (out == NULL)
		return refuse(E_ARGUMENTS, "the handle pointer is NULL");
	if (t->conf_error != E_OK)
		return refuse(t->conf_error, "%s", t->conf_reason);
	if (what == CLV_CHECK_AUDIT)
		return E_UNSUPPORTED;
	if (what != CLV_CHECK_STORE)
		return refuse(E_ARGUMENTS, "there is no such check");
	TRY(store_check_new(t->conf.store, t->conf.root_key, &state));
	pthread_mutex_lock(&t->lock);
	e = check_add(t, state, out);
	pthread_mutex_unlock(&t->lock);
	if (e != E_OK)
		store_check_free(state);
	return e;
}

static enum err
check_advance(struct check *c)
{
	bool found;

	if (c->waiting)
		return E_OK;
	TRY(store_check_next(c->state, &found, &c->finding, &c->done,
	    &c->total));
	c->waiting = found;
	return E_OK;
}

static enum err
finding_answer(struct check *c, CK_UTF8CHAR *json, CK_ULONG *len)
{
	const struct store_finding *f = &c->finding;
	enum err e;

	if (!c->waiting) {
		*len = 0;
		return E_OK;
	}
	e = json_answer(json_pack("{s:o, s:I, s:o}",
	    "what", json_text(f->what, strlen(f->what)),
	    "number", (json_int_t)f->number,
	    "text", json_text(f->text, strlen(f->text))), json, len);
	if (e == E_OK && json != NULL)
		c->waiting = false;
	return e;
}

static enum err
check_next(struct tokens *t, CK_ULONG check, CK_UTF8CHAR *json, CK_ULONG *len,
    CK_ULONG *done, CK_ULONG *total)
{
	struct check *c = NULL;

	TRY(check_find(t, check, &c));
	TRY(check_advance(c));
	if (done != NULL)
		*done = (CK_ULONG)c->done;
	if (total != NULL)
		*total = (CK_ULONG)c->total;
	return finding_answer(c, json, len);
}

enum err
flow_check_next(struct tokens *t, CK_ULONG check, CK_UTF8CHAR *json,
    CK_ULONG *len, CK_ULONG *done, CK_ULONG *total)
{
	enum err e;

	if (len == NULL)
		return refuse(E_ARGUMENTS, "the length is NULL");
	pthread_mutex_lock(&t->lock);
	e = check_next(t, check, json, len, done, total);
	pthread_mutex_unlock(&t->lock);
	return e;
}

enum err
flow_check_end(struct tokens *t, CK_ULONG check)
{
	struct check *c = NULL;
	enum err e;

	pthread_mutex_lock(&t->lock);
	e = check_find(t, check, &c);
	if (e == E_OK) {
		store_check_free(c->state);
		*c = (struct check){ 0 };
	}
	pthread_mutex_unlock(&t->lock);
	return e;
}

void
flow_check_close(struct tokens *t)
{
	for (size_t i = 0; t->checks != NULL && i < CHECKS; i++)
		store_check_free(t->checks->list[i].state);
	free(t->checks);
	t->checks = NULL;
}
