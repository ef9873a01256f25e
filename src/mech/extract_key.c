/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A key cut out of another one at any bit, going on from the first bit after
 * the last (CKM_EXTRACT_KEY_FROM_KEY).
 */
#include "mech/derived.h"
#include "mech/family.h"
#include "mech/param.h"

static enum err
bit_param(struct run *run, const CK_MECHANISM *mechanism)
{
	return param_fixed(mechanism, run->param.bytes, sizeof(CK_ULONG));
}

/* Bits are counted from the most significant one of the first byte. */
static unsigned char
byte_at(const struct secret *s, size_t bit)
{
	size_t at = bit / 8, next = (at + 1) % secret_len(s);
	unsigned both = (unsigned)secret_peek(s)[at] << 8 |
	    secret_peek(s)[next];

	return (unsigned char)(both >> (8 - bit % 8));
}

static enum err
extract(struct run *run, const struct derivation *d, struct secret **out)
{
	const struct secret *base = material_secret(d->base);
	size_t bits = secret_len(base) * 8, first, len;
	SCOPED(secret) *value = NULL;

	first = *(const CK_ULONG *)(const void *)run->param.bytes;
	if (first >= bits)
		return refuse(E_MECHANISM_PARAM, "bit %zu of a key of %zu "
		    "bits", first, bits);
	TRY(derived_len(run, d, 0, secret_len(base), &len));
	TRY(secret_new(len, &value));
	for (size_t i = 0; i < len; i++)
		secret_data(value)[i] = byte_at(base, (first + 8 * i) % bits);
	*out = value;
	value = NULL;
	return E_OK;
}

const struct mech_ops extract_key_ops = {
	.param = bit_param,
	.derive = extract,
};
