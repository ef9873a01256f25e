/* SPDX-License-Identifier: Apache-2.0 */
/* What black-box tests do again and again with keys and objects. */
#include "support/keys.h"

#include <string.h>

CK_BBOOL yes = CK_TRUE, no = CK_FALSE;

CK_RV
aes_generate(CK_ATTRIBUTE *template, CK_ULONG count, CK_OBJECT_HANDLE *out)
{
	CK_MECHANISM mechanism = { CKM_AES_KEY_GEN, NULL, 0 };

	return P11(GenerateKey, fx.session, &mechanism, template, count, out);
}

CK_OBJECT_HANDLE
aes_key(const char *label)
{
	CK_ULONG len = 32;
	CK_ATTRIBUTE template[] = {
		ATTR(CKA_TOKEN, yes),
		ATTR(CKA_VALUE_LEN, len),
		ATTR(CKA_ENCRYPT, yes),
		ATTR(CKA_DECRYPT, yes),
		ATTR(CKA_WRAP, yes),
		ATTR(CKA_UNWRAP, yes),
		ATTR_TEXT(CKA_LABEL, label),
	};
	CK_OBJECT_HANDLE key = CK_INVALID_HANDLE;

	OK(aes_generate(template, ATTR_COUNT(template), &key));
	ck_assert_uint_ne(key, CK_INVALID_HANDLE);
	return key;
}

CK_OBJECT_HANDLE
aes_import(const void *value, size_t len)
{
	CK_OBJECT_CLASS class = CKO_SECRET_KEY;
	CK_KEY_TYPE type = CKK_AES;
	CK_ATTRIBUTE template[] = {
		ATTR(CKA_CLASS, class),
		ATTR(CKA_KEY_TYPE, type),
		{ CKA_VALUE, (void *)value, len },
		ATTR(CKA_ENCRYPT, yes),
		ATTR(CKA_DECRYPT, yes),
		ATTR(CKA_WRAP, yes),
		ATTR(CKA_UNWRAP, yes),
	};
	CK_OBJECT_HANDLE key = CK_INVALID_HANDLE;

	OK(P11(CreateObject, fx.session, template, ATTR_COUNT(template), &key));
	return key;
}

static const struct {
	CK_BYTE der[10];
	CK_ULONG len;
} curves[] = {
	[P256] = { { 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7 }, 10 },
	[P384] = { { 6, 5, 0x2b, 0x81, 4, 0, 0x22 }, 7 },
};

struct pair
ec_pair(enum curve curve, const char *label)
{
	CK_MECHANISM mechanism = { CKM_EC_KEY_PAIR_GEN, NULL, 0 };
	CK_ATTRIBUTE pub[] = {
		ATTR(CKA_TOKEN, yes),
		ATTR(CKA_VERIFY, yes),
		{ CKA_EC_PARAMS, (void *)curves[curve].der,
		    curves[curve].len },
		ATTR_TEXT(CKA_LABEL, label),
	};
	CK_ATTRIBUTE priv[] = {
		ATTR(CKA_TOKEN, yes),
		ATTR(CKA_SIGN, yes),
		ATTR_TEXT(CKA_LABEL, label),
	};
	struct pair pair = { 0, 0 };

	OK(P11(GenerateKeyPair, fx.session, &mechanism, pub, ATTR_COUNT(pub),
	    priv, ATTR_COUNT(priv), &pair.pub, &pair.priv));
	return pair;
}

static CK_MECHANISM
gcm(void)
{
	static CK_BYTE iv[12] = "twelve bytes";
	static CK_GCM_PARAMS params;

	params = (CK_GCM_PARAMS){ .pIv = iv, .ulIvLen = sizeof(iv),
		.ulIvBits = 8 * sizeof(iv), .ulTagBits = 128 };
	return (CK_MECHANISM){ CKM_AES_GCM, &params, sizeof(params) };
}

