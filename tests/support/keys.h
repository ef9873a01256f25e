/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The keys and searches black-box tests are made of. All use fx.session unless
 * they say otherwise, and assert that they succeed unless they return a CK_RV.
 */
#ifndef CLAVIGER_TESTS_KEYS_H
#define CLAVIGER_TESTS_KEYS_H

#include "support/fixture.h"

/* Rows of a template. */
#define ATTR(type, variable) { (type), &(variable), sizeof(variable) }
#define ATTR_TEXT(type, text) { (type), (void *)(text), strlen(text) }
#define ATTR_COUNT(template) (sizeof(template) / sizeof((template)[0]))
extern CK_BBOOL yes, no;

/* AES-256, on the token, encrypts, decrypts, wraps, unwraps. */
CK_OBJECT_HANDLE aes_key(const char *label);
/* A session key of these bytes that may do the same and be read. */
CK_OBJECT_HANDLE aes_import(const void *value, size_t len);
/* The generation with a template of one's own. */
CK_RV aes_generate(CK_ATTRIBUTE *template, CK_ULONG count,
    CK_OBJECT_HANDLE *out);

enum curve { P256, P384 };
struct pair {
	CK_OBJECT_HANDLE pub, priv;
};
/* On the token, for signatures. */
struct pair ec_pair(enum curve curve, const char *label);

/* Encrypt or decrypt with AES-GCM, a fixed IV, no AAD and a 16-byte tag. */
CK_RV gcm_encrypt(CK_OBJECT_HANDLE key, const void *in, CK_ULONG len,
    CK_BYTE *out, CK_ULONG *out_len);
CK_RV gcm_decrypt(CK_OBJECT_HANDLE key, const void *in, CK_ULONG len,
    CK_BYTE *out, CK_ULONG *out_len);

/* Sign or verify in one part. */
CK_RV sign(CK_MECHANISM_TYPE type, CK_OBJECT_HANDLE key, const void *in,
    CK_ULONG len, CK_BYTE *out, CK_ULONG *out_len);
CK_RV verify(CK_MECHANISM_TYPE type, CK_OBJECT_HANDLE key, const void *in,
    CK_ULONG len, const CK_BYTE *signature, CK_ULONG signature_len);

/* How many objects fit; the first max of them in list. */
CK_ULONG find(CK_SESSION_HANDLE s, CK_ATTRIBUTE *template, CK_ULONG count,
    CK_OBJECT_HANDLE *list, CK_ULONG max);
/* The one object of this class and label; CK_INVALID_HANDLE if there is
 * none. */
CK_OBJECT_HANDLE find_label(CK_SESSION_HANDLE s, CK_OBJECT_CLASS class,
    const char *label);

/* Attributes by type. */
CK_RV get_attr(CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type, void *value,
    CK_ULONG *len);
CK_ULONG get_ulong(CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type);
CK_BBOOL get_bool(CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type);
CK_RV set_text(CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type,
    const char *text);

#endif
