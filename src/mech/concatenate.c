/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keys put together from a base key and another key or data: one after the
 * other, or XORed.
 */
#include "mech/derived.h"
#include "mech/family.h"
#include "mech/param.h"

#include <string.h>

/* CK_KEY_DERIVATION_STRING_DATA: the data are the run's param_extra. */
static enum err
data_param(struct run *run, const CK_MECHANISM *mechanism)
{
	CK_KEY_DERIVATION_STRING_DATA given;
	unsigned char *data;

	TRY(param_fixed(mechanism, &given, sizeof(given)));
	TRY(param_block("the data", given.pData, given.ulLen,
	    DERIVE_DATA_MAX));
	TRY(param_room(run, given.ulLen, &data));
	if (given.ulLen != 0)
		memcpy(data, given.pData, given.ulLen);
	return E_OK;
}

static enum err
join(const struct run *run, const struct derivation *d, const void *first,
    size_t first_len, const void *then, size_t then_len, struct secret **out)
{
	SCOPED(secret) *value = NULL;

	TRY(secret_new(first_len + then_len, &value));
	if (first_len != 0)
		memcpy(secret_data(value), first, first_len);
	if (then_len != 0)
		memcpy(secret_data(value) + first_len, then, then_len);
	return derived_from(run, d, &value, out);
}

static enum err
base_and_data(struct run *run, const struct derivation *d, struct secret **out)
{
	const struct secret *base = material_secret(d->base);

	return join(run, d, secret_peek(base), secret_len(base),
	    run->param_extra, run->param_extra_len, out);
}

static enum err
data_and_base(struct run *run, const struct derivation *d, struct secret **out)
{
	const struct secret *base = material_secret(d->base);

	return join(run, d, run->param_extra, run->param_extra_len,
	    secret_peek(base), secret_len(base), out);
}

static enum err
base_xor_data(struct run *run, const struct derivation *d, struct secret **out)
{
	const struct secret *base = material_secret(d->base);
	const unsigned char *data = run->param_extra;
	size_t len = run->param_extra_len;
	SCOPED(secret) *value = NULL;

	if (len == 0)
		return refuse(E_MECHANISM_PARAM, "there are no data to XOR");
	if (secret_len(base) < len)
		len = secret_len(base);
	TRY(secret_new(len, &value));
	for (size_t i = 0; i < len; i++)
		secret_data(value)[i] = secret_peek(base)[i] ^ data[i];
	return derived_from(run, d, &value, out);
}

/* ---- with another key ---- */

static enum err
key_param(struct run *run, const CK_MECHANISM *mechanism)
{
	CK_OBJECT_HANDLE key;

	TRY(param_fixed(mechanism, &key, sizeof(key)));
	if (key == CK_INVALID_HANDLE)
		return refuse(E_KEY_HANDLE, "the parameter names no key");
	memcpy(run->param.bytes, &key, sizeof(key));
	return E_OK;
}

static CK_OBJECT_HANDLE
other_key(const struct run *run)
{
	CK_OBJECT_HANDLE key;

	memcpy(&key, run->param.bytes, sizeof(key));
	return key;
}

static enum err
base_and_key(struct run *run, const struct derivation *d, struct secret **out)
{
	const struct secret *base = material_secret(d->base);
	const struct secret *other = d->second == NULL ? NULL
	    : material_secret(d->second);

	if (other == NULL)
		return refuse(E_KEY_TYPE, "the other key is not a secret one");
	return join(run, d, secret_peek(base), secret_len(base),
	    secret_peek(other), secret_len(other), out);
}

const struct mech_ops base_and_data_ops = {
	.param = data_param,
	.derive = base_and_data,
};
const struct mech_ops data_and_base_ops = {
	.param = data_param,
	.derive = data_and_base,
};
const struct mech_ops base_xor_data_ops = {
	.param = data_param,
	.derive = base_xor_data,
};
const struct mech_ops base_and_key_ops = {
	.param = key_param,
	.derive = base_and_key,
	.second = other_key,
};
