/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Shared secrets: the same on both sides. ECDH is everywhere; ML-KEM where
 * libcrypto has it.
 */
#include "flow/keys.h"

#include "support/core_fixture.h"

static const unsigned char p256[] = { 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce,
	0x3d, 0x03, 0x01, 0x07 };
static CK_ULONG set = CKP_ML_KEM_768, n16 = 16, n17 = 17;
static CK_KEY_TYPE aes = CKK_AES;
static CK_ECDH1_DERIVE_PARAMS ecdh_params = { .kdf = CKD_NULL };

static const struct kem {
	CK_MECHANISM mechanism, generate;
	CK_ATTRIBUTE what;
	CK_ULONG cipher_len, shared_len;
} kems[] = {
	{ { CKM_ECDH1_DERIVE, &ecdh_params, sizeof(ecdh_params) },
	    { CKM_EC_KEY_PAIR_GEN, NULL, 0 },
	    BYTES(CKA_EC_PARAMS, p256, sizeof(p256)), 65, 32 },
	{ { CKM_ML_KEM, NULL, 0 }, { CKM_ML_KEM_KEY_PAIR_GEN, NULL, 0 },
	    VALUE(CKA_PARAMETER_SET, set), 1088, 32 },
};
static const struct kem *kem;
static struct core_pair pair;
static CK_OBJECT_HANDLE ours, theirs;
static CK_BYTE cipher[2048];
static CK_ULONG len;

static bool
begin(int i, CK_ATTRIBUTE *extra)
{
	CK_ATTRIBUTE public[] = { kems[i].what, IS(CKA_ENCAPSULATE) };
	CK_ATTRIBUTE private[] = { IS(CKA_DECAPSULATE),
		{ CKA_LABEL, NULL, 0 } };

	kem = &kems[i];
	len = sizeof(cipher);
	if (mech_find(kem->generate.mechanism) == NULL)
		return false;
	if (extra != NULL)
		private[1] = *extra;
	ck_ok(flow_generate_pair(core.s, &kem->generate, LIST(public),
	    LIST(private), &pair.public, &pair.private));
	return true;
}

static enum err
encapsulate(CK_ATTRIBUTE *list, CK_ULONG count)
{
	return flow_encapsulate(core.s, &kem->mechanism, pair.public, list,
	    count, cipher, &len, &ours);
}

static enum err
decapsulate(CK_ATTRIBUTE *list, CK_ULONG count)
{
	return flow_decapsulate(core.s, &kem->mechanism, pair.private, list,
	    count, cipher, len, &theirs);
}

static void
same_value(void)
{
	CK_BYTE a[64], b[64];
	CK_ULONG a_len = sizeof(a), b_len = sizeof(b);

	ck_ok(core_get(core.s, ours, CKA_VALUE, a, &a_len));
	ck_ok(core_get(core.s, theirs, CKA_VALUE, b, &b_len));
	ck_assert_uint_eq(a_len, b_len);
	ck_assert_mem_eq(a, b, a_len);
}

START_TEST(both_sides_have_the_same_secret)
{
	if (!begin(_i, NULL))
		return;
	ck_ok(encapsulate(NULL, 0));
	ck_assert_uint_eq(len, kem->cipher_len);
	ck_ok(decapsulate(NULL, 0));
	ck_assert_uint_eq(core_ulong(core.s, ours, CKA_KEY_TYPE),
	    CKK_GENERIC_SECRET);
	ck_assert_uint_eq(core_ulong(core.s, ours, CKA_VALUE_LEN),
	    kem->shared_len);
	ck_assert(!core_bool(core.s, ours, CKA_LOCAL));
	ck_assert(!core_bool(core.s, ours, CKA_ALWAYS_SENSITIVE));
	ck_assert(!core_bool(core.s, theirs, CKA_NEVER_EXTRACTABLE));
	same_value();
}
END_TEST

START_TEST(a_type_and_a_length_can_be_asked_for)
{
	CK_ATTRIBUTE list[] = { VALUE(CKA_KEY_TYPE, aes),
		VALUE(CKA_VALUE_LEN, n16) };
	CK_ATTRIBUTE bad[] = { VALUE(CKA_KEY_TYPE, aes),
		VALUE(CKA_VALUE_LEN, n17) };

	if (!begin(_i, NULL))
		return;
	ck_ok(encapsulate(LIST(list)));
	ck_ok(decapsulate(LIST(list)));
	ck_assert_uint_eq(core_ulong(core.s, ours, CKA_VALUE_LEN), 16);
	same_value();
	ck_refused(encapsulate(LIST(bad)), E_ATTRIBUTE_VALUE);
	ck_refused(decapsulate(LIST(bad)), E_ATTRIBUTE_VALUE);
}
END_TEST

START_TEST(asking_for_the_size_makes_no_key)
{
	size_t before;

	if (!begin(_i, NULL))
		return;
	before = core_find(core.s, NULL, 0, NULL);
	ck_ok(flow_encapsulate(core.s, &kem->mechanism, pair.public, NULL, 0,
	    NULL, &len, NULL));
	ck_assert_uint_eq(len, kem->cipher_len);
	len--;
	ck_refused(encapsulate(NULL, 0), E_BUFFER_TOO_SMALL);
	ck_assert_uint_eq(len, kem->cipher_len);
	ck_assert_uint_eq(core_find(core.s, NULL, 0, NULL), before);
}
END_TEST

