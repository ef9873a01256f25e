/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The single door: may this principal use this key so, now, and with which of
 * its versions? Asked when an operation begins and again when it ends.
 */
#ifndef CLAVIGER_GATE_GATE_H
#define CLAVIGER_GATE_GATE_H

#include "gate/principal.h"
#include "key/key.h"
#include "mech/mech.h"

struct request {
	const struct principal *who;
	const struct key *key;
	const struct mech *mech;
	enum use use;
	bool guarded;	 /* a token's private or secret key: needs a login */
	bool usage;	 /* the object's usage attribute allows this use */
	uint32_t pinned; /* the handle's version; 0: it follows the key */
	size_t tag_len;	 /* run_tag_len(): 0 = full strength */
	const CK_MECHANISM_TYPE *allowed; /* CKA_ALLOWED_MECHANISMS */
	size_t allowed_count;		  /* 0: any */
};

struct verdict {
	size_t count; /* at least 1 */
	struct version *versions[KEY_VERSIONS_MAX]; /* in the order to try */
	bool marks_raw; /* this use makes ciphertext that names no version */
};

/*
 * E_NOT_LOGGED_IN, E_KEY_USAGE, E_MECHANISM, E_KEY_STATE, E_KEY_VERSIONS,
 * E_MECHANISM_PARAM (tag too short to tell versions), each with a reason.
 * Protecting uses get one version; processing ones every candidate: current,
 * then newer to older.
 */
enum err gate_pass(const struct request *r, struct verdict *out) MUST_USE;

#endif
