/* SPDX-License-Identifier: Apache-2.0 */
/* A new version is of the old one's kind: size, curve, exponent, set. */
#include "flow/versions.h"

#include "object/table.h"
#include "pkcs11-claviger.h"
#include "support/core_fixture.h"

static const unsigned char ed25519[] = { 0x06, 0x03, 0x2b, 0x65, 0x70 };
static const unsigned char x25519[] = { 0x06, 0x03, 0x2b, 0x65, 0x6e };
static const unsigned char p521[] = { 0x06, 0x05, 0x2b, 0x81, 0x04, 0x00,
	0x23 };
static CK_ULONG bits = 2048, set = 2, n20 = 20, n32 = 32;
static CK_BYTE exponent[] = { 1, 0, 3 };

static const struct {
	CK_MECHANISM_TYPE generate;
	bool is_pair;
	CK_ATTRIBUTE what, more;
} types[] = {
	{ CKM_SHA256_KEY_GEN, false, VALUE(CKA_VALUE_LEN, n20),
	    IS(CKA_SIGN) },
	{ CKM_CHACHA20_KEY_GEN, false, VALUE(CKA_VALUE_LEN, n32),
	    IS(CKA_ENCRYPT) },
	{ CKM_RSA_PKCS_KEY_PAIR_GEN, true, VALUE(CKA_MODULUS_BITS, bits),
	    BYTES(CKA_PUBLIC_EXPONENT, exponent, 3) },
	{ CKM_EC_KEY_PAIR_GEN, true, BYTES(CKA_EC_PARAMS, p521, 7),
	    IS(CKA_VERIFY) },
	{ CKM_EC_EDWARDS_KEY_PAIR_GEN, true, BYTES(CKA_EC_PARAMS, ed25519, 5),
	    IS(CKA_VERIFY) },
	{ CKM_EC_MONTGOMERY_KEY_PAIR_GEN, true, BYTES(CKA_EC_PARAMS, x25519,
	    5), IS(CKA_DERIVE) },
	{ CKM_ML_DSA_KEY_PAIR_GEN, true, VALUE(CKA_PARAMETER_SET, set),
	    IS(CKA_VERIFY) },
};

static CK_OBJECT_HANDLE
key_of(int i)
{
	CK_MECHANISM m = { types[i].generate, NULL, 0 };
	CK_ATTRIBUTE list[] = { IS(CKA_TOKEN), types[i].what, types[i].more };
	CK_ATTRIBUTE private[] = { IS(CKA_TOKEN) };
	CK_OBJECT_HANDLE public, h;

	if (types[i].is_pair)
		ck_ok(flow_generate_pair(core.s, &m, LIST(list),
		    LIST(private), &public, &h));
	else
		ck_ok(flow_generate(core.s, &m, LIST(list), &h));
	return h;
}

/* What must be the same in both versions. */
static void
same_in_both(struct object *o, CK_ATTRIBUTE_TYPE type)
{
	struct view old = { .object = o, .version = 1 };
	struct view now = { .object = o, .version = 2 };
	CK_BYTE a[64], b[64];
	CK_ATTRIBUTE first = { type, a, sizeof(a) };
	CK_ATTRIBUTE second = { type, b, sizeof(b) };

	ck_assert_int_eq(view_get(&old, &first), view_get(&now, &second));
	ck_assert_uint_eq(first.ulValueLen, second.ulValueLen);
	if (first.ulValueLen <= sizeof(a))
		ck_assert_mem_eq(a, b, first.ulValueLen);
}

START_TEST(rotation_keeps_what_a_key_is)
{
	static const CK_ATTRIBUTE_TYPE same[] = { CKA_KEY_TYPE, CKA_VALUE_LEN,
		CKA_PUBLIC_EXPONENT, CKA_EC_PARAMS, CKA_PARAMETER_SET };
	CK_ULONG version = 0;
	struct view v = { 0 };
	const struct version *list;
	CK_OBJECT_HANDLE h;

	if (mech_find(types[_i].generate) == NULL)
		return;
	h = key_of(_i);
	ck_ok(flow_key_rotate(core.s, h, 0, &version));
	ck_assert_uint_eq(version, 2);
	ck_ok(object_resolve(core.token, h, &v));
	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++)
		same_in_both(v.object, same[i]);
	list = v.object->key->versions;
	ck_assert_uint_eq(list[0].spki.len, list[1].spki.len);
	ck_assert(!types[_i].is_pair || !bytes_equal(&list[0].spki,
	    list[1].spki.data, list[1].spki.len));
	view_clear(&v);
}
END_TEST

SUITE("flow/version_types",
    core_suite(tc);
    tcase_add_checked_fixture(tc, core_login, core_end);
    tcase_add_loop_test(tc, rotation_keeps_what_a_key_is, 0,
	(int)(sizeof(types) / sizeof(types[0]))))
