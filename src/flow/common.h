/* SPDX-License-Identifier: Apache-2.0 */
/* Steps that several flows share. */
#ifndef CLAVIGER_FLOW_COMMON_H
#define CLAVIGER_FLOW_COMMON_H

#include "object/find.h"
#include "object/table.h"
#include "object/template.h"
#include "session/session.h"

/* Where this token's material is sealed; the ring is read under the token's
 * lock. */
struct key_place flow_place(const struct session *s);
/*
 * A copy of the domain key that new material is sealed under, empty if no user
 * is logged in: the token's lock may not be waited for within a transaction
 * (token/token.h), so this comes before it. out is zeroed, the caller's to
 * clear.
 */
enum err flow_ring(struct session *s, struct keyring *out) MUST_USE;
/* What templates may ask of this token now. */
enum err flow_template_place(struct session *s, struct template_place *out)
    MUST_USE;
/* Whether a crypto user is logged in. */
bool flow_user_in(struct session *s);

/* The object behind a handle; `invalid` is what the call says when there is
 * none (E_KEY_HANDLE, E_WRAPPING_KEY_HANDLE, ...). */
enum err flow_object(struct session *s, CK_OBJECT_HANDLE h, enum err invalid,
    struct view *out) MUST_USE;
/* The same for keys only. */
enum err flow_key(struct session *s, CK_OBJECT_HANDLE h, enum err invalid,
    struct view *out) MUST_USE;
/* What a use of a version needs: the key itself, or a public object's half. */
enum err flow_material(struct session *s, const struct view *v,
    struct version *version, struct material **out) MUST_USE;

/* Ask the gate about a view. */
enum err flow_gate(struct session *s, const struct view *v, enum use use,
    const struct run *run, struct verdict *out) MUST_USE;

/*
 * Change a stored object in a transaction of its own: read it anew, let
 * `change` alter it, write it and what depends on it (the public object of a
 * pair follows its key into and out of hiding; with a new CKA_ID it may find
 * what belongs to it).
 */
typedef enum err object_change(void *arg, struct txn *t, struct object *o);
enum err flow_change(struct session *s, uint64_t serial,
    object_change *change, void *arg) MUST_USE;

/* Publish a new object: on the token in one commit, else in the session. Key
 * versions are sealed. Takes over nothing: the caller frees o. */
enum err flow_publish(struct session *s, struct object *o, bool token,
    CK_OBJECT_HANDLE *out) MUST_USE;
/* Several, all or none: those on the token in one commit. */
struct publication {
	struct object *object;
	bool token;
	CK_OBJECT_HANDLE handle; /* result */
};
enum err flow_publish_all(struct session *s, struct publication *list,
    size_t count) MUST_USE;
/* A pair, in one commit where both halves go to the token. */
enum err flow_publish_pair(struct session *s, struct object *private,
    struct object *public, bool private_token, bool public_token,
    CK_OBJECT_HANDLE *out_private, CK_OBJECT_HANDLE *out_public) MUST_USE;
/* What making an object with these attributes needs: a writable session, a
 * login. */
enum err flow_may_make(struct session *s, const struct template *t) MUST_USE;

#endif
