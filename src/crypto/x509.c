/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a certificate's public key, so that it can be bound to the version
 * of a pair that it certifies. */
#include "crypto/x509.h"

#include "crypto/library.h"

#include <limits.h>
#include <openssl/x509.h>

/* libcrypto frees what it could not fill. */
static X509 *
x509_parse(const unsigned char *der, size_t len)
{
	X509 *x;

	if (library_open() != E_OK || len > LONG_MAX)
		return NULL;
	x = X509_new_ex(library_context(), NULL);
	return x == NULL ? NULL : d2i_X509(&x, &der, (long)len);
}

enum err
x509_spki(const void *der, size_t len, struct bytes *out)
{
	X509 *x = x509_parse(der, len);
	unsigned char *spki = NULL;
	int spki_len = 0;
	enum err e;

	if (x != NULL)
		spki_len = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(x), &spki);
	e = spki_len > 0 ? bytes_set(out, spki, (size_t)spki_len) : E_DATA;
	OPENSSL_free(spki);
	X509_free(x);
	return e;
}