CK_RV
gcm_encrypt(CK_OBJECT_HANDLE key, const void *in, CK_ULONG len, CK_BYTE *out,
    CK_ULONG *out_len)
{
	CK_MECHANISM mechanism = gcm();
	CK_RV rv = P11(EncryptInit, fx.session, &mechanism, key);

	if (rv != CKR_OK)
		return rv;
	return P11(Encrypt, fx.session, (CK_BYTE *)in, len, out, out_len);
}

CK_RV
gcm_decrypt(CK_OBJECT_HANDLE key, const void *in, CK_ULONG len, CK_BYTE *out,
    CK_ULONG *out_len)
{
	CK_MECHANISM mechanism = gcm();
	CK_RV rv = P11(DecryptInit, fx.session, &mechanism, key);

	if (rv != CKR_OK)
		return rv;
	return P11(Decrypt, fx.session, (CK_BYTE *)in, len, out, out_len);
}

CK_RV
sign(CK_MECHANISM_TYPE type, CK_OBJECT_HANDLE key, const void *in,
    CK_ULONG len, CK_BYTE *out, CK_ULONG *out_len)
{
	CK_MECHANISM mechanism = { type, NULL, 0 };
	CK_RV rv = P11(SignInit, fx.session, &mechanism, key);

	if (rv != CKR_OK)
		return rv;
	return P11(Sign, fx.session, (CK_BYTE *)in, len, out, out_len);
}

CK_RV
verify(CK_MECHANISM_TYPE type, CK_OBJECT_HANDLE key, const void *in,
    CK_ULONG len, const CK_BYTE *signature, CK_ULONG signature_len)
{
	CK_MECHANISM mechanism = { type, NULL, 0 };
	CK_RV rv = P11(VerifyInit, fx.session, &mechanism, key);

	if (rv != CKR_OK)
		return rv;
	return P11(Verify, fx.session, (CK_BYTE *)in, len,
	    (CK_BYTE *)signature, signature_len);
}

CK_ULONG
find(CK_SESSION_HANDLE s, CK_ATTRIBUTE *template, CK_ULONG count,
    CK_OBJECT_HANDLE *list, CK_ULONG max)
{
	CK_OBJECT_HANDLE more[4];
	CK_ULONG found = 0, n;

	OK(P11(FindObjectsInit, s, template, count));
	OK(P11(FindObjects, s, list, max, &found));
	do {
		OK(P11(FindObjects, s, more, ATTR_COUNT(more), &n));
		found += n;
	} while (n != 0);
	OK(P11(FindObjectsFinal, s));
	return found;
}

CK_OBJECT_HANDLE
find_label(CK_SESSION_HANDLE s, CK_OBJECT_CLASS class, const char *label)
{
	CK_ATTRIBUTE template[] = {
		ATTR(CKA_CLASS, class),
		ATTR_TEXT(CKA_LABEL, label),
	};
	CK_OBJECT_HANDLE object = CK_INVALID_HANDLE;

	ck_assert_uint_le(find(s, template, 2, &object, 1), 1);
	return object;
}

CK_RV
get_attr(CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type, void *value,
    CK_ULONG *len)
{
	CK_ATTRIBUTE attr = { type, value, *len };
	CK_RV rv = P11(GetAttributeValue, fx.session, object, &attr, 1);

	*len = attr.ulValueLen;
	return rv;
}

CK_ULONG
get_ulong(CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type)
{
	CK_ULONG value = 0, len = sizeof(value);

	OK(get_attr(object, type, &value, &len));
	ck_assert_uint_eq(len, sizeof(value));
	return value;
}

CK_BBOOL
get_bool(CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type)
{
	CK_BBOOL value = 2;
	CK_ULONG len = sizeof(value);

	OK(get_attr(object, type, &value, &len));
	ck_assert_uint_eq(len, sizeof(value));
	ck_assert_uint_lt(value, 2);
	return value;
}

CK_RV
set_text(CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type, const char *text)
{
	CK_ATTRIBUTE attr = ATTR_TEXT(type, text);

	return P11(SetAttributeValue, fx.session, object, &attr, 1);
}
