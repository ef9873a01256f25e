/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Mechanisms with any parameter and any input: nothing is written beyond what
 * bound() asked for, and every refusal has a reason. The input names a
 * mechanism, a use and the parameter's fields; pointers go to buffers of
 * exactly the stated length, as a caller's do.
 */
#include "fuzz/fuzz.h"

#include "crypto/ec.h"
#include "crypto/library.h"
#include "mech/mech.h"

#include "base/reader.h"

#include <string.h>

#define WORDS_MAX 16
#define BLOCKS_MAX 12
#define BLOCK_LEN_MAX 200
#define DERIVED_LEN 24

/*
 * How a parameter is laid out, a letter for each word: l a number, s a small
 * one, b flags in its first bytes, p a pointer to a block, n the length of the
 * block before, m of the one that follows, o a pointer to OAEP parameters, d a
 * pointer to KDF data parameters and c their number. Upper case digits: that
 * many words of bytes.
 */
static const struct {
	CK_MECHANISM_TYPE type;
	const char *layout;
} layouts[] = {
	{ CKM_AES_GCM, "pnlpns" },
	{ CKM_AES_GMAC, "pnlpns" },
	{ CKM_AES_CCM, "spnpns" },
	{ CKM_AES_CTR, "s2" },
	{ CKM_AES_CBC, "2" },
	{ CKM_AES_CBC_PAD, "2" },
	{ CKM_AES_CTS, "2" },
	{ CKM_AES_XTS, "2" },
	{ CKM_CHACHA20_POLY1305, "pnpn" },
	{ CKM_AES_KEY_WRAP, "1" },
	{ CKM_AES_CMAC_GENERAL, "s" },
	{ CKM_SHA256_HMAC_GENERAL, "s" },
	{ CKM_SHA512_HMAC_GENERAL, "s" },
	{ CKM_RSA_PKCS_PSS, "lls" },
	{ CKM_SHA256_RSA_PKCS_PSS, "lls" },
	{ CKM_RSA_PKCS_OAEP, "lllpn" },
	{ CKM_RSA_AES_KEY_WRAP, "so" },
	{ CKM_EDDSA, "bmp" },
	{ CKM_ECDH1_DERIVE, "lmpmp" },
	{ CKM_ECDH1_COFACTOR_DERIVE, "lmpmp" },
	{ CKM_ECDH_AES_KEY_WRAP, "slmp" },
	{ CKM_HKDF_DERIVE, "blspnlpn" },
	{ CKM_HKDF_DATA, "blspnlpn" },
	{ CKM_SP800_108_COUNTER_KDF, "lcd" },
	{ CKM_SP800_108_FEEDBACK_KDF, "lcdmp" },
	{ CKM_CONCATENATE_BASE_AND_DATA, "pn" },
	{ CKM_CONCATENATE_DATA_AND_BASE, "pn" },
	{ CKM_XOR_BASE_AND_DATA, "pn" },
	{ CKM_EXTRACT_KEY_FROM_KEY, "s" },
	{ CKM_AES_ECB_ENCRYPT_DATA, "pn" },
	{ CKM_AES_CBC_ENCRYPT_DATA, "2pn" },
	{ CKM_PKCS5_PBKD2, "lpnslpnpn" },
};
#define LAYOUTS (sizeof(layouts) / sizeof(*layouts))

struct maker {
	struct reader r;
	uint64_t words[WORDS_MAX];
	size_t count;
	void *blocks[BLOCKS_MAX];
	size_t block_count;
	size_t len;	    /* of the block before */
	size_t length_word; /* where the next block's length goes, + 1 */
};

/* ---- the parameter ---- */

static void *
keep(struct maker *m, void *block)
{
	HOLDS(block != NULL && m->block_count < BLOCKS_MAX);
	m->blocks[m->block_count++] = block;
	return block;
}

static void
put(struct maker *m, uint64_t word)
{
	HOLDS(m->count < WORDS_MAX);
	m->words[m->count++] = word;
}

static void
put_block(struct maker *m)
{
	size_t len = reader_u8(&m->r);
	const unsigned char *from = reader_take(&m->r, len);
	unsigned char *block;

	if (from == NULL)
		len = 0;
	block = keep(m, malloc(len > 0 ? len : 1));
	if (len > 0)
		memcpy(block, from, len);
	m->len = len;
	if (m->length_word > 0)
		m->words[m->length_word - 1] = len;
	m->length_word = 0;
	put(m, (uintptr_t)block);
}

