/* SPDX-License-Identifier: Apache-2.0 */
/* The session table: chunks of slots that stay where they are. */
#include "session/session.h"

#include "object/table.h"

#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>

#define CHUNK 64
#define CHUNKS 1024
#define INDEX_BITS 20

struct session_slot {
	pthread_mutex_t lock;
	bool open;
	uint64_t generation; /* in the handle: a reused slot never matches */
	struct session session;
	struct session_slot *next_free;
};

struct session_table {
	pthread_mutex_t lock; /* guards free list and growth */
	_Atomic(struct session_slot *) chunks[CHUNKS];
	size_t chunk_count;
	struct session_slot *free;
	struct saved *saved;
};

enum err
session_table_new(struct session_table **out)
{
	struct session_table *t = calloc(1, sizeof(*t));
	enum err e;

	if (t == NULL)
		return E_NO_MEMORY;
	e = saved_new(&t->saved);
	if (e != E_OK) {
		free(t);
		return e;
	}
	pthread_mutex_init(&t->lock, NULL);
	*out = t;
	return E_OK;
}

struct saved *
session_saved(struct session_table *t)
{
	return t->saved;
}

static CK_SESSION_HANDLE
handle_at(size_t index, uint64_t generation)
{
	return (CK_SESSION_HANDLE)(generation << INDEX_BITS | (index + 1));
}

/* Under the table's lock. */
static enum err
table_grow(struct session_table *t)
{
	struct session_slot *chunk;
	size_t base = t->chunk_count * CHUNK;

	if (t->chunk_count == CHUNKS)
		return refuse(E_SESSION_COUNT, "%d sessions are open",
		    CHUNK * CHUNKS);
	chunk = calloc(CHUNK, sizeof(*chunk));
	if (chunk == NULL)
		return E_NO_MEMORY;
	for (size_t i = CHUNK; i-- > 0;) {
		pthread_mutex_init(&chunk[i].lock, NULL);
		chunk[i].session.handle = handle_at(base + i, 0);
		chunk[i].next_free = t->free;
		t->free = &chunk[i];
	}
	atomic_store(&t->chunks[t->chunk_count++], chunk);
	return E_OK;
}

static enum err
slot_take(struct session_table *t, struct session_slot **out)
{
	enum err e = E_OK;

	pthread_mutex_lock(&t->lock);
	if (t->free == NULL)
		e = table_grow(t);
	if (e == E_OK) {
		*out = t->free;
		t->free = t->free->next_free;
	}
	pthread_mutex_unlock(&t->lock);
	return e;
}

static size_t
index_of(CK_SESSION_HANDLE handle)
{
	return (size_t)(handle & ((1u << INDEX_BITS) - 1));
}

enum err
session_open(struct session_table *t, struct token *token, bool writable,
    CK_SESSION_HANDLE *out)
{
	struct session_slot *slot;
	struct session *s;

	TRY(slot_take(t, &slot));
	pthread_mutex_lock(&slot->lock);
	s = &slot->session;
	slot->generation++;
	s->handle = handle_at(index_of(s->handle) - 1, slot->generation);
	s->token = token;
	s->writable = writable;
	s->logins = atomic_load(&token->logins);
	slot->open = true;
	atomic_fetch_add(&token->sessions, 1);
	if (writable)
		atomic_fetch_add(&token->writable_sessions, 1);
	*out = s->handle;
	pthread_mutex_unlock(&slot->lock);
	return E_OK;
}

static struct session_slot *
slot_at(struct session_table *t, size_t index)
{
	struct session_slot *chunk;

	if (index == 0 || index > (size_t)CHUNK * CHUNKS)
		return NULL;
	chunk = atomic_load_explicit(&t->chunks[(index - 1) / CHUNK],
	    memory_order_acquire);
	return chunk == NULL ? NULL : &chunk[(index - 1) % CHUNK];
}

enum err
session_enter(struct session_table *t, CK_SESSION_HANDLE handle,
    struct session **out)
{
	struct session_slot *slot = slot_at(t, index_of(handle));

