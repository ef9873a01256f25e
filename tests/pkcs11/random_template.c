/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Templates: what the function cannot do without, then attributes of any kind
 * whose values mostly have the right size.
 */
#include "random.h"
#include "pkcs11-claviger.h"

#include <string.h>

#define ATTRIBUTES_MAX 24

/* What an attribute's value is. */
enum kind {
	FLAG, NUMBER, CLASS, KEY_TYPE, LENGTH, BITS, BYTES, CURVE, POINT, DATE,
	TYPES, TEMPLATE, TOKEN
};

/* clang-format off */
static const struct attribute {
	CK_ATTRIBUTE_TYPE type;
	enum kind kind;
} attributes[] = {
	{ CKA_CLASS, CLASS }, { CKA_KEY_TYPE, KEY_TYPE }, { CKA_TOKEN, TOKEN },
	{ CKA_PRIVATE, FLAG }, { CKA_MODIFIABLE, FLAG }, { CKA_COPYABLE, FLAG },
	{ CKA_DESTROYABLE, FLAG }, { CKA_SENSITIVE, FLAG },
	{ CKA_EXTRACTABLE, FLAG }, { CKA_ENCRYPT, FLAG }, { CKA_DECRYPT, FLAG },
	{ CKA_SIGN, FLAG }, { CKA_VERIFY, FLAG }, { CKA_SIGN_RECOVER, FLAG },
	{ CKA_VERIFY_RECOVER, FLAG }, { CKA_WRAP, FLAG }, { CKA_UNWRAP, FLAG },
	{ CKA_DERIVE, FLAG }, { CKA_ENCAPSULATE, FLAG },
	{ CKA_DECAPSULATE, FLAG }, { CKA_TRUSTED, FLAG },
	{ CKA_WRAP_WITH_TRUSTED, FLAG }, { CKA_ALWAYS_AUTHENTICATE, FLAG },
	{ CKA_LOCAL, FLAG }, { CKA_ALWAYS_SENSITIVE, FLAG },
	{ CKA_NEVER_EXTRACTABLE, FLAG }, { CKA_LABEL, BYTES }, { CKA_ID, BYTES },
	{ CKA_APPLICATION, BYTES }, { CKA_OBJECT_ID, BYTES },
	{ CKA_VALUE, BYTES }, { CKA_SUBJECT, BYTES }, { CKA_ISSUER, BYTES },
	{ CKA_SERIAL_NUMBER, BYTES }, { CKA_URL, BYTES },
	{ CKA_CHECK_VALUE, BYTES }, { CKA_PUBLIC_KEY_INFO, BYTES },
	{ CKA_UNIQUE_ID, BYTES }, { CKA_CERTIFICATE_TYPE, NUMBER },
	{ CKA_CERTIFICATE_CATEGORY, NUMBER }, { CKA_START_DATE, DATE },
	{ CKA_END_DATE, DATE }, { CKA_VALUE_LEN, LENGTH },
	{ CKA_MODULUS_BITS, BITS }, { CKA_MODULUS, BYTES },
	{ CKA_PUBLIC_EXPONENT, BYTES }, { CKA_PRIVATE_EXPONENT, BYTES },
	{ CKA_PRIME_1, BYTES }, { CKA_PRIME_2, BYTES },
	{ CKA_EC_PARAMS, CURVE }, { CKA_EC_POINT, POINT },
	{ CKA_PARAMETER_SET, NUMBER }, { CKA_KEY_GEN_MECHANISM, NUMBER },
	{ CKA_ALLOWED_MECHANISMS, TYPES }, { CKA_WRAP_TEMPLATE, TEMPLATE },
	{ CKA_UNWRAP_TEMPLATE, TEMPLATE }, { CKA_DERIVE_TEMPLATE, TEMPLATE },
	{ CKA_ENCAPSULATE_TEMPLATE, TEMPLATE },
	{ CKA_DECAPSULATE_TEMPLATE, TEMPLATE }, { CKA_PROFILE_ID, NUMBER },
	{ CKA_MECHANISM_TYPE, NUMBER }, { CKA_CLV_VERSION, NUMBER },
	{ CKA_CLV_STATE, NUMBER }, { CKA_CLV_KEY_ID, BYTES },
};
/* clang-format on */

