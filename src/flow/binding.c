/* SPDX-License-Identifier: Apache-2.0 */
/* Which pair, and which version of it, a public half belongs to. */
#include "flow/binding.h"

#include <stdlib.h>

#define SAME_ID_MAX 64

/* Objects of one class with one CKA_ID. */
struct namesakes {
	CK_OBJECT_CLASS class;
	size_t count;
	uint64_t serials[SAME_ID_MAX];
};

static enum err
note(void *arg, const struct entry *e)
{
	struct namesakes *n = arg;

	if (e->class == n->class && n->count < SAME_ID_MAX)
		n->serials[n->count++] = e->serial;
	return E_OK;
}

static uint32_t
version_with(const struct key *k, const struct bytes *spki)
{
	for (size_t i = 0; k != NULL && i < k->count; i++)
		if (bytes_equal(&k->versions[i].spki, spki->data, spki->len))
			return k->versions[i].number;
	return 0;
}

enum err
binding_find(struct txn *t, uint32_t token, const struct bytes *id,
    const struct bytes *spki, struct object **owner, uint32_t *version)
{
	struct namesakes n = { .class = CKO_PRIVATE_KEY };

	*owner = NULL;
	*version = 0;
	if (id == NULL || id->len == 0 || spki->len == 0)
		return E_OK;
	TRY(txn_each_id(t, token, id->data, id->len, note, &n));
	for (size_t i = 0; i < n.count; i++) {
		SCOPED(object) *o = NULL;

		TRY(object_read(t, n.serials[i], &o));
		*version = version_with(o->key, spki);
		if (*version == 0)
			continue;
		*owner = o;
		o = NULL;
		return E_OK;
	}
	return E_OK;
}

static enum err
bind_certificate(struct txn *t, uint32_t token, struct object *o)
{
	const struct bytes *spki = attrs_get(&o->attrs, CKA_PUBLIC_KEY_INFO);
	SCOPED(object) *found = NULL;

	if (spki == NULL)
		return E_OK;
	TRY(binding_find(t, token, attrs_get(&o->attrs, CKA_ID), spki, &found,
	    &o->bound));
	if (found != NULL)
		o->pair = found->serial;
	return E_OK;
}

static enum err
bind_public(struct txn *t, uint32_t token, struct object *o,
    struct object **owner)
{
	SCOPED(object) *found = NULL;
	uint32_t version;

	TRY(binding_find(t, token, attrs_get(&o->attrs, CKA_ID),
	    &key_current(o->key)->spki, &found, &version));
	if (found == NULL || found->pair != 0 ||
	    version != found->key->current)
		return E_OK;
	o->pair = found->serial;
	*owner = found;
	found = NULL;
	return E_OK;
}

enum err
binding_make(struct txn *t, uint32_t token, struct object *o,
    struct object **owner)
{
	*owner = NULL;
	if (o->class == CKO_CERTIFICATE)
		return bind_certificate(t, token, o);
	if (o->class == CKO_PUBLIC_KEY)
		return bind_public(t, token, o, owner);
	return E_OK;
}

enum err
binding_certified(struct txn *t, uint32_t token, const struct object *owner,
    uint32_t version, bool *yes)
{
	const struct bytes *id = attrs_get(&owner->attrs, CKA_ID);
	struct namesakes n = { .class = CKO_CERTIFICATE };

	*yes = false;
	if (id == NULL || id->len == 0)
		return E_OK;
	TRY(txn_each_id(t, token, id->data, id->len, note, &n));
	for (size_t i = 0; !*yes && i < n.count; i++) {
		SCOPED(object) *o = NULL;

		TRY(object_read(t, n.serials[i], &o));
		*yes = o->pair == owner->serial && o->bound == version;
	}
	return E_OK;
}
