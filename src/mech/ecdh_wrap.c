/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Wrapping to a public key: a new pair agrees with it on an AES key, and that
 * wraps with AES_KEY_WRAP_KWP. What comes out is the new public key, then the
 * wrapped key. The three rows differ in how the public key is written and in
 * which keys they take.
 */
#include "crypto/der.h"
#include "crypto/ec.h"
#include "mech/agreement.h"
#include "mech/family.h"
#include "mech/param.h"

#include <stdint.h>
#include <string.h>

struct wrap_param {
	struct agreement agreement; /* shared is in param_extra */
	size_t aes_len;
};
_Static_assert(sizeof(struct wrap_param) <= MECH_PARAM_MAX, "it fits");

static enum err
wrap_param(struct run *run, const CK_MECHANISM *mechanism)
{
	struct wrap_param *p = (void *)&run->param;
	CK_ECDH_AES_KEY_WRAP_PARAMS given;
	unsigned char *room;

	TRY(param_fixed(mechanism, &given, sizeof(given)));
	if (given.ulAESKeyBits != 128 && given.ulAESKeyBits != 192 &&
	    given.ulAESKeyBits != 256)
		return refuse(E_MECHANISM_PARAM,
		    "AES keys have 128, 192 or 256 bits, not %lu",
		    given.ulAESKeyBits);
	TRY(agreement_read(given.kdf, given.pSharedData,
	    given.ulSharedDataLen, &p->agreement));
	TRY(param_room(run, given.ulSharedDataLen, &room));
	if (given.ulSharedDataLen != 0)
		memcpy(room, given.pSharedData, given.ulSharedDataLen);
	p->agreement.shared = room;
	p->aes_len = given.ulAESKeyBits / 8;
	return E_OK;
}

/* ---- the AES key ---- */

/* Unlike deriving one, the mechanism takes the first bits of the secret. */
static enum err
aes_key(const struct run *run, const struct material *own,
    const struct material *peer, struct material **out)
{
	const struct wrap_param *p = (const void *)&run->param;
	SCOPED(secret) *shared = NULL;
	SCOPED(secret) *key = NULL;

	TRY(ec_agree(own, peer, &shared));
	if (!agreement_is_raw(&p->agreement)) {
		TRY(agreement_derive(&p->agreement, shared, p->aes_len, &key));
		return material_from_secret(key, out);
	}
	if (secret_len(shared) < p->aes_len)
		return refuse(E_MECHANISM_PARAM, "the curve gives %zu bytes, "
		    "the AES key needs %zu", secret_len(shared), p->aes_len);
	secret_truncate(shared, p->aes_len);
	return material_from_secret(shared, out);
}

static enum err
kwp_begin(struct run *kwp, enum use use, const struct material *key)
{
	CK_MECHANISM mechanism = { CKM_AES_KEY_WRAP_KWP, NULL, 0 };

	TRY(run_begin(kwp, use, &mechanism));
	return run_start(kwp, key);
}

/* ---- the public key that goes along ---- */

static bool
point_is_wrapped(const struct run *run)
{
	return run->mech->type == CKM_ECDH_COF_AES_KEY_WRAP;
}

/* Curves of one size and kind have points of one length. */
static size_t
point_len(const struct run *run, size_t bits)
{
	unsigned char head[DER_HEAD_MAX];
	const struct curve *c;
	size_t len;

	for (size_t i = 0; (c = curve_at(i)) != NULL; i++) {
		if (c->kind == CURVE_EDWARDS || c->bits != bits)
			continue;
		len = curve_point_len(c);
		return point_is_wrapped(run) ?
		    der_head(TAG_OCTET_STRING, len, head) + len : len;
	}
	return 0;
}

static enum err
point_write(const struct run *run, const struct material *pair,
    unsigned char *out, size_t *out_len)
{
	struct ec_octets point;
	size_t head = 0;

	TRY(ec_public(pair, &point));
	if (point_is_wrapped(run))
		head = der_head(TAG_OCTET_STRING, point.len, out);
	memcpy(out + head, point.at, point.len);
	*out_len = head + point.len;
	return E_OK;
}

