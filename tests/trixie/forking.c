/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Loads a key by its URI and signs with it: before forking, in children that
 * sign all at once, and afterwards. Says what failed and exits 1 if anything
 * did.
 */
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/store.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define CHILDREN 4
#define SIGNATURES 8

static EVP_PKEY *
load(const char *uri)
{
	OSSL_STORE_CTX *store = OSSL_STORE_open(uri, NULL, NULL, NULL, NULL);
	EVP_PKEY *key = NULL;

	while (store != NULL && key == NULL && !OSSL_STORE_eof(store)) {
		OSSL_STORE_INFO *info = OSSL_STORE_load(store);

		if (info != NULL)
			key = OSSL_STORE_INFO_get1_PKEY(info);
		OSSL_STORE_INFO_free(info);
	}
	OSSL_STORE_close(store);
	return key;
}

static bool
sign_once(EVP_PKEY *key)
{
	const char *digest = EVP_PKEY_is_a(key, "ED25519") ? NULL : "SHA256";
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	unsigned char message[32] = { 1 }, signature[1024];
	size_t len = sizeof(signature);
	bool done = ctx != NULL &&
	    EVP_DigestSignInit_ex(ctx, NULL, digest, NULL, NULL, key, NULL) ==
	    1 && EVP_DigestSign(ctx, signature, &len, message,
	    sizeof(message)) == 1;

	EVP_MD_CTX_free(ctx);
	return done;
}

static bool
sign_all(EVP_PKEY *key, const char *who)
{
	for (int i = 0; i < SIGNATURES; i++) {
		if (!sign_once(key)) {
			fprintf(stderr, "%s cannot sign\n", who);
			ERR_print_errors_fp(stderr);
			return false;
		}
	}
	return true;
}

int
main(int argc, char **argv)
{
	EVP_PKEY *key = argc == 2 ? load(argv[1]) : NULL;
	int failed = 0;

	if (key == NULL) {
		fprintf(stderr, "no key at %s\n", argc == 2 ? argv[1] : "?");
		return 1;
	}
	failed += !sign_all(key, "the parent");
	for (int i = 0; i < CHILDREN; i++)
		if (fork() == 0)
			_exit(sign_all(key, "a child") ? 0 : 1);
	for (int i = 0; i < CHILDREN; i++) {
		int status;

		if (wait(&status) < 0 || status != 0)
			failed++;
	}
	failed += !sign_all(key, "the parent afterwards");
	EVP_PKEY_free(key);
	return failed == 0 ? 0 : 1;
}
