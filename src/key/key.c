/* SPDX-License-Identifier: Apache-2.0 */
/* Keys and the list of their versions. */
#include "key/key.h"

#include "crypto/ec.h"
#include "crypto/pq.h"
#include "crypto/random.h"
#include "key/key_type.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *
state_name(enum state s)
{
	static const char *const names[] = {
		[STATE_ENABLED] = "enabled",
		[STATE_DISABLED] = "disabled",
		[STATE_SCHEDULED] = "pending-deletion",
		[STATE_PURGED] = "purged",
		[STATE_STAGED] = "staged",
		[STATE_PURGING] = "purged",
	};

	if (s < STATE_ENABLED || s > STATE_PURGING)
		return "unknown";
	return names[s];
}

enum err
key_new(CK_KEY_TYPE type, uint64_t now, struct key **out)
{
	SCOPED(key) *k = calloc(1, sizeof(*k));

	if (k == NULL)
		return E_NO_MEMORY;
	atomic_init(&k->refs, 1);
	TRY(random_uuid(k->id));
	k->type = type;
	k->state = STATE_ENABLED;
	k->created = now;
	*out = k;
	k = NULL;
	return E_OK;
}

struct key *
key_ref(struct key *k)
{
	atomic_fetch_add_explicit(&k->refs, 1, memory_order_relaxed);
	return k;
}

void
version_wipe(struct version *v)
{
	material_free(atomic_exchange(&v->material, NULL));
	bytes_clear(&v->sealed);
}

void
key_free(struct key *k)
{
	if (k == NULL || atomic_fetch_sub(&k->refs, 1) != 1)
		return;
	for (size_t i = 0; i < k->count; i++) {
		version_wipe(&k->versions[i]);
		material_free(atomic_exchange(&k->versions[i].public_material,
		    NULL));
		bytes_clear(&k->versions[i].spki);
	}
	free(k->versions);
	free(k);
}

struct version *
key_version(const struct key *k, uint32_t number)
{
	for (size_t i = k->count; i-- > 0;)
		if (k->versions[i].number == number)
			return &k->versions[i];
	return NULL;
}

struct version *
key_current(const struct key *k)
{
	return key_version(k, k->current);
}

size_t
key_live_versions(const struct key *k)
{
	size_t n = 0;

	for (size_t i = 0; i < k->count; i++)
		n += k->versions[i].state != STATE_PURGED &&
		    k->versions[i].state != STATE_PURGING;
	return n;
}

bool
key_is_pair(const struct key *k)
{
	return k->count > 0 && k->versions[0].spki.len > 0;
}

size_t
key_bits(const struct key *k)
{
	return k->bits;
}

/* What a pair is named after: its curve or its parameter set. */
static const char *
public_text(const struct key *k, const char **prefix)
{
	SCOPED(material) *m = NULL;
	const struct curve *c;
	const struct parameter_set *set;

	*prefix = "";
	if (k->count == 0 || version_public(&k->versions[0], &m) != E_OK)
		return "?";
	c = curve_of(m);
	if (c != NULL && c->kind == CURVE_WEIERSTRASS)
		*prefix = "ec-";
	set = c == NULL ? parameter_set_of(m) : NULL;
	if (set != NULL)
		return set->text;
	return c == NULL ? "?" : c->text;
}

const char *
key_type_name(const struct key *k, char *buf, size_t len)
{
	const struct key_type *row = key_type_find(k->type);
	const char *prefix, *text;

	if (row == NULL) {
		snprintf(buf, len, "type-%#lx", (unsigned long)k->type);
	} else if (row->name == NULL) {
		text = public_text(k, &prefix);
		snprintf(buf, len, "%s%s", prefix, text);
	} else if (row->sized) {
		snprintf(buf, len, "%s-%zu", row->name, key_bits(k));
	} else {
		snprintf(buf, len, "%s", row->name);
	}
	return buf;
}

static enum err
version_fill(struct version *v, CK_KEY_TYPE type, struct material *m)
{
	if (material_kind(m) != MATERIAL_SECRET)
		TRY(material_spki(m, &v->spki));
	if (material_kind(m) == MATERIAL_PUBLIC)
		return E_OK;
	TRY(check_value(type, m, v->check_value, &v->check_value_len));
	atomic_store(&v->material, material_ref(m));
	return E_OK;
}

enum err
key_append(struct key *k, struct material *m, enum state state, uint64_t now,
    struct version **out)
{
	struct version *list, *v;
	enum err e;

	if (key_live_versions(k) >= KEY_VERSIONS_MAX)
		return refuse(E_QUOTA, "key %s has %d versions already: purge "
		    "old ones first", k->id, KEY_VERSIONS_MAX);
	list = realloc(k->versions, (k->count + 1) * sizeof(*list));
	if (list == NULL)
		return E_NO_MEMORY;
	k->versions = list;
	v = &list[k->count];
	memset(v, 0, sizeof(*v));
	v->number = k->count == 0 ? 1 : list[k->count - 1].number + 1;
	v->state = state;
	v->created = now;
	e = version_fill(v, k->type, m);
	if (e != E_OK) {
		bytes_clear(&v->spki);
		return e;
	}
	k->count++;
	if (k->current == 0) {
		k->current = v->number;
		k->bits = (uint32_t)material_bits(m);
	}
	if (out != NULL)
		*out = v;
	return E_OK;
}
