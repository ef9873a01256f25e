/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One struct holds everything libcrypto gave us. It is filled aside and then
 * published through an atomic pointer: who finds it finds it whole, and a
 * forked child forgets it by forgetting the pointer.
 */
#include "crypto/library.h"

#include "crypto/provider.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { ECB, GCM, WRAP, WRAP_PAD, MODES };
enum { SIZES = 3 }; /* of AES keys */

static const char *const cipher_names[MODES][SIZES] = {
	[ECB] = { "AES-128-ECB", "AES-192-ECB", "AES-256-ECB" },
	[GCM] = { "AES-128-GCM", "AES-192-GCM", "AES-256-GCM" },
	[WRAP] = { "AES-128-WRAP", "AES-192-WRAP", "AES-256-WRAP" },
	[WRAP_PAD] = { "AES-128-WRAP-PAD", "AES-192-WRAP-PAD",
	    "AES-256-WRAP-PAD" },
};

static const char *const digest_names[] = { "SHA2-256", "SHA2-384", "SHA2-512",
	"SHA2-224", "SHA2-512/224", "SHA2-512/256", "SHA1", "SHA3-224",
	"SHA3-256", "SHA3-384", "SHA3-512", "SHAKE-128", "SHAKE-256" };
#define DIGESTS (sizeof(digest_names) / sizeof(digest_names[0]))

/* What is fetched on demand, by kind. An entry is never taken out, so readers
 * need no lock. */
enum kind { CIPHER, MAC, KDF, KEY_TYPE, KINDS };

struct fetched {
	struct fetched *next;
	const char *name;
	void *algorithm; /* NULL: the provider has none */
};

struct library {
	struct library *next; /* among the abandoned */
	struct provider *provider;
	OSSL_LIB_CTX *context; /* the provider's */
	EVP_CIPHER *ciphers[MODES][SIZES];
	EVP_MD *digests[DIGESTS];
	EVP_MAC_CTX *hmac;
	EVP_KDF *scrypt;
	struct fetched *_Atomic fetched[KINDS];
};

static struct library *_Atomic library;
static struct library *abandoned; /* so that it is not lost, only left */
static pthread_mutex_t opening = PTHREAD_MUTEX_INITIALIZER;

enum err
(library_failed)(const char *what)
{
	const char *why = ERR_reason_error_string(ERR_peek_last_error());

	return refuse(E_GENERAL, "libcrypto: %s: %s", what,
	    why != NULL ? why : "failed");
}

void
library_errors_begin(void)
{
	ERR_set_mark();
}

/* Without a mark - the queue was empty - this clears it: just as well. */
void
library_errors_end(void)
{
	ERR_pop_to_mark();
}

static enum err
fetch_ciphers(struct library *l)
{
	for (size_t mode = 0; mode < MODES; mode++) {
		for (size_t i = 0; i < SIZES; i++) {
			const char *name = cipher_names[mode][i];

			l->ciphers[mode][i] =
			    EVP_CIPHER_fetch(l->context, name, NULL);
			if (l->ciphers[mode][i] == NULL)
				return library_failed(name);
		}
	}
	return E_OK;
}

/* Not every provider has every digest; SHA-256 is what we need ourselves. */
static enum err
fetch_digests(struct library *l)
{
	for (size_t i = 0; i < DIGESTS; i++)
		l->digests[i] =
		    EVP_MD_fetch(l->context, digest_names[i], NULL);
	return l->digests[0] != NULL ? E_OK : library_failed(digest_names[0]);
}

/* A context can only be copied once it has had a key. */
static enum err
fetch_hmac(struct library *l)
{
	static const unsigned char no_key[32];
	char digest[] = "SHA2-256";
	OSSL_PARAM params[] = {
		OSSL_PARAM_utf8_string(OSSL_MAC_PARAM_DIGEST, digest,
		    sizeof(digest) - 1),
		OSSL_PARAM_END,
	};
	EVP_MAC *mac = EVP_MAC_fetch(l->context, "HMAC", NULL);

	if (mac == NULL)
		return library_failed("HMAC");
	l->hmac = EVP_MAC_CTX_new(mac);
	EVP_MAC_free(mac);
	if (l->hmac == NULL ||
	    EVP_MAC_init(l->hmac, no_key, sizeof(no_key), params) != 1)
		return library_failed("HMAC");
	return E_OK;
}

