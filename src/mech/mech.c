/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs: what happens around every mechanism's own code. Whether the row
 * serves the use, takes the parameter and fits the material is asked here
 * once, so that no family has to.
 */
#include "mech/mech.h"

#include "crypto/ct.h"
#include "mech/param.h"

#include <openssl/evp.h>
#include <stdlib.h>

#define PKEY_NAMES 12 /* as many as SLH-DSA has parameter sets */

/* What a key of a type must be, and what its rows' min and max count. */
static const struct key_kind {
	CK_KEY_TYPE type;
	const char *pkey[PKEY_NAMES]; /* libcrypto's; none: secret bytes */
	size_t unit; /* in bits; 0: the names say all there is to say */
} key_kinds[] = {
	{ CKK_RSA, { "RSA" }, 1 },
	{ CKK_EC, { "EC" }, 1 },
	{ CKK_EC_EDWARDS, { "ED25519", "ED448" }, 1 },
	{ CKK_EC_MONTGOMERY, { "X25519", "X448" }, 1 },
	{ KEY_ANY_CURVE, { "EC", "X25519", "X448" }, 1 },
	{ CKK_ML_KEM, { "ML-KEM-512", "ML-KEM-768", "ML-KEM-1024" }, 0 },
	{ CKK_ML_DSA, { "ML-DSA-44", "ML-DSA-65", "ML-DSA-87" }, 0 },
	{ CKK_SLH_DSA, { "SLH-DSA-SHA2-128s", "SLH-DSA-SHAKE-128s",
	    "SLH-DSA-SHA2-128f", "SLH-DSA-SHAKE-128f", "SLH-DSA-SHA2-192s",
	    "SLH-DSA-SHAKE-192s", "SLH-DSA-SHA2-192f", "SLH-DSA-SHAKE-192f",
	    "SLH-DSA-SHA2-256s", "SLH-DSA-SHAKE-256s", "SLH-DSA-SHA2-256f",
	    "SLH-DSA-SHAKE-256f" }, 0 },
	{ CKK_GENERIC_SECRET, { NULL }, 1 },
	{ CKK_SHA_1_HMAC, { NULL }, 8 },
	{ CKK_SHA224_HMAC, { NULL }, 8 },
	{ CKK_SHA256_HMAC, { NULL }, 8 },
	{ CKK_SHA384_HMAC, { NULL }, 8 },
	{ CKK_SHA512_HMAC, { NULL }, 8 },
	{ CKK_SHA512_224_HMAC, { NULL }, 8 },
	{ CKK_SHA512_256_HMAC, { NULL }, 8 },
	{ CKK_SHA3_224_HMAC, { NULL }, 8 },
	{ CKK_SHA3_256_HMAC, { NULL }, 8 },
	{ CKK_SHA3_384_HMAC, { NULL }, 8 },
	{ CKK_SHA3_512_HMAC, { NULL }, 8 },
	{ CKK_HKDF, { NULL }, 8 },
	{ CKK_AES, { NULL }, 8 },
	{ CKK_AES_XTS, { NULL }, 8 },
	{ CKK_CHACHA20, { NULL }, 8 },
	{ KEY_ANY_SECRET, { NULL }, 1 },
};

static const struct key_kind *
key_kind_find(CK_KEY_TYPE type)
{
	for (size_t i = 0; i < sizeof(key_kinds) / sizeof(*key_kinds); i++) {
		if (key_kinds[i].type == type)
			return &key_kinds[i];
	}
	return NULL;
}

static bool
pkey_is(const struct material *m, const struct key_kind *kind)
{
	for (size_t i = 0; i < PKEY_NAMES && kind->pkey[i] != NULL; i++)
		if (EVP_PKEY_is_a(material_pkey(m), kind->pkey[i]))
			return true;
	return false;
}

/* Uses that need the private half of a pair. */
static bool
use_is_private(enum use use)
{
	return use == USE_SIGN || use == USE_SIGN_RECOVER ||
	    use == USE_DECRYPT || use == USE_UNWRAP || use == USE_DERIVE ||
	    use == USE_DECAPSULATE;
}

static bool
material_is(const struct material *m, const struct key_kind *kind,
    enum use use)
{
	if (kind == NULL || m == NULL)
		return false;
	if (kind->pkey[0] == NULL)
		return material_kind(m) == MATERIAL_SECRET;
	if (material_kind(m) == MATERIAL_SECRET || !pkey_is(m, kind))
		return false;
	return !use_is_private(use) || material_kind(m) == MATERIAL_PRIVATE;
}

/* HMAC keys of any hash, and for some rows generic secrets, are the same. */
bool
mech_takes(const struct mech *mech, CK_KEY_TYPE type)
{
	const struct key_kind *kind = key_kind_find(type);

	if (mech->key_type == KEY_ANY_SECRET)
		return kind != NULL && kind->pkey[0] == NULL;
	if (mech->key_type == KEY_ANY_CURVE)
		return type == CKK_EC || type == CKK_EC_MONTGOMERY;
	return type == mech->key_type ||
	    ((mech->traits & MECH_GENERIC) && type == CKK_GENERIC_SECRET);
}

