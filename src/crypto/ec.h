/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keys on curves between Cryptoki's attributes (CKA_EC_PARAMS, CKA_EC_POINT,
 * CKA_VALUE) and struct material: Weierstrass (CKK_EC), Edwards and Montgomery
 * alike. One row per curve.
 */
#ifndef CLAVIGER_CRYPTO_EC_H
#define CLAVIGER_CRYPTO_EC_H

#include "crypto/ec_pkey.h"
#include "crypto/material.h"

enum curve_kind { CURVE_WEIERSTRASS, CURVE_EDWARDS, CURVE_MONTGOMERY };

struct curve {
	enum curve_kind kind;
	const char *name;      /* libcrypto's group or key type */
	const char *text;      /* what a person types: "p256" */
	const char *printable; /* PKCS#11's PrintableString: "edwards25519" */
	unsigned bits;	       /* of the field */
	unsigned char oid[12]; /* DER OBJECT IDENTIFIER with tag and length */
	size_t oid_len;
};

/* By CKA_EC_PARAMS: an OBJECT IDENTIFIER or a PrintableString, DER. NULL if
 * unknown, or if anything follows it. One curve has several such forms, so
 * what a caller gave is to be kept if he is to find it again. */
const struct curve *curve_by_params(const void *params, size_t len);
/* By row number, NULL after the last. */
const struct curve *curve_at(size_t i);
/* The curve of a key; NULL if it is no key on one of our curves. */
const struct curve *curve_of(const struct material *m);

/* Bytes of a public key of this curve as ec_public gives it. */
size_t curve_point_len(const struct curve *c);

/* E_CURVE if libcrypto has no such curve. */
enum err ec_generate(const struct curve *c, struct material **out) MUST_USE;
/* A pair from the private value (Weierstrass: big-endian, at most the order's
 * length; others: RFC 8032's or 7748's bytes); the public half is computed.
 * E_ATTRIBUTE_VALUE if out of range. */
enum err ec_from_private(const struct curve *c, const struct secret *value,
    struct material **out) MUST_USE;
/* A public key from CKA_EC_POINT: a DER OCTET STRING, a DER BIT STRING or the
 * raw point (Weierstrass: uncompressed or compressed). E_ATTRIBUTE_VALUE if not
 * on c. */
enum err ec_from_point(const struct curve *c, const void *point, size_t len,
    struct material **out) MUST_USE;
/* CKA_EC_POINT of a key: DER OCTET STRING of the (uncompressed) point. */
enum err ec_point(const struct material *m, struct bytes *out) MUST_USE;
/* The public key with nothing around it: the uncompressed point, RFC 8032's or
 * RFC 7748's bytes. */
enum err ec_public(const struct material *m, struct ec_octets *out) MUST_USE;
/* CKA_VALUE of a pair: the private value, Weierstrass: as long as the order. */
enum err ec_private(const struct material *m, struct secret **out) MUST_USE;

/* ECDH, X25519 or X448: as long as the field. E_KEY_TYPE unless both are on
 * one curve that can; E_DATA if the result is nothing but zeroes. */
enum err ec_agree(const struct material *own, const struct material *peer,
    struct secret **out) MUST_USE;

#endif
