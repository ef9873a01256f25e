/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Secrets as callers see them. The struct is on the heap, where leak checkers
 * find a forgotten one; the bytes are in the arena (arena.c). After a fork an
 * inherited secret reads as zeroes and can be freed without touching the new
 * arena: it carries the number of the one it came from.
 */
#include "crypto/secret.h"
#include "crypto/arena.h"
#include "crypto/ct.h"
#include "crypto/random.h"

#include <stdlib.h>
#include <string.h>

#define SECRET_MAX ((size_t)16 << 20)

struct secret {
	size_t len;
	size_t size; /* what was asked of the arena */
	unsigned char *data;
	unsigned arena;
};

enum err
secret_new(size_t len, struct secret **out)
{
	struct secret *s;

	if (len > SECRET_MAX)
		return refuse(E_NO_MEMORY, "a secret of %zu bytes is too long",
		    len);
	s = malloc(sizeof(*s));
	if (s == NULL)
		return E_NO_MEMORY;
	*s = (struct secret){ .len = len, .size = len };
	s->data = arena_take(len, &s->arena);
	if (s->data == NULL) {
		free(s);
		return E_NO_MEMORY;
	}
	*out = s;
	return E_OK;
}

enum err
secret_from(const void *data, size_t len, struct secret **out)
{
	struct secret *s;

	TRY(secret_new(len, &s));
	if (len > 0)
		memcpy(s->data, data, len);
	*out = s;
	return E_OK;
}

enum err
secret_dup(const struct secret *s, struct secret **out)
{
	return secret_from(s->data, s->len, out);
}

enum err
secret_random(size_t len, struct secret **out)
{
	SCOPED(secret) *s = NULL;

	TRY(secret_new(len, &s));
	TRY(random_private(s->data, len));
	*out = s;
	s = NULL;
	return E_OK;
}

void
secret_free(struct secret *s)
{
	if (s == NULL)
		return;
	arena_give(s->data, s->size, s->arena);
	free(s);
}

size_t
secret_len(const struct secret *s)
{
	return s->len;
}

unsigned char *
secret_data(struct secret *s)
{
	return s->data;
}

const unsigned char *
secret_peek(const struct secret *s)
{
	return s->data;
}

void
secret_truncate(struct secret *s, size_t len)
{
	if (len >= s->len)
		return;
	ct_wipe(s->data + len, s->len - len);
	s->len = len;
}

bool
secret_equal(const struct secret *a, const struct secret *b)
{
	return a->len == b->len && ct_equal(a->data, b->data, a->len);
}

bool
secret_locked(void)
{
	return arena_locked();
}

void
secret_trim(void)
{
	arena_trim();
}

void
secret_abandon(void)
{
	arena_abandon();
}
