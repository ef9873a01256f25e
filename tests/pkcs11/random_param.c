/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Parameters: copies of what works, each pointer to a block of exactly the
 * length that is said, then one thing or another changed.
 */
#include "random.h"

#include <string.h>

/* clang-format off */
/*
 * How a parameter is laid out, a letter for each word:
 *	p n  a pointer to bytes and their length	m p  the other way round
 *	q    a pointer to 16 bytes	T  a pointer to a tag of 16 bytes
 *	z    a number			g  a generator
 *	i    a number of iterations	a  a mechanism
 *	b    flags in its first bytes	-  bytes
 *	h    a handle of a key		o  a pointer to OAEP's parameter
 *	c d  a number of pieces and a pointer to them
 *	E    a number of keys, and in the next word (e) a pointer to them
 */
static const struct layout {
	CK_MECHANISM_TYPE type;
	const char *usual, *message;
} layouts[] = {
	{ CKM_AES_GCM,                   "pnzpnz",    "pnzgTz" },
	{ CKM_AES_CCM,                   "zpnpnz",    "zpnzgTz" },
	{ CKM_CHACHA20_POLY1305,         "pnpn",      "pnT" },
	{ CKM_CHACHA20,                  "qzqz",      "" },
	{ CKM_AES_CTR,                   "z--",       "" },
	{ CKM_RSA_PKCS_OAEP,             "aazpn",     "" },
	{ CKM_RSA_AES_KEY_WRAP,          "zo",        "" },
	{ CKM_ECDH_AES_KEY_WRAP,         "zzmp",      "" },
	{ CKM_ECDH_COF_AES_KEY_WRAP,     "zzmp",      "" },
	{ CKM_ECDH_X_AES_KEY_WRAP,       "zzmp",      "" },
	{ CKM_ECDH1_DERIVE,              "zmpmp",     "" },
	{ CKM_ECDH1_COFACTOR_DERIVE,     "zmpmp",     "" },
	{ CKM_EDDSA,                     "bmp",       "" },
	{ CKM_CONCATENATE_BASE_AND_KEY,  "h",         "" },
	{ CKM_CONCATENATE_BASE_AND_DATA, "pn",        "" },
	{ CKM_CONCATENATE_DATA_AND_BASE, "pn",        "" },
	{ CKM_XOR_BASE_AND_DATA,         "pn",        "" },
	{ CKM_AES_ECB_ENCRYPT_DATA,      "pn",        "" },
	{ CKM_AES_CBC_ENCRYPT_DATA,      "--pn",      "" },
	{ CKM_HKDF_DERIVE,               "bazpnhpn",  "" },
	{ CKM_HKDF_DATA,                 "bazpnhpn",  "" },
	{ CKM_PKCS5_PBKD2,               "zpnizpnpn", "" },
	{ CKM_SP800_108_COUNTER_KDF,     "acdEe",     "" },
	{ CKM_SP800_108_FEEDBACK_KDF,    "acdmpEe",   "" },
	{ CKM_SP800_108_DOUBLE_PIPELINE_KDF, "acdEe", "" },
	{ CKM_HASH_ML_DSA,               "zpna",      "" },
	{ CKM_HASH_SLH_DSA,              "zpna",      "" },
};
/* clang-format on */

static const CK_ULONG numbers[] = { 0, 1, 2, 3, 4, 7, 8, 12, 13, 15, 16, 24,
	31, 32, 33, 48, 64, 96, 112, 127, 128, 129, 192, 255, 256, 1000, 65535,
	1UL << 31, 1UL << 32, ~0UL >> 1, ~0UL };

/* ---- the functions' mechanisms ---- */

static const struct {
	const char *part; /* of the function's name */
	CK_FLAGS use;
} uses[] = {
	{ "MessageEncrypt", CKF_MESSAGE_ENCRYPT },
	{ "MessageDecrypt", CKF_MESSAGE_DECRYPT },
	{ "MessageSign", CKF_MESSAGE_SIGN },
	{ "MessageVerify", CKF_MESSAGE_VERIFY },
	{ "SignRecover", CKF_SIGN_RECOVER },
	{ "VerifyRecover", CKF_VERIFY_RECOVER },
	{ "UnwrapKeyAuth", CKF_MESSAGE_DECRYPT },
	{ "WrapKeyAuth", CKF_MESSAGE_ENCRYPT },
	{ "Encrypt", CKF_ENCRYPT },
	{ "Decrypt", CKF_DECRYPT },
	{ "Digest", CKF_DIGEST },
	{ "Sign", CKF_SIGN },
	{ "Verify", CKF_VERIFY },
	{ "GenerateKeyPair", CKF_GENERATE_KEY_PAIR },
	{ "GenerateKey", CKF_GENERATE },
	{ "Unwrap", CKF_UNWRAP },
	{ "Wrap", CKF_WRAP },
	{ "Derive", CKF_DERIVE },
	{ "Encapsulate", CKF_ENCAPSULATE },
	{ "Decapsulate", CKF_DECAPSULATE },
};

