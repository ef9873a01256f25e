/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an object shows of a key's material. Public components come from the
 * public half, which is at hand without a login, whether the object is the
 * public or the private key; private ones only from keys that may be read.
 */
#include "object/attr_read.h"

#include "base/writer.h"
#include "crypto/ec.h"
#include "crypto/pq.h"
#include "crypto/rsa.h"
#include "object/crc64.h"

/* An attribute kept in the list although its row computes others' values. */
static enum err
put_stored(const struct view *v, CK_ATTRIBUTE_TYPE type, struct bytes *out)
{
	const struct bytes *stored = attrs_get(&v->object->attrs, type);

	if (stored == NULL)
		return E_ATTRIBUTE_TYPE;
	return bytes_set(out, stored->data, stored->len);
}

static enum err
put_ulong(struct bytes *out, CK_ULONG v)
{
	return bytes_set(out, &v, sizeof(v));
}

static enum err
put_secret(struct bytes *out, const struct secret *s)
{
	return bytes_set(out, secret_peek(s), secret_len(s));
}

/* ---- private components ---- */

static bool
is_sealed(const struct view *v)
{
	return attrs_bool(&v->object->attrs, CKA_SENSITIVE) ||
	    !attrs_bool(&v->object->attrs, CKA_EXTRACTABLE);
}

static enum err
private_of(const struct view *v, struct material **out)
{
	struct version *version = view_version(v);

	if (object_owns_key(v->object) && is_sealed(v))
		return refuse(E_ATTRIBUTE_SENSITIVE,
		    "the value of key %s never leaves the token",
		    v->object->key->id);
	if (version == NULL)
		return E_ATTRIBUTE_TYPE;
	if (v->place == NULL && atomic_load(&version->material) == NULL)
		return E_ATTRIBUTE_SENSITIVE;
	return version_material(v->object->key, version, v->place, out);
}

static enum err
read_private_value(const struct view *v, struct bytes *out)
{
	SCOPED(material) *m = NULL;
	SCOPED(secret) *value = NULL;

	TRY(private_of(v, &m));
	if (material_secret(m) != NULL)
		return put_secret(out, material_secret(m));
	if (curve_of(m) != NULL)
		TRY(ec_private(m, &value));
	else if (parameter_set_of(m) != NULL)
		TRY(pq_private(m, &value));
	else
		return E_ATTRIBUTE_TYPE;
	return put_secret(out, value);
}

enum err
read_seed(const struct view *v, struct bytes *out)
{
	SCOPED(material) *m = NULL;
	SCOPED(secret) *seed = NULL;

	TRY(private_of(v, &m));
	if (parameter_set_of(m) == NULL)
		return E_ATTRIBUTE_TYPE;
	TRY(pq_seed(m, &seed));
	return put_secret(out, seed);
}

static enum err
put_rsa(const struct material *m, enum rsa_part part, struct bytes *out)
{
	SCOPED(secret) *number = NULL;

	if (!material_is_rsa(m))
		return E_ATTRIBUTE_TYPE;
	TRY(rsa_part(m, part, &number));
	return put_secret(out, number);
}

static enum err
read_rsa_private(const struct view *v, enum rsa_part part, struct bytes *out)
{
	SCOPED(material) *m = NULL;

	TRY(private_of(v, &m));
	return put_rsa(m, part, out);
}

enum err
read_private_exponent(const struct view *v, struct bytes *out)
{
	return read_rsa_private(v, RSA_PRIVATE_EXPONENT, out);
}

enum err
read_prime_1(const struct view *v, struct bytes *out)
{
	return read_rsa_private(v, RSA_PRIME_1, out);
}

enum err
read_prime_2(const struct view *v, struct bytes *out)
{
	return read_rsa_private(v, RSA_PRIME_2, out);
}

enum err
read_exponent_1(const struct view *v, struct bytes *out)
{
	return read_rsa_private(v, RSA_EXPONENT_1, out);
}

enum err
read_exponent_2(const struct view *v, struct bytes *out)
{
	return read_rsa_private(v, RSA_EXPONENT_2, out);
}

enum err
read_coefficient(const struct view *v, struct bytes *out)
{
	return read_rsa_private(v, RSA_COEFFICIENT, out);
}

/* ---- public components ---- */

static enum err
public_of(const struct view *v, struct material **out)
{
	struct version *version = view_version(v);

	if (version == NULL || version->spki.len == 0)
		return E_ATTRIBUTE_TYPE;
	return version_public(version, out);
}

