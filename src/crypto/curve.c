/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The curves, a row each, and everything callers call them. The first row is
 * the one most in use.
 */
#include "crypto/ct.h"
#include "crypto/der.h"
#include "crypto/ec.h"

#include <openssl/evp.h>
#include <string.h>

/* The arcs the identifiers are under, with tag and length. */
#define X962 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01
#define CERTICOM 0x06, 0x05, 0x2b, 0x81, 0x04, 0x00
#define BRAINPOOL \
	0x06, 0x09, 0x2b, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01
#define THAWTE 0x06, 0x03, 0x2b, 0x65 /* RFC 8410 */

#define W CURVE_WEIERSTRASS
#define E CURVE_EDWARDS
#define M CURVE_MONTGOMERY

/* clang-format off */
static const struct curve curves[] = {
	{ W, "prime256v1",      "p256",      "prime256v1",      256, { X962, 0x07 },     10 },
	{ W, "secp384r1",       "p384",      "secp384r1",       384, { CERTICOM, 0x22 },  7 },
	{ W, "secp521r1",       "p521",      "secp521r1",       521, { CERTICOM, 0x23 },  7 },
	{ W, "secp224r1",       "p224",      "secp224r1",       224, { CERTICOM, 0x21 },  7 },
	{ W, "secp256k1",       "secp256k1", "secp256k1",       256, { CERTICOM, 0x0a },  7 },
	{ W, "brainpoolP224r1", "bp224r1",   "brainpoolP224r1", 224, { BRAINPOOL, 5 },   11 },
	{ W, "brainpoolP224t1", "bp224t1",   "brainpoolP224t1", 224, { BRAINPOOL, 6 },   11 },
	{ W, "brainpoolP256r1", "bp256r1",   "brainpoolP256r1", 256, { BRAINPOOL, 7 },   11 },
	{ W, "brainpoolP256t1", "bp256t1",   "brainpoolP256t1", 256, { BRAINPOOL, 8 },   11 },
	{ W, "brainpoolP320r1", "bp320r1",   "brainpoolP320r1", 320, { BRAINPOOL, 9 },   11 },
	{ W, "brainpoolP320t1", "bp320t1",   "brainpoolP320t1", 320, { BRAINPOOL, 10 },  11 },
	{ W, "brainpoolP384r1", "bp384r1",   "brainpoolP384r1", 384, { BRAINPOOL, 11 },  11 },
	{ W, "brainpoolP384t1", "bp384t1",   "brainpoolP384t1", 384, { BRAINPOOL, 12 },  11 },
	{ W, "brainpoolP512r1", "bp512r1",   "brainpoolP512r1", 512, { BRAINPOOL, 13 },  11 },
	{ W, "brainpoolP512t1", "bp512t1",   "brainpoolP512t1", 512, { BRAINPOOL, 14 },  11 },
	{ E, "ED25519",         "ed25519",   "edwards25519",    255, { THAWTE, 0x70 },    5 },
	{ E, "ED448",           "ed448",     "edwards448",      448, { THAWTE, 0x71 },    5 },
	{ M, "X25519",          "x25519",    "curve25519",      255, { THAWTE, 0x6e },    5 },
	{ M, "X448",            "x448",      "curve448",        448, { THAWTE, 0x6f },    5 },
};
/* clang-format on */
#define CURVES (sizeof(curves) / sizeof(curves[0]))

/* What else some call them: SEC 2, NIST, RFC 8410 and programs. */
static const struct {
	const char *alias, *name;
} aliases[] = {
	{ "secp256r1", "prime256v1" },
	{ "P-256", "prime256v1" },
	{ "P-384", "secp384r1" },
	{ "P-521", "secp521r1" },
	{ "P-224", "secp224r1" },
	{ "Ed25519", "ED25519" },
	{ "id-Ed25519", "ED25519" },
	{ "Ed448", "ED448" },
	{ "id-Ed448", "ED448" },
	{ "id-X25519", "X25519" },
	{ "id-X448", "X448" },
};
#define ALIASES (sizeof(aliases) / sizeof(aliases[0]))

/* What else some send: identifiers from before RFC 8410, and one mistake. */
static const struct {
	unsigned char params[12];
	size_t len;
	const char *name;
} others[] = {
	/* 1.3.6.1.4.1.11591.15.1, 1.3.6.1.4.1.3029.1.5.1 */
	{ { 0x06, 0x09, 0x2b, 0x06, 0x01, 0x04, 0x01, 0xda, 0x47, 0x0f, 0x01 },
	    11, "ED25519" },
	{ { 0x06, 0x0a, 0x2b, 0x06, 0x01, 0x04, 0x01, 0x97, 0x55, 0x01, 0x05,
	    0x01 }, 12, "X25519" },
	/* OpenSC 0.23 counts one letter too many. */
	{ { 0x13, 0x0b, 'c', 'u', 'r', 'v', 'e', '2', '5', '5', '1', '9' },
	    12, "X25519" },
};
#define OTHERS (sizeof(others) / sizeof(others[0]))

static bool
same(const char *text, const void *data, size_t len)
{
	return strlen(text) == len && ct_equal(text, data, len);
}

static const struct curve *
by_name(const char *name)
{
	for (size_t i = 0; i < CURVES; i++)
		if (strcmp(curves[i].name, name) == 0)
			return &curves[i];
	return NULL;
}

static const struct curve *
by_any_name(const void *name, size_t len)
{
	for (size_t i = 0; i < ALIASES; i++)
		if (same(aliases[i].alias, name, len))
			return by_name(aliases[i].name);
	for (size_t i = 0; i < CURVES; i++)
		if (same(curves[i].name, name, len) ||
		    same(curves[i].printable, name, len))
			return &curves[i];
	return NULL;
}

static const struct curve *
by_value(const void *params, size_t len)
{
	for (size_t i = 0; i < CURVES; i++)
		if (curves[i].oid_len == len &&
		    ct_equal(curves[i].oid, params, len))
			return &curves[i];
	for (size_t i = 0; i < OTHERS; i++)
		if (others[i].len == len &&
		    ct_equal(others[i].params, params, len))
			return by_name(others[i].name);
	return NULL;
}

const struct curve *
curve_by_params(const void *params, size_t len)
{
	const struct curve *c = by_value(params, len);
	const unsigned char *name;
	size_t name_len;

	if (c != NULL)
		return c;
	name = der_content(TAG_PRINTABLE_STRING, params, len, &name_len);
	return name != NULL ? by_any_name(name, name_len) : NULL;
}

const struct curve *
curve_at(size_t i)
{
	return i < CURVES ? &curves[i] : NULL;
}

static const struct curve *
by_type(const EVP_PKEY *pkey)
{
	for (size_t i = 0; i < CURVES; i++)
		if (curves[i].kind != CURVE_WEIERSTRASS &&
		    EVP_PKEY_is_a(pkey, curves[i].name))
			return &curves[i];
	return NULL;
}

const struct curve *
curve_of(const struct material *m)
{
	EVP_PKEY *pkey = material_pkey(m);
	char group[64];
	size_t len;

	if (pkey == NULL)
		return NULL;
	if (!EVP_PKEY_is_a(pkey, "EC"))
		return by_type(pkey);
	if (EVP_PKEY_get_group_name(pkey, group, sizeof(group), &len) != 1)
		return NULL;
	return by_name(group);
}
