/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Key derivation in the three modes of SP 800-108: a pseudo-random function
 * over an input the caller has laid out, once for each block. Every key
 * begins with a block of its own.
 */
#include "mech/kbkdf.h"

#include "crypto/ct.h"
#include "crypto/library.h"
#include "crypto/scoped.h"
#include "mech/family.h"
#include "mech/mac_begin.h"

#include <string.h>

/* A longer key is some mistake. */
#define KEY_LEN_MAX 65536

/* What changes from block to block, and what does not. */
struct kbkdf {
	const struct kbkdf_param *param;
	EVP_MAC_CTX *keyed;
	const struct secret *other; /* NULL: none in the input */
	size_t block_len;
	size_t blocks;	       /* in all */
	uint64_t keys_bits;    /* L, counted in keys */
	uint64_t segments_bits; /* L, counted in blocks */
	uint64_t counter;
	bool variable;	  /* the iteration variable is what stands here: */
	size_t state_len; /* the block before (feedback), A(i) (pipeline) */
	unsigned char state[MAC_LEN_MAX];
};

/* ---- one block ---- */

static void
number_encode(uint64_t n, const struct kbkdf_piece *piece,
    unsigned char out[static 8])
{
	for (size_t i = 0; i < piece->width; i++) {
		size_t at = piece->little ? i : piece->width - 1 - i;

		out[at] = (unsigned char)(n >> (8 * i));
	}
}

static bool
add_number(EVP_MAC_CTX *ctx, uint64_t n, const struct kbkdf_piece *piece)
{
	unsigned char bytes[8];

	number_encode(n, piece, bytes);
	return EVP_MAC_update(ctx, bytes, piece->width) == 1;
}

/* The vector may be longer than a block. */
static bool
add_variable(EVP_MAC_CTX *ctx, const struct kbkdf *k)
{
	if (k->counter == 1 && k->param->iv_len != 0)
		return EVP_MAC_update(ctx, k->param->iv, k->param->iv_len) ==
		    1;
	return k->state_len == 0 ||
	    EVP_MAC_update(ctx, k->state, k->state_len) == 1;
}

static bool
add_piece(EVP_MAC_CTX *ctx, const struct kbkdf *k,
    const struct kbkdf_piece *piece)
{
	if (piece->type == CK_SP800_108_BYTE_ARRAY)
		return EVP_MAC_update(ctx, piece->bytes, piece->len) == 1;
	if (piece->type == CK_SP800_108_KEY_HANDLE)
		return EVP_MAC_update(ctx, secret_peek(k->other),
		    secret_len(k->other)) == 1;
	if (piece->type == CK_SP800_108_DKM_LENGTH)
		return add_number(ctx, piece->segments ? k->segments_bits
		    : k->keys_bits, piece);
	if (piece->type == CK_SP800_108_ITERATION_VARIABLE && k->variable)
		return add_variable(ctx, k);
	return add_number(ctx, k->counter, piece);
}

/* PRF(key, pieces); or without iteration variable and counter, which is what
 * the double pipeline begins with. */
static enum err
input_run(const struct kbkdf *k, bool whole,
    unsigned char out[static MAC_LEN_MAX])
{
	const struct kbkdf_param *p = k->param;
	SCOPED(evp_mac_ctx_st) *ctx = EVP_MAC_CTX_dup(k->keyed);
	size_t len;

	if (ctx == NULL)
		return E_NO_MEMORY;
	for (size_t i = 0; i < p->count; i++) {
		CK_ULONG type = p->pieces[i].type;

		if (!whole && (type == CK_SP800_108_ITERATION_VARIABLE ||
		    type == CK_SP800_108_COUNTER))
			continue;
		if (!add_piece(ctx, k, &p->pieces[i]))
			return library_failed("SP 800-108");
	}
	return mac_end(ctx, out, &len);
}

/* ---- what follows what ---- */

static enum err
counter_next(struct kbkdf *k, unsigned char out[static MAC_LEN_MAX])
{
	return input_run(k, true, out);
}

static enum err
feedback_next(struct kbkdf *k, unsigned char out[static MAC_LEN_MAX])
{
	TRY(input_run(k, true, out));
	memcpy(k->state, out, k->block_len);
	k->state_len = k->block_len;
	return E_OK;
}

/* A(1) = PRF(key, A(0)), A(0) being the input; A(i) = PRF(key, A(i - 1)). */
static enum err
pipeline_next(struct kbkdf *k, unsigned char out[static MAC_LEN_MAX])
{
	SCOPED(evp_mac_ctx_st) *ctx = NULL;
	size_t len;

	if (k->counter == 1) {
		TRY(input_run(k, false, k->state));
	} else {
		ctx = EVP_MAC_CTX_dup(k->keyed);
		if (ctx == NULL ||
		    EVP_MAC_update(ctx, k->state, k->state_len) != 1)
			return library_failed("SP 800-108");
		TRY(mac_end(ctx, k->state, &len));
	}
	k->state_len = k->block_len;
	return input_run(k, true, out);
}

/* ---- before the first block ---- */

