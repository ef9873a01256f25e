/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The domain record of a token (doc/FORMAT.md, Record bodies: Domain): its
 * epochs as they are stored. What is sealed in them is domain.h's.
 */
#ifndef CLAVIGER_TOKEN_EPOCH_H
#define CLAVIGER_TOKEN_EPOCH_H

#include "token/principal.h"

#define DOMAIN_COMMITMENT_LEN 32

/* The domain key of an epoch, sealed to one crypto user. */
struct grant {
	char name[PRINCIPAL_NAME_MAX + 1];
	struct bytes sealed;
};

struct epoch {
	uint32_t number; /* from 1, without gaps */
	unsigned char commitment[DOMAIN_COMMITMENT_LEN]; /* to its key */
	unsigned char signature[P256_SIGNATURE_LEN]; /* the SO's, over it */
	struct bytes previous; /* the key before, sealed under this one */
	struct bytes recovery; /* sealed to the recovery key, or empty */
	size_t count;
	struct grant *grants;
};

struct domain {
	uint64_t serial; /* of the record; 0: not stored yet */
	size_t count;
	struct epoch *epochs; /* ascending */
};
void domain_clear(struct domain *d);

/* E_NOT_FOUND without a reason. *out is untouched on failure. */
enum err domain_read(struct txn *t, uint32_t token, struct domain *out)
    MUST_USE;
enum err domain_write(struct txn *t, uint32_t token, struct domain *d)
    MUST_USE;

/* The last one; NULL if there is none. */
struct epoch *domain_current(const struct domain *d);
/* Append an empty epoch with the next number. */
enum err domain_append(struct domain *d, struct epoch **out) MUST_USE;
/* Drop the grants of an epoch; the chain from a later one still opens it. */
void epoch_drop_grants(struct epoch *e);
/* Append an empty grant for a name, or empty the one it has. */
enum err epoch_add_grant(struct epoch *e, const char *name,
    struct grant **out) MUST_USE;
/* NULL if the name has none. */
const struct grant *epoch_grant(const struct epoch *e, const char *name);

#endif