static void
put_bytes(struct maker *m, size_t words)
{
	for (size_t i = 0; i < words; i++)
		put(m, reader_u64(&m->r));
}

static void
put_oaep(struct maker *m)
{
	CK_RSA_PKCS_OAEP_PARAMS *p = keep(m, calloc(1, sizeof(*p)));

	p->hashAlg = reader_u32(&m->r);
	p->mgf = reader_u8(&m->r);
	p->source = reader_u8(&m->r) % 3;
	put(m, (uintptr_t)p);
}

/* Up to three of them; their values are numbers or nothing. */
static void
put_kdf_data(struct maker *m)
{
	size_t count = m->words[m->count - 1];
	CK_PRF_DATA_PARAM *p = keep(m, calloc(4, sizeof(*p)));
	uint64_t *values = keep(m, calloc(12, sizeof(*values)));

	for (size_t i = 0; i < count; i++) {
		p[i].type = reader_u8(&m->r) % 6;
		for (size_t w = 0; w < 3; w++)
			values[3 * i + w] = reader_u8(&m->r);
		p[i].pValue = &values[3 * i];
		p[i].ulValueLen = reader_u8(&m->r) % 25;
	}
	put(m, (uintptr_t)p);
}

static void
put_field(struct maker *m, char field)
{
	switch (field) {
	case 'l':
		put(m, reader_u32(&m->r));
		break;
	case 's':
	case 'b':
		put(m, reader_u16(&m->r));
		break;
	case 'c':
		put(m, reader_u8(&m->r) % 4);
		break;
	case 'p':
		put_block(m);
		break;
	case 'n':
		put(m, m->len);
		break;
	case 'm':
		put(m, 0);
		m->length_word = m->count;
		break;
	case 'o':
		put_oaep(m);
		break;
	case 'd':
		put_kdf_data(m);
		break;
	default:
		put_bytes(m, (size_t)(field - '0'));
		break;
	}
}

static void
make_parameter(struct maker *m, CK_MECHANISM *mechanism)
{
	const char *layout = "";

	for (size_t i = 0; i < LAYOUTS; i++)
		if (layouts[i].type == mechanism->mechanism)
			layout = layouts[i].layout;
	for (; *layout != '\0'; layout++)
		put_field(m, *layout);
	mechanism->pParameter = m->count > 0 ? m->words : NULL;
	mechanism->ulParameterLen = m->count * sizeof(m->words[0]);
	if (reader_u8(&m->r) == 1) /* another length than the right one */
		mechanism->ulParameterLen = reader_u8(&m->r) %
		    (sizeof(m->words) + 1);
}

/* ---- keys ---- */

static struct material *
secret_key(size_t len)
{
	static const unsigned char value[64] = "a key that everybody knows";
	struct material *out = NULL;
	struct secret *s = NULL;

	HOLDS(secret_from(value, len, &s) == E_OK);
	HOLDS(material_from_secret(s, &out) == E_OK);
	secret_free(s);
	return out;
}

static struct material *
curve_key(const char *name)
{
	static const unsigned char value[32] = "likewise";
	const struct curve *c;
	struct material *out = NULL;
	struct secret *s = NULL;
	size_t i = 0;

	while ((c = curve_at(i)) != NULL && strcmp(c->text, name) != 0)
		i++;
	HOLDS(c != NULL);
	HOLDS(secret_from(value, sizeof(value), &s) == E_OK);
	HOLDS(ec_from_private(c, s, &out) == E_OK);
	secret_free(s);
	return out;
}

/* Made once; a process that fuzzes keeps them. */
static const struct material *
key_for(const struct mech *row)
{
	static struct material *aes, *xts, *ec, *edwards, *montgomery;

	if (aes == NULL) {
		aes = secret_key(32);
		xts = secret_key(64);
		ec = curve_key("p256");
		edwards = curve_key("ed25519");
		montgomery = curve_key("x25519");
	}
	switch (row->key_type) {
	case CK_UNAVAILABLE_INFORMATION:
		return NULL;
	case CKK_EC:
	case KEY_ANY_CURVE:
		return ec;
	case CKK_EC_EDWARDS:
		return edwards;
	case CKK_EC_MONTGOMERY:
		return montgomery;
	case CKK_AES_XTS:
		return xts;
	default:
		return aes;
	}
}

/* ---- uses ---- */

