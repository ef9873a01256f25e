/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From a Diffie-Hellman value to an AEAD key, as RFC 9180 sections 4 and 5.1
 * have it: HKDF with labels that name version, suite and purpose.
 */
#include "crypto/hpke_schedule.h"
#include "base/writer.h"
#include "crypto/kdf.h"

#include <string.h>

#define KEM_ID 0x0010 /* DHKEM(P-256, HKDF-SHA256) */
#define KDF_ID 0x0001 /* HKDF-SHA256 */
#define MODE_PSK 0x01

/* "KEM" || kem_id, or "HPKE" || kem_id || kdf_id || aead_id. */
struct suite {
	unsigned char id[10];
	size_t len;
};

static struct suite
suite_kem(void)
{
	return (struct suite){ { 'K', 'E', 'M', 0, KEM_ID }, 5 };
}

static struct suite
suite_hpke(unsigned aead)
{
	return (struct suite){ { 'H', 'P', 'K', 'E', 0, KEM_ID, 0, KDF_ID, 0,
				   (unsigned char)aead }, 10 };
}

static void
put_label(struct writer *w, const struct suite *s, const char *label)
{
	writer_raw(w, "HPKE-v1", 7);
	writer_raw(w, s->id, s->len);
	writer_raw(w, label, strlen(label));
}

/* LabeledExtract; an absent salt is NULL. */
static enum err
extract(const struct suite *s, const struct secret *salt, const char *label,
    const void *ikm, size_t ikm_len, struct secret **out)
{
	SCOPED_VALUE(bytes) head = { 0 };
	SCOPED(secret) *labeled = NULL;
	struct writer w;

	writer_init(&w, &head);
	put_label(&w, s, label);
	TRY(writer_done(&w));
	TRY(secret_new(head.len + ikm_len, &labeled));
	memcpy(secret_data(labeled), head.data, head.len);
	if (ikm_len > 0)
		memcpy(secret_data(labeled) + head.len, ikm, ikm_len);
	return hkdf_extract(salt != NULL ? secret_peek(salt) : NULL,
	    salt != NULL ? secret_len(salt) : 0, labeled, out);
}

/* LabeledExpand. */
static enum err
expand(const struct suite *s, const struct secret *prk, const char *label,
    const struct bytes *context, size_t len, struct secret **out)
{
	SCOPED_VALUE(bytes) info = { 0 };
	struct writer w;

	writer_init(&w, &info);
	writer_u16(&w, (uint16_t)len);
	put_label(&w, s, label);
	writer_raw(&w, context->data, context->len);
	TRY(writer_done(&w));
	return hkdf_expand(prk, info.data, info.len, len, out);
}

enum err
hpke_shared_secret(const struct hpke_pair *mine,
    const unsigned char peer[static P256_POINT_LEN], bool sender,
    struct secret **out)
{
	struct suite s = suite_kem();
	SCOPED(secret) *dh = NULL;
	SCOPED(secret) *prk = NULL;
	SCOPED_VALUE(bytes) context = { 0 };
	struct writer w;

	TRY(p256_agree(mine->scalar, mine->point, peer, &dh));
	TRY(extract(&s, NULL, "eae_prk", secret_peek(dh), secret_len(dh),
	    &prk));
	writer_init(&w, &context);
	/* The ephemeral point, then the recipient's. */
	writer_raw(&w, sender ? mine->point : peer, P256_POINT_LEN);
	writer_raw(&w, sender ? peer : mine->point, P256_POINT_LEN);
	TRY(writer_done(&w));
	return expand(&s, prk, "shared_secret", &context, SHA256_LEN, out);
}

static enum err
append_hash(struct bytes *context, const struct suite *s, const char *label,
    const void *data, size_t len)
{
	SCOPED(secret) *hash = NULL;

	TRY(extract(s, NULL, label, data, len, &hash));
	return bytes_append(context, secret_peek(hash), secret_len(hash));
}

/* mode || psk_id_hash || info_hash, none of it secret. */
static enum err
schedule_context(const struct suite *s, const struct hpke_info *in,
    struct bytes *out)
{
	unsigned char mode = MODE_PSK;

	TRY(bytes_append(out, &mode, 1));
	TRY(append_hash(out, s, "psk_id_hash", in->psk->id,
	    strlen(in->psk->id)));
	return append_hash(out, s, "info_hash", in->info, in->info_len);
}

enum err
hpke_schedule(const struct secret *shared, const struct hpke_info *in,
    struct hpke_keys *out)
{
	struct suite s = suite_hpke(in->aead);
	SCOPED_VALUE(bytes) context = { 0 };
	SCOPED(secret) *secret = NULL;
	SCOPED(secret) *key = NULL;
	SCOPED(secret) *nonce = NULL;
	const struct secret *psk = in->psk->psk;

	if (secret_len(psk) < 32 || in->psk->id[0] == '\0')
		return refuse(E_ARGUMENTS, "a pre-shared key needs 32 bytes "
		    "and a name");
	TRY(schedule_context(&s, in, &context));
	TRY(extract(&s, shared, "secret", secret_peek(psk), secret_len(psk),
	    &secret));
	TRY(expand(&s, secret, "key", &context,
	    in->aead == HPKE_AES_128_GCM ? 16 : 32, &key));
	TRY(expand(&s, secret, "base_nonce", &context, HPKE_NONCE_LEN,
	    &nonce));
	memcpy(out->nonce, secret_peek(nonce), HPKE_NONCE_LEN);
	out->key = key;
	key = NULL;
	return E_OK;
}