static enum err
measure_keys(const struct run *run, const struct derivation *d,
    struct kbkdf *k)
{
	if (d->count == 0 || d->count > KBKDF_KEYS_MAX)
		return refuse(E_ARGUMENTS, "%zu keys at once", d->count);
	for (size_t i = 0; i < d->count; i++) {
		if (d->len[i] == 0)
			return refuse(E_TEMPLATE_INCOMPLETE,
			    "%s needs CKA_VALUE_LEN", run->mech->name);
		if (d->len[i] > KEY_LEN_MAX)
			return refuse(E_TEMPLATE_INCONSISTENT, "a key of %zu "
			    "bytes, at most %d are derived", d->len[i],
			    KEY_LEN_MAX);
		k->keys_bits += 8 * (uint64_t)d->len[i];
		k->blocks += (d->len[i] + k->block_len - 1) / k->block_len;
	}
	k->segments_bits = 8 * (uint64_t)k->blocks * k->block_len;
	return E_OK;
}

static bool
number_fits(uint64_t n, size_t width)
{
	return width >= 8 || n >> (8 * width) == 0;
}

/* Neither the counter nor the length may wrap. */
static enum err
check_numbers(const struct kbkdf *k)
{
	const struct kbkdf_param *p = k->param;

	if (p->counter_width != 0 && !number_fits(k->blocks,
	    p->counter_width))
		return refuse(E_TEMPLATE_INCONSISTENT, "a counter of %zu "
		    "bytes does not reach %zu blocks", p->counter_width,
		    k->blocks);
	for (size_t i = 0; i < p->count; i++) {
		const struct kbkdf_piece *piece = &p->pieces[i];

		if (piece->type == CK_SP800_108_DKM_LENGTH &&
		    !number_fits(piece->segments ? k->segments_bits :
		    k->keys_bits, piece->width))
			return refuse(E_TEMPLATE_INCONSISTENT, "the length "
			    "does not fit into %zu bytes", piece->width);
	}
	return E_OK;
}

static enum err
keyed_begin(const struct kbkdf_param *p, const struct secret *key,
    EVP_MAC_CTX **out)
{
	if (p->digest == NULL)
		return cmac_begin(secret_peek(key), secret_len(key), out);
	return hmac_begin(p->digest, secret_peek(key), secret_len(key), out);
}

static enum err
prepare(const struct run *run, const struct derivation *d, struct kbkdf *k)
{
	TRY(keyed_begin(k->param, material_secret(d->base), &k->keyed));
	k->block_len = EVP_MAC_CTX_get_mac_size(k->keyed);
	if (k->param->second != CK_INVALID_HANDLE) {
		k->other = d->second == NULL ? NULL
		    : material_secret(d->second);
		if (k->other == NULL)
			return refuse(E_KEY_TYPE,
			    "the other key is not a secret one");
	}
	TRY(measure_keys(run, d, k));
	return check_numbers(k);
}

/* ---- the keys ---- */

typedef enum err next_block(struct kbkdf *k,
    unsigned char out[static MAC_LEN_MAX]);

static enum err
key_make(struct kbkdf *k, next_block *next, size_t len, struct secret **out)
{
	size_t blocks = (len + k->block_len - 1) / k->block_len;
	SCOPED(secret) *value = NULL;

	TRY(secret_new(blocks * k->block_len + MAC_LEN_MAX, &value));
	for (size_t i = 0; i < blocks; i++) {
		k->counter++;
		TRY(next(k, secret_data(value) + i * k->block_len));
	}
	secret_truncate(value, len);
	*out = value;
	value = NULL;
	return E_OK;
}

/* All keys or none. */
static enum err
keys_make(struct kbkdf *k, next_block *next, const struct derivation *d,
    struct secret **out)
{
	struct secret *made[KBKDF_KEYS_MAX] = { NULL };
	enum err e = E_OK;

	for (size_t i = 0; e == E_OK && i < d->count; i++)
		e = key_make(k, next, d->len[i], &made[i]);
	for (size_t i = 0; i < d->count; i++) {
		if (e == E_OK)
			out[i] = made[i];
		else
			secret_free(made[i]);
	}
	return e;
}

static enum err
derive(const struct run *run, const struct derivation *d, next_block *next,
    struct secret **out)
{
	struct kbkdf k = { .param = kbkdf_param(run),
		.variable = next != counter_next };
	enum err e = prepare(run, d, &k);

	if (e == E_OK)
		e = keys_make(&k, next, d, out);
	EVP_MAC_CTX_free(k.keyed);
	ct_wipe(&k, sizeof(k));
	return e;
}

static enum err
counter_derive(struct run *run, const struct derivation *d,
    struct secret **out)
{
	return derive(run, d, counter_next, out);
}

static enum err
feedback_derive(struct run *run, const struct derivation *d,
    struct secret **out)
{
	return derive(run, d, feedback_next, out);
}

static enum err
pipeline_derive(struct run *run, const struct derivation *d,
    struct secret **out)
{
	return derive(run, d, pipeline_next, out);
}

/* ---- what the flow asks about the parameter ---- */

static CK_OBJECT_HANDLE
other_key(const struct run *run)
{
	return kbkdf_param(run)->second;
}

static const CK_DERIVED_KEY *
more_keys(const struct run *run, size_t *count)
{
	*count = kbkdf_param(run)->more_count;
	return kbkdf_param(run)->more;
}

#define KBKDF_OPS(takes, derives) \
	{ \
		.param = takes, \
		.derive = derives, \
		.second = other_key, \
		.more = more_keys, \
	}

const struct mech_ops kbkdf_counter_ops =
    KBKDF_OPS(kbkdf_counter_param, counter_derive);
const struct mech_ops kbkdf_feedback_ops =
    KBKDF_OPS(kbkdf_feedback_param, feedback_derive);
const struct mech_ops kbkdf_pipeline_ops =
    KBKDF_OPS(kbkdf_pipeline_param, pipeline_derive);
