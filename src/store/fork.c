/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Stores across fork. The prepare handler takes every lock of ours, so that
 * at the fork no thread is inside the engine, half-way through opening it, or
 * holding the lock between processes, which a child would go on holding. The
 * child must close the inherited connection before it opens its own: leaking
 * it makes SQLite take no real locks in the child, and acknowledged writes of
 * others are lost.
 */
#include "store/inside.h"

static pthread_mutex_t registry = PTHREAD_MUTEX_INITIALIZER;
static struct store *stores;
static pthread_once_t installed = PTHREAD_ONCE_INIT;

void
fork_guard(void)
{
	pthread_mutex_lock(&registry);
}

void
fork_release(void)
{
	pthread_mutex_unlock(&registry);
}

void
fork_add(struct store *s)
{
	s->next = stores;
	stores = s;
}

void
fork_remove(struct store *s)
{
	struct store **at = &stores;

	while (*at != NULL && *at != s)
		at = &(*at)->next;
	if (*at == s)
		*at = s->next;
}

static void
prepare(void)
{
	struct store *s;

	pthread_mutex_lock(&registry);
	for (s = stores; s != NULL; s = s->next) {
		pthread_mutex_lock(&s->writer);
		pthread_mutex_lock(&s->leaf);
	}
}

static void
in_parent(void)
{
	struct store *s;

	for (s = stores; s != NULL; s = s->next) {
		pthread_mutex_unlock(&s->leaf);
		pthread_mutex_unlock(&s->writer);
	}
	pthread_mutex_unlock(&registry);
}

static void
in_child(void)
{
	struct store *s;

	for (s = stores; s != NULL; s = s->next) {
		pthread_mutex_init(&s->leaf, NULL);
		pthread_mutex_init(&s->writer, NULL);
		s->inherited = true;
	}
	pthread_mutex_init(&registry, NULL);
}

static void
install(void)
{
	pthread_atfork(prepare, in_parent, in_child);
}

void
store_fork_init(void)
{
	pthread_once(&installed, install);
}
