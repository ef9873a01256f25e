/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading what callers say of an SP 800-108 input: a list of pieces, each
 * with a structure or bytes of its own. The list is copied before it is
 * looked at, so that what was counted is what is kept.
 */
#include "mech/kbkdf.h"

#include "mech/derived.h"
#include "mech/family.h"
#include "mech/param.h"

#include <string.h>

#define PIECES_MAX 32

/* What the three structures have in common, and the copy of the list. */
struct given {
	CK_MECHANISM_TYPE prf;
	CK_ULONG count;
	const CK_PRF_DATA_PARAM *list;
	CK_ULONG iv_len;
	const void *iv;
	CK_ULONG more_count;
	const CK_DERIVED_KEY *more;
	bool counter_mode;
	CK_PRF_DATA_PARAM copy[PIECES_MAX];
};

/* ---- pieces ---- */

static enum err
fixed(const CK_PRF_DATA_PARAM *from, void *out, size_t len)
{
	if (from->pValue == NULL || from->ulValueLen != len)
		return refuse(E_MECHANISM_PARAM, "a piece of type %lu has %lu "
		    "bytes, not %zu", from->type, from->ulValueLen, len);
	memcpy(out, from->pValue, len);
	return E_OK;
}

static enum err
width_read(CK_ULONG bits, size_t most, size_t *out)
{
	if (bits == 0 || bits % 8 != 0 || bits > 8 * most)
		return refuse(E_MECHANISM_PARAM, "a number of %lu bits: whole "
		    "bytes, at most %zu, are accepted", bits, most);
	*out = bits / 8;
	return E_OK;
}

static enum err
counter_read(const CK_PRF_DATA_PARAM *from, struct kbkdf_param *p,
    struct kbkdf_piece *out)
{
	CK_SP800_108_COUNTER_FORMAT format;

	if (p->counter_width != 0)
		return refuse(E_MECHANISM_PARAM, "there are two counters");
	TRY(fixed(from, &format, sizeof(format)));
	TRY(width_read(format.ulWidthInBits, 4, &out->width));
	out->little = format.bLittleEndian != CK_FALSE;
	p->counter_width = out->width;
	return E_OK;
}

static enum err
length_read(const CK_PRF_DATA_PARAM *from, struct kbkdf_piece *out)
{
	CK_SP800_108_DKM_LENGTH_FORMAT format;

	TRY(fixed(from, &format, sizeof(format)));
	TRY(width_read(format.ulWidthInBits, 8, &out->width));
	if (format.dkmLengthMethod != CK_SP800_108_DKM_LENGTH_SUM_OF_KEYS &&
	    format.dkmLengthMethod != CK_SP800_108_DKM_LENGTH_SUM_OF_SEGMENTS)
		return refuse(E_MECHANISM_PARAM, "length method %lu",
		    format.dkmLengthMethod);
	out->little = format.bLittleEndian != CK_FALSE;
	out->segments = format.dkmLengthMethod ==
	    CK_SP800_108_DKM_LENGTH_SUM_OF_SEGMENTS;
	return E_OK;
}

/* One key, as often as its value is wanted. */
static enum err
key_read(const CK_PRF_DATA_PARAM *from, struct kbkdf_param *p)
{
	CK_OBJECT_HANDLE key;

	TRY(fixed(from, &key, sizeof(key)));
	if (key == CK_INVALID_HANDLE)
		return refuse(E_KEY_HANDLE, "a piece names no key");
	if (p->second != CK_INVALID_HANDLE && p->second != key)
		return refuse(E_MECHANISM_PARAM, "more than one other key");
	p->second = key;
	return E_OK;
}

static enum err
bytes_read(const CK_PRF_DATA_PARAM *from, unsigned char **room,
    struct kbkdf_piece *out)
{
	memcpy(*room, from->pValue, from->ulValueLen);
	out->bytes = *room;
	out->len = from->ulValueLen;
	*room += from->ulValueLen;
	return E_OK;
}

static enum err
iteration_read(const struct given *g, const CK_PRF_DATA_PARAM *from,
    struct kbkdf_param *p, struct kbkdf_piece *out)
{
	if (g->counter_mode)
		return counter_read(from, p, out);
	if (from->pValue != NULL || from->ulValueLen != 0)
		return refuse(E_MECHANISM_PARAM, "the iteration variable has "
		    "no format but in counter mode");
	return E_OK;
}

static enum err
piece_read(const struct given *g, const CK_PRF_DATA_PARAM *from,
    struct kbkdf_param *p, unsigned char **room, struct kbkdf_piece *out)
{
	*out = (struct kbkdf_piece){ .type = from->type };
	if (from->type == CK_SP800_108_ITERATION_VARIABLE)
		return iteration_read(g, from, p, out);
	if (from->type == CK_SP800_108_COUNTER && !g->counter_mode)
		return counter_read(from, p, out);
	if (from->type == CK_SP800_108_DKM_LENGTH)
		return length_read(from, out);
	if (from->type == CK_SP800_108_BYTE_ARRAY)
		return bytes_read(from, room, out);
	if (from->type == CK_SP800_108_KEY_HANDLE)
		return key_read(from, p);
	return refuse(E_MECHANISM_PARAM, "%s has no pieces of type %lu",
	    g->counter_mode ? "counter mode" : "the mechanism", from->type);
}