static enum err
read_rsa_public(const struct view *v, enum rsa_part part, struct bytes *out)
{
	SCOPED(material) *m = NULL;

	TRY(public_of(v, &m));
	return put_rsa(m, part, out);
}

enum err
read_modulus(const struct view *v, struct bytes *out)
{
	return read_rsa_public(v, RSA_MODULUS, out);
}

enum err
read_public_exponent(const struct view *v, struct bytes *out)
{
	return read_rsa_public(v, RSA_PUBLIC_EXPONENT, out);
}

enum err
read_modulus_bits(const struct view *v, struct bytes *out)
{
	SCOPED(material) *m = NULL;

	TRY(public_of(v, &m));
	return put_ulong(out, (CK_ULONG)material_bits(m));
}

/* What its maker called the curve, if he has another word for it than we. */
enum err
read_ec_params(const struct view *v, struct bytes *out)
{
	SCOPED(material) *m = NULL;
	const struct curve *c;

	if (attrs_get(&v->object->attrs, CKA_EC_PARAMS) != NULL)
		return put_stored(v, CKA_EC_PARAMS, out);
	TRY(public_of(v, &m));
	c = curve_of(m);
	return c == NULL ? E_ATTRIBUTE_TYPE
	    : bytes_set(out, c->oid, c->oid_len);
}

enum err
read_ec_point(const struct view *v, struct bytes *out)
{
	SCOPED(material) *m = NULL;

	TRY(public_of(v, &m));
	if (curve_of(m) == NULL)
		return E_ATTRIBUTE_TYPE;
	out->len = 0;
	return ec_point(m, out);
}

enum err
read_parameter_set(const struct view *v, struct bytes *out)
{
	SCOPED(material) *m = NULL;
	const struct parameter_set *set;

	TRY(public_of(v, &m));
	set = parameter_set_of(m);
	return set == NULL ? E_ATTRIBUTE_TYPE : put_ulong(out, set->number);
}

static enum err
read_public_value(const struct view *v, struct bytes *out)
{
	SCOPED(material) *m = NULL;

	TRY(public_of(v, &m));
	if (parameter_set_of(m) == NULL)
		return E_ATTRIBUTE_TYPE;
	out->len = 0;
	return pq_public(m, out);
}

/* Of the modulus, or of a post-quantum public key's value. */
enum err
read_crc64(const struct view *v, struct bytes *out)
{
	SCOPED_VALUE(bytes) number = { 0 };
	struct writer w;

	if (v->object->key_type == CKK_RSA)
		TRY(read_modulus(v, &number));
	else
		TRY(read_public_value(v, &number));
	out->len = 0;
	writer_init(&w, out);
	writer_u64(&w, crc64(number.data, number.len));
	return writer_done(&w);
}

enum err
read_public_key_info(const struct view *v, struct bytes *out)
{
	struct version *version = view_version(v);

	if (version != NULL)
		return bytes_set(out, version->spki.data, version->spki.len);
	if (attrs_get(&v->object->attrs, CKA_PUBLIC_KEY_INFO) != NULL)
		return put_stored(v, CKA_PUBLIC_KEY_INFO, out);
	return bytes_set(out, NULL, 0);
}

/* ---- both ---- */

enum err
read_value(const struct view *v, struct bytes *out)
{
	if (object_has_material(v->object))
		return read_private_value(v, out);
	if (v->object->class == CKO_PUBLIC_KEY)
		return read_public_value(v, out);
	return put_stored(v, CKA_VALUE, out);
}

static enum err
read_certificate_check(const struct view *v, struct bytes *out)
{
	const struct bytes *der = attrs_get(&v->object->attrs, CKA_VALUE);
	unsigned char value[CHECK_VALUE_LEN];

	if (der == NULL || der->len == 0)
		return bytes_set(out, NULL, 0);
	TRY(check_value_of(der->data, der->len, value));
	return bytes_set(out, value, sizeof(value));
}

/* Empty in the list where the maker wanted none. */
enum err
read_check_value(const struct view *v, struct bytes *out)
{
	struct version *version = view_version(v);

	if (attrs_get(&v->object->attrs, CKA_CHECK_VALUE) != NULL)
		return put_stored(v, CKA_CHECK_VALUE, out);
	if (v->object->class == CKO_CERTIFICATE)
		return read_certificate_check(v, out);
	if (version == NULL)
		return E_ATTRIBUTE_TYPE;
	return bytes_set(out, version->check_value, version->check_value_len);
}
