/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Failed logins: sealed rows outside revision and index, so that a wrong PIN
 * costs one small commit and makes no process reload anything.
 */
#include "store/index_key.h"
#include "store/inside.h"

#include "base/reader.h"
#include "base/writer.h"

#include <string.h>

/* ---- a process that cannot write delays in memory ---- */

static struct attempt_kept *
kept_find(struct store *s, uint64_t number)
{
	size_t i;

	for (i = 0; i < ATTEMPTS_KEPT; i++)
		if (s->kept[i].number == number &&
		    s->kept[i].attempt.failures != 0)
			return &s->kept[i];
	return NULL;
}

static void
kept_set(struct store *s, uint64_t number, const struct attempt *a)
{
	struct attempt_kept *kept = kept_find(s, number);

	if (kept == NULL)
		kept = &s->kept[s->kept_next++ % ATTEMPTS_KEPT];
	kept->number = number;
	kept->attempt = *a;
}

/* ---- rows ---- */

static enum err
encode(const struct attempt *a, struct bytes *out)
{
	struct writer w;

	out->len = 0;
	writer_init(&w, out);
	writer_u32(&w, a->failures);
	writer_u64(&w, a->last);
	return writer_done(&w);
}

static enum err
decode(const struct bytes *in, struct attempt *out)
{
	struct attempt found;
	struct reader r;

	reader_init(&r, in->data, in->len);
	found.failures = reader_u32(&r);
	found.last = reader_u64(&r);
	if (!reader_done(&r))
		return E_STORE_DAMAGED;
	*out = found;
	return E_OK;
}

static enum err
get(struct store *s, uint64_t number, struct attempt *out)
{
	const struct attempt none = { 0 };
	uint64_t revision;
	enum err e;

	e = s->engine->get(s->state, TABLE_ATTEMPT, number, &s->row);
	if (e == E_NOT_FOUND) {
		*out = none;
		return E_OK;
	}
	TRY(e);
	e = row_open(&s->seal[TABLE_ATTEMPT], number, &s->row, &revision,
	    &s->plain);
	if (e == E_OK)
		e = decode(&s->plain, out);
	if (e == E_STORE_DAMAGED)
		return refuse(e, "a count of failed logins is not authentic");
	return e;
}

static enum err
put(struct store *s, uint64_t number, const struct attempt *a)
{
	unsigned char tag[ROW_TAG_LEN];

	if (a->failures == 0)
		return s->engine->remove(s->state, TABLE_ATTEMPT, number);
	TRY(encode(a, &s->plain));
	TRY(row_seal(&s->seal[TABLE_ATTEMPT], number, 0, &s->plain, &s->row,
	    tag));
	return s->engine->put(s->state, TABLE_ATTEMPT, number, s->row.data,
	    s->row.len);
}

enum err
store_attempt_get(struct store *s, uint32_t token, const char *who,
    uint32_t uid, struct attempt *out)
{
	const struct attempt_kept *kept;
	struct txn *t;
	uint64_t number;
	enum err e;

	TRY(index_key_attempt(s->index_key, token, who, uid, &number));
	TRY(txn_read(s, &t));
	kept = kept_find(s, number);
	if (kept != NULL) {
		*out = kept->attempt;
		e = E_OK;
	} else {
		e = get(s, number, out);
	}
	txn_free(t);
	return e;
}

static enum err
set_in_memory(struct store *s, uint64_t number, const struct attempt *a)
{
	struct txn *t;

	TRY(txn_read(s, &t));
	kept_set(s, number, a);
	txn_free(t);
	return E_OK;
}

enum err
store_attempt_set(struct store *s, uint32_t token, const char *who,
    uint32_t uid, const struct attempt *a)
{
	SCOPED(txn) *t = NULL;
	uint64_t number;

	TRY(index_key_attempt(s->index_key, token, who, uid, &number));
	if (!s->place.writable)
		return set_in_memory(s, number, a);
	TRY(txn_write(s, &t));
	TRY(put(s, number, a));
	return s->engine->commit(s->state);
}