static const CK_KEY_TYPE key_types[] = { CKK_AES, CKK_AES, CKK_AES,
	CKK_GENERIC_SECRET, CKK_GENERIC_SECRET, CKK_SHA256_HMAC, CKK_HKDF,
	CKK_CHACHA20, CKK_AES_XTS, CKK_RSA, CKK_EC, CKK_EC_EDWARDS,
	CKK_EC_MONTGOMERY, CKK_ML_DSA, CKK_DSA };
static const CK_ULONG lengths[] = { 16, 16, 16, 24, 32, 32, 64, 0, 1, 7, 20,
	33, 300, 1UL << 30, ~0UL };
static const CK_ULONG modulus_bits[] = { 2048, 2048, 1024, 2047, 512, 0,
	16384 };
static CK_BYTE curves[][12] = {
	{ 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7 }, /* P-256 */
	{ 6, 5, 0x2b, 0x81, 4, 0, 0x22 },		  /* P-384 */
	{ 6, 3, 0x2b, 0x65, 0x70 },			  /* Ed25519 */
	{ 6, 3, 0x2b, 0x65, 0x6e },			  /* X25519 */
	{ 6, 3, 0x2b, 0x65, 0x71 },			  /* Ed448 */
	{ 6, 3, 1, 2, 3 },				  /* no curve */
};

/* ---- values ---- */

static void
set(CK_ATTRIBUTE *a, const void *value, size_t len)
{
	a->pValue = block_copy(value, len);
	a->ulValueLen = len;
}

static void
set_flag(CK_ATTRIBUTE *a, unsigned depth)
{
	CK_BBOOL value = chance(3) ? (CK_BBOOL)dice() : chance(50);

	(void)depth;
	set(a, &value, sizeof(value));
}

static void
set_token(CK_ATTRIBUTE *a, unsigned depth)
{
	CK_BBOOL value = chance(50) && !pool.token_full;

	(void)depth;
	set(a, &value, sizeof(value));
}

static void
set_number(CK_ATTRIBUTE *a, CK_ULONG value)
{
	set(a, &value, sizeof(value));
}

static void
set_small(CK_ATTRIBUTE *a, unsigned depth)
{
	(void)depth;
	set_number(a, chance(80) ? below(8) : dice());
}

static void
set_class(CK_ATTRIBUTE *a, unsigned depth)
{
	(void)depth;
	set_number(a, chance(60) ? CKO_SECRET_KEY : below(12));
}

static void
set_key_type(CK_ATTRIBUTE *a, unsigned depth)
{
	(void)depth;
	set_number(a, ONE_OF(key_types));
}

static void
set_length(CK_ATTRIBUTE *a, unsigned depth)
{
	(void)depth;
	set_number(a, ONE_OF(lengths));
}

static void
set_bits(CK_ATTRIBUTE *a, unsigned depth)
{
	(void)depth;
	set_number(a, ONE_OF(modulus_bits));
}

static void
set_bytes(CK_ATTRIBUTE *a, unsigned depth)
{
	(void)depth;
	set(a, "sixteen bytes and then some more bytes", below(39));
}

static void
set_date(CK_ATTRIBUTE *a, unsigned depth)
{
	(void)depth;
	set(a, "20300131", chance(20) ? 0 : 8);
}

static void
set_curve(CK_ATTRIBUTE *a, unsigned depth)
{
	const CK_BYTE *c = ONE_OF(curves);

	(void)depth;
	set(a, c, c[1] + 2u);
}

