/* SPDX-License-Identifier: Apache-2.0 */
/* What a call is given, letter by letter; and what there is to give. */
#include "random.h"

#include <string.h>

#define AT(pointer) ((CK_ULONG)(pointer))
#define IN_MAX 300

struct pool pool = { .pin = USER_PIN, .so_pin = SO_PIN };

/* ---- what there is ---- */

CK_SESSION_HANDLE
pool_session(void)
{
	if (chance(2))
		return below(100);
	return chance(50) ? pool.sessions[1] : ONE_OF(pool.sessions);
}

static bool
lives(CK_OBJECT_HANDLE h)
{
	CK_ULONG size;

	return P11(GetObjectSize, fx.session, h, &size) == CKR_OK;
}

CK_OBJECT_HANDLE
pool_object(void)
{
	CK_OBJECT_HANDLE h = ONE_OF(pool.objects);

	if (chance(8))
		return chance(50) ? below(400) : dice();
	for (int i = 0; i < 3 && !lives(h) && chance(80); i++)
		h = ONE_OF(pool.objects);
	return h;
}

void
pool_put(CK_OBJECT_HANDLE h)
{
	CK_OBJECT_HANDLE *place = &pool.objects[pool.next++ %
	    ATTR_COUNT(pool.objects)];

	if (*place != CK_INVALID_HANDLE)
		P11(DestroyObject, fx.session, *place);
	*place = h;
}

static const CK_KEY_TYPE kept_types[] = { CKK_AES, CKK_AES_XTS, CKK_CHACHA20,
	CKK_GENERIC_SECRET, CKK_HKDF, CKK_SHA_1_HMAC, CKK_SHA224_HMAC,
	CKK_SHA256_HMAC, CKK_SHA384_HMAC, CKK_SHA512_HMAC, CKK_SHA512_224_HMAC,
	CKK_SHA512_256_HMAC, CKK_SHA3_224_HMAC, CKK_SHA3_256_HMAC,
	CKK_SHA3_384_HMAC, CKK_SHA3_512_HMAC, CKK_RSA, CKK_EC, CKK_EC_EDWARDS,
	CKK_EC_MONTGOMERY, CKK_ML_KEM, CKK_ML_DSA, CKK_SLH_DSA };
static struct pair kept[ATTR_COUNT(kept_types)];

CK_OBJECT_HANDLE
pool_key(CK_KEY_TYPE type, bool public)
{
	for (size_t i = 0; i < ATTR_COUNT(kept_types); i++)
		if (kept_types[i] == type)
			return public ? kept[i].pub : kept[i].priv;
	return CK_INVALID_HANDLE;
}

void
pool_keys(void)
{
	for (size_t i = 0; i < ATTR_COUNT(kept_types); i++)
		if (!lives(kept[i].priv) || !lives(kept[i].pub))
			(void)every_key_new(kept_types[i], &kept[i]);
}

/* ---- what came out ---- */

#define MEMORY_MAX 700

static struct {
	const struct every_mechanism *by;
	size_t len;
	unsigned char data[MEMORY_MAX];
} memory[48];

void
remember(const struct every_mechanism *by, const void *at, size_t len)
{
	size_t i = below(ATTR_COUNT(memory));

	if (len > MEMORY_MAX || len == 0)
		return;
	memory[i].by = by;
	memory[i].len = len;
	memcpy(memory[i].data, at, len);
}

static bool
recall(const struct every_mechanism *by, CK_ULONG *a)
{
	size_t start = below(ATTR_COUNT(memory)), i;

	for (size_t n = 0; n < ATTR_COUNT(memory); n++) {
		i = (start + n) % ATTR_COUNT(memory);
		if (memory[i].by != by || memory[i].len == 0)
			continue;
		a[0] = AT(block_copy(memory[i].data, memory[i].len));
		a[1] = memory[i].len;
		if (chance(5))
			((unsigned char *)a[0])[below(a[1])] ^= 1;
		return true;
	}
	return false;
}

/* ---- handles ---- */

static bool
wants_public(const char *function)
{
	static const char *const names[] = { "EncryptInit", "VerifyInit",
		"VerifyRecoverInit", "VerifySignatureInit", "WrapKey",
		"EncapsulateKey", "MessageVerifyInit" };

	for (size_t i = 0; i < ATTR_COUNT(names); i++)
		if (strcmp(function, names[i]) == 0)
			return true;
	return false;
}

