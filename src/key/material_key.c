/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where the private fields of a version are sealed and opened: under
 * M = HMAC(D, "material" || leaf of the erase tree || token || key ||
 * version). Without the leaf (purged) or without the domain key (not logged
 * in) there is no M.
 */
#include "key/key.h"

#include "crypto/kdf.h"
#include "crypto/seal.h"

#include <string.h>

#define LEAF_LEN 32
#define NAME_LEN (4 + KEY_ID_LEN + 4)

/* token || key id || version number: also the blob's associated data. */
static void
version_name(const struct key *k, const struct version *v, uint32_t token,
    unsigned char out[static NAME_LEN])
{
	struct bytes b = { .data = out, .capacity = NAME_LEN };
	struct writer w;

	writer_init(&w, &b);
	writer_u32(&w, token);
	writer_raw(&w, k->id, KEY_ID_LEN);
	writer_u32(&w, v->number);
}

static enum err
material_key(const struct key *k, const struct version *v,
    const struct key_place *at, struct seal_key **out)
{
	static const char label[8] = "material";
	const struct secret *domain = keyring_get(at->ring, v->epoch);
	SCOPED(secret) *leaf = NULL, *input = NULL, *m = NULL;
	unsigned char *p;

	if (domain == NULL)
		return refuse(E_NOT_LOGGED_IN,
		    "key %s needs a logged-in user", k->id);
	TRY(store_leaf(at->store, v->leaf, &leaf));
	TRY(secret_new(sizeof(label) + LEAF_LEN + NAME_LEN, &input));
	p = secret_data(input);
	memcpy(p, label, sizeof(label));
	memcpy(p + sizeof(label), secret_peek(leaf), LEAF_LEN);
	version_name(k, v, at->token, p + sizeof(label) + LEAF_LEN);
	TRY(hmac_sha256_secret(domain, p, secret_len(input), &m));
	return seal_key_new(m, out);
}

static enum err
version_seal(const struct key *k, struct version *v,
    const struct key_place *at, struct txn *t)
{
	unsigned char name[NAME_LEN];
	SCOPED(seal_key) *key = NULL;
	SCOPED(secret) *plain = NULL;

	TRY(txn_new_leaf(t, &v->leaf));
	v->epoch = keyring_epoch(at->ring);
	TRY(material_key(k, v, at, &key));
	TRY(material_export(atomic_load(&v->material), &plain));
	version_name(k, v, at->token, name);
	return seal_secret(key, name, sizeof(name), plain, &v->sealed);
}

enum err
key_seal(struct key *k, const struct key_place *at, struct txn *t)
{
	for (size_t i = 0; i < k->count; i++) {
		struct version *v = &k->versions[i];

		if (v->sealed.len == 0 && atomic_load(&v->material) != NULL)
			TRY(version_seal(k, v, at, t));
	}
	return E_OK;
}

/* Publish what was opened; when another thread was faster, take its copy. */
static void
material_publish(_Atomic(struct material *) *slot, struct material *opened,
    struct material **out)
{
	struct material *there = NULL;

	if (atomic_compare_exchange_strong(slot, &there, opened)) {
		*out = material_ref(opened);
		return;
	}
	material_free(opened);
	*out = material_ref(there);
}

static enum err
version_open(const struct key *k, const struct version *v,
    const struct key_place *at, struct material **out)
{
	unsigned char name[NAME_LEN];
	SCOPED(seal_key) *key = NULL;
	SCOPED(secret) *plain = NULL;

	if (v->sealed.len == 0)
		return refuse(E_PURGED, "version %u of key %s is purged",
		    v->number, k->id);
	TRY(material_key(k, v, at, &key));
	version_name(k, v, at->token, name);
	if (seal_open_secret(key, name, sizeof(name), v->sealed.data,
	    v->sealed.len, &plain) != E_OK)
		return refuse(E_STORE_DAMAGED, "the material of version %u of "
		    "key %s is not authentic", v->number, k->id);
	if (v->spki.len > 0)
		return material_from_stored(plain, out);
	return material_from_secret(plain, out);
}

enum err
version_material(const struct key *k, struct version *v,
    const struct key_place *at, struct material **out)
{
	struct material *m = atomic_load(&v->material);

	if (m != NULL) {
		*out = material_ref(m);
		return E_OK;
	}
	TRY(version_open(k, v, at, &m));
	material_publish(&v->material, m, out);
	return E_OK;
}

enum err
version_public(struct version *v, struct material **out)
{
	struct material *m = atomic_load(&v->public_material);

	if (m != NULL) {
		*out = material_ref(m);
		return E_OK;
	}
	TRY(material_from_stored_spki(v->spki.data, v->spki.len, &m));
	material_publish(&v->public_material, m, out);
	return E_OK;
}
