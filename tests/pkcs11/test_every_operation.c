/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What holds for everything that has an output - encrypting, decrypting,
 * digesting, signing, recovering - with every mechanism that says it can: the
 * length protocol, whole and in parts, the order of calls, parameters of the
 * wrong length, keys of the wrong type.
 */
#include "every_mechanism.h"
#include "findings.h"
#include "support/suite.h"

#include <stdlib.h>
#include <string.h>

#define ROOM 20480 /* signatures may be long */

/* ---- the works ---- */

/* Digests and signatures grow silently until the end. */
static CK_RV
silent(CK_RV (*update)(CK_SESSION_HANDLE, CK_BYTE *, CK_ULONG),
    const CK_BYTE *in, CK_ULONG len, const CK_BYTE *out, CK_ULONG *out_len)
{
	*out_len = 0;
	return out == NULL ? CKR_OK : update(fx.session, (CK_BYTE *)in, len);
}

#define INIT(name, half) \
	static CK_RV \
	init_##name(CK_MECHANISM *m, const struct pair *key) \
	{ \
		return P11(name##Init, fx.session, m, key->half); \
	}
#define ONCE(name) \
	static CK_RV \
	once_##name(const CK_BYTE *in, CK_ULONG len, CK_BYTE *out, \
	    CK_ULONG *out_len) \
	{ \
		return P11(name, fx.session, (CK_BYTE *)in, len, out, \
		    out_len); \
	}
#define FINAL(name) \
	static CK_RV \
	final_##name(CK_BYTE *out, CK_ULONG *out_len) \
	{ \
		return P11(name##Final, fx.session, out, out_len); \
	}
#define UPDATE(name) \
	static CK_RV \
	update_##name(const CK_BYTE *in, CK_ULONG len, CK_BYTE *out, \
	    CK_ULONG *out_len) \
	{ \
		return P11(name##Update, fx.session, (CK_BYTE *)in, len, out, \
		    out_len); \
	}
#define SILENT(name) \
	static CK_RV \
	update_##name(const CK_BYTE *in, CK_ULONG len, CK_BYTE *out, \
	    CK_ULONG *out_len) \
	{ \
		return silent(fx.p11->C_##name##Update, in, len, out, \
		    out_len); \
	}

INIT(Encrypt, pub) ONCE(Encrypt) UPDATE(Encrypt) FINAL(Encrypt)
INIT(Decrypt, priv) ONCE(Decrypt) UPDATE(Decrypt) FINAL(Decrypt)
INIT(Sign, priv) ONCE(Sign) SILENT(Sign) FINAL(Sign)
ONCE(Digest) SILENT(Digest) FINAL(Digest)
INIT(SignRecover, priv) ONCE(SignRecover)
INIT(VerifyRecover, pub) ONCE(VerifyRecover)

static CK_RV
init_Digest(CK_MECHANISM *m, const struct pair *key)
{
	(void)key;
	return P11(DigestInit, fx.session, m);
}

static const struct work {
	const char *name;
	CK_FLAGS flag;
	CK_RV (*init)(CK_MECHANISM *, const struct pair *);
	CK_RV (*once)(const CK_BYTE *, CK_ULONG, CK_BYTE *, CK_ULONG *);
	CK_RV (*update)(const CK_BYTE *, CK_ULONG, CK_BYTE *, CK_ULONG *);
	CK_RV (*final)(CK_BYTE *, CK_ULONG *);
	const struct work *undoes;
} works[] = {
#define PARTS(name) init_##name, once_##name, update_##name, final_##name
#define WHOLE(name) init_##name, once_##name, NULL, NULL
	{ "encrypt", CKF_ENCRYPT, PARTS(Encrypt), NULL },
	{ "decrypt", CKF_DECRYPT, PARTS(Decrypt), &works[0] },
	{ "digest", CKF_DIGEST, PARTS(Digest), NULL },
	{ "sign", CKF_SIGN, PARTS(Sign), NULL },
	{ "sign with recovery", CKF_SIGN_RECOVER, WHOLE(SignRecover), NULL },
	{ "recover", CKF_VERIFY_RECOVER, WHOLE(VerifyRecover), &works[4] },
};
#define WORKS (int)(sizeof(works) / sizeof(works[0]))