static CK_FLAGS
use_of(const char *function)
{
	for (size_t i = 0; i < ATTR_COUNT(uses); i++)
		if (strstr(function, uses[i].part) != NULL)
			return uses[i].use;
	return 0;
}

static CK_MECHANISM_TYPE listed[MECHANISMS_MAX];
static CK_FLAGS listed_flags[MECHANISMS_MAX];
static size_t listed_count;

static void
list_once(void)
{
	if (listed_count != 0)
		return;
	listed_count = every_mechanism_list(listed);
	for (size_t i = 0; i < listed_count; i++)
		listed_flags[i] = every_mechanism_info(listed[i]).flags;
}

/* For a while some are called more often, so that what one call has made
 * comes to another that knows what to do with it. */
static size_t
favourite(void)
{
	static size_t left, first;

	if (left-- == 0) {
		left = 3000;
		first = below(listed_count);
	}
	return (first + below(12)) % listed_count;
}

/* RSA keys take their time. */
static size_t
any_mechanism(CK_FLAGS use)
{
	bool favoured = chance(70);
	size_t i;

	list_once();
	for (int tries = 0; tries < 400; tries++) {
		i = favoured && tries < 60 ? favourite() : below(listed_count);
		if (listed[i] == CKM_RSA_PKCS_KEY_PAIR_GEN && below(200) != 0)
			continue;
		if ((listed_flags[i] & use) == use)
			return i;
	}
	return below(listed_count);
}

/* ---- words ---- */

#define TAG 16
static struct {
	void *from, *copy;
} tag;

void
random_message_done(void)
{
	if (tag.copy != NULL)
		memcpy(tag.from, tag.copy, TAG);
}

void
random_message_forget(void)
{
	tag.copy = NULL;
}

struct words {
	CK_ULONG at[16];
	const char *layout;
	size_t count;
};

static const char *
layout_of(CK_MECHANISM_TYPE type, bool message)
{
	const struct every_mechanism *row = every_mechanism_find(type);

	for (size_t i = 0; i < ATTR_COUNT(layouts); i++)
		if (layouts[i].type == type)
			return message ? layouts[i].message : layouts[i].usual;
	return row->key == CKK_ML_DSA || row->key == CKK_SLH_DSA ? "zpn" : "";
}

#define AT(pointer) ((CK_ULONG)(pointer))

static void
copy_bytes(struct words *w, size_t pointer, size_t len_at)
{
	if (chance(12))
		w->at[len_at] = chance(50) ? below(64) : numbers[below(25)];
	if (w->at[pointer] == 0 || w->at[len_at] > 64)
		w->at[pointer] = AT(block(w->at[len_at]));
	else
		w->at[pointer] = AT(block_copy((void *)w->at[pointer],
		    w->at[len_at]));
	if (chance(1) || (w->at[len_at] == 0 && chance(50)))
		w->at[pointer] = 0;
}

/* Additional keys of SP 800-108. */
static void
more_keys(struct words *w, size_t count_at)
{
	size_t count = chance(80) ? 0 : 1 + below(3);
	CK_DERIVED_KEY *keys = block(count * sizeof(*keys));

	for (size_t i = 0; i < count; i++) {
		keys[i].pTemplate = random_template("DeriveKey", 0, NULL,
		    &keys[i].ulAttributeCount);
		keys[i].phKey = block(sizeof(CK_OBJECT_HANDLE));
	}
	w->at[count_at] = count;
	w->at[count_at + 1] = count == 0 ? 0 : AT(keys);
}