	if (slot != NULL) {
		pthread_mutex_lock(&slot->lock);
		if (slot->open && slot->session.handle == handle) {
			*out = &slot->session;
			return E_OK;
		}
		pthread_mutex_unlock(&slot->lock);
	}
	return refuse(E_SESSION, "no session has handle %#lx",
	    (unsigned long)handle);
}

static struct session_slot *
slot_of(struct session *s)
{
	return (struct session_slot *)((char *)s -
	    offsetof(struct session_slot, session));
}

static bool
on_private(const struct operation *op)
{
	const struct object *o = op->view.object;

	return op->active && o != NULL && (o->private || object_guarded(o));
}

static void
abort_private(struct session *s)
{
	for (size_t i = 0; i < OPERATION_COUNT; i++)
		if (on_private(&s->operations[i]))
			operation_end(&s->operations[i]);
	search_end(&s->search);
	s->logins = atomic_load(&s->token->logins);
}

void
session_leave(struct session *s)
{
	if (s->logins != atomic_load(&s->token->logins))
		abort_private(s);
	pthread_mutex_unlock(&slot_of(s)->lock);
}

static void
session_stop(struct session *s)
{
	for (size_t i = 0; i < OPERATION_COUNT; i++)
		operation_end(&s->operations[i]);
	search_end(&s->search);
}

static void
drop_objects(struct session *s)
{
	pthread_rwlock_wrlock(&s->token->lock);
	if (s->token->objects != NULL)
		table_drop_session(s->token->objects, s->handle);
	pthread_rwlock_unlock(&s->token->lock);
}

void
session_close(struct session_table *t, struct session *s)
{
	struct session_slot *slot = slot_of(s);

	session_stop(s);
	if (s->objects)
		drop_objects(s);
	s->objects = false;
	if (s->writable)
		atomic_fetch_sub(&s->token->writable_sessions, 1);
	atomic_fetch_sub(&s->token->sessions, 1);
	slot->open = false;
	pthread_mutex_unlock(&slot->lock);
	pthread_mutex_lock(&t->lock);
	slot->next_free = t->free;
	t->free = slot;
	pthread_mutex_unlock(&t->lock);
}

/* Every open session of a token (NULL: of all). */
static void
close_each(struct session_table *t, const struct token *token)
{
	struct session_slot *slot;

	for (size_t i = 1; (slot = slot_at(t, i)) != NULL; i++) {
		pthread_mutex_lock(&slot->lock);
		if (slot->open &&
		    (token == NULL || slot->session.token == token))
			session_close(t, &slot->session);
		else
			pthread_mutex_unlock(&slot->lock);
	}
}

void
session_close_all(struct session_table *t, struct token *token)
{
	close_each(t, token);
}

void
session_table_clear(struct session_table *t)
{
	close_each(t, NULL);
	saved_clear(t->saved);
}

void
session_abort_private(struct session_table *t, struct token *token,
    struct session *mine)
{
	struct session_slot *slot;

	abort_private(mine);
	for (size_t i = 1; (slot = slot_at(t, i)) != NULL; i++) {
		if (&slot->session == mine ||
		    pthread_mutex_trylock(&slot->lock) != 0)
			continue;
		if (slot->open && slot->session.token == token)
			abort_private(&slot->session);
		pthread_mutex_unlock(&slot->lock);
	}
}

enum err
session_may_write(const struct session *s)
{
	return s->writable ? E_OK : refuse(E_SESSION_READ_ONLY,
	    "the session was opened without CKF_RW_SESSION");
}

CK_STATE
session_state(const struct session *s)
{
	CK_STATE state;

	pthread_rwlock_rdlock(&s->token->lock);
	switch (s->token->who.kind) {
	case PRINCIPAL_OFFICER:
		state = CKS_RW_SO_FUNCTIONS;
		break;
	case PRINCIPAL_USER:
		state = s->writable ? CKS_RW_USER_FUNCTIONS
		    : CKS_RO_USER_FUNCTIONS;
		break;
	case PRINCIPAL_NOBODY:
	default:
		state = s->writable ? CKS_RW_PUBLIC_SESSION
		    : CKS_RO_PUBLIC_SESSION;
		break;
	}
	pthread_rwlock_unlock(&s->token->lock);
	return state;
}