/* ---- jobs: a work with a mechanism ---- */

struct job {
	const struct work *work;
	const struct every_mechanism *m;
	CK_MECHANISM mechanism;
	struct pair key;
	CK_BYTE in[ROOM];
	CK_ULONG len;
};

static CK_RV
begin(struct job *j)
{
	return j->work->init(&j->mechanism, &j->key);
}

static struct job
job_of(const struct work *work, const struct every_mechanism *m)
{
	struct job j = { .work = work, .m = m, .len = m->len,
		.mechanism = every_mechanism_for(m, work->flag) };

	if (m->key != CK_UNAVAILABLE_INFORMATION)
		j.key = every_key(m->key);
	findings_about("%s, %s", work->name, m->name);
	memset(j.in, 'a', j.len);
	if (m->len == 256)
		j.in[0] = 0; /* a number below the modulus */
	return j;
}

/* To be undone, something has to be done first. */
static struct job
ready_job(const struct work *work, const struct every_mechanism *m)
{
	struct job j = job_of(work, m), before;

	if (work->undoes == NULL)
		return j;
	before = job_of(work->undoes, m);
	j.len = sizeof(j.in);
	OK(begin(&before));
	OK(before.work->once(before.in, before.len, j.in, &j.len));
	findings_about("%s, %s", work->name, m->name);
	return j;
}

/* Do something with each mechanism that does this work. */
static void
each(const struct work *work, void (*check)(struct job *))
{
	CK_MECHANISM_TYPE list[MECHANISMS_MAX];
	size_t count = every_mechanism_list(list), done = 0;
	struct job j;

	for (size_t i = 0; i < count; i++) {
		if (!(every_mechanism_info(list[i]).flags & work->flag))
			continue;
		j = ready_job(work, every_mechanism_find(list[i]));
		check(&j);
		P11(SessionCancel, fx.session, ~0UL);
		done++;
	}
	ck_assert_uint_gt(done, 0);
	findings_end();
}

static void
setup(void)
{
	fixture_login();
	every_mechanism_prepare();
}

/* ---- the length protocol ---- */

static void
check_lengths(struct job *j)
{
	CK_BYTE out[ROOM], again[ROOM];
	CK_ULONG room = 0, n, len;

	if (!WANT(CKR_OK, begin(j)))
		return;
	WANT(CKR_OK, j->work->once(j->in, j->len, NULL, &room));
	HOLDS(room > 0 && room <= ROOM);
	n = room;
	WANT(CKR_OK, j->work->once(j->in, j->len, out, &n));
	HOLDS(n > 0 && n <= room);
	len = n;
	WANT(CKR_OPERATION_NOT_INITIALIZED, j->work->once(j->in, j->len, out,
	    &n));
	WANT(CKR_OK, begin(j));
	n = len - 1;
	WANT(CKR_BUFFER_TOO_SMALL, j->work->once(j->in, j->len, again, &n));
	HOLDS(n >= len && n <= room);
	n = len;
	WANT(CKR_OK, j->work->once(j->in, j->len, again, &n));
	HOLDS(n == len);
	HOLDS((j->m->traits & CHANGES && j->work->undoes == NULL) ||
	    memcmp(out, again, len) == 0);
}

START_TEST(lengths_are_told_and_buffers_respected)
{
	each(&works[_i], check_lengths);
}
END_TEST

static void
check_undone(struct job *j)
{
	CK_BYTE out[ROOM];
	CK_ULONG n = sizeof(out);

	memset(out, 0, sizeof(out));
	WANT(CKR_OK, begin(j));
	WANT(CKR_OK, j->work->once(j->in, j->len, out, &n));
	HOLDS(n == j->m->len && out[n - 1] == 'a' &&
	    (out[0] == 'a' || n == 256));
}

START_TEST(what_was_done_is_undone)
{
	if (works[_i].undoes != NULL)
		each(&works[_i], check_undone);
}
END_TEST

/* ---- in parts ---- */

