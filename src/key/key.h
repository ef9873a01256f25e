/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The KMS model: a key is a name with versions. A struct key is what a record
 * says; once an object that holds it has been published it is immutable, but
 * for the material that versions open when first used. A change decodes the
 * record anew, alters that copy and writes it back in one transaction.
 */
#ifndef CLAVIGER_KEY_KEY_H
#define CLAVIGER_KEY_KEY_H

#include "base/reader.h"
#include "base/writer.h"
#include "crypto/material.h"
#include "cryptoki.h"
#include "key/keyring.h"
#include "mech/check_value.h"
#include "store/store.h"

#include <stdatomic.h>

#define KEY_ID_LEN 36
/* Versions that still have material; a trial decryption tries no more. */
#define KEY_VERSIONS_MAX 64

/* Of keys and of versions; the numbers are CLV_STATE_ and are stored. */
enum state {
	STATE_ENABLED = 1,
	STATE_DISABLED = 2,
	STATE_SCHEDULED = 3, /* deletion is pending */
	STATE_PURGED = 4,    /* the material is gone */
	STATE_STAGED = 5,    /* versions: made, not yet current */
	STATE_PURGING = 6,   /* the blob is gone, the leaf not yet punctured */
};
/* "enabled", "pending-deletion", ... */
const char *state_name(enum state s);

struct version {
	uint32_t number; /* from 1, ascending, never reused */
	enum state state;
	uint64_t created;
	uint64_t deletion; /* when scheduled; 0 otherwise */
	uint32_t leaf;	   /* of the erase tree; 0 and unused for session keys */
	uint32_t epoch;	   /* of the domain key it is sealed under */
	unsigned char check_value[CHECK_VALUE_LEN];
	size_t check_value_len;
	struct bytes spki;   /* pairs, public keys: SubjectPublicKeyInfo */
	struct bytes sealed; /* private fields under M_v; empty: none */
	_Atomic(struct material *) material;	    /* opened; or NULL */
	_Atomic(struct material *) public_material; /* from spki; or NULL */
};

struct key {
	atomic_uint refs;
	char id[KEY_ID_LEN + 1]; /* UUID */
	CK_KEY_TYPE type;
	uint32_t bits;	  /* of its material */
	enum state state; /* ENABLED, DISABLED, SCHEDULED, PURGED */
	uint64_t created;
	uint64_t deletion;
	uint32_t current; /* number of the current version */
	bool raw_used;	  /* has made ciphertext that names no version */
	size_t count;
	struct version *versions; /* ascending by number */
};

/* A key without versions, with a fresh id and one reference. */
enum err key_new(CK_KEY_TYPE type, uint64_t now, struct key **out) MUST_USE;
struct key *key_ref(struct key *k);
void key_free(struct key *k); /* drops one reference */
SCOPED_DEFINE(key)

/* Its stored form, appended; read back with key_decode. */
void key_encode(const struct key *k, struct writer *w);
/* E_STORE_DAMAGED if it is not well formed. */
enum err key_decode(struct reader *r, struct key **out) MUST_USE;

/* NULL if there is none of that number. */
struct version *key_version(const struct key *k, uint32_t number);
struct version *key_current(const struct key *k);
/* How many versions still have (or, for session keys, are) material. */
size_t key_live_versions(const struct key *k);
/* A pair (or a public key), as opposed to a secret key. */
bool key_is_pair(const struct key *k);
/* The size of its material in bits. */
size_t key_bits(const struct key *k);
/* "aes-256", "ec-p256", "ml-kem-768", ...; what the command shows. buf: at
 * least 32. */
const char *key_type_name(const struct key *k, char *buf, size_t len);

/*
 * Append a version in this state holding m (referenced): number, check value,
 * public half. The first becomes current. E_QUOTA beyond KEY_VERSIONS_MAX.
 * *out (may be NULL) is borrowed until the next append.
 */
enum err key_append(struct key *k, struct material *m, enum state state,
    uint64_t now, struct version **out) MUST_USE;
/* Drop a version's material for good: blob, opened copies. */
void version_wipe(struct version *v);

/* Where a version's private fields are sealed to. */
struct key_place {
	struct store *store;
	uint32_t token;
	const struct keyring *ring;
};
/* Seal the material of every version that has none stored: takes a leaf of
 * the erase tree for each. Public keys have nothing to seal. */
enum err key_seal(struct key *k, const struct key_place *at, struct txn *t)
    MUST_USE;

/*
 * The material of a version, opened at first use; *out is a new reference.
 * E_PURGED when its leaf is gone, E_NOT_LOGGED_IN when the ring lacks its
 * epoch, E_STORE_DAMAGED when the blob is not authentic.
 */
enum err version_material(const struct key *k, struct version *v,
    const struct key_place *at, struct material **out) MUST_USE;
/* The public half, from spki; needs no login. */
enum err version_public(struct version *v, struct material **out) MUST_USE;

#endif
