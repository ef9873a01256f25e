/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keys on curves, from and to the forms in which callers give and expect
 * points and private values.
 */
#include "crypto/ec.h"
#include "crypto/ct.h"
#include "crypto/der.h"
#include "crypto/raw_pkey.h"
#include "crypto/scoped.h"

static bool
is_weierstrass(const struct curve *c)
{
	return c->kind == CURVE_WEIERSTRASS;
}

static size_t
field_len(const struct curve *c)
{
	return (c->bits + 7) / 8;
}

size_t
curve_point_len(const struct curve *c)
{
	switch (c->kind) {
	case CURVE_WEIERSTRASS:
		return 1 + 2 * field_len(c);
	case CURVE_EDWARDS: /* y and a bit */
		return c->bits / 8 + 1;
	case CURVE_MONTGOMERY:
		break;
	}
	return field_len(c);
}

/* ---- pairs ---- */

enum err
ec_generate(const struct curve *c, struct material **out)
{
	SCOPED(evp_pkey_st) *pkey = NULL;

	if (is_weierstrass(c))
		TRY(ec_pkey_generate(c->name, &pkey));
	else
		TRY(raw_pkey_generate(c->name, &pkey));
	return material_from_pkey(pkey, MATERIAL_PRIVATE, out);
}

static enum err
pair_from_scalar(const struct curve *c, const struct secret *value,
    EVP_PKEY **out)
{
	struct ec_octets point;

	if (secret_len(value) > field_len(c))
		return refuse(E_ATTRIBUTE_VALUE, "a private value of %zu bytes "
		    "is too long for %s", secret_len(value), c->text);
	TRY(ec_pkey_multiply(c->name, value, &point));
	return ec_pkey_make(c->name, value, point.at, point.len, out);
}

enum err
ec_from_private(const struct curve *c, const struct secret *value,
    struct material **out)
{
	SCOPED(evp_pkey_st) *pkey = NULL;

	if (is_weierstrass(c))
		TRY(pair_from_scalar(c, value, &pkey));
	else
		TRY(raw_pkey_private(c->name, value, &pkey));
	return material_from_pkey(pkey, MATERIAL_PRIVATE, out);
}

enum err
ec_private(const struct material *m, struct secret **out)
{
	const struct curve *c = curve_of(m);

	if (material_kind(m) != MATERIAL_PRIVATE || c == NULL)
		return refuse(E_ARGUMENTS, "not a private key on a curve");
	return is_weierstrass(c) ? ec_pkey_scalar(material_pkey(m), out)
	    : raw_pkey_value(material_pkey(m), out);
}

/* ---- public halves ---- */

static bool
is_point(const struct curve *c, const unsigned char *at, size_t len)
{
	if (!is_weierstrass(c))
		return len == curve_point_len(c);
	if (len == curve_point_len(c))
		return at[0] == POINT_CONVERSION_UNCOMPRESSED;
	return len == 1 + field_len(c) &&
	    (at[0] == POINT_CONVERSION_COMPRESSED ||
	    at[0] == POINT_CONVERSION_COMPRESSED + 1);
}

/*
 * The point without what is wrapped around it. A point's first byte may look
 * like a tag, but no point is as long as a wrapped one.
 */
static const unsigned char *
unwrap_point(const struct curve *c, const unsigned char *at, size_t len,
    size_t *out_len)
{
	const unsigned char *in;

	*out_len = len;
	if (is_point(c, at, len))
		return at;
	in = der_content(TAG_OCTET_STRING, at, len, out_len);
	if (in != NULL)
		return is_point(c, in, *out_len) ? in : NULL;
	in = der_content(TAG_BIT_STRING, at, len, out_len);
	if (in == NULL || *out_len == 0 || in[0] != 0) /* unused bits */
		return NULL;
	(*out_len)--;
	return is_point(c, in + 1, *out_len) ? in + 1 : NULL;
}

static enum err
public_from_point(const struct curve *c, const unsigned char *point,
    size_t len, EVP_PKEY **out)
{
	struct ec_octets octets;

	TRY(ec_pkey_normalise(c->name, point, len, &octets));
	return ec_pkey_make(c->name, NULL, octets.at, octets.len, out);
}

enum err
ec_from_point(const struct curve *c, const void *point, size_t len,
    struct material **out)
{
	SCOPED(evp_pkey_st) *pkey = NULL;
	const unsigned char *raw;
	size_t raw_len;

	raw = unwrap_point(c, point, len, &raw_len);
	if (raw == NULL)
		return refuse(E_ATTRIBUTE_VALUE, "%zu bytes that are no point "
		    "of %s", len, c->text);
	if (is_weierstrass(c))
		TRY(public_from_point(c, raw, raw_len, &pkey));
	else
		TRY(raw_pkey_public(c->name, raw, raw_len, &pkey));
	return material_from_pkey(pkey, MATERIAL_PUBLIC, out);
}

enum err
ec_public(const struct material *m, struct ec_octets *out)
{
	const struct curve *c = curve_of(m);

	if (c == NULL)
		return refuse(E_ARGUMENTS, "not a key on a curve");
	return is_weierstrass(c) ? ec_pkey_point(material_pkey(m), out)
	    : raw_pkey_octets(material_pkey(m), out);
}

enum err
ec_point(const struct material *m, struct bytes *out)
{
	unsigned char head[DER_HEAD_MAX];
	struct ec_octets point;
	size_t head_len;

	TRY(ec_public(m, &point));
	head_len = der_head(TAG_OCTET_STRING, point.len, head);
	TRY(bytes_reserve(out, head_len + point.len));
	TRY(bytes_set(out, head, head_len));
	return bytes_append(out, point.at, point.len);
}

/* ---- agreement ---- */

/* A point of small order makes it so, whatever the private key. */
static bool
is_zero(const struct secret *s)
{
	unsigned char any = 0;

	for (size_t i = 0; i < secret_len(s); i++)
		any |= secret_peek(s)[i];
	return any == 0;
}

enum err
ec_agree(const struct material *own, const struct material *peer,
    struct secret **out)
{
	const struct curve *c = curve_of(own);
	SCOPED(secret) *shared = NULL;

	if (c == NULL || c->kind == CURVE_EDWARDS || curve_of(peer) != c ||
	    material_kind(own) != MATERIAL_PRIVATE)
		return refuse(E_KEY_TYPE, "these keys cannot agree");
	TRY(ec_pkey_agree(material_pkey(own), material_pkey(peer), &shared));
	if (c->kind == CURVE_MONTGOMERY && is_zero(shared))
		return refuse(E_DATA, "the public key is of small order");
	*out = shared;
	shared = NULL;
	return E_OK;
}
