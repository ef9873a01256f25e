/* SPDX-License-Identifier: Apache-2.0 */
/* Nothing is to be tested where libcrypto has no ML-KEM. */
#include "crypto/library.h"
#include "mech/drive.h"
#include "mech/pq_case.h"
#include "support/kat.h"
#include "support/suite.h"

#include <stdlib.h>

#define SETS 3
#define CIPHERTEXT_MAX 1568

static struct run run;
static struct secret *shared;
static unsigned char ciphertext[CIPHERTEXT_MAX];
static size_t len;

static void
teardown(void)
{
	secret_free(shared);
	run_end(&run);
	drive_teardown();
}

static bool
offered(void)
{
	return mech_find(CKM_ML_KEM) != NULL;
}

static enum err
begin(enum use use, const struct material *m)
{
	CK_MECHANISM mechanism = { CKM_ML_KEM, NULL, 0 };

	run_end(&run);
	TRY(run_begin(&run, use, &mechanism));
	return run_start(&run, m);
}

static enum err
encapsulate(const struct material *m, size_t value_len)
{
	secret_free(shared);
	shared = NULL;
	TRY(begin(USE_ENCAPSULATE, m));
	run.value_len = value_len;
	len = run.mech->ops->bound(&run, 0, true);
	ck_assert_uint_le(len, sizeof(ciphertext));
	return run.mech->ops->encapsulate(&run, m, &shared, ciphertext, &len);
}

static enum err
decapsulate(const struct material *m, const void *in, size_t in_len,
    struct secret **out)
{
	TRY(begin(USE_DECAPSULATE, m));
	return run.mech->ops->decapsulate(&run, m, in, in_len, out);
}

static struct material *
pair(int set)
{
	struct material *m;

	ck_assert_int_eq(pq_generate(parameter_set_find(PQ_ML_KEM,
	    (unsigned long)set + 1), &m), E_OK);
	return m;
}

static struct material *
public_half(const struct material *m)
{
	SCOPED_VALUE(bytes) value = { .data = NULL };
	struct material *out;

	ck_assert_int_eq(pq_public(m, &value), E_OK);
	ck_assert_int_eq(pq_from_public(parameter_set_of(m), value.data,
	    value.len, &out), E_OK);
	return out;
}

static void
case_opens(struct kat_case *c)
{
	SCOPED(material) *m = pq_case_key(c);
	SCOPED(secret) *out = NULL;
	SCOPED(secret) *expected = pq_case_secret(c, "shared");
	size_t in_len;
	const void *in = kat_bytes(c, "ciphertext", &in_len);
	enum err e = decapsulate(m, in, in_len, &out);

	ck_assert_msg(e == (kat_valid(c) ? E_OK : E_CIPHERTEXT_LEN),
	    "line %u: %s", c->line, err_text(e));
	if (e == E_OK)
		ck_assert_msg(secret_equal(out, expected), "line %u", c->line);
}

START_TEST(published_ciphertexts_open)
{
	struct kat k;

	if (!offered())
		return;
	k = kat_load("ML_KEM");
	for (size_t i = 0; i < k.count; i++)
		case_opens(&k.cases[i]);
	kat_free(&k);
}
END_TEST

START_TEST(what_the_public_half_encapsulates_the_private_one_opens)
{
	SCOPED(material) *m = NULL;
	SCOPED(material) *public = NULL;
	SCOPED(secret) *out = NULL;

	if (!offered())
		return;
	m = pair(_i);
	public = public_half(m);
	ck_assert_int_eq(encapsulate(public, 0), E_OK);
	ck_assert_uint_eq(secret_len(shared), 32);
	ck_assert_int_eq(decapsulate(m, ciphertext, len, &out), E_OK);
	ck_assert(secret_equal(out, shared));
}
END_TEST

START_TEST(every_encapsulation_is_another)
{
	SCOPED(material) *m = NULL;
	SCOPED(secret) *first = NULL;

	if (!offered())
		return;
	m = pair(_i);
	ck_assert_int_eq(encapsulate(m, 0), E_OK);
	first = shared;
	shared = NULL;
	ck_assert_int_eq(encapsulate(m, 0), E_OK);
	ck_assert(!secret_equal(first, shared));
}
END_TEST

START_TEST(other_key_gives_another_secret)
{
	SCOPED(material) *m = NULL;
	SCOPED(material) *other = NULL;
	SCOPED(secret) *out = NULL;

	if (!offered())
		return;
	m = pair(_i);
	other = pair(_i);
	ck_assert_int_eq(encapsulate(m, 0), E_OK);
	ck_assert_int_eq(decapsulate(other, ciphertext, len, &out), E_OK);
	ck_assert(!secret_equal(out, shared));
}
END_TEST

START_TEST(ciphertext_of_another_length_is_refused)
{
	SCOPED(material) *m = NULL;
	SCOPED(secret) *out = NULL;

	if (!offered())
		return;
	m = pair(_i);
	ck_assert_int_eq(encapsulate(m, 0), E_OK);
	ck_assert_int_eq(decapsulate(m, ciphertext, len - 1, &out),
	    E_CIPHERTEXT_LEN);
	ck_assert_int_eq(decapsulate(m, ciphertext, 0, &out),
	    E_CIPHERTEXT_LEN);
	ck_assert_ptr_null(out);
}
END_TEST

START_TEST(shorter_secret_is_its_beginning_and_a_longer_one_is_refused)
{
	SCOPED(material) *m = NULL;
	SCOPED(secret) *out = NULL;

	if (!offered())
		return;
	m = pair(1);
	ck_assert_int_eq(encapsulate(m, 16), E_OK);
	ck_assert_uint_eq(secret_len(shared), 16);
	ck_assert_int_eq(decapsulate(m, ciphertext, len, &out), E_OK);
	ck_assert_mem_eq(secret_peek(out), secret_peek(shared), 16);
	ck_assert_int_eq(encapsulate(m, 33), E_TEMPLATE_INCONSISTENT);
}
END_TEST

START_TEST(key_of_another_kind_and_a_public_one_are_refused)
{
	static const unsigned char value[32];
	SCOPED(material) *m = NULL;
	SCOPED(material) *public = NULL;
	SCOPED(material) *signer = NULL;
	SCOPED(material) *secret = NULL;

	if (!offered())
		return;
	m = pair(0);
	public = public_half(m);
	secret = drive_secret(value, sizeof(value));
	ck_assert_int_eq(pq_generate(parameter_set_find(PQ_ML_DSA, 1),
	    &signer), E_OK);
	ck_assert_int_eq(begin(USE_DECAPSULATE, public), E_KEY_TYPE);
	ck_assert_int_eq(begin(USE_ENCAPSULATE, signer), E_KEY_TYPE);
	ck_assert_int_eq(begin(USE_ENCAPSULATE, secret), E_KEY_TYPE);
}
END_TEST

SUITE("mech/ml_kem",
    tcase_add_checked_fixture(tc, drive_setup, teardown);
    tcase_add_test(tc, published_ciphertexts_open);
    tcase_add_loop_test(tc,
	what_the_public_half_encapsulates_the_private_one_opens, 0, SETS);
    tcase_add_loop_test(tc, every_encapsulation_is_another, 0, SETS);
    tcase_add_loop_test(tc, other_key_gives_another_secret, 0, SETS);
    tcase_add_loop_test(tc, ciphertext_of_another_length_is_refused, 0, SETS);
    tcase_add_test(tc,
	shorter_secret_is_its_beginning_and_a_longer_one_is_refused);
    tcase_add_test(tc, key_of_another_kind_and_a_public_one_are_refused))
