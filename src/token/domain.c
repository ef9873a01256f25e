/* SPDX-License-Identifier: Apache-2.0 */
/* Making, granting and opening domain keys. */
#include "token/domain.h"

#include "base/writer.h"
#include "crypto/ct.h"
#include "crypto/seal.h"

#include <string.h>

#define DOMAIN_FORMAT 1
#define PSK_ID "claviger grant psk"

/* To whom an epoch's key is sealed. */
enum grantee {
	GRANTEE_USER = 1,
	GRANTEE_RECOVERY,
};

/* What is bound to an epoch: a label, the token, the epoch's number. */
static enum err
epoch_context(const char *label, const struct token_record *token,
    uint32_t epoch, struct bytes *out)
{
	struct writer w;

	writer_init(&w, out);
	writer_raw(&w, label, strlen(label));
	writer_u16(&w, DOMAIN_FORMAT);
	writer_u32(&w, token->number);
	writer_raw(&w, token->serial_number, TOKEN_SERIAL_LEN);
	writer_u32(&w, epoch);
	return writer_done(&w);
}

/* ---- the commitment ---- */

static enum err
epoch_commitment(const struct token_record *token, uint32_t epoch,
    const struct secret *key, unsigned char out[static DOMAIN_COMMITMENT_LEN])
{
	SCOPED_VALUE(bytes) context = { 0 };
	SCOPED(secret) *commitment = NULL;

	TRY(epoch_context("", token, epoch, &context));
	TRY(kdf_derive(key, "claviger domain commitment", context.data,
	    context.len, DOMAIN_COMMITMENT_LEN, &commitment));
	memcpy(out, secret_peek(commitment), DOMAIN_COMMITMENT_LEN);
	return E_OK;
}

static enum err
epoch_statement(const struct token_record *token, const struct epoch *e,
    struct bytes *out)
{
	TRY(epoch_context("claviger domain", token, e->number, out));
	return bytes_append(out, e->commitment, DOMAIN_COMMITMENT_LEN);
}

static enum err
epoch_sign(const struct token_record *token, struct epoch *e,
    const struct officer_keys *officer)
{
	SCOPED_VALUE(bytes) statement = { 0 };

	TRY(epoch_statement(token, e, &statement));
	return p256_sign(officer->keys.signing, officer->keys.officer,
	    statement.data, statement.len, e->signature);
}

/* The key is the one the pinned SO signed for. */
static enum err
epoch_check(const struct token_record *token, const struct epoch *e,
    const unsigned char officer[static P256_POINT_LEN],
    const struct secret *key)
{
	SCOPED_VALUE(bytes) statement = { 0 };
	unsigned char commitment[DOMAIN_COMMITMENT_LEN];
	enum err err;

	TRY(epoch_commitment(token, e->number, key, commitment));
	TRY(epoch_statement(token, e, &statement));
	err = p256_verify(officer, statement.data, statement.len,
	    e->signature);
	if (err != E_OK && err != E_SIGNATURE)
		return err;
	if (err == E_SIGNATURE ||
	    !ct_equal(commitment, e->commitment, sizeof(commitment)))
		return refuse(E_STORE_DAMAGED, "the domain key of epoch %u is "
		    "not the one the security officer made", e->number);
	return E_OK;
}

/* ---- grants ---- */

/* The psk and info of one grant: the root is needed beside the private key,
 * and a grant fits one token, epoch and name only. */
static enum err
grant_terms(struct store *s, const struct token_record *token, uint32_t epoch,
    enum grantee to, const char *name, struct secret **psk, struct bytes *info)
{
	struct writer w;
	char padded[PRINCIPAL_NAME_MAX] = "";

	memcpy(padded, name, strnlen(name, sizeof(padded)));
	TRY(epoch_context("claviger grant", token, epoch, info));
	writer_init(&w, info);
	writer_u8(&w, (uint8_t)to);
	writer_raw(&w, padded, sizeof(padded));
	TRY(writer_done(&w));
	return store_derive(s, "hpke-psk", token->serial_number,
	    TOKEN_SERIAL_LEN, psk);
}

