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
		*version = object_hidden(o) ? 0 : version_with(o->key, spki);
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

/* ---- what was there before the private key ---- */

/* Certificates of a pair that is being deleted, or is gone, are free again. */
static bool
is_free(const struct object *certificate)
{
	const struct key *k = certificate->key;

	return certificate->pair == 0 || k == NULL ||
	    k->state == STATE_SCHEDULED || k->state == STATE_PURGED ||
	    k->state == STATE_PURGING;
}

static enum err
adopt_certificate(struct txn *t, uint32_t token, const struct object *owner,
    uint64_t serial)
{
	SCOPED(object) *o = NULL;
	const struct bytes *spki;
	uint32_t version;

	TRY(object_read(t, serial, &o));
	spki = attrs_get(&o->attrs, CKA_PUBLIC_KEY_INFO);
	version = spki == NULL ? 0 : version_with(owner->key, spki);
	if (version == 0 || !is_free(o))
		return E_OK;
	o->pair = owner->serial;
	o->bound = version;
	return object_write(t, token, o);
}

/* One public object belongs to a pair; others like it stand alone. */
static enum err
adopt_public(struct txn *t, uint32_t token, struct object *owner,
    uint64_t serial)
{
	SCOPED(object) *o = NULL;

	TRY(object_read(t, serial, &o));
	if (owner->pair != 0 || o->pair != 0 ||
	    version_with(owner->key, &key_current(o->key)->spki) !=
	    owner->key->current)
		return E_OK;
	o->pair = owner->serial;
	TRY(object_write(t, token, o));
	owner->pair = serial;
	return object_write(t, token, owner);
}

enum err
binding_adopt(struct txn *t, uint32_t token, struct object *owner)
{
	const struct bytes *id = attrs_get(&owner->attrs, CKA_ID);
	struct namesakes certificates = { .class = CKO_CERTIFICATE };
	struct namesakes publics = { .class = CKO_PUBLIC_KEY };

	if (id == NULL || id->len == 0)
		return E_OK;
	TRY(txn_each_id(t, token, id->data, id->len, note, &certificates));
	TRY(txn_each_id(t, token, id->data, id->len, note, &publics));
	for (size_t i = 0; i < certificates.count; i++)
		TRY(adopt_certificate(t, token, owner,
		    certificates.serials[i]));
	for (size_t i = 0; i < publics.count; i++)
		TRY(adopt_public(t, token, owner, publics.serials[i]));
	return E_OK;
}

/* ---- whether the current version is certified ---- */

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