static void
set_point(CK_ATTRIBUTE *a, unsigned depth)
{
	size_t len = 1 + below(70);

	(void)depth;
	a->pValue = block(len);
	a->ulValueLen = len;
	if (chance(50)) {
		((CK_BYTE *)a->pValue)[0] = 4;
		((CK_BYTE *)a->pValue)[len > 1] = (CK_BYTE)(len - 2);
	}
}

static void
set_types(CK_ATTRIBUTE *a, unsigned depth)
{
	CK_MECHANISM_TYPE types[] = { CKM_AES_GCM, CKM_AES_CBC, CKM_SHA256_HMAC,
		CKM_ECDSA, CKM_AES_KEY_WRAP_KWP };

	(void)depth;
	set(a, types, below(6) * sizeof(types[0]));
}

static void fill(CK_ATTRIBUTE *a, unsigned depth);

static void
set_template(CK_ATTRIBUTE *a, unsigned depth)
{
	size_t count = depth > 2 ? 0 : below(4);
	CK_ATTRIBUTE *inner = block(count * sizeof(*inner));

	for (size_t i = 0; i < count; i++)
		fill(&inner[i], depth + 1);
	a->pValue = inner;
	a->ulValueLen = count * sizeof(*inner);
}

static void (*const setters[])(CK_ATTRIBUTE *, unsigned) = {
	[FLAG] = set_flag, [TOKEN] = set_token, [NUMBER] = set_small,
	[CLASS] = set_class, [KEY_TYPE] = set_key_type, [LENGTH] = set_length,
	[BITS] = set_bits, [BYTES] = set_bytes, [CURVE] = set_curve,
	[POINT] = set_point, [DATE] = set_date, [TYPES] = set_types,
	[TEMPLATE] = set_template,
};

/* Any attribute; its length is now and then another. But that of templates
 * is theirs: other bytes would be taken for pointers. */
static void
fill(CK_ATTRIBUTE *a, unsigned depth)
{
	const struct attribute *row = &ONE_OF(attributes);

	*a = (CK_ATTRIBUTE){ .type = row->type };
	setters[row->kind](a, depth);
	if (row->kind != TEMPLATE && row->kind != TOKEN && chance(3)) {
		a->ulValueLen = below(20);
		a->pValue = chance(90) ? block(a->ulValueLen) : NULL;
	}
	if (chance(1))
		a->type = chance(50) ? below(0x700) : dice();
}

/* ---- what functions need ---- */

static size_t
add_number(CK_ATTRIBUTE *list, size_t n, CK_ATTRIBUTE_TYPE type,
    CK_ULONG value)
{
	list[n].type = type;
	set_number(&list[n], value);
	return n + 1;
}

static size_t
add_bytes(CK_ATTRIBUTE *list, size_t n, CK_ATTRIBUTE_TYPE type, size_t len)
{
	list[n].type = type;
	list[n].pValue = block(len);
	list[n].ulValueLen = len;
	return n + 1;
}

static size_t
need_secret(CK_ATTRIBUTE *list, bool sized)
{
	size_t n = add_number(list, 0, CKA_CLASS, CKO_SECRET_KEY);

	n = add_number(list, n, CKA_KEY_TYPE, chance(50) ? CKK_GENERIC_SECRET
	    : ONE_OF(key_types));
	return sized && chance(80)
	    ? add_number(list, n, CKA_VALUE_LEN, ONE_OF(lengths)) : n;
}