/* One piece, asked for its length and with too little room before. */
static CK_RV
piece(struct job *j, const CK_BYTE *in, CK_ULONG len, CK_BYTE *out,
    CK_ULONG *done)
{
	CK_ULONG room = 0, n;
	CK_RV rv = j->work->update(in, len, NULL, &room);

	if (rv != CKR_OK)
		return rv;
	n = room - 1;
	if (room > 0)
		WANT(CKR_BUFFER_TOO_SMALL, j->work->update(in, len, out + *done,
		    &n));
	n = room;
	rv = j->work->update(in, len, out + *done, &n);
	HOLDS(n <= room);
	*done += n;
	return rv;
}

static void
last_piece(struct job *j, CK_BYTE *out, CK_ULONG *done)
{
	CK_ULONG room = 0, n, len;
	CK_BYTE copy[ROOM];
	CK_RV rv;

	WANT(CKR_OK, j->work->final(NULL, &room));
	n = room;
	if (room == 0) {
		WANT(CKR_OK, j->work->final(out + *done, &n));
		HOLDS(n == 0);
		return;
	}
	len = 0; /* with padding the length is known when it is off */
	rv = j->work->final(copy, &len);
	WANT(len == 0 ? CKR_OK : CKR_BUFFER_TOO_SMALL, rv);
	if (len != 0) {
		HOLDS(len <= room);
		n = len;
		WANT(CKR_OK, j->work->final(out + *done, &n));
		HOLDS(n == len);
		*done += n;
	}
}

static void
check_refused(struct job *j, CK_RV rv)
{
	CK_ULONG n = ROOM;
	CK_BYTE out[ROOM];

	WANT(CKR_OPERATION_ACTIVE, rv);
	WANT(CKR_OPERATION_NOT_INITIALIZED, j->work->once(j->in, j->len, out,
	    &n));
	WANT(CKR_OK, begin(j));
	n = ROOM;
	WANT(CKR_OPERATION_NOT_INITIALIZED, j->work->final(out, &n));
	WANT(CKR_OK, begin(j));
	n = ROOM;
	WANT(CKR_OK, j->work->once(j->in, j->len, out, &n));
}

static void
check_same(struct job *j, const CK_BYTE *parts, CK_ULONG len)
{
	CK_BYTE whole[ROOM];
	CK_ULONG n = sizeof(whole);

	if ((j->m->traits & CHANGES) && j->work->flag == CKF_SIGN) {
		WANT(CKR_OK, P11(VerifyInit, fx.session, &j->mechanism,
		    j->key.pub));
		WANT(CKR_OK, P11(Verify, fx.session, j->in, j->len,
		    (CK_BYTE *)parts, len));
		return;
	}
	WANT(CKR_OK, begin(j));
	WANT(CKR_OK, j->work->once(j->in, j->len, whole, &n));
	HOLDS(n == len && memcmp(whole, parts, n) == 0);
}

static void
check_parts(struct job *j)
{
	CK_BYTE out[ROOM];
	CK_ULONG done = 0;
	CK_RV rv;

	WANT(CKR_OK, begin(j));
	rv = piece(j, j->in, 1, out, &done);
	if (rv != CKR_OK) {
		check_refused(j, rv);
		return;
	}
	WANT(CKR_OK, piece(j, j->in + 1, 0, out, &done));
	WANT(CKR_OK, piece(j, j->in + 1, 17, out, &done));
	WANT(CKR_OK, piece(j, j->in + 18, j->len - 18, out, &done));
	last_piece(j, out, &done);
	WANT(CKR_OPERATION_NOT_INITIALIZED, j->work->final(out + done,
	    &(CK_ULONG){ 0 }));
	check_same(j, out, done);
}

START_TEST(parts_give_what_the_whole_gives)
{
	if (works[_i].update != NULL)
		each(&works[_i], check_parts);
}
END_TEST

/* ---- the order of calls ---- */

static void
check_order(struct job *j)
{
	const struct work *w = j->work;
	CK_BYTE out[ROOM];
	CK_ULONG n = ROOM;

	WANT(CKR_OK, begin(j));
	WANT(CKR_OK, w->once(j->in, j->len, out, &n));
	n = ROOM;
	WANT(CKR_OPERATION_NOT_INITIALIZED, w->update(j->in, 1, out, &n));
	n = ROOM;
	WANT(CKR_OPERATION_NOT_INITIALIZED, w->final(out, &n));
	WANT(CKR_OK, begin(j));
	n = ROOM;
	if (w->update(j->in, 1, out, &n) != CKR_OK)
		return;
	n = ROOM;
	WANT(CKR_OPERATION_ACTIVE, w->once(j->in, j->len, out, &n));
	n = ROOM;
	WANT(CKR_OPERATION_NOT_INITIALIZED, w->final(out, &n));
}