static void
produce(struct run *run, const unsigned char *in, size_t len)
{
	const struct mech_ops *ops = run->mech->ops;
	size_t room = ops->bound(run, len, true), first = room, last;
	unsigned char *out = malloc(room > 0 ? room : 1);

	HOLDS(out != NULL);
	if (ops->update(run, in, len, out, &first) == E_OK) {
		if (run->use == USE_SIGN || run->use == USE_DIGEST)
			first = 0;
		HOLDS(first <= room);
		last = room - first;
		if (ops->finish(run, out + first, &last) == E_OK)
			HOLDS(first + last <= room);
	}
	free(out);
}

static void
open(struct run *run, const struct material *m, const unsigned char *in,
    size_t len)
{
	size_t room = run->mech->ops->bound(run, len, true), n = room;
	unsigned char *out = malloc(room > 0 ? room : 1);

	HOLDS(out != NULL);
	if (run->mech->ops->open(run, m, in, len, out, &n) == E_OK)
		HOLDS(n <= room);
	free(out);
}

static void
check(struct run *run, const struct material *m, const unsigned char *in,
    size_t len)
{
	static const unsigned char message[] = "a message";

	if (run->mech->ops->update(run, message, sizeof(message), NULL,
	    NULL) == E_OK)
		(void)run->mech->ops->check(run, m, in, len);
}

static void
derive(struct run *run, const struct material *m)
{
	struct secret *out[1] = { NULL };
	size_t len = DERIVED_LEN;
	struct derivation d = { .base = m, .type = CKK_GENERIC_SECRET,
	    .len = &len, .count = 1 };

	if (run->mech->ops->second != NULL &&
	    run->mech->ops->second(run) != CK_INVALID_HANDLE)
		d.second = m;
	if (run->mech->ops->more != NULL &&
	    run->mech->ops->more(run, &len) != NULL && len > 0)
		return;
	len = DERIVED_LEN;
	if (run->mech->ops->derive(run, &d, out) == E_OK)
		HOLDS(secret_len(out[0]) == DERIVED_LEN);
	secret_free(out[0]);
}

static void
use(struct run *run, const unsigned char *in, size_t len)
{
	const struct mech_ops *ops = run->mech->ops;
	const struct material *m = key_for(run->mech);
	bool whole = (run->mech->traits & MECH_WHOLE) != 0;

	if (run_start(run, m) != E_OK)
		return;
	if (run->use == USE_DERIVE && ops->derive != NULL)
		derive(run, m);
	else if (run->use == USE_VERIFY && ops->check != NULL)
		check(run, m, in, len);
	else if ((run->use == USE_DECRYPT || run->use == USE_UNWRAP) && whole)
		open(run, m, in, len);
	else if (ops->update != NULL && run->use <= USE_UNWRAP &&
	    run->use != USE_VERIFY_RECOVER)
		produce(run, in, len);
}

static void
generate(struct run *run)
{
	struct key_spec spec = { .type = CKK_GENERIC_SECRET, .value_len = 32 };
	struct material *out = NULL;

	if (run->mech->generate(run, &spec, &out) == E_OK)
		material_free(out);
}

static const struct mech *
choose(struct reader *r)
{
	size_t count = 0;

	while (mech_at(count) != NULL)
		count++;
	return mech_at(reader_u8(r) % count);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct maker m = { 0 };
	CK_MECHANISM mechanism = { 0 };
	struct run run = { 0 };
	const struct mech *row;
	enum use what;
	enum err e;

	HOLDS(library_open() == E_OK);
	reader_init(&m.r, data, size);
	row = choose(&m.r);
	what = (enum use)(reader_u8(&m.r) % USE_COUNT);
	mechanism.mechanism = row->type;
	make_parameter(&m, &mechanism);
	reason_clear();
	e = run_begin(&run, what, &mechanism);
	HOLDS(e == E_OK || reason_text()[0] != '\0');
	if (e == E_OK && what == USE_GENERATE)
		generate(&run);
	else if (e == E_OK && row->ops != NULL)
		use(&run, m.r.at, m.r.left);
	run_end(&run);
	for (size_t i = 0; i < m.block_count; i++)
		free(m.blocks[i]);
	return 0;
}

/* A seed for each mechanism and use: the fields are small numbers. */
bool
fuzz_seed(unsigned n, struct bytes *out)
{
	unsigned char seed[160];
	size_t count = 0;

	while (mech_at(count) != NULL)
		count++;
	if (n >= count * 2)
		return false;
	memset(seed, 16, sizeof(seed));
	seed[0] = (unsigned char)(n / 2);
	seed[1] = (unsigned char)(n % 2);
	HOLDS(bytes_set(out, seed, sizeof(seed)) == E_OK);
	return true;
}
