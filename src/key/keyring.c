/* SPDX-License-Identifier: Apache-2.0 */
/* The domain keys by epoch: a short ascending array. */
#include "key/keyring.h"

#include <stdlib.h>

/* Where an epoch stands, or where it would have to be put in. */
static size_t
keyring_place(const struct keyring *r, uint32_t epoch)
{
	size_t i = r->count;

	while (i > 0 && r->keys[i - 1].epoch >= epoch)
		i--;
	return i;
}

enum err
keyring_add(struct keyring *r, uint32_t epoch, struct secret *key)
{
	size_t at = keyring_place(r, epoch);
	struct keyring_key *keys;

	if (epoch == 0 || (at < r->count && r->keys[at].epoch == epoch))
		return refuse(E_GENERAL, "epoch %u cannot be added to the "
		    "domain keys", epoch);
	keys = reallocarray(r->keys, r->count + 1, sizeof(*keys));
	if (keys == NULL)
		return E_NO_MEMORY;
	for (size_t i = r->count; i > at; i--)
		keys[i] = keys[i - 1];
	keys[at] = (struct keyring_key){ .epoch = epoch, .key = key };
	r->keys = keys;
	r->count++;
	return E_OK;
}

const struct secret *
keyring_get(const struct keyring *r, uint32_t epoch)
{
	size_t at = keyring_place(r, epoch);

	if (at == r->count || r->keys[at].epoch != epoch)
		return NULL;
	return r->keys[at].key;
}

uint32_t
keyring_epoch(const struct keyring *r)
{
	return r->count > 0 ? r->keys[r->count - 1].epoch : 0;
}

void
keyring_clear(struct keyring *r)
{
	for (size_t i = 0; i < r->count; i++)
		secret_free(r->keys[i].key);
	free(r->keys);
	*r = (struct keyring){ 0 };
}