static size_t
need_object(CK_ATTRIBUTE *list)
{
	size_t n;

	switch (below(4)) {
	case 0:
		n = add_number(list, 0, CKA_CLASS, CKO_DATA);
		return add_bytes(list, n, CKA_VALUE, below(100));
	case 1:
		n = add_number(list, 0, CKA_CLASS, CKO_CERTIFICATE);
		n = add_number(list, n, CKA_CERTIFICATE_TYPE, CKC_X_509);
		n = add_bytes(list, n, CKA_SUBJECT, 1 + below(50));
		return add_bytes(list, n, CKA_VALUE, 1 + below(200));
	case 2:
		n = add_number(list, 0, CKA_CLASS, CKO_PUBLIC_KEY);
		n = add_number(list, n, CKA_KEY_TYPE, CKK_RSA);
		n = add_bytes(list, n, CKA_MODULUS, below(300));
		return add_bytes(list, n, CKA_PUBLIC_EXPONENT, below(5));
	default:
		n = need_secret(list, false);
		return add_bytes(list, n, CKA_VALUE, ONE_OF(lengths) % 100);
	}
}

static size_t
need_generated(CK_ATTRIBUTE *list, size_t which,
    const struct every_mechanism *row)
{
	CK_ATTRIBUTE sized = { 0, NULL, 0 };

	if (which != 0 || row == NULL || row->key == CK_UNAVAILABLE_INFORMATION)
		return 0;
	if (row->type == CKM_PKCS5_PBKD2)
		return need_secret(list, true);
	every_key_generator(row->key, &sized);
	if (sized.ulValueLen == 0)
		return 0;
	list[0].type = sized.type;
	set(&list[0], sized.pValue, sized.ulValueLen);
	return 1;
}

static size_t
need(const char *function, CK_ATTRIBUTE *list, size_t which,
    const struct every_mechanism *row)
{
	if (chance(4))
		return 0;
	if (strcmp(function, "CreateObject") == 0)
		return need_object(list);
	if (strncmp(function, "GenerateKey", 11) == 0)
		return need_generated(list, which, row);
	if (strncmp(function, "Unwrap", 6) == 0)
		return need_secret(list, false);
	if (strcmp(function, "DeriveKey") == 0 ||
	    strstr(function, "capsulate") != NULL)
		return need_secret(list, true);
	return 0;
}

/* In a block of its very length. */
CK_ATTRIBUTE *
random_template(const char *function, size_t n,
    const struct every_mechanism *row, CK_ULONG *count)
{
	CK_ATTRIBUTE list[ATTRIBUTES_MAX];
	size_t used, more = chance(50) ? 0 : below(chance(80) ? 4 : 12);

	memset(list, 0, sizeof(list));
	used = need(function, list, n, row);
	if (chance(6)) {
		list[used].type = CKA_TOKEN;
		set_token(&list[used++], 0);
	}
	while (more-- > 0)
		fill(&list[used++], 0);
	*count = used;
	if (used == 0 && chance(50))
		return NULL;
	return block_copy(list, used * sizeof(list[0]));
}

/* Buffers for a template's own attributes. */
static void
ask_template(CK_ATTRIBUTE *a)
{
	size_t n = below(4);
	CK_ATTRIBUTE *inner = block(n * sizeof(*inner));

	for (size_t i = 0; i < n; i++) {
		inner[i].type = ONE_OF(attributes).type;
		inner[i].ulValueLen = below(40);
		inner[i].pValue = chance(50) ? NULL
		    : block(inner[i].ulValueLen);
	}
	a->pValue = chance(40) ? NULL : inner;
	a->ulValueLen = n * sizeof(*inner);
}

CK_ATTRIBUTE *
random_question(CK_ULONG *count)
{
	size_t n = chance(60) ? 1 : below(8);
	CK_ATTRIBUTE *list = block(n * sizeof(*list));

	for (size_t i = 0; i < n; i++) {
		const struct attribute *row = &ONE_OF(attributes);

		list[i].type = row->type;
		if (row->kind == TEMPLATE) {
			ask_template(&list[i]);
			continue;
		}
		if (chance(2))
			list[i].type = dice() & ~CKF_ARRAY_ATTRIBUTE;
		list[i].ulValueLen = below(chance(50) ? 40 : 600);
		list[i].pValue = chance(40) ? NULL : block(list[i].ulValueLen);
	}
	*count = n;
	return list;
}