/* Where the public key ends: 0 if it cannot be one. */
static size_t
point_end(const struct run *run, const struct curve *c,
    const unsigned char *in, size_t len)
{
	size_t whole = curve_point_len(c), inner, used;

	if (point_is_wrapped(run))
		return der_element(TAG_OCTET_STRING, in, len, &inner, &used) ==
		    NULL ? 0 : used;
	if (c->kind == CURVE_WEIERSTRASS && len > 0 && in[0] != 0x04)
		whole = (whole + 1) / 2; /* compressed */
	return whole < len ? whole : 0;
}

/* ---- wrap ---- */

static enum err
wrap_start(struct run *run, const struct material *m)
{
	if (curve_of(m) == NULL)
		return E_KEY_TYPE;
	run->state = material_ref((struct material *)(uintptr_t)m);
	return E_OK;
}

static enum err
kwp_wrap(const struct material *key, const struct secret *plain,
    unsigned char *out, size_t *out_len)
{
	struct run kwp = { 0 };
	size_t len = *out_len, rest = 0;
	enum err e = kwp_begin(&kwp, USE_WRAP, key);

	if (e == E_OK)
		e = kwp.mech->ops->update(&kwp, secret_peek(plain),
		    secret_len(plain), out, &len);
	if (e == E_OK)
		e = kwp.mech->ops->finish(&kwp, out + len, &rest);
	run_end(&kwp);
	if (e == E_OK)
		*out_len = len + rest;
	return e;
}

/* in may be out: the plain text is put aside before the point is written. */
static enum err
wrap_update(struct run *run, const unsigned char *in, size_t len,
    unsigned char *out, size_t *out_len)
{
	const struct material *recipient = run->state;
	SCOPED(material) *pair = NULL;
	SCOPED(material) *key = NULL;
	SCOPED(secret) *plain = NULL;
	size_t head, rest;

	TRY(secret_from(in, len, &plain));
	TRY(ec_generate(curve_of(recipient), &pair));
	TRY(aes_key(run, pair, recipient, &key));
	TRY(point_write(run, pair, out, &head));
	rest = *out_len - head;
	TRY(kwp_wrap(key, plain, out + head, &rest));
	*out_len = head + rest;
	return E_OK;
}

static enum err
wrap_finish(struct run *run, unsigned char *out, size_t *out_len)
{
	(void)run;
	(void)out;
	*out_len = 0;
	return E_OK;
}

/* ---- unwrap ---- */

static enum err
kwp_open(const struct material *key, const unsigned char *in, size_t len,
    unsigned char *out, size_t *out_len)
{
	struct run kwp = { 0 };
	enum err e = kwp_begin(&kwp, USE_UNWRAP, key);

	if (e == E_OK)
		e = kwp.mech->ops->open(&kwp, key, in, len, out, out_len);
	run_end(&kwp);
	return e;
}

static enum err
wrap_open(struct run *run, const struct material *m, const unsigned char *in,
    size_t len, unsigned char *out, size_t *out_len)
{
	const struct curve *c = curve_of(m);
	SCOPED(material) *peer = NULL;
	SCOPED(material) *key = NULL;
	size_t head;
	enum err e;

	if (c == NULL)
		return E_KEY_TYPE;
	head = point_end(run, c, in, len);
	if (head == 0)
		return refuse(E_CIPHERTEXT_LEN,
		    "%zu bytes cannot be a wrapped key", len);
	e = ec_from_point(c, in, head, &peer);
	if (e == E_OK)
		e = aes_key(run, m, peer, &key);
	if (e == E_ATTRIBUTE_VALUE || e == E_DATA)
		return E_CIPHERTEXT;
	TRY(e);
	return kwp_open(key, in + head, len - head, out, out_len);
}

/* ---- lengths ---- */

/* KWP fills up to 8 bytes and adds 8. */
static size_t
wrap_bound(const struct run *run, size_t len, bool final)
{
	(void)final;
	if (run->use == USE_UNWRAP)
		return len;
	return point_len(run, run->key_bits) + (len + 7) / 8 * 8 + 8;
}

static size_t
wrap_tag_len(const struct run *run)
{
	(void)run;
	return 8;
}

static void
wrap_stop(struct run *run)
{
	material_free(run->state);
}

const struct mech_ops ecdh_wrap_ops = {
	.param = wrap_param,
	.start = wrap_start,
	.update = wrap_update,
	.finish = wrap_finish,
	.open = wrap_open,
	.bound = wrap_bound,
	.tag_len = wrap_tag_len,
	.stop = wrap_stop,
};