static CK_OBJECT_HANDLE
a_key(const struct random_call *c)
{
	bool public = wants_public(every_call[c->row].name) != chance(3);

	if (c->mechanism != NULL && chance(80))
		return pool_key(c->mechanism->key, public);
	return chance(50) ? pool_key(ONE_OF(kept_types), public)
	    : pool_object();
}

/* ---- memory ---- */

static bool
undoes(const char *function)
{
	return strstr(function, "Decrypt") != NULL ||
	    strcmp(function, "SetOperationState") == 0;
}

/* Bytes that come in: often the same, so that they can be verified. */
static void
bytes_in(const struct random_call *c, char letter, CK_ULONG *a)
{
	static const size_t usual[] = { 0, 1, 15, 16, 17, 32, 32, 40, 48, 64,
		256 };
	size_t len = chance(50) ? 32 : chance(80) ? ONE_OF(usual)
	    : below(IN_MAX);

	if ((letter != 'I' || undoes(every_call[c->row].name)) && chance(70) &&
	    recall(c->mechanism, a))
		return;
	a[0] = AT(block(len));
	a[1] = len;
	if (chance(80))
		memset((void *)a[0], len == 256 ? 1 : 'a', len);
	if (len == 0 || chance(2))
		a[0] = chance(50) ? 0 : a[0];
}

/* Room for what comes out; sometimes where the input is. */
static void
buffer_out(CK_ULONG *a, const CK_ULONG *in)
{
	static const size_t usual[] = { 0, 1, 15, 16, 20, 31, 32, 33, 48, 64,
		128, 255, 256, 257, 512 };
	CK_ULONG *len = block(sizeof(*len));

	*len = chance(70) ? ONE_OF(usual) : below(2 * IN_MAX);
	a[0] = chance(15) ? 0 : AT(block(*len));
	a[1] = chance(1) ? 0 : AT(len);
	if (in != NULL && in[0] != 0 && chance(6)) {
		*len = in[1];
		a[0] = in[0];
	}
}

static void
list_out(CK_ULONG *a, size_t entry)
{
	CK_ULONG *count = block(sizeof(*count));

	*count = chance(50) ? below(4) : below(300);
	a[0] = chance(30) ? 0 : AT(block(*count * entry));
	a[1] = chance(2) ? 0 : AT(count);
}

static void
found_out(CK_ULONG *a)
{
	a[1] = below(20);
	a[0] = chance(2) ? 0 : AT(block(a[1] * sizeof(CK_OBJECT_HANDLE)));
	a[2] = chance(2) ? 0 : AT(block(sizeof(CK_ULONG)));
}

/* ---- logins ---- */

static void
text_in(CK_ULONG *a, const char *text)
{
	size_t len = strlen(text);

	a[0] = AT(block_copy(text, len));
	a[1] = len;
	if (chance(1))
		a[0] = 0;
}

/* Wrong ones are counted, and too many make everybody wait. */
static void
pin_in(CK_ULONG *a, const struct random_call *c)
{
	bool officer = c->a[1] == CKU_SO ||
	    strcmp(every_call[c->row].name, "InitToken") == 0;

	if (pool.wrong_pin && chance(10)) {
		pool.wrong_pin = false;
		text_in(a, "a wrong one");
		return;
	}
	text_in(a, officer ? pool.so_pin : pool.pin);
}

/* ---- letters ---- */

static CK_ULONG
flags(void)
{
	static const CK_ULONG some[] = { CKF_SERIAL_SESSION,
		CKF_SERIAL_SESSION | CKF_RW_SESSION,
		CKF_SERIAL_SESSION | CKF_RW_SESSION, CKF_END_OF_MESSAGE,
		CKF_DONT_BLOCK, CKF_ENCRYPT, CKF_SIGN, CKF_FIND_OBJECTS, ~0UL,
		~0UL };

	return chance(90) ? ONE_OF(some) : chance(50) ? 0 : dice();
}

static CK_ULONG
user(void)
{
	return chance(90) ? CKU_USER : chance(60) ? CKU_SO : below(4);
}

static CK_ULONG
slot(void)
{
	return chance(96) ? fx.slot : chance(50) ? below(70) : dice();
}

