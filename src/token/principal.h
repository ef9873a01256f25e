/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Principals as the store keeps them (doc/FORMAT.md, Record bodies:
 * Principal): two P-256 pairs each, the private halves sealed under the
 * stretched secret and the root, the public halves certified by the SO, whose
 * own signing key every principal pins in what his secret seals.
 */
#ifndef CLAVIGER_TOKEN_PRINCIPAL_H
#define CLAVIGER_TOKEN_PRINCIPAL_H

#include "crypto/hpke.h"
#include "token/token.h"

#define P256_SIGNATURE_LEN 64

struct principal_record {
	uint64_t serial; /* of the record; 0: not stored yet */
	uint64_t revision;
	uint32_t token;
	enum principal_kind kind;
	char name[PRINCIPAL_NAME_MAX + 1];
	struct stretch stretch;
	unsigned char agreement[P256_POINT_LEN];
	unsigned char signing[P256_POINT_LEN];
	unsigned char recovery[P256_POINT_LEN]; /* the SO's only */
	uint64_t certificate;			/* its serial number */
	unsigned char signature[P256_SIGNATURE_LEN]; /* the SO's */
	struct bytes sealed;			     /* the private halves */
};
void principal_record_clear(struct principal_record *r);

/* What a principal's secret opens. */
struct principal_keys {
	struct secret *agreement, *signing;
	struct secret *recovery; /* the SO's only, else NULL */
	unsigned char officer[P256_POINT_LEN]; /* the pinned SO's signing key */
};
void principal_keys_clear(struct principal_keys *k);

/* The SO while logged in. */
struct officer_keys {
	char serial_number[TOKEN_SERIAL_LEN + 1]; /* the token's, at login */
	struct principal_record record;
	struct principal_keys keys;
};
void officer_keys_free(struct officer_keys *o); /* NULL is fine */

/* [A-Za-z0-9._@-]{1,64} */
bool principal_name_valid(const void *name, size_t len);

/* E_NOT_FOUND without a reason. *out is untouched on failure. */
enum err principal_read(struct txn *t, uint32_t token, const char *name,
    struct principal_record *out) MUST_USE;
/* The same by the record's serial. */
enum err principal_read_at(struct txn *t, uint64_t serial,
    struct principal_record *out) MUST_USE;
/* New if r->serial is 0, which is then set. */
enum err principal_write(struct txn *t, struct principal_record *r) MUST_USE;

/* New pairs: the public halves into *r (whose kind is set), the private ones
 * into *out, with the SO's own key pinned if r is the SO. */
enum err principal_generate(struct principal_record *r,
    struct principal_keys *out) MUST_USE;

/* The SO certifies r: sets certificate and signature. */
enum err principal_certify(struct principal_record *r,
    const struct token_record *token, const struct secret *signing,
    const unsigned char officer[static P256_POINT_LEN], uint64_t number)
    MUST_USE;
/* E_STORE_DAMAGED with the reason unless the SO who is pinned certified r. */
enum err principal_certified(const struct principal_record *r,
    const struct token_record *token,
    const unsigned char officer[static P256_POINT_LEN]) MUST_USE;

/*
 * Stretch a secret with r's parameters and join the root's share: 64 bytes,
 * key || commitment. Takes about 100 ms; no locks, no transaction.
 */
enum err principal_stretch(struct store *s, const struct token_record *token,
    const struct principal_record *r, const unsigned char *secret, size_t len,
    struct secret **out) MUST_USE;
/* Seal the private halves into r->sealed. */
enum err principal_seal(struct store *s, const struct token_record *token,
    struct principal_record *r, const struct secret *key64,
    const struct principal_keys *keys) MUST_USE;
/* Open them. E_PIN_INCORRECT without a reason. */
enum err principal_open(struct store *s, const struct token_record *token,
    const struct principal_record *r, const struct secret *key64,
    struct principal_keys *out) MUST_USE;

#endif
