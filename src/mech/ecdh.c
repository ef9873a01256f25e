/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Agreeing on a key, on Weierstrass and Montgomery curves: with a public key
 * in the parameter (derivation), or with a new pair of which the public half
 * is the ciphertext (encapsulation). No curve of ours has a cofactor that
 * would make ECDH1_COFACTOR_DERIVE another thing.
 */
#include "crypto/ec.h"
#include "mech/agreement.h"
#include "mech/derived.h"
#include "mech/family.h"
#include "mech/param.h"

#include <stdint.h>
#include <string.h>

/* The longest wrapped form of a point, with something to spare. */
#define PUBLIC_MAX 256

struct ecdh_param {
	struct agreement agreement;
	const unsigned char *public; /* in param_extra, as is what is shared */
	size_t public_len;
};
_Static_assert(sizeof(struct ecdh_param) <= MECH_PARAM_MAX, "it fits");

/* ---- parameter ---- */

static enum err
ecdh_param(struct run *run, const CK_MECHANISM *mechanism)
{
	struct ecdh_param *p = (void *)&run->param;
	bool kem = run->use != USE_DERIVE;
	CK_ECDH1_DERIVE_PARAMS given;
	unsigned char *room;

	TRY(param_fixed(mechanism, &given, sizeof(given)));
	TRY(agreement_read(given.kdf, given.pSharedData,
	    given.ulSharedDataLen, &p->agreement));
	TRY(param_block("the public key", given.pPublicData,
	    given.ulPublicDataLen, PUBLIC_MAX));
	if (kem != (given.ulPublicDataLen == 0))
		return refuse(E_MECHANISM_PARAM, kem ? "the public key is the "
		    "ciphertext, not in the parameter" : "the other's public "
		    "key is missing");
	TRY(param_room(run, given.ulPublicDataLen + given.ulSharedDataLen,
	    &room));
	if (!kem)
		memcpy(room, given.pPublicData, given.ulPublicDataLen);
	p->public = room;
	p->public_len = given.ulPublicDataLen;
	if (given.ulSharedDataLen != 0)
		memcpy(room + p->public_len, given.pSharedData,
		    given.ulSharedDataLen);
	p->agreement.shared = room + p->public_len;
	return E_OK;
}

/* ---- the key ---- */

/*
 * Without a function the last bytes of the secret are the key (PKCS#11 3.2:
 * truncation removes bytes from the leading end).
 */
static enum err
key_cut(const struct run *run, const struct derivation *d,
    struct secret **shared, struct secret **out)
{
	size_t all = secret_len(*shared), len;
	SCOPED(secret) *key = NULL;

	TRY(derived_len(run, d, all, all, &len));
	TRY(secret_from(secret_peek(*shared) + all - len, len, &key));
	*out = key;
	key = NULL;
	return E_OK;
}

static enum err
key_make(const struct run *run, const struct derivation *d,
    const struct material *own, const struct material *peer,
    struct secret **out)
{
	const struct ecdh_param *p = (const void *)&run->param;
	SCOPED(secret) *shared = NULL;
	size_t len;

	TRY(ec_agree(own, peer, &shared));
	if (agreement_is_raw(&p->agreement))
		return key_cut(run, d, &shared, out);
	TRY(derived_len(run, d, 0, SIZE_MAX, &len));
	return agreement_derive(&p->agreement, shared, len, out);
}

/* The public key that somebody has sent, on m's curve. */
static enum err
peer_read(const struct material *m, const void *at, size_t len,
    struct material **out)
{
	const struct curve *c = curve_of(m);

	return c == NULL ? E_KEY_TYPE : ec_from_point(c, at, len, out);
}

static enum err
ecdh_derive(struct run *run, const struct derivation *d, struct secret **out)
{
	const struct ecdh_param *p = (const void *)&run->param;
	SCOPED(material) *peer = NULL;
	enum err e;

	e = peer_read(d->base, p->public, p->public_len, &peer);
	if (e == E_OK)
		e = key_make(run, d, d->base, peer, out);
	return e == E_ATTRIBUTE_VALUE || e == E_DATA ? E_MECHANISM_PARAM : e;
}

/* ---- encapsulation ---- */

static enum err
kem_key(const struct run *run, const struct material *own,
    const struct material *peer, struct secret **shared)
{
	struct derivation d = { .base = own, .len = &run->value_len,
		.count = 1 };

	return key_make(run, &d, own, peer, shared);
}

static enum err
ecdh_encapsulate(struct run *run, const struct material *m,
    struct secret **shared, unsigned char *out, size_t *out_len)
{
	SCOPED(material) *pair = NULL;
	SCOPED(secret) *key = NULL;
	struct ec_octets point;
	enum err e;

	if (curve_of(m) == NULL)
		return E_KEY_TYPE;
	TRY(ec_generate(curve_of(m), &pair));
	TRY(ec_public(pair, &point));
	e = kem_key(run, pair, m, &key);
	if (e == E_DATA) /* the recipient's key is no good */
		return E_KEY_TYPE;
	TRY(e);
	memcpy(out, point.at, point.len);
	*out_len = point.len;
	*shared = key;
	key = NULL;
	return E_OK;
}

static enum err
ecdh_decapsulate(struct run *run, const struct material *m,
    const unsigned char *in, size_t len, struct secret **shared)
{
	SCOPED(material) *peer = NULL;
	enum err e;

	e = peer_read(m, in, len, &peer);
	if (e == E_OK)
		e = kem_key(run, m, peer, shared);
	return e == E_ATTRIBUTE_VALUE || e == E_DATA ? E_CIPHERTEXT : e;
}

/* Of the public key that is the ciphertext: curves of one size and use have
 * keys of one length. */
static size_t
ecdh_bound(const struct run *run, size_t len, bool final)
{
	const struct curve *c;

	(void)len;
	for (size_t i = 0; final && (c = curve_at(i)) != NULL; i++)
		if (c->kind != CURVE_EDWARDS && c->bits == run->key_bits)
			return curve_point_len(c);
	return 0;
}

const struct mech_ops ecdh_ops = {
	.param = ecdh_param,
	.bound = ecdh_bound,
	.derive = ecdh_derive,
	.encapsulate = ecdh_encapsulate,
	.decapsulate = ecdh_decapsulate,
};