START_TEST(the_keys_have_to_be_for_it)
{
	CK_OBJECT_HANDLE h;

	if (!begin(_i, NULL))
		return;
	ck_refused(flow_encapsulate(core.s, &kem->mechanism, 999, NULL, 0,
	    cipher, &len, &h), E_KEY_HANDLE);
	ck_refused(flow_encapsulate(core.s, &kem->mechanism, core_aes("aes"),
	    NULL, 0, cipher, &len, &h), E_KEY_TYPE);
	ck_refused(flow_encapsulate(core.s, &kem->mechanism, pair.private,
	    NULL, 0, cipher, &len, &h), E_KEY_USAGE);
	ck_refused(flow_decapsulate(core.s, &kem->mechanism, pair.public,
	    NULL, 0, cipher, 65, &h), E_KEY_USAGE);
	ck_refused(flow_encapsulate(core.s, core_gcm_mechanism(), pair.public,
	    NULL, 0, cipher, &len, &h), E_MECHANISM);
}
END_TEST

START_TEST(a_ciphertext_of_another_length_is_refused)
{
	enum err e;

	if (!begin(_i, NULL))
		return;
	ck_ok(encapsulate(NULL, 0));
	len--;
	e = decapsulate(NULL, 0);
	ck_assert(e == E_WRAPPED_KEY_LEN || e == E_WRAPPED_KEY);
}
END_TEST

START_TEST(null_arguments_are_refused)
{
	CK_OBJECT_HANDLE h;

	ck_assert(begin(0, NULL));
	ck_refused(flow_encapsulate(core.s, NULL, pair.public, NULL, 0, cipher,
	    &len, &h), E_ARGUMENTS);
	ck_refused(flow_encapsulate(core.s, &kem->mechanism, pair.public, NULL,
	    0, cipher, NULL, &h), E_ARGUMENTS);
	ck_refused(flow_encapsulate(core.s, &kem->mechanism, pair.public, NULL,
	    0, cipher, &len, NULL), E_ARGUMENTS);
	ck_refused(flow_decapsulate(core.s, &kem->mechanism, pair.private,
	    NULL, 0, NULL, 65, &h), E_ARGUMENTS);
	ck_refused(flow_decapsulate(core.s, &kem->mechanism, pair.private,
	    NULL, 0, cipher, 65, NULL), E_ARGUMENTS);
}
END_TEST

/* CKA_DECAPSULATE_TEMPLATE is added; CKA_ENCAPSULATE_TEMPLATE is asked. */
START_TEST(a_template_of_the_private_key_is_added)
{
	CK_ATTRIBUTE inner[] = { NOT(CKA_EXTRACTABLE) };
	CK_ATTRIBUTE outer = { CKA_DECAPSULATE_TEMPLATE, inner,
		sizeof(inner) };
	CK_ATTRIBUTE open[] = { IS(CKA_EXTRACTABLE) };

	ck_assert(begin(0, &outer));
	ck_ok(encapsulate(NULL, 0));
	ck_ok(decapsulate(NULL, 0));
	ck_assert(!core_bool(core.s, theirs, CKA_EXTRACTABLE));
	ck_refused(decapsulate(LIST(open)), E_TEMPLATE_INCONSISTENT);
}
END_TEST

START_TEST(a_template_of_the_public_key_is_asked_for)
{
	CK_ATTRIBUTE inner[] = { NOT(CKA_EXTRACTABLE) };
	CK_ATTRIBUTE public[] = { kems[0].what, IS(CKA_ENCAPSULATE),
		{ CKA_ENCAPSULATE_TEMPLATE, inner, sizeof(inner) } };
	CK_ATTRIBUTE closed[] = { NOT(CKA_EXTRACTABLE) };
	size_t before;

	kem = &kems[0];
	len = sizeof(cipher);
	ck_ok(flow_generate_pair(core.s, &kem->generate, LIST(public), NULL, 0,
	    &pair.public, &pair.private));
	before = core_find(core.s, NULL, 0, NULL);
	ck_refused(encapsulate(NULL, 0), E_KEY_HANDLE);
	ck_assert_uint_eq(core_find(core.s, NULL, 0, NULL), before);
	len = sizeof(cipher);
	ck_ok(encapsulate(LIST(closed)));
}
END_TEST

SUITE("flow/encapsulate",
    core_suite(tc);
    tcase_add_checked_fixture(tc, core_login, core_end);
    tcase_add_loop_test(tc, both_sides_have_the_same_secret, 0, 2);
    tcase_add_loop_test(tc, a_type_and_a_length_can_be_asked_for, 0, 2);
    tcase_add_loop_test(tc, asking_for_the_size_makes_no_key, 0, 2);
    tcase_add_loop_test(tc, the_keys_have_to_be_for_it, 0, 2);
    tcase_add_loop_test(tc, a_ciphertext_of_another_length_is_refused, 0, 2);
    tcase_add_test(tc, null_arguments_are_refused);
    tcase_add_test(tc, a_template_of_the_private_key_is_added);
    tcase_add_test(tc, a_template_of_the_public_key_is_asked_for))