START_TEST(whole_and_parts_do_not_mix)
{
	if (works[_i].update != NULL)
		each(&works[_i], check_order);
}
END_TEST

/* ---- parameters ---- */

/* In memory of just that length. */
static void
check_param_len(struct job *j, CK_ULONG len)
{
	CK_MECHANISM right = j->mechanism;
	void *copy = calloc(1, len > 0 ? len : 1);

	ck_assert_ptr_nonnull(copy);
	if (right.pParameter != NULL)
		memcpy(copy, right.pParameter, len < right.ulParameterLen
		    ? len : right.ulParameterLen);
	j->mechanism.pParameter = copy;
	j->mechanism.ulParameterLen = len;
	WANT(CKR_MECHANISM_PARAM_INVALID, begin(j));
	j->mechanism = right;
	free(copy);
}

static void
check_params(struct job *j)
{
	CK_MECHANISM none = { j->m->type, NULL, 0 }, right = j->mechanism;

	check_param_len(j, right.ulParameterLen + 1);
	if (right.ulParameterLen > 1)
		check_param_len(j, right.ulParameterLen - 1);
	if (right.ulParameterLen != 0 && !(j->m->traits & OPTIONAL)) {
		j->mechanism = none;
		WANT(CKR_MECHANISM_PARAM_INVALID, begin(j));
	}
	j->mechanism = right;
	WANT(CKR_OK, begin(j));
}

START_TEST(parameters_have_their_length)
{
	each(&works[_i], check_params);
}
END_TEST

START_TEST(parameter_may_be_left_out_where_it_is_optional)
{
	const struct every_mechanism *m = every_mechanism_find(
	    CKM_AES_KEY_WRAP);
	struct job j = job_of(&works[0], m);

	j.mechanism.pParameter = NULL;
	j.mechanism.ulParameterLen = 0;
	OK(begin(&j));
}
END_TEST

/* ---- keys ---- */

static void
check_key_type(struct job *j)
{
	j->key = every_key(every_key_wrong(j->m));
	WANT(CKR_KEY_TYPE_INCONSISTENT, begin(j));
}

START_TEST(keys_have_their_type)
{
	if (works[_i].flag != CKF_DIGEST)
		each(&works[_i], check_key_type);
}
END_TEST

/* ---- what the flags do not name ---- */

START_TEST(flags_name_all_there_is)
{
	CK_MECHANISM_TYPE list[MECHANISMS_MAX];
	size_t count = every_mechanism_list(list);
	const struct every_mechanism *m;
	struct job j;

	for (size_t i = 0; i < count; i++) {
		m = every_mechanism_find(list[i]);
		if (every_mechanism_info(list[i]).flags & works[_i].flag)
			continue;
		j = job_of(&works[_i], m);
		if (m->key == CK_UNAVAILABLE_INFORMATION)
			j.key = every_key(CKK_AES);
		WANT(CKR_MECHANISM_INVALID, begin(&j));
	}
	findings_end();
}
END_TEST

SUITE("pkcs11/every_operation",
    fixture_suite(tc);
    tcase_add_checked_fixture(tc, setup, fixture_end);
    tcase_add_loop_test(tc, lengths_are_told_and_buffers_respected, 0, WORKS);
    tcase_add_loop_test(tc, what_was_done_is_undone, 0, WORKS);
    tcase_add_loop_test(tc, parts_give_what_the_whole_gives, 0, WORKS);
    tcase_add_loop_test(tc, whole_and_parts_do_not_mix, 0, WORKS);
    tcase_add_loop_test(tc, parameters_have_their_length, 0, WORKS);
    tcase_add_test(tc, parameter_may_be_left_out_where_it_is_optional);
    tcase_add_loop_test(tc, keys_have_their_type, 0, WORKS);
    tcase_add_loop_test(tc, flags_name_all_there_is, 0, WORKS))
