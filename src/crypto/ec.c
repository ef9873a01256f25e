/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The curves, a row each, and the forms in which callers give and expect
 * their parameters and points.
 */
#include "crypto/ec.h"
#include "base/reader.h"
#include "crypto/ct.h"
#include "crypto/ec_pkey.h"
#include "crypto/scoped.h"

#include <string.h>

enum { TAG_BIT_STRING = 0x03, TAG_OCTET_STRING = 0x04,
	TAG_PRINTABLE_STRING = 0x13 };

static const struct curve curves[] = {
	{ .name = "prime256v1", .text = "p256", .printable = "prime256v1",
	    .bits = 256, .oid_len = 10,
	    .oid = { 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01,
		0x07 } },
	{ .name = "secp384r1", .text = "p384", .printable = "secp384r1",
	    .bits = 384, .oid_len = 7,
	    .oid = { 0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x22 } },
};
#define CURVES (sizeof(curves) / sizeof(curves[0]))

/* What else some call them: SEC 2's and NIST's names. */
static const struct {
	const char *alias, *name;
} aliases[] = {
	{ "secp256r1", "prime256v1" },
	{ "P-256", "prime256v1" },
	{ "P-384", "secp384r1" },
};
#define ALIASES (sizeof(aliases) / sizeof(aliases[0]))

static bool
same(const char *text, const void *data, size_t len)
{
	return strlen(text) == len && ct_equal(text, data, len);
}

static const struct curve *
curve_by_name(const void *name, size_t len)
{
	for (size_t i = 0; i < ALIASES; i++)
		if (same(aliases[i].alias, name, len))
			return curve_by_name(aliases[i].name,
			    strlen(aliases[i].name));
	for (size_t i = 0; i < CURVES; i++)
		if (same(curves[i].name, name, len) ||
		    same(curves[i].printable, name, len))
			return &curves[i];
	return NULL;
}

/*
 * The content of the only DER element in data: NULL if it has another tag, a
 * length not in the shortest form, or something behind it.
 */
static const unsigned char *
der_content(uint8_t tag, const void *data, size_t data_len, size_t *len)
{
	const unsigned char *content;
	struct reader r;
	uint8_t first;

	reader_init(&r, data, data_len);
	if (reader_u8(&r) != tag)
		return NULL;
	first = reader_u8(&r);
	*len = first;
	if (first == 0x81)
		*len = reader_u8(&r);
	if (first > 0x81 || (first == 0x81 && *len < 0x80) || first == 0x80)
		return NULL;
	content = reader_take(&r, *len);
	return reader_done(&r) ? content : NULL;
}

const struct curve *
curve_by_params(const void *params, size_t len)
{
	const unsigned char *name;
	size_t name_len;

	for (size_t i = 0; i < CURVES; i++)
		if (curves[i].oid_len == len &&
		    ct_equal(curves[i].oid, params, len))
			return &curves[i];
	name = der_content(TAG_PRINTABLE_STRING, params, len, &name_len);
	return name != NULL ? curve_by_name(name, name_len) : NULL;
}

const struct curve *
curve_at(size_t i)
{
	return i < CURVES ? &curves[i] : NULL;
}

const struct curve *
curve_of(const struct material *m)
{
	EVP_PKEY *pkey = material_pkey(m);
	char name[64];
	size_t len;

	if (pkey == NULL || !EVP_PKEY_is_a(pkey, "EC") ||
	    EVP_PKEY_get_group_name(pkey, name, sizeof(name), &len) != 1)
		return NULL;
	return curve_by_name(name, strlen(name));
}

enum err
ec_generate(const struct curve *c, struct material **out)
{
	SCOPED(evp_pkey_st) *pkey = NULL;

	TRY(ec_pkey_generate(c->name, &pkey));
	return material_from_pkey(pkey, MATERIAL_PRIVATE, out);
}

enum err
ec_from_private(const struct curve *c, const struct secret *value,
    struct material **out)
{
	SCOPED(evp_pkey_st) *pkey = NULL;
	struct ec_octets point;

	if (secret_len(value) > (c->bits + 7) / 8)
		return refuse(E_ATTRIBUTE_VALUE, "a private value of %zu bytes "
		    "is too long for %s", secret_len(value), c->text);
	TRY(ec_pkey_multiply(c->name, value, &point));
	TRY(ec_pkey_make(c->name, value, point.at, point.len, &pkey));
	return material_from_pkey(pkey, MATERIAL_PRIVATE, out);
}

static bool
is_point(const struct curve *c, const unsigned char *at, size_t len)
{
	size_t field = (c->bits + 7) / 8;

	if (len == 1 + 2 * field)
		return at[0] == POINT_CONVERSION_UNCOMPRESSED;
	return len == 1 + field && (at[0] == POINT_CONVERSION_COMPRESSED ||
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

enum err
ec_from_point(const struct curve *c, const void *point, size_t len,
    struct material **out)
{
	SCOPED(evp_pkey_st) *pkey = NULL;
	struct ec_octets octets;
	const unsigned char *raw;
	size_t raw_len;

	raw = unwrap_point(c, point, len, &raw_len);
	if (raw == NULL)
		return refuse(E_ATTRIBUTE_VALUE, "%zu bytes that are no point "
		    "of %s", len, c->text);
	TRY(ec_pkey_normalise(c->name, raw, raw_len, &octets));
	TRY(ec_pkey_make(c->name, NULL, octets.at, octets.len, &pkey));
	return material_from_pkey(pkey, MATERIAL_PUBLIC, out);
}

enum err
ec_point(const struct material *m, struct bytes *out)
{
	unsigned char head[3] = { TAG_OCTET_STRING };
	size_t head_len = 2;
	struct ec_octets point;

	if (curve_of(m) == NULL)
		return refuse(E_ARGUMENTS, "not an EC key");
	TRY(ec_pkey_point(material_pkey(m), &point));
	if (point.len >= 0x80)
		head[head_len++ - 1] = 0x81;
	head[head_len - 1] = (unsigned char)point.len;
	TRY(bytes_reserve(out, head_len + point.len));
	TRY(bytes_set(out, head, head_len));
	return bytes_append(out, point.at, point.len);
}

enum err
ec_private(const struct material *m, struct secret **out)
{
	if (material_kind(m) != MATERIAL_PRIVATE || curve_of(m) == NULL)
		return refuse(E_ARGUMENTS, "not an EC private key");
	return ec_pkey_scalar(material_pkey(m), out);
}