static enum err
material_fits(const struct run *run, const struct material *m)
{
	const struct mech *row = run->mech;
	const struct key_kind *kind;
	size_t bits;

	if (row->key_type == CK_UNAVAILABLE_INFORMATION)
		return E_OK;
	kind = key_kind_find(row->key_type);
	if (!material_is(m, kind, run->use))
		return E_KEY_TYPE;
	bits = material_bits(m);
	if (row->max != 0 && kind->unit != 0 &&
	    (bits < row->min * kind->unit || bits > row->max * kind->unit))
		return refuse(E_KEY_SIZE, "%s does not take keys of %zu bits",
		    row->name, bits);
	return E_OK;
}

/* Whether the use goes to open, which begins and ends by itself. */
static bool
run_opens(const struct run *run)
{
	if (run->use == USE_VERIFY_RECOVER)
		return true;
	return (run->mech->traits & MECH_WHOLE) != 0 &&
	    (run->use == USE_DECRYPT || run->use == USE_UNWRAP);
}

static void
run_stop(struct run *run)
{
	if (run->state != NULL)
		run->mech->ops->stop(run);
	run->state = NULL;
}

bool
mech_serves(const struct mech *mech, enum use use)
{
	return (mech->flags & use_table[use].flag) != 0;
}

static enum err
run_choose(struct run *run, enum use use, const CK_MECHANISM *mechanism)
{
	const struct mech *row = mech_find(mechanism->mechanism);

	*run = (struct run){ .use = use };
	if (row == NULL)
		return refuse(E_MECHANISM, "mechanism 0x%lx is not offered",
		    mechanism->mechanism);
	if (!mech_serves(row, use))
		return refuse(E_MECHANISM, "%s does not %s", row->name,
		    use_table[use].name);
	run->mech = row;
	return E_OK;
}

static enum err
run_param(struct run *run, const CK_MECHANISM *mechanism)
{
	if (run->mech->ops == NULL || run->mech->ops->param == NULL)
		return param_none(mechanism);
	return run->mech->ops->param(run, mechanism);
}

enum err
run_begin(struct run *run, enum use use, const CK_MECHANISM *mechanism)
{
	TRY(run_choose(run, use, mechanism));
	return run_param(run, mechanism);
}

enum err
run_begin_message(struct run *run, enum use use, const CK_MECHANISM *mechanism)
{
	TRY(run_choose(run, use, mechanism));
	if (run->mech->ops->message != NULL)
		return E_OK;
	if (use == USE_ENCRYPT || use == USE_DECRYPT)
		return refuse(E_MECHANISM, "%s has no messages",
		    run->mech->name);
	return run_param(run, mechanism);
}

enum err
run_begin_authenticated(struct run *run, enum use use,
    const CK_MECHANISM *mechanism, const unsigned char *aad, size_t aad_len,
    struct message_tag *tag)
{
	struct message message = { mechanism->pParameter,
		mechanism->ulParameterLen, aad, aad_len };
	struct message_tag at = { NULL, 0 };

	TRY(run_choose(run, use, mechanism));
	if (run->mech->ops->message == NULL)
		return refuse(E_MECHANISM, "%s takes no additional data "
		    "apart", run->mech->name);
	TRY(run->mech->ops->message(run, &message, &at));
	if (at.at == NULL)
		return refuse(E_MECHANISM_PARAM, "there is no place for the "
		    "tag");
	*tag = at;
	return E_OK;
}

enum err
run_start(struct run *run, const struct material *m)
{
	TRY(material_fits(run, m));
	run_stop(run);
	run->key_bits = m == NULL ? 0 : material_bits(m);
	if (run_opens(run) || run->mech->ops->start == NULL)
		return E_OK;
	return run->mech->ops->start(run, m);
}

enum err
run_copy(const struct run *run, struct run *out)
{
	struct run copy = *run;

	if (run->mech->ops->copy == NULL || run->param_extra != NULL)
		return refuse(E_STATE_UNSAVEABLE, "the state of %s cannot be "
		    "saved", run->mech->name);
	copy.state = NULL;
	TRY(run->mech->ops->copy(run, &copy));
	*out = copy;
	return E_OK;
}

size_t
run_tag_len(const struct run *run)
{
	const struct mech_ops *ops = run->mech->ops;

	return ops == NULL || ops->tag_len == NULL ? 0 : ops->tag_len(run);
}

void
run_end(struct run *run)
{
	run_stop(run);
	if (run->param_extra != NULL)
		ct_wipe(run->param_extra, run->param_extra_len);
	free(run->param_extra);
	ct_wipe(run, sizeof(*run));
}
