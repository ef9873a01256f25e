/* SPDX-License-Identifier: Apache-2.0 */
/* The one thing we want from a certificate: whose key it certifies. */
#ifndef CLAVIGER_CRYPTO_X509_H
#define CLAVIGER_CRYPTO_X509_H

#include "base/bytes.h"

/* The SubjectPublicKeyInfo (DER) in an X.509 certificate (DER). E_DATA if it
 * cannot be read. */
enum err x509_spki(const void *der, size_t len, struct bytes *out) MUST_USE;

#endif
