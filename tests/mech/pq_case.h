/* SPDX-License-Identifier: Apache-2.0 */
/* Post-quantum keys as known answers have them. */
#ifndef CLAVIGER_TESTS_MECH_PQ_CASE_H
#define CLAVIGER_TESTS_MECH_PQ_CASE_H

#include "crypto/pq.h"
#include "support/kat.h"

#include <check.h>
#include <string.h>

static inline const struct parameter_set *
pq_case_set(const struct kat_case *c)
{
	const char *name = kat_text(c, "set");
	size_t i = 0;

	while (parameter_set_at(i) != NULL &&
	    strcmp(parameter_set_at(i)->name, name) != 0)
		i++;
	ck_assert_ptr_nonnull(parameter_set_at(i));
	return parameter_set_at(i);
}

static inline struct secret *
pq_case_secret(struct kat_case *c, const char *field)
{
	struct secret *s;
	const void *value;
	size_t len;

	if (!kat_has(c, field))
		return NULL;
	value = kat_bytes(c, field, &len);
	ck_assert_int_eq(secret_from(value, len, &s), E_OK);
	return s;
}

/* From "private", "seed" or "public", whichever there is. */
static inline struct material *
pq_case_key(struct kat_case *c)
{
	const struct parameter_set *set = pq_case_set(c);
	SCOPED(secret) *value = pq_case_secret(c, "private");
	SCOPED(secret) *seed = pq_case_secret(c, "seed");
	struct material *m;
	const void *public;
	size_t len;

	if (value != NULL || seed != NULL) {
		ck_assert_int_eq(pq_from_private(set, value, seed, &m), E_OK);
		return m;
	}
	public = kat_bytes(c, "public", &len);
	ck_assert_int_eq(pq_from_public(set, public, len, &m), E_OK);
	return m;
}

#endif