/* ---- the list ---- */

static size_t
count_of(const struct given *g, CK_ULONG type)
{
	size_t n = 0;

	for (size_t i = 0; i < g->count; i++)
		n += g->copy[i].type == type;
	return n;
}

static enum err
list_copy(struct given *g)
{
	if (g->count == 0 || g->count > PIECES_MAX || g->list == NULL)
		return refuse(E_MECHANISM_PARAM, "an input of %lu pieces: 1 to "
		    "%d are accepted", g->count, PIECES_MAX);
	memcpy(g->copy, g->list, g->count * sizeof(*g->list));
	if (count_of(g, CK_SP800_108_ITERATION_VARIABLE) != 1)
		return refuse(E_MECHANISM_PARAM, "the input needs the "
		    "iteration variable, once");
	if (count_of(g, CK_SP800_108_DKM_LENGTH) > 1)
		return refuse(E_MECHANISM_PARAM, "there are two lengths");
	return E_OK;
}

/* How many bytes the byte arrays have together. */
static enum err
bytes_count(const struct given *g, size_t *out)
{
	size_t all = 0;

	for (size_t i = 0; i < g->count; i++) {
		const CK_PRF_DATA_PARAM *piece = &g->copy[i];

		if (piece->type != CK_SP800_108_BYTE_ARRAY)
			continue;
		TRY(param_block("a byte array", piece->pValue,
		    piece->ulValueLen, DERIVE_DATA_MAX));
		if (piece->ulValueLen == 0)
			return refuse(E_MECHANISM_PARAM,
			    "a byte array is empty");
		all += piece->ulValueLen;
	}
	*out = all;
	return E_OK;
}

/* ---- the whole ---- */

static enum err
prf_read(CK_MECHANISM_TYPE type, struct kbkdf_param *p)
{
	const struct mech *row = mech_find(type);

	if (row == NULL || (row->ops != &hmac_ops && row->ops != &cmac_ops))
		return refuse(E_MECHANISM_PARAM, "mechanism 0x%lx is no "
		    "pseudo-random function", type);
	p->digest = row->digest;
	return E_OK;
}

static enum err
more_read(const struct given *g, struct kbkdf_param *p)
{
	TRY(param_block("the list of further keys", g->more, g->more_count,
	    KBKDF_KEYS_MAX - 1));
	p->more = g->more;
	p->more_count = g->more_count;
	return E_OK;
}

/* Pieces, the vector and the byte arrays stand in one allocation. */
static enum err
param_keep(struct run *run, const struct given *g)
{
	struct kbkdf_param *p = (void *)run->param.bytes;
	struct kbkdf_piece *pieces;
	unsigned char *room;
	size_t bytes = 0;

	TRY(bytes_count(g, &bytes));
	TRY(param_room(run, g->count * sizeof(*pieces) + g->iv_len + bytes,
	    &room));
	pieces = (void *)room;
	room += g->count * sizeof(*pieces);
	if (g->iv_len != 0)
		memcpy(room, g->iv, g->iv_len);
	p->iv = room;
	p->iv_len = g->iv_len;
	room += g->iv_len;
	for (size_t i = 0; i < g->count; i++)
		TRY(piece_read(g, &g->copy[i], p, &room, &pieces[i]));
	p->pieces = pieces;
	p->count = g->count;
	return E_OK;
}

static enum err
given_keep(struct run *run, struct given *g)
{
	struct kbkdf_param *p = (void *)run->param.bytes;

	TRY(prf_read(g->prf, p));
	TRY(list_copy(g));
	TRY(param_block("the vector", g->iv, g->iv_len, DERIVE_DATA_MAX));
	TRY(more_read(g, p));
	return param_keep(run, g);
}

static enum err
plain_param(struct run *run, const CK_MECHANISM *mechanism, bool counter_mode)
{
	CK_SP800_108_KDF_PARAMS p;
	struct given g = { .counter_mode = counter_mode };

	TRY(param_fixed(mechanism, &p, sizeof(p)));
	g.prf = p.prfType;
	g.count = p.ulNumberOfDataParams;
	g.list = p.pDataParams;
	g.more_count = p.ulAdditionalDerivedKeys;
	g.more = p.pAdditionalDerivedKeys;
	return given_keep(run, &g);
}

enum err
kbkdf_counter_param(struct run *run, const CK_MECHANISM *mechanism)
{
	return plain_param(run, mechanism, true);
}

enum err
kbkdf_pipeline_param(struct run *run, const CK_MECHANISM *mechanism)
{
	return plain_param(run, mechanism, false);
}

enum err
kbkdf_feedback_param(struct run *run, const CK_MECHANISM *mechanism)
{
	CK_SP800_108_FEEDBACK_KDF_PARAMS p;
	struct given g = { .counter_mode = false };

	TRY(param_fixed(mechanism, &p, sizeof(p)));
	g.prf = p.prfType;
	g.count = p.ulNumberOfDataParams;
	g.list = p.pDataParams;
	g.iv_len = p.ulIVLen;
	g.iv = p.pIV;
	g.more_count = p.ulAdditionalDerivedKeys;
	g.more = p.pAdditionalDerivedKeys;
	return given_keep(run, &g);
}
