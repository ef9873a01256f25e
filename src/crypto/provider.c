/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two contexts: in the inner one the default provider is loaded, in the outer
 * one a provider of ours that hands on the inner one's functions, with one name
 * more for each kind of key. Nothing is wrapped: what runs is libcrypto's own.
 */
#include "crypto/provider.h"

#include "crypto/library.h"

#include <openssl/core_dispatch.h>
#include <openssl/crypto.h>
#include <openssl/provider.h>
#include <openssl/rand.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#define NAME "claviger"
#define PREFIX "CLV-"

struct provider {
	struct provider *next;
	OSSL_LIB_CTX *inner, *outer;
	OSSL_PROVIDER *standard; /* libcrypto's, in inner */
	OSSL_PROVIDER *own;	 /* ours, in outer */
	OSSL_ALGORITHM *keys;	 /* key managers under our names */
};

/* The one that is being opened: a provider's init is told nothing by its
 * caller. Opening is serial (library.c). */
static struct provider *opening;

struct provider_name
provider_key_name(const char *type)
{
	struct provider_name name;

	snprintf(name.text, sizeof(name.text), PREFIX "%s", type);
	return name;
}

/* ---- key managers with one name more ---- */

static size_t
first_len(const char *names)
{
	size_t n = 0;

	while (names[n] != '\0' && names[n] != ':')
		n++;
	return n;
}

/* "RSA:rsaEncryption" becomes "CLV-RSA:RSA:rsaEncryption". */
static char *
with_own_name(const char *names)
{
	char *out = NULL;

	if (asprintf(&out, PREFIX "%.*s:%s", (int)first_len(names), names,
	    names) < 0)
		return NULL;
	return out;
}

static void
keys_free(OSSL_ALGORITHM *keys)
{
	for (size_t i = 0; keys != NULL && keys[i].algorithm_names != NULL; i++)
		free((char *)(uintptr_t)keys[i].algorithm_names);
	free(keys);
}

static enum err
keys_copy(const OSSL_ALGORITHM *from, OSSL_ALGORITHM **out)
{
	OSSL_ALGORITHM *keys;
	size_t n = 0;

	while (from != NULL && from[n].algorithm_names != NULL)
		n++;
	keys = calloc(n + 1, sizeof(*keys));
	if (keys == NULL)
		return E_NO_MEMORY;
	for (size_t i = 0; i < n; i++) {
		keys[i] = from[i];
		keys[i].algorithm_names =
		    with_own_name(from[i].algorithm_names);
		if (keys[i].algorithm_names == NULL) {
			keys_free(keys);
			return E_NO_MEMORY;
		}
	}
	*out = keys;
	return E_OK;
}

/* ---- the outer provider ---- */

/*
 * libcrypto gives the inner provider's context to every function, so that the
 * functions find what they expect; ours is found among those open: one, and
 * those that forks left behind.
 */
static struct provider *_Atomic open_providers;

static struct provider *
provider_find(const void *context)
{
	struct provider *p = atomic_load(&open_providers);

	while (p != NULL &&
	    OSSL_PROVIDER_get0_provider_ctx(p->standard) != context)
		p = p->next;
	return p;
}

static const OSSL_ALGORITHM *
own_query(void *context, int operation, int *no_cache)
{
	struct provider *p = provider_find(context);

	if (p == NULL)
		return NULL;
	if (operation == OSSL_OP_KEYMGMT) {
		*no_cache = 0;
		return p->keys;
	}
	return OSSL_PROVIDER_query_operation(p->standard, operation, no_cache);
}

static const OSSL_DISPATCH own_functions[] = {
	{ OSSL_FUNC_PROVIDER_QUERY_OPERATION, (void (*)(void))own_query },
	{ 0, NULL },
};

static int
own_init(const OSSL_CORE_HANDLE *handle, const OSSL_DISPATCH *in,
    const OSSL_DISPATCH **out, void **context)
{
	(void)handle;
	(void)in;
	if (opening == NULL)
		return 0;
	*out = own_functions;
	*context = OSSL_PROVIDER_get0_provider_ctx(opening->standard);
	return 1;
}

/* ---- open and close ---- */

static void
provider_register(struct provider *p)
{
	p->next = atomic_load(&open_providers);
	atomic_store(&open_providers, p);
}

static void
provider_unregister(const struct provider *p)
{
	struct provider *other = atomic_load(&open_providers);

	if (other == p) {
		atomic_store(&open_providers, p->next);
		return;
	}
	while (other != NULL && other->next != p)
		other = other->next;
	if (other != NULL)
		other->next = p->next;
}

static enum err
open_inner(struct provider *p)
{
	int no_cache = 0;

	p->inner = OSSL_LIB_CTX_new();
	if (p->inner == NULL)
		return library_failed("OSSL_LIB_CTX_new");
	p->standard = OSSL_PROVIDER_load(p->inner, "default");
	if (p->standard == NULL)
		return library_failed("the default provider");
	return keys_copy(OSSL_PROVIDER_query_operation(p->standard,
	    OSSL_OP_KEYMGMT, &no_cache), &p->keys);
}

static enum err
open_outer(struct provider *p)
{
	p->outer = OSSL_LIB_CTX_new();
	if (p->outer == NULL)
		return library_failed("OSSL_LIB_CTX_new");
	/* The usual generator, over AES, takes its cipher from a provider of
	 * its own provider's name (3.5), and there is none such inside. */
	if (RAND_set_DRBG_type(p->outer, "HASH-DRBG", NULL, NULL,
	    "SHA2-512") != 1)
		return library_failed("RAND_set_DRBG_type");
	if (OSSL_PROVIDER_add_builtin(p->outer, NAME, own_init) != 1)
		return library_failed("OSSL_PROVIDER_add_builtin");
	opening = p;
	p->own = OSSL_PROVIDER_load(p->outer, NAME);
	opening = NULL;
	return p->own != NULL ? E_OK : library_failed("our provider");
}

enum err
provider_open(struct provider **out)
{
	struct provider *p = calloc(1, sizeof(*p));
	enum err e;

	if (p == NULL)
		return E_NO_MEMORY;
	e = open_inner(p);
	if (e == E_OK) {
		provider_register(p);
		e = open_outer(p);
	}
	if (e != E_OK) {
		provider_close(p);
		return e;
	}
	*out = p;
	return E_OK;
}

void
provider_close(struct provider *p)
{
	if (p == NULL)
		return;
	if (p->own != NULL)
		OSSL_PROVIDER_unload(p->own);
	OSSL_LIB_CTX_free(p->outer);
	provider_unregister(p);
	keys_free(p->keys);
	if (p->standard != NULL)
		OSSL_PROVIDER_unload(p->standard);
	OSSL_LIB_CTX_free(p->inner);
	free(p);
}

OSSL_LIB_CTX *
provider_context(const struct provider *p)
{
	return p->outer;
}

OSSL_LIB_CTX *
provider_standard_context(const struct provider *p)
{
	return p->inner;
}