static enum err
library_fill(struct library *l)
{
	TRY(provider_open(&l->provider));
	l->context = provider_context(l->provider);
	TRY(fetch_ciphers(l));
	TRY(fetch_digests(l));
	TRY(fetch_hmac(l));
	l->scrypt = EVP_KDF_fetch(l->context, "SCRYPT", NULL);
	return l->scrypt != NULL ? E_OK : library_failed("scrypt");
}

/* ---- fetched on demand ---- */

static void *
fetch_cipher(OSSL_LIB_CTX *context, const char *name)
{
	return EVP_CIPHER_fetch(context, name, NULL);
}

static void *
fetch_mac(OSSL_LIB_CTX *context, const char *name)
{
	return EVP_MAC_fetch(context, name, NULL);
}

static void *
fetch_kdf(OSSL_LIB_CTX *context, const char *name)
{
	return EVP_KDF_fetch(context, name, NULL);
}

static void *
fetch_key_type(OSSL_LIB_CTX *context, const char *name)
{
	return EVP_KEYMGMT_fetch(context, name, NULL);
}

static void
free_cipher(void *algorithm)
{
	EVP_CIPHER_free(algorithm);
}

static void
free_mac(void *algorithm)
{
	EVP_MAC_free(algorithm);
}

static void
free_kdf(void *algorithm)
{
	EVP_KDF_free(algorithm);
}

static void
free_key_type(void *algorithm)
{
	EVP_KEYMGMT_free(algorithm);
}

static const struct {
	void *(*fetch)(OSSL_LIB_CTX *, const char *name);
	void (*free)(void *);
} kinds[KINDS] = {
	[CIPHER] = { fetch_cipher, free_cipher },
	[MAC] = { fetch_mac, free_mac },
	[KDF] = { fetch_kdf, free_kdf },
	[KEY_TYPE] = { fetch_key_type, free_key_type },
};

static void
fetched_free(struct library *l)
{
	for (size_t kind = 0; kind < KINDS; kind++) {
		struct fetched *f = atomic_load(&l->fetched[kind]);

		while (f != NULL) {
			struct fetched *next = f->next;

			kinds[kind].free(f->algorithm);
			free(f);
			f = next;
		}
	}
}

static struct fetched *
fetched_find(struct fetched *f, const char *name)
{
	while (f != NULL && strcmp(f->name, name) != 0)
		f = f->next;
	return f;
}

/* Two threads may fetch the same: both entries stay, one is found. */
static struct fetched *
fetched_add(struct library *l, enum kind kind, const char *name)
{
	struct fetched *f = calloc(1, sizeof(*f));

	if (f == NULL)
		return NULL;
	f->name = name;
	f->algorithm = kinds[kind].fetch(l->context, name);
	f->next = atomic_load(&l->fetched[kind]);
	while (!atomic_compare_exchange_weak(&l->fetched[kind], &f->next, f))
		;
	return f;
}

static void
library_free(struct library *l)
{
	fetched_free(l);
	EVP_KDF_free(l->scrypt);
	EVP_MAC_CTX_free(l->hmac);
	for (size_t i = 0; i < DIGESTS; i++)
		EVP_MD_free(l->digests[i]);
	for (size_t mode = 0; mode < MODES; mode++)
		for (size_t i = 0; i < SIZES; i++)
			EVP_CIPHER_free(l->ciphers[mode][i]);
	provider_close(l->provider);
	free(l);
}

static enum err
library_make(void)
{
	struct library *l = calloc(1, sizeof(*l));
	enum err e;

	if (l == NULL)
		return E_NO_MEMORY;
	e = library_fill(l);
	if (e != E_OK) {
		library_free(l);
		return e;
	}
	atomic_store_explicit(&library, l, memory_order_release);
	return E_OK;
}

