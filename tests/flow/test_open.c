/* SPDX-License-Identifier: Apache-2.0 */
/* Candidates, one after the other, on an input that stays as it was. */
#include "flow/open.h"

#include "support/core_fixture.h"

static CK_OBJECT_HANDLE aes;
static CK_BYTE sealed[3][32];
static CK_ULONG len;

#define IN(text) (const CK_BYTE *)(text), strlen(text)

/* Three versions, a ciphertext of each. */
static void
setup(void)
{
	core_login();
	aes = core_aes("aes");
	for (int i = 0; i < 3; i++) {
		len = sizeof(sealed[i]);
		ck_ok(core_gcm(core.s, USE_ENCRYPT, aes, "text", 4, sealed[i],
		    &len));
		ck_assert_uint_eq(len, 20);
		ck_ok(flow_key_rotate(core.s, aes, 0, NULL));
	}
}

static struct operation *
begin(const CK_MECHANISM *m)
{
	ck_ok(flow_begin(core.s, USE_DECRYPT, m, aes));
	return &core.s->operations[OPERATION_DECRYPT];
}

START_TEST(every_version_opens_its_own)
{
	struct operation *op = begin(core_gcm_mechanism());
	CK_BYTE out[20];

	ck_assert(open_serves(op));
	for (int i = 0; i < 3; i++) {
		len = sizeof(out);
		ck_ok(open_input(core.s, op, sealed[i], 20, out, &len));
		ck_assert_uint_eq(len, 4);
		ck_assert_mem_eq(out, "text", 4);
	}
}
END_TEST

START_TEST(input_and_output_may_be_one)
{
	struct operation *op = begin(core_gcm_mechanism());

	for (int i = 0; i < 3; i++) {
		len = 20;
		ck_ok(open_input(core.s, op, sealed[i], 20, sealed[i] + i,
		    &len));
		ck_assert_mem_eq(sealed[i] + i, "text", 4);
	}
}
END_TEST

START_TEST(what_none_made_is_refused)
{
	struct operation *op = begin(core_gcm_mechanism());
	CK_BYTE out[20];

	sealed[0][0] ^= 1;
	len = sizeof(out);
	ck_refused(open_input(core.s, op, sealed[0], 20, out, &len),
	    E_CIPHERTEXT);
	ck_assert_uint_eq(len, sizeof(out));
	ck_refused(open_input(core.s, op, NULL, 0, out, &len),
	    E_CIPHERTEXT_LEN);
}
END_TEST

START_TEST(a_stream_does_not_open)
{
	CK_BYTE iv[16] = { 0 };
	CK_MECHANISM cbc = { CKM_AES_CBC, iv, sizeof(iv) };

	aes = core_aes("another");
	ck_assert(!open_serves(begin(&cbc)));
}
END_TEST

SUITE("flow/open",
    core_suite(tc);
    tcase_add_checked_fixture(tc, setup, core_end);
    tcase_add_test(tc, every_version_opens_its_own);
    tcase_add_test(tc, input_and_output_may_be_one);
    tcase_add_test(tc, what_none_made_is_refused);
    tcase_add_test(tc, a_stream_does_not_open))