static enum err
grant_seal(struct store *s, const struct token_record *token, uint32_t epoch,
    enum grantee to, const char *name,
    const unsigned char point[static P256_POINT_LEN], const struct secret *key,
    struct bytes *out)
{
	SCOPED_VALUE(bytes) info = { 0 };
	SCOPED(secret) *psk = NULL;

	TRY(grant_terms(s, token, epoch, to, name, &psk, &info));
	return hpke_seal(point,
	    &(struct hpke_psk){ .psk = psk, .id = PSK_ID }, info.data,
	    info.len, NULL, 0, key, out);
}

static enum err
grant_open(struct store *s, const struct token_record *token, uint32_t epoch,
    enum grantee to, const char *name, const struct secret *scalar,
    const unsigned char point[static P256_POINT_LEN],
    const struct bytes *sealed, struct secret **out)
{
	SCOPED_VALUE(bytes) info = { 0 };
	SCOPED(secret) *psk = NULL;
	enum err e;

	TRY(grant_terms(s, token, epoch, to, name, &psk, &info));
	e = hpke_open(scalar, point,
	    &(struct hpke_psk){ .psk = psk, .id = PSK_ID }, info.data,
	    info.len, NULL, 0, sealed->data, sealed->len, out);
	if (e == E_STORE_DAMAGED)
		return refuse(e, "the grant of domain key %u does not open "
		    "with the keys of its holder", epoch);
	return e;
}

/* ---- the chain ---- */

/* What seals the key before: derived, so that a domain key itself serves for
 * deriving only. */
static enum err
chain_key(const struct token_record *token, uint32_t epoch,
    const struct secret *key, struct seal_key **out)
{
	SCOPED_VALUE(bytes) context = { 0 };
	SCOPED(secret) *derived = NULL;

	TRY(epoch_context("", token, epoch, &context));
	TRY(kdf_derive(key, "claviger domain chain", context.data,
	    context.len, 32, &derived));
	return seal_key_new(derived, out);
}

static enum err
chain_seal(const struct token_record *token, struct epoch *e,
    const struct secret *key, const struct secret *previous)
{
	SCOPED_VALUE(bytes) ad = { 0 };
	SCOPED(seal_key) *chain = NULL;

	TRY(epoch_context("claviger chain", token, e->number, &ad));
	TRY(chain_key(token, e->number, key, &chain));
	return seal_secret(chain, ad.data, ad.len, previous, &e->previous);
}

static enum err
chain_open(const struct token_record *token, const struct epoch *e,
    const struct secret *key, struct secret **out)
{
	SCOPED_VALUE(bytes) ad = { 0 };
	SCOPED(seal_key) *chain = NULL;
	enum err err;

	TRY(epoch_context("claviger chain", token, e->number, &ad));
	TRY(chain_key(token, e->number, key, &chain));
	err = seal_open_secret(chain, ad.data, ad.len, e->previous.data,
	    e->previous.len, out);
	if (err == E_STORE_DAMAGED)
		return refuse(err, "the chain of domain keys is broken below "
		    "epoch %u", e->number);
	return err;
}

/* From the current key down to the first. */
static enum err
chain_walk(const struct token_record *token, const struct domain *d,
    struct secret **current, struct keyring *ring)
{
	SCOPED(secret) *key = *current;
	const struct secret *held;

	*current = NULL;
	for (size_t i = d->count; i-- > 0;) {
		TRY(keyring_add(ring, d->epochs[i].number, key));
		held = key;
		key = NULL;
		if (i > 0)
			TRY(chain_open(token, &d->epochs[i], held, &key));
	}
	return E_OK;
}

/* Check the current key, then open all before it; ring only gets them whole.
 * Takes ownership of *key. */
static enum err
domain_unfold(const struct token_record *token, const struct domain *d,
    const unsigned char officer[static P256_POINT_LEN], struct secret **key,
    struct keyring *ring)
{
	SCOPED_VALUE(keyring) opened = { 0 };