static struct library *
library_get(void)
{
	return atomic_load_explicit(&library, memory_order_acquire);
}

enum err
library_open(void)
{
	enum err e = E_OK;

	if (library_get() != NULL)
		return E_OK;
	/*
	 * The first digest or cipher anybody sets up makes libcrypto read the
	 * host's configuration into the host's context. That may load us
	 * again, as a provider's module: it has to happen before a lock is
	 * taken. What comes of it is the host's business.
	 */
	(void)OPENSSL_init_crypto(OPENSSL_INIT_LOAD_CONFIG, NULL);
	pthread_mutex_lock(&opening);
	if (library_get() == NULL)
		e = library_make();
	pthread_mutex_unlock(&opening);
	return e;
}

void
library_close(void)
{
	struct library *l = atomic_exchange(&library, NULL);

	/* Once libcrypto is being taken down - it may be what finalises us,
	 * as the host's provider - freeing would use what is gone. */
	if (l != NULL && OPENSSL_init_crypto(0, NULL) == 1)
		library_free(l);
}

void
library_abandon(void)
{
	static const pthread_mutex_t fresh = PTHREAD_MUTEX_INITIALIZER;
	struct library *l = atomic_exchange(&library, NULL);

	memcpy(&opening, &fresh, sizeof(opening));
	if (l == NULL)
		return;
	l->next = abandoned;
	abandoned = l;
}

OSSL_LIB_CTX *
library_context(void)
{
	struct library *l = library_get();

	return l != NULL ? l->context : NULL;
}

OSSL_LIB_CTX *
library_standard_context(void)
{
	struct library *l = library_get();

	return l != NULL ? provider_standard_context(l->provider) : NULL;
}

EVP_PKEY_CTX *
library_key_ctx(const char *type)
{
	return EVP_PKEY_CTX_new_from_name(library_context(),
	    provider_key_name(type).text, NULL);
}

static EVP_CIPHER *
aes(size_t mode, size_t key_len)
{
	struct library *l = library_get();

	if (l == NULL || (key_len != 16 && key_len != 24 && key_len != 32))
		return NULL;
	return l->ciphers[mode][key_len / 8 - 2];
}

EVP_CIPHER *
library_aes_ecb(size_t key_len)
{
	return aes(ECB, key_len);
}

EVP_CIPHER *
library_aes_gcm(size_t key_len)
{
	return aes(GCM, key_len);
}

EVP_CIPHER *
library_aes_wrap(size_t key_len)
{
	return aes(WRAP, key_len);
}

EVP_CIPHER *
library_aes_wrap_pad(size_t key_len)
{
	return aes(WRAP_PAD, key_len);
}

EVP_MD *
library_digest(const char *name)
{
	struct library *l = library_get();

	for (size_t i = 0; l != NULL && i < DIGESTS; i++)
		if (strcmp(digest_names[i], name) == 0)
			return l->digests[i];
	return NULL;
}

EVP_MAC_CTX *
library_hmac(void)
{
	struct library *l = library_get();

	return l != NULL ? l->hmac : NULL;
}

EVP_KDF *
library_scrypt(void)
{
	struct library *l = library_get();

	return l != NULL ? l->scrypt : NULL;
}

static void *
fetched(enum kind kind, const char *name)
{
	struct library *l = library_get();
	struct fetched *f;

	if (l == NULL)
		return NULL;
	f = fetched_find(atomic_load_explicit(&l->fetched[kind],
	    memory_order_acquire), name);
	if (f == NULL)
		f = fetched_add(l, kind, name);
	return f == NULL ? NULL : f->algorithm;
}

EVP_CIPHER *
library_cipher(const char *name)
{
	return fetched(CIPHER, name);
}

EVP_MAC *
library_mac(const char *name)
{
	return fetched(MAC, name);
}

EVP_KDF *
library_kdf(const char *name)
{
	return fetched(KDF, name);
}

bool
library_has_key_type(const char *name)
{
	return fetched(KEY_TYPE, name) != NULL;
}
