/* SPDX-License-Identifier: Apache-2.0 */
/* The world of a test of the core's upper layers, and its usual steps. */
#include "support/core_fixture.h"

#include "base/clock.h"
#include "crypto/library.h"

#include <ftw.h>
#include <stdio.h>
#include <unistd.h>

struct world core;
struct conf core_conf;
CK_BBOOL core_true = CK_TRUE, core_false = CK_FALSE;

/* The suite's; each test makes its own directory in it. */
static char parent[64];

void
core_expect(const char *file, int line, const char *call, enum err got,
    enum err wanted)
{
	if (got != wanted)
		ck_abort_msg("%s:%d: %s: %s (%s), not %s", file, line, call,
		    err_name(got), reason_text(), err_name(wanted));
	mark_point();
}

/* ---- places ---- */

static void
make_parent(void)
{
	const char *tmp = getenv("TMPDIR");

	snprintf(parent, sizeof(parent), "%.32s/claviger-test-XXXXXX",
	    tmp != NULL ? tmp : "/tmp");
	if (mkdtemp(parent) == NULL)
		abort();
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static void
remove_parent(void)
{
	nftw(parent, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

void
core_suite(TCase *tc)
{
	tcase_add_unchecked_fixture(tc, make_parent, remove_parent);
}

/* A new directory, and a configuration for it. */
static void
place(char dir[static 96])
{
	snprintf(dir, 96, "%s/XXXXXX", parent);
	ck_assert_ptr_nonnull(mkdtemp(dir));
	memset(&core_conf, 0, sizeof(core_conf));
	core_conf.aead_buffer = 1 << 20;
	snprintf(core_conf.store, sizeof(core_conf.store), "%s/store", dir);
	snprintf(core_conf.root_key, sizeof(core_conf.root_key),
	    "%s/root.key", dir);
}

/* Session tables are made once in a process and never freed: these remain
 * reachable. */
static struct session_table *tables[8];
static size_t table_count;

static void
world_begin(struct world *w)
{
	*w = (struct world){ 0 };
	ck_ok(tokens_new(&core_conf, E_OK, &w->tokens));
	ck_assert_uint_lt(table_count, 8);
	ck_ok(session_table_new(&tables[table_count]));
	w->sessions = tables[table_count++];
}

struct session *
world_session(struct world *w, CK_FLAGS flags)
{
	CK_SESSION_HANDLE handle;
	struct session *s;

	ck_ok(flow_session_open(w->tokens, w->sessions, 0,
	    flags | CKF_SERIAL_SESSION, &handle));
	ck_ok(session_enter(w->sessions, handle, &s));
	return s;
}

void
world_open(struct world *w)
{
	world_begin(w);
	w->s = world_session(w, CKF_RW_SESSION);
	w->token = w->s->token;
}

/* Sessions other than w->s have been left. */
void
world_close(struct world *w)
{
	if (w->s != NULL)
		session_leave(w->s);
	if (w->tokens != NULL)
		flow_close(w->tokens, w->sessions);
	tokens_free(w->tokens);
	*w = (struct world){ 0 };
}

enum err
world_login(struct world *w, CK_USER_TYPE user, const char *pin)
{
	return flow_login(w->s, user, (const CK_UTF8CHAR *)pin, strlen(pin));
}

/* ---- tokens ---- */

static void
make_token(CK_FLAGS flags)
{
	struct world w;

	world_begin(&w);
	ck_ok(flow_init_token_with(w.tokens, 0,
	    (const CK_UTF8CHAR *)CORE_SO_PIN, strlen(CORE_SO_PIN),
	    (const CK_UTF8CHAR *)CORE_LABEL, flags));
	w.s = world_session(&w, CKF_RW_SESSION);
	ck_ok(world_login(&w, CKU_SO, CORE_SO_PIN));
	ck_ok(flow_init_pin(w.s, (const CK_UTF8CHAR *)CORE_USER_PIN,
	    strlen(CORE_USER_PIN)));
	world_close(&w);
}

static void
use_token(CK_FLAGS flags)
{
	char model[96], dir[96], command[512];

	ck_ok(library_open());
	snprintf(model, sizeof(model), "%s/token-%lx", parent, flags);
	place(dir);
	if (access(model, F_OK) != 0) {
		make_token(flags);
		ck_assert_int_eq(rename(dir, model), 0);
		place(dir);
	}
	snprintf(command, sizeof(command), "cp -a '%s/store' '%s/root.key' "
	    "'%s'", model, model, dir);
	ck_assert_int_eq(system(command), 0);
	world_open(&core);
}

void
core_place(void)
{
	char dir[96];

	ck_ok(library_open());
	place(dir);
	world_begin(&core);
}

void
core_session(void)
{
	use_token(0);
}

void
core_login(void)
{
	use_token(0);
	ck_ok(world_login(&core, CKU_USER, CORE_USER_PIN));
}

void
core_officer(void)
{
	use_token(0);
	ck_ok(world_login(&core, CKU_SO, CORE_SO_PIN));
}

void
core_sandbox(void)
{
	use_token(CLV_TOKEN_SANDBOX);
	ck_ok(world_login(&core, CKU_USER, CORE_USER_PIN));
}

void
core_extractable(void)
{
	use_token(CLV_TOKEN_ALLOW_EXTRACTABLE);
	ck_ok(world_login(&core, CKU_USER, CORE_USER_PIN));
}

void
core_end(void)
{
	clock_shift(0);
	world_close(&core);
	library_close();
}

/* ---- keys ---- */

CK_OBJECT_HANDLE
core_aes(const char *label)
{
	CK_MECHANISM m = { CKM_AES_KEY_GEN, NULL, 0 };
	CK_ULONG len = 32;
	CK_ATTRIBUTE template[] = { IS(CKA_TOKEN), IS(CKA_ENCRYPT),
		IS(CKA_DECRYPT), IS(CKA_WRAP), IS(CKA_UNWRAP),
		TEXT(CKA_LABEL, label), VALUE(CKA_VALUE_LEN, len) };
	CK_OBJECT_HANDLE h;

	ck_ok(flow_generate(core.s, &m, LIST(template), &h));
	return h;
}

struct core_pair
core_ec(const char *label)
{
	static const unsigned char p256[] = { 0x06, 0x08, 0x2a, 0x86, 0x48,
		0xce, 0x3d, 0x03, 0x01, 0x07 };
	CK_MECHANISM m = { CKM_EC_KEY_PAIR_GEN, NULL, 0 };
	CK_ATTRIBUTE public[] = { IS(CKA_TOKEN), IS(CKA_VERIFY),
		TEXT(CKA_LABEL, label), TEXT(CKA_ID, label),
		BYTES(CKA_EC_PARAMS, p256, sizeof(p256)) };
	CK_ATTRIBUTE private[] = { IS(CKA_TOKEN), IS(CKA_SIGN),
		TEXT(CKA_LABEL, label), TEXT(CKA_ID, label) };
	struct core_pair pair;

	ck_ok(flow_generate_pair(core.s, &m, LIST(public), LIST(private),
	    &pair.public, &pair.private));
	return pair;
}

CK_OBJECT_HANDLE
core_session_aes(unsigned char value)
{
	CK_OBJECT_CLASS class = CKO_SECRET_KEY;
	CK_KEY_TYPE type = CKK_AES;
	unsigned char bytes[32];
	CK_ATTRIBUTE template[] = { VALUE(CKA_CLASS, class),
		VALUE(CKA_KEY_TYPE, type), BYTES(CKA_VALUE, bytes, 32) };
	CK_OBJECT_HANDLE h;

	memset(bytes, value, sizeof(bytes));
	ck_ok(flow_object_create(core.s, LIST(template), &h));
	return h;
}

/* ---- operations ---- */

const CK_MECHANISM *
core_gcm_mechanism(void)
{
	static CK_BYTE iv[12] = "twelve bytes";
	static CK_GCM_PARAMS params;
	static CK_MECHANISM m;

	params = (CK_GCM_PARAMS){ .pIv = iv, .ulIvLen = sizeof(iv),
		.ulIvBits = 96, .ulTagBits = 128 };
	m = (CK_MECHANISM){ CKM_AES_GCM, &params, sizeof(params) };
	return &m;
}

enum err
core_gcm(struct session *s, enum use use, CK_OBJECT_HANDLE key,
    const void *in, size_t len, void *out, CK_ULONG *out_len)
{
	TRY(flow_begin(s, use, core_gcm_mechanism(), key));
	return flow_once(s, use, in, len, out, out_len);
}

enum err
core_opens(struct session *s, CK_OBJECT_HANDLE key, const void *in,
    size_t len, const char *text)
{
	CK_BYTE out[256];
	CK_ULONG out_len = sizeof(out);

	TRY(core_gcm(s, USE_DECRYPT, key, in, len, out, &out_len));
	ck_assert_uint_eq(out_len, strlen(text));
	ck_assert_mem_eq(out, text, out_len);
	return E_OK;
}

enum err
core_sign(struct session *s, CK_OBJECT_HANDLE key, const char *text,
    CK_BYTE signature[static 64])
{
	CK_MECHANISM m = { CKM_ECDSA_SHA256, NULL, 0 };
	CK_ULONG len = 64;

	TRY(flow_begin(s, USE_SIGN, &m, key));
	return flow_once(s, USE_SIGN, (const CK_BYTE *)text, strlen(text),
	    signature, &len);
}

enum err
core_verify(struct session *s, CK_OBJECT_HANDLE key, const char *text,
    const CK_BYTE signature[static 64])
{
	CK_MECHANISM m = { CKM_ECDSA_SHA256, NULL, 0 };

	TRY(flow_begin(s, USE_VERIFY, &m, key));
	return flow_verify_once(s, (const CK_BYTE *)text, strlen(text),
	    signature, 64);
}

/* ---- searches and attributes ---- */

size_t
core_find(struct session *s, CK_ATTRIBUTE *list, CK_ULONG count,
    CK_OBJECT_HANDLE *first)
{
	CK_OBJECT_HANDLE found[128];
	CK_ULONG n;

	ck_ok(flow_find_begin(s, list, count));
	ck_ok(flow_find_next(s, found, 128, &n));
	ck_ok(flow_find_end(s));
	if (first != NULL)
		*first = n > 0 ? found[0] : CK_INVALID_HANDLE;
	return n;
}

CK_OBJECT_HANDLE
core_version(struct session *s, CK_OBJECT_CLASS class, const char *label,
    CK_ULONG version)
{
	CK_ATTRIBUTE list[] = { VALUE(CKA_CLASS, class),
		TEXT(CKA_LABEL, label), VALUE(CKA_CLV_VERSION, version) };
	CK_OBJECT_HANDLE h;

	ck_assert_uint_eq(core_find(s, LIST(list), &h), 1);
	return h;
}

enum err
core_get(struct session *s, CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type,
    void *out, CK_ULONG *len)
{
	CK_ATTRIBUTE a = { type, out, *len };
	enum err e = flow_object_get(s, object, &a, 1);

	*len = a.ulValueLen;
	return e;
}

CK_ULONG
core_ulong(struct session *s, CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type)
{
	CK_ULONG value = 0, len = sizeof(value);

	ck_ok(core_get(s, object, type, &value, &len));
	ck_assert_uint_eq(len, sizeof(value));
	return value;
}

bool
core_bool(struct session *s, CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type)
{
	CK_BBOOL value = 2;
	CK_ULONG len = sizeof(value);

	ck_ok(core_get(s, object, type, &value, &len));
	ck_assert_uint_eq(len, sizeof(value));
	return value == CK_TRUE;
}

/* ---- certificates ---- */

struct der {
	unsigned char data[512];
	size_t len;
};

/* tag, length, what was at and behind `from`. */
static void
der_close(struct der *d, size_t from, unsigned char tag)
{
	size_t len = d->len - from, head = len < 128 ? 2 : 4;

	memmove(d->data + from + head, d->data + from, len);
	d->data[from] = tag;
	d->data[from + 1] = head == 2 ? (unsigned char)len : 0x82;
	if (head == 4) {
		d->data[from + 2] = (unsigned char)(len >> 8);
		d->data[from + 3] = (unsigned char)len;
	}
	d->len += head;
}

static void
der_add(struct der *d, const void *data, size_t len)
{
	memcpy(d->data + d->len, data, len);
	d->len += len;
}

/* Version 1, serial number 1, names without parts. */
static void
certificate(struct der *d, const unsigned char *spki, size_t spki_len)
{
	static const unsigned char algorithm[] = { 0x30, 0x0a, 0x06, 0x08,
		0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02 };
	static const unsigned char serial[] = { 0x02, 0x01, 0x01 };
	static const unsigned char name[] = { 0x30, 0x00 };
	static const char validity[] = "\x30\x1e\x17\x0d" "260101000000Z"
	    "\x17\x0d" "360101000000Z";
	static const unsigned char signature[] = { 0x03, 0x02, 0x00, 0x00 };

	der_add(d, serial, sizeof(serial));
	der_add(d, algorithm, sizeof(algorithm));
	der_add(d, name, sizeof(name));
	der_add(d, validity, sizeof(validity) - 1);
	der_add(d, name, sizeof(name));
	der_add(d, spki, spki_len);
	der_close(d, 0, 0x30);
	der_add(d, algorithm, sizeof(algorithm));
	der_add(d, signature, sizeof(signature));
	der_close(d, 0, 0x30);
}

enum err
core_certificate(struct session *s, CK_OBJECT_HANDLE key, const char *id,
    CK_OBJECT_HANDLE *out)
{
	CK_OBJECT_CLASS class = CKO_CERTIFICATE;
	CK_CERTIFICATE_TYPE type = CKC_X_509;
	unsigned char spki[256];
	CK_ULONG len = sizeof(spki);
	struct der d = { .len = 0 };
	CK_ATTRIBUTE template[] = { IS(CKA_TOKEN), VALUE(CKA_CLASS, class),
		VALUE(CKA_CERTIFICATE_TYPE, type), TEXT(CKA_ID, id),
		TEXT(CKA_LABEL, id), BYTES(CKA_VALUE, d.data, 0),
		BYTES(CKA_SUBJECT, "\x30", 2) };

	ck_ok(core_get(s, key, CKA_PUBLIC_KEY_INFO, spki, &len));
	certificate(&d, spki, len);
	template[5].ulValueLen = d.len;
	return flow_object_create(s, LIST(template), out);
}
