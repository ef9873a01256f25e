/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The material of one key version, ready for use: secret bytes, or an
 * EVP_PKEY. Immutable and counted; mechanisms see one struct material and
 * know nothing of versions.
 */
#ifndef CLAVIGER_CRYPTO_MATERIAL_H
#define CLAVIGER_CRYPTO_MATERIAL_H

#include "base/bytes.h"
#include "crypto/secret.h"

#include <openssl/types.h>

enum material_kind {
	MATERIAL_SECRET,  /* bytes */
	MATERIAL_PRIVATE, /* a pair: private and public half */
	MATERIAL_PUBLIC,
};

struct material;

/* Takes a copy. */
enum err material_from_secret(const struct secret *value,
    struct material **out) MUST_USE;
/* Takes its own reference to the key. */
enum err material_from_pkey(EVP_PKEY *pkey, enum material_kind kind,
    struct material **out) MUST_USE;
/* A pair from PKCS#8 (PrivateKeyInfo, DER), whoever sent it. E_DATA if it
 * cannot be read or the public half does not fit the private one. */
enum err material_from_pkcs8(const struct secret *der, struct material **out)
    MUST_USE;
/* A pair as material_export() gave it, from where nobody could change it. The
 * check, which takes longer than most uses of the key, is left out. */
enum err material_from_stored(const struct secret *der, struct material **out)
    MUST_USE;
/* A public key from SubjectPublicKeyInfo (DER). E_DATA if it cannot be read. */
enum err material_from_spki(const void *der, size_t len,
    struct material **out) MUST_USE;
/* The same of what material_spki() gave, again unchecked. */
enum err material_from_stored_spki(const void *der, size_t len,
    struct material **out) MUST_USE;
struct material *material_ref(struct material *m);
void material_free(struct material *m); /* drops one reference */
SCOPED_DEFINE(material)
/* All that can be checked of a public key or a pair (primes are prime, halves
 * fit). E_DATA. */
enum err material_check(const struct material *m) MUST_USE;

enum material_kind material_kind(const struct material *m);
/* Secret bytes: their number times 8; a pair: its field or modulus size (of
 * the curves of RFC 7748: 255 and 448). */
size_t material_bits(const struct material *m);
/* The bytes; NULL unless MATERIAL_SECRET. */
const struct secret *material_secret(const struct material *m);
/* The key; NULL for MATERIAL_SECRET. */
EVP_PKEY *material_pkey(const struct material *m);

/* What is sealed: the bytes, or PKCS#8 DER. E_ARGUMENTS for a public key. */
enum err material_export(const struct material *m, struct secret **out)
    MUST_USE;
/* SubjectPublicKeyInfo, DER, of either half. */
enum err material_spki(const struct material *m, struct bytes *out) MUST_USE;

#endif