/* Pieces of SP 800-108: their values stay, as they are of many kinds. */
static void
pieces(struct words *w, size_t count_at)
{
	CK_PRF_DATA_PARAM *from = (void *)w->at[count_at + 1];
	size_t count = chance(10) ? below(w->at[count_at] + 1)
	    : w->at[count_at];
	CK_PRF_DATA_PARAM *to = block_copy(from, count * sizeof(*to));

	for (size_t i = 0; i < count; i++) {
		if (chance(5))
			to[i].type = below(7);
		if (to[i].type == CK_SP800_108_KEY_HANDLE && chance(90))
			to[i].type = CK_SP800_108_BYTE_ARRAY;
		if (to[i].ulValueLen != 0)
			to[i].pValue = block_copy(to[i].pValue,
			    to[i].ulValueLen);
	}
	w->at[count_at] = count;
	w->at[count_at + 1] = AT(to);
}

static void
number(CK_ULONG *at, char letter)
{
	if (letter == 'i')
		*at = below(20);
	else if (letter == 'g' && chance(40))
		*at = below(6);
	else if (letter == 'h')
		*at = chance(80) ? pool_key(CKK_SHA256_HMAC, false)
		    : pool_object();
	else if (!chance(6))
		return;
	else if (letter == 'a')
		*at = listed[below(listed_count)];
	else if (letter == 'z')
		*at = chance(80) ? ONE_OF(numbers) : dice();
	else if (letter == '-' || letter == 'b')
		*at = dice();
}

static void
word(struct words *w, size_t i)
{
	switch (w->layout[i]) {
	case 'p':
		if (w->layout[i + 1] == 'n')
			copy_bytes(w, i, i + 1);
		else if (i > 0 && w->layout[i - 1] == 'm')
			copy_bytes(w, i, i - 1);
		break;
	case 'T':
		tag.from = (void *)w->at[i];
		tag.copy = block_copy(tag.from, TAG);
		w->at[i] = chance(99) ? AT(tag.copy) : 0;
		break;
	case 'q':
		w->at[i] = chance(99) ? AT(block_copy((void *)w->at[i], 16))
		    : 0;
		break;
	case 'o':
		w->at[i] = AT(block_copy((void *)w->at[i],
		    sizeof(CK_RSA_PKCS_OAEP_PARAMS)));
		break;
	case 'c':
		pieces(w, i);
		break;
	case 'E':
		more_keys(w, i);
		break;
	default:
		number(&w->at[i], w->layout[i]);
		break;
	}
}

/* The parameter in memory of its own, its length now and then another. */
static void *
vary(const void *param, CK_ULONG *len, const char *layout)
{
	struct words w = { .layout = layout, .count = strlen(layout) };
	CK_ULONG size = *len;
	unsigned char *out;

	if (param == NULL && !chance(3))
		return NULL;
	if (param != NULL)
		memcpy(w.at, param, size);
	for (size_t i = 0; param != NULL && i < w.count; i++)
		word(&w, i);
	if (chance(4)) {
		size = below(size + 17);
		*len = size;
	}
	out = block(size);
	memset(out, 0, size);
	memcpy(out, w.at, size < sizeof(w.at) ? size : sizeof(w.at));
	if (w.count == 0 && size != 0 && chance(10))
		out[below(size)] ^= (unsigned char)(1u << below(8));
	return chance(1) ? NULL : out;
}

/* ---- for a call ---- */

CK_MECHANISM *
random_mechanism(const char *function, const struct every_mechanism **row)
{
	size_t i = any_mechanism(chance(96) ? use_of(function) : 0);
	CK_MECHANISM *out = block(sizeof(*out)), right;

	*row = every_mechanism_find(listed[i]);
	right = every_mechanism_for(*row, use_of(function));
	if (strstr(function, "Authenticated") != NULL) {
		right.pParameter = random_message(*row,
		    &right.ulParameterLen);
	} else if (strncmp(function, "Message", 7) == 0 &&
	    strstr(function, "crypt") != NULL && chance(95)) {
		right.pParameter = NULL;
		right.ulParameterLen = 0;
	} else {
		right.pParameter = vary(right.pParameter,
		    &right.ulParameterLen, layout_of(listed[i], false));
	}
	*out = right;
	if (chance(1))
		out->mechanism = chance(50) ? below(0x5000) : dice();
	return chance(1) ? NULL : out;
}

void *
random_message(const struct every_mechanism *row, CK_ULONG *len)
{
	CK_MECHANISM_TYPE type = row == NULL ? CKM_AES_GCM : row->type;
	void *right = every_message_param(type, len);

	return vary(right, len, layout_of(type, true));
}
