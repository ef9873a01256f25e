/* SPDX-License-Identifier: Apache-2.0 */
/* The public half of a pair, and how it is written down. */
#ifndef CLAVIGER_TOOLS_KEY_PUBLIC_H
#define CLAVIGER_TOOLS_KEY_PUBLIC_H

#include "command.h"
#include "key.h"

struct public_key {
	CK_OBJECT_HANDLE object; /* CK_INVALID_HANDLE: it has none */
	CK_BYTE *info; /* SubjectPublicKeyInfo in DER, owned; or NULL */
	CK_ULONG info_len;
	CK_ULONG version; /* of the key; 0: not known */
};

/* What an object of a pair tells of its public half. */
void public_key_read(const struct context *c, CK_OBJECT_HANDLE object,
    struct public_key *out);
/* The public half of a pair; version 0: the current one. Where the public
 * object is gone the private key still tells. NOT_FOUND has been said when
 * there is no such version. */
enum status public_key_of(const struct context *c, const struct key *key,
    CK_ULONG version, struct public_key *out) MUST_USE;
/* Make a pair's public object anew; it belongs to the pair as before. */
enum status public_key_restore(const struct context *c, const struct key *key)
    MUST_USE;
void public_key_clear(struct public_key *p);

/* DER as PEM (RFC 7468), with a NUL, for free(); NULL: out of memory. */
char *pem_write(const char *label, const CK_BYTE *der, size_t len);

#endif
