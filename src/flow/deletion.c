/* SPDX-License-Identifier: Apache-2.0 */
/* The waiting period, and what has none. */
#include "flow/deletion.h"

#include "flow/upkeep.h"

#define DAY (24u * 60 * 60)

struct deletion {
	uint32_t version; /* 0: the key */
	uint64_t wait;	  /* seconds; 0: now */
};

static enum err
waiting_period(struct session *s, CK_ULONG days, uint64_t *out)
{
	struct token_record record;

	TRY(token_now(s->token, &record));
	if (days == 0) {
		*out = record.sandbox ? 0 : (uint64_t)DELETION_DAYS_MAX * DAY;
		return E_OK;
	}
	if (days < DELETION_DAYS_MIN || days > DELETION_DAYS_MAX)
		return refuse(E_ARGUMENTS, "the waiting period is %d to %d "
		    "days", DELETION_DAYS_MIN, DELETION_DAYS_MAX);
	*out = (uint64_t)days * DAY;
	return E_OK;
}

/* Destroyed at once: tombstones now, the puncture with the next upkeep. */
static void
bury_now(struct key *k)
{
	k->state = STATE_PURGING;
	for (size_t i = 0; i < k->count; i++) {
		if (k->versions[i].state == STATE_PURGED)
			continue;
		version_wipe(&k->versions[i]);
		k->versions[i].state = STATE_PURGING;
	}
}

static enum err
schedule_key(void *arg, struct txn *t, struct object *o)
{
	const struct deletion *d = arg;

	if (object_hidden(o))
		return refuse(E_KEY_STATE, "key %s is %s already", o->key->id,
		    state_name(o->key->state));
	if (!attrs_bool(&o->attrs, CKA_DESTROYABLE))
		return refuse(E_ACTION_PROHIBITED, "key %s was made with "
		    "CKA_DESTROYABLE FALSE", o->key->id);
	o->key->state = STATE_SCHEDULED;
	o->key->deletion = txn_time(t) + d->wait;
	if (d->wait == 0)
		bury_now(o->key);
	upkeep_note(t, o->key);
	return E_OK;
}

enum err
deletion_of_key(struct session *s, uint64_t serial, CK_ULONG days)
{
	struct deletion d = { 0 };

	TRY(waiting_period(s, days, &d.wait));
	return flow_change(s, serial, schedule_key, &d);
}

static enum err
find_version(const struct key *k, uint32_t number, struct version **out)
{
	*out = key_version(k, number);
	return *out != NULL ? E_OK : refuse(E_ARGUMENTS,
	    "key %s has no version %u", k->id, number);
}

static enum err
schedule_version(void *arg, struct txn *t, struct object *o)
{
	const struct deletion *d = arg;
	struct version *v;

	TRY(find_version(o->key, d->version, &v));
	if (v->number == o->key->current)
		return refuse(E_ACTION_PROHIBITED, "version %u of key %s is "
		    "the current one", v->number, o->key->id);
	if (v->state == STATE_SCHEDULED || v->state == STATE_PURGED ||
	    v->state == STATE_PURGING)
		return refuse(E_KEY_STATE, "version %u of key %s is %s already",
		    v->number, o->key->id, state_name(v->state));
	v->state = STATE_SCHEDULED;
	v->deletion = txn_time(t) + d->wait;
	if (d->wait == 0) {
		version_wipe(v);
		v->state = STATE_PURGING;
	}
	upkeep_note(t, o->key);
	return E_OK;
}

enum err
deletion_of_version(struct session *s, uint64_t serial, uint32_t version,
    CK_ULONG days)
{
	struct deletion d = { .version = version };

	TRY(waiting_period(s, days, &d.wait));
	return flow_change(s, serial, schedule_version, &d);
}

static enum err
cancel(void *arg, struct txn *t, struct object *o)
{
	const struct deletion *d = arg;
	struct version *v = NULL;
	enum state *state = &o->key->state;
	uint64_t *date = &o->key->deletion;

	if (d->version != 0) {
		TRY(find_version(o->key, d->version, &v));
		state = &v->state;
		date = &v->deletion;
	}
	if (*state != STATE_SCHEDULED)
		return refuse(E_KEY_STATE, "key %s is not pending deletion",
		    o->key->id);
	if (*date <= txn_time(t))
		return refuse(E_PURGED, "the waiting period of key %s is over",
		    o->key->id);
	*state = STATE_DISABLED;
	*date = 0;
	return E_OK;
}

enum err
deletion_cancel(struct session *s, uint64_t serial, uint32_t version)
{
	struct deletion d = { .version = version };

	return flow_change(s, serial, cancel, &d);
}

/* ---- at once ---- */

/* The private object forgets its public one; it can be brought back. */
static enum err
forget_public(struct txn *t, uint32_t token, uint64_t owner)
{
	SCOPED(object) *private = NULL;
	enum err e = object_read(t, owner, &private);

	if (e != E_OK)
		return e == E_NOT_FOUND ? E_OK : e;
	private->pair = 0;
	return object_write(t, token, private);
}

enum err
deletion_of_object(struct session *s, const struct object *o)
{
	SCOPED(txn) *t = NULL;
	enum err e;

	TRY(txn_write(s->token->store, &t));
	if (o->class == CKO_PUBLIC_KEY && o->pair != 0)
		TRY(forget_public(t, s->token->number, o->pair));
	e = txn_remove(t, o->serial);
	if (e == E_NOT_FOUND)
		return refuse(E_OBJECT_HANDLE, "the object is gone");
	if (e != E_OK)
		return e;
	return txn_commit(&t);
}
