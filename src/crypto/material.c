/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Material, whatever the algorithm: libcrypto reads and writes PKCS#8 and
 * SubjectPublicKeyInfo of all it knows, in our context.
 */
#include "crypto/material.h"
#include "crypto/library.h"
#include "crypto/scoped.h"

#include <limits.h>
#include <openssl/decoder.h>
#include <openssl/encoder.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <stdatomic.h>
#include <stdlib.h>

struct material {
	atomic_uint references;
	enum material_kind kind;
	size_t bits;
	struct secret *secret;
	EVP_PKEY *pkey;
};

static enum err
material_new(enum material_kind kind, struct material **out)
{
	struct material *m = calloc(1, sizeof(*m));

	if (m == NULL)
		return E_NO_MEMORY;
	atomic_init(&m->references, 1);
	m->kind = kind;
	*out = m;
	return E_OK;
}

enum err
material_from_secret(const struct secret *value, struct material **out)
{
	SCOPED(material) *m = NULL;

	TRY(material_new(MATERIAL_SECRET, &m));
	TRY(secret_dup(value, &m->secret));
	m->bits = 8 * secret_len(value);
	*out = m;
	m = NULL;
	return E_OK;
}

/* Where libcrypto counts something else than the field. */
static const struct {
	const char *type;
	int bits;
} fields[] = {
	{ "ED25519", 255 },
	{ "X25519", 255 },
	{ "ED448", 448 },
	{ "X448", 448 },
};

static int
pkey_bits(EVP_PKEY *pkey)
{
	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++)
		if (EVP_PKEY_is_a(pkey, fields[i].type))
			return fields[i].bits;
	return EVP_PKEY_get_bits(pkey);
}

enum err
material_from_pkey(EVP_PKEY *pkey, enum material_kind kind,
    struct material **out)
{
	SCOPED(material) *m = NULL;
	int bits = pkey_bits(pkey);

	if (bits <= 0 || kind == MATERIAL_SECRET)
		return E_ARGUMENTS;
	TRY(material_new(kind, &m));
	if (EVP_PKEY_up_ref(pkey) != 1)
		return library_failed("key");
	m->pkey = pkey;
	m->bits = (size_t)bits;
	*out = m;
	m = NULL;
	return E_OK;
}

enum err
material_check(const struct material *m)
{
	SCOPED(evp_pkey_ctx_st) *ctx = NULL;

	if (m->kind == MATERIAL_SECRET)
		return E_OK;
	ctx = EVP_PKEY_CTX_new_from_pkey(library_context(), m->pkey, NULL);
	if (ctx == NULL)
		return library_failed("key check");
	if ((m->kind == MATERIAL_PRIVATE ? EVP_PKEY_pairwise_check(ctx)
	    : EVP_PKEY_public_check(ctx)) != 1)
		return refuse(E_DATA, "the key is not consistent");
	return E_OK;
}

/* The algorithm's OID in dots, if der is one PrivateKeyInfo and no more. */
static bool
pkcs8_algorithm(const unsigned char *der, size_t len, char *name, int size)
{
	const unsigned char *at = der;
	const ASN1_OBJECT *oid;
	PKCS8_PRIV_KEY_INFO *info;
	bool found;

	if (len > LONG_MAX)
		return false;
	info = d2i_PKCS8_PRIV_KEY_INFO(NULL, &at, (long)len);
	found = info != NULL && at == der + len &&
	    PKCS8_pkey_get0(&oid, NULL, NULL, NULL, info) == 1 &&
	    OBJ_obj2txt(name, size, oid, 1) > 0;
	PKCS8_PRIV_KEY_INFO_free(info);
	return found;
}

/* The same of one SubjectPublicKeyInfo. */
static bool
spki_algorithm(const unsigned char *der, size_t len, char *name, int size)
{
	const unsigned char *at = der;
	X509_ALGOR *algorithm;
	long body;
	int tag, class;
	bool found;

	if (len > LONG_MAX || (ASN1_get_object(&at, &body, &tag, &class,
	    (long)len) & 0x80) != 0 || tag != V_ASN1_SEQUENCE ||
	    at + body != der + len)
		return false;
	algorithm = d2i_X509_ALGOR(NULL, &at, body);
	found = algorithm != NULL &&
	    OBJ_obj2txt(name, size, algorithm->algorithm, 1) > 0;
	X509_ALGOR_free(algorithm);
	return found;
}

/* Told the algorithm, a decoder is ready four times as fast; d2i_PUBKEY would
 * ask the host's engines first. */