static void
template_in(struct random_call *c, CK_ULONG *a)
{
	size_t n = a != c->a + every_call_place(c->row, 'T', 0);
	CK_ULONG count;

	a[0] = AT(random_template(every_call[c->row].name, n, c->mechanism,
	    &count));
	a[1] = count;
}

static void
message_in(struct random_call *c, CK_ULONG *a)
{
	const char *name = every_call[c->row].name;
	CK_ULONG len = 0;

	if (strstr(name, "crypt") == NULL && chance(95))
		return;
	a[0] = AT(random_message(c->mechanism, &len));
	a[1] = len;
}

static void
letter_args(struct random_call *c, char letter, CK_ULONG *a)
{
	size_t entry = every_call[c->row].size;
	size_t in = every_call_place(c->row, 'I', 0);
	CK_ULONG count = 0;

	switch (letter) {
	case 'S':
		if (c->session == CK_INVALID_HANDLE || chance(3))
			c->session = pool_session();
		*a = c->session;
		break;
	case 'L': *a = slot(); break;
	case 'M':
		*a = AT(random_mechanism(every_call[c->row].name,
		    &c->mechanism));
		break;
	case 'K': case 'U': *a = a_key(c); break;
	case 'W': *a = a_key(c); break;
	case 'O': *a = pool_object(); break;
	case 'T': template_in(c, a); break;
	case 'V':
		a[0] = AT(random_question(&count));
		a[1] = count;
		break;
	case 'I': case 'D': case 'G': bytes_in(c, letter, a); break;
	case 'P': pin_in(a, c); break;
	case 'N': text_in(a, chance(80) ? "user" : ""); break;
	case 'B': buffer_out(a, in == CALL_ARGS ? NULL : &c->a[in]); break;
	case 'C': list_out(a, entry); break;
	case 'F': found_out(a); break;
	case 'Q': a[1] = below(IN_MAX); a[0] = AT(block(a[1])); break;
	case 'X': message_in(c, a); break;
	case 'H':
		*a = chance(1) ? 0 : AT(block(sizeof(CK_OBJECT_HANDLE)));
		break;
	case 'R': *a = chance(1) ? 0 : AT(block(entry)); break;
	case 'l': *a = AT(block_copy("random token                    ", 32));
		break;
	case 't': *a = chance(80) ? CKM_AES_CBC : below(0x5000); break;
	case 'f': *a = flags(); break;
	case 'u': *a = user(); break;
	case 'o': *a = chance(80) ? 0 : pool_object(); break;
	case 'n': *a = below(3); break;
	case '0': *a = chance(99) ? 0 : AT(block(8)); break;
	default: break;
	}
}

/* A key wrapped is another one than the key that wraps. */
static void
other_key(struct random_call *c)
{
	size_t w = every_call_place(c->row, 'W', 0);

	if (w != CALL_ARGS)
		c->a[w + 1] = chance(60) ? pool_key(ONE_OF(kept_types), false)
		    : pool_object();
}

void
random_args(struct random_call *c)
{
	size_t at = 0;

	random_message_forget();
	for (const char *p = every_call[c->row].args; *p != '\0'; p++) {
		letter_args(c, *p, &c->a[at]);
		at += every_call_width(*p);
	}
	other_key(c);
}

/* ---- weights ---- */

/* A PIN is slow, and so is a token that begins anew. */
unsigned
random_weight(size_t row)
{
	static const struct {
		const char *name;
		unsigned weight;
	} weights[] = {
		{ "Initialize", 20 }, { "Finalize", 12 }, { "InitToken", 1 },
		{ "InitPIN", 1 }, { "SetPIN", 1 }, { "OpenSession", 300 },
		{ "CloseSession", 200 }, { "CloseAllSessions", 12 },
		{ "Login", 60 }, { "LoginUser", 40 }, { "Logout", 60 },
		{ "GetFunctionStatus", 50 }, { "CancelFunction", 50 },
		{ "AsyncComplete", 50 }, { "AsyncGetID", 50 },
		{ "AsyncJoin", 50 }, { "SeedRandom", 50 },
		{ "CreateObject", 1500 }, { "DestroyObject", 600 },
	};

	for (size_t i = 0; i < ATTR_COUNT(weights); i++)
		if (strcmp(weights[i].name, every_call[row].name) == 0)
			return weights[i].weight;
	return strstr(every_call[row].name, "Init") != NULL ? 4000 : 1000;
}
