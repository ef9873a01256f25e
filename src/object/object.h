/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Cryptoki's view of keys, certificates and data. A published object is
 * immutable and counted; a change makes a new one. What an object shows of
 * its key depends on the version looked at, so attributes are read through a
 * view: an object and a version.
 */
#ifndef CLAVIGER_OBJECT_OBJECT_H
#define CLAVIGER_OBJECT_OBJECT_H

#include "cryptoki.h"
#include "key/key.h"
#include "object/attrs.h"
#include "token/token.h"

struct object {
	atomic_uint refs;
	uint64_t serial;   /* of its record; 0: a session object */
	uint64_t revision; /* of its record when read */
	unsigned char uid[16];
	CK_OBJECT_CLASS class;
	CK_KEY_TYPE key_type; /* CK_UNAVAILABLE_INFORMATION: not a key */
	bool private;	   /* CKA_PRIVATE */
	struct attrs attrs;
	struct key *key; /* keys of any class; NULL for others */
	/*
	 * A generated pair has one key record, the private object's. Its
	 * public object names it in `pair` and shows its versions; the
	 * private object names the public one, or 0. A certificate names the
	 * pair whose public key it holds.
	 */
	uint64_t pair;
	uint64_t pair_revision;	  /* public objects: of the key shown */
	uint32_t bound; /* certificates: the pair's version they certify */
	_Atomic uint64_t checked; /* store revision it was last current at */
};

/* An object without attributes; *out has one reference. */
enum err object_new(CK_OBJECT_CLASS class, CK_KEY_TYPE type,
    struct object **out) MUST_USE;
struct object *object_ref(struct object *o);
void object_free(struct object *o); /* drops one reference */
SCOPED_DEFINE(object)

/* From its record; a public object of a pair fetches its key's record too. */
enum err object_read(struct txn *t, uint64_t serial, struct object **out)
    MUST_USE;
/*
 * Write it (new if o->serial is 0; then serial, uid are set). The object is
 * not yet, or no longer, published. Label, id and visibility go to the index.
 */
enum err object_write(struct txn *t, uint32_t token, struct object *o)
    MUST_USE;

/* Whether the object is its key's owner: a secret or private key. */
bool object_owns_key(const struct object *o);
/* Whether it has material of its own to seal: owners, and private data, whose
 * value is kept like a key's. */
bool object_has_material(const struct object *o);
/* Whether using its material needs a login: owners on a token. */
bool object_guarded(const struct object *o);

/* Scheduled for deletion, or beyond: left out of plain searches. */
bool object_hidden(const struct object *o);

/* What a handle stands for. */
struct view {
	struct object *object; /* one reference */
	uint32_t version;      /* 0: whatever is current */
	const struct key_place *place; /* to open material; may be NULL */
};
void view_clear(struct view *v);
/* The version to show; NULL for objects without a key. */
struct version *view_version(const struct view *v);

/*
 * Fill one entry of a C_GetAttributeValue template (PKCS#11 3.2, 5.7.5).
 * E_ATTRIBUTE_SENSITIVE, E_ATTRIBUTE_TYPE, E_BUFFER_TOO_SMALL: ulValueLen is
 * then CK_UNAVAILABLE_INFORMATION as the standard says.
 */
enum err view_get(const struct view *v, CK_ATTRIBUTE *out) MUST_USE;
/* Whether it has this value (searches); sensitive values match nothing. */
bool view_matches(const struct view *v, const CK_ATTRIBUTE *want);

#endif
