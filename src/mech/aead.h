/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What GCM and ChaCha20-Poly1305 have in common: encryption streams and ends
 * with the tag; decryption takes the whole input and gives nothing away before
 * the tag has been found right. For src/mech only.
 */
#ifndef CLAVIGER_MECH_AEAD_H
#define CLAVIGER_MECH_AEAD_H

#include "mech/mech.h"

#include <openssl/types.h>

struct aead_kind {
	const char *name;
	uint64_t text_max; /* the standard's limit for one message */
	EVP_CIPHER *(*cipher)(size_t key_len);
	/* Vectors above this length go through shorten, which makes 16 bytes
	 * of them. */
	size_t vector_max;
	enum err (*shorten)(const struct secret *key,
	    const unsigned char *vector, size_t len,
	    unsigned char out[static 16]);
};

/* The ops; the parameter is aead_param_set()'s. */
enum err aead_start(struct run *run, const struct aead_kind *kind,
    const struct material *m) MUST_USE;
enum err aead_update(struct run *run, const unsigned char *in, size_t len,
    unsigned char *out, size_t *out_len) MUST_USE;
enum err aead_finish(struct run *run, unsigned char *out, size_t *out_len)
    MUST_USE;
enum err aead_open(struct run *run, const struct aead_kind *kind,
    const struct material *m, const unsigned char *in, size_t len,
    unsigned char *out, size_t *out_len) MUST_USE;
size_t aead_bound(const struct run *run, size_t len, bool final);
void aead_stop(struct run *run);

#endif