	TRY(epoch_check(token, domain_current(d), officer, *key));
	TRY(chain_walk(token, d, key, &opened));
	keyring_clear(ring);
	*ring = opened;
	opened = (struct keyring){ 0 };
	return E_OK;
}

enum err
domain_open(struct store *s, const struct token_record *token,
    const struct domain *d, const struct principal_record *user,
    const struct principal_keys *keys, struct keyring *ring)
{
	const struct epoch *e = domain_current(d);
	const struct grant *g = e != NULL ? epoch_grant(e, user->name) : NULL;
	SCOPED(secret) *key = NULL;

	if (g == NULL)
		return refuse(E_STORE_DAMAGED, "principal %s has no grant of "
		    "the token's domain key", user->name);
	TRY(grant_open(s, token, e->number, GRANTEE_USER, user->name,
	    keys->agreement, user->agreement, &g->sealed, &key));
	return domain_unfold(token, d, keys->officer, &key, ring);
}

enum err
domain_recover(struct store *s, const struct token_record *token,
    const struct domain *d, const struct officer_keys *officer,
    struct keyring *ring)
{
	const struct epoch *e = domain_current(d);
	SCOPED(secret) *key = NULL;

	if (e == NULL || e->recovery.len == 0)
		return refuse(E_STORE_DAMAGED, "the token's domain key is not "
		    "sealed to the recovery key");
	TRY(grant_open(s, token, e->number, GRANTEE_RECOVERY, "",
	    officer->keys.recovery, officer->record.recovery, &e->recovery,
	    &key));
	return domain_unfold(token, d, officer->keys.officer, &key, ring);
}

/* ---- new keys ---- */

/* Everything of a new epoch but its grants to users. */
static enum err
epoch_fill(struct store *s, const struct token_record *token, struct epoch *e,
    const struct officer_keys *officer, const struct secret *key,
    const struct keyring *ring)
{
	const struct secret *previous = keyring_get(ring, e->number - 1);

	if (previous == NULL && e->number > 1)
		return refuse(E_GENERAL, "domain key %u is not at hand",
		    e->number - 1);
	if (previous != NULL)
		TRY(chain_seal(token, e, key, previous));
	TRY(epoch_commitment(token, e->number, key, e->commitment));
	TRY(epoch_sign(token, e, officer));
	return grant_seal(s, token, e->number, GRANTEE_RECOVERY, "",
	    officer->record.recovery, key, &e->recovery);
}

enum err
domain_advance(struct store *s, const struct token_record *token,
    struct domain *d, const struct officer_keys *officer, struct keyring *ring)
{
	SCOPED(secret) *key = NULL;
	struct epoch *e;

	TRY(principal_certified(&officer->record, token,
	    officer->keys.officer));
	for (size_t i = 0; i < d->count; i++)
		epoch_drop_grants(&d->epochs[i]);
	TRY(domain_append(d, &e));
	TRY(secret_random(DOMAIN_KEY_LEN, &key));
	TRY(epoch_fill(s, token, e, officer, key, ring));
	TRY(keyring_add(ring, e->number, key));
	key = NULL;
	return E_OK;
}

enum err
domain_grant(struct store *s, const struct token_record *token,
    struct domain *d, const unsigned char officer[static P256_POINT_LEN],
    const struct principal_record *user, const struct keyring *ring)
{
	struct epoch *e = domain_current(d);
	const struct secret *key = keyring_get(ring, keyring_epoch(ring));
	SCOPED_VALUE(bytes) sealed = { 0 };
	struct grant *g;

	if (e == NULL || key == NULL || keyring_epoch(ring) != e->number)
		return refuse(E_GENERAL, "the current domain key is not at "
		    "hand");
	if (user->kind != PRINCIPAL_USER)
		return refuse(E_GENERAL, "principal %s is not a crypto user",
		    user->name);
	TRY(principal_certified(user, token, officer));
	TRY(grant_seal(s, token, e->number, GRANTEE_USER, user->name,
	    user->agreement, key, &sealed));
	TRY(epoch_add_grant(e, user->name, &g));
	return bytes_set(&g->sealed, sealed.data, sealed.len);
}
