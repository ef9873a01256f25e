/* SPDX-License-Identifier: Apache-2.0 */
/* CK_SIGN_ADDITIONAL_CONTEXT and CK_HASH_SIGN_ADDITIONAL_CONTEXT. */
#include "mech/pq_context.h"

#include "mech/param.h"

#include <string.h>

_Static_assert(sizeof(struct pq_context) <= MECH_PARAM_MAX,
    "the context has to fit into a run");

#define NO_DIGEST CK_UNAVAILABLE_INFORMATION

static const struct prehash hashes[] = {
	{ CKM_SHA256, "SHA2-256", 1, false, 32 },
	{ CKM_SHA384, "SHA2-384", 2, false, 48 },
	{ CKM_SHA512, "SHA2-512", 3, false, 64 },
	{ CKM_SHA224, "SHA2-224", 4, false, 28 },
	{ CKM_SHA512_224, "SHA2-512/224", 5, false, 28 },
	{ CKM_SHA512_256, "SHA2-512/256", 6, false, 32 },
	{ CKM_SHA3_224, "SHA3-224", 7, false, 28 },
	{ CKM_SHA3_256, "SHA3-256", 8, false, 32 },
	{ CKM_SHA3_384, "SHA3-384", 9, false, 48 },
	{ CKM_SHA3_512, "SHA3-512", 10, false, 64 },
	{ NO_DIGEST, "SHAKE-128", 11, true, 32 },
	{ NO_DIGEST, "SHAKE-256", 12, true, 64 },
};
#define HASHES (sizeof(hashes) / sizeof(*hashes))

static const struct prehash *
prehash_named(const char *digest)
{
	for (size_t i = 0; digest != NULL && i < HASHES; i++)
		if (strcmp(hashes[i].digest, digest) == 0)
			return &hashes[i];
	return NULL;
}

static const struct prehash *
prehash_of(CK_MECHANISM_TYPE type)
{
	for (size_t i = 0; type != NO_DIGEST && i < HASHES; i++)
		if (hashes[i].type == type)
			return &hashes[i];
	return NULL;
}

/* Whoever verifies does not ask how it was signed. */
static enum err
hedge_read(const struct run *run, CK_HEDGE_TYPE hedge, struct pq_context *c)
{
	if (run->use != USE_SIGN)
		return E_OK;
	if (hedge != CKH_HEDGE_PREFERRED && hedge != CKH_HEDGE_REQUIRED &&
	    hedge != CKH_DETERMINISTIC_REQUIRED)
		return refuse(E_MECHANISM_PARAM, "hedge variant %lu is unknown",
		    hedge);
	c->deterministic = hedge == CKH_DETERMINISTIC_REQUIRED;
	return E_OK;
}

static enum err
text_read(const CK_BYTE *text, CK_ULONG len, struct pq_context *c)
{
	TRY(param_block("a context", text, len, PQ_CONTEXT_MAX));
	if (len != 0)
		memcpy(c->text, text, len);
	c->len = len;
	return E_OK;
}

enum err
pq_context_param(struct run *run, const CK_MECHANISM *mechanism)
{
	struct pq_context c = { .hash = prehash_named(run->mech->digest) };
	CK_SIGN_ADDITIONAL_CONTEXT given;

	if (mechanism->pParameter != NULL || mechanism->ulParameterLen != 0) {
		TRY(param_fixed(mechanism, &given, sizeof(given)));
		TRY(hedge_read(run, given.hedgeVariant, &c));
		TRY(text_read(given.pContext, given.ulContextLen, &c));
	}
	memcpy(run->param.bytes, &c, sizeof(c));
	return E_OK;
}

enum err
pq_context_hash_param(struct run *run, const CK_MECHANISM *mechanism)
{
	struct pq_context c = { .hash = NULL };
	CK_HASH_SIGN_ADDITIONAL_CONTEXT given;

	TRY(param_fixed(mechanism, &given, sizeof(given)));
	TRY(hedge_read(run, given.hedgeVariant, &c));
	TRY(text_read(given.pContext, given.ulContextLen, &c));
	c.hash = prehash_of(given.hash);
	if (c.hash == NULL)
		return refuse(E_MECHANISM_PARAM, "%s takes no hashes of "
		    "mechanism 0x%lx", run->mech->name, given.hash);
	memcpy(run->param.bytes, &c, sizeof(c));
	return E_OK;
}

const struct pq_context *
pq_context(const struct run *run)
{
	return (const void *)&run->param;
}

enum err
pq_context_head(const struct pq_context *c, struct bytes *out)
{
	/* 2.16.840.1.101.3.4.2, the arcs of NIST's hash functions. */
	unsigned char oid[] = { 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03,
		0x04, 0x02, 0x00 };
	unsigned char begin[] = { c->hash != NULL, (unsigned char)c->len };

	TRY(bytes_append(out, begin, sizeof(begin)));
	TRY(bytes_append(out, c->text, c->len));
	if (c->hash == NULL)
		return E_OK;
	oid[sizeof(oid) - 1] = c->hash->arc;
	return bytes_append(out, oid, sizeof(oid));
}