static EVP_PKEY *
decode(const unsigned char *der, size_t len, const char *structure,
    const char *algorithm, int selection)
{
	OSSL_DECODER_CTX *ctx;
	EVP_PKEY *pkey = NULL;

	ctx = OSSL_DECODER_CTX_new_for_pkey(&pkey, "DER", structure,
	    algorithm, selection, library_context(), NULL);
	if (ctx != NULL)
		(void)OSSL_DECODER_from_data(ctx, &der, &len);
	OSSL_DECODER_CTX_free(ctx);
	return pkey;
}

static EVP_PKEY *
pkcs8_read(const unsigned char *der, size_t len)
{
	char name[80];

	return pkcs8_algorithm(der, len, name, sizeof(name))
	    ? decode(der, len, "PrivateKeyInfo", name, EVP_PKEY_KEYPAIR)
	    : NULL;
}

static EVP_PKEY *
spki_read(const unsigned char *der, size_t len)
{
	char name[80];

	return spki_algorithm(der, len, name, sizeof(name))
	    ? decode(der, len, "SubjectPublicKeyInfo", name,
		EVP_PKEY_PUBLIC_KEY) : NULL;
}

enum err
material_from_stored(const struct secret *der, struct material **out)
{
	SCOPED(evp_pkey_st) *pkey = NULL;

	TRY(library_open());
	pkey = pkcs8_read(secret_peek(der), secret_len(der));
	if (pkey == NULL)
		return refuse(E_DATA, "not a private key in PKCS#8");
	return material_from_pkey(pkey, MATERIAL_PRIVATE, out);
}

enum err
material_from_pkcs8(const struct secret *der, struct material **out)
{
	SCOPED(material) *m = NULL;

	TRY(material_from_stored(der, &m));
	TRY(material_check(m));
	*out = m;
	m = NULL;
	return E_OK;
}

enum err
material_from_stored_spki(const void *der, size_t len, struct material **out)
{
	SCOPED(evp_pkey_st) *pkey = NULL;

	TRY(library_open());
	pkey = spki_read(der, len);
	if (pkey == NULL)
		return refuse(E_DATA, "not a SubjectPublicKeyInfo");
	return material_from_pkey(pkey, MATERIAL_PUBLIC, out);
}

enum err
material_from_spki(const void *der, size_t len, struct material **out)
{
	SCOPED(material) *m = NULL;

	TRY(material_from_stored_spki(der, len, &m));
	TRY(material_check(m));
	*out = m;
	m = NULL;
	return E_OK;
}

struct material *
material_ref(struct material *m)
{
	atomic_fetch_add_explicit(&m->references, 1, memory_order_relaxed);
	return m;
}

void
material_free(struct material *m)
{
	if (m == NULL || atomic_fetch_sub_explicit(&m->references, 1,
	    memory_order_acq_rel) != 1)
		return;
	secret_free(m->secret);
	EVP_PKEY_free(m->pkey);
	free(m);
}

enum material_kind
material_kind(const struct material *m)
{
	return m->kind;
}

size_t
material_bits(const struct material *m)
{
	return m->bits;
}

const struct secret *
material_secret(const struct material *m)
{
	return m->secret;
}

EVP_PKEY *
material_pkey(const struct material *m)
{
	return m->pkey;
}

/* The structure in DER, in libcrypto's memory. */
static enum err
encode(EVP_PKEY *pkey, int selection, const char *structure,
    unsigned char **der, size_t *len)
{
	OSSL_ENCODER_CTX *ctx = OSSL_ENCODER_CTX_new_for_pkey(pkey, selection,
	    "DER", structure, NULL);
	int done;

	*der = NULL;
	*len = 0;
	done = ctx != NULL && OSSL_ENCODER_to_data(ctx, der, len) == 1;
	OSSL_ENCODER_CTX_free(ctx);
	return done ? E_OK : library_failed(structure);
}

enum err
material_export(const struct material *m, struct secret **out)
{
	unsigned char *der;
	size_t len;
	enum err e;

	if (m->kind == MATERIAL_SECRET)
		return secret_dup(m->secret, out);
	if (m->kind == MATERIAL_PUBLIC)
		return refuse(E_ARGUMENTS, "a public key holds no secret");
	TRY(encode(m->pkey, EVP_PKEY_KEYPAIR, "PrivateKeyInfo", &der, &len));
	e = secret_from(der, len, out);
	OPENSSL_clear_free(der, len);
	return e;
}

enum err
material_spki(const struct material *m, struct bytes *out)
{
	unsigned char *der;
	size_t len;
	enum err e;

	if (m->kind == MATERIAL_SECRET)
		return refuse(E_ARGUMENTS, "a secret has no public half");
	TRY(encode(m->pkey, EVP_PKEY_PUBLIC_KEY, "SubjectPublicKeyInfo", &der,
	    &len));
	e = bytes_set(out, der, len);
	OPENSSL_free(der);
	return e;
}
